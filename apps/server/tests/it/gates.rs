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

#[tokio::test]
async fn an_initiation_decision_counts_only_for_what_was_asked() {
    let app = start().await;
    let deal = converted(&app).await;
    prepare(&app, &deal).await;
    let ati = request(&app, "ar", "opportunity", &deal, "ati").await.expect(201);
    let decision = format!("/api/decisions/{}", ati.id());
    let was = app.get("ar", &deal).await.expect(200).json;
    let other = json!({"name": "Another customer"});
    let other = app.post("ar", "/api/customers", other).await.expect(201).id();
    for (changed, edit, back) in [
        ("amount_minor", json!({"amount_minor": 100_000_000_000_i64}), "amount_minor"),
        ("customer", json!({"customer_id": other}), "customer_id"),
        ("currency", json!({"currency": "USD"}), "currency"),
        ("need", json!({"need": "二十台主变"}), "need"),
    ] {
        patch(&app, "ar", &deal, edit).await.expect(200);
        let refused = go(&app, "chair", &ati).await.refused(409, "material_changed");
        assert_eq!(refused.json["params"]["changed"], json!([changed]));
        let shown = app.get("chair", &decision).await.expect(200).json;
        assert_eq!((&shown["status"], &shown["changed"]), (&json!("submitted"), &json!([changed])));
        let value = if changed == "customer" { &was["customer"]["id"] } else { &was[changed] };
        patch(&app, "ar", &deal, json!({back: value})).await.expect(200);
    }
    let other_sr = json!({"members": [
        {"user_id": app.id("ar"), "role": "ar"}, {"user_id": app.id("sr"), "role": "sr"},
    ]});
    put(&app, "ar", &deal, "team", other_sr).await.expect(200);
    let refused = go(&app, "chair", &ati).await.refused(409, "gate_unmet");
    assert_eq!(unmet(&refused), ["fr"]);
    let team = json!({"members": [
        {"user_id": app.id("fr"), "role": "fr"}, {"user_id": app.id("sr"), "role": "sr"},
        {"user_id": app.id("ar"), "role": "ar"}, {"user_id": app.id("head"), "role": "sponsor"},
    ]});
    put(&app, "ar", &deal, "team", team).await.expect(200);
    // What the gate does not judge may go on changing: words, names, progress on the ladder, offers.
    let words = json!({"title": "城南变增容二期", "competitors": "两家", "customer_step": "立项"});
    patch(&app, "ar", &deal, words).await.expect(200);
    let customer = format!("/api/customers/{}", was["customer"]["id"].as_str().unwrap());
    patch(&app, "head", &customer, json!({"name": "华东电网"})).await.expect(200);
    let shown = app.get("chair", &decision).await.expect(200).json;
    assert_eq!(shown["changed"], json!([]));
    go(&app, "chair", &ati).await.expect(200);
    assert_eq!(app.get("ar", &deal).await.expect(200).json["stage"], "guiding");
    // What was decided stands on its own; it does not report later changes.
    patch(&app, "ar", &deal, json!({"need": "三台"})).await.expect(200);
    assert_eq!(app.get("chair", &decision).await.expect(200).json["changed"], json!([]));
}

#[tokio::test]
async fn changed_material_is_still_sent_back_or_refused() {
    let app = start().await;
    let deal = converted(&app).await;
    prepare(&app, &deal).await;
    let ati = request(&app, "ar", "opportunity", &deal, "ati").await.expect(201);
    patch(&app, "ar", &deal, json!({"amount_minor": 1})).await.expect(200);
    let path = format!("/api/decisions/{}", ati.id());
    let back = json!({"outcome": "rework", "reason": "金额已变"});
    verb(&app, "chair", &path, "outcome", back).await.expect(200);
    let anew = request(&app, "ar", "opportunity", &deal, "ati").await.expect(201);
    go(&app, "chair", &anew).await.expect(200);
}

