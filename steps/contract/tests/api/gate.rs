//! The signature decision (ATC) and the closing decision (ATCC).

use crate::deal::{start, unmet};
use serde_json::{Value, json};

#[tokio::test]
async fn the_signature_decision_asks_for_a_contract_within_the_bid() {
    let shop = start().await;
    let path = shop.draft().await;
    shop.patch("ar", &path, json!({"amount_minor": 899_999, "payment_terms": null}))
        .await
        .expect(200);
    let refused = shop.ask("ar", "contract", &path, "atc").await.refused(409, "gate_unmet");
    assert_eq!(unmet(&refused), ["within_atb", "payment_terms"]);
    shop.patch("ar", &path, json!({"amount_minor": 950_000, "payment_terms": "30 days"}))
        .await
        .expect(200);
    shop.ask("sr", "contract", &path, "atc").await.refused(403, "not_proposer");
    let request = shop.ask("ar", "contract", &path, "atc").await.expect(201);
    let frozen = &request.json["snapshot"]["contract"];
    assert_eq!(
        (&frozen["amount_minor"], &frozen["payment_terms"]),
        (&json!(950_000), &json!("30 days"))
    );
    assert_eq!(frozen["plan"].as_array().unwrap().len(), 4);
    shop.rule(&request, json!({"outcome": "go"})).await.expect(200);
    let view = shop.app.get("ar", &path).await.expect(200);
    assert_eq!(view.json["stage"], "authorised");
}

#[tokio::test]
async fn a_withdrawn_or_replaced_offer_no_longer_carries_the_contract() {
    let shop = start().await;
    let path = shop.draft().await;
    let quotation = shop.quotation.clone();
    shop.verb("ar", &quotation, "withdraw", json!({"reason": "wrong price"})).await.expect(200);
    let refused = shop.ask("ar", "contract", &path, "atc").await.refused(409, "gate_unmet");
    assert_eq!(unmet(&refused), ["atb_valid", "within_atb"]);
    // A new version with its own bid decision does not carry the old contract either.
    let next = shop.verb("ar", &quotation, "revise", json!({})).await.expect(201);
    let next = format!("/api/quotations/{}", next.id());
    shop.verb("ar", &next, "submit", json!({})).await.expect(200);
    shop.pass("opportunity", &shop.deal, "atb").await;
    let refused = shop.ask("ar", "contract", &path, "atc").await.refused(409, "gate_unmet");
    assert_eq!(unmet(&refused), ["atb_valid", "within_atb"]);
}

#[tokio::test]
async fn the_bid_decision_expires_under_an_unsigned_contract() {
    let shop = start().await;
    let path = shop.draft().await;
    shop.app.app.store().clock().advance(121 * 86_400_000);
    let refused = shop.ask("ar", "contract", &path, "atc").await.refused(409, "gate_unmet");
    assert_eq!(unmet(&refused), ["atb_valid", "within_atb"]);
}

#[tokio::test]
async fn a_no_go_before_signature_ends_the_contract() {
    let shop = start().await;
    let path = shop.draft().await;
    let request = shop.ask("ar", "contract", &path, "atc").await.expect(201);
    let no = json!({"outcome": "no_go", "reason": "liability without a cap"});
    shop.rule(&request, no).await.expect(200);
    let view = shop.app.get("ar", &path).await.expect(200);
    assert_eq!(
        (&view.json["stage"], &view.json["terminate_reason"]),
        (&json!("terminated"), &json!("liability without a cap"))
    );
    shop.try_draft("ar").await.expect(201);
}

#[tokio::test]
async fn rework_and_hold_leave_the_contract_where_it_is() {
    let shop = start().await;
    let path = shop.draft().await;
    for outcome in [
        json!({"outcome": "rework", "reason": "cap the penalty"}),
        json!({"outcome": "hold", "review_on": "2026-03-20"}),
    ] {
        let request = shop.ask("ar", "contract", &path, "atc").await.expect(201);
        shop.rule(&request, outcome).await.expect(200);
        assert_eq!(shop.app.get("ar", &path).await.json["stage"], "draft");
    }
    shop.pass("contract", &path, "atc").await;
}

#[tokio::test]
async fn closing_is_refused_without_ending_what_was_fulfilled() {
    let shop = start().await;
    let path = shop.executing().await;
    let refused = shop.verb("fr", &path, "stage", json!({"to": "fulfilled"})).await;
    assert_eq!(unmet(&refused.refused(409, "gate_unmet")), ["all_milestones_accepted"]);
    shop.all_done();
    let done = shop.verb("fr", &path, "stage", json!({"to": "fulfilled"})).await.expect(200);
    assert_eq!(done.json["stage"], "fulfilled");
    let early = shop.verb("ar", &path, "stage", json!({"to": "closed"})).await;
    assert_eq!(unmet(&early.refused(409, "gate_unmet")), ["decision:atcc"]);
    let request = shop.ask("ar", "contract", &path, "atcc").await.expect(201);
    let no = json!({"outcome": "no_go", "reason": "the final account is not explained"});
    shop.rule(&request, no).await.expect(200);
    let view = shop.app.get("ar", &path).await.expect(200);
    assert_eq!(
        (&view.json["stage"], &view.json["terminate_reason"]),
        (&json!("fulfilled"), &Value::Null)
    );
    shop.pass("contract", &path, "atcc").await;
    let closed = shop.app.get("ar", &path).await.expect(200);
    assert_eq!(closed.json["stage"], "closed");
    shop.verb("contracts", &path, "terminate", json!({"reason": "x"}))
        .await
        .refused(409, "contract_ended");
}
