//! Signing and registering.

use crate::deal::{allowed, pointers, start, unmet};
use serde_json::{Value, json};

const DAY_MILLIS: i64 = 86_400_000;

#[tokio::test]
async fn a_signature_wins_the_deal() {
    let shop = start().await;
    let path = shop.authorised().await;
    let signed = shop.sign(&path).await.expect(200);
    let view = &signed.json;
    assert_eq!((&view["stage"], &view["signed_on"]), (&json!("signed"), &json!("2026-03-02")));
    assert_eq!(
        (&view["customer_signer"], &view["our_signer"]["id"]),
        (&json!("Wang"), &json!(shop.app.id("ar")))
    );
    assert_eq!(view["effective_on"], "2026-03-02");
    let deal = shop.app.get("ar", &shop.deal).await.expect(200);
    assert_eq!(deal.json["stage"], "won");
    shop.sign(&path).await.refused(409, "gate_unmet");
}

#[tokio::test]
async fn nothing_is_signed_without_a_decision_that_covers_it() {
    let shop = start().await;
    let path = shop.draft().await;
    let refused = shop.sign(&path).await.refused(409, "gate_unmet");
    assert!(unmet(&refused).contains(&"order"));
    shop.pass("contract", &path, "atc").await;
    for change in [
        json!({"amount_minor": 1_000_000}),
        json!({"payment_terms": "180 days"}),
        json!({"penalty_terms": null}),
        json!({"special_promises": "two spare bushings"}),
    ] {
        let field = change.as_object().unwrap().keys().next().unwrap().clone();
        let before = shop.app.get("ar", &path).await.expect(200).json[&field].clone();
        shop.patch("ar", &path, change).await.expect(200);
        let refused = shop.sign(&path).await.refused(409, "gate_unmet");
        assert_eq!(unmet(&refused), ["atc_valid"], "{field}");
        shop.patch("ar", &path, json!({ &*field: before })).await.expect(200);
    }
    let other = json!({"template": "credit_c"});
    shop.plan("ar", &path, other).await.expect(200);
    assert_eq!(unmet(&shop.sign(&path).await.refused(409, "gate_unmet")), ["atc_valid"]);
    // The same gate again, for the contract as it is now.
    shop.pass("contract", &path, "atc").await;
    shop.sign(&path).await.expect(200);
}

#[tokio::test]
async fn a_decision_lasts_thirty_days() {
    let shop = start().await;
    let path = shop.authorised().await;
    shop.app.app.store().clock().advance(31 * DAY_MILLIS);
    assert_eq!(unmet(&shop.sign(&path).await.refused(409, "gate_unmet")), ["atc_valid"]);
}

#[tokio::test]
async fn whoever_signs_says_when_and_who() {
    let shop = start().await;
    let path = shop.authorised().await;
    let wrong = json!({"signed_on": "2026-03-03", "customer_signer": " "});
    let refused = shop.verb("ar", &path, "sign", wrong).await.refused(422, "invalid");
    assert_eq!(pointers(&refused), ["/customer_signer", "/signed_on"]);
    shop.verb("ar", &path, "sign", json!({"signed_on": "2026-03-02"}))
        .await
        .refused(400, "bad_type");
    let right = json!({"signed_on": "2026-03-01", "customer_signer": "Wang"});
    shop.verb("finance", &path, "sign", right.clone()).await.refused(403, "forbidden");
    shop.verb("stranger", &path, "sign", right.clone()).await.refused(404, "not_found");
    let sign = format!("{path}/sign");
    shop.app.verb("ar", &sign, 1, right.clone()).await.refused(412, "stale");
    shop.verb("contracts", &path, "sign", right).await.expect(200);
}

#[tokio::test]
async fn no_other_way_leads_past_the_signature() {
    let shop = start().await;
    let path = shop.authorised().await;
    let stage = json!({"to": "signed"});
    shop.verb("ar", &path, "stage", stage.clone()).await.refused(409, "signature_missing");
    shop.patch("ar", &path, json!({"stage": "signed"})).await.refused(409, "signature_missing");
    let named = json!({"stage": "signed", "customer_signer": "Wang"});
    shop.patch("ar", &path, named).await.refused(409, "signature_missing");
    shop.verb("ar", &path, "stage", json!({"to": "registered"})).await.refused(409, "gate_unmet");
    let deal = shop.app.get("ar", &shop.deal).await.expect(200);
    assert_eq!(deal.json["stage"], "negotiating");
    let contract = shop.app.get("ar", &path).await.expect(200);
    assert_eq!(
        (&contract.json["stage"], &contract.json["customer_signer"]),
        (&json!("authorised"), &Value::Null)
    );
}

#[tokio::test]
async fn a_signed_contract_takes_only_what_registering_needs() {
    let shop = start().await;
    let path = shop.authorised().await;
    shop.sign(&path).await.expect(200);
    shop.patch("ar", &path, json!({"title": "x"})).await.refused(409, "contract_signed");
    shop.patch("ar", &path, json!({"amount_minor": 1})).await.refused(409, "contract_signed");
    shop.plan("ar", &path, json!({"template": "credit_c"})).await.refused(409, "contract_signed");
    let late = json!({"effective_on": "2026-03-10", "customer_signer": "Li"});
    let view = shop.patch("contracts", &path, late).await.expect(200);
    assert_eq!(
        (&view.json["effective_on"], &view.json["customer_signer"]),
        (&json!("2026-03-10"), &json!("Li"))
    );
    assert_eq!(allowed(&view, "register"), Ok(()));
}

#[tokio::test]
async fn registering_starts_what_hangs_on_the_effect() {
    for way in ["register", "stage"] {
        let shop = start().await;
        let path = shop.authorised().await;
        shop.sign(&path).await.expect(200);
        shop.patch("ar", &path, json!({"effective_on": "2026-03-10"})).await.expect(200);
        let body = if way == "stage" { json!({"to": "registered"}) } else { json!({}) };
        shop.verb("stranger", &path, way, body.clone()).await.refused(404, "not_found");
        shop.verb("finance", &path, way, body.clone()).await.refused(403, "forbidden");
        let view = shop.verb("contracts", &path, way, body.clone()).await.expect(200);
        assert_eq!(view.json["stage"], "registered");
        let advance = &view.json["plan"][0];
        assert_eq!(
            (&advance["triggered_on"], &advance["due_on"]),
            (&json!("2026-03-10"), &json!("2026-03-25"))
        );
        assert_eq!(view.json["plan"][1]["triggered_on"], Value::Null);
        shop.verb("ar", &path, "register", json!({})).await.refused(409, "gate_unmet");
        shop.patch("ar", &path, json!({"effective_on": "2026-03-11"}))
            .await
            .refused(409, "contract_signed");
    }
}

#[tokio::test]
async fn terms_are_structured_before_registering() {
    let shop = start().await;
    shop.authorise().await;
    let made = shop.try_draft("ar").await.expect(201);
    let path = format!("/api/contracts/{}", made.id());
    shop.pass("contract", &path, "atc").await;
    shop.sign(&path).await.expect(200);
    shop.patch("ar", &path, json!({"effective_on": null})).await.expect(200);
    let refused = shop.verb("contracts", &path, "register", json!({})).await;
    assert_eq!(unmet(&refused.refused(409, "gate_unmet")), ["effective_on", "terms_structured"]);
}