#[tokio::test]
async fn a_bid_decision_counts_only_for_the_version_that_was_asked_for() {
    let app = start().await;
    let deal = converted(&app).await;
    let first = authorised(&app, &deal).await;
    // The authorisation is asked for anew on R1; R2 is submitted meanwhile, then withdrawn.
    let atb = request(&app, "ar", "opportunity", &deal, "atb").await.expect(201);
    let second = verb(&app, "sr", &first, "revise", json!({})).await.expect(201);
    let second = format!("/api/quotations/{}", second.id());
    verb(&app, "sr", &second, "submit", json!({})).await.expect(200);
    let refused = go(&app, "chair", &atb).await.refused(409, "material_changed");
    assert_eq!(refused.json["params"]["changed"], json!(["quotation"]));
    verb(&app, "sr", &second, "withdraw", json!({"reason": "作废"})).await.expect(200);
    let refused = go(&app, "chair", &atb).await.refused(409, "gate_unmet");
    assert!(unmet(&refused).contains(&"quotation_submitted"));
}

#[tokio::test]
async fn a_contract_binds_customer_and_currency_of_its_opportunity() {
    let app = start().await;
    let deal = converted(&app).await;
    let quotation = authorised(&app, &deal).await;
    let was = app.get("ar", &deal).await.expect(200).json;
    let other = json!({"name": "Another customer"});
    let other = app.post("ar", "/api/customers", other).await.expect(201).id();
    // An authorised offer is made to one customer: it is not signed with another one.
    patch(&app, "ar", &deal, json!({"customer_id": other})).await.expect(200);
    app.post("ar", &format!("{quotation}/contract"), json!({}))
        .await
        .refused(409, "quotation_not_authorised");
    patch(&app, "ar", &deal, json!({"customer_id": was["customer"]["id"]})).await.expect(200);
    let contract = to_sign(&app, &quotation).await;
    for edit in [json!({"customer_id": other}), json!({"currency": "USD"})] {
        for login in ["ar", "head", "admin"] {
            patch(&app, login, &deal, edit.clone()).await.refused(409, "contract_binds");
        }
    }
    let same = json!({"customer_id": was["customer"]["id"], "currency": "CNY", "need": "三台"});
    patch(&app, "ar", &deal, same).await.expect(200);
    verb(&app, "ar", &contract, "terminate", json!({"reason": "x"})).await.expect(200);
    patch(&app, "ar", &deal, json!({"currency": "USD"})).await.expect(200);
}

#[tokio::test]
async fn what_is_invoiced_stays_owed_when_the_contract_is_terminated() {
    let app = start().await;
    let deal = converted(&app).await;
    let contract = executing(&app, &authorised(&app, &deal).await).await;
    let advance = line(&app, &contract, "预付款").await;
    let invoiced = invoice(&app, &advance, 200_000_000).await.expect(201);
    let receipt = receive(&app, &contract, 50_000_000).await;
    allocate(&app, &receipt, &invoiced, 50_000_000).await.expect(200);
    let end = || json!({"reason": "客户破产"});
    // Two weeks later the advance is overdue.
    app.app.store().clock().advance(20 * 86_400_000);
    for login in ["ar", "fr", "admin"] {
        verb(&app, login, &contract, "terminate", end()).await.refused(403, "forbidden");
    }
    verb(&app, "stranger", &contract, "terminate", end()).await.refused(404, "not_found");
    verb(&app, "contracts", &contract, "terminate", json!({"reason": ""}))
        .await
        .refused(422, "invalid");
    let stale = app.verb("contracts", &format!("{contract}/terminate"), 1, end()).await;
    stale.refused(412, "stale");
    let may = |view: &Answer| {
        let all = view.json["allowed"].as_array().unwrap();
        all.iter().find(|it| it["action"] == "terminate").unwrap()["allowed"] == true
    };
    assert!(!may(&app.get("ar", &contract).await) && may(&app.get("contracts", &contract).await));
    verb(&app, "contracts", &contract, "terminate", end()).await.expect(200);
    let bar = json!({"currency": "CNY", "planned_minor": 200_000_000, "invoiced_minor": 200_000_000,
        "received_minor": 50_000_000, "remaining_minor": 150_000_000, "overdue_minor": 150_000_000});
    let money = app.get("finance", &format!("{contract}/money")).await.expect(200);
    assert_eq!(money.json, bar);
    let sums = app.get("finance", "/api/insight/money").await.expect(200);
    assert_eq!(sums.json["bars"], json!([bar]));
    let rows = app.get("finance", "/api/receivables").await.expect(200).json;
    assert_eq!(rows["items"].as_array().unwrap().len(), 1, "{rows}");
    let row = &rows["items"][0];
    assert_eq!(
        (&row["amount_minor"], &row["open_minor"], &row["label"]),
        (&json!(200_000_000), &json!(150_000_000), &json!("预付款"))
    );
    let ageing = app.get("finance", "/api/insight/ageing").await.expect(200).json;
    let open: i64 = ageing["buckets"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|bucket| bucket["sums"].as_array().unwrap())
        .map(|sum| sum["open_minor"].as_i64().unwrap())
        .sum();
    assert_eq!(open, 150_000_000);
    let desk = app.get("finance", "/api/workbench").await.expect(200).json;
    assert_eq!(desk["counts"]["overdue"], 1);
    assert!(desk["tasks"].as_array().unwrap().is_empty(), "nothing is invoiced any more");
    let plan = app.get("finance", &format!("{contract}/plan")).await.expect(200).json;
    let opens: Vec<&Value> =
        plan["items"].as_array().unwrap().iter().map(|it| &it["open_minor"]).collect();
    assert_eq!(opens, [&json!(150_000_000), &json!(0)]);
    invoice(&app, &advance, 1).await.refused(409, "contract_not_registered");
    // What is owed can still be paid.
    let rest = receive(&app, &contract, 150_000_000).await;
    allocate(&app, &rest, &invoiced, 150_000_000).await.expect(200);
    let rows = app.get("finance", "/api/receivables?overdue=true").await.expect(200).json;
    assert_eq!(rows["items"], json!([]));
}

