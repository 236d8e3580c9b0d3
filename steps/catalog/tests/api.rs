//! Products over HTTP.

use catalog::{queries, verbs};
use serde_json::{Value, json};
use testkit::TestApp;

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

fn transformer() -> Value {
    json!({"code": "T1-200", "name": "油浸式变压器 200kVA", "series": "T1", "list_price_minor": 12_800_000,
        "unit_cost_minor": 8_100_000, "currency": "CNY"})
}

fn filter(field: &str, op: &str, value: &Value) -> String {
    let json = json!([{"field": field, "op": op, "value": value}]).to_string();
    json.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn who_keeps_the_catalogue_adds_and_edits_products() {
    let app = start().await;
    app.post("ar", "/api/products", transformer()).await.refused(403, "catalog.edit");
    let made = app.post("pricing", "/api/products", transformer()).await.expect(201);
    assert_eq!(made.json["active"], true);
    assert_eq!(made.json["allowed"], json!([{"action": "edit", "allowed": true}]));
    let path = format!("/api/products/{}", made.id());
    assert_eq!(made.headers["location"], path.as_str());
    let seen = app.get("stranger", &path).await.expect(200);
    assert_eq!(seen.headers["etag"], "\"1\"");
    let refused = json!([{"action": "edit", "allowed": false, "reason": "forbidden"}]);
    assert_eq!(seen.json["allowed"], refused);
    let change = json!({"series": null, "active": false, "list_price_minor": 13_000_000});
    app.patch("ar", &path, 1, change.clone()).await.refused(403, "catalog.edit");
    let edited = app.patch("pricing", &path, 1, change).await.expect(200);
    assert_eq!((edited.version(), &edited.json["series"]), (2, &Value::Null));
    assert_eq!((&edited.json["active"], &edited.json["name"]), (&json!(false), &made.json["name"]));
    app.get("ar", "/api/products/00000000-0000-7000-8000-000000000000")
        .await
        .refused(404, "not_found");
    app.get("ar", "/api/products/x").await.refused(404, "not_found");
    app.get("", &path).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn wrong_products_are_refused_with_everything_that_is_wrong() {
    let app = start().await;
    let wrong = json!({"code": "a\tb", "name": "", "list_price_minor": -1, "unit_cost_minor": -1, "currency": "yuan"});
    let answer = app.post("pricing", "/api/products", wrong).await.refused(422, "invalid");
    let found: Vec<&str> = answer.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["/code", "/name", "/list_price_minor", "/unit_cost_minor", "/currency"]);
    let mut extra = transformer();
    extra["margin"] = json!(1);
    app.post("pricing", "/api/products", extra).await.refused(400, "unknown_field");
    app.post("pricing", "/api/products", json!({"code": 1})).await.refused(400, "bad_type");
}

#[tokio::test]
async fn a_code_is_given_once_whatever_its_case() {
    let app = start().await;
    app.post("pricing", "/api/products", transformer()).await.expect(201);
    let mut again = transformer();
    again["code"] = json!(" t1-200 ");
    app.post("pricing", "/api/products", again.clone()).await.refused(409, "code_taken");
    again["code"] = json!("T1-400");
    let other = app.post("pricing", "/api/products", again).await.expect(201);
    let path = format!("/api/products/{}", other.id());
    app.patch("pricing", &path, 1, json!({"code": "t1-200"})).await.refused(409, "code_taken");
    let own = app.patch("pricing", &path, 1, json!({"code": "t1-400"})).await.expect(200);
    assert_eq!(own.json["code"], "t1-400");
}

#[tokio::test]
async fn a_stale_change_is_answered_with_the_product_as_it_is() {
    let app = start().await;
    let made = app.post("pricing", "/api/products", transformer()).await.expect(201);
    let path = format!("/api/products/{}", made.id());
    app.patch("pricing", &path, 1, json!({"name": "变压器"})).await.expect(200);
    let stale = app.patch("pricing", &path, 1, json!({"name": "x"})).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["name"], "变压器");
    assert_eq!(stale.json["current"]["unit_cost_minor"], 8_100_000);
    let hidden = app.patch("admin", &path, 1, json!({"name": "x"})).await.refused(412, "stale");
    assert!(hidden.json["current"].get("unit_cost_minor").is_none());
    let body = Some(json!({"name": "x"}));
    app.send("pricing", axum::http::Method::PATCH, &path, None, body)
        .await
        .refused(428, "version_required");
}

