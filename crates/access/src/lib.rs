//! Who may do what to which record, and the only door to a query.
//!
//! One value, two readers: the policy turns (actor, kind, action) into a [`Reach`]; one reader makes
//! a SQL condition of it for lists, the other answers for one record in memory. A property test
//! keeps them equal. Deliberately absent: HTTP, and the tables of the steps.

pub mod actor;
pub mod allowed;
pub mod fields;
pub mod list;
mod list_filter;
pub mod list_query;
pub mod policy;
pub mod reach;
pub mod scoped;
pub mod sql;
pub mod team;

pub use actor::{Actor, Grant, Role};
pub use allowed::{Allowed, Seen, act};
pub use fields::FieldGroup;
pub use list::{Field, FieldKind, List, list, list_rows};
pub use list_query::ListQuery;
pub use policy::{Action, Permission};
pub use reach::{Placement, Reach};
pub use scoped::{Placed, ScopeColumns, find, get, lock, unit_range, written};

/// The tables of this crate.
pub fn migrations() -> Vec<store::Migration> {
    vec![team::MIGRATION]
}

/// What the exported macros need from other crates; not for direct use.
#[doc(hidden)]
pub mod macro_support {
    pub use base;
}
