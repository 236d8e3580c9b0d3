//! What a stranger, a revoked session and a repeated request get at the door.

use axum::{
    extract::ConnectInfo,
    http::{Method, request},
};
use people::{secret, settings};
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use std::{net::SocketAddr, sync::Arc};
use testkit::{Answer, Browser, Session, World};

fn migrations() -> Vec<store::Migration> {
    [store::migrate::migrations(), access::migrations(), people::migrations()]
        .into_iter()
        .flatten()
        .collect()
}

async fn start() -> (Browser, World) {
    Browser::start(migrations(), people::routes(), |app| app).await
}

/// Posts with an idempotency key.
async fn once(browser: &Browser, session: &Session, path: &str, body: serde_json::Value) -> Answer {
    let key = |request: request::Builder| {
        request.header("idempotency-key", "k-1").header("if-match", "\"2\"")
    };
    browser.send(Some(session), Method::POST, path, key, Some(body)).await
}

#[tokio::test]
async fn secrets_are_shown_once_and_kept_nowhere() {
    let (browser, world) = start().await;
    browser.let_in(&["admin", "ar"]).await;
    let admin = browser.sign_in("admin").await;
    let unit = world.units["shanghai"].id.to_string();
    let user = json!({"name": "李娜", "login": "li.na", "password": "a long sentence",
        "posts": [{"unit_id": unit, "rank": 4, "role": "ar"}]});
    let token = json!({"name": "export", "expires_on": "2026-06-01"});
    let reset = format!("/api/users/{}/password", world.person("ar").id);
    for (path, body, status) in
        [("/api/users", user, 201), ("/api/tokens", token, 201), (reset.as_str(), json!({}), 200)]
    {
        // One session each, so that the three share the key but not the request.
        let session = if path == reset { admin.clone() } else { browser.sign_in("admin").await };
        once(&browser, &session, path, body.clone()).await.expect(status);
        let again = once(&browser, &session, path, body).await;
        again.refused(409, "secret_shown");
    }
    let conn = browser.app.store().read();
    let all = Statement::from_string(conn.get_database_backend(), "SELECT body FROM idempotency");
    let rows = conn.query_all_raw(all).await.unwrap();
    let bodies: Vec<Option<String>> =
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert_eq!(bodies, [None, None, None]);
}

#[tokio::test]
async fn whoever_is_out_gets_no_old_answers() {
    let (browser, world) = start().await;
    browser.let_in(&["admin", "pricing"]).await;
    let session = browser.sign_in("admin").await;
    let unit = world.units["east"].id.to_string();
    let body = json!({"name": "苏州办事处", "kind": "office", "parent_id": unit});
    once(&browser, &session, "/api/units", body.clone()).await.expect(201);
    once(&browser, &session, "/api/units", body.clone()).await.expect(201);
    browser
        .send(Some(&session), Method::DELETE, "/api/session", |request| request, None)
        .await
        .expect(204);
    once(&browser, &session, "/api/units", body).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn guesses_at_once_are_counted_one_by_one() {
    let (browser, _) = start().await;
    browser.let_in(&["ar"]).await;
    let browser = Arc::new(browser);
    let guess = |login: &'static str, password: &str, from: [u8; 4]| {
        let (browser, body) = (Arc::clone(&browser), json!({"login": login, "password": password}));
        let from = ConnectInfo(SocketAddr::from((from, 4711)));
        let with = move |request: request::Builder| request.extension(from);
        async move { browser.send(None, Method::POST, "/api/session", with, Some(body)).await }
    };
    let mut guesses = tokio::task::JoinSet::new();
    for index in 0..40 {
        guesses.spawn(guess("ar", &format!("guess {index}"), [203, 0, 113, 7]));
    }
    let answers = guesses.join_all().await;
    let seen = answers.iter().filter(|answer| answer.code() == "sign_in_failed").count();
    let refused = answers.iter().filter(|answer| answer.status.as_u16() == 429).count();
    assert_eq!((seen, refused), (10, 30));
    let locked = guess("ar", testkit::world::PASSWORD, [203, 0, 113, 7]).await;
    locked.refused(429, "too_many");
    guess("ar", testkit::world::PASSWORD, [203, 0, 113, 8]).await.expect(201);
    // Texts that can be no login and no password get the answer of wrong ones.
    let long = "x".repeat(61);
    for (login, password) in [(long.as_str(), "p"), ("a r", "p"), ("sr", &"p".repeat(201))] {
        browser.try_sign_in(login, password).await.refused(409, "sign_in_failed");
    }
    browser.try_sign_in("ar\0", "p").await.refused(400, "bad_json");
}

/// Waits until the owner of the one token sees that it is used.
async fn used(browser: &Browser, session: &Session) {
    for _ in 0..100 {
        let all = browser.send(Some(session), Method::GET, "/api/tokens", |it| it, None).await;
        if all.json["items"][0]["last_used_at"].is_i64() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the use of the token is not noted");
}

#[tokio::test]
async fn another_password_ends_sessions_and_tokens() {
    let (browser, world) = start().await;
    browser.let_in(&["admin", "ar"]).await;
    let admin = browser.sign_in("admin").await;
    let get = |with: (&'static str, String)| {
        let with = move |request: request::Builder| request.header(with.0, with.1);
        browser.send(None, Method::GET, "/api/me", with, None)
    };
    let token = || json!({"name": "export", "expires_on": "2026-06-01"});
    for by_administrator in [true, false] {
        let (one, two) = (browser.sign_in("ar").await, browser.sign_in("ar").await);
        let made = browser.post(&one, "/api/tokens", token()).await.expect(201);
        let bearer = format!("Bearer {}", made.json["token"].as_str().unwrap());
        get(("authorization", bearer.clone())).await.expect(200);
        used(&browser, &one).await;
        if by_administrator {
            let reset = format!("/api/users/{}/password", world.person("ar").id);
            let version = |request: request::Builder| request.header("if-match", "\"2\"");
            browser.send(Some(&admin), Method::POST, &reset, version, None).await.expect(200);
            browser.let_in(&["ar"]).await;
        } else {
            let body = json!({"current": testkit::world::PASSWORD, "new": "another long sentence"});
            browser.post(&one, "/api/me/password", body).await.expect(204);
        }
        get(("authorization", bearer)).await.refused(401, "unauthenticated");
        for session in [one, two] {
            let cookie = format!("{}={}", wire::ctx::SESSION_COOKIE, session.0);
            get(("cookie", cookie)).await.refused(401, "unauthenticated");
        }
    }
}

#[tokio::test]
async fn one_link_sets_up_one_company() {
    let store = testkit::database(migrations()).await;
    let mut tx = store.begin(&store::Meta::system()).await.unwrap();
    settings::write(&mut tx, settings::SETUP, &secret::digest("once")).await.unwrap();
    tx.commit().await.unwrap();
    let browser = Browser::over(store, people::routes(), |app| app);
    let set_up = |login: &str| {
        let body = json!({"token": "once", "company_name": "华新电气", "name": "管理员",
            "login": login, "password": "a long sentence", "locale": "zh-CN", "currency": "CNY"});
        browser.send(None, Method::POST, "/api/setup", |it| it, Some(body))
    };
    let (one, two) = tokio::join!(set_up("one"), set_up("two"));
    let mut answers = [one.status.as_u16(), two.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409], "{one:?} {two:?}");
}
