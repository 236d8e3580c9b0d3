//! The demo: it plays, it leaves without a trace, and it does not take real work with it.

use axum::http::Method;
use people::settings::{self, COMPANY, Company};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use server::{assembly, demo::Login};
use std::path::Path;
use testkit::{Answer, Browser, Session};

const NAME: &str = "华变电气 Huabian Electric";

async fn load(folder: &Path) -> (Browser, Vec<Login>) {
    let store = testkit::database(assembly::migrations()).await;
    let clock = store.clock().clone();
    let logins = server::demo::load(&store, &clock, folder).await.unwrap();
    let browser =
        Browser::over(store, assembly::routes(), |app| assembly::services(app, folder).unwrap());
    (browser, logins)
}

async fn sign_in(browser: &Browser, logins: &[Login], login: &str) -> Session {
    let known = logins.iter().find(|known| known.login == login).unwrap();
    browser.sign_in_with(login, &known.password).await
}

async fn remove(browser: &Browser, session: &Session, name: &str) -> Answer {
    browser.post(session, "/api/demo/removal", json!({"confirm": name})).await
}

fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|it| if it.path().is_dir() { files(&it.path()) } else { 1 }).sum()
}

#[tokio::test]
async fn the_demo_story_plays_and_leaves_without_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (browser, logins) = load(folder.path()).await;
    assert_eq!(logins.len(), 10);
    assert!(files(&folder.path().join("files")) > 0);
    let admin = sign_in(&browser, &logins, "admin").await;
    let head = sign_in(&browser, &logins, "wang.qiang").await;
    remove(&browser, &head, NAME).await.refused(403, "demo.remove");
    let wrong = remove(&browser, &admin, "remove").await.refused(422, "invalid");
    let errors = json!([{"pointer": "/confirm", "code": "company_name_differs"}]);
    assert_eq!(wrong.json["errors"], errors);
    // What its own people enter is play.
    let lead = json!({"title": "play", "customer_name": "somebody"});
    browser.post(&head, "/api/leads", lead).await.expect(201);
    let done = remove(&browser, &admin, NAME).await.expect(200);
    let path = done.json["setup_path"].as_str().unwrap();
    assert!(path.starts_with("/setup?token="), "{path}");
    let store = browser.app.store();
    let company: Option<Company> = settings::read(store.read(), COMPANY).await.unwrap();
    assert_eq!(company, None);
    assert_eq!(files(folder.path()), 0);
    remove(&browser, &admin, NAME).await.refused(401, "unauthenticated");
    let gone = server::demo::remove(store, NAME).await;
    assert!(matches!(gone, Err(base::Fault::NotFound)));
}

#[tokio::test]
async fn real_work_keeps_the_demo() {
    let folder = tempfile::tempdir().unwrap();
    let (browser, logins) = load(folder.path()).await;
    let admin = sign_in(&browser, &logins, "admin").await;
    let units = browser.send(Some(&admin), Method::GET, "/api/units", |it| it, None).await;
    let root = units.json["items"][0]["id"].clone();
    let body = json!({"name": "Real", "login": "real", "posts": [{"unit_id": root, "rank": 5, "role": "ar"}]});
    let real = browser.post(&admin, "/api/users", body).await.expect(201);
    let token = json!({"name": "sync", "expires_on": "2026-06-01"});
    let token = browser.post(&admin, "/api/tokens", token).await.expect(201);
    // A token may not, whoever it belongs to.
    let bearer = format!("Bearer {}", token.json["token"].as_str().unwrap());
    let with = |it: http::request::Builder| it.header("authorization", bearer);
    let body = json!({"confirm": NAME});
    let by_token = browser.send(None, Method::POST, "/api/demo/removal", with, Some(body)).await;
    by_token.refused(403, "session_needed");
    let store = browser.app.store();
    let import = "INSERT INTO import (id, kind, file_name, encoding, sha256, size_bytes, row_count, \
                  columns_json, mapping_json, values_json, options_json, findings_json, status, \
                  dry_run, done_count, total_count, created_by_id, version, created_at, updated_at) \
                  SELECT id, 'customer', 'a.csv', 'utf-8', 'x', 1, 1, '[]', '{}', '{}', '{}', '{}', \
                  'done', FALSE, 1, 1, id, 1, 1, 1 FROM user_account WHERE login = 'admin'";
    let tx = store.begin(&store::Meta::system()).await.unwrap();
    tx.conn().execute_unprepared(import).await.unwrap();
    tx.commit().await.unwrap();
    let refused = remove(&browser, &admin, NAME).await.refused(409, "demo_in_use");
    assert_eq!(refused.json["params"], json!({"people": 1, "tokens": 1, "imports": 1}));
    let company: Option<Company> = settings::read(store.read(), COMPANY).await.unwrap();
    assert!(company.unwrap().demo);
    // Each can be taken back by hand.
    let user = format!("/api/users/{}", real.id());
    let version = |it: http::request::Builder| it.header("if-match", "\"1\"");
    let off: Option<Value> = Some(json!({"active": false}));
    browser.send(Some(&admin), Method::PATCH, &user, version, off).await.expect(200);
    let token = format!("/api/tokens/{}", token.json["view"]["id"].as_str().unwrap());
    browser.send(Some(&admin), Method::DELETE, &token, |it| it, None).await.expect(204);
    let refused = remove(&browser, &admin, NAME).await.refused(409, "demo_in_use");
    assert_eq!(refused.json["params"], json!({"people": 0, "tokens": 0, "imports": 1}));
    let tx = store.begin(&store::Meta::system()).await.unwrap();
    tx.conn().execute_unprepared("UPDATE import SET status = 'undone'").await.unwrap();
    tx.commit().await.unwrap();
    remove(&browser, &admin, NAME).await.expect(200);
}
