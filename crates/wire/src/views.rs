//! Small parts of views that every step uses.

use access::{Action, Placed, Seen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something named that is found elsewhere: a person, a unit, a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ref {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
}

impl Ref {
    /// From id and name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }
}

/// All items of a short list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Items<T> {
    /// The items.
    pub items: Vec<T>,
}

/// A body without fields.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Empty {}

/// An action on a record: whether the caller may do it now, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AllowedAction {
    /// The action's name.
    pub action: &'static str,
    /// Whether it would be accepted now.
    pub allowed: bool,
    /// Code of the reason when it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

impl AllowedAction {
    /// An action that needs a right on the record and a state of it; `state` is the code that forbids.
    pub fn of<M: Placed>(
        seen: &Seen<M>,
        action: &'static str,
        right: Action,
        state: Option<&'static str>,
    ) -> Self {
        let reason = if seen.may(right) { state } else { Some("forbidden") };
        Self { action, allowed: reason.is_none(), reason }
    }
}
