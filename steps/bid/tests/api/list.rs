//! The list, its export, search and place.

use crate::deal::{self, draft, filter, path, rows, submit};
use opportunity::Stage;
use serde_json::{Value, json};

#[tokio::test]
async fn quotations_are_listed_for_those_who_reach_the_opportunity() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    for login in ["ar", "sr", "fr", "head", "finance", "auditor"] {
        let found = rows(&app, login, "").await;
        assert_eq!(found.len(), 1, "{login}");
        assert_eq!(found[0]["opportunity"], "Substation north");
        assert_eq!(
            (&found[0]["total_minor"], &found[0]["status"]),
            (&json!(180_000), &json!("draft"))
        );
        assert_eq!(found[0]["owner"], "ar of shanghai");
    }
    for login in ["stranger", "colleague", "north_head"] {
        assert_eq!(rows(&app, login, "").await, Vec::<Value>::new(), "{login}");
        app.get(login, &path(&made)).await.refused(404, "not_found");
    }
    let own = filter("opportunity_id", "eq", &json!(deal.id));
    assert_eq!(rows(&app, "ar", &own).await.len(), 1);
    for sort in ["number", "-status", "total_minor", "-valid_until", "updated_at"] {
        assert_eq!(rows(&app, "ar", &format!("sort={sort}")).await.len(), 1, "{sort}");
    }
    assert_eq!(rows(&app, "ar", "q=substation").await.len(), 1);
    assert_eq!(rows(&app, "fr", "q=QUO-2026-00001").await.len(), 1);
    assert_eq!(rows(&app, "ar", "q=nothing").await.len(), 0);
}

#[tokio::test]
async fn status_is_asked_for_as_it_is_shown() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let some = filter("status", "in", &json!(["draft", "expired"]));
    assert_eq!(rows(&app, "ar", &some).await.len(), 1);
    submit(&app, &made).await;
    assert_eq!(rows(&app, "ar", &some).await.len(), 0);
    assert_eq!(rows(&app, "ar", &filter("status", "ne", &json!("authorised"))).await.len(), 1);
    for (op, value, code) in [
        ("eq", json!("lost"), "filter_value"),
        ("in", json!([]), "filter_value"),
        ("contains", json!("draft"), "filter_op"),
    ] {
        let path = format!("/api/quotations?{}", filter("status", op, &value));
        let answer = app.get("ar", &path).await.refused(422, "invalid");
        assert_eq!(answer.json["errors"][0]["code"], code);
    }
}

#[tokio::test]
async fn the_export_is_the_list() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    submit(&app, &draft(&app, &deal).await).await;
    let submitted = filter("status", "eq", &json!("submitted"));
    let file =
        app.get("ar", &format!("/api/quotations/export?format=csv&{submitted}")).await.expect(200);
    let text = String::from_utf8(file.bytes).unwrap();
    let line = text.lines().nth(1).unwrap();
    let cells: Vec<&str> = line.split(',').map(|cell| cell.trim_matches('"')).collect();
    let told =
        ["QUO-2026-00001", "1", "Substation north", "submitted", "1800.00", "CNY", "2026-04-30"];
    assert_eq!(cells[..7], told);
    let draft = filter("status", "eq", &json!("draft"));
    let file =
        app.get("ar", &format!("/api/quotations/export?format=csv&{draft}")).await.expect(200);
    assert_eq!(String::from_utf8(file.bytes).unwrap().lines().count(), 1);
}

#[tokio::test]
async fn quotations_follow_their_opportunity() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let colleague = filter("opportunity_id", "eq", &json!(deal.id));
    assert!(rows(&app, "colleague", &colleague).await.is_empty());
    let member = |login: &str| json!({"user_id": app.id(login), "role": login});
    let helper = json!({"user_id": app.id("colleague"), "role": "member"});
    let members = json!({"members": [member("ar"), member("sr"), member("fr"), helper]});
    let here = format!("/api/opportunities/{}", deal.id);
    let joined = app.put("ar", &format!("{here}/team"), deal.version, members).await.expect(200);
    assert_eq!(rows(&app, "colleague", "q=substation").await.len(), 1);
    // What was only joined by somebody did not change.
    assert_eq!(app.get("ar", &path(&made)).await.version(), made.version());
    let given = json!({"owner_id": app.id("stranger")});
    app.patch("head", &here, joined.version(), given).await.expect(200);
    app.get("stranger", &path(&made)).await.expect(200);
    assert_eq!(rows(&app, "stranger", "q=substation").await.len(), 1);
    assert_eq!(rows(&app, "north_head", "").await.len(), 1);
    assert_eq!(rows(&app, "head", "").await.len(), 0);
    app.get("head", &path(&made)).await.refused(404, "not_found");
    // Nobody writes the old place back; the team stays.
    let late = json!({"note": "x"});
    app.patch("sr", &path(&made), made.version(), late).await.refused(412, "stale");
    app.get("sr", &path(&made)).await.expect(200);
}
