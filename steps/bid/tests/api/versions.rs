//! Writing, submitting, revising and withdrawing versions.

use crate::deal::{self, allowed, draft, line, of, offer, path, product, submit};
use axum::http::Method;
use opportunity::Stage;
use serde_json::{Value, json};

fn pointers(answer: &testkit::Answer) -> Vec<String> {
    let errors = answer.json["errors"].as_array().unwrap();
    errors.iter().map(|error| error["pointer"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_draft_carries_the_totals_of_its_lines() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let product = product(&app, "T1", Some(70_000)).await;
    let free = json!({"description": " Commissioning ", "quantity_milli": 1_500,
        "list_price_minor": 10_001, "discount_bp": 0});
    let made = app.post("ar", &of(&deal), offer(&[line(&product), free])).await.expect(201);
    assert_eq!(made.headers["location"], path(&made).as_str());
    let view = &made.json;
    assert_eq!((&view["number"], &view["revision"]), (&json!("QUO-2026-00001"), &json!(1)));
    assert_eq!(view["opportunity"], json!({"id": deal.id, "name": "Substation north"}));
    assert_eq!((&view["status"], &view["currency"]), (&json!("draft"), &json!("CNY")));
    assert_eq!(view["lines"][0]["net_price_minor"], 90_000);
    assert_eq!(view["lines"][0]["amount_minor"], 180_000);
    assert_eq!(view["lines"][0]["product"], json!({"id": product, "name": "Product T1"}));
    assert_eq!(view["lines"][1]["amount_minor"], 15_002);
    assert_eq!(view["lines"][1]["description"], "Commissioning");
    assert_eq!(
        (&view["list_total_minor"], &view["discount_minor"]),
        (&json!(215_002), &json!(20_000))
    );
    assert_eq!(view["total_minor"], 195_002);
    assert_eq!(allowed(&made, "edit"), Ok(()));
    assert_eq!(allowed(&made, "revise"), Err("quotation_draft".into()));
    assert_eq!(allowed(&made, "draft_contract"), Err("quotation_not_authorised".into()));
    let entry = app.get("sr", &path(&made)).await.expect(200);
    assert_eq!(entry.headers["etag"], "\"1\"");
}

#[tokio::test]
async fn editing_replaces_the_lines_and_each_change_is_a_version() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let path = path(&made);
    let mut lines = made.json["lines"].clone();
    let product = lines[0]["product"]["id"].as_str().unwrap().to_owned();
    let mut first = line(&product);
    first["description"] = json!("Transformer, dry type");
    let change = json!({"lines": [first.clone()], "note": "  "});
    let edited = app.patch("ar", &path, 1, change.clone()).await.expect(200);
    // The text of a line changed and no total did: still a new version.
    assert_eq!((edited.version(), &edited.json["total_minor"]), (2, &made.json["total_minor"]));
    assert_eq!(edited.json["lines"][0]["id"], lines[0]["id"]);
    assert_eq!(edited.json["note"], Value::Null);
    assert_eq!(app.patch("ar", &path, 2, change).await.expect(200).version(), 2);
    let more = json!({"lines": [{"description": "Work", "quantity_milli": 1_000, "list_price_minor": 5_000}, first]});
    let edited = app.patch("sr", &path, 2, more).await.expect(200);
    lines = edited.json["lines"].clone();
    let descriptions: Vec<&str> =
        lines.as_array().unwrap().iter().map(|it| it["description"].as_str().unwrap()).collect();
    assert_eq!(descriptions, ["Work", "Transformer, dry type"]);
    assert_eq!(lines[1]["position"], 2);
    let stale = app.patch("ar", &path, 2, json!({"note": "x"})).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["version"], 3);
    let body = Some(json!({"note": "x"}));
    app.send("ar", Method::PATCH, &path, None, body).await.refused(428, "version_required");
    let none = app.patch("ar", &path, 3, json!({"lines": []})).await.expect(200);
    assert_eq!((&none.json["total_minor"], &none.json["lines"]), (&json!(0), &json!([])));
    let terms = json!({"payment_terms": null, "valid_until": "2026-05-01"});
    let kept = app.patch("ar", &path, 4, terms).await.expect(200);
    assert_eq!(
        (&kept.json["payment_terms"], &kept.json["delivery_terms"]),
        (&Value::Null, &json!("16 weeks"))
    );
}

