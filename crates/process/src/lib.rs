//! The gate engine: what a record must have before it moves on, who may decide it, and what a
//! decision does.
//!
//! * A [`Process`] is a checked definition: tracks of stages, the exits between them, the gates
//!   that guard some exits. It exists only after every structural rule was checked
//!   ([`Process::parse`], [`Process::check`]), so judging it cannot fail for structural reasons.
//! * [`Facts`] are what a step knows about one record, gathered by that step.
//! * [`report`] is the live checklist, [`advance`] THE way forward, [`decide`] a decision of a
//!   gate, [`stop`] the way into a lost end, [`replay`] the proof that moves give the stage.
//! * [`mod@scorecard`], [`ladder`] and [`grade`] are the other pieces of judgement kept as data.
//!
//! Deliberately absent: IO, a clock (today is an argument), any knowledge of which record is
//! judged, and numbers other than `i64`.

pub mod grade;
pub mod ladder;
pub mod scorecard;

mod definition;
mod embedded;
mod engine;
mod facts;
mod verify;

pub use base::{Texts, Unmet};
pub use definition::{
    Check, Criterion, Definition, Exit, Gate, OpenGate, Process, ROLES, Stage, StageKind, Track,
};
pub use embedded::{by_key, funnel_ladder, huawei5, project_grades, scorecard, scorecards};
pub use engine::{
    CriterionState, Decision, Effect, ExitReport, Moved, Outcome, Refusal, advance, decide,
    gate_open, replay, report, stop,
};
pub use facts::{Fact, Facts};
pub use verify::{DefinitionError, DefinitionErrors};
