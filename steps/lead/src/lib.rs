//! Leads: collect, verify, nurture, convert or close (method 4).
//!
//! A lead is a customer's latent wish that may become business. It carries four elements (pain,
//! idea, budget, people), a grade from four criteria with the cap by the entry date, and the answers
//! to the three questions of verification. Invariants:
//!
//! - The verifier is never the collector (K02), and no administrator verifies.
//! - The status changes only in [`verbs::transition`], whatever the channel; converting happens
//!   together with the opportunity, in the step that owns opportunities.
//! - A closed lead has a reason.
//!
//! Verbs: collect, edit, assign, verify, close, reopen; `mark_converted` for the next step. Journal:
//! `created`, `edited`, `assigned`, `verified`, `converted`, `closed`, `reopened`.
//!
//! This step is the pattern for the others: read its files in the order below.

pub mod model;
pub mod rules;

pub mod verbs;

pub mod queries;

pub mod api;
pub mod migration;
pub mod views;

pub use migration::migrations;
pub use model::{Entity as Leads, LeadId, Model as Lead};

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes()
}

base::refusals! {
    /// Why a lead says no.
    pub enum LeadRefusal {
        VerifierIsCollector = "verifier_is_collector": "The collector cannot verify the own lead.",
        LeadNotOpen = "lead_not_open": "The lead is converted or closed already.",
        LeadNotClosed = "lead_not_closed": "Only a closed lead can be reopened.",
        LeadConverts = "lead_converts": "A lead is converted together with its opportunity.",
    }
}
