//! A contract with its team, in whatever stage a test needs.

use axum::{body::Body, http::Request};
use contract::{ContractFacts, ContractStage, Contracts};
use decision::Subjects;
use delivery::DeliveryFacts;
use opportunity::{Opportunities, Stage};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};
use work::{Files, Records};

fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        decision::migrations(),
        work::migrations(),
        catalog::migrations(),
        account::migrations(),
        lead::migrations(),
        opportunity::migrations(),
        bid::migrations(),
        contract::migrations(),
        delivery::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(crate) fn subjects() -> Subjects {
    Subjects::new()
        .subject(Opportunities)
        .source(Opportunities)
        .source(bid::Quotations)
        .subject(Contracts)
        .source(ContractFacts)
        .source(DeliveryFacts)
}

pub(crate) async fn start() -> TestApp {
    let routes = decision::routes()
        .merge(work::routes())
        .merge(account::routes())
        .merge(opportunity::routes())
        .merge(bid::routes())
        .merge(contract::routes())
        .merge(delivery::routes());
    let records = Records::new()
        .register::<contract::Contract>(|c| c.number.clone(), |c| c.title.clone())
        .register_keeping::<delivery::Milestone>(
            |_| String::new(),
            delivery::Milestone::title,
            delivery::Milestone::is_accepted,
        );
    TestApp::start(migrations(), routes, |app| {
        let followers =
            opportunity::Followers::new().with_rows::<delivery::Milestone>("opportunity_id");
        app.service(subjects()).service(records).service(Files::memory()).service(followers)
    })
    .await
}

/// The path of a contract of `ar` in execution, with `sr` and `fr` in the team, 3-3-3-1.
pub(crate) async fn contract(app: &TestApp) -> String {
    let customer = json!({"name": "Grid", "class": "b"});
    let customer = app.post("ar", "/api/customers", customer).await.expect(201).id();
    let body = json!({"title": "Substation", "customer_id": customer, "amount_minor": 1_000_000});
    let deal = app.post("ar", "/api/opportunities", body).await.expect(201);
    let member = |login: &str| json!({"user_id": app.id(login), "role": login});
    let members = json!({"members": [member("ar"), member("sr"), member("fr")]});
    let team = format!("/api/opportunities/{}/team", deal.id());
    app.put("ar", &team, deal.version(), members).await.expect(200);
    let id: opportunity::OpportunityId = deal.id().parse().unwrap();
    let mut tx = app.ctx("ar").begin().await.unwrap();
    let before = tx.get::<opportunity::Entity>(id.clone()).await.unwrap().unwrap();
    let mut after = before.clone();
    after.stage = Stage::Proposing;
    tx.update(&before, &mut after, "stage").await.unwrap();
    tx.commit().await.unwrap();
    let offer = json!({"lines": [{"description": "Transformer", "quantity_milli": 1_000,
        "list_price_minor": 1_000_000, "discount_bp": 0}]});
    let path = format!("/api/opportunities/{id}/quotations");
    let quotation = app.post("ar", &path, offer).await.expect(201);
    let quotation = quotation.id().parse().unwrap();
    // The decision and the signature are not what is tested here: the contract is simply there.
    insert(app, &after, quotation).await
}

async fn insert(
    app: &TestApp,
    deal: &opportunity::Model,
    quotation_id: base::Id<bid::quotation::Entity>,
) -> String {
    let mut tx = app.ctx("ar").begin().await.unwrap();
    let process = process::huawei5();
    let contract = contract::Contract {
        id: tx.new_id(),
        number: tx.next_number("CON").await.unwrap(),
        title: "Substation".to_owned(),
        customer_id: deal.customer_id.clone(),
        customer_name: "Grid".to_owned(),
        opportunity_id: deal.id.clone(),
        live_key: Some(deal.id.to_string()),
        quotation_id,
        stage: ContractStage::Executing,
        stage_at: tx.now(),
        stopped_in: None,
        amount_minor: 1_000_000,
        tax_bp: 1_300,
        currency: "CNY".to_owned(),
        payment_terms: None,
        delivery_terms: None,
        warranty_months: None,
        penalty_terms: None,
        special_promises: None,
        customer_signer: Some("Wang".to_owned()),
        our_signer_id: None,
        signed_on: Some(tx.today()),
        effective_on: Some(tx.today()),
        plan_template: None,
        plan_version: 1,
        handover: contract::contract::HandoverState::Accepted,
        handover_by_id: None,
        handover_at: None,
        handover_note: None,
        terminate_reason: None,
        process_key: process.key.clone(),
        process_version: process.version,
        owner_id: deal.owner_id.clone(),
        unit_id: deal.unit_id.clone(),
        unit_path: deal.unit_path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&contract).await.unwrap();
    insert_plan(&mut tx, &contract).await;
    tx.commit().await.unwrap();
    format!("/api/contracts/{}", contract.id)
}

