//! What is delivered, and what proves it: milestones with evidence, and the items that are still open
//! (method 9.3, 9.8).
//!
//! Milestones hang on a contract and share its place and its team. Invariants:
//!
//! - A milestone is accepted only with evidence, only by who holds that right, never for a day to come;
//!   an accepted milestone and its files stay as they are.
//! - The payments that wait for a delivery event become due when the last of its milestones is
//!   accepted, from the day on which that one was reached.
//! - A slip moves the forecast of the payments, never their plan.
//!
//! Verbs: add a milestone, add those that the payment plan waits for, edit, accept, remove; raise,
//! edit, close and reopen an open item.

pub mod api;
pub mod api_items;
pub mod migration;
pub mod model;
pub mod queries;
pub mod rules;
pub mod source;
pub mod verbs;
pub mod verbs_items;
pub mod views;

pub use migration::migrations;
pub use milestone::{MilestoneId, MilestoneStatus, Model as Milestone};
pub use model::{milestone, open_item};
pub use source::DeliveryFacts;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_items::routes())
}

/// The purpose of files that prove a milestone.
pub const EVIDENCE: &str = "evidence";

base::refusals! {
    /// Why this step says no.
    pub enum DeliveryRefusal {
        EvidenceMissing = "evidence_missing": "A milestone is accepted with at least one file that proves it.",
        MilestoneAccepted = "milestone_accepted": "An accepted milestone is not changed.",
        MilestoneHasFiles = "milestone_has_files": "Remove the files of the milestone first.",
        ContractNotSigned = "contract_not_signed": "Nothing is accepted before the contract is signed.",
        TooManyMilestones = "too_many_milestones": "The contract has as many milestones as it may have.",
        TooManyItems = "too_many_items": "The contract has as many open and closed items as it may have.",
        ItemClosed = "item_closed": "The item is closed.",
        ItemOpen = "item_open": "The item is still open.",
    }
}
