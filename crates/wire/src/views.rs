//! Small parts of views that every step uses.

use crate::problem::{Problem, ProblemBody};
use access::{Action, Placed, Seen};
use base::Fault;
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

/// One record of a bulk action.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkItem {
    /// The record.
    pub id: String,
    /// The version that the caller saw.
    pub version: i64,
}

base::text_enum! {
    /// What became of one record of a bulk action.
    pub enum BulkOutcome {
        Updated = "updated",
        Refused = "refused",
        Stale = "stale",
        NotFound = "not_found",
        Forbidden = "forbidden",
        Invalid = "invalid",
    }
}

/// What became of one record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BulkResult {
    /// The record.
    pub id: String,
    /// What became of it.
    pub outcome: BulkOutcome,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemBody>,
}

/// What became of all records of a bulk action.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BulkResults {
    /// In the order of the request.
    pub results: Vec<BulkResult>,
}

/// Records of one bulk action at most.
pub const BULK_MAX: usize = 200;

impl BulkResult {
    /// From what the verb answered. Internal faults are not a result of one record and stay faults.
    pub fn of(id: String, answer: Result<(), Fault>) -> Result<Self, Fault> {
        let fault = match answer {
            Ok(()) => return Ok(Self { id, outcome: BulkOutcome::Updated, problem: None }),
            Err(fault) => fault,
        };
        let outcome = match &fault {
            Fault::Refused(_) => BulkOutcome::Refused,
            Fault::Stale(_) => BulkOutcome::Stale,
            Fault::NotFound => BulkOutcome::NotFound,
            Fault::Forbidden(_) => BulkOutcome::Forbidden,
            Fault::Invalid(_) => BulkOutcome::Invalid,
            _ => return Err(fault),
        };
        Ok(Self { id, outcome, problem: Some(Problem(fault).body()) })
    }
}
