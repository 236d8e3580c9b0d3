//! A public data set of a sales department (8,800 opportunities with its faults) comes in whole, by
//! four ordinary imports, and goes again.

use exchange::{MissingAccount, Mode, Order, import::Status, queries::ImportView};
use serde_json::json;
use server::assembly;
use std::path::{Path, PathBuf};
use testkit::{TestApp, app::encoded};

struct Company {
    app: TestApp,
    // Removed with the test.
    data: tempfile::TempDir,
}

async fn company() -> Company {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_owned();
    let services = |app| assembly::services(app, &folder).unwrap();
    let app = TestApp::start(assembly::migrations(), assembly::routes(), services).await;
    Company { app, data }
}

fn sheet(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/crm-sales").join(name)
}

fn order(name: &str, kind: &str) -> Order {
    Order {
        file: sheet(name),
        login: "admin".to_owned(),
        kind: Some(kind.to_owned()),
        take_suggestions: true,
        currency: Some("USD".to_owned()),
        ..Order::default()
    }
}

impl Company {
    async fn import(&self, order: Order) -> ImportView {
        exchange::import_file(&self.app.app, order).await.unwrap()
    }

    /// Everything before the opportunities.
    async fn found(&self) {
        let people = self.import(order("sales_teams.csv", "user")).await;
        assert_eq!(counts(&people), [35, 0, 0, 0]);
        let products = self.import(order("products.csv", "product")).await;
        assert_eq!(counts(&products), [7, 0, 0, 0]);
        let customers = Order { mode: Some(Mode::History), ..order("accounts.csv", "customer") };
        let customers = self.import(customers).await;
        assert_eq!(counts(&customers), [85, 0, 0, 0]);
        let sectors = &customers.values["industry"];
        assert_eq!(sectors["technolgy"], "technology");
    }

    fn pipeline(&self) -> Order {
        Order {
            mode: Some(Mode::History),
            missing_account: Some(MissingAccount::Placeholder),
            report: Some(self.report()),
            ..order("sales_pipeline.csv", "opportunity")
        }
    }

    fn report(&self) -> PathBuf {
        self.data.path().join("report.csv")
    }
}

fn counts(view: &ImportView) -> [u64; 4] {
    let result = view.result.as_ref().unwrap();
    [result.created, result.updated, result.skipped, result.failed]
}

fn total(view: &ImportView, heading: &str) -> (u64, i64) {
    let total = &view.result.as_ref().unwrap().totals[heading];
    assert_eq!(total.currency, "USD");
    (total.count, total.amount_minor)
}

