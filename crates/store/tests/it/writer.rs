//! The one writer of SQLite and its shared commits.

use crate::sample::{codes, insert, read, row, sqlite};
use base::{Clock, Fault};
use std::time::Duration;
use store::Meta;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_answers_after_readers_can_see_it() {
    let (store, _, _folder) = sqlite().await;
    let mut tasks = Vec::new();
    for task in 0..8 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            for round in 0..25 {
                let code = format!("{task}-{round}");
                insert(&store, &row(&code)).await;
                assert!(read(&store, &code).await.is_some(), "{code} was answered too early");
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(codes(&store).await.len(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_fails_in_a_group_fails_alone() {
    let (store, _, _folder) = sqlite().await;
    let mut tasks = Vec::new();
    for index in 0..60 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut tx = store.begin(&Meta::system()).await.unwrap();
            tx.insert(&row(&format!("{index:02}"))).await.unwrap();
            match index % 4 {
                0 => drop(tx),
                1 => assert!(tx.insert(&row(&format!("{index:02}"))).await.is_err()),
                _ => tx.commit().await.unwrap(),
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let wanted: Vec<String> = (0..60).filter(|i| i % 4 > 1).map(|i| format!("{i:02}")).collect();
    assert_eq!(codes(&store).await, wanted);
}

#[tokio::test]
async fn a_dropped_transaction_frees_the_file_for_other_processes() {
    let (store, options, _folder) = sqlite().await;
    let other = options.connect(Clock::fixed(testkit::database::NOW)).await.unwrap();
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert(&row("dropped")).await.unwrap();
    drop(tx);
    let row_of_other = row("other");
    let write = insert(&other, &row_of_other);
    tokio::time::timeout(Duration::from_secs(4), write).await.expect("the file stayed locked");
    insert(&store, &row("again")).await;
    assert_eq!(codes(&store).await, ["again", "other"]);
}

#[tokio::test]
async fn two_processes_take_turns() {
    let (store, options, _folder) = sqlite().await;
    let other = options.connect(Clock::fixed(testkit::database::NOW)).await.unwrap();
    let write = |store: store::Store, name: &'static str| async move {
        for round in 0..20 {
            insert(&store, &row(&format!("{name}-{round:02}"))).await;
        }
    };
    tokio::join!(write(store.clone(), "a"), write(other, "b"));
    assert_eq!(codes(&store).await.len(), 40);
}

#[tokio::test]
async fn readers_cannot_write() {
    let (store, _, _folder) = sqlite().await;
    let refused = sea_orm::ConnectionTrait::execute_unprepared(
        store.read(),
        "INSERT INTO counter (name, value) VALUES ('x', 1)",
    );
    assert!(refused.await.is_err());
}

#[tokio::test]
async fn readers_go_on_while_somebody_writes() {
    let (store, _, _folder) = sqlite().await;
    insert(&store, &row("a")).await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert(&row("b")).await.unwrap();
    assert_eq!(codes(&store).await, ["a"]);
    tx.commit().await.unwrap();
    assert_eq!(codes(&store).await, ["a", "b"]);
}

#[tokio::test]
async fn a_backup_is_a_whole_database() {
    let (store, _, folder) = sqlite().await;
    insert(&store, &row("a")).await;
    let copy = folder.path().join("it's a copy.db");
    store.backup(&copy).await.unwrap();
    insert(&store, &row("b")).await;
    store.checkpoint().await.unwrap();
    let clock = Clock::fixed(testkit::database::NOW);
    let restored = store::Options::sqlite(&copy).connect(clock).await.unwrap();
    assert_eq!(codes(&restored).await, ["a"]);
    assert!(matches!(store.backup(&copy).await, Err(Fault::Internal(_))));
}
