//! An opportunity with its team, a product, and the decision that authorises an offer.

use bid::Quotations;
use decision::Subjects;
use opportunity::{Model as Opportunity, Opportunities, Stage};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

pub(crate) fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        decision::migrations(),
        catalog::migrations(),
        account::migrations(),
        lead::migrations(),
        opportunity::migrations(),
        bid::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(crate) async fn start() -> TestApp {
    let routes = decision::routes()
        .merge(catalog::routes())
        .merge(account::routes())
        .merge(opportunity::routes())
        .merge(bid::routes());
    let subjects = Subjects::new().subject(Opportunities).source(Opportunities).source(Quotations);
    let followers = opportunity::Followers::new().with(Quotations);
    TestApp::start(migrations(), routes, |app| app.service(subjects).service(followers)).await
}

/// An opportunity of `ar` in the office, with `sr` and `fr` in its team.
pub(crate) async fn add(app: &TestApp, stage: Stage) -> Opportunity {
    let customer = json!({"name": "Grid", "class": "b"});
    let customer = app.post("ar", "/api/customers", customer).await.expect(201).id();
    let body = json!({"title": "Substation north", "customer_id": customer, "need": "20 sets",
        "amount_minor": 1_000_000});
    let made = app.post("ar", "/api/opportunities", body).await.expect(201);
    let member = |login: &str| json!({"user_id": app.id(login), "role": login});
    let members = json!({"members": [member("ar"), member("sr"), member("fr")]});
    let team = format!("/api/opportunities/{}/team", made.id());
    app.put("ar", &team, made.version(), members).await.expect(200);
    put(app, &made.id(), stage).await
}

/// Moves the opportunity to a stage behind every gate's back.
pub(crate) async fn put(app: &TestApp, id: &str, stage: Stage) -> Opportunity {
    let mut tx = app.ctx("ar").begin().await.unwrap();
    let id: opportunity::OpportunityId = id.parse().unwrap();
    let before = tx.get::<opportunity::Entity>(id).await.unwrap().unwrap();
    let mut after = before.clone();
    after.stage = stage;
    after.win_index = Some(60);
    tx.update(&before, &mut after, "stage").await.unwrap();
    tx.commit().await.unwrap();
    after
}

/// A product with a cost.
pub(crate) async fn product(app: &TestApp, code: &str, cost: Option<i64>) -> String {
    let body = json!({"code": code, "name": format!("Product {code}"), "list_price_minor": 100_000,
        "unit_cost_minor": cost, "currency": "CNY"});
    app.post("pricing", "/api/products", body).await.expect(201).id()
}

pub(crate) fn line(product: &str) -> Value {
    json!({"product_id": product, "description": "Transformer", "quantity_milli": 2_000, "unit": "set",
        "list_price_minor": 100_000, "discount_bp": 1_000})
}

pub(crate) fn offer(lines: &[Value]) -> Value {
    json!({"valid_until": "2026-04-30", "payment_terms": "30 / 30 / 30 / 10",
        "delivery_terms": "16 weeks", "lines": lines})
}

/// A draft with one line.
pub(crate) async fn draft(app: &TestApp, deal: &Opportunity) -> Answer {
    let product = product(app, "T1", Some(70_000)).await;
    app.post("ar", &of(deal), offer(&[line(&product)])).await.expect(201)
}

pub(crate) fn of(deal: &Opportunity) -> String {
    format!("/api/opportunities/{}/quotations", deal.id)
}

pub(crate) fn path(quotation: &Answer) -> String {
    format!("/api/quotations/{}", quotation.id())
}

/// Submits a draft.
pub(crate) async fn submit(app: &TestApp, draft: &Answer) -> Answer {
    let path = format!("{}/submit", path(draft));
    app.verb("ar", &path, draft.version(), json!({})).await.expect(200)
}

/// Asks for the bid decision and gives the go.
pub(crate) async fn authorise(app: &TestApp, deal: &Opportunity) -> Answer {
    let request = ask(app, deal).await.expect(201);
    let outcome = format!("/api/decisions/{}/outcome", request.id());
    app.verb("chair", &outcome, request.version(), json!({"outcome": "go"})).await.expect(200)
}

/// Asks for the bid decision.
pub(crate) async fn ask(app: &TestApp, deal: &Opportunity) -> Answer {
    let ctx = app.ctx("ar");
    let seen = access::get::<Opportunity, _>(ctx.read(), ctx.actor(), deal.id.as_str()).await;
    let version = seen.unwrap().version;
    let body =
        json!({"kind": "opportunity", "record_id": deal.id, "gate": "atb", "version": version});
    app.post("ar", "/api/decisions", body).await
}

/// The list that somebody sees for a question.
pub(crate) async fn rows(app: &TestApp, login: &str, question: &str) -> Vec<Value> {
    let page = app.get(login, &format!("/api/quotations?{question}")).await.expect(200);
    page.json["items"].as_array().unwrap().clone()
}

pub(crate) fn filter(field: &str, op: &str, value: &Value) -> String {
    let json = json!([{"field": field, "op": op, "value": value}]).to_string();
    let mut text = "filter=".to_owned();
    for byte in json.bytes() {
        let hex = |half: u8| char::from_digit(u32::from(half), 16).unwrap();
        text.extend(['%', hex(byte >> 4), hex(byte & 15)]);
    }
    text
}

/// Whether an action is offered, and why not.
pub(crate) fn allowed(view: &Answer, action: &str) -> Result<(), String> {
    let actions = view.json["allowed"].as_array().unwrap();
    let found = actions.iter().find(|it| it["action"] == action).unwrap();
    match found["reason"].as_str() {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(()),
    }
}