#[tokio::test]
async fn nothing_is_booked_on_a_closed_contract() {
    let app = start().await;
    let contract = paid(&app).await;
    let filter = testkit::app::encoded(
        &json!([{"field": "contract_id", "op": "eq",
        "value": id(&contract)}])
        .to_string(),
    );
    let all = app.get("finance", &format!("/api/invoices?filter={filter}")).await.expect(200).json;
    let invoice = all["items"][0].clone();
    let receipts = app.get("finance", "/api/receipts").await.expect(200).json;
    let receipt = format!("/api/receipts/{}", receipts["items"][0]["id"].as_str().unwrap());
    let receipt = app.get("finance", &receipt).await.expect(200).json;
    let allocation = receipt["allocations"][0].clone();
    let release = format!("/api/allocations/{}", allocation["id"].as_str().unwrap());
    let atcc = request(&app, "fr", "contract", &contract, "atcc").await.expect(201);
    go(&app, "chair", &atcc).await.expect(200);
    let path = format!("/api/invoices/{}", invoice["id"].as_str().unwrap());
    verb(&app, "finance", &path, "void", json!({"reason": "x"}))
        .await
        .refused(409, "contract_closed");
    app.delete("finance", &release, 1).await.refused(409, "contract_closed");
    let more = receive(&app, &contract, 1).await;
    let invoice = app.get("finance", &path).await.expect(200);
    allocate(&app, &more, &invoice, 1).await.refused(409, "contract_closed");
}

#[tokio::test]
async fn nothing_is_invoiced_before_the_day_of_its_trigger() {
    let app = start().await;
    let deal = converted(&app).await;
    let contract = to_sign(&app, &authorised(&app, &deal).await).await;
    patch(&app, "ar", &contract, json!({"effective_on": "2026-03-12"})).await.expect(200);
    sign(&app, &contract).await;
    verb(&app, "contracts", &contract, "register", json!({})).await.expect(200);
    let plan = || async {
        let plan = app.get("finance", &format!("{contract}/plan")).await.expect(200);
        plan.json["items"][0].clone()
    };
    let tasks = || async {
        let desk = app.get("finance", "/api/workbench").await.expect(200);
        desk.json["tasks"].as_array().unwrap().len()
    };
    let advance = plan().await;
    assert_eq!(
        (&advance["trigger"], &advance["triggered_on"]),
        (&json!("contract_effective"), &json!("2026-03-12"))
    );
    assert_eq!((&advance["status"], tasks().await), (&json!("waiting"), 0));
    let rows = app.get("finance", "/api/receivables").await.expect(200).json;
    let of_line = |rows: &Value| {
        let all = rows["items"].as_array().unwrap().clone();
        all.into_iter().find(|row| row["id"] == advance["id"]).unwrap()["status"].clone()
    };
    assert_eq!(of_line(&rows), "waiting");
    invoice(&app, &advance, 1).await.refused(409, "trigger_missing");
    app.app.store().clock().advance(10 * 86_400_000);
    assert_eq!((&plan().await["status"], tasks().await), (&json!("invoiceable"), 1));
    invoice(&app, &advance, 1).await.expect(201);
}

