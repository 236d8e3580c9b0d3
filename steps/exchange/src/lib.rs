//! How rows come in and go out: one mechanism for every kind of record. Invariants:
//!
//! - An export is the list: same scope, same filter, same order; what a list hides from somebody is
//!   in no file. Every export is journalled, and no cell of it can run as a formula.
//! - An import goes through the verbs of the step that owns the records: a gate that holds on a page
//!   holds for a row. Every row ends as created, updated, skipped or failed, with its reason.
//! - A batch of rows and the progress of the import are one transaction: an import continues after a
//!   crash where it stood, and no row is taken in twice.
//!
//! Verbs: export a list; upload a file, map its columns and values, preview, run dry, run, undo.

pub mod export;
pub mod neutral;
pub mod parse;
pub mod sheet;
pub mod target;

pub use export::{Cell, Column, ExportParams, Format, export_list};
pub use target::{
    BATCH_ROWS, Candidate, CellProblem, DayOrder, FieldKind, FieldSpec, MissingAccount, Mode,
    Options, Outcome, Plan, Prepared, Reason, RecordRef, Row, RowResult, Target, Targets, Undone,
    Value,
};

base::refusals! {
    /// Why this step says no.
    pub enum ExchangeRefusal {
        ExportTooLarge = "export_too_large": "The list has more rows than one export may hold; please filter it.",
    }
}
