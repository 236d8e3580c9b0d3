//! SQLite: settings, search statements, introspection.

use crate::{connect::Durability, internal, rollup::Rollup};
use base::Fault;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};
use std::{path::Path, time::Duration};

pub(crate) async fn connect(
    file: &Path,
    connections: u32,
    query_only: bool,
    durability: Durability,
) -> Result<DatabaseConnection, Fault> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    let file = file.to_owned();
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(15))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |defaults| {
            let cache = if query_only { "-16384" } else { "-65536" };
            let synchronous = match durability {
                Durability::Full => "FULL",
                Durability::Normal => "NORMAL",
            };
            let options = defaults
                .in_memory(false)
                .shared_cache(false)
                .filename(&file)
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(256)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", synchronous)
                .pragma("mmap_size", "2147483648")
                .pragma("cache_size", cache)
                // The passive checkpoint runs on its own task, never inside a commit.
                .pragma("wal_autocheckpoint", "20000");
            if query_only { options.pragma("query_only", "ON") } else { options }
        });
    Database::connect(options).await.map_err(internal)
}

pub(crate) async fn estimate_rows(conn: &DatabaseConnection, table: &str) -> Result<u64, Fault> {
    // Rows are only ever appended or rarely deleted, so the highest rowid is close enough.
    let sql = format!("SELECT COALESCE(MAX(rowid), 0) FROM {table}");
    let row = conn.query_one_raw(Statement::from_string(DatabaseBackend::Sqlite, sql)).await;
    let rows: i64 = match row.map_err(internal)? {
        Some(row) => row.try_get_by_index(0).map_err(internal)?,
        None => 0,
    };
    Ok(u64::try_from(rows).unwrap_or_default())
}

pub(crate) const SEARCH_TABLES: &[&str] = &[
    "CREATE TABLE search_entry (rid INTEGER PRIMARY KEY, kind TEXT NOT NULL, record_id TEXT NOT \
     NULL, number TEXT NOT NULL, title TEXT NOT NULL, subtitle TEXT NOT NULL, UNIQUE (record_id, kind))",
    "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', contentless_delete=1, \
     detail=none)",
];

/// Empties the index before its entries are deleted.
pub(crate) const SEARCH_RESET: &[&str] =
    &["DELETE FROM search_index WHERE rowid IN (SELECT rid FROM search_entry)"];

pub(crate) const SEARCH_INDEX_DELETE: &str = "DELETE FROM search_index WHERE rowid IN (SELECT rid \
     FROM search_entry WHERE kind = $1 AND record_id = $2)";

pub(crate) async fn introspect(conn: &DatabaseConnection) -> Result<String, Fault> {
    let sql = "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master m JOIN \
         pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'search_%' AND \
         m.name NOT LIKE 'sqlite_%' ORDER BY 1, 2";
    let mut lines = Vec::new();
    let rows = conn
        .query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, sql))
        .await
        .map_err(internal)?;
    for row in rows {
        let (table, name, kind, not_null, key): (String, String, String, i64, i64) =
            row.try_get_many_by_index().map_err(internal)?;
        lines.push(super::column_line(&table, &name, &kind, not_null == 0 && key == 0));
    }
    let sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE \
         'sqlite_%' AND tbl_name NOT LIKE 'search_%' ORDER BY 1";
    let rows = conn
        .query_all_raw(Statement::from_string(DatabaseBackend::Sqlite, sql))
        .await
        .map_err(internal)?;
    for row in rows {
        let (name, table): (String, String) = row.try_get_many_by_index().map_err(internal)?;
        lines.push(format!("index {name} on {table}"));
    }
    lines.sort();
    Ok(lines.join("\n") + "\n")
}

/// The triggers that keep a rollup.
pub(crate) fn rollup_triggers(rollup: &Rollup) -> Vec<String> {
    let Rollup { name, table, .. } = rollup;
    let (add, take, changed) = (rollup.add(), rollup.take(), rollup.is_changed("IS NOT"));
    vec![
        format!("CREATE TRIGGER {name}_insert AFTER INSERT ON {table} BEGIN {add}; END"),
        format!("CREATE TRIGGER {name}_delete AFTER DELETE ON {table} BEGIN {take}; END"),
        format!(
            "CREATE TRIGGER {name}_update AFTER UPDATE ON {table} WHEN {changed} BEGIN {take}; \
             {add}; END"
        ),
    ]
}

/// The first row of each group takes in the others: statements of one writer see no changes between.
pub(crate) fn rollup_merge(rollup: &Rollup) -> Vec<String> {
    let Rollup { name, .. } = rollup;
    let (group, sums) = (rollup.group(), rollup.summed());
    let (targets, same) = (rollup.sum_columns(), rollup.is_same_group("g", name));
    let first = format!("SELECT MIN(rowid) FROM {name} GROUP BY {group}");
    vec![
        format!(
            "UPDATE {name} SET ({targets}) = (SELECT {sums} FROM {name} AS g WHERE {same}) WHERE \
             rowid IN ({first})"
        ),
        format!("DELETE FROM {name} WHERE rowid NOT IN ({first}) OR row_count = 0"),
    ]
}
