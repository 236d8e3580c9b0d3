//! Drafting from an authorised quotation, and editing the draft.

use crate::deal::{allowed, amounts, pointers, start};
use axum::http::Method;
use opportunity::Stage;
use serde_json::{Value, json};

#[tokio::test]
async fn a_contract_is_drafted_from_the_authorised_quotation_alone() {
    let shop = start().await;
    shop.try_draft("ar").await.refused(409, "quotation_not_authorised");
    shop.authorise().await;
    for (login, status, code) in [
        ("stranger", 404, "not_found"),
        ("colleague", 404, "not_found"),
        ("sr", 403, "contract.create"),
        ("finance", 403, "contract.create"),
    ] {
        shop.try_draft(login).await.refused(status, code);
    }
    let made = shop.try_draft("ar").await.expect(201);
    let view = &made.json;
    assert_eq!(view["number"], "CON-2026-00001");
    assert_eq!((&view["title"], &view["stage"]), (&json!("Substation north"), &json!("draft")));
    assert_eq!(view["quotation"]["name"], "QUO-2026-00001 R1");
    assert_eq!((&view["amount_minor"], &view["currency"]), (&json!(900_000), &json!("CNY")));
    assert_eq!(view["payment_terms"], "30/30/30/10");
    assert_eq!(
        (&view["customer"]["name"], &view["fr"]["id"]),
        (&json!("Grid"), &json!(shop.app.id("fr")))
    );
    // The first template is the plan to start from.
    assert_eq!(
        (amounts(&made), &view["plan_rest_minor"]),
        (vec![270_000, 270_000, 270_000, 90_000], &json!(0))
    );
    assert_eq!(allowed(&made, "edit"), Ok(()));
    assert_eq!(allowed(&made, "sign"), Err("gate_unmet"));
    let second = shop.try_draft("ar").await.refused(409, "contract_exists");
    assert_eq!(second.json["params"]["id"], made.json["id"]);
}

#[tokio::test]
async fn a_contract_manager_drafts_too() {
    let shop = start().await;
    shop.authorise().await;
    let titled = json!({"title": "Supply contract"});
    let path = format!("{}/contract", shop.quotation);
    let made = shop.app.post("contracts", &path, titled).await.expect(201);
    assert_eq!(
        (&made.json["title"], &made.json["owner"]["id"]),
        (&json!("Supply contract"), &json!(shop.app.id("ar")))
    );
}

#[tokio::test]
async fn a_withdrawn_offer_and_an_ended_deal_give_no_contract() {
    let shop = start().await;
    shop.authorise().await;
    shop.put_deal(Stage::Lost).await;
    shop.try_draft("ar").await.refused(409, "opportunity_not_open");
    shop.put_deal(Stage::Negotiating).await;
    let path = shop.quotation.clone();
    shop.verb("ar", &path, "withdraw", json!({"reason": "too cheap"})).await.expect(200);
    shop.try_draft("ar").await.refused(409, "quotation_not_authorised");
}

#[tokio::test]
async fn a_terminated_contract_makes_room_for_another() {
    let shop = start().await;
    let path = shop.draft().await;
    shop.verb("ar", &path, "terminate", json!({"reason": " "})).await.refused(422, "invalid");
    let gone = shop.verb("ar", &path, "terminate", json!({"reason": "split in two"})).await;
    let gone = gone.expect(200);
    assert_eq!(
        (&gone.json["stage"], &gone.json["terminate_reason"]),
        (&json!("terminated"), &json!("split in two"))
    );
    for action in ["edit", "sign", "terminate", "milestone"] {
        assert!(allowed(&gone, action).is_err(), "{action}");
    }
    shop.verb("ar", &path, "terminate", json!({"reason": "x"}))
        .await
        .refused(409, "contract_ended");
    shop.verb("ar", &path, "stage", json!({"to": "authorised"}))
        .await
        .refused(409, "contract_ended");
    shop.try_draft("ar").await.expect(201);
}

#[tokio::test]
async fn drafts_are_edited_by_those_who_may() {
    let shop = start().await;
    let path = shop.draft().await;
    let edit = json!({"title": " Supply ", "tax_bp": 900, "penalty_terms": null});
    let edited = shop.patch("sr", &path, edit.clone()).await.expect(200);
    assert_eq!((&edited.json["title"], &edited.json["tax_bp"]), (&json!("Supply"), &json!(900)));
    assert_eq!(
        (&edited.json["penalty_terms"], &edited.json["warranty_months"]),
        (&Value::Null, &json!(24))
    );
    shop.patch("contracts", &path, json!({"warranty_months": 12})).await.expect(200);
    shop.patch("finance", &path, edit.clone()).await.refused(403, "forbidden");
    shop.patch("stranger", &path, edit.clone()).await.refused(404, "not_found");
    let stale = shop.app.patch("ar", &path, 1, edit.clone()).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["title"], "Supply");
    shop.app
        .send("ar", Method::PATCH, &path, None, Some(edit))
        .await
        .refused(428, "version_required");
    let wrong = json!({"title": "", "amount_minor": 0, "tax_bp": 10_001, "warranty_months": -1,
        "effective_on": "2099-01-01"});
    let answer = shop.patch("ar", &path, wrong).await.refused(422, "invalid");
    assert_eq!(
        pointers(&answer),
        ["/title", "/amount_minor", "/tax_bp", "/warranty_months", "/effective_on"]
    );
    shop.patch("ar", &path, json!({"currency": "USD"})).await.refused(400, "unknown_field");
}