#[tokio::test]
async fn wrong_quotations_hear_everything_that_is_wrong() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let wrong = json!({"description": " ", "unit": "x".repeat(31), "quantity_milli": 0,
        "list_price_minor": -1, "discount_bp": 10_001});
    let answer = app.post("ar", &of(&deal), offer(&[wrong])).await.refused(422, "invalid");
    let fields = ["description", "unit", "quantity_milli", "list_price_minor", "discount_bp"];
    assert_eq!(pointers(&answer), fields.map(|field| format!("/lines/0/{field}")));
    let huge = json!({"description": "x", "quantity_milli": 2_000, "list_price_minor": 9_007_199_254_740_991_i64});
    let answer = app.post("ar", &of(&deal), offer(&[huge])).await.refused(422, "invalid");
    assert_eq!(pointers(&answer), ["/lines/0/quantity_milli"]);
    let mut unknown = line("0195b7f2-0000-7000-8000-000000000000");
    let answer =
        app.post("ar", &of(&deal), offer(&[unknown.clone()])).await.refused(422, "invalid");
    assert_eq!(answer.json["errors"][0]["code"], "unknown_product");
    unknown["amount_minor"] = json!(1);
    app.post("ar", &of(&deal), offer(&[unknown])).await.refused(400, "unknown_field");
    let plain = json!({"description": "x", "quantity_milli": 1, "list_price_minor": 1});
    let many = vec![plain.clone(); 501];
    let answer = app.post("ar", &of(&deal), offer(&many)).await.refused(422, "invalid");
    assert_eq!(
        (pointers(&answer), &answer.json["errors"][0]["code"]),
        (vec!["/lines".to_owned()], &json!("too_many_lines"))
    );
    let far = json!({"valid_until": "2099-01-01", "note": "x".repeat(4_001)});
    let answer = app.post("ar", &of(&deal), far).await.refused(422, "invalid");
    assert_eq!(pointers(&answer), ["/valid_until", "/note"]);
    let most = app.post("ar", &of(&deal), offer(&many[..500])).await.expect(201);
    assert_eq!(most.json["lines"].as_array().unwrap().len(), 500);
}

#[tokio::test]
async fn products_out_of_sale_stay_where_they_are_and_are_not_added() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let product = made.json["lines"][0]["product"]["id"].as_str().unwrap().to_owned();
    let off = json!({"active": false});
    app.patch("pricing", &format!("/api/products/{product}"), 1, off).await.expect(200);
    let twice = json!({"lines": [line(&product), line(&product)]});
    let answer = app.patch("ar", &path(&made), 1, twice).await.refused(422, "invalid");
    assert_eq!(
        (pointers(&answer), &answer.json["errors"][0]["code"]),
        (vec!["/lines/1/product_id".to_owned()], &json!("product_inactive"))
    );
    let mut kept = line(&product);
    kept["quantity_milli"] = json!(3_000);
    let kept = app.patch("ar", &path(&made), 1, json!({"lines": [kept]})).await.expect(200);
    assert_eq!(kept.json["total_minor"], 270_000);
}

#[tokio::test]
async fn who_may_write_quotations() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let body = || offer(&[]);
    app.post("stranger", &of(&deal), body()).await.refused(404, "not_found");
    app.post("colleague", &of(&deal), body()).await.refused(404, "not_found");
    app.post("finance", &of(&deal), body()).await.refused(403, "quotation.create");
    app.post("fr", &of(&deal), body()).await.refused(403, "quotation.create");
    app.post("", &of(&deal), body()).await.refused(401, "unauthenticated");
    let made = app.post("pricing", &of(&deal), body()).await.expect(201);
    let path = path(&made);
    for (login, status, code) in
        [("stranger", 404, "not_found"), ("finance", 403, "forbidden"), ("chair", 403, "forbidden")]
    {
        app.patch(login, &path, 1, json!({"note": "x"})).await.refused(status, code);
        for verb in ["submit", "revise"] {
            app.verb(login, &format!("{path}/{verb}"), 1, json!({})).await.refused(status, code);
        }
        let reason = json!({"reason": "x"});
        app.verb(login, &format!("{path}/withdraw"), 1, reason).await.refused(status, code);
    }
    // The team edits, whatever it may create.
    app.patch("fr", &path, 1, json!({"note": "x"})).await.expect(200);
    let chair = app.get("chair", &path).await.expect(200);
    assert_eq!(allowed(&chair, "edit"), Err("forbidden".into()));
}

#[tokio::test]
async fn there_is_one_draft_at_a_time() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let second = app.post("ar", &of(&deal), offer(&[])).await.refused(409, "draft_exists");
    assert_eq!(second.json["params"]["id"], made.json["id"]);
    app.verb("ar", &format!("{}/withdraw", path(&made)), 1, json!({"reason": "again"}))
        .await
        .expect(200);
    let next = app.post("ar", &of(&deal), offer(&[])).await.expect(201);
    assert_eq!((&next.json["number"], &next.json["revision"]), (&made.json["number"], &json!(2)));
}

