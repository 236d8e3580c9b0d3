//! Set-up, sign-in, units and users over HTTP.

use people::{Directory, secret, settings};
use serde_json::{Value, json};
use testkit::TestApp;

fn migrations() -> Vec<store::Migration> {
    [store::migrate::migrations(), access::migrations(), people::migrations()]
        .into_iter()
        .flatten()
        .collect()
}

async fn start() -> TestApp {
    TestApp::start(migrations(), people::routes(), |app| app.service(Directory::default())).await
}

#[tokio::test]
async fn an_administrator_adds_people_and_nobody_else_does() {
    let app = start().await;
    let unit = app.world.units["shanghai"].id.to_string();
    let body = json!({"name": "李娜", "login": "Li.Na", "posts": [{"unit_id": unit, "rank": 4, "role": "ar"}]});
    app.post("ar", "/api/users", body.clone()).await.refused(403, "people.administer");
    let made = app.post("admin", "/api/users", body.clone()).await.expect(201);
    assert_eq!(made.json["login"], "li.na");
    assert_eq!(made.json["initial_password"].as_str().map(str::len), Some(24));
    app.post("admin", "/api/users", body).await.refused(409, "login_taken");
    let path = format!("/api/users/{}", made.id());
    app.patch("admin", &path, 7, json!({"name": "x"})).await.refused(412, "stale");
    let edited = app.patch("admin", &path, 1, json!({"active": false})).await.expect(200);
    assert_eq!((edited.version(), &edited.json["active"]), (2, &Value::Bool(false)));
    let wrong = json!({"name": "", "login": "!", "posts": [], "salary": 1});
    app.post("admin", "/api/users", wrong).await.refused(400, "unknown_field");
    let wrong = json!({"name": "", "login": "!", "posts": []});
    let answer = app.post("admin", "/api/users", wrong).await.refused(422, "invalid");
    assert_eq!(answer.json["errors"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = start().await;
    let path = format!("/api/users/{}", app.id("admin"));
    app.patch("admin", &path, 1, json!({"active": false})).await.refused(409, "last_administrator");
    app.get("admin", &path).await.expect(200);
}

#[tokio::test]
async fn administrators_sit_at_the_company() {
    let app = start().await;
    let post = |unit: &str| json!([{"unit_id": app.world.units[unit].id, "rank": 5, "role": "administrator"}]);
    let body =
        |login: &str, unit: &str| json!({"name": login, "login": login, "posts": post(unit)});
    let refused = app.post("admin", "/api/users", body("east.admin", "east")).await;
    let refused = refused.refused(422, "invalid");
    assert_eq!(
        refused.json["errors"],
        json!([{"pointer": "/posts/0/unit_id", "code": "administrator_unit"}])
    );
    let second = app.post("admin", "/api/users", body("second", "company")).await.expect(201);
    // Both are taken out at once: one of the two requests must see what the other did.
    let (first, second) =
        (format!("/api/users/{}", app.id("admin")), format!("/api/users/{}", second.id()));
    let out = json!({"active": false});
    let (one, two) = tokio::join!(
        app.patch("admin", &first, 1, out.clone()),
        app.patch("admin", &second, 1, out.clone()),
    );
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409], "{one:?} {two:?}");
}

