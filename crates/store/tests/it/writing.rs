//! What a transaction leaves behind: rows, versions, journal.

use crate::sample::{Entity, Model, codes, insert, read, row, store};
use base::Fault;
use sea_orm::QueryOrder;
use serde_json::{Value, json};
use store::{Attempt, Channel, Meta, Store, is_unique_fault, journal};

async fn entries(store: &Store) -> Vec<journal::Model> {
    let select = store::select::<journal::Entity>().order_by_asc(journal::Column::Id);
    select.all(store.read()).await.unwrap()
}

/// Raises the amount, reading before it writes; again when somebody else was faster.
async fn raise(store: &Store, id: &str) -> u32 {
    let mut stale = 0;
    loop {
        let mut tx = store.begin(&Meta::system()).await.unwrap();
        let before: Model =
            tx.get::<Entity>(id.parse::<base::Id<Entity>>().unwrap()).await.unwrap().unwrap();
        let mut after = before.clone();
        after.amount_minor += 1;
        match tx.update(&before, &mut after, "edited").await {
            Ok(()) => {
                tx.commit().await.unwrap();
                return stale;
            }
            Err(Fault::Stale(_)) => stale += 1,
            Err(fault) => panic!("{fault}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_change_is_lost_when_many_read_then_write() {
    let store = store().await;
    let model = row("a");
    insert(&store, &model).await;
    let mut tasks = Vec::new();
    for _ in 0..8 {
        let (store, id) = (store.clone(), model.id.to_string());
        tasks.push(tokio::spawn(async move {
            let mut stale = 0;
            for _ in 0..20 {
                stale += raise(&store, &id).await;
            }
            stale
        }));
    }
    let mut stale = 0;
    for task in tasks {
        stale += task.await.unwrap();
    }
    let after = read(&store, "a").await.unwrap();
    assert_eq!((after.amount_minor, after.version), (160, 161));
    assert_eq!(entries(&store).await.len(), 161);
    // One writer at a time: on SQLite nobody is ever too late.
    assert!(testkit::database::on_postgres() || stale == 0, "{stale} of 160 were too late");
}

#[tokio::test]
async fn an_update_of_an_older_version_changes_nothing() {
    let store = store().await;
    let first = row("a");
    insert(&store, &first).await;
    let mut second = first.clone();
    second.title = "second".to_owned();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update(&first, &mut second, "edited").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(second.version, 2);
    let mut late = first.clone();
    late.title = "late".to_owned();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    assert!(matches!(tx.update(&first, &mut late, "edited").await, Err(Fault::Stale(None))));
    assert!(matches!(tx.delete(&first, "deleted").await, Err(Fault::Stale(None))));
    tx.commit().await.unwrap();
    assert_eq!(read(&store, "a").await.unwrap(), second);
    assert_eq!(entries(&store).await.len(), 2);
}

#[tokio::test]
async fn the_journal_tells_differences() {
    let store = store().await;
    let first = row("a");
    let meta = Meta { request_id: Some("r-1".to_owned()), ..Meta::user("u-1", Channel::Token) };
    let mut tx = store.begin(&meta).await.unwrap();
    tx.insert(&first).await.unwrap();
    let mut second = first.clone();
    second.amount_minor = 5;
    second.due_on = base::Day::new(2026, 3, 2);
    tx.update_noting(&first, &mut second, "raised", Some("asked for".to_owned())).await.unwrap();
    tx.note("sample", first.id.as_str(), "noted", json!({}), Some("by the way".to_owned()));
    tx.delete(&second, "deleted").await.unwrap();
    tx.commit().await.unwrap();
    let entries = entries(&store).await;
    let verbs: Vec<&str> = entries.iter().map(|entry| entry.verb.as_str()).collect();
    assert_eq!(verbs, ["created", "raised", "noted", "deleted"]);
    let created = &entries[0];
    assert_eq!(created.changes_json["title"], json!([null, "title a"]));
    for silent in ["id", "version", "created_at", "updated_at", "unit_path", "secret"] {
        assert_eq!(created.changes_json.get(silent), None, "{silent}");
    }
    assert_eq!(created.at, testkit::database::NOW);
    assert_eq!((created.actor_id.as_deref(), created.channel), (Some("u-1"), Channel::Token));
    assert_eq!(created.request_id.as_deref(), Some("r-1"));
    assert_eq!(created.about_kind.as_deref(), Some("customer"));
    assert_eq!(created.about_id.as_deref(), Some("0000.0001."));
    let raised = &entries[1];
    let wanted = json!({"amount_minor": [0, 5], "due_on": [null, "2026-03-02"]});
    assert_eq!(raised.changes_json, wanted);
    assert_eq!(raised.note.as_deref(), Some("asked for"));
    assert_eq!(entries[3].changes_json["amount_minor"], json!([5, null]));
    assert_eq!(read(&store, "a").await, None);
}

#[tokio::test]
async fn an_update_without_difference_is_no_update() {
    let store = store().await;
    let model = row("a");
    insert(&store, &model).await;
    let mut same = model.clone();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update(&model, &mut same, "edited").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((same.version, entries(&store).await.len()), (1, 1));
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update_noting(&model, &mut same, "confirmed", Some("still true".to_owned())).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((same.version, entries(&store).await.len()), (2, 2));
}

#[tokio::test]
async fn what_the_journal_must_not_tell_is_written_all_the_same() {
    let store = store().await;
    let model = row("a");
    insert(&store, &model).await;
    let mut after = model.clone();
    after.secret = "hash".to_owned();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.update(&model, &mut after, "secret_set").await.unwrap();
    tx.commit().await.unwrap();
    let stored = read(&store, "a").await.unwrap();
    assert_eq!((stored.secret.as_str(), stored.version), ("hash", 2));
    let told = entries(&store).await;
    assert_eq!((told[1].verb.as_str(), &told[1].changes_json), ("secret_set", &json!({})));
    assert!(!told.iter().any(|entry| entry.changes_json.to_string().contains("hash")));
}

#[tokio::test]
async fn a_second_row_with_a_unique_value_is_told_apart() {
    let store = store().await;
    insert(&store, &row("a")).await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    let fault = tx.insert(&row("a")).await.unwrap_err();
    assert!(is_unique_fault(&fault), "{fault}");
    drop(tx);
    let mut same_title = row("b");
    same_title.title = "title a".to_owned();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    assert!(is_unique_fault(&tx.insert(&same_title).await.unwrap_err()));
    drop(tx);
    assert_eq!(codes(&store).await, ["a"]);
}

#[tokio::test]
async fn a_refused_statement_can_be_tried_within_a_transaction() {
    let store = store().await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert(&row("a")).await.unwrap();
    let point = tx.save_point().await.unwrap();
    tx.insert(&row("b")).await.unwrap();
    assert!(is_unique_fault(&tx.insert(&row("a")).await.unwrap_err()));
    tx.go_back(point).await.unwrap();
    let point = tx.save_point().await.unwrap();
    tx.insert(&row("c")).await.unwrap();
    tx.keep(point).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(codes(&store).await, ["a", "c"]);
    assert_eq!(entries(&store).await.len(), 2);
}

#[tokio::test]
async fn nothing_of_a_dropped_transaction_stays() {
    let store = store().await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert(&row("a")).await.unwrap();
    tx.next_number("OPP").await.unwrap();
    tx.note("sample", "x", "noted", Value::Null, None);
    drop(tx);
    insert(&store, &row("b")).await;
    assert_eq!(codes(&store).await, ["b"]);
    assert_eq!(entries(&store).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_inside_a_transaction_blocks_nobody() {
    let store = store().await;
    for round in 0..3 {
        let inner = store.clone();
        let task = tokio::spawn(async move {
            let mut tx = inner.begin(&Meta::system()).await.unwrap();
            tx.insert(&row("lost")).await.unwrap();
            panic!("in the middle");
        });
        assert!(task.await.unwrap_err().is_panic());
        insert(&store, &row(&format!("kept {round}"))).await;
    }
    assert_eq!(codes(&store).await, ["kept 0", "kept 1", "kept 2"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_who_hang_up_take_nothing_with_them() {
    let store = store().await;
    let mut tasks = Vec::new();
    for index in 0..40 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut tx = store.begin(&Meta::system()).await.unwrap();
            tx.insert(&row(&format!("{index:02}"))).await.unwrap();
            tokio::task::yield_now().await;
            tx.commit().await.unwrap();
            index
        }));
        if index % 3 == 0 {
            tokio::task::yield_now().await;
            tasks[index].abort();
        }
    }
    let mut confirmed = Vec::new();
    for task in tasks {
        match task.await {
            Ok(index) => confirmed.push(format!("{index:02}")),
            Err(error) => assert!(error.is_cancelled(), "{error}"),
        }
    }
    insert(&store, &row("last")).await;
    let stored = codes(&store).await;
    assert!(confirmed.iter().all(|code| stored.contains(code)), "{confirmed:?} in {stored:?}");
    // A row and its journal line live or die together.
    assert_eq!(entries(&store).await.len(), stored.len());
}

#[tokio::test]
async fn the_same_idempotency_key_runs_once() {
    let store = store().await;
    let mut meta = Meta::user("u-1", Channel::Page);
    let run = |key: &str| Some(Attempt::new(Some((key.to_owned(), "print".to_owned()))));
    meta.attempt = run("key");
    let mut tx = store.begin(&meta).await.unwrap();
    tx.insert(&row("a")).await.unwrap();
    tx.commit().await.unwrap();
    // A further transaction of the same run goes on; another run of the same request does not.
    store.begin(&meta).await.unwrap().commit().await.unwrap();
    meta.attempt = run("key");
    let refused = store.begin(&meta).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code(), "duplicate_request");
    insert(&store, &row("b")).await;
    // A key of a transaction that came to nothing is free again.
    meta.attempt = run("other");
    drop(store.begin(&meta).await.unwrap());
    store.begin(&meta).await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn a_locked_row_makes_others_wait_and_shows_them_what_was_written() {
    let store = store().await;
    let model = row("a");
    insert(&store, &model).await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    let before: Model = tx.lock(model.id.as_str()).await.unwrap();
    let second = tokio::spawn({
        let (store, id) = (store.clone(), model.id.to_string());
        async move {
            let tx = store.begin(&Meta::system()).await.unwrap();
            tx.lock::<Model>(&id).await.unwrap()
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!second.is_finished(), "it waits");
    let mut after = before.clone();
    after.amount_minor += 1;
    tx.update(&before, &mut after, "edited").await.unwrap();
    tx.commit().await.unwrap();
    let seen = second.await.unwrap();
    assert_eq!((seen.version, seen.amount_minor), (after.version, after.amount_minor));
    let tx = store.begin(&Meta::system()).await.unwrap();
    let nobody = base::Id::<Entity>::generate(store.clock().now());
    assert!(matches!(tx.lock::<Model>(nobody.as_str()).await, Err(Fault::NotFound)));
}
