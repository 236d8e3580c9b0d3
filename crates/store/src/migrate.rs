//! Schema changes: each step lists its own, in a small vocabulary that both databases share.
//!
//! A published migration is never edited; a change is a new one. Order is the order of the list.

use crate::{
    dialect::{self, Backend},
    internal,
    rollup::Rollup,
    writer::Store,
};
use base::Fault;
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeSet;

/// The types a column may have. Money is `Integer` minor units; instants are `Integer`
/// milliseconds; days, enums and ids are `Text`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Any text, ISO dates and ids included.
    Text,
    /// A materialised path, compared byte by byte.
    Path,
    /// 64 bits.
    Integer,
    /// True or false.
    Flag,
    /// A JSON value; PostgreSQL does not keep the order of its keys.
    Json,
}

/// One column of a new table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Type,
    null: bool,
    key: bool,
    unique: bool,
    references: Option<&'static str>,
}

impl Column {
    const fn new(name: &'static str, kind: Type) -> Self {
        Self { name, kind, null: false, key: false, unique: false, references: None }
    }
    /// The record's own id: text UUIDv7, primary key.
    pub const fn id() -> Self {
        Self { key: true, ..Self::new("id", Type::Text) }
    }
    /// A text.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Type::Text)
    }
    /// A whole number: minor units, milliseconds, basis points, counts.
    pub const fn integer(name: &'static str) -> Self {
        Self::new(name, Type::Integer)
    }
    /// True or false.
    pub const fn flag(name: &'static str) -> Self {
        Self::new(name, Type::Flag)
    }
    /// A JSON value.
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, Type::Json)
    }
    /// A path in the unit tree.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Type::Path)
    }
    /// May be empty.
    #[must_use]
    pub const fn null(mut self) -> Self {
        self.null = true;
        self
    }
    /// No two rows alike.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
    /// Primary key (for tables whose key is not `id`).
    #[must_use]
    pub const fn key(mut self) -> Self {
        self.key = true;
        self
    }
    /// Points at the `id` of a table of this or an earlier step.
    #[must_use]
    pub const fn references(mut self, table: &'static str) -> Self {
        self.references = Some(table);
        self
    }

    pub(crate) fn sql(&self, backend: Backend) -> String {
        let mut sql = format!("{} {}", self.name, backend.column_type(self));
        if !self.null {
            sql.push_str(" NOT NULL");
        }
        if self.key {
            sql.push_str(" PRIMARY KEY");
        }
        if self.unique {
            sql.push_str(" UNIQUE");
        }
        if let Some(table) = self.references {
            sql.push_str(" REFERENCES ");
            sql.push_str(table);
            sql.push_str(" (id)");
        }
        sql
    }
}

