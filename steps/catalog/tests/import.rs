//! Products coming in from rows.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop at once")]

use catalog::{import_target, product};
use exchange::{Options, Outcome, Plan, Row, RowResult, Target, Value};
use sea_orm::PaginatorTrait;
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
        catalog::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn start() -> TestApp {
    TestApp::start(migrations(), catalog::routes(), |app| app).await
}

fn importer(app: &TestApp, login: &str) -> Ctx {
    Ctx::of(app.app.clone(), Arc::clone(&app.person(login).actor), Channel::Import)
}

fn row(number: u64, name: &str, code: Option<&str>, price: i64, cost: Option<i64>) -> Row {
    let mut row = Row::new(number);
    row.set("name", Value::Text(name.to_owned()));
    row.set("list_price_minor", Value::Money(price));
    if let Some(code) = code {
        row.set("code", Value::Text(code.to_owned()));
    }
    if let Some(cost) = cost {
        row.set("unit_cost_minor", Value::Money(cost));
    }
    row
}

async fn run(ctx: &Ctx, update: bool, rows: &[Row]) -> Vec<RowResult> {
    let plan = Plan { options: Options { update, ..Options::new("USD") }, dry_run: false };
    let target = import_target();
    let mut prepared = target.prepare(ctx, &plan).await.unwrap();
    let mut tx = ctx.begin().await.unwrap();
    let results = prepared.apply(ctx, &mut tx, rows).await.unwrap();
    tx.commit().await.unwrap();
    results
}

fn outcomes(results: &[RowResult]) -> Vec<(Outcome, &'static str)> {
    let code = |result: &RowResult| result.reason.as_ref().map_or("", |reason| reason.code);
    results.iter().map(|result| (result.outcome, code(result))).collect()
}

#[tokio::test]
async fn rows_become_products_known_by_code_or_name() {
    let app = start().await;
    let ctx = importer(&app, "pricing");
    let rows = [
        row(2, "GTX Basic", None, 55_000, None),
        row(3, "GTX Pro", Some("G-2"), 482_100, Some(200_000)),
        row(4, "gtx basic", None, 1, None),
        row(5, "Wrong", None, -1, None),
    ];
    let results = run(&ctx, false, &rows).await;
    let expected = [
        (Outcome::Created, ""),
        (Outcome::Created, ""),
        (Outcome::Skipped, "duplicate_row"),
        (Outcome::Failed, "out_of_range"),
    ];
    assert_eq!(outcomes(&results), expected);
    let again = [row(2, "GTX Professional", Some("g-2"), 500_000, None), rows[0].clone()];
    let skipped = run(&ctx, false, &again).await;
    assert_eq!(outcomes(&skipped), [(Outcome::Skipped, "exists"); 2]);
    let updated = run(&ctx, true, &again).await;
    assert_eq!(outcomes(&updated), [(Outcome::Updated, ""); 2]);
    let list = app.get("pricing", "/api/products?sort=code&q=professional").await.expect(200);
    let product = &list.json["items"][0];
    assert_eq!((&product["code"], &product["name"]), (&json!("G-2"), &json!("GTX Professional")));
    assert_eq!(
        (&product["unit_cost_minor"], &product["currency"]),
        (&json!(200_000), &json!("USD"))
    );
}

#[tokio::test]
async fn cost_comes_in_only_from_those_who_may_see_it() {
    let app = start().await;
    let ctx = importer(&app, "admin");
    let rows = [row(2, "A", None, 1, Some(1)), row(3, "B", None, 1, None)];
    let results = run(&ctx, false, &rows).await;
    assert_eq!(outcomes(&results), [(Outcome::Failed, "cost.see"), (Outcome::Created, "")]);
    assert!(import_target().demand(app.ctx("ar").actor()).is_err());
    assert!(access::Permission::ImportRun.held_by(app.ctx("pricing").actor()));
}

#[tokio::test]
async fn an_import_is_taken_back_as_far_as_nobody_touched_it() {
    let app = start().await;
    let ctx = importer(&app, "pricing");
    let results = run(&ctx, false, &[row(2, "A", None, 1, None), row(3, "B", None, 1, None)]).await;
    let ids: Vec<String> =
        results.iter().filter_map(|result| result.record.as_ref()).map(|r| r.id.clone()).collect();
    let path = format!("/api/products/{}", ids[1]);
    app.patch("pricing", &path, 1, json!({"name": "C"})).await.expect(200);
    let mut tx = ctx.begin().await.unwrap();
    let undone = import_target().undo(&ctx, &mut tx, &ids).await.unwrap();
    tx.commit().await.unwrap();
    let codes: Vec<_> =
        undone.iter().map(|undone| undone.kept.as_ref().map_or("", |kept| kept.code)).collect();
    assert_eq!(codes, ["", "changed_since"]);
    let left = store::select::<product::Entity>().count(ctx.read()).await.unwrap();
    assert_eq!(left, 1);
}