#[tokio::test]
async fn a_whole_sales_history_comes_in_and_goes_again() {
    let company = company().await;
    company.found().await;
    let view = company.import(company.pipeline()).await;
    assert_eq!(view.status, Status::Done);
    assert_eq!(view.values["product_id"]["GTXPro"], "GTX Pro");
    assert_eq!(counts(&view), [8_800, 0, 0, 0]);
    assert_eq!(total(&view, "won"), (4_238, 1_000_553_400));
    assert_eq!(total(&view, "lost"), (2_473, 0));
    assert_eq!(total(&view, "guiding"), (1_589, 0));
    assert_eq!(total(&view, "validating"), (500, 0));
    let report = std::fs::read_to_string(company.report()).unwrap();
    assert_eq!(report.matches("hung on the placeholder").count(), 1_425);

    let filter = encoded(r#"[{"field":"stage","op":"eq","value":"won"}]"#);
    let path = format!("/api/opportunities?sort=amount_minor&limit=1&filter={filter}");
    let won = company.app.get("admin", &path).await.expect(200);
    assert_eq!(won.json["count"], json!({"value": 1_000, "capped": true}));
    let board = company.app.get("admin", "/api/opportunities/board").await.expect(200);
    let counted: Vec<i64> = board.json["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|column| column["count"].as_i64().unwrap())
        .collect();
    assert_eq!(counted, [2_089, 0, 0, 0], "what is under way begins in the first stage");

    let again = company.import(company.pipeline()).await;
    assert_eq!(counts(&again), [0, 0, 8_800, 0], "a second import makes no doubles");
    undo(&company, &view.id).await;
    let left = company.app.get("admin", "/api/opportunities?limit=1").await.expect(200);
    assert_eq!(left.json["count"]["value"], 0);
}

async fn undo(company: &Company, id: &str) {
    let path = format!("/api/imports/{id}");
    let done = company.app.get("admin", &path).await.expect(200);
    let undo = format!("{path}/undo");
    company.app.verb("admin", &undo, done.version(), json!({})).await.expect(202);
    while exchange::run_next(&company.app.app).await.unwrap() {}
    let undone = company.app.get("admin", &path).await.expect(200);
    assert_eq!(undone.json["status"], "undone");
    assert_eq!(undone.json["result"]["kept"], 0);
}

/// The first rows of the pipeline as a file of its own.
fn first_rows(company: &Company, rows: usize) -> PathBuf {
    let all = std::fs::read_to_string(sheet("sales_pipeline.csv")).unwrap();
    let some: Vec<&str> = all.lines().take(rows + 1).collect();
    let file = company.data.path().join("some.csv");
    std::fs::write(&file, some.join("\n")).unwrap();
    file
}

#[tokio::test]
async fn new_records_cannot_be_won_by_a_sheet() {
    let company = company().await;
    company.found().await;
    let order = Order {
        mode: Some(Mode::Create),
        file: first_rows(&company, 60),
        missing_account: Some(MissingAccount::Skip),
        ..company.pipeline()
    };
    for dry_run in [true, false] {
        let view = company.import(Order { dry_run, ..order.clone() }).await;
        let [created, updated, skipped, failed] = counts(&view);
        assert_eq!((created, updated), (0, 0));
        assert_eq!(skipped + failed, 60);
        let report = std::fs::read_to_string(company.report()).unwrap();
        let refused = report.matches("The gate before this stage is not passed").count();
        assert_eq!(u64::try_from(refused).unwrap(), failed);
        assert!(failed > 40 && report.contains("The row names no customer"), "{report}");
    }
    let none = company.app.get("admin", "/api/opportunities").await.expect(200);
    assert_eq!(none.json["items"], json!([]));
}

#[tokio::test]
async fn history_needs_its_right() {
    let company = company().await;
    let order = Order { login: "head".to_owned(), ..company.pipeline() };
    let refused = exchange::import_file(&company.app.app, order).await.unwrap_err();
    assert_eq!(refused.code(), "import.history");
}

#[tokio::test]
async fn an_update_touches_neither_foreign_records_nor_amount_and_owner() {
    let company = company().await;
    let app = &company.app;
    app.post("ar", "/api/customers", json!({"name": "华东电力"})).await.expect(201);
    let import = async |login: &str, line: &str, update: bool| {
        let file = company.data.path().join("deals.csv");
        std::fs::write(&file, format!("编号,商机,客户,金额,阶段,负责人\n{line}\n")).unwrap();
        let mapping = [("external_key".to_owned(), "编号".to_owned())].into();
        let kind = Some("opportunity".to_owned());
        let login = login.to_owned();
        let order = Order { file, login, kind, mapping, update, ..Order::default() };
        company.import(order).await
    };
    let made = import("head", "K1,主变,华东电力,120万,,ar", false).await;
    assert_eq!(counts(&made), [1, 0, 0, 0]);
    let deal = app.get("ar", "/api/opportunities").await.expect(200).json["items"][0].clone();
    assert_eq!(
        (&deal["amount_minor"], &deal["owner"]),
        (&json!(120_000_000), &json!("ar of shanghai"))
    );

    let foreign = import("north_head", "K1,别人的,,1,,", true).await;
    assert_eq!(counts(&foreign), [0, 0, 1, 0], "foreign, and the customer cell is empty");
    let won = import("head", "K1,220kV 主变,华东电力,1,赢单,colleague", true).await;
    assert_eq!(counts(&won), [0, 0, 0, 1], "a stage is earned, whoever writes it down");
    let kept = app.get("ar", "/api/opportunities").await.expect(200).json["items"][0].clone();
    assert_eq!(kept, deal, "a refused row changes nothing");
    let edited = import("head", "K1,220kV 主变,华东电力,1,,colleague", true).await;
    assert_eq!(counts(&edited), [0, 1, 0, 0]);
    let after = app.get("ar", "/api/opportunities").await.expect(200).json["items"][0].clone();
    assert_eq!(after["title"], "220kV 主变");
    for field in ["stage", "amount_minor", "owner", "unit", "customer"] {
        assert_eq!(after[field], deal[field], "{field}");
    }
    let unknown = import("north_head", "K2,别人的客户,华东电力,1,,", false).await;
    assert_eq!(counts(&unknown), [0, 0, 1, 0], "a customer out of reach is as unknown as none");
}
