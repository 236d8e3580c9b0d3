//! Values that were written come back equal, sorted and summed alike on both databases.

use crate::sample::{Column, Entity, Mood, insert, read, row, store};
use base::{Day, MAX_MINOR, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
    sea_query::{Expr, ExprTrait as _},
};
use serde_json::json;

#[tokio::test]
async fn every_kind_of_value_comes_back_equal() {
    let store = store().await;
    let mut model = row("a");
    model.title = "合同 “第二版” – naïve \u{1f600} '; DROP TABLE sample; --".to_owned();
    model.mood = Mood::Busy;
    model.amount_minor = -MAX_MINOR;
    model.due_on = Day::new(2026, 2, 28);
    model.extra_json = json!({"z": 1, "a": {"b": [true, null, "字"]}, "m": MAX_MINOR});
    insert(&store, &model).await;
    let back = read(&store, "a").await.unwrap();
    assert_eq!(back, model);
}

#[tokio::test]
async fn instants_sort_by_time() {
    let store = store().await;
    let start = testkit::database::NOW.millis();
    for (code, at) in [("c", 105), ("a", 0), ("b", 100), ("d", 1_000), ("before 1970", -start - 1)]
    {
        let mut model = row(code);
        model.updated_at = Timestamp::from_millis(start + at);
        insert(&store, &model).await;
    }
    let rows =
        store::select::<Entity>().order_by_asc(Column::UpdatedAt).all(store.read()).await.unwrap();
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["before 1970", "a", "b", "c", "d"]);
    let since = Timestamp::from_millis(start + 100);
    let later = store::select::<Entity>().filter(Column::UpdatedAt.gt(since));
    assert_eq!(later.all(store.read()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn days_are_text_that_sorts() {
    let store = store().await;
    for (code, day) in
        [("c", Day::new(2026, 10, 9)), ("b", Day::new(2026, 9, 10)), ("a", Day::new(2025, 12, 31))]
    {
        let mut model = row(code);
        model.due_on = day;
        insert(&store, &model).await;
    }
    let sql = "SELECT code FROM sample WHERE due_on >= '2025-12-31' ORDER BY due_on";
    let backend = store.read().get_database_backend();
    let rows = store.read().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let codes: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert_eq!(codes, ["a", "b", "c"]);
}

#[tokio::test]
async fn ids_are_text_that_can_be_read_in_a_shell() {
    let store = store().await;
    let mut ids = Vec::new();
    for code in ["a", "b", "c"] {
        let model = row(code);
        ids.push(model.id.to_string());
        insert(&store, &model).await;
    }
    let backend = store.read().get_database_backend();
    let sql = format!("SELECT code FROM sample WHERE id = '{}'", ids[1]);
    let found = store.read().query_one_raw(Statement::from_string(backend, sql)).await.unwrap();
    assert_eq!(found.unwrap().try_get_by_index::<String>(0).unwrap(), "b");
    let rows = store::select::<Entity>().order_by_asc(Column::Id).all(store.read()).await.unwrap();
    let sorted: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    assert_eq!(sorted, ids);
}

#[tokio::test]
async fn paths_compare_byte_by_byte() {
    let store = store().await;
    for (code, path) in [
        ("a", "0000.0001."),
        ("b", "0000.0001.000a."),
        ("c", "0000.0001.000A."),
        ("d", "0000.00010."),
    ] {
        let mut model = row(code);
        model.unit_path = path.to_owned();
        insert(&store, &model).await;
    }
    let rows = store::select::<Entity>()
        .filter(Column::UnitPath.gte("0000.0001."))
        .filter(Column::UnitPath.lt("0000.0001/"))
        .order_by_asc(Column::UnitPath)
        .all(store.read())
        .await
        .unwrap();
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(codes, ["a", "c", "b"]);
}

#[tokio::test]
async fn sums_of_money_are_whole_numbers() {
    let store = store().await;
    for code in ["a", "b", "c"] {
        let mut model = row(code);
        model.amount_minor = MAX_MINOR;
        insert(&store, &model).await;
    }
    let sum: i64 = store::select::<Entity>()
        .select_only()
        .expr(Expr::cust("CAST(SUM(amount_minor) AS BIGINT)"))
        .into_tuple()
        .one(store.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(sum, 3 * MAX_MINOR);
}

#[tokio::test]
async fn words_are_found_whatever_their_case() {
    let store = store().await;
    let mut model = row("a");
    model.title = "Transformer 100%_OK".to_owned();
    insert(&store, &model).await;
    for (pattern, found) in
        [("%trANSformer%", true), ("%100\\%\\_ok%", true), ("%1_0\\%%", true), ("%1\\_0%", false)]
    {
        let condition = Expr::cust("LOWER(title)")
            .like(sea_orm::sea_query::LikeExpr::new(pattern.to_lowercase()).escape('\\'));
        let rows = store::select::<Entity>().filter(condition).all(store.read()).await.unwrap();
        assert_eq!(rows.len(), usize::from(found), "{pattern}");
    }
}

#[tokio::test]
async fn an_unknown_word_in_a_column_is_an_error_not_a_guess() {
    let store = store().await;
    insert(&store, &row("a")).await;
    let tx = store.begin(&store::Meta::system()).await.unwrap();
    tx.conn().execute_unprepared("UPDATE sample SET mood = 'angry'").await.unwrap();
    tx.commit().await.unwrap();
    assert!(store::select::<Entity>().one(store.read()).await.is_err());
}
