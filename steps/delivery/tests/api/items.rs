//! Open items: raised, settled, opened again.

use crate::deal::{allowed, contract, put, start};
use contract::ContractStage;
use serde_json::{Value, json};

#[tokio::test]
async fn an_item_is_raised_settled_and_opened_again() {
    let app = start().await;
    let contract = contract(&app).await;
    let path = format!("{contract}/open-items");
    let body = json!({"kind": "dispute", "title": " Late delivery ", "detail": "Clause 8",
        "responsible_id": app.id("fr"), "due_on": "2026-04-01"});
    let item = app.post("ar", &path, body).await.expect(201);
    assert_eq!(
        (&item.json["title"], &item.json["status"]),
        (&json!("Late delivery"), &json!("open"))
    );
    assert_eq!(item.json["responsible"]["name"], "fr of shanghai");
    assert_eq!((&item.json["raised_on"], item.version()), (&json!("2026-03-02"), 1));
    let one = format!("/api/open-items/{}", item.id());
    let edited = json!({"due_on": null, "responsible_id": app.id("sr")});
    let edited = app.patch("fr", &one, 1, edited).await.expect(200);
    assert_eq!(edited.json["responsible"]["name"], "sr of shanghai");
    assert_eq!(edited.json["due_on"], Value::Null);
    let close = format!("{one}/close");
    app.verb("fr", &close, 2, json!({"resolution": " "})).await.refused(422, "invalid");
    let closed = app.verb("fr", &close, 2, json!({"resolution": "Waived"})).await.expect(200);
    assert_eq!(closed.json["closed_by"]["name"], "fr of shanghai");
    assert_eq!(allowed(&closed.json, "edit"), Err("item_closed".to_owned()));
    assert_eq!(allowed(&closed.json, "reopen"), Ok(()));
    app.verb("fr", &close, 3, json!({"resolution": "again"})).await.refused(409, "item_closed");
    app.patch("fr", &one, 3, json!({"title": "x"})).await.refused(409, "item_closed");
    let second = json!({"kind": "issue", "title": "Crane is missing"});
    app.post("fr", &path, second).await.expect(201);
    let list = app.get("auditor", &path).await.expect(200).json;
    let titles: Vec<&Value> =
        list["items"].as_array().unwrap().iter().map(|i| &i["title"]).collect();
    assert_eq!(titles, ["Crane is missing", "Late delivery"]);
    let reopen = format!("{one}/reopen");
    let open = app.verb("ar", &reopen, 3, json!({})).await.expect(200);
    assert_eq!(
        (&open.json["status"], &open.json["resolution"]),
        (&json!("open"), &json!("Waived"))
    );
    app.verb("ar", &reopen, 4, json!({})).await.refused(409, "item_open");
}

#[tokio::test]
async fn items_are_as_visible_as_their_contract() {
    let app = start().await;
    let contract = contract(&app).await;
    let path = format!("{contract}/open-items");
    let body = json!({"kind": "claim", "title": "Penalty"});
    app.post("stranger", &path, body.clone()).await.refused(404, "not_found");
    app.post("auditor", &path, body.clone()).await.refused(403, "forbidden");
    let item = app.post("fr", &path, body.clone()).await.expect(201);
    let one = format!("/api/open-items/{}", item.id());
    app.get("stranger", &path).await.refused(404, "not_found");
    for (verb, input) in [("close", json!({"resolution": "x"})), ("reopen", json!({}))] {
        let path = format!("{one}/{verb}");
        app.verb("stranger", &path, 1, input.clone()).await.refused(404, "not_found");
        app.verb("auditor", &path, 1, input.clone()).await.refused(403, "forbidden");
        let stale = app.verb("fr", &path, 7, input.clone()).await.refused(412, "stale");
        assert_eq!(stale.json["current"]["version"], 1);
        app.post("fr", &path, input).await.refused(428, "version_required");
    }
    app.patch("stranger", &one, 1, json!({"title": "x"})).await.refused(404, "not_found");
    app.patch("auditor", &one, 1, json!({"title": "x"})).await.refused(403, "forbidden");
    app.patch("fr", &one, 7, json!({"title": "x"})).await.refused(412, "stale");
    let missing = "/api/open-items/0195b7f2-0000-7000-8000-000000000000";
    app.patch("fr", missing, 1, json!({"title": "x"})).await.refused(404, "not_found");
    for wrong in [
        json!({"kind": "claim", "title": ""}),
        json!({"kind": "claim", "title": "x", "due_on": "1999-01-01"}),
        json!({"kind": "claim", "title": "x", "detail": "x".repeat(4_001)}),
        json!({"kind": "claim", "title": "x", "responsible_id": item.id()}),
    ] {
        app.post("fr", &path, wrong).await.refused(422, "invalid");
    }
    app.post("fr", &path, json!({"kind": "gossip", "title": "x"})).await.refused(400, "bad_type");
    let forged = json!({"kind": "claim", "title": "x", "status": "closed"});
    app.post("fr", &path, forged).await.refused(400, "unknown_field");
    let closed = app.verb("fr", &format!("{one}/close"), 1, json!({"resolution": "x"})).await;
    put(&app, &contract, ContractStage::Closed).await;
    app.post("fr", &path, body).await.refused(409, "contract_ended");
    let version = closed.expect(200).version();
    app.verb("fr", &format!("{one}/reopen"), version, json!({}))
        .await
        .refused(409, "contract_ended");
}
