//! The only place that may ask which database this is.

pub(crate) mod postgres;
pub mod search;
pub(crate) mod sqlite;

use crate::{
    migrate::{Column, Type},
    rollup::Rollup,
};
use base::Fault;
use sea_orm::{ConnectionTrait, DatabaseConnection};

/// Which database is behind the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// Embedded.
    Sqlite,
    /// Server.
    Postgres,
}

impl Backend {
    /// Which database a connection talks to.
    pub fn of<C: ConnectionTrait>(conn: &C) -> Self {
        match conn.get_database_backend() {
            sea_orm::DatabaseBackend::Sqlite => Self::Sqlite,
            _ => Self::Postgres,
        }
    }

    /// A column that the planner must not use an index for: walks the sort index instead. Only
    /// SQLite needs (and has) the hint.
    pub fn unindexed(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("+{column}"),
            Self::Postgres => column.to_owned(),
        }
    }

    /// How many rows of a scope are still cheaper gathered than walked, of `total` rows.
    pub fn gather_limit(self, total: u64) -> u64 {
        let factor = match self {
            Self::Sqlite => 33,
            Self::Postgres => 9,
        };
        (total.max(1) * factor).isqrt()
    }

    /// An expression in lower case, as far as it is ASCII: what both databases can do alike. Other
    /// letters are compared as they are.
    pub fn ascii_lower(self, expr: &str) -> String {
        match self {
            Self::Sqlite => format!("LOWER({expr})"),
            Self::Postgres => format!("LOWER({expr} COLLATE \"C\")"),
        }
    }

    /// Roughly how many rows a table has, without counting them.
    pub async fn estimate_rows(self, conn: &DatabaseConnection, table: &str) -> Result<u64, Fault> {
        match self {
            Self::Sqlite => sqlite::estimate_rows(conn, table).await,
            Self::Postgres => postgres::estimate_rows(conn, table).await,
        }
    }

    /// The triggers that keep a rollup.
    pub(crate) fn rollup_triggers(self, rollup: &Rollup) -> Vec<String> {
        match self {
            Self::Sqlite => sqlite::rollup_triggers(rollup),
            Self::Postgres => postgres::rollup_triggers(rollup),
        }
    }

    /// The statements that bring the rows of each group of a rollup together.
    pub(crate) fn rollup_merge(self, rollup: &Rollup) -> Vec<String> {
        match self {
            Self::Sqlite => sqlite::rollup_merge(rollup),
            Self::Postgres => postgres::rollup_merge(rollup),
        }
    }

    pub(crate) fn column_type(self, column: &Column) -> &'static str {
        match (self, column.kind) {
            (_, Type::Text) | (Self::Sqlite, Type::Path) => "TEXT",
            (Self::Postgres, Type::Path) => "TEXT COLLATE \"C\"",
            (_, Type::Integer) => "BIGINT",
            (_, Type::Flag) => "BOOLEAN",
            (_, Type::Json) => "JSON",
        }
    }
}

/// The whole schema as normalised text, equal on both databases: one line per column and index.
pub async fn introspect(conn: &DatabaseConnection) -> Result<String, Fault> {
    match Backend::of(conn) {
        Backend::Sqlite => sqlite::introspect(conn).await,
        Backend::Postgres => postgres::introspect(conn).await,
    }
}

/// Brings both databases' column lines into one form.
fn column_line(table: &str, name: &str, kind: &str, null: bool) -> String {
    let kind = match kind.to_ascii_lowercase().as_str() {
        "bigint" | "integer" => "integer",
        "boolean" => "flag",
        "json" => "json",
        _ => "text",
    };
    format!("{table}.{name} {kind}{}", if null { " null" } else { "" })
}
