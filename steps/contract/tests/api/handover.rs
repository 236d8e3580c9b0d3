//! The handover to delivery: the FR of the team accepts, nobody else.

use crate::deal::{allowed, start, unmet};
use serde_json::json;

#[tokio::test]
async fn the_fr_of_the_team_accepts_and_execution_starts() {
    let shop = start().await;
    let path = shop.registered().await;
    let propose = || json!({"note": "all annexes are filed"});
    for (login, status, code) in [("stranger", 404, "not_found"), ("finance", 403, "forbidden")] {
        shop.verb(login, &path, "handover/propose", propose()).await.refused(status, code);
    }
    shop.verb("fr", &path, "handover/accept", json!({})).await.refused(409, "handover_state");
    let asked = shop.verb("ar", &path, "handover/propose", propose()).await.expect(200);
    assert_eq!(
        (&asked.json["handover"]["state"], &asked.json["stage"]),
        (&json!("proposed"), &json!("registered"))
    );
    assert_eq!(allowed(&asked, "accept_handover"), Err("not_the_fr"));
    shop.verb("ar", &path, "handover/propose", propose()).await.refused(409, "handover_state");
    for login in ["ar", "sr", "head", "contracts", "admin"] {
        shop.verb(login, &path, "handover/accept", json!({})).await.refused(403, "not_the_fr");
    }
    shop.verb("stranger", &path, "handover/accept", json!({})).await.refused(404, "not_found");
    let accept = format!("{path}/handover/accept");
    shop.app.verb("fr", &accept, 1, json!({})).await.refused(412, "stale");
    assert_eq!(allowed(&shop.app.get("fr", &path).await, "accept_handover"), Ok(()));
    let done = shop.verb("fr", &path, "handover/accept", json!({})).await.expect(200);
    assert_eq!(
        (&done.json["handover"]["state"], &done.json["stage"]),
        (&json!("accepted"), &json!("executing"))
    );
    assert_eq!(done.json["handover"]["by"]["id"], shop.app.id("fr"));
}

#[tokio::test]
async fn a_refusal_has_words_and_the_next_offer_is_open() {
    let shop = start().await;
    let path = shop.registered().await;
    shop.verb("ar", &path, "handover/propose", json!({})).await.expect(200);
    shop.verb("fr", &path, "handover/refuse", json!({"note": " "})).await.refused(422, "invalid");
    shop.verb("ar", &path, "handover/refuse", json!({"note": "x"}))
        .await
        .refused(403, "not_the_fr");
    let words = json!({"note": "the site drawing is missing"});
    let refused = shop.verb("fr", &path, "handover/refuse", words).await.expect(200);
    assert_eq!(
        (&refused.json["handover"]["state"], &refused.json["stage"]),
        (&json!("refused"), &json!("registered"))
    );
    let stage = shop.verb("ar", &path, "stage", json!({"to": "executing"})).await;
    assert_eq!(unmet(&stage.refused(409, "gate_unmet")), ["handover_accepted"]);
    shop.verb("ar", &path, "handover/propose", json!({})).await.expect(200);
    shop.verb("fr", &path, "handover/accept", json!({})).await.expect(200);
}

#[tokio::test]
async fn nothing_is_handed_over_before_it_is_registered() {
    let shop = start().await;
    let path = shop.authorised().await;
    shop.sign(&path).await.expect(200);
    shop.verb("ar", &path, "handover/propose", json!({})).await.refused(409, "handover_state");
}
