//! Customers coming in from rows.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop at once")]

use account::{customer, import_target, queries};
use exchange::{Mode, Options, Outcome, Plan, Row, RowResult, Target, Value};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde_json::json;
use std::sync::Arc;
use store::Channel;
use testkit::TestApp;
use wire::Ctx;

fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        account::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn start() -> TestApp {
    TestApp::start(migrations(), account::routes(), |app| app.service(account::Followers::new()))
        .await
}

fn importer(app: &TestApp, login: &str) -> Ctx {
    Ctx::of(app.app.clone(), Arc::clone(&app.person(login).actor), Channel::Import)
}

fn plan(mode: Mode, update: bool, dry_run: bool) -> Plan {
    let options = Options { mode, update, ..Options::new("CNY") };
    Plan { options, dry_run }
}

fn row(number: u64, cells: &[(&'static str, &str)]) -> Row {
    let mut row = Row::new(number);
    for (field, text) in cells {
        let text = (*text).to_owned();
        let value = match *field {
            "class" => Value::Word(text),
            "owner_id" | "unit_id" => Value::Id(text),
            "parent_id" if text.len() == 36 => Value::Id(text),
            "parent_id" => Value::Unmatched(text),
            _ => Value::Text(text),
        };
        row.set(field, value);
    }
    row
}

/// Runs batches as the exchange does: each in a transaction, rolled back in a dry run.
async fn run(ctx: &Ctx, plan: &Plan, batches: &[&[Row]]) -> Vec<RowResult> {
    let target = import_target();
    target.demand(ctx.actor()).unwrap();
    let mut prepared = target.prepare(ctx, plan).await.unwrap();
    let mut results = Vec::new();
    for rows in batches {
        let mut tx = ctx.begin().await.unwrap();
        let answers = prepared.apply(ctx, &mut tx, rows).await.unwrap();
        assert_eq!(answers.len(), rows.len());
        if !plan.dry_run {
            tx.commit().await.unwrap();
        }
        results.extend(answers);
    }
    results
}

fn outcomes(results: &[RowResult]) -> Vec<(Outcome, &'static str)> {
    let code = |result: &RowResult| result.reason.as_ref().map_or("", |reason| reason.code);
    results.iter().map(|result| (result.outcome, code(result))).collect()
}

fn made(result: &RowResult) -> String {
    result.record.as_ref().map(|record| record.id.clone()).unwrap_or_default()
}

async fn count(ctx: &Ctx) -> u64 {
    store::select::<customer::Entity>().count(ctx.read()).await.unwrap()
}

#[tokio::test]
async fn rows_become_customers_with_group_place_and_contact() {
    let app = start().await;
    let ctx = importer(&app, "admin");
    let shanghai = app.world.units["shanghai"].id.to_string();
    let first = [
        row(2, &[("name", "Acme China"), ("parent_id", "Acme Group"), ("owner_id", &app.id("ar"))]),
        row(
            3,
            &[
                ("name", "Acme Group"),
                ("external_key", "7"),
                ("class", "s"),
                ("unit_id", &shanghai),
                ("contact_name", "Li Na"),
                ("contact_phone", "138"),
                ("industry", "Energy"),
            ],
        ),
        row(4, &[("name", "Lost Child"), ("parent_id", "Nobody")]),
        row(5, &[("name", "Acme China Ltd.")]),
        row(
            6,
            &[("name", "x".repeat(201).as_str()), ("contact_name", "A"), ("contact_email", "b")],
        ),
        row(7, &[("name", "Ring A"), ("parent_id", "Ring B")]),
        row(8, &[("name", "Ring B"), ("parent_id", "Ring A")]),
    ];
    let second = [row(9, &[("name", "Acme India"), ("parent_id", "ACME group")])];
    let expected = [
        (Outcome::Created, ""),
        (Outcome::Created, ""),
        (Outcome::Created, "unknown_reference"),
        (Outcome::Skipped, "duplicate_row"),
        (Outcome::Failed, "too_long"),
        (Outcome::Created, "unknown_reference"),
        (Outcome::Created, "unknown_reference"),
        (Outcome::Created, ""),
    ];
    let dry = run(&ctx, &plan(Mode::History, false, true), &[&first, &second]).await;
    assert_eq!(count(&ctx).await, 0);
    let results = run(&ctx, &plan(Mode::History, false, false), &[&first, &second]).await;
    assert_eq!(outcomes(&results), expected);
    assert_eq!(outcomes(&dry)[..5], expected[..5]);
    assert_eq!(outcomes(&dry)[7], expected[7]);
    let child = app.get("ar", &format!("/api/customers/{}", made(&results[0]))).await.expect(200);
    assert_eq!(
        (&child.json["parent"]["name"], &child.json["history"]),
        (&json!("Acme Group"), &json!(true))
    );
    assert_eq!(child.json["unit"]["name"], "shanghai");
    let group = app.get("ar", &format!("/api/customers/{}", made(&results[1]))).await.expect(200);
    assert_eq!(
        (&group.json["contacts"][0]["phone"], &group.json["class"]),
        (&json!("138"), &json!("s"))
    );
    let india =
        app.get("admin", &format!("/api/customers/{}", made(&results[7]))).await.expect(200);
    assert_eq!(india.json["parent"]["id"], made(&results[1]));
    let journal = store::select::<store::journal::Entity>()
        .filter(store::journal::Column::Channel.eq(Channel::Import))
        .filter(store::journal::Column::Kind.eq("customer"))
        .count(ctx.read())
        .await;
    assert_eq!(journal.unwrap(), 6);
}

#[tokio::test]
async fn customers_that_are_there_are_skipped_or_updated() {
    let app = start().await;
    let body = json!({"name": "华东电力", "legal_id": "3101", "industry": "电力", "note": "old"});
    let known = app.post("ar", "/api/customers", body).await.expect(201);
    app.post("stranger", "/api/customers", json!({"name": "华北电力"})).await.expect(201);
    let rows = [
        row(
            2,
            &[
                ("name", "华东电力设计院"),
                ("legal_id", "3101"),
                ("industry", "设计"),
                ("external_key", "K1"),
                ("contact_name", "王工"),
            ],
        ),
        row(3, &[("name", "华北电力有限公司")]),
        row(4, &[("name", "华东电力"), ("legal_id", "3102")]),
    ];
    let ctx = importer(&app, "head");
    let skipped = run(&ctx, &plan(Mode::Create, false, true), &[&rows]).await;
    let expected =
        [(Outcome::Skipped, "exists"), (Outcome::Skipped, "exists"), (Outcome::Created, "")];
    assert_eq!(outcomes(&skipped), expected);
    assert_eq!(made(&skipped[0]), known.id());
    // Out of reach: whom to ask, and no record.
    assert_eq!(made(&skipped[1]), "");
    let reason = skipped[1].reason.as_ref().unwrap();
    assert_eq!(reason.params["owner"], json!("stranger of beijing"));
    let updated = run(&ctx, &plan(Mode::Create, true, false), &[&rows]).await;
    assert_eq!(outcomes(&updated)[0], (Outcome::Updated, ""));
    let view = app.get("ar", &format!("/api/customers/{}", known.id())).await.expect(200);
    assert_eq!((&view.json["name"], &view.json["note"]), (&json!("华东电力设计院"), &json!("old")));
    assert_eq!((&view.json["contacts"][0]["name"], view.version()), (&json!("王工"), 2));
    // The key of the old system is known now.
    let again = [row(2, &[("name", "改名"), ("external_key", "K1")])];
    let again = run(&ctx, &plan(Mode::Create, false, false), &[&again]).await;
    assert_eq!(made(&again[0]), known.id());
}

#[tokio::test]
async fn one_row_that_cannot_come_in_leaves_the_others() {
    let app = start().await;
    let foreign = app.post("stranger", "/api/customers", json!({"name": "华北"})).await.expect(201);
    let rows = [
        row(2, &[("name", "A")]),
        row(3, &[("name", "B"), ("parent_id", &foreign.id())]),
        row(4, &[("name", "C")]),
    ];
    let ctx = importer(&app, "head");
    let results = run(&ctx, &plan(Mode::Create, false, false), &[&rows]).await;
    let expected =
        [(Outcome::Created, ""), (Outcome::Failed, "unknown_reference"), (Outcome::Created, "")];
    assert_eq!(outcomes(&results), expected);
    assert_eq!(count(&ctx).await, 3);
    assert!(import_target().demand(app.ctx("sr").actor()).is_err());
}

#[tokio::test]
async fn what_a_cell_can_mean_and_what_is_wrong_is_known_before() {
    let app = start().await;
    app.post("stranger", "/api/customers", json!({"name": "华北"})).await.expect(201);
    app.post("ar", "/api/customers", json!({"name": "华东"})).await.expect(201);
    let ctx = importer(&app, "head");
    let plan = plan(Mode::Create, false, true);
    let target = import_target();
    let prepared = target.prepare(&ctx, &plan).await.unwrap();
    let names = |field: &str| -> Vec<String> {
        prepared.candidates(field).into_iter().map(|candidate| candidate.name).collect()
    };
    assert_eq!(names("parent_id"), ["华东"]);
    assert!(names("owner_id").contains(&"ar of shanghai".to_owned()));
    assert!(names("owner_id").contains(&"ar".to_owned()));
    assert!(names("unit_id").contains(&"beijing".to_owned()));
    let wrong = row(2, &[("name", "x"), ("website", "no site"), ("legal_id", "?")]);
    let problems = prepared.check(&wrong);
    let found: Vec<_> = problems.iter().map(|p| (p.field.as_str(), p.code)).collect();
    assert_eq!(found, [("legal_id", "bad_format"), ("website", "bad_website")]);
}

#[tokio::test]
async fn an_import_is_taken_back_as_far_as_nobody_touched_it() {
    let app = start().await;
    let ctx = importer(&app, "head");
    let rows = [
        row(2, &[("name", "Parent")]),
        row(3, &[("name", "Child"), ("parent_id", "Parent"), ("contact_name", "Li Na")]),
        row(4, &[("name", "Edited")]),
        row(5, &[("name", "Known")]),
        row(6, &[("name", "Used")]),
    ];
    let results = run(&ctx, &plan(Mode::Create, false, false), &[&rows]).await;
    let ids: Vec<String> = results.iter().map(made).collect();
    let path = |index: usize| format!("/api/customers/{}", ids[index]);
    app.patch("head", &path(2), 1, json!({"class": "a"})).await.expect(200);
    app.post("head", &format!("{}/contacts", path(3)), json!({"name": "x"})).await.expect(201);
    let below = json!({"name": "Below", "parent_id": ids[4]});
    app.post("head", "/api/customers", below).await.expect(201);
    let mut tx = ctx.begin().await.unwrap();
    let undone = import_target().undo(&ctx, &mut tx, &ids).await.unwrap();
    tx.commit().await.unwrap();
    let codes: Vec<_> =
        undone.iter().map(|undone| undone.kept.as_ref().map_or("", |kept| kept.code)).collect();
    assert_eq!(codes, ["", "", "changed_since", "changed_since", "in_use"]);
    assert_eq!(count(&ctx).await, 4);
    app.get("head", &path(1)).await.refused(404, "not_found");
    let list = app.get("head", "/api/customers?q=Child").await.expect(200);
    assert_eq!(list.json["count"]["value"], 0);
    assert!(queries::by_name_keys(ctx.read(), &["parent"]).await.unwrap().is_empty());
    // What is gone counts as taken back.
    let mut tx = ctx.begin().await.unwrap();
    let again = import_target().undo(&ctx, &mut tx, &ids[..1]).await.unwrap();
    assert_eq!(again[0].kept, None);
}

/// Uploads a file as a page does, and answers the import.
async fn upload(app: &TestApp, login: &str, name: &str, text: &str) -> testkit::Answer {
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    );
    let request = axum::http::Request::post("/api/imports")
        .header("authorization", format!("Bearer {}", app.id(login)))
        .header("content-type", "multipart/form-data; boundary=cut")
        .body(axum::body::Body::from(format!("{head}{text}\r\n--cut--\r\n")))
        .unwrap();
    app.raw(request).await.expect(201)
}

#[tokio::test]
async fn a_sheet_of_accounts_is_understood_and_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("imports");
    let mut tables = migrations();
    tables.extend(exchange::migrations());
    let routes = account::routes().merge(exchange::routes());
    let app = TestApp::start(tables, routes, |app| {
        app.service(account::Followers::new())
            .service(exchange::Folder::new(path))
            .service(exchange::Targets::new().with(exchange::Users).with(import_target()))
    })
    .await;
    let text = "account,sector,year_established,office_location,subsidiary_of\n\
        Acme Corporation,technolgy,1996,United States,\nBluth Company,technolgy,1993,,Acme Corporation\n";
    let uploaded = upload(&app, "head", "accounts.csv", text).await;
    assert_eq!(uploaded.json["kind"], "customer");
    let mapping = json!({"industry": "sector", "name": "account", "parent_id": "subsidiary_of", "region": "office_location"});
    assert_eq!(uploaded.json["mapping"], mapping);
    let path = format!("/api/imports/{}", uploaded.id());
    let wish = json!({"dry_run": false});
    app.verb("head", &format!("{path}/run"), uploaded.version(), wish).await.expect(202);
    while exchange::run_next(&app.app).await.unwrap() {}
    let done = app.get("head", &path).await.expect(200);
    assert_eq!(
        (&done.json["status"], &done.json["result"]["created"]),
        (&json!("done"), &json!(2))
    );
    let list = app.get("head", "/api/customers?sort=name").await.expect(200);
    let second = list.json["items"][1]["id"].as_str().unwrap_or_default().to_owned();
    let bluth = app.get("head", &format!("/api/customers/{second}")).await.expect(200);
    assert_eq!(
        (&bluth.json["name"], &bluth.json["parent"]["name"]),
        (&json!("Bluth Company"), &json!("Acme Corporation"))
    );
    app.verb("head", &format!("{path}/undo"), done.version(), json!({})).await.expect(202);
    while exchange::run_next(&app.app).await.unwrap() {}
    let list = app.get("head", "/api/customers").await.expect(200);
    assert_eq!(list.json["count"]["value"], 0);
}

#[tokio::test]
async fn rows_come_in_only_where_the_importer_has_a_say() {
    let app = start().await;
    let ctx = importer(&app, "head");
    let beijing = app.world.units["beijing"].id.to_string();
    let rows = [
        row(2, &[("name", "Mine"), ("owner_id", &app.id("ar"))]),
        row(3, &[("name", "Theirs"), ("owner_id", &app.id("stranger"))]),
        row(4, &[("name", "There"), ("unit_id", &beijing)]),
    ];
    let results = run(&ctx, &plan(Mode::Create, false, false), &[&rows]).await;
    assert_eq!(
        outcomes(&results),
        [
            (Outcome::Created, ""),
            (Outcome::Failed, "owner_out_of_reach"),
            (Outcome::Failed, "unit_out_of_reach"),
        ]
    );
}