#[tokio::test]
async fn units_grow_as_a_tree_and_stay_while_used() {
    let app = start().await;
    let east = &app.world.units["east"];
    let body = json!({"name": "杭州办事处", "kind": "office", "parent_id": east.id});
    let made = app.post("admin", "/api/units", body).await.expect(201);
    assert_eq!((&made.json["depth"], &made.json["parent"]["name"]), (&json!(2), &json!("east")));
    let used = format!("/api/units/{}", app.world.units["shanghai"].id);
    app.patch("admin", &used, 1, json!({"active": false})).await.refused(409, "unit_not_empty");
    let empty = format!("/api/units/{}", made.id());
    app.patch("admin", &empty, 1, json!({"active": false})).await.expect(200);
    let units = app.get("ar", "/api/units").await.expect(200);
    assert_eq!(units.json["items"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let app = start().await;
    let first = app.get("admin", "/api/users?limit=5&sort=login").await.expect(200);
    assert_eq!(first.json["count"], json!({"value": 14, "capped": false}));
    let mut seen = Vec::new();
    let mut path = "/api/users?limit=5&sort=login".to_owned();
    loop {
        let page = app.get("admin", &path).await.expect(200);
        for item in page.json["items"].as_array().unwrap() {
            seen.push(item["login"].as_str().unwrap().to_owned());
        }
        let Some(next) = page.json["next"].as_str() else { break };
        path = format!("/api/users?limit=5&sort=login&cursor={}", testkit::encoded(next));
    }
    let mut sorted = seen.clone();
    sorted.sort();
    assert_eq!((seen.len(), &seen), (14, &sorted));
    app.get("admin", "/api/users?sort=password_hash").await.refused(422, "invalid");
    app.get("admin", "/api/users?limit=100000").await.refused(422, "invalid");
    app.get("admin", "/api/users?page=2").await.refused(400, "bad_query");
    let filter = "%5B%7B%22field%22%3A%22name%22%2C%22op%22%3A%22contains%22%2C%22value%22%3A%22SHANG%22%7D%5D";
    let found = app.get("admin", &format!("/api/users?filter={filter}")).await.expect(200);
    assert_eq!(found.json["count"]["value"], 4);
}

#[tokio::test]
async fn set_up_works_once() {
    let store = testkit::database(migrations()).await;
    let mut tx = store.begin(&store::Meta::system()).await.unwrap();
    settings::write(&mut tx, settings::SETUP, &secret::digest("once")).await.unwrap();
    tx.commit().await.unwrap();
    let directory = Directory::default();
    let app = wire::App::builder(store, directory.clone()).service(directory).build();
    let (router, _) = people::routes().split_for_parts();
    let guard = axum::middleware::from_fn_with_state(app.clone(), wire::guard::guard);
    let router = router.layer(guard).with_state(app);
    let send = |path: &str, cookie: String, csrf: String, body: Value| {
        let request = axum::http::Request::post(path)
            .header("content-type", "application/json")
            .header("cookie", cookie)
            .header("x-csrf-token", csrf)
            .body(axum::body::Body::from(body.to_string()))
            .unwrap();
        tower::ServiceExt::oneshot(router.clone(), request)
    };
    let input = |token: &str, password: &str| {
        json!({"token": token, "company_name": "华新电气", "name": "管理员", "login": "root.admin",
            "password": password, "locale": "zh-CN", "currency": "CNY"})
    };
    let none = String::new;
    let wrong =
        send("/api/setup", none(), none(), input("guess", "a long sentence")).await.unwrap();
    assert_eq!(wrong.status(), 409);
    let weak = send("/api/setup", none(), none(), input("once", "short")).await.unwrap();
    assert_eq!(weak.status(), 422);
    let done = send("/api/setup", none(), none(), input("once", "a long sentence")).await.unwrap();
    assert_eq!(done.status(), 201);
    let again = send("/api/setup", none(), none(), input("once", "a long sentence")).await.unwrap();
    assert_eq!(again.status(), 409);
    let sign_in = json!({"login": "root.admin", "password": "a long sentence"});
    let session = send("/api/session", none(), none(), sign_in).await.unwrap();
    assert_eq!(session.status(), 201);
    let cookie =
        session.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let token = json!({"name": "export", "expires_on": "2026-06-01"});
    let forged =
        send("/api/tokens", cookie.clone(), "guess".to_owned(), token.clone()).await.unwrap();
    assert_eq!(forged.status(), 403);
    let csrf = wire::guard::csrf_token(cookie.split_once('=').unwrap().1);
    let made = send("/api/tokens", cookie, csrf, token).await.unwrap();
    assert_eq!(made.status(), 201);
    for _ in 0..10 {
        let wrong = json!({"login": "root.admin", "password": "wrong"});
        let refused = send("/api/session", none(), none(), wrong).await.unwrap();
        assert_eq!(refused.status(), 409);
    }
    let right = json!({"login": "root.admin", "password": "a long sentence"});
    let locked = send("/api/session", none(), none(), right).await.unwrap();
    assert_eq!(locked.status(), 429);
}

#[tokio::test]
async fn a_repeated_request_runs_once() {
    let app = start().await;
    let east = app.world.units["east"].id.to_string();
    let body = json!({"name": "苏州办事处", "kind": "office", "parent_id": east}).to_string();
    let request = |body: &str| {
        axum::http::Request::post("/api/units")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {}", app.id("admin")))
            .header("idempotency-key", "k-1")
            .body(axum::body::Body::from(body.to_owned()))
            .unwrap()
    };
    let first = app.raw(request(&body)).await.expect(201);
    let second = app.raw(request(&body)).await.expect(201);
    assert_eq!(first.json, second.json);
    assert!(second.headers.contains_key("idempotent-replay"));
    app.raw(request(&body.replace("苏州", "无锡"))).await.refused(422, "invalid");
    let units = app.get("admin", "/api/units").await.expect(200);
    assert_eq!(units.json["items"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn people_are_found_by_part_of_a_name_as_it_is_written() {
    let app = start().await;
    let unit = app.world.units["shanghai"].id.to_string();
    for (name, login) in [("Anna 100%_OK", "anna"), ("Änne", "aenne"), ("李娜", "li.na")] {
        let body = json!({"name": name, "login": login,
            "posts": [{"unit_id": unit, "rank": 4, "role": "ar"}]});
        app.post("admin", "/api/users", body).await.expect(201);
    }
    for (q, count) in
        [("ANNA", 1), ("100%_ok", 1), ("%", 1), ("_", 3), ("Änn", 1), ("LI.NA", 1), ("娜", 1)]
    {
        let path = format!("/api/people?q={}", testkit::encoded(q));
        let found = app.get("ar", &path).await.expect(200);
        assert_eq!(
            found.json["items"].as_array().map(Vec::len),
            Some(count),
            "{q}: {}",
            found.json
        );
    }
}

#[tokio::test]
async fn what_no_text_can_hold_is_refused_on_both_databases() {
    let app = start().await;
    app.get("ar", "/api/people?q=a%00").await.refused(400, "bad_query");
    let filter = r#"[{"field":"name","op":"contains","value":"a\u0000"}]"#;
    let path = format!("/api/users?filter={}", testkit::encoded(filter));
    app.get("admin", &path).await.refused(422, "invalid");
    let cursor = r#"["a\u0000","0195b7f2-0000-7000-8000-000000000000"]"#;
    let path = format!("/api/users?cursor={}", testkit::encoded(cursor));
    app.get("admin", &path).await.refused(422, "invalid");
    app.get("admin", "/api/users/a%00").await.refused(404, "not_found");
    let body = json!({"name": "a", "kind": "office", "parent_id": "a\u{0}"});
    app.post("admin", "/api/units", body).await.refused(400, "bad_json");
    let path = format!("/api/users/{}", app.id("ar"));
    let email = json!({"email": "x".repeat(201)});
    app.patch("admin", &path, 1, email).await.refused(422, "invalid");
}

#[tokio::test]
async fn two_at_once_are_told_apart() {
    let app = start().await;
    let unit = app.world.units["east"].id.to_string();
    let user = json!({"name": "x", "login": "same", "posts": [{"unit_id": unit, "rank": 4, "role": "ar"}]});
    let (one, two) = tokio::join!(
        app.post("admin", "/api/users", user.clone()),
        app.post("admin", "/api/users", user.clone())
    );
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409], "{one:?} {two:?}");
    let office = |name: &str| json!({"name": name, "kind": "office", "parent_id": unit});
    let (one, two) = tokio::join!(
        app.post("admin", "/api/units", office("a")),
        app.post("admin", "/api/units", office("b"))
    );
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (201, 201), "{one:?} {two:?}");
}
