//! Opportunities: the gated pursuit of one deal and the team that pursues it (method 5, 10.1).
//!
//! An opportunity has an owner (its AR), an iron triangle, two scorecards, a rung on the funnel
//! ladder, and a stage. Invariants:
//!
//! - The stage changes only in [`verbs::transition`], whatever the channel: page, PATCH, bulk, import,
//!   a decision, a contract that is signed. Whoever asks gets the same refusal with the same list.
//! - A rung is earned by answering its questions, one rung at a time; going down needs words.
//! - A lost or abandoned opportunity has a reason; a loss late on the ladder also has words.
//! - What later steps hold of it sits where it sits ([`Followers`]).
//! - Its customer and its currency are those of its contract, from the draft on.
//! - While it is on hold it does not move, and it counts in no sum.
//!
//! Verbs: create, edit, assign, set the team, score, climb, advance, hold, resume, lose, abandon;
//! `convert_lead` makes one of a lead. Journal: `created`, `edited`, `assigned`, `team`, `scored`,
//! `climbed`, `stage`, `held`, `resumed`, `lost`, `abandoned`.

pub mod model;
pub mod rules;

pub mod convert;
pub mod followers;
pub mod import;
pub mod transition;
pub mod verbs;

pub mod judged;

pub mod board;
pub mod queries;
pub mod sums;

pub mod api;
pub mod api_verbs;
pub mod migration;
pub mod views;

pub use followers::Followers;
pub use import::import_target;
pub use judged::Opportunities;
pub use migration::migrations;
pub use model::opportunity::{Entity, Model, OpportunityId, Stage};

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_verbs::routes())
}

base::refusals! {
    /// Why an opportunity says no.
    pub enum OpportunityRefusal {
        NotOpen = "opportunity_not_open": "The opportunity has ended.",
        NotOnHold = "not_on_hold": "The opportunity is not on hold.",
        RungUnanswered = "rung_unanswered": "The rung's questions are not all answered yes.",
        ContractBinds = "contract_binds": "The contract of this opportunity binds its customer and its currency, and once signed its end.",
        RungSkipped = "rung_skipped": "One rung at a time.",
    }
}
