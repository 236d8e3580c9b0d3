//! The bid decision: what it asks for, what it authorises.

use crate::deal::{self, allowed, ask, authorise, draft, path, rows, submit};
use opportunity::{Model as Opportunity, Stage};
use serde_json::json;
use testkit::{Answer, TestApp};

const DAY_MILLIS: i64 = 86_400_000;

fn unmet(answer: &Answer) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().unwrap();
    unmet.iter().map(|it| it["key"].as_str().unwrap().to_owned()).collect()
}

async fn status(app: &TestApp, quotation: &Answer) -> String {
    let view = app.get("ar", &path(quotation)).await.expect(200);
    let status = view.json["status"].as_str().unwrap().to_owned();
    // The list says the same, and finds it under what it says.
    let found = rows(app, "ar", &deal::filter("status", "eq", &json!(status))).await;
    let row = found.iter().find(|row| row["id"] == view.json["id"]).unwrap();
    assert_eq!(row["status"], status.as_str());
    let others = rows(app, "ar", &deal::filter("status", "ne", &json!(status))).await;
    assert!(others.iter().all(|row| row["id"] != view.json["id"]));
    status
}

async fn authorised() -> (TestApp, Opportunity, Answer) {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let quotation = submit(&app, &draft(&app, &deal).await).await;
    assert_eq!(status(&app, &quotation).await, "submitted");
    authorise(&app, &deal).await;
    (app, deal, quotation)
}

#[tokio::test]
async fn the_gate_asks_for_a_submitted_valid_offer_that_earns() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let missing = ask(&app, &deal).await.refused(409, "gate_unmet");
    assert_eq!(unmet(&missing), ["quotation_submitted", "quotation_valid", "margin_positive"]);
    let made = draft(&app, &deal).await;
    assert_eq!(unmet(&ask(&app, &deal).await).len(), 3);
    submit(&app, &made).await;
    app.app.store().clock().advance(60 * DAY_MILLIS);
    assert_eq!(unmet(&ask(&app, &deal).await), ["quotation_valid"]);
    assert_eq!(status(&app, &made).await, "expired");
}

#[tokio::test]
async fn an_offer_at_a_loss_does_not_pass() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let product = deal::product(&app, "T1", Some(90_000)).await;
    let offer = deal::offer(&[deal::line(&product)]);
    let made = app.post("ar", &deal::of(&deal), offer).await.expect(201);
    submit(&app, &made).await;
    assert_eq!(unmet(&ask(&app, &deal).await), ["margin_positive"]);
}

#[tokio::test]
async fn a_go_authorises_the_version_that_was_judged() {
    let (app, deal, quotation) = authorised().await;
    assert_eq!(status(&app, &quotation).await, "authorised");
    let view = app.get("ar", &path(&quotation)).await.expect(200);
    assert_eq!(allowed(&view, "draft_contract"), Ok(()));
    let sr = app.get("sr", &path(&quotation)).await.expect(200);
    assert_eq!(allowed(&sr, "draft_contract"), Err("forbidden".into()));
    // The next version is not covered by it, and takes the place of the first.
    let revise = format!("{}/revise", path(&quotation));
    let next = app.verb("ar", &revise, quotation.version(), json!({})).await.expect(201);
    assert_eq!(status(&app, &quotation).await, "authorised");
    let next = submit(&app, &next).await;
    assert_eq!(status(&app, &quotation).await, "superseded");
    assert_eq!(status(&app, &next).await, "submitted");
    let again = authorise(&app, &deal).await;
    assert_eq!(
        (&again.json["round"], &again.json["valid_until"]),
        (&json!(2), &json!("2026-04-30"))
    );
    assert_eq!(status(&app, &next).await, "authorised");
    assert_eq!(status(&app, &quotation).await, "superseded");
}

#[tokio::test]
async fn an_authorisation_ends_with_the_offer() {
    let (app, _, quotation) = authorised().await;
    // 2026-04-30 is the last day.
    app.app.store().clock().advance(59 * DAY_MILLIS);
    assert_eq!(status(&app, &quotation).await, "authorised");
    app.app.store().clock().advance(DAY_MILLIS);
    assert_eq!(status(&app, &quotation).await, "expired");
}

#[tokio::test]
async fn what_was_authorised_is_frozen_without_cost_for_those_who_may_not_see_it() {
    let (app, _, quotation) = authorised().await;
    let decisions = app.get("ar", "/api/decisions").await.expect(200);
    let id = decisions.json["items"][0]["id"].as_str().unwrap().to_owned();
    let seen = app.get("sr", &format!("/api/decisions/{id}")).await.expect(200).json;
    let frozen = &seen["snapshot"]["quotation"];
    assert_eq!((&frozen["id"], &frozen["revision"]), (&quotation.json["id"], &json!(1)));
    assert_eq!((&frozen["total_minor"], &frozen["margin_bp"]), (&json!(180_000), &json!(2_222)));
    assert_eq!(frozen["lines"][0]["unit_cost_minor"], 70_000);
    let hidden = app.get("ar", &format!("/api/decisions/{id}")).await.expect(200).json;
    assert_eq!(hidden["snapshot"]["quotation"]["total_minor"], 180_000);
    for secret in ["2222", "70000", "140000"] {
        assert!(!hidden.to_string().contains(secret), "{secret}: {hidden}");
    }
}
