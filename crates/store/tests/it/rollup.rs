//! Sums that are kept are the sums of the rows, whatever happens to these.

use crate::sample::{insert, migrations, row, store};
use sea_orm::{ConnectionTrait, Statement};
use store::{Change, Column, Meta, Migration, Rollup, Store, migrate};

static SUMS: Rollup = Rollup {
    name: "sample_sum",
    table: "sample",
    condition: "row.active",
    groups: &[Column::path("unit_path"), Column::text("mood")],
    sums: &[
        ("amount_minor", "row.amount_minor"),
        ("due", "CASE WHEN row.due_on IS NULL THEN 0 ELSE row.amount_minor END"),
    ],
    watched: &["active", "amount_minor", "due_on"],
};

async fn keep(store: &Store) {
    let mut all = migrations();
    all.push(Migration { name: "sample_0002_sums", changes: || vec![Change::Rollup(&SUMS)] });
    assert_eq!(migrate(store, &all).await.unwrap(), ["sample_0002_sums"]);
}

async fn run(store: &Store, sql: &str) {
    let tx = store.begin(&Meta::system()).await.unwrap();
    tx.conn().execute_unprepared(sql).await.unwrap();
    tx.commit().await.unwrap();
}

type Group = (String, String, i64, i64, i64);

async fn groups(store: &Store, sql: &str) -> Vec<Group> {
    let backend = store.read().get_database_backend();
    let rows = store.read().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_many_by_index().unwrap()).collect()
}

async fn kept(store: &Store) -> Vec<Group> {
    let sums = "CAST(SUM(row_count) AS BIGINT), CAST(SUM(amount_minor) AS BIGINT), CAST(SUM(due) \
                AS BIGINT)";
    let sql = format!(
        "SELECT unit_path, mood, {sums} FROM sample_sum GROUP BY unit_path, mood HAVING \
         SUM(row_count) <> 0 ORDER BY 1, 2"
    );
    groups(store, &sql).await
}

async fn added_up(store: &Store) -> Vec<Group> {
    let sql = "SELECT unit_path, mood, COUNT(*), CAST(SUM(amount_minor) AS BIGINT), CAST(SUM(CASE \
               WHEN due_on IS NULL THEN 0 ELSE amount_minor END) AS BIGINT) FROM sample WHERE \
               active GROUP BY unit_path, mood ORDER BY 1, 2";
    groups(store, sql).await
}

#[tokio::test]
async fn kept_sums_are_the_sums_of_the_rows() {
    let store = store().await;
    for index in 0..20 {
        let mut row = row(&format!("before {index}"));
        row.amount_minor = index * 100;
        insert(&store, &row).await;
    }
    keep(&store).await;
    assert_eq!(kept(&store).await, added_up(&store).await, "rows that were there before");
    // Always the same numbers: a small generator is enough to mix the statements.
    let mut seed = 7_u64;
    let mut dice = |sides: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % sides
    };
    for index in 0..120 {
        let of = |digit: u64| format!("code LIKE '%{digit}'");
        let (one, amount) = (of(dice(10)), dice(9_999));
        let unit = format!("0000.000{}.", dice(4));
        match dice(7) {
            0 | 1 => {
                let mut row = row(&format!("row {index}"));
                row.amount_minor = i64::try_from(amount).unwrap();
                row.unit_path = unit;
                row.active = dice(3) > 0;
                insert(&store, &row).await;
            }
            2 => {
                run(&store, &format!("UPDATE sample SET amount_minor = {amount} WHERE {one}"))
                    .await;
            }
            3 => run(&store, &format!("UPDATE sample SET unit_path = '{unit}' WHERE {one}")).await,
            4 => {
                let day = if dice(2) == 0 { "NULL" } else { "'2026-03-02'" };
                let set = format!("active = NOT active, due_on = {day}");
                run(&store, &format!("UPDATE sample SET {set} WHERE {one}")).await;
            }
            5 => run(&store, &format!("DELETE FROM sample WHERE {one} AND active")).await,
            _ => store.settle(&SUMS).await.unwrap(),
        }
        assert_eq!(kept(&store).await, added_up(&store).await, "after statement {index}");
    }
    store.settle(&SUMS).await.unwrap();
    let rows =
        groups(&store, "SELECT unit_path, mood, row_count, amount_minor, due FROM sample_sum");
    let mut rows = rows.await;
    rows.sort();
    assert_eq!(rows, added_up(&store).await, "settled, each group has one row");
}

#[tokio::test]
async fn what_is_rolled_back_leaves_the_sums() {
    let store = store().await;
    keep(&store).await;
    insert(&store, &row("one")).await;
    let before = kept(&store).await;
    let tx = store.begin(&Meta::system()).await.unwrap();
    tx.conn().execute_unprepared("UPDATE sample SET amount_minor = 5").await.unwrap();
    drop(tx);
    assert_eq!(kept(&store).await, before);
    // A change that touches no sum leaves no row behind.
    run(&store, "UPDATE sample SET title = 'other'").await;
    let rows =
        groups(&store, "SELECT unit_path, mood, row_count, amount_minor, due FROM sample_sum");
    assert_eq!(rows.await, before);
}
