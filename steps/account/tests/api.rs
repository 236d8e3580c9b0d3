//! Customers and contacts over HTTP.

use account::{customer, queries, verbs};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

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

async fn customer(app: &TestApp, login: &str, name: &str) -> Answer {
    app.post(login, "/api/customers", json!({"name": name})).await.expect(201)
}

fn path(customer: &Answer) -> String {
    format!("/api/customers/{}", customer.id())
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

fn pointers(answer: &Answer) -> Vec<String> {
    let errors = answer.json["errors"].as_array().into_iter().flatten();
    errors.filter_map(|error| error["pointer"].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_customer_is_added_with_a_number_and_a_place() {
    let app = start().await;
    let body = json!({"name": " 华东电力有限公司 ", "legal_id": "9131 0000ma1fl0x", "class": "a", "industry": "电力",
        "ownership": "国有", "region": "上海", "website": "www.example.cn", "note": "  "});
    app.post("sr", "/api/customers", body.clone()).await.refused(403, "customer.create");
    let made = app.post("ar", "/api/customers", body).await.expect(201);
    let view = &made.json;
    assert_eq!(made.headers["location"], path(&made).as_str());
    assert_eq!(
        (&view["number"], &view["name"]),
        (&json!("CUS-2026-00001"), &json!("华东电力有限公司"))
    );
    assert_eq!((&view["legal_id"], &view["note"]), (&json!("91310000MA1FL0X"), &Value::Null));
    assert_eq!(view["owner"], json!({"id": app.id("ar"), "name": "ar of shanghai"}));
    assert_eq!(view["unit"]["name"], "shanghai");
    assert_eq!(
        (&view["history"], &view["contacts"], &view["parent"]),
        (&json!(false), &json!([]), &Value::Null)
    );
    let may = json!([{"action": "edit", "allowed": true}, {"action": "assign", "allowed": true}]);
    assert_eq!(view["allowed"], may);
    let plain = customer(&app, "head", "x").await;
    assert_eq!(
        (&plain.json["number"], &plain.json["class"]),
        (&json!("CUS-2026-00002"), &json!("c"))
    );
    assert_eq!(plain.json["unit"]["name"], "east");
}

#[tokio::test]
async fn a_customer_is_seen_in_its_unit_and_above() {
    let app = start().await;
    let made = customer(&app, "ar", "华东电力").await;
    for login in ["ar", "colleague", "sr", "fr", "head", "lead_manager", "finance", "auditor"] {
        let seen = app.get(login, &path(&made)).await.expect(200);
        assert_eq!(seen.headers["etag"], "\"1\"", "{login}");
    }
    for login in ["stranger", "north_head"] {
        app.get(login, &path(&made)).await.refused(404, "not_found");
        let change = json!({"name": "x"});
        app.patch(login, &path(&made), 1, change).await.refused(404, "not_found");
        let list = app.get(login, "/api/customers").await.expect(200);
        assert_eq!(list.json["count"]["value"], 0);
    }
    app.get("ar", "/api/customers/x").await.refused(404, "not_found");
    app.get("", &path(&made)).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_customer_is_edited_by_owner_and_heads() {
    let app = start().await;
    let made = customer(&app, "ar", "华东电力").await;
    let change = json!({"name": "华东电力设计院", "industry": "设计", "class": "s"});
    let refused = app.patch("colleague", &path(&made), 1, change.clone()).await;
    refused.refused(403, "forbidden");
    let edited = app.patch("ar", &path(&made), 1, change).await.expect(200);
    assert_eq!((edited.version(), &edited.json["industry"]), (2, &json!("设计")));
    let cleared = app.patch("head", &path(&made), 2, json!({"industry": null})).await.expect(200);
    assert_eq!((cleared.version(), &cleared.json["industry"]), (3, &Value::Null));
    assert_eq!(cleared.json["class"], "s");
    let same = app.patch("ar", &path(&made), 3, json!({"class": "s"})).await.expect(200);
    assert_eq!(same.version(), 3);
    let stale = app.patch("ar", &path(&made), 1, json!({"class": "b"})).await;
    let stale = stale.refused(412, "stale");
    assert_eq!(
        (&stale.json["current"]["version"], &stale.json["current"]["class"]),
        (&json!(3), &json!("s"))
    );
    app.send("ar", axum::http::Method::PATCH, &path(&made), None, Some(json!({"class": "b"})))
        .await
        .refused(428, "version_required");
    let unknown = app.patch("ar", &path(&made), 3, json!({"history": true})).await;
    unknown.refused(400, "unknown_field");
}

#[tokio::test]
async fn wrong_customers_are_refused_with_everything_that_is_wrong() {
    let app = start().await;
    let wrong = json!({"name": " ", "legal_id": "a*b", "website": "javascript:alert(1)", "industry": "x".repeat(101)});
    let answer = app.post("ar", "/api/customers", wrong).await.refused(422, "invalid");
    assert_eq!(pointers(&answer), ["/name", "/legal_id", "/industry", "/website"]);
    let nobody = "0195b7f2-0000-7000-8000-000000000000";
    for (field, pointer) in
        [("owner_id", "/owner_id"), ("unit_id", "/unit_id"), ("parent_id", "/parent_id")]
    {
        let body = json!({"name": "x", field: nobody});
        let answer = app.post("ar", "/api/customers", body).await.refused(422, "invalid");
        assert_eq!(pointers(&answer), [pointer]);
    }
    app.post("ar", "/api/customers", json!({"name": "x", "parent_id": "no id"}))
        .await
        .refused(400, "bad_type");
    app.post("ar", "/api/customers", json!({"name": "x", "class": "d"}))
        .await
        .refused(400, "bad_type");
    let made = customer(&app, "ar", "华东电力").await;
    let answer =
        app.patch("ar", &path(&made), 1, json!({"name": ""})).await.refused(422, "invalid");
    assert_eq!(pointers(&answer), ["/name"]);
    let list = app.get("ar", "/api/customers").await.expect(200);
    assert_eq!(list.json["count"]["value"], 1);
}

#[tokio::test]
async fn a_legal_id_is_given_once() {
    let app = start().await;
    let body = json!({"name": "华北电力", "legal_id": "91110000MA01"});
    app.post("stranger", "/api/customers", body).await.expect(201);
    let again = json!({"name": "Other", "legal_id": "9111 0000 ma01"});
    let refused = app.post("ar", "/api/customers", again).await.refused(409, "legal_id_taken");
    let whom = json!({"name": "华北电力", "owner": "stranger of beijing"});
    assert_eq!(refused.json["params"], whom);
    let made = customer(&app, "ar", "Other").await;
    let change = json!({"legal_id": "91110000ma01"});
    app.patch("ar", &path(&made), 1, change).await.refused(409, "legal_id_taken");
    let own = app.patch("ar", &path(&made), 1, json!({"legal_id": "91310000"})).await.expect(200);
    app.patch("ar", &path(&made), 2, json!({"legal_id": "91310000", "name": "同"}))
        .await
        .expect(200);
    assert_eq!(own.json["legal_id"], "91310000");
}

#[tokio::test]
async fn of_two_at_once_one_gets_the_legal_id() {
    let app = start().await;
    let add = |login: &'static str| {
        let body = json!({"name": login, "legal_id": "9131"});
        app.post(login, "/api/customers", body)
    };
    let (one, other) = tokio::join!(add("ar"), add("stranger"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let refused = if one.status == 409 { one } else { other };
    assert_eq!(refused.code(), "legal_id_taken");
}

#[tokio::test]
async fn a_customer_changes_hands_with_the_right_to_assign() {
    let app = start().await;
    let made = customer(&app, "ar", "华东电力").await;
    let given = app
        .patch(
            "ar",
            &path(&made),
            1,
            json!({"owner_id": app.id("stranger"), "unit_id": app.world.units["beijing"].id}),
        )
        .await
        .expect(200);
    assert_eq!((&given.json["unit"]["name"], given.version()), (&json!("beijing"), 2));
    let reason = json!({"action": "edit", "allowed": false, "reason": "forbidden"});
    assert_eq!(given.json["allowed"][0], reason);
    app.get("ar", &path(&made)).await.refused(404, "not_found");
    app.get("stranger", &path(&made)).await.expect(200);
    let gone = app.patch("ar", &path(&made), 2, json!({"owner_id": app.id("ar")})).await;
    gone.refused(404, "not_found");
    let journal = store::select::<store::journal::Entity>()
        .filter(store::journal::Column::RecordId.eq(made.id()))
        .filter(store::journal::Column::Verb.eq("assigned"))
        .count(app.app.store().read())
        .await;
    assert_eq!(journal.unwrap(), 1);
}

#[tokio::test]
async fn a_group_has_no_circle_and_no_stranger() {
    let app = start().await;
    let top = customer(&app, "ar", "集团").await;
    let child = json!({"name": "子公司", "parent_id": top.id()});
    let child = app.post("ar", "/api/customers", child).await.expect(201);
    assert_eq!(child.json["parent"], json!({"id": top.id(), "name": "集团"}));
    for (record, parent) in [(&top, &child), (&top, &top)] {
        let change = json!({"parent_id": parent.id()});
        let answer = app.patch("ar", &path(record), 1, change).await.refused(422, "invalid");
        assert_eq!(answer.json["errors"][0]["code"], "parent_circle");
    }
    let foreign = customer(&app, "stranger", "华北").await;
    let change = json!({"parent_id": foreign.id()});
    let answer = app.patch("ar", &path(&child), 1, change).await.refused(422, "invalid");
    assert_eq!(answer.json["errors"][0]["code"], "unknown_reference");
    let freed = app.patch("ar", &path(&child), 1, json!({"parent_id": null})).await.expect(200);
    assert_eq!(freed.json["parent"], Value::Null);
}

#[tokio::test]
async fn contacts_are_kept_by_those_who_edit_the_customer() {
    let app = start().await;
    let made = customer(&app, "ar", "华东电力").await;
    let contacts = format!("{}/contacts", path(&made));
    let body = json!({"name": "王工", "title": "总工", "department": "技术部", "phone": "13800000000",
        "email": "wang@example.cn", "note": ""});
    app.post("colleague", &contacts, body.clone()).await.refused(403, "forbidden");
    app.post("stranger", &contacts, body.clone()).await.refused(404, "not_found");
    let contact = app.post("ar", &contacts, body).await.expect(201);
    assert_eq!(
        (&contact.json["customer_id"], &contact.json["note"]),
        (&json!(made.id()), &Value::Null)
    );
    let wrong = json!({"name": "", "email": "wang", "phone": "1".repeat(41)});
    let answer = app.post("ar", &contacts, wrong).await.refused(422, "invalid");
    assert_eq!(pointers(&answer), ["/name", "/phone", "/email"]);
    let one = format!("/api/contacts/{}", contact.id());
    assert_eq!(contact.headers["location"], one.as_str());
    app.patch("colleague", &one, 1, json!({"title": "x"})).await.refused(403, "forbidden");
    app.patch("stranger", &one, 1, json!({"title": "x"})).await.refused(404, "not_found");
    let edited =
        app.patch("head", &one, 1, json!({"title": "副总", "phone": null})).await.expect(200);
    assert_eq!((edited.version(), &edited.json["phone"]), (2, &Value::Null));
    let stale = app.patch("ar", &one, 1, json!({"title": "x"})).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["title"], "副总");
    let seen = app.get("colleague", &path(&made)).await.expect(200);
    assert_eq!((&seen.json["contacts"][0]["name"], seen.version()), (&json!("王工"), 1));
    app.patch("ar", "/api/contacts/0195b7f2-0000-7000-8000-000000000000", 1, json!({}))
        .await
        .refused(404, "not_found");
    let about = store::select::<store::journal::Entity>()
        .filter(store::journal::Column::AboutId.eq(made.id()))
        .count(app.app.store().read())
        .await;
    assert_eq!(about.unwrap(), 2);
}

#[tokio::test]
async fn doubles_say_whom_to_ask() {
    let app = start().await;
    let own = customer(&app, "ar", "上海宝钢电气有限公司").await;
    let body = json!({"name": "宝钢电气（上海）股份有限公司", "legal_id": "913100001"});
    app.post("stranger", "/api/customers", body).await.expect(201);
    customer(&app, "stranger", "上海华虹电气").await;
    let find = async |login: &str, question: &str| -> Value {
        let path = format!("/api/customers/duplicates?{question}");
        app.get(login, &path).await.expect(200).json["items"].clone()
    };
    let question = format!("name={}", escaped("宝钢电气(上海)"));
    let theirs = json!({"name": null, "owner": "stranger of beijing", "mine": false, "id": null});
    let mine = json!({"name": "上海宝钢电气有限公司", "owner": "ar of shanghai", "mine": true, "id": own.id()});
    assert_eq!(find("ar", &question).await, json!([theirs, mine]));
    // By legal id, whatever the name.
    assert_eq!(find("sr", "name=Acme&legal_id=9131%200000%201").await, json!([theirs]));
    assert_eq!(find("ar", "name=Acme").await, json!([]));
    assert_eq!(find("ar", "").await, json!([]));
    // Two letters name nobody.
    assert_eq!(find("ar", &format!("name={}", escaped("宝钢"))).await, json!([]));
    app.get("auditor", "/api/customers/duplicates?name=x").await.refused(403, "customer.create");
    let long = "x".repeat(201);
    app.get("ar", &format!("/api/customers/duplicates?name={long}")).await.refused(422, "invalid");
    // Another name is found by its new pieces only.
    app.patch("ar", &path(&own), 1, json!({"name": "Siemens Energy AG"})).await.expect(200);
    assert_eq!(find("ar", &question).await, json!([theirs]));
    let found = find("ar", "name=Simens%20energy").await;
    assert_eq!((&found[0]["id"], found.as_array().map(Vec::len)), (&json!(own.id()), Some(1)));
}

#[tokio::test]
async fn customers_are_found_sorted_filtered_and_exported() {
    let app = start().await;
    for (name, class, industry, legal_id) in [
        ("华东电力", "a", Some("电力"), "3101"),
        ("Baosteel", "s", Some("Steel"), "3102"),
        ("=cmd()", "c", None, "3103"),
    ] {
        let body =
            json!({"name": name, "class": class, "industry": industry, "legal_id": legal_id});
        app.post("ar", "/api/customers", body).await.expect(201);
    }
    customer(&app, "stranger", "华北电力").await;
    let names = async |question: &str| -> Vec<String> {
        let page = app.get("colleague", &format!("/api/customers?{question}")).await.expect(200);
        let items = page.json["items"].as_array().unwrap();
        items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("").await, ["=cmd()", "Baosteel", "华东电力"]);
    assert_eq!(names("sort=number").await, ["华东电力", "Baosteel", "=cmd()"]);
    assert_eq!(names("sort=class").await, ["华东电力", "=cmd()", "Baosteel"]);
    assert_eq!(names("sort=industry&limit=1").await, ["=cmd()"]);
    assert_eq!(names("q=huadongdianli").await, ["华东电力"]);
    assert_eq!(names("q=3102").await, ["Baosteel"]);
    let filter = |json: Value| format!("filter={}", escaped(&json.to_string()));
    let some = filter(json!([{"field": "class", "op": "in", "value": ["a", "s"]},
        {"field": "owner_id", "op": "eq", "value": app.id("ar")}]));
    assert_eq!(names(&format!("sort=number&{some}")).await, ["华东电力", "Baosteel"]);
    let none = filter(json!([{"field": "industry", "op": "empty"}]));
    assert_eq!(names(&none).await, ["=cmd()"]);
    app.get("ar", "/api/customers?sort=note").await.refused(422, "invalid");
    let row = app.get("ar", "/api/customers?sort=number&limit=1").await.expect(200);
    let first = &row.json["items"][0];
    assert_eq!((&first["owner"], &first["unit"]), (&json!("ar of shanghai"), &json!("shanghai")));
    let file =
        app.get("colleague", "/api/customers/export?format=csv&sort=number").await.expect(200);
    let text = String::from_utf8(file.bytes).unwrap();
    assert!(text.contains("\"'=cmd()\"") && !text.contains("华北电力"), "{text}");
    app.get("ar", "/api/customers/export?format=pdf").await.refused(400, "bad_query");
}

#[tokio::test]
async fn later_steps_add_customers_and_read_names() {
    let app = start().await;
    let ctx = app.ctx("ar");
    let mut tx = ctx.begin().await.unwrap();
    let new =
        verbs::NewCustomer { name: "华东电力".into(), history: true, ..Default::default() };
    let made = verbs::create(&mut tx, ctx.actor(), &new).await.unwrap();
    let contact = verbs::NewContact { name: "王工".into(), ..Default::default() };
    let contact = verbs::add_contact(&mut tx, &made, &contact).await.unwrap();
    let known = queries::reference(tx.conn(), made.id.as_str()).await.unwrap();
    assert_eq!((known.name.as_str(), contact.customer_id), ("华东电力", made.id.clone()));
    tx.commit().await.unwrap();
    let seen = app.get("ar", &format!("/api/customers/{}", made.id)).await.expect(200);
    assert_eq!(seen.json["history"], true);
    let names = queries::names(ctx.read(), [made.id.as_str()]).await.unwrap();
    assert_eq!(names[made.id.as_str()], "华东电力");
    let outsider = app.ctx("sr");
    let mut tx = outsider.begin().await.unwrap();
    let refused = verbs::create(&mut tx, outsider.actor(), &new).await.unwrap_err();
    assert_eq!(refused.code(), "customer.create");
}

#[tokio::test]
async fn many_customers_are_added_at_once_or_none() {
    let app = start().await;
    let ctx = app.ctx("head");
    let mut tx = ctx.begin().await.unwrap();
    let news: Vec<verbs::NewCustomer> = (0..300)
        .map(|n| verbs::NewCustomer {
            name: format!("客户 {n}"),
            legal_id: Some(format!("ID{n}")),
            external_key: Some(format!("K{n}")),
            ..Default::default()
        })
        .collect();
    let made = verbs::create_many(&mut tx, ctx.actor(), &news).await.unwrap();
    assert_eq!(made[299].number, "CUS-2026-00300");
    let twice = [news[0].clone(), news[0].clone()];
    let fresh = |n: &verbs::NewCustomer| verbs::NewCustomer { legal_id: None, ..n.clone() };
    let taken = verbs::create(&mut tx, ctx.actor(), &fresh(&news[0])).await.unwrap_err();
    assert_eq!(taken.code(), "external_key_taken");
    let taken = verbs::create_many(&mut tx, ctx.actor(), &twice).await.unwrap_err();
    assert_eq!(taken.code(), "legal_id_taken");
    tx.commit().await.unwrap();
    let count = store::select::<customer::Entity>().count(ctx.read()).await.unwrap();
    assert_eq!(count, 300);
}

#[tokio::test]
async fn a_customer_is_added_within_reach() {
    let app = start().await;
    for (place, code) in [
        (json!({"unit_id": app.world.units["beijing"].id}), "unit_out_of_reach"),
        (json!({"unit_id": app.world.units["east"].id}), "unit_out_of_reach"),
        (json!({"owner_id": app.id("stranger")}), "owner_out_of_reach"),
    ] {
        let mut body = json!({"name": "华东电力"});
        body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        let refused = app.post("ar", "/api/customers", body).await.refused(422, "invalid");
        assert_eq!(refused.json["errors"][0]["code"], code);
    }
    // Who sits above reaches down.
    let body = json!({"name": "华东电力", "owner_id": app.id("ar")});
    let made = app.post("head", "/api/customers", body).await.expect(201);
    assert_eq!(made.json["unit"]["name"], "shanghai");
    // Given away without saying where, it stays where it is.
    let to = json!({"owner_id": app.id("stranger")});
    let given = app.patch("head", &path(&made), 1, to).await.expect(200);
    assert_eq!(given.json["unit"]["name"], "shanghai");
}
