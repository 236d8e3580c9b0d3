//! Opens the database with the settings that were measured to matter.

use crate::{
    dialect::{self, Backend},
    writer::Store,
};
use base::{Clock, Fault};
use std::path::PathBuf;

/// When a commit counts as safe on SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The disk has confirmed it: survives a power cut. With group commit it costs little.
    Full,
    /// The operating system has it: survives a crash of the process, may lose the last moments at a
    /// power cut, never corrupts.
    Normal,
}

/// Where the data is and how it is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// `postgres://…`, or `None` for the embedded SQLite file.
    pub url: Option<String>,
    /// The SQLite file; its folder must exist.
    pub file: PathBuf,
    /// SQLite only.
    pub durability: Durability,
    /// Connections of the pool: readers on SQLite, all connections on PostgreSQL.
    pub connections: u32,
}

impl Options {
    /// The embedded database in `file`.
    pub fn sqlite(file: impl Into<PathBuf>) -> Self {
        Self { url: None, file: file.into(), durability: Durability::Full, connections: 4 }
    }
    /// A PostgreSQL database.
    pub fn postgres(url: impl Into<String>) -> Self {
        Self {
            url: Some(url.into()),
            file: PathBuf::new(),
            durability: Durability::Full,
            connections: 12,
        }
    }
    /// Opens the database. Fails with an internal fault whose text names the cause.
    pub async fn connect(&self, clock: Clock) -> Result<Store, Fault> {
        let Some(url) = &self.url else {
            let open = |connections, query_only| {
                dialect::sqlite::connect(&self.file, connections, query_only, self.durability)
            };
            let write = open(1, false).await?;
            let read = open(self.connections.max(4), true).await?;
            let maintenance = open(1, false).await?;
            return Ok(Store::new(read, write, Some(maintenance), Backend::Sqlite, clock));
        };
        let pool = dialect::postgres::connect(url, self.connections).await?;
        Ok(Store::new(pool.clone(), pool, None, Backend::Postgres, clock))
    }
}