#[tokio::test]
async fn cost_is_nowhere_for_those_who_may_not_see_it() {
    let app = start().await;
    // The administrator keeps the catalogue without seeing cost.
    app.post("admin", "/api/products", transformer()).await.refused(403, "cost.see");
    let mut plain = transformer();
    plain.as_object_mut().unwrap().remove("unit_cost_minor");
    plain["code"] = json!("P-1");
    app.post("admin", "/api/products", plain).await.expect(201);
    let made = app.post("pricing", "/api/products", transformer()).await.expect(201);
    let path = format!("/api/products/{}", made.id());
    for (login, cost) in [("head", Some(8_100_000)), ("sr", Some(8_100_000)), ("ar", None)] {
        let seen = app.get(login, &path).await.expect(200);
        assert_eq!(seen.json.get("unit_cost_minor").and_then(Value::as_i64), cost, "{login}");
        let rows = app.get(login, "/api/products?sort=-code").await.expect(200);
        let row = &rows.json["items"][0];
        assert_eq!(row.get("unit_cost_minor").and_then(Value::as_i64), cost, "{login}");
    }
    for (login, holds) in [("head", true), ("ar", false)] {
        let file = app.get(login, "/api/products/export?format=csv&sort=code").await.expect(200);
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!((text.contains("Unit cost"), text.contains("81000.00")), (holds, holds));
        assert!(text.contains("128000.00"), "{text}");
    }
    for change in [json!({"unit_cost_minor": 1}), json!({"unit_cost_minor": null})] {
        app.patch("admin", &path, 1, change).await.refused(403, "cost.see");
    }
    let cheap = filter("unit_cost_minor", "lte", &json!(9_000_000));
    let found = app.get("head", &format!("/api/products?filter={cheap}")).await.expect(200);
    assert_eq!(found.json["count"]["value"], 1);
    app.get("ar", &format!("/api/products?filter={cheap}")).await.refused(422, "invalid");
    app.get("ar", "/api/products?sort=unit_cost_minor").await.refused(422, "invalid");
    let cleared =
        app.patch("pricing", &path, 1, json!({"unit_cost_minor": null})).await.expect(200);
    assert!(cleared.json.get("unit_cost_minor").is_none());
}

#[tokio::test]
async fn products_are_found_sorted_and_filtered() {
    let app = start().await;
    for (code, name, series, price) in [
        ("T1-200", "油浸式变压器", Some("T1"), 300),
        ("S9-10", "Switchgear 10kV", Some("S9"), 100),
        ("X-1", "备件", None, 200),
    ] {
        let body = json!({"code": code, "name": name, "series": series, "list_price_minor": price, "currency": "USD"});
        app.post("pricing", "/api/products", body).await.expect(201);
    }
    let codes = async |question: &str| -> Vec<String> {
        let page = app.get("ar", &format!("/api/products?{question}")).await.expect(200);
        let items = page.json["items"].as_array().unwrap();
        items.iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("").await, ["S9-10", "T1-200", "X-1"]);
    assert_eq!(codes("sort=-list_price_minor").await, ["T1-200", "X-1", "S9-10"]);
    assert_eq!(codes("sort=series").await, ["X-1", "S9-10", "T1-200"]);
    assert_eq!(codes("q=bianya").await, Vec::<String>::new());
    assert_eq!(codes("q=youjinshibianyaqi").await, ["T1-200"]);
    assert_eq!(codes("q=s9").await, ["S9-10"]);
    let none = filter("series", "empty", &Value::Null);
    assert_eq!(codes(&format!("filter={none}")).await, ["X-1"]);
    let off = filter("active", "eq", &json!(false));
    assert_eq!(codes(&format!("filter={off}")).await, Vec::<String>::new());
}

#[tokio::test]
async fn later_steps_read_names() {
    let app = start().await;
    let actor = app.ctx("pricing");
    let new = verbs::NewProduct {
        code: "A-1".into(),
        name: "Arrester".into(),
        series: Some("  ".into()),
        list_price_minor: 5,
        unit_cost_minor: None,
        currency: "EUR".into(),
        active: true,
    };
    let mut tx = actor.begin().await.unwrap();
    let model = verbs::create(&mut tx, actor.actor(), &new).await.unwrap();
    let known = queries::reference(tx.conn(), model.id.as_str()).await.unwrap();
    assert_eq!((known.name.as_str(), model.series), ("Arrester", None));
    let found = queries::by_code(tx.conn(), " a-1 ").await.unwrap();
    assert_eq!(found.map(|product| product.id), Some(model.id));
    assert!(queries::by_code(tx.conn(), "A-2").await.unwrap().is_none());
    let unknown = queries::reference(tx.conn(), "nothing").await.unwrap();
    assert_eq!(unknown.name, "nothing");
}
