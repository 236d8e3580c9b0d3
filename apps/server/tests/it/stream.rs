//! Lead to cash in one story, with every refused step on the way.

use axum::http::Request;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

/// The whole product on the test company.
pub(crate) async fn start() -> TestApp {
    use server::assembly;
    let folder = std::env::temp_dir().join("truss-test").join("files");
    TestApp::start(assembly::migrations(), assembly::routes(), |app| {
        assembly::services(app.service(people::Directory::default()), &folder).unwrap()
    })
    .await
}

pub(crate) async fn version(app: &TestApp, login: &str, path: &str) -> i64 {
    app.get(login, path).await.expect(200).version()
}

/// A verb on the record's present version.
pub(crate) async fn verb(
    app: &TestApp,
    login: &str,
    path: &str,
    verb: &str,
    body: Value,
) -> Answer {
    let version = version(app, "auditor", path).await;
    app.verb(login, &format!("{path}/{verb}"), version, body).await
}

pub(crate) async fn patch(app: &TestApp, login: &str, path: &str, body: Value) -> Answer {
    let version = version(app, "auditor", path).await;
    app.patch(login, path, version, body).await
}

pub(crate) async fn put(app: &TestApp, login: &str, path: &str, part: &str, body: Value) -> Answer {
    let version = version(app, "auditor", path).await;
    app.put(login, &format!("{path}/{part}"), version, body).await
}

pub(crate) async fn request(
    app: &TestApp,
    login: &str,
    kind: &str,
    record: &str,
    gate: &str,
) -> Answer {
    let id = record.rsplit('/').next().unwrap();
    let version = version(app, "auditor", record).await;
    let body = json!({"kind": kind, "record_id": id, "gate": gate, "version": version});
    app.post(login, "/api/decisions", body).await
}

pub(crate) async fn go(app: &TestApp, login: &str, decision: &Answer) -> Answer {
    let path = format!("/api/decisions/{}", decision.id());
    verb(app, login, &path, "outcome", json!({"outcome": "go", "reason": "ok"})).await
}

/// A verified lead, converted: the path of its opportunity.
pub(crate) async fn converted(app: &TestApp) -> String {
    let lead = json!({
        "title": "城南变增容", "customer_name": "华东电力", "contact_name": "王总", "pain": "过载",
        "solution_idea": "主变", "budget_source": "技改", "investment_leader": "王总",
        "amount_minor": 1_000_000_000_i64, "owner_id": app.id("ar"),
    });
    let lead = app.post("fr", "/api/leads", lead).await.expect(201);
    let path = format!("/api/leads/{}", lead.id());
    let yes = json!({"is_lead": true, "distance": "hot", "win": "high"});
    let own = verb(app, "fr", &path, "verify", yes.clone()).await;
    own.refused(409, "verifier_is_collector");
    let early = json!({"opportunity_title": "城南变增容", "customer": {"name": "华东电力"}});
    verb(app, "ar", &path, "convert", early.clone()).await.refused(409, "gate_unmet");
    verb(app, "head", &path, "verify", yes).await.expect(200);
    let made = verb(app, "ar", &path, "convert", early).await.expect(201);
    format!("/api/opportunities/{}", made.json["opportunity_id"].as_str().unwrap())
}

/// Everything that ATI asks for.
pub(crate) async fn prepare(app: &TestApp, deal: &str) {
    let facts = json!({
        "need": "两台主变", "amount_minor": 1_000_000_000_i64, "expected_sign_on": "2026-06-30",
        "project_type": "own_project", "project_grade": "important",
    });
    patch(app, "ar", deal, facts).await.expect(200);
    let team = json!({"members": [
        {"user_id": app.id("ar"), "role": "ar"}, {"user_id": app.id("sr"), "role": "sr"},
        {"user_id": app.id("fr"), "role": "fr"},
    ]});
    put(app, "ar", deal, "team", team).await.expect(200);
    for (card, factors) in [
        ("win", ["brand_recognition", "customer_maturity", "rival_share", "price_competitiveness"]),
        ("pay", ["ownership", "financial_state", "payment_history", "industry_profitability"]),
    ] {
        let scores: serde_json::Map<String, Value> =
            factors.iter().map(|factor| ((*factor).to_owned(), json!(3))).collect();
        let body = json!({"scores": scores});
        put(app, "ar", deal, &format!("scorecards/{card}"), body).await.expect(200);
    }
}

