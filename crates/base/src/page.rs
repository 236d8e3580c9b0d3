//! One page of a list, and a count that never costs more than the page.

use serde::Serialize;
use utoipa::ToSchema;

/// Counting stops here: a count of a million rows costs more than the page that shows it.
pub const COUNT_CAP: u64 = 1_000;
/// Rows of a page when the caller does not say.
pub const DEFAULT_LIMIT: u64 = 50;
/// Rows of a page at most.
pub const MAX_LIMIT: u64 = 200;

/// How many rows a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Count {
    /// Exact up to the cap.
    pub value: u64,
    /// There are more than `value`.
    pub capped: bool,
}

impl Count {
    /// From a number that was counted at most one past the cap.
    pub fn of(counted: u64) -> Self {
        Self { value: counted.min(COUNT_CAP), capped: counted > COUNT_CAP }
    }
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in the asked order.
    pub items: Vec<T>,
    /// The cursor of the next page, when there is one.
    pub next: Option<String>,
    /// How many rows the whole list has.
    pub count: Count,
}
