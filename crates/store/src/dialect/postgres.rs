//! PostgreSQL: settings, search statements, introspection.

use crate::{internal, rollup::Rollup};
use base::Fault;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement,
};
use std::time::Duration;

pub(crate) async fn connect(url: &str, connections: u32) -> Result<DatabaseConnection, Fault> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(15))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .set_application_name("truss")
        .map_sqlx_postgres_opts(|defaults| {
            defaults
                .options([("statement_timeout", "15s"), ("lock_timeout", "3s"), ("jit", "off")])
                .statement_cache_capacity(256)
        });
    Database::connect(options).await.map_err(internal)
}

pub(crate) async fn estimate_rows(conn: &DatabaseConnection, table: &str) -> Result<u64, Fault> {
    let sql = "SELECT GREATEST(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass($1)";
    let statement = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, [table.into()]);
    let rows: i64 = match conn.query_one_raw(statement).await.map_err(internal)? {
        Some(row) => row.try_get_by_index(0).map_err(internal)?,
        None => 0,
    };
    Ok(u64::try_from(rows).unwrap_or_default())
}

pub(crate) const SEARCH_TABLES: &[&str] = &[
    "CREATE TABLE search_entry (rid BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind TEXT NOT \
     NULL, record_id TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, subtitle TEXT NOT \
     NULL, tokens TSVECTOR NOT NULL DEFAULT ''::tsvector, UNIQUE (record_id, kind))",
    "CREATE INDEX search_entry_tokens ON search_entry USING GIN (tokens)",
];

pub(crate) async fn introspect(conn: &DatabaseConnection) -> Result<String, Fault> {
    let sql = "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text FROM \
         information_schema.columns WHERE table_schema = current_schema() AND table_name NOT LIKE \
         'search_%' ORDER BY 1, 2";
    let mut lines = Vec::new();
    let rows = conn
        .query_all_raw(Statement::from_string(DatabaseBackend::Postgres, sql))
        .await
        .map_err(internal)?;
    for row in rows {
        let (table, name, kind, null): (String, String, String, String) =
            row.try_get_many_by_index().map_err(internal)?;
        lines.push(super::column_line(&table, &name, &kind, null == "YES"));
    }
    // Indexes that a key or a unique column brings along have no name of ours.
    let sql = "SELECT indexname::text, tablename::text FROM pg_indexes i WHERE schemaname = \
         current_schema() AND tablename NOT LIKE 'search_%' AND NOT EXISTS (SELECT 1 FROM \
         pg_constraint c WHERE c.conname = i.indexname) ORDER BY 1";
    let rows = conn
        .query_all_raw(Statement::from_string(DatabaseBackend::Postgres, sql))
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
    let (add, take) = (rollup.add(), rollup.take());
    let changed = rollup.is_changed("IS DISTINCT FROM");
    vec![
        format!(
            "CREATE FUNCTION {name}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
             IF TG_OP = 'UPDATE' AND NOT ({changed}) THEN RETURN NULL; END IF; \
             IF TG_OP <> 'INSERT' THEN {take}; END IF; \
             IF TG_OP <> 'DELETE' THEN {add}; END IF; \
             RETURN NULL; END $$"
        ),
        format!(
            "CREATE TRIGGER {name}_keep AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW \
             EXECUTE FUNCTION {name}_keep()"
        ),
    ]
}

/// One statement: a reader sees the rows of before or those of after.
pub(crate) fn rollup_merge(rollup: &Rollup) -> Vec<String> {
    let Rollup { name, .. } = rollup;
    let (columns, group, sums) = (rollup.columns(), rollup.group(), rollup.summed());
    vec![format!(
        "WITH gone AS (DELETE FROM {name} RETURNING {columns}) INSERT INTO {name} ({columns}) \
         SELECT {group}, {sums} FROM gone GROUP BY {group} HAVING SUM(row_count) <> 0"
    )]
}
