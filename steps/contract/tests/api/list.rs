//! The list, its export, and search.

use crate::deal::start;
use serde_json::{Value, json};

#[tokio::test]
async fn contracts_are_listed_for_those_who_reach_the_deal() {
    let shop = start().await;
    let path = shop.draft().await;
    let rows = async |login: &str, question: &str| -> Vec<Value> {
        let page = shop.app.get(login, &format!("/api/contracts?{question}")).await.expect(200);
        page.json["items"].as_array().unwrap().clone()
    };
    for login in ["ar", "sr", "fr", "head", "finance", "contracts", "auditor"] {
        let found = rows(login, "").await;
        assert_eq!(found.len(), 1, "{login}");
        assert_eq!((&found[0]["customer"], &found[0]["stage"]), (&json!("Grid"), &json!("draft")));
        // Whoever sees it finds it, the team included.
        assert_eq!(rows(login, "q=CON-2026-00001").await.len(), 1, "{login}");
        assert_eq!(rows(login, "q=substation").await.len(), 1, "{login}");
    }
    for login in ["stranger", "colleague", "north_head"] {
        assert!(rows(login, "").await.is_empty(), "{login}");
        assert!(rows(login, "q=substation").await.is_empty(), "{login}");
        shop.app.get(login, &path).await.refused(404, "not_found");
    }
    shop.patch("ar", &path, json!({"title": "Supply of transformers"})).await.expect(200);
    assert_eq!(rows("fr", "q=transformers").await.len(), 1);
    for sort in ["-amount_minor", "signed_on", "updated_at"] {
        assert_eq!(rows("ar", &format!("sort={sort}")).await.len(), 1, "{sort}");
    }
    shop.app.get("", "/api/contracts").await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn the_export_is_the_list() {
    let shop = start().await;
    shop.draft().await;
    let file = shop.app.get("ar", "/api/contracts/export?format=csv").await.expect(200);
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains("CON-2026-00001") && text.contains("9000.00"), "{text}");
    let none = shop.app.get("stranger", "/api/contracts/export?format=csv").await.expect(200);
    assert_eq!(String::from_utf8(none.bytes).unwrap().lines().count(), 1);
}

#[tokio::test]
async fn contracts_follow_their_deal() {
    let shop = start().await;
    let path = shop.authorised().await;
    let version = shop.version(&shop.deal).await;
    let given = json!({"owner_id": shop.app.id("stranger")});
    shop.app.patch("head", &shop.deal, version, given).await.expect(200);
    let view = shop.app.get("stranger", &path).await.expect(200);
    assert_eq!(view.json["owner"]["id"], shop.app.id("stranger"));
    shop.app.get("head", &path).await.refused(404, "not_found");
    let found = shop.app.get("north_head", "/api/contracts?q=substation").await.expect(200);
    assert_eq!(found.json["count"]["value"], 1);
    // Its decision went along; its plan did, too.
    let decisions = shop.app.get("north_head", "/api/decisions").await.expect(200);
    let kinds = decisions.json["items"].as_array().unwrap();
    assert!(kinds.iter().any(|it| it["kind"] == "contract"));
    let ctx = shop.app.ctx("north_head");
    let id = path.rsplit('/').next().unwrap();
    let lines = contract::queries::lines(ctx.read(), id).await.unwrap();
    assert!(lines.iter().all(|line| line.unit_path == shop.app.world.units["beijing"].path));
    // It still signs: what was authorised did not change.
    shop.sign(&path).await.expect(200);
}