/// One change of the schema.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new table.
    Table(&'static str, Vec<Column>),
    /// A new index: name, table, columns (with `DESC` where it sorts down).
    Index(&'static str, &'static str, &'static str),
    /// A new unique index.
    Unique(&'static str, &'static str, &'static str),
    /// One more column, nullable.
    AddColumn(&'static str, Column),
    /// Sums that are kept beside the rows of a table.
    Rollup(&'static Rollup),
    /// The tables of the search index, which each database builds in its own way.
    SearchTables,
}

impl Change {
    fn sql(&self, backend: Backend) -> Vec<String> {
        match self {
            Self::Table(name, columns) => {
                let columns: Vec<String> = columns.iter().map(|c| c.sql(backend)).collect();
                vec![format!("CREATE TABLE {name} ({})", columns.join(", "))]
            }
            Self::Index(name, table, columns) => {
                vec![format!("CREATE INDEX {name} ON {table} ({columns})")]
            }
            Self::Unique(name, table, columns) => {
                vec![format!("CREATE UNIQUE INDEX {name} ON {table} ({columns})")]
            }
            Self::AddColumn(table, column) => {
                vec![format!("ALTER TABLE {table} ADD COLUMN {}", column.sql(backend))]
            }
            Self::Rollup(rollup) => rollup.sql(backend),
            Self::SearchTables => {
                let tables = match backend {
                    Backend::Sqlite => dialect::sqlite::SEARCH_TABLES,
                    Backend::Postgres => dialect::postgres::SEARCH_TABLES,
                };
                tables.iter().map(|sql| (*sql).to_owned()).collect()
            }
        }
    }
}

/// A named set of changes that happen together.
pub struct Migration {
    /// Unique and stable, for example `lead_0001_leads`.
    pub name: &'static str,
    /// What it does.
    pub changes: fn() -> Vec<Change>,
}

/// The tables of this crate.
pub fn migrations() -> Vec<Migration> {
    vec![Migration {
        name: "store_0001_ground",
        changes: || {
            vec![
                Change::Table(
                    "journal",
                    vec![
                        Column::id(),
                        Column::integer("at"),
                        Column::text("actor_id").null(),
                        Column::text("kind"),
                        Column::text("record_id"),
                        Column::text("about_kind").null(),
                        Column::text("about_id").null(),
                        Column::text("verb"),
                        Column::json("changes_json"),
                        Column::text("note").null(),
                        Column::text("channel"),
                        Column::text("request_id").null(),
                    ],
                ),
                Change::Index("journal_record", "journal", "record_id, id"),
                Change::Index("journal_about", "journal", "about_id, id"),
                Change::Table(
                    "counter",
                    vec![Column::text("name").key(), Column::integer("value")],
                ),
                Change::Table(
                    "idempotency",
                    vec![
                        Column::text("id").key(),
                        Column::text("fingerprint"),
                        Column::integer("created_at"),
                        Column::integer("status").null(),
                        Column::text("body").null(),
                        Column::text("etag").null(),
                    ],
                ),
                Change::Table(
                    "setting",
                    vec![Column::text("name").key(), Column::json("value_json")],
                ),
                Change::SearchTables,
            ]
        },
    }]
}

/// Applies what is missing, each migration in a transaction of its own. Returns the names applied.
/// Safe to run twice and from two processes at once.
pub async fn migrate(store: &Store, migrations: &[Migration]) -> Result<Vec<&'static str>, Fault> {
    let conn = store.write_connection();
    let backend = store.backend();
    let raw = |sql: String| Statement::from_string(conn.get_database_backend(), sql);
    conn.execute_raw(raw(
        "CREATE TABLE IF NOT EXISTS schema_migration (name TEXT NOT NULL PRIMARY KEY, applied_at \
         BIGINT NOT NULL)"
            .to_owned(),
    ))
    .await
    .map_err(internal)?;
    let mut applied_now = Vec::new();
    for migration in migrations {
        let tx = store.begin_exclusive().await?;
        if backend == Backend::Postgres {
            tx.execute_raw(raw("LOCK TABLE schema_migration IN EXCLUSIVE MODE".to_owned()))
                .await
                .map_err(internal)?;
        }
        let rows = tx
            .query_all_raw(raw("SELECT name FROM schema_migration".to_owned()))
            .await
            .map_err(internal)?;
        let mut applied = BTreeSet::new();
        for row in rows {
            applied.insert(row.try_get_by_index::<String>(0).map_err(internal)?);
        }
        if applied.contains(migration.name) {
            tx.rollback().await.map_err(internal)?;
            continue;
        }
        for change in (migration.changes)() {
            for sql in change.sql(backend) {
                tx.execute_raw(raw(sql)).await.map_err(internal)?;
            }
        }
        let record = Statement::from_sql_and_values(
            conn.get_database_backend(),
            "INSERT INTO schema_migration (name, applied_at) VALUES ($1, $2)",
            [migration.name.into(), store.clock().now().into()],
        );
        tx.execute_raw(record).await.map_err(internal)?;
        tx.commit().await.map_err(internal)?;
        applied_now.push(migration.name);
    }
    Ok(applied_now)
}
