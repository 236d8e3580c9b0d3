//! Schema changes: once, from anywhere, the same on both databases.

use crate::sample::{migrations, sqlite, store};
use base::Clock;
use store::{Change, Column, Migration, introspect, migrate};

/// The schema of this crate and the sample, as both databases must report it.
const SCHEMA: &str = include_str!("schema.txt");

#[tokio::test]
async fn migrations_run_once() {
    let store = store().await;
    assert!(migrate(&store, &migrations()).await.unwrap().is_empty());
    let before = introspect(store.read()).await.unwrap();
    assert!(migrate(&store, &migrations()).await.unwrap().is_empty());
    assert_eq!(introspect(store.read()).await.unwrap(), before);
    let mut more = migrations();
    more.push(Migration {
        name: "sample_0002",
        changes: || vec![Change::AddColumn("sample", Column::text("colour").null())],
    });
    assert_eq!(migrate(&store, &more).await.unwrap(), ["sample_0002"]);
    let after = introspect(store.read()).await.unwrap();
    assert_eq!(after.replace("sample.colour text null\n", ""), before);
}

#[tokio::test]
async fn both_databases_report_the_same_schema() {
    let store = store().await;
    assert_eq!(introspect(store.read()).await.unwrap(), SCHEMA);
    let (embedded, _, _folder) = sqlite().await;
    assert_eq!(introspect(embedded.read()).await.unwrap(), SCHEMA);
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing() {
    let store = store().await;
    let before = introspect(store.read()).await.unwrap();
    let broken = || Migration {
        name: "broken",
        changes: || {
            vec![
                Change::Table("half", vec![Column::id()]),
                Change::Index("half_missing", "half", "no_such_column"),
            ]
        },
    };
    assert!(migrate(&store, &[broken()]).await.is_err());
    assert_eq!(introspect(store.read()).await.unwrap(), before);
    // And it does not stand in the way of the others.
    assert!(migrate(&store, &migrations()).await.unwrap().is_empty());
    crate::sample::insert(&store, &crate::sample::row("a")).await;
}

#[tokio::test]
async fn two_processes_may_migrate_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let options = store::Options::sqlite(folder.path().join("new.db"));
    let clock = Clock::fixed(testkit::database::NOW);
    let one = options.connect(clock.clone()).await.unwrap();
    let two = options.connect(clock).await.unwrap();
    let (steps_one, steps_two) = (migrations(), migrations());
    let (first, second) = tokio::join!(migrate(&one, &steps_one), migrate(&two, &steps_two));
    let applied = first.unwrap().len() + second.unwrap().len();
    assert_eq!(applied, migrations().len());
}