/// Through ATI, guidance and ATB: the path of the authorised quotation.
pub(crate) async fn authorised(app: &TestApp, deal: &str) -> String {
    request(app, "ar", "opportunity", deal, "ati").await.refused(409, "gate_unmet");
    prepare(app, deal).await;
    let ati = request(app, "ar", "opportunity", deal, "ati").await.expect(201);
    request(app, "ar", "opportunity", deal, "ati").await.refused(409, "decision_open");
    go(app, "ar", &ati).await.refused(403, "not_decider");
    go(app, "admin", &ati).await.refused(403, "not_decider");
    go(app, "chair", &ati).await.expect(200);
    go(app, "chair", &ati).await.refused(409, "already_decided");
    patch(app, "sr", deal, json!({"guidance_done": true})).await.expect(200);
    verb(app, "sr", deal, "stage", json!({"to": "proposing"})).await.expect(200);
    verb(app, "sr", deal, "stage", json!({"to": "negotiating"})).await.refused(409, "gate_unmet");
    let lines = json!([{"description": "主变", "quantity_milli": 2000,
        "list_price_minor": 500_000_000_i64, "discount_bp": 1000, "unit_cost_minor": 300_000_000_i64}]);
    let offer = json!({"lines": lines, "valid_until": "2026-06-30", "payment_terms": "3-3-3-1",
        "delivery_terms": "90 天"});
    let offer = app.post("sr", &format!("{deal}/quotations"), offer).await.expect(201);
    assert_eq!(offer.json["total_minor"], 900_000_000_i64);
    let quotation = format!("/api/quotations/{}", offer.id());
    verb(app, "sr", &quotation, "submit", json!({})).await.expect(200);
    patch(app, "sr", &quotation, json!({"note": "x"})).await.refused(409, "quotation_submitted");
    app.post("ar", &format!("{quotation}/contract"), json!({}))
        .await
        .refused(409, "quotation_not_authorised");
    let atb = request(app, "ar", "opportunity", deal, "atb").await.expect(201);
    go(app, "chair", &atb).await.expect(200);
    quotation
}

/// Through ATC to execution: the path of the contract.
pub(crate) async fn executing(app: &TestApp, quotation: &str) -> String {
    let made = app.post("ar", &format!("{quotation}/contract"), json!({})).await.expect(201);
    let contract = format!("/api/contracts/{}", made.id());
    app.post("ar", &format!("{quotation}/contract"), json!({}))
        .await
        .refused(409, "contract_exists");
    let signing = json!({"signed_on": "2026-03-02", "customer_signer": "王总"});
    verb(app, "ar", &contract, "sign", signing.clone()).await.refused(409, "gate_unmet");
    let terms = json!({"warranty_months": 24, "penalty_terms": "0.5%/周，上限 5%"});
    patch(app, "ar", &contract, terms).await.expect(200);
    let short = json!({"lines": [{"label": "全款", "amount_minor": 1, "trigger": "delivered", "payment_days": 0}]});
    put(app, "ar", &contract, "plan", short).await.refused(422, "invalid");
    let lines = json!({"lines": [
        {"label": "预付款", "amount_minor": 300_000_000_i64, "trigger": "contract_effective", "payment_days": 15},
        {"label": "到货款", "amount_minor": 600_000_000_i64, "trigger": "delivered", "payment_days": 30},
    ]});
    put(app, "ar", &contract, "plan", lines).await.expect(200);
    let atc = request(app, "ar", "contract", &contract, "atc").await.expect(201);
    go(app, "chair", &atc).await.expect(200);
    // An edit after the decision voids it; putting the text back makes it whole again.
    patch(app, "ar", &contract, json!({"payment_terms": "货到 180 天"})).await.expect(200);
    verb(app, "ar", &contract, "sign", signing.clone()).await.refused(409, "gate_unmet");
    patch(app, "ar", &contract, json!({"payment_terms": "3-3-3-1"})).await.expect(200);
    verb(app, "ar", &contract, "sign", signing).await.expect(200);
    patch(app, "ar", &contract, json!({"amount_minor": 1})).await.refused(409, "contract_signed");
    verb(app, "ar", &contract, "handover/propose", json!({})).await.refused(409, "handover_state");
    verb(app, "contracts", &contract, "register", json!({})).await.expect(200);
    verb(app, "ar", &contract, "handover/propose", json!({})).await.expect(200);
    verb(app, "ar", &contract, "handover/accept", json!({})).await.refused(403, "not_the_fr");
    let done = verb(app, "fr", &contract, "handover/accept", json!({})).await.expect(200);
    assert_eq!(done.json["stage"], "executing");
    contract
}

pub(crate) async fn line(app: &TestApp, contract: &str, label: &str) -> Value {
    let plan = app.get("finance", &format!("{contract}/plan")).await.expect(200);
    let lines = plan.json["items"].as_array().unwrap();
    lines.iter().find(|line| line["label"] == label).unwrap().clone()
}

