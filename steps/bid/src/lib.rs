//! Quotations: what we offer for an opportunity, version by version (method 8.2, 2.4).
//!
//! An opportunity has one quotation in numbered versions. A version is written as a draft, submitted
//! for the bid decision (ATB), and never changed afterwards: who wants something else revises it.
//! Invariants:
//!
//! - Totals are always those of the lines; both change in one transaction.
//! - A submitted version is immutable; submitting one supersedes the version submitted before.
//! - An opportunity has at most one draft.
//! - `authorised` is read from the decision, never stored: an effective ATB whose frozen material
//!   names this version. `expired` is read from the calendar.
//! - Cost and margin belong to the cost group; who may not see them can still edit a quotation, and
//!   the stored costs stay.
//!
//! Verbs: create, edit, submit, revise, withdraw; `follow` when the opportunity moves. Journal:
//! `created`, `edited`, `submitted`, `revised`, `superseded`, `withdrawn`.

pub mod api;
pub mod lines;
pub mod migration;
pub mod model;
pub mod queries;
pub mod rules;
pub mod source;
pub mod verbs;
pub mod views;

pub use migration::migrations;
pub use model::{line, quotation};
pub use source::Quotations;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes()
}

/// The gate that authorises a quotation.
pub const ATB: &str = "atb";

base::refusals! {
    /// Why a quotation says no.
    pub enum BidRefusal {
        QuotationSubmitted = "quotation_submitted": "A submitted version is not changed; revise it.",
        QuotationEnded = "quotation_ended": "This version is superseded or withdrawn.",
        QuotationDraft = "quotation_draft": "This version is still a draft; edit it.",
        DraftExists = "draft_exists": "The opportunity has a draft already.",
        QuotationEmpty = "quotation_empty": "A quotation needs at least one line.",
        ValidityPast = "validity_past": "A quotation needs a validity date that is not past.",
    }
}
