//! Everything that knows which database this is: connections, the one way to write, the journal,
//! numbers, search and schema changes.
//!
//! Deliberately absent: business words and permission. Invariants:
//!
//! - Nothing changes outside a [`Tx`] ([`Store::begin`]); it commits rows, journal and search together.
//! - Every mutable row has a version; an update of an older version is [`base::Fault::Stale`].
//! - Only `dialect/` may ask which database it talks to.

pub mod connect;
mod dialect;
pub mod journal;
pub mod migrate;
mod numbers;
pub mod rollup;
pub mod row;
mod tokens;
pub mod tx;
mod writer;

pub use connect::{Durability, Options};
pub use dialect::search;
pub use dialect::{Backend, introspect};
pub use journal::{Attempt, Channel, Meta};
pub use migrate::{Change, Column, Migration, migrate};
pub use rollup::Rollup;
pub use row::{Project, RowReader, projected, projected_statement};
pub use search::{Hit, SearchDoc, SearchScope};
pub use tx::{
    Record, SavePoint, Tx, is_reference_fault, is_unique_fault, is_unique_violation, select,
};
pub use writer::Store;

use base::Fault;

/// A database error as a fault: what the database asks to be repeated is [`Fault::Busy`], the rest
/// is internal; what a caller can cause is checked before the statement.
pub fn internal(error: sea_orm::DbErr) -> Fault {
    let text = error.to_string();
    let repeat =
        ["40001", "40P01", "55P03", "deadlock detected", "could not serialize", "lock timeout"];
    if repeat.iter().any(|sign| text.contains(sign)) {
        return Fault::Busy;
    }
    Fault::Internal(Box::new(error))
}

/// What the exported macros need from other crates; not for direct use.
#[doc(hidden)]
pub mod macro_support {
    pub use base;
    pub use sea_orm;
    pub use serde;
    pub use utoipa;
}