pub(crate) async fn invoice(app: &TestApp, line: &Value, amount_minor: i64) -> Answer {
    let path = format!("/api/plan-lines/{}/invoices", line["id"].as_str().unwrap());
    let body = json!({"amount_minor": amount_minor, "issued_on": "2026-03-02"});
    app.post("finance", &path, body).await
}

async fn pay(app: &TestApp, customer: &Value, invoice: &Answer, amount_minor: i64) -> Answer {
    let body = json!({"customer_id": customer, "amount_minor": amount_minor, "currency": "CNY",
        "received_on": "2026-03-02", "method": "transfer"});
    let receipt = app.post("finance", "/api/receipts", body).await.expect(201);
    let path = format!("/api/receipts/{}", receipt.id());
    let too_much =
        json!({"lines": [{"invoice_id": invoice.id(), "amount_minor": amount_minor + 1}]});
    verb(app, "finance", &path, "allocations", too_much).await.refused(409, "over_receipt");
    let body = json!({"lines": [{"invoice_id": invoice.id(), "amount_minor": amount_minor}]});
    verb(app, "finance", &path, "allocations", body).await
}

pub(crate) async fn deliver(app: &TestApp, contract: &str) {
    let body = json!({"kind": "delivered", "planned_on": "2026-04-01"});
    let made = app.post("fr", &format!("{contract}/milestones"), body).await.expect(201);
    let path = format!("/api/milestones/{}/accept", made.id());
    let on = json!({"actual_on": "2026-03-02"});
    app.verb("fr", &path, made.version(), on.clone()).await.refused(409, "evidence_missing");
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\nmilestone\r\n--b\r\n\
         content-disposition: form-data; name=\"record_id\"\r\n\r\n{}\r\n--b\r\ncontent-disposition: \
         form-data; name=\"file\"; filename=\"note.txt\"\r\ncontent-type: text/plain\r\n\r\n到货签收\r\n--b--\r\n",
        made.id()
    );
    let upload = Request::post("/api/files")
        .header("authorization", format!("Bearer {}", app.id("fr")))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(axum::body::Body::from(body))
        .unwrap();
    app.raw(upload).await.expect(201);
    let all = app.get("fr", &format!("{contract}/milestones")).await.expect(200);
    let version = all.json["items"][0]["version"].as_i64().unwrap();
    app.verb("fr", &path, version, on).await.expect(200);
}

#[tokio::test]
async fn a_lead_becomes_cash() {
    let app = start().await;
    let deal = converted(&app).await;
    let quotation = authorised(&app, &deal).await;
    let contract = executing(&app, &quotation).await;
    let won = app.get("ar", &deal).await.expect(200);
    assert_eq!(won.json["stage"], "won");
    let advance = line(&app, &contract, "预付款").await;
    let delivery = line(&app, &contract, "到货款").await;
    assert_eq!(
        (&advance["status"], &delivery["status"]),
        (&json!("invoiceable"), &json!("waiting"))
    );
    invoice(&app, &delivery, 1).await.refused(409, "trigger_missing");
    invoice(&app, &advance, 300_000_001).await.refused(409, "over_plan");
    let customer = won.json["customer"]["id"].clone();
    let first = invoice(&app, &advance, 300_000_000).await.expect(201);
    pay(&app, &customer, &first, 300_000_000).await.expect(200);
    pay(&app, &customer, &first, 1).await.refused(409, "over_invoice");
    verb(&app, "ar", &contract, "stage", json!({"to": "fulfilled"}))
        .await
        .refused(409, "gate_unmet");
    deliver(&app, &contract).await;
    verb(&app, "ar", &contract, "stage", json!({"to": "fulfilled"})).await.expect(200);
    request(&app, "fr", "contract", &contract, "atcc").await.refused(409, "gate_unmet");
    let delivery = line(&app, &contract, "到货款").await;
    let second = invoice(&app, &delivery, 600_000_000).await.expect(201);
    pay(&app, &customer, &second, 600_000_000).await.expect(200);
    let atcc = request(&app, "fr", "contract", &contract, "atcc").await.expect(201);
    go(&app, "fr", &atcc).await.refused(403, "not_decider");
    go(&app, "chair", &atcc).await.expect(200);
    let closed = app.get("ar", &contract).await.expect(200);
    assert_eq!(closed.json["stage"], "closed");
    let money = app.get("ar", &format!("{contract}/money")).await.expect(200);
    let bar = json!({"currency": "CNY", "planned_minor": 900_000_000, "invoiced_minor": 900_000_000,
        "received_minor": 900_000_000, "remaining_minor": 0, "overdue_minor": 0});
    assert_eq!(money.json, bar);
    for path in [&deal, &quotation, &contract] {
        app.get("stranger", path).await.refused(404, "not_found");
    }
}

