//! Contracts: what both sides signed, and the plan by which it is paid (method 2.4, 9.1, 9.4).
//!
//! A contract is drafted from the quotation version that an effective ATB authorised. Invariants:
//!
//! - The stage changes only in [`transition::transition`], whatever the channel.
//! - The lines of the payment plan always add up to the amount, and none falls below 0.
//! - Nothing is signed without an effective ATC whose frozen material is the contract as it stands:
//!   an edit after the decision voids it.
//! - A signature has its day and its signatory and wins the deal, whichever way it comes in.
//! - A signed contract is not edited; its handover is accepted by the FR of the team, nobody else,
//!   and not by who offered it.
//! - What is invoiced and received is the business of a later step.
//!
//! Verbs: draft, edit, plan, sign, register, propose, accept and refuse the handover, fulfil,
//! terminate; `trigger` when a milestone is reached. Journal: `created`, `edited`, `plan`, `stage`,
//! `signed`, `registered`, `handover.proposed`, `handover.accepted`, `handover.refused`,
//! `triggered`, `terminated`.

pub mod model;
pub mod rules;

pub mod transition;
pub mod verbs;

pub mod judged;

pub mod queries;

pub mod api;
pub mod api_verbs;
pub mod migration;
pub mod views;

pub use contract::{ContractId, ContractStage, Model as Contract};
pub use judged::{ContractFacts, Contracts, DealFacts};
pub use migration::migrations;
pub use model::{contract, plan_line};
pub use plan_line::MilestoneKind;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_verbs::routes())
}

/// The gate that authorises a signature.
pub const ATC: &str = "atc";

base::refusals! {
    /// Why a contract says no.
    pub enum ContractRefusal {
        QuotationNotAuthorised = "quotation_not_authorised": "No effective bid decision (ATB) authorises this version.",
        ContractExists = "contract_exists": "The opportunity has a contract already.",
        ContractSigned = "contract_signed": "A signed contract is not edited.",
        SignatureMissing = "signature_missing": "A contract is signed with its day and the customer's signatory.",
        ContractEnded = "contract_ended": "The contract is closed or terminated.",
        OwnHandover = "own_handover": "Nobody accepts a handover that they offered themselves.",
        HandoverState = "handover_state": "The handover does not wait for this.",
    }
}