async fn insert_plan(tx: &mut store::Tx, contract: &contract::Contract) {
    let lines = contract::rules::from_template(&contract::rules::templates()[0], 1_000_000, false);
    for (index, line) in lines.into_iter().enumerate() {
        let line = contract::plan_line::Model {
            id: tx.new_id(),
            contract_id: contract.id.clone(),
            opportunity_id: contract.opportunity_id.clone(),
            customer_id: contract.customer_id.clone(),
            position: i64::try_from(index).unwrap() + 1,
            label: line.label,
            amount_minor: line.amount_minor,
            currency: "CNY".to_owned(),
            trigger_kind: line.trigger,
            payment_days: 30,
            planned_on: base::Day::new(2026, 6, 30),
            forecast_on: base::Day::new(2026, 6, 30),
            triggered_on: None,
            due_on: None,
            owner_id: contract.owner_id.clone(),
            unit_id: contract.unit_id.clone(),
            unit_path: contract.unit_path.clone(),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        tx.insert(&line).await.unwrap();
    }
}

/// Moves the contract to a stage behind every gate's back.
pub(crate) async fn put(app: &TestApp, contract: &str, stage: ContractStage) {
    let id: contract::ContractId = contract.rsplit('/').next().unwrap().parse().unwrap();
    let mut tx = app.ctx("ar").begin().await.unwrap();
    let before = tx.get::<contract::contract::Entity>(id).await.unwrap().unwrap();
    let mut after = before.clone();
    after.stage = stage;
    tx.update(&before, &mut after, "stage").await.unwrap();
    tx.commit().await.unwrap();
}

/// Adds a milestone.
pub(crate) async fn add(app: &TestApp, contract: &str, kind: &str, label: &str) -> Answer {
    let body = json!({"kind": kind, "label": label, "planned_on": "2026-05-31"});
    app.post("ar", &format!("{contract}/milestones"), body).await.expect(201)
}

pub(crate) fn path(milestone: &Answer) -> String {
    format!("/api/milestones/{}", milestone.id())
}

/// Brings a file that proves a milestone.
pub(crate) async fn prove(app: &TestApp, login: &str, milestone: &str) -> Answer {
    let mut body = String::new();
    for (name, value) in [("kind", "milestone"), ("record_id", milestone), ("purpose", "evidence")]
    {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([&head, value, "\r\n"]);
    }
    body += "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"note.pdf\"\r\n\r\n";
    body += "%PDF-1.7 signed delivery note\r\n--x--\r\n";
    let request = Request::post("/api/files")
        .header("authorization", format!("Bearer {}", app.id(login)))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    app.raw(request).await
}

/// Proves and accepts a milestone for a day.
pub(crate) async fn accept(app: &TestApp, milestone: &Answer, day: &str) -> Answer {
    prove(app, "fr", &milestone.id()).await.expect(201);
    let accept = format!("{}/accept", path(milestone));
    app.verb("fr", &accept, milestone.version(), json!({"actual_on": day})).await.expect(200)
}

/// A field of the plan lines that wait for an event.
pub(crate) async fn lines(app: &TestApp, contract: &str, trigger: &str, field: &str) -> Vec<Value> {
    let view = app.get("ar", contract).await.expect(200);
    let lines = view.json["plan"].as_array().unwrap();
    lines.iter().filter(|line| line["trigger"] == trigger).map(|line| line[field].clone()).collect()
}

/// Whether an action is offered, and why not.
pub(crate) fn allowed(view: &Value, action: &str) -> Result<(), String> {
    let actions = view["allowed"].as_array().unwrap();
    let found = actions.iter().find(|it| it["action"] == action).unwrap();
    match found["reason"].as_str() {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(()),
    }
}
