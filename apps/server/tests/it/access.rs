//! Every operation stands in the access table, and the table is true.

use crate::stream::start;
use axum::http::Method;
use std::collections::{BTreeMap, BTreeSet};

struct Operation {
    method: Method,
    path: String,
    rule: String,
}

fn table() -> BTreeMap<String, Operation> {
    include_str!("../../../../docs/access-operations.txt")
        .lines()
        .filter_map(|line| {
            let mut parts = line.split(" | ");
            let (name, call, rule) = (parts.next()?, parts.next()?, parts.next()?);
            let (method, path) = call.split_once(' ')?;
            let operation = Operation {
                method: method.parse().unwrap(),
                path: path.to_owned(),
                rule: rule.to_owned(),
            };
            Some((name.to_owned(), operation))
        })
        .collect()
}

/// The path with an id that nobody has.
fn nowhere(path: &str) -> String {
    path.replace("{id}", "01900000-0000-7000-8000-000000000000")
        .replace("{kind}", "contract")
        .replace("{card}", "win")
        .replace("{stage}", "guiding")
        .replace("{key}", "huawei5")
}

#[test]
fn every_operation_stands_in_the_table() {
    let document = serde_json::to_value(server::docs::openapi()).unwrap();
    let mut known = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            known.insert(format!("{name} {} {path}", method.to_uppercase()));
        }
    }
    let listed: BTreeSet<String> =
        table().iter().map(|(name, it)| format!("{name} {} {}", it.method, it.path)).collect();
    assert_eq!(known, listed);
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in() {
    let app = start().await;
    for (name, operation) in table() {
        if operation.rule == "public" {
            continue;
        }
        let path = nowhere(&operation.path);
        let answer = app.send("", operation.method, &path, Some(1), None).await;
        assert_eq!(answer.status.as_u16(), 401, "{name}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found_for_anybody() {
    let app = start().await;
    for (name, operation) in table() {
        if operation.method != Method::GET || !operation.path.contains("{id}") {
            continue;
        }
        let path = nowhere(&operation.path);
        for login in ["admin", "stranger"] {
            let answer = app.get(login, &path).await;
            // Who may not use the operation at all learns just that.
            let forbidden =
                answer.status.as_u16() == 403 && operation.rule.starts_with("permission");
            assert!(forbidden || answer.status.as_u16() == 404, "{name} as {login}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_permission_that_is_not_held_is_forbidden() {
    let app = start().await;
    for (name, operation) in table() {
        let Some(permission) = operation.rule.strip_prefix("permission ") else { continue };
        if operation.method != Method::GET || operation.path.contains("{id}") {
            continue;
        }
        let permission = access::Permission::parse(permission).unwrap();
        for person in app.world.people.values() {
            let held = permission.held_by(&person.actor);
            let format = if operation.path.ends_with("/export") { "?format=csv" } else { "" };
            let answer = app.get(person.login, &format!("{}{format}", operation.path)).await;
            let wanted = if held { 200 } else { 403 };
            assert_eq!(answer.status.as_u16(), wanted, "{name} as {}", person.login);
        }
    }
}
