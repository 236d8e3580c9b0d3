//! What is found by which words, and by whom.

use crate::sample::{Model, insert, row, store};
use store::{Meta, SearchScope, Store, search::search};

fn scope() -> SearchScope {
    SearchScope { kind: "sample", all: false, unit_paths: vec![], owner_id: None, member_id: None }
}

fn all() -> SearchScope {
    SearchScope { all: true, ..scope() }
}

async fn found(store: &Store, words: &str, scopes: &[SearchScope]) -> Vec<String> {
    let hits = search(store.read(), words, scopes, 50).await.unwrap();
    hits.into_iter().map(|hit| hit.number).collect()
}

fn titled(code: &str, title: &str) -> Model {
    Model { title: title.to_owned(), ..row(code) }
}

#[tokio::test]
async fn records_are_found_by_what_people_type() {
    let store = store().await;
    insert(&store, &titled("OPP-2026-00042", "华东电力变压器采购")).await;
    insert(&store, &titled("OPP-2026-00043", "North Substation 二期")).await;
    for words in [
        "华东",
        "电力",
        "东电力",
        "华东电力变压器",
        "采",
        "购",
        "变压 采购",
        "hddl",
        "huadong",
        "HDDLBYQCG",
        "OPP-2026-00042",
        "00042",
        "客户甲 华东",
        "transformer 电力",
        "t1 200 华东",
    ] {
        assert_eq!(found(&store, words, &[all()]).await, ["OPP-2026-00042"], "{words}");
    }
    for words in ["north", "SUBST", "sub 二期", "二期", "eq"] {
        assert_eq!(found(&store, words, &[all()]).await, ["OPP-2026-00043"], "{words}");
    }
    for words in ["opp-2026", "客户", "trans", "T1-200"] {
        assert_eq!(found(&store, words, &[all()]).await.len(), 2, "{words}");
    }
    for words in ["电东", "南方", "ubstation", "00044", "华东 north"] {
        assert!(found(&store, words, &[all()]).await.is_empty(), "{words}");
    }
}

#[tokio::test]
async fn whatever_is_typed_is_only_words() {
    let store = store().await;
    insert(&store, &titled("a", "plain")).await;
    for words in [
        "",
        "  ",
        "***",
        "\"",
        "'",
        "' OR 1=1 --",
        "a\" OR \"b",
        "tokens:x",
        "NEAR(a b)",
        "!x | y:*",
        "\\",
        "\0",
    ] {
        let answer = search(store.read(), words, &[all()], 50).await;
        assert!(answer.is_ok(), "{words:?}");
    }
    assert!(found(&store, "***", &[all()]).await.is_empty());
    // Words of the index's own about kind and place are not words of a text.
    assert!(found(&store, "zzk", &[SearchScope { kind: "other", ..all() }]).await.is_empty());
}

#[tokio::test]
async fn only_what_the_scope_holds_is_found() {
    let store = store().await;
    let mut inside = titled("in", "变压器 one");
    inside.unit_path = "0000.0001.0002.".to_owned();
    insert(&store, &inside).await;
    let by_unit = |path: &str| SearchScope { unit_paths: vec![path.to_owned()], ..scope() };
    let by_owner = |id: &str| SearchScope { owner_id: Some(id.to_owned()), ..scope() };
    let by_team = |id: &str| SearchScope { member_id: Some(id.to_owned()), ..scope() };
    for (scope, seen) in [
        (scope(), false),
        (all(), true),
        (SearchScope { kind: "lead", ..all() }, false),
        (by_unit("0000."), true),
        (by_unit("0000.0001."), true),
        (by_unit("0000.0001.0002."), true),
        (by_unit("0000.0001.0002.0003."), false),
        (by_unit("0000.0002."), false),
        (by_unit("0000.000"), false),
        (by_owner("o-1"), true),
        (by_owner("o-2"), false),
        (by_owner("m-1"), false),
        (by_team("m-1"), true),
        (by_team("o-1"), false),
        (SearchScope { kind: "lead", ..by_owner("o-1") }, false),
    ] {
        assert_eq!(
            !found(&store, "变压", std::slice::from_ref(&scope)).await.is_empty(),
            seen,
            "{scope:?}"
        );
    }
    assert!(found(&store, "变压", &[]).await.is_empty());
    let either = [by_unit("0000.0002."), by_owner("o-1")];
    assert_eq!(found(&store, "变压", &either).await, ["in"]);
}

#[tokio::test]
async fn the_index_follows_the_row() {
    let store = store().await;
    let first = titled("a", "旧名称");
    insert(&store, &first).await;
    let mut second = first.clone();
    second.title = "新标题".to_owned();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update(&first, &mut second, "edited").await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&store, "旧名", &[all()]).await.is_empty());
    let hits = search(store.read(), "新标", &[all()], 50).await.unwrap();
    assert_eq!((hits[0].title.as_str(), hits[0].subtitle.as_str()), ("新标题", "客户甲"));
    assert_eq!((hits[0].kind.as_str(), hits[0].id.as_str()), ("sample", first.id.as_str()));
    // No longer to be found by itself, then found again.
    let mut hidden = second.clone();
    hidden.active = false;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update(&second, &mut hidden, "edited").await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&store, "新标", &[all()]).await.is_empty());
    let mut shown = hidden.clone();
    shown.active = true;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update(&hidden, &mut shown, "edited").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&store, "新标", &[all()]).await, ["a"]);
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.delete(&shown, "deleted").await.unwrap();
    tx.commit().await.unwrap();
    assert!(found(&store, "新标", &[all()]).await.is_empty());
    // A new entry after a deletion does not inherit the words of the old one.
    insert(&store, &titled("b", "别的")).await;
    assert!(found(&store, "新标", &[all()]).await.is_empty());
    assert_eq!(found(&store, "别的", &[all()]).await, ["b"]);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_no_trace_in_the_index() {
    let store = store().await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert(&titled("a", "变压器")).await.unwrap();
    drop(tx);
    insert(&store, &titled("b", "开关")).await;
    assert!(found(&store, "变压", &[all()]).await.is_empty());
}

#[tokio::test]
async fn many_hits_come_newest_first_and_end() {
    let store = store().await;
    let rows: Vec<Model> =
        (0..60).map(|i| titled(&format!("{i:02}"), &format!("变压器 {i}"))).collect();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert_many(&rows, "imported").await.unwrap();
    tx.commit().await.unwrap();
    let hits = found(&store, "变压", &[all()]).await;
    let wanted: Vec<String> = (10..60).rev().map(|i| format!("{i:02}")).collect();
    assert_eq!(hits, wanted);
    let few = search(store.read(), "变压", &[all()], 3).await.unwrap();
    assert_eq!(few.len(), 3);
}
