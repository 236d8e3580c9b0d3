//! Cost and margin: kept by everybody, seen by some.

use crate::deal::{self, draft, line, of, offer, path, product};
use opportunity::Stage;
use serde_json::{Value, json};
use store::journal;
use testkit::TestApp;

const HIDDEN: [&str; 4] = ["unit_cost_minor", "cost_total_minor", "margin_minor", "margin_bp"];

async fn margin(app: &TestApp, path: &str) -> (Value, Value) {
    let view = app.get("sr", path).await.expect(200).json;
    (view["cost_total_minor"].clone(), view["margin_bp"].clone())
}

#[tokio::test]
async fn cost_is_seen_by_those_who_may() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    assert!(HIDDEN.iter().all(|field| !made.json.to_string().contains(field)), "{}", made.json);
    let seen = app.get("sr", &path(&made)).await.expect(200).json;
    assert_eq!(seen["lines"][0]["unit_cost_minor"], 70_000);
    assert_eq!(
        (&seen["cost_total_minor"], &seen["margin_minor"]),
        (&json!(140_000), &json!(40_000))
    );
    assert_eq!(seen["margin_bp"], 2_222);
    let below = deal::filter("margin_bp", "lte", &json!(3_000));
    assert_eq!(deal::rows(&app, "sr", &below).await.len(), 1);
    app.get("ar", &format!("/api/quotations?{below}")).await.refused(422, "invalid");
    for login in ["ar", "sr"] {
        let rows = app.get(login, "/api/quotations").await.expect(200).json.to_string();
        assert!(HIDDEN.iter().all(|field| !rows.contains(field)), "{rows}");
    }
    let stale = app.patch("ar", &path(&made), 9, json!({"note": "x"})).await.refused(412, "stale");
    assert!(HIDDEN.iter().all(|field| !stale.json.to_string().contains(field)));
}

#[tokio::test]
async fn who_sees_no_cost_edits_and_the_cost_stays() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let here = path(&made);
    let product = made.json["lines"][0]["product"]["id"].as_str().unwrap().to_owned();
    // The solution manager knows better than the catalogue, also for free lines.
    let mut known = line(&product);
    known["unit_cost_minor"] = json!(60_000);
    let free = json!({"description": "Work", "quantity_milli": 1_000, "list_price_minor": 50_000,
        "discount_bp": 0, "unit_cost_minor": 20_000});
    let lines = json!({"lines": [known, free]});
    app.patch("ar", &here, 1, lines.clone()).await.refused(403, "cost.see");
    app.patch("sr", &here, 1, lines).await.expect(200);
    assert_eq!(margin(&app, &here).await.0, 140_000);
    // Other quantities, another order, another text; no word of cost.
    let mut thrice = line(&product);
    thrice["quantity_milli"] = json!(3_000);
    let other =
        json!({"description": "Work on site", "quantity_milli": 2_000, "list_price_minor": 50_000});
    let edited = app
        .patch("ar", &here, 2, json!({"lines": [thrice.clone(), other.clone()]}))
        .await
        .expect(200);
    assert_eq!(margin(&app, &here).await.0, 220_000);
    let mut named = other.clone();
    named["id"] = edited.json["lines"][1]["id"].clone();
    named["description"] = json!("Travel");
    // What they were shown as empty they may send back as empty.
    thrice["unit_cost_minor"] = Value::Null;
    app.patch("ar", &here, 3, json!({"lines": [named, thrice.clone()]})).await.expect(200);
    assert_eq!(margin(&app, &here).await.0, 220_000);
    // Who sees it may take it away: then the margin is unknown.
    app.patch("sr", &here, 4, json!({"lines": [thrice]})).await.expect(200);
    assert_eq!(margin(&app, &here).await, (Value::Null, Value::Null));
}

#[tokio::test]
async fn a_new_line_takes_the_cost_of_its_product() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let (cheap, costly) =
        (product(&app, "A", Some(10_000)).await, product(&app, "B", Some(80_000)).await);
    let unknown = product(&app, "C", None).await;
    let made = app.post("ar", &of(&deal), offer(&[line(&cheap)])).await.expect(201);
    let here = path(&made);
    assert_eq!(margin(&app, &here).await.0, 20_000);
    let mut swapped = line(&costly);
    swapped["id"] = made.json["lines"][0]["id"].clone();
    app.patch("ar", &here, 1, json!({"lines": [swapped]})).await.expect(200);
    assert_eq!(margin(&app, &here).await.0, 160_000);
    app.patch("ar", &here, 2, json!({"lines": [line(&costly), line(&unknown)]})).await.expect(200);
    assert_eq!(margin(&app, &here).await, (Value::Null, Value::Null));
}

#[tokio::test]
async fn the_history_names_hidden_fields_by_their_hidden_names() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    draft(&app, &deal).await;
    let conn = app.app.store().read();
    let rows = store::select::<journal::Entity>().all(conn).await.unwrap();
    let ctx = app.ctx("ar");
    for mut row in rows.into_iter().filter(|row| row.kind.starts_with("quotation")) {
        access::fields::redact(ctx.actor(), &mut row.changes_json);
        let text = row.changes_json.to_string();
        assert!(!text.contains("70000") && !text.contains("2222"), "{text}");
    }
}
