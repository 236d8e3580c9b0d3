//! What was decided, and by whom: requests to decide a gate, their frozen material, the outcome.
//!
//! A gate judges a record of a later step, which this step does not know. The later step brings a
//! [`Subject`] (how its record is loaded and moved) and everybody who knows something about the
//! record brings a [`Source`] (facts and a part of the snapshot); `apps/server` puts them into one
//! [`Subjects`]. Invariants:
//!
//! - A record has at most one open request per gate; each request is a new round.
//! - Snapshot and checklist are frozen when the request is made; nothing changes them afterwards.
//! - A go is given only while what it authorises is what was asked for ([`Source::material`]).
//! - Nobody decides an own proposal, and only who holds a deciding role over the record's unit.
//! - The latest decision of a gate is the one that counts; a go counts until it expires.
//! - A decision moves a record only through that record's own transition function.
//!
//! Verbs: request, decide, withdraw. Journal: `gate.requested`, `gate.go`, `gate.rework`,
//! `gate.hold`, `gate.no_go`, `gate.withdrawn`, `gate.superseded`.

pub mod api;
pub mod migration;
pub mod model;
pub mod path;
pub mod queries;
pub mod rules;
pub mod subject;
pub mod verbs;

pub use api::{DecisionRow, routes};
pub use migration::migrations;
pub use model::{DecisionStatus, RecordKind};
pub use queries::effective;
pub use rules::{process_of, refuse};
pub use subject::{Gathered, Loaded, Source, Subject, Subjects};

base::refusals! {
    /// Why this step says no.
    pub enum DecisionRefusal {
        GateUnmet = "gate_unmet": "Something that the gate asks for is missing.",
        DecisionOpen = "decision_open": "A decision of this gate is already asked for.",
        WrongGate = "wrong_gate": "This gate is not open in the present stage.",
        OwnProposal = "own_proposal": "Nobody decides an own proposal.",
        AlreadyDecided = "already_decided": "This request is already decided.",
        MaterialChanged = "material_changed": "What was asked for has changed since; send it back or withdraw it, and ask anew.",
        Withdrawn = "decision_withdrawn": "This request was withdrawn.",
        OnHold = "on_hold": "The record is on hold; resume it first.",
        EndStage = "end_stage": "The record has ended; nothing leads on.",
        UnknownStage = "unknown_stage": "The process has no such stage.",
        NotALostEnd = "not_a_lost_end": "A record is stopped only into a lost end.",
        OutOfOrder = "out_of_order": "The move does not fit the stage of the record.",
    }
}
