//! Insight: the funnel, the age of receivables, money bars, and everybody's workbench.
//!
//! Reads over all steps; changes nothing. Every figure is a sum over rows that the caller may see,
//! computed by the database in one statement.

pub mod api;
pub mod money;
pub mod tasks;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes()
}
