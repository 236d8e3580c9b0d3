//! What we sell: products with list price and unit cost.
//!
//! Every signed-in person reads the catalogue; those with `catalog.edit` keep it. Invariants:
//!
//! - A product's code is unique, whatever its case.
//! - Unit cost belongs to the cost group: who may not see it gets it in no view, list or filter, and
//!   cannot set it.
//! - Products are never deleted once used, only taken out of sale.
//!
//! Verbs: add, edit.

pub mod api;
pub mod import;
pub mod migration;
pub mod model;
pub mod queries;
pub mod rules;
pub mod verbs;

pub use import::import_target;
pub use migration::migrations;
pub use model::product;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes()
}

base::refusals! {
    /// Why this step says no.
    pub enum CatalogRefusal {
        CodeTaken = "code_taken": "Another product has this code.",
    }
}
