//! Whom we know: customers and the people there.
//!
//! A customer has an owner and sits in a unit; who sees it sees its contacts. Invariants:
//!
//! - No two customers have the same legal id.
//! - A customer is not its own parent, at whatever distance.
//! - Whoever looks for a double learns the name and whom to ask, the record only when in reach.
//!
//! Verbs: add, edit, assign a customer; add and edit a contact.

pub mod api;
pub mod api_contact;
pub mod import;
pub mod migration;
pub mod model;
pub mod queries;
pub mod rules;
pub mod verbs;

pub use import::import_target;
pub use migration::migrations;
pub use model::{contact, customer, name_part};

/// Everybody who follows a customer: a service of the app.
pub type Followers = people::Followers<customer::Model>;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_contact::routes())
}

base::refusals! {
    /// Why this step says no.
    pub enum AccountRefusal {
        LegalIdTaken = "legal_id_taken": "Another customer has this legal id.",
        ExternalKeyTaken = "external_key_taken": "Another customer has this external key.",
        TooManyContacts = "too_many_contacts": "The customer has as many contacts as fit on its page.",
    }
}