#[tokio::test]
async fn a_submitted_version_never_changes_and_is_superseded_by_the_next() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = draft(&app, &deal).await;
    let first = submit(&app, &made).await;
    assert_eq!((&first.json["status"], first.version()), (&json!("submitted"), 2));
    assert_eq!(first.json["submitted_by"]["id"], app.id("ar"));
    let here = path(&made);
    app.patch("ar", &here, 2, json!({"note": "x"})).await.refused(409, "quotation_submitted");
    let again = format!("{here}/submit");
    app.verb("ar", &again, 2, json!({})).await.refused(409, "quotation_submitted");
    app.verb("ar", &again, 1, json!({})).await.refused(412, "stale");
    let stale = app.verb("ar", &format!("{here}/revise"), 1, json!({})).await;
    assert_eq!(stale.refused(412, "stale").json["current"]["version"], 2);
    let second = app.verb("ar", &format!("{here}/revise"), 2, json!({})).await.expect(201);
    assert_eq!((&second.json["revision"], &second.json["status"]), (&json!(2), &json!("draft")));
    assert_eq!(
        (&second.json["number"], &second.json["total_minor"]),
        (&first.json["number"], &first.json["total_minor"])
    );
    assert_ne!(second.json["lines"][0]["id"], first.json["lines"][0]["id"]);
    app.verb("ar", &format!("{here}/revise"), 2, json!({})).await.refused(409, "draft_exists");
    app.verb("ar", &format!("{}/revise", path(&second)), 1, json!({}))
        .await
        .refused(409, "quotation_draft");
    assert_eq!(app.get("ar", &here).await.json["status"], "submitted");
    submit(&app, &second).await;
    let old = app.get("ar", &here).await.expect(200);
    assert_eq!((&old.json["status"], old.version()), (&json!("superseded"), 3));
    let reason = json!({"reason": "x"});
    app.verb("ar", &format!("{here}/withdraw"), 3, reason).await.refused(409, "quotation_ended");
    app.patch("ar", &here, 3, json!({"note": "x"})).await.refused(409, "quotation_ended");
}

#[tokio::test]
async fn a_version_is_submitted_with_lines_and_a_future() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = app.post("ar", &of(&deal), json!({})).await.expect(201);
    let (here, verb) = (path(&made), format!("{}/submit", path(&made)));
    assert_eq!(allowed(&made, "submit"), Err("quotation_empty".into()));
    app.verb("ar", &verb, 1, json!({})).await.refused(409, "quotation_empty");
    let plain = json!([{"description": "x", "quantity_milli": 1, "list_price_minor": 1}]);
    let filled = app.patch("ar", &here, 1, json!({"lines": plain})).await.expect(200);
    assert_eq!(allowed(&filled, "submit"), Err("validity_past".into()));
    app.verb("ar", &verb, 2, json!({})).await.refused(409, "validity_past");
    let past = app.patch("ar", &here, 2, json!({"valid_until": "2026-03-01"})).await.expect(200);
    app.verb("ar", &verb, past.version(), json!({})).await.refused(409, "validity_past");
    // The test's today.
    let last = app.patch("ar", &here, 3, json!({"valid_until": "2026-03-02"})).await.expect(200);
    assert_eq!(allowed(&last, "submit"), Ok(()));
    assert_eq!(submit(&app, &last).await.json["status"], "submitted");
}

#[tokio::test]
async fn a_withdrawal_has_a_reason_and_a_closed_deal_is_not_quoted() {
    let app = deal::start().await;
    let deal = deal::add(&app, Stage::Proposing).await;
    let made = submit(&app, &draft(&app, &deal).await).await;
    let verb = format!("{}/withdraw", path(&made));
    app.verb("ar", &verb, 2, json!({"reason": " "})).await.refused(422, "invalid");
    app.verb("ar", &verb, 2, json!({})).await.refused(400, "bad_type");
    let gone = app.verb("ar", &verb, 2, json!({"reason": "wrong price"})).await.expect(200);
    assert_eq!(gone.json["status"], "withdrawn");
    assert_eq!(gone.json["withdraw_reason"], "wrong price");
    app.verb("ar", &verb, 3, json!({"reason": "x"})).await.refused(409, "quotation_ended");
    let next = app.verb("ar", &format!("{}/revise", path(&made)), 3, json!({})).await.expect(201);
    deal::put(&app, deal.id.as_str(), Stage::Lost).await;
    let here = path(&next);
    app.patch("ar", &here, 1, json!({"note": "x"})).await.refused(409, "opportunity_not_open");
    app.verb("ar", &format!("{here}/submit"), 1, json!({}))
        .await
        .refused(409, "opportunity_not_open");
    app.post("ar", &of(&deal), json!({})).await.refused(409, "opportunity_not_open");
    let closed = app.get("ar", &here).await.expect(200);
    assert_eq!(allowed(&closed, "edit"), Err("opportunity_not_open".into()));
    assert_eq!(allowed(&closed, "withdraw"), Ok(()));
}
