//! Imports over HTTP, with the target of users and one made for these tests.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod gadget;

use axum::{body::Body, http::Request};
use exchange::{Folder, Order, Targets, Users};
use gadget::Gadgets;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        exchange::migrations(),
        gadget::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

struct Exchange {
    app: TestApp,
    // Removed with the test.
    folder: tempfile::TempDir,
}

async fn start() -> Exchange {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("imports");
    let app = TestApp::start(migrations(), exchange::routes(), |app| {
        app.service(Folder::new(path))
            .service(Targets::new().with(Users).with(Gadgets))
            .service(people::Directory::default())
    })
    .await;
    Exchange { app, folder }
}

impl Exchange {
    async fn upload(&self, login: &str, name: &str, bytes: &[u8]) -> Answer {
        self.form(login, &[("file", Some(name), bytes)]).await
    }

    async fn form(&self, login: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (part, name, bytes) in parts {
            let name = name.map(|name| format!("; filename=\"{name}\"")).unwrap_or_default();
            let head =
                format!("--cut\r\nContent-Disposition: form-data; name=\"{part}\"{name}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--cut--\r\n");
        let request = Request::post("/api/imports")
            .header("authorization", format!("Bearer {}", self.app.id(login)))
            .header("content-type", "multipart/form-data; boundary=cut")
            .body(Body::from(body))
            .unwrap();
        self.app.raw(request).await
    }

    async fn work(&self) {
        while exchange::run_next(&self.app.app).await.unwrap() {}
    }

    /// Runs what was uploaded and answers the import after it.
    async fn run(&self, login: &str, import: &Answer, dry_run: bool) -> Answer {
        let path = format!("/api/imports/{}", import.id());
        let body = json!({"dry_run": dry_run});
        self.app.verb(login, &format!("{path}/run"), import.version(), body).await.expect(202);
        self.work().await;
        self.app.get(login, &path).await.expect(200)
    }

    async fn report(&self, login: &str, import: &Answer) -> String {
        let path = format!("/api/imports/{}/report", import.id());
        let answer = self.app.get(login, &path).await.expect(200);
        String::from_utf8(answer.bytes).unwrap()
    }

    async fn map(&self, login: &str, import: &Answer, body: Value) -> Answer {
        let path = format!("/api/imports/{}/mapping", import.id());
        self.app.put(login, &path, import.version(), body).await
    }
}

const TEAMS: &[u8] =
    b"sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\n\
    Cecily Lampkin,Dustin Brinkmann,Central\nAnna Snelling,Dustin Brinkmann,Central\n";

fn counts(import: &Answer) -> [i64; 4] {
    ["created", "updated", "skipped", "failed"]
        .map(|name| import.json["result"][name].as_i64().unwrap_or(-1))
}

#[tokio::test]
async fn a_team_comes_in_and_goes_again() {
    let exchange = start().await;
    let uploaded = exchange.upload("admin", "sales_teams.csv", TEAMS).await.expect(201);
    assert_eq!(uploaded.json["kind"], "user");
    assert_eq!(
        uploaded.json["mapping"],
        json!({"manager": "manager", "name": "sales_agent", "region": "regional_office"})
    );
    assert_eq!(uploaded.json["rows"], 3);
    let checked = exchange.run("admin", &uploaded, true).await;
    assert_eq!(
        (checked.json["status"].as_str(), counts(&checked)),
        (Some("checked"), [2, 0, 1, 0])
    );
    let people = exchange.app.get("admin", "/api/imports").await.expect(200);
    assert_eq!(people.json["items"][0]["result"]["created"], 2);
    let users = users(&exchange.app).await;
    assert!(!users.contains(&"anna.snelling".to_owned()), "a dry run changes nothing");

    let done = exchange.run("admin", &checked, false).await;
    assert_eq!((done.json["status"].as_str(), counts(&done)), (Some("done"), [2, 0, 1, 0]));
    assert_eq!(done.json["progress"], json!({"done": 3, "total": 3}));
    let known = self::users(&exchange.app).await;
    for login in ["anna.snelling", "cecily.lampkin", "dustin.brinkmann"] {
        assert!(known.contains(&login.to_owned()), "{login}");
    }
    let report = exchange.report("admin", &done).await;
    let lines: Vec<&str> = report.lines().collect();
    assert!(
        lines[0].contains("\"Row\",\"Outcome\",\"Record\",\"Reason\",\"Details\",\"sales_agent\"")
    );
    assert!(
        lines[1].starts_with(
            "2,\"created\",\"Anna Snelling (anna.snelling)\",\"The manager was added as a user, too\""
        ),
        "{report}"
    );
    assert!(
        lines[3].contains("skipped")
            && lines[3].ends_with("\"Anna Snelling\",\"Dustin Brinkmann\",\"Central\"")
    );

    let path = format!("/api/imports/{}", done.id());
    exchange
        .app
        .verb("admin", &format!("{path}/run"), done.version(), json!({"dry_run": false}))
        .await
        .refused(409, "import_done");
    exchange
        .app
        .verb("admin", &format!("{path}/undo"), done.version(), json!({}))
        .await
        .expect(202);
    exchange.work().await;
    let undone = exchange.app.get("admin", &path).await.expect(200);
    assert_eq!(undone.json["status"], "undone");
    assert_eq!(
        (&undone.json["result"]["undone"], &undone.json["result"]["kept"]),
        (&json!(2), &json!(0))
    );
    exchange
        .app
        .verb("admin", &format!("{path}/undo"), undone.version(), json!({}))
        .await
        .refused(409, "nothing_to_undo");
    let again = exchange.upload("admin", "again.csv", TEAMS).await.expect(201);
    assert_eq!(again.json["notes"], json!([]), "an undone import does not count");
}

async fn users(app: &TestApp) -> Vec<String> {
    store::select::<people::user::Entity>()
        .all(app.app.store().read())
        .await
        .unwrap()
        .into_iter()
        .filter(|user| user.active)
        .map(|user| user.login)
        .collect()
}

#[tokio::test]
async fn only_who_may_import_gets_near() {
    let exchange = start().await;
    exchange.upload("ar", "a.csv", TEAMS).await.refused(403, "import.run");
    exchange.app.post("", "/api/imports", json!({})).await.refused(401, "unauthenticated");
    exchange.app.get("ar", "/api/import/kinds").await.refused(403, "import.run");
    exchange.app.get("ar", "/api/imports").await.refused(403, "import.run");
    let kinds = exchange.app.get("head", "/api/import/kinds").await.expect(200);
    assert_eq!(kinds.json["items"].as_array().unwrap().len(), 1, "no users for a sales head");
    assert_eq!(kinds.json["items"][0]["modes"], json!(["create"]), "history needs its right");
    let kinds = exchange.app.get("admin", "/api/import/kinds").await.expect(200);
    assert_eq!(kinds.json["items"][1]["modes"], json!(["create", "history"]));

    let own = exchange.upload("head", "own.csv", b"name,price\na,1\n").await.expect(201);
    let path = format!("/api/imports/{}", own.id());
    for (login, status) in
        [("head", 200), ("admin", 200), ("north_head", 404), ("lead_manager", 404)]
    {
        exchange.app.get(login, &path).await.expect(status);
        exchange.app.get(login, &format!("{path}/preview")).await.expect(status);
    }
    let body = json!({"dry_run": true});
    let run = format!("{path}/run");
    exchange
        .app
        .verb("north_head", &run, own.version(), body.clone())
        .await
        .refused(404, "not_found");
    exchange.app.verb("head", &run, 99, body.clone()).await.refused(412, "stale");
    exchange.app.post("head", &run, body).await.refused(428, "version_required");
    let others = exchange.app.get("north_head", "/api/imports").await.expect(200);
    assert_eq!(others.json["items"], json!([]));
    exchange
        .form("head", &[("kind", None, b"user"), ("file", Some("a.csv"), TEAMS)])
        .await
        .refused(403, "people.administer");
}

#[tokio::test]
async fn files_that_are_no_tables_are_refused_and_not_kept() {
    let exchange = start().await;
    exchange.upload("admin", "a.pdf", b"%PDF-1.7").await.refused(415, "media_type");
    let empty = exchange.upload("admin", "a.csv", b"").await.refused(422, "invalid");
    assert_eq!(empty.json["errors"][0]["code"], "file_empty");
    let rows = exchange.upload("admin", "a.csv", b"a,b\n").await.refused(422, "invalid");
    assert_eq!(rows.json["errors"][0]["code"], "no_rows");
    exchange.app.post("admin", "/api/imports", json!({})).await.refused(415, "media_type");
    let nothing = exchange.form("admin", &[("kind", None, b"user")]).await.refused(422, "invalid");
    assert_eq!(nothing.json["errors"][0]["pointer"], "/file");
    exchange.form("admin", &[("other", None, b"x")]).await.refused(400, "unknown_field");
    exchange
        .form("admin", &[("kind", None, b"soup"), ("file", Some("a.csv"), TEAMS)])
        .await
        .refused(422, "invalid");
    let large = vec![b'x'; 50 * 1024 * 1024 + 1];
    exchange.upload("admin", "a.csv", &large).await.refused(413, "too_large");
    let folder = exchange.folder.path().join("imports");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

const GADGETS: &str = "Gadget;Family;Price;Since;Maker\nalpha;tools;1.234,50;3/4/2026;ACME\n\
    beta;toys;12,00;5/6/2026;Acme Inc\ngamma;toolz;abc;7/8/2026;ACME\n;tools;1;1/1/2026;ACME\n\
    delta;tools;5;;Unheard of\nepsilon;tools;2,5;1/2/2026;\n";

/// What a person would say about the gadgets: the day comes first, two values mean others.
fn meanings(uploaded: &Answer) -> Value {
    let mut options = uploaded.json["options"].clone();
    options["day_order"] = json!("dmy");
    json!({
        "kind": "gadget", "mapping": uploaded.json["mapping"], "options": options,
        "values": {"maker": {"Acme Inc": "ACME"}, "family": {"toolz": "tools"}},
    })
}

#[tokio::test]
async fn values_are_mapped_and_previewed() {
    let exchange = start().await;
    let uploaded = exchange.upload("head", "gadgets.csv", GADGETS.as_bytes()).await.expect(201);
    assert_eq!(uploaded.json["kind"], "gadget");
    assert_eq!(uploaded.json["mapping"]["price"], "Price");
    let unmatched = &uploaded.json["unmatched"];
    assert_eq!(unmatched["family"][0]["value"], "toolz");
    assert_eq!(unmatched["family"][0]["suggestion"], "tools");
    assert_eq!(
        unmatched["maker"][0],
        json!({"value": "Acme Inc", "count": 1, "suggestion": null, "candidates": ["ACME", "Bolt"]})
    );
    assert_eq!(uploaded.json["notes"][0]["code"], "day_order_ambiguous");
    assert_eq!(uploaded.json["notes"][0]["params"]["read_as"], "M/D/YYYY");

    let mut body = meanings(&uploaded);
    for (change, pointer) in [
        (json!({"mapping": {"colour": "Price"}}), "/mapping/colour"),
        (json!({"mapping": {"name": "Nowhere"}}), "/mapping/name"),
        (json!({"values": {"name": {"a": "b"}}}), "/values/name"),
        (json!({"values": {"maker": {"a/b": "nobody"}}}), "/values/maker/a~1b"),
        (json!({"kind": "soup"}), "/kind"),
    ] {
        let mut wrong = body.clone();
        for (name, value) in change.as_object().unwrap() {
            wrong[name] = value.clone();
        }
        let answer = exchange.map("head", &uploaded, wrong).await.refused(422, "invalid");
        assert_eq!(answer.json["errors"][0]["pointer"], pointer);
    }
    body["options"]["mode"] = json!("history");
    exchange.map("head", &uploaded, body.clone()).await.refused(403, "import.history");
    body["options"]["mode"] = json!("create");
    let mapped = exchange.map("head", &uploaded, body).await.expect(200);
    assert_eq!(mapped.json["notes"], json!([]));
    exchange.map("head", &uploaded, json!({})).await.expect(400);

    let path = format!("/api/imports/{}", mapped.id());
    let preview = exchange.app.get("head", &format!("{path}/preview")).await.expect(200);
    let first = &preview.json["rows"][0];
    assert_eq!(first["row"], 2);
    assert_eq!(
        first["values"],
        json!({"family": "tools", "maker": "ACME", "name": "alpha", "price": "1234.50", "since": "2026-04-03"})
    );
    assert_eq!(
        preview.json["rows"][2]["problems"],
        json!([{"field": "price", "code": "money_form", "params": {"value": "abc"}}])
    );
}

#[tokio::test]
async fn every_row_is_reported_summed_and_journalled() {
    let exchange = start().await;
    let uploaded = exchange.upload("head", "gadgets.csv", GADGETS.as_bytes()).await.expect(201);
    let mapped = exchange.map("head", &uploaded, meanings(&uploaded)).await.expect(200);
    let done = exchange.run("head", &mapped, false).await;
    assert_eq!(counts(&done), [3, 0, 1, 2]);
    assert_eq!(
        done.json["result"]["totals"],
        json!({"tools": {"count": 2, "amount_minor": 123_700, "currency": "CNY"}, "toys": {"count": 1, "amount_minor": 1_200, "currency": "CNY"}})
    );
    let report = exchange.report("head", &done).await;
    for text in
        ["Not an amount", "field: price", "A required cell is empty", "The value is not known"]
    {
        assert!(report.contains(text), "{text} in {report}");
    }
    let journal = gadget::journal(&exchange.app, "created").await;
    assert_eq!(journal.len(), 3);
    assert!(journal.iter().all(|entry| entry.channel == store::Channel::Import
        && entry.request_id.as_deref() == Some(done.id().as_str())));
    let again = exchange.upload("head", "again.csv", GADGETS.as_bytes()).await.expect(201);
    assert_eq!(
        again.json["notes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|n| n["code"] == "file_imported_before")
            .count(),
        1
    );
}

#[tokio::test]
async fn a_second_import_of_the_same_rows_makes_no_doubles() {
    let exchange = start().await;
    for expected in [[2, 0, 0, 0], [0, 0, 2, 0]] {
        let uploaded =
            exchange.upload("head", "g.csv", b"name,price\na,1\nb,2\n").await.expect(201);
        assert_eq!(counts(&exchange.run("head", &uploaded, false).await), expected);
    }
    let uploaded = exchange.upload("head", "g.csv", b"name,price\na,7\nb,2\n").await.expect(201);
    let mut options = uploaded.json["options"].clone();
    options["update"] = json!(true);
    let body = json!({"kind": "gadget", "mapping": uploaded.json["mapping"], "values": {}, "options": options});
    let mapped = exchange.map("head", &uploaded, body).await.expect(200);
    let done = exchange.run("head", &mapped, false).await;
    assert_eq!(counts(&done), [0, 1, 1, 0]);
    assert_eq!(
        done.json["allowed"][2],
        json!({"action": "undo", "allowed": false, "reason": "nothing_to_undo"})
    );
}

#[tokio::test]
async fn an_undo_leaves_what_something_hangs_on() {
    let exchange = start().await;
    let uploaded =
        exchange.upload("head", "g.csv", b"name,price\na,1\nused,2\nc,3\n").await.expect(201);
    let done = exchange.run("head", &uploaded, false).await;
    let path = format!("/api/imports/{}", done.id());
    exchange.app.verb("head", &format!("{path}/undo"), done.version(), json!({})).await.expect(202);
    let under_way = exchange.app.get("head", &path).await.expect(200);
    assert_eq!(under_way.json["status"], "undoing");
    exchange
        .app
        .verb("head", &format!("{path}/run"), under_way.version(), json!({"dry_run": true}))
        .await
        .refused(409, "import_running");
    exchange.work().await;
    let undone = exchange.app.get("head", &path).await.expect(200);
    assert_eq!(
        (&undone.json["status"], &undone.json["result"]["undone"], &undone.json["result"]["kept"]),
        (&json!("undone"), &json!(2), &json!(1))
    );
    assert_eq!(gadget::names(&exchange.app).await, ["used"]);
    let report = exchange.report("head", &undone).await;
    assert!(report.contains("Something hangs on the record"), "{report}");
    gadget::rename(&exchange.app, "used", "unused").await;
    exchange
        .app
        .verb("head", &format!("{path}/undo"), undone.version(), json!({}))
        .await
        .expect(202);
    exchange.work().await;
    assert_eq!(gadget::names(&exchange.app).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_run_that_breaks_off_continues_where_it_stood() {
    let exchange = start().await;
    let line = |number: u32| match number {
        700 => "bomb,700\n".to_owned(),
        _ => format!("g{number},{number}\n"),
    };
    let text = format!("name,price\n{}", (0..1_200).map(line).collect::<String>());
    let uploaded = exchange.upload("head", "g.csv", text.as_bytes()).await.expect(201);
    let path = format!("/api/imports/{}", uploaded.id());
    let body = json!({"dry_run": false});
    exchange
        .app
        .verb("head", &format!("{path}/run"), uploaded.version(), body.clone())
        .await
        .expect(202);
    assert!(exchange::run_next(&exchange.app.app).await.is_err());
    let broken = exchange.app.get("head", &path).await.expect(200);
    assert_eq!(
        (&broken.json["status"], &broken.json["failure"]),
        (&json!("failed"), &json!("internal"))
    );
    assert_eq!(broken.json["progress"], json!({"done": 500, "total": 1200}));
    assert_eq!(gadget::names(&exchange.app).await.len(), 500, "a batch is all or nothing");
    exchange
        .app
        .verb("head", &format!("{path}/run"), broken.version(), json!({"dry_run": true}))
        .await
        .refused(409, "import_done");

    gadget::defuse(&exchange.app).await;
    let done = exchange.run("head", &broken, false).await;
    assert_eq!((done.json["status"].as_str(), counts(&done)), (Some("done"), [1200, 0, 0, 0]));
    assert_eq!(gadget::names(&exchange.app).await.len(), 1_200);
    assert_eq!(exchange.report("head", &done).await.lines().count(), 1_201);
}

#[tokio::test]
async fn a_dead_runner_is_relieved_and_cannot_come_back() {
    let exchange = start().await;
    let uploaded = exchange.upload("head", "g.csv", b"name,price\na,1\n").await.expect(201);
    let path = format!("/api/imports/{}", uploaded.id());
    exchange
        .app
        .verb("head", &format!("{path}/run"), uploaded.version(), json!({"dry_run": false}))
        .await
        .expect(202);
    gadget::claim(&exchange.app, &uploaded.id()).await;
    assert!(!exchange::run_next(&exchange.app.app).await.unwrap(), "somebody has it");
    exchange.app.app.store().clock().advance(61_000);
    exchange.work().await;
    let done = exchange.app.get("head", &path).await.expect(200);
    assert_eq!((done.json["status"].as_str(), counts(&done)), (Some("done"), [1, 0, 0, 0]));
}

#[tokio::test]
async fn a_run_has_the_rights_of_its_moment() {
    let exchange = start().await;
    let uploaded = exchange.upload("head", "g.csv", b"name,price\na,1\n").await.expect(201);
    let path = format!("/api/imports/{}", uploaded.id());
    exchange
        .app
        .verb("head", &format!("{path}/run"), uploaded.version(), json!({"dry_run": false}))
        .await
        .expect(202);
    gadget::deactivate(&exchange.app, "head").await;
    exchange.work().await;
    let failed = exchange.app.get("admin", &path).await.expect(200);
    assert_eq!(
        (&failed.json["status"], &failed.json["failure"]),
        (&json!("failed"), &json!("forbidden"))
    );
    assert_eq!(gadget::names(&exchange.app).await, Vec::<String>::new());
}

#[tokio::test]
async fn required_fields_must_have_a_column() {
    let exchange = start().await;
    let form = [("kind", None, &b"gadget"[..]), ("file", Some("g.csv"), b"what,price\na,1\n")];
    let uploaded = exchange.form("head", &form).await.expect(201);
    assert_eq!(uploaded.json["mapping"], json!({"price": "price"}));
    let path = format!("/api/imports/{}/run", uploaded.id());
    let answer = exchange
        .app
        .verb("head", &path, uploaded.version(), json!({"dry_run": true}))
        .await
        .refused(422, "invalid");
    assert_eq!(answer.json["errors"][0], json!({"pointer": "/mapping/name", "code": "required"}));
    let unknown = exchange.upload("head", "u.csv", b"x,y\n1,2\n").await.expect(201);
    assert_eq!(unknown.json["kind"], Value::Null);
    let path = format!("/api/imports/{}", unknown.id());
    exchange.app.get("head", &format!("{path}/preview")).await.refused(422, "invalid");
    exchange.app.get("head", &format!("{path}/report")).await.refused(409, "no_report");
    exchange
        .app
        .verb("head", &format!("{path}/run"), unknown.version(), json!({"dry_run": true}))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn an_export_is_the_list_without_formulas_and_is_journalled() {
    let exchange = start().await;
    let text = "name,price\n=1+1,1\nplain,2.5\n";
    let uploaded = exchange.upload("head", "g.csv", text.as_bytes()).await.expect(201);
    exchange.run("head", &uploaded, false).await;
    let file = gadget::export(&exchange.app, "head", "csv").await.unwrap();
    assert_eq!(file.file_name, "gadget-2026-03-02.csv");
    assert_eq!(
        String::from_utf8(file.bytes).unwrap(),
        "\u{feff}\"Name\",\"Price\"\r\n\"'=1+1\",1.00\r\n\"plain\",2.50\r\n"
    );
    let xlsx = gadget::export(&exchange.app, "head", "xlsx").await.unwrap();
    assert!(xlsx.bytes.starts_with(b"PK"));
    assert_eq!(gadget::journal(&exchange.app, "exported").await.len(), 2);
    let back = exchange.upload("head", "back.xlsx", &xlsx.bytes).await.expect(201);
    assert_eq!(
        counts(&exchange.run("head", &back, false).await),
        [0, 0, 2, 0],
        "it comes back as it was"
    );
}

#[tokio::test]
async fn one_command_does_the_whole_way() {
    let exchange = start().await;
    let file = exchange.folder.path().join("gadgets.csv");
    let report = exchange.folder.path().join("report.csv");
    std::fs::write(&file, GADGETS).unwrap();
    let order = Order {
        file,
        login: "Head".to_owned(),
        take_suggestions: true,
        values: [("maker".to_owned(), [("Acme Inc".to_owned(), "ACME".to_owned())].into())].into(),
        mapping: [("since".to_owned(), String::new())].into(),
        report: Some(report.clone()),
        ..Order::default()
    };
    let app = &exchange.app.app;
    let dry = Order { dry_run: true, ..order.clone() };
    let checked = exchange::import_file(app, dry).await.unwrap();
    assert_eq!(checked.status, exchange::import::Status::Checked);
    assert_eq!(gadget::names(&exchange.app).await, Vec::<String>::new());
    let done = exchange::import_file(app, order.clone()).await.unwrap();
    let result = done.result.unwrap();
    assert_eq!((result.created, result.skipped, result.failed), (3, 1, 2));
    assert_eq!(done.values["family"]["toolz"], "tools");
    assert!(!done.mapping.contains_key("since"));
    assert_eq!(std::fs::read_to_string(report).unwrap().lines().count(), 7);
    let nobody = Order { login: "nobody".to_owned(), ..order.clone() };
    assert_eq!(exchange::import_file(app, nobody).await.unwrap_err().code(), "invalid");
    let without_right = Order { login: "ar".to_owned(), ..order };
    assert_eq!(exchange::import_file(app, without_right).await.unwrap_err().code(), "import.run");
}

#[tokio::test]
async fn whoever_is_at_work_stays_when_a_team_is_taken_back() {
    let exchange = start().await;
    let uploaded = exchange.upload("admin", "teams.csv", TEAMS).await.expect(201);
    let done = exchange.run("admin", &uploaded, false).await;
    assert_eq!(counts(&done), [2, 0, 1, 0]);
    let mut tx = exchange.app.ctx("admin").begin().await.unwrap();
    let anna = people::verbs::by_login(&tx, "anna.snelling").await.unwrap().unwrap();
    people::verbs::set_password(&mut tx, &anna, "a hash".to_owned()).await.unwrap();
    tx.commit().await.unwrap();
    let path = format!("/api/imports/{}", done.id());
    let undo = format!("{path}/undo");
    exchange.app.verb("admin", &undo, done.version(), json!({})).await.expect(202);
    exchange.work().await;
    let undone = exchange.app.get("admin", &path).await.expect(200);
    let result = &undone.json["result"];
    assert_eq!((&result["undone"], &result["kept"]), (&json!(1), &json!(1)));
    let left = users(&exchange.app).await;
    assert!(left.contains(&"anna.snelling".to_owned()), "{left:?}");
    assert!(!left.contains(&"cecily.lampkin".to_owned()), "{left:?}");
}