/// Asks for a stage with an API token, through the router that the product serves.
async fn by_token(app: &TestApp, login: &str, deal: &str, to: &Value) -> Answer {
    let store = app.app.store();
    let mut tx = store.begin(&store::Meta::system()).await.unwrap();
    let user = app.id(login).parse().unwrap();
    let until = store.clock().today().plus_days(1);
    let (token, _) = people::verbs::add_token(&mut tx, &user, login, until).await.unwrap();
    tx.commit().await.unwrap();
    let folder = std::env::temp_dir().join("truss-test").join("files");
    let served = wire::App::builder(store.clone(), people::Directory::default());
    let served = server::assembly::services(served, &folder).unwrap().build();
    let request = Request::post(format!("{deal}/stage"))
        .header("authorization", format!("Bearer {token}"))
        .header("if-match", format!("\"{}\"", version(app, "auditor", deal).await))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(to.to_string()))
        .unwrap();
    testkit::app::ask(server::router::router(served), request).await
}

/// Writes the stage into a sheet that updates what is there, and returns the report of its row.
async fn by_sheet(app: &TestApp, login: &str, deal: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (file, report) = (folder.path().join("deals.csv"), folder.path().join("report.csv"));
    let id = deal.rsplit('/').next().unwrap();
    let tx = app.app.store().begin(&store::Meta::system()).await.unwrap();
    let known = format!("UPDATE opportunity SET external_key = 'K1' WHERE id = '{id}'");
    tx.conn().execute_unprepared(&known).await.unwrap();
    tx.commit().await.unwrap();
    std::fs::write(&file, "编号,商机,客户,阶段\nK1,城南变增容,华东电力,引导客户\n").unwrap();
    let order = exchange::Order {
        file,
        login: login.to_owned(),
        kind: Some("opportunity".to_owned()),
        mapping: [("external_key".to_owned(), "编号".to_owned())].into(),
        update: true,
        report: Some(report.clone()),
        ..exchange::Order::default()
    };
    let view = exchange::import_file(&app.app, order).await.unwrap();
    assert_eq!(view.result.unwrap().failed, 1);
    std::fs::read_to_string(report).unwrap()
}

#[tokio::test]
async fn no_channel_moves_an_opportunity_past_its_gate() {
    let app = start().await;
    let deal = converted(&app).await;
    let id = deal.rsplit('/').next().unwrap();
    let keys = |answer: &Value| {
        let unmet = answer["unmet"].as_array().unwrap();
        unmet.iter().map(|it| it["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let to = json!({"to": "guiding"});
    let posted = verb(&app, "ar", &deal, "stage", to.clone()).await.refused(409, "gate_unmet");
    let wanted = keys(&posted.json);
    assert!(
        wanted.contains(&"decision:ati".to_owned()) && wanted.contains(&"sr".to_owned()),
        "{wanted:?}"
    );
    for login in ["ar", "head", "admin"] {
        let answer = verb(&app, login, &deal, "stage", to.clone()).await.refused(409, "gate_unmet");
        assert_eq!(keys(&answer.json), wanted, "POST as {login}");
        let answer = patch(&app, login, &deal, json!({"stage": "guiding"})).await;
        assert_eq!(keys(&answer.refused(409, "gate_unmet").json), wanted, "PATCH as {login}");
        let version = version(&app, login, &deal).await;
        let bulk = json!({"items": [{"id": id, "version": version}], "set": {"stage": "guiding"}});
        let answer = app.post(login, "/api/opportunities/bulk", bulk).await.expect(200);
        let result = &answer.json["results"][0];
        assert_eq!(result["outcome"], "refused", "{result}");
        assert_eq!(keys(&result["problem"]), wanted, "bulk as {login}");
    }
    for login in ["head", "admin"] {
        let answer = by_token(&app, login, &deal, &to).await;
        assert_eq!(keys(&answer.refused(409, "gate_unmet").json), wanted, "API token of {login}");
        let report = by_sheet(&app, login, &deal).await;
        for unmet in posted.json["unmet"].as_array().unwrap() {
            let text = unmet["text"]["en"].as_str().unwrap();
            assert!(report.contains(text), "import as {login}: {text} is not in {report}");
        }
    }
    let far = verb(&app, "admin", &deal, "stage", json!({"to": "won"})).await;
    far.refused(409, "gate_unmet");
    assert_eq!(app.get("ar", &deal).await.expect(200).json["stage"], "validating");
}
