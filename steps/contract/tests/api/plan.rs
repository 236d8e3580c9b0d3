//! The payment plan: it always adds up to the amount.

use crate::deal::{amounts, pointers, start};
use serde_json::{Value, json};

fn line(label: &str, amount_minor: i64, trigger: &str) -> Value {
    json!({"label": label, "amount_minor": amount_minor, "trigger": trigger, "payment_days": 30})
}

#[tokio::test]
async fn templates_are_offered_and_split_the_amount() {
    let shop = start().await;
    let path = shop.draft().await;
    let templates = shop.app.get("stranger", "/api/payment-templates").await.expect(200);
    for template in templates.json["items"].as_array().unwrap() {
        let key = &template["key"];
        let shares: i64 = template["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["share_bp"].as_i64().unwrap())
            .sum();
        assert_eq!(shares, 10_000, "{key}");
        let view = shop.plan("ar", &path, json!({"template": key})).await.expect(200);
        assert_eq!(
            (amounts(&view).iter().sum::<i64>(), &view.json["plan_template"]),
            (900_000, key)
        );
    }
    let unknown = shop.plan("ar", &path, json!({"template": "x"})).await.refused(422, "invalid");
    assert_eq!(pointers(&unknown), ["/template"]);
    shop.plan("ar", &path, json!({})).await.refused(422, "invalid");
}

#[tokio::test]
async fn lines_by_hand_add_up_or_are_refused() {
    let shop = start().await;
    let path = shop.draft().await;
    let lines =
        json!([line("Advance", 300_001, "contract_effective"), line("Rest", 599_999, "delivered")]);
    let before = shop.version(&path).await;
    let view = shop.plan("ar", &path, json!({"lines": lines})).await.expect(200);
    assert_eq!((amounts(&view), view.version()), (vec![300_001, 599_999], before + 1));
    assert_eq!(
        (&view.json["plan_template"], &view.json["plan"][0]["position"]),
        (&Value::Null, &json!(1))
    );
    let short = json!({"lines": [line("All", 899_999, "delivered")]});
    let refused = shop.plan("ar", &path, short).await.refused(422, "invalid");
    assert_eq!(
        (pointers(&refused), &refused.json["errors"][0]["code"]),
        (vec!["/lines"], &json!("plan_sum"))
    );
    let wrong = json!({"lines": [line("", -1, "delivered"), line("Rest", 900_001, "delivered")]});
    let refused = shop.plan("ar", &path, wrong).await.refused(422, "invalid");
    assert_eq!(pointers(&refused), ["/lines/0/label", "/lines/0/amount_minor"]);
    shop.plan("ar", &path, json!({"lines": []})).await.refused(422, "invalid");
    shop.plan("ar", &path, json!({"lines": [line("All", 900_000, "someday")]}))
        .await
        .refused(400, "bad_type");
    shop.plan("finance", &path, json!({"template": "equipment_3331"}))
        .await
        .refused(403, "forbidden");
    shop.plan("stranger", &path, json!({"template": "equipment_3331"}))
        .await
        .refused(404, "not_found");
    let plan = format!("{path}/plan");
    let stale = shop.app.put("ar", &plan, 1, json!({"template": "equipment_3331"})).await;
    assert_eq!(stale.refused(412, "stale").json["current"]["version"], before + 1);
}

#[tokio::test]
async fn the_plan_follows_the_amount() {
    let shop = start().await;
    let path = shop.draft().await;
    for amount in [900_001, 1, 3, 7_777_777, 9_007_199_254_740_991] {
        let view = shop.patch("ar", &path, json!({"amount_minor": amount})).await.expect(200);
        assert_eq!(amounts(&view).iter().sum::<i64>(), amount);
        assert!(amounts(&view).iter().all(|part| *part >= 0), "{amount}: {:?}", amounts(&view));
        assert_eq!(view.json["plan_rest_minor"], 0);
    }
}
