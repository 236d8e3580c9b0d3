//! How rows come in and go out: one mechanism for every kind of record. Invariants:
//!
//! - An export is the list: same scope, same filter, same order; what a list hides from somebody is
//!   in no file. Every export is journalled, and no cell of it can run as a formula.
//! - An import goes through the verbs of the step that owns the records: a gate that holds on a page
//!   holds for a row. Every row ends as created, updated, skipped or failed, with its reason.
//! - A batch of rows and the progress of the import are one transaction: an import continues after a
//!   crash where it stood, and no row is taken in twice.
//! - An import has the rights of the person who wants it, at the moment in which it runs.
//!
//! Verbs: export a list; upload a file, map its columns and values, preview, run dry, run, undo.

pub mod api;
pub mod command;
pub mod export;
pub mod folder;
pub mod job;
pub mod matching;
pub mod migration;
pub mod model;
pub mod neutral;
pub mod parse;
pub mod queries;
pub mod reading;
pub mod report;
pub mod sheet;
mod sweep;
pub mod target;
pub mod undo;
pub mod users;
pub mod verbs;

pub use command::{Order, import_file};
pub use export::{Cell, Column, ExportParams, Format, export_list, export_list_where};
pub use folder::Folder;
pub use job::{run_import, run_next};
pub use migration::migrations;
pub use model::{import, import_row};
pub use sweep::sweep;
pub use target::{
    BATCH_ROWS, Candidate, CellProblem, DayOrder, FieldKind, FieldSpec, MissingAccount, Mode,
    Options, Outcome, Plan, Prepared, Reason, RecordRef, Row, RowResult, Target, Targets, Undone,
    Value,
};
pub use undo::touched;
pub use users::Users;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes()
}

base::refusals! {
    /// Why this step says no.
    pub enum ExchangeRefusal {
        ExportTooLarge = "export_too_large": "The list has more rows than one export may hold; please filter it.",
        ImportRunning = "import_running": "The import is under way.",
        ImportDone = "import_done": "The import has taken rows in already.",
        NothingToUndo = "nothing_to_undo": "The import has created nothing that could be taken back.",
        FileGone = "file_gone": "The file of this import is not kept any more; please upload it again.",
        NoReport = "no_report": "There is no report before the first run.",
    }
}