#[tokio::test]
async fn the_team_finds_the_invoices_of_its_deal() {
    let app = start().await;
    let deal = converted(&app).await;
    let contract = executing(&app, &authorised(&app, &deal).await).await;
    let advance = line(&app, &contract, "预付款").await;
    let made = invoice(&app, &advance, 1).await.expect(201);
    let number = made.json["number"].as_str().unwrap().to_owned();
    let hits = |login: &'static str| {
        let (app, path) = (&app, format!("/api/search?q={number}"));
        async move {
            let found = app.get(login, &path).await.expect(200).json;
            found["items"].as_array().unwrap().len()
        }
    };
    assert_eq!((hits("ar").await, hits("fr").await, hits("colleague").await), (1, 1, 0));
    let team = json!({"members": [
        {"user_id": app.id("ar"), "role": "ar"}, {"user_id": app.id("sr"), "role": "sr"},
        {"user_id": app.id("colleague"), "role": "member"},
    ]});
    put(&app, "ar", &deal, "team", team).await.expect(200);
    assert_eq!((hits("fr").await, hits("colleague").await), (0, 1));
    let path = format!("/api/invoices/{}", made.id());
    verb(&app, "finance", &path, "void", json!({"reason": "x"})).await.expect(200);
    assert_eq!(hits("colleague").await, 1, "a change keeps it findable");
}

#[tokio::test]
async fn a_role_in_the_team_needs_its_post() {
    let app = start().await;
    let deal = converted(&app).await;
    let team = |members: &[(&str, &str)]| {
        let members: Vec<Value> = members
            .iter()
            .map(|(login, role)| json!({"user_id": app.id(login), "role": role}))
            .collect();
        json!({"members": members})
    };
    let wrong = team(&[("ar", "ar"), ("ar", "sr"), ("stranger", "fr"), ("stranger", "member")]);
    let refused = put(&app, "ar", &deal, "team", wrong).await.refused(422, "invalid");
    let wanted = [("/members/1/user_id", "no_such_post"), ("/members/2/user_id", "no_such_post")];
    assert_eq!(faults(&refused), wanted);
    let far = put(&app, "ar", &deal, "team", team(&[("stranger", "ar")])).await;
    assert_eq!(faults(&far.refused(422, "invalid")), [("/members/0/user_id", "no_such_post")]);
    let right = team(&[("ar", "ar"), ("sr", "sr"), ("fr", "fr"), ("stranger", "member")]);
    put(&app, "ar", &deal, "team", right).await.expect(200);
}

#[tokio::test]
async fn nobody_accepts_an_own_handover() {
    let app = start().await;
    let deal = converted(&app).await;
    let contract = to_sign(&app, &authorised(&app, &deal).await).await;
    sign(&app, &contract).await;
    verb(&app, "contracts", &contract, "register", json!({})).await.expect(200);
    verb(&app, "fr", &contract, "handover/propose", json!({})).await.expect(200);
    let shown = app.get("fr", &contract).await.expect(200).json;
    let all = shown["allowed"].as_array().unwrap();
    let accept = all.iter().find(|it| it["action"] == "accept_handover").unwrap();
    assert_eq!((&accept["allowed"], &accept["reason"]), (&json!(false), &json!("own_handover")));
    assert!(all.iter().any(|it| it["action"] == "refuse_handover" && it["allowed"] == true));
    verb(&app, "fr", &contract, "handover/accept", json!({})).await.refused(409, "own_handover");
    // It may be taken back by words, and offered by somebody else.
    let words = json!({"note": "资料不全"});
    verb(&app, "fr", &contract, "handover/refuse", words).await.expect(200);
    verb(&app, "ar", &contract, "handover/propose", json!({})).await.expect(200);
    verb(&app, "fr", &contract, "handover/accept", json!({})).await.expect(200);
}

