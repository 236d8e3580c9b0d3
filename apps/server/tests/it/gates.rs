//! What the gates hold against: material that changed, disputes, ended contracts, doubled roles.

use crate::stream::{
    authorised, converted, deliver, executing, go, invoice, line, patch, prepare, put, request,
    start, verb,
};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

/// The keys of what a refusal misses.
fn unmet(answer: &Answer) -> Vec<&str> {
    let all = answer.json["unmet"].as_array().unwrap();
    all.iter().map(|it| it["key"].as_str().unwrap()).collect()
}

/// Pointers and codes of wrong fields.
fn faults(answer: &Answer) -> Vec<(&str, &str)> {
    let all = answer.json["errors"].as_array().unwrap();
    all.iter().map(|it| (it["pointer"].as_str().unwrap(), it["code"].as_str().unwrap())).collect()
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// A receipt of the contract's customer.
async fn receive(app: &TestApp, contract: &str, amount_minor: i64) -> Answer {
    let contract = app.get("auditor", contract).await.expect(200).json;
    let body = json!({"customer_id": contract["customer"]["id"], "amount_minor": amount_minor,
        "currency": "CNY", "received_on": "2026-03-02", "method": "transfer"});
    app.post("finance", "/api/receipts", body).await.expect(201)
}

async fn allocate(app: &TestApp, receipt: &Answer, invoice: &Answer, amount_minor: i64) -> Answer {
    let lines = json!({"lines": [{"invoice_id": invoice.id(), "amount_minor": amount_minor}]});
    let path = format!("/api/receipts/{}", receipt.id());
    verb(app, "finance", &path, "allocations", lines).await
}

/// A contract that is delivered and paid: 900,000,000 in two invoices.
async fn paid(app: &TestApp) -> String {
    let deal = converted(app).await;
    let contract = executing(app, &authorised(app, &deal).await).await;
    deliver(app, &contract).await;
    verb(app, "ar", &contract, "stage", json!({"to": "fulfilled"})).await.expect(200);
    for (label, amount_minor) in [("预付款", 300_000_000), ("到货款", 600_000_000)] {
        let due = line(app, &contract, label).await;
        let invoice = invoice(app, &due, amount_minor).await.expect(201);
        let receipt = receive(app, &contract, amount_minor).await;
        allocate(app, &receipt, &invoice, amount_minor).await.expect(200);
    }
    contract
}

/// A contract that is authorised but not signed.
async fn to_sign(app: &TestApp, quotation: &str) -> String {
    let made = app.post("ar", &format!("{quotation}/contract"), json!({})).await.expect(201);
    let contract = format!("/api/contracts/{}", made.id());
    let terms = json!({"warranty_months": 24, "penalty_terms": "0.5%/周，上限 5%"});
    patch(app, "ar", &contract, terms).await.expect(200);
    let atc = request(app, "ar", "contract", &contract, "atc").await.expect(201);
    go(app, "chair", &atc).await.expect(200);
    contract
}

async fn sign(app: &TestApp, contract: &str) {
    let signing = json!({"signed_on": "2026-03-02", "customer_signer": "王总"});
    verb(app, "ar", contract, "sign", signing).await.expect(200);
}

#[tokio::test]
async fn a_paid_contract_with_a_dispute_is_not_closed() {
    let app = start().await;
    let contract = paid(&app).await;
    let item = json!({"kind": "dispute", "title": "渗油"});
    let item = app.post("fr", &format!("{contract}/open-items"), item).await.expect(201);
    let item = format!("/api/open-items/{}", item.id());
    let refused = request(&app, "fr", "contract", &contract, "atcc").await;
    assert_eq!(unmet(&refused.refused(409, "gate_unmet")), ["no_open_items"]);
    let settled = json!({"resolution": "已更换密封圈"});
    app.verb("fr", &format!("{item}/close"), 1, settled.clone()).await.expect(200);
    let atcc = request(&app, "fr", "contract", &contract, "atcc").await.expect(201);
    app.verb("fr", &format!("{item}/reopen"), 2, json!({})).await.expect(200);
    let refused = go(&app, "chair", &atcc).await;
    assert_eq!(unmet(&refused.refused(409, "gate_unmet")), ["no_open_items"]);
    app.verb("fr", &format!("{item}/close"), 3, settled).await.expect(200);
    go(&app, "chair", &atcc).await.expect(200);
    assert_eq!(app.get("ar", &contract).await.expect(200).json["stage"], "closed");
}