#[tokio::test]
async fn receipts_move_with_their_customer() {
    let app = start().await;
    let made = app.post("ar", "/api/customers", json!({"name": "华东电力"})).await.expect(201);
    let customer = format!("/api/customers/{}", made.id());
    let body = json!({"customer_id": made.id(), "amount_minor": 1, "currency": "CNY",
        "received_on": "2026-03-02", "method": "transfer"});
    let receipt = app.post("finance", "/api/receipts", body).await.expect(201);
    let path = format!("/api/receipts/{}", receipt.id());
    let search = format!("/api/search?q={}", receipt.json["number"].as_str().unwrap());
    app.get("ar", &path).await.expect(200);
    app.get("stranger", &path).await.refused(404, "not_found");
    let unit = app.world.units["beijing"].id.to_string();
    let move_to = json!({"owner_id": app.id("stranger"), "unit_id": unit});
    patch(&app, "admin", &customer, move_to).await.expect(200);
    app.get("ar", &path).await.refused(404, "not_found");
    let moved = app.get("stranger", &path).await.expect(200);
    assert_eq!(moved.version(), 2, "nobody writes the old place back");
    for (login, count) in [("ar", 0), ("stranger", 1), ("north_head", 1), ("head", 0)] {
        let found = app.get(login, &search).await.expect(200).json;
        assert_eq!(found["items"].as_array().unwrap().len(), count, "{login}");
    }
}

#[tokio::test]
async fn a_lost_opportunity_takes_its_draft_contract_along() {
    let app = start().await;
    let deal = converted(&app).await;
    let quotation = authorised(&app, &deal).await;
    let made = app.post("ar", &format!("{quotation}/contract"), json!({})).await.expect(201);
    let contract = format!("/api/contracts/{}", made.id());
    let terms = json!({"warranty_months": 24, "penalty_terms": "0.5%/周，上限 5%"});
    patch(&app, "ar", &contract, terms).await.expect(200);
    let atc = request(&app, "ar", "contract", &contract, "atc").await.expect(201);
    let why = json!({"reason": "price", "note": "高出 12%"});
    verb(&app, "ar", &deal, "lose", why).await.expect(200);
    let ended = app.get("ar", &contract).await.expect(200).json;
    assert_eq!(
        (&ended["stage"], &ended["terminate_reason"]),
        (&json!("terminated"), &json!("高出 12%"))
    );
    let request = app.get("ar", &format!("/api/decisions/{}", atc.id())).await.expect(200).json;
    assert_eq!(request["status"], "withdrawn");
}

#[tokio::test]
async fn an_invoice_is_not_paid_while_it_is_voided() {
    let app = start().await;
    let deal = converted(&app).await;
    let contract = executing(&app, &authorised(&app, &deal).await).await;
    let advance = line(&app, &contract, "预付款").await;
    let made = invoice(&app, &advance, 100).await.expect(201);
    let receipt = receive(&app, &contract, 100).await;
    let ctx = app.ctx("finance");
    let mut tx = ctx.begin().await.unwrap();
    let contracts = cash::ledger::hold(&tx, vec![id(&contract)]).await.unwrap();
    let held = access::lock::<cash::invoice::Model>(&tx, ctx.actor(), &made.id()).await.unwrap();
    let held = held.allow::<access::act::Edit>().unwrap();
    let voiding = async {
        // The other one has read the invoice by now, and waits.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        cash::verbs::void(&mut tx, &contracts, &held, "x".to_owned()).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (late, ()) = tokio::join!(allocate(&app, &receipt, &made, 100), voiding);
    late.refused(409, "invoice_voided");
    // Both at once, whoever is first: a void invoice has no money.
    for _ in 0..5 {
        let made = invoice(&app, &advance, 100).await.expect(201);
        let path = format!("/api/invoices/{}", made.id());
        let why = json!({"reason": "x"});
        let (paid, voided) = tokio::join!(
            allocate(&app, &receipt, &made, 1),
            verb(&app, "finance", &path, "void", why)
        );
        let shown = app.get("finance", &path).await.expect(200).json;
        let state = (&shown["status"], &shown["allocated_minor"]);
        let expected = if paid.status == 200 { ("part_settled", 1) } else { ("voided", 0) };
        assert_eq!(state, (&json!(expected.0), &json!(expected.1)), "{paid:?} {voided:?}");
        assert_ne!(paid.status == 200, voided.status == 200);
    }
}

#[tokio::test]
async fn a_deal_is_not_changed_while_it_is_decided() {
    let app = start().await;
    let deal = converted(&app).await;
    prepare(&app, &deal).await;
    let ati = request(&app, "ar", "opportunity", &deal, "ati").await.expect(201);
    let ctx = app.ctx("ar");
    let mut tx = ctx.begin().await.unwrap();
    let before: opportunity::Model = tx.lock(id(&deal)).await.unwrap();
    let editing = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let mut after = before.clone();
        after.amount_minor *= 100;
        tx.update(&before, &mut after, "edited").await.unwrap();
        tx.commit().await.unwrap();
    };
    let (late, ()) = tokio::join!(go(&app, "chair", &ati), editing);
    late.refused(409, "material_changed");
}

#[tokio::test]
async fn lists_that_somebody_sends_are_bounded() {
    let app = start().await;
    let deal = converted(&app).await;
    let answer = |key: &str| json!({"question": key, "yes": true});
    let twice = json!({"to": 10, "answers": [answer("problems_known"), answer("problems_known")]});
    let refused = verb(&app, "ar", &deal, "rung", twice).await.refused(422, "invalid");
    assert_eq!(faults(&refused), [("/answers/1/question", "duplicate_row")]);
    let many: Vec<Value> = (0..500).map(|index| answer(&format!("q{index}"))).collect();
    let refused = verb(&app, "ar", &deal, "rung", json!({"to": 10, "answers": many})).await;
    let refused = refused.refused(422, "invalid");
    assert_eq!(faults(&refused)[0], ("/answers", "out_of_range"));
    assert!(faults(&refused).len() < 100, "no more is said than there are questions");
    let contract = {
        let quotation = authorised(&app, &deal).await;
        let made = app.post("ar", &format!("{quotation}/contract"), json!({})).await.expect(201);
        format!("/api/contracts/{}", made.id())
    };
    let plan = json!({"template": "x".repeat(51), "lines": [{"label": "全款",
        "amount_minor": 900_000_000_i64, "trigger": "delivered", "payment_days": 0}]});
    let refused = put(&app, "ar", &contract, "plan", plan).await.refused(422, "invalid");
    assert_eq!(faults(&refused), [("/template", "too_long")]);
    let items = format!("{contract}/open-items");
    let item = || json!({"kind": "issue", "title": "渗油"});
    for _ in 0..200 {
        app.post("ar", &items, item()).await.expect(201);
    }
    app.post("ar", &items, item()).await.refused(409, "too_many_items");
}

#[tokio::test]
async fn an_allocation_needs_its_right() {
    let app = start().await;
    let deal = converted(&app).await;
    let contract = executing(&app, &authorised(&app, &deal).await).await;
    let advance = line(&app, &contract, "预付款").await;
    let made = invoice(&app, &advance, 100).await.expect(201);
    let receipt = receive(&app, &contract, 100).await;
    let path = format!("/api/receipts/{}/allocations", receipt.id());
    let part = |amount: i64| json!({"lines": [{"invoice_id": made.id(), "amount_minor": amount}]});
    app.verb("stranger", &path, 1, part(1)).await.refused(404, "not_found");
    app.verb("ar", &path, 1, part(1)).await.refused(403, "forbidden");
    app.verb("finance", &path, 7, part(1)).await.refused(412, "stale");
    app.verb("finance", &path, 1, part(0)).await.refused(422, "invalid");
    app.verb("finance", &path, 1, json!({"lines": []})).await.refused(422, "invalid");
    let done = app.verb("finance", &path, 1, part(60)).await.expect(200);
    let release =
        format!("/api/allocations/{}", done.json["allocations"][0]["id"].as_str().unwrap());
    app.delete("stranger", &release, 1).await.refused(404, "not_found");
    app.delete("ar", &release, 1).await.refused(403, "forbidden");
    app.delete("finance", &release, 7).await.refused(412, "stale");
    app.delete("finance", &release, 1).await.expect(204);
}
