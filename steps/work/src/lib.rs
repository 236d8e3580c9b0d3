//! Work on every kind of record: its timeline, notes, files, and the search over all of them.
//!
//! This step knows no business record. Later steps register their kinds in [`Records`] with one line
//! each; everything here loads the parent through that registry, so a note, a file or a line of
//! history is reached exactly when its record is. Invariants:
//!
//! - What is attached to a hidden record answers like what is attached to no record: not found.
//! - A line about another record (a quotation on its opportunity's page) shows only to those who
//!   reach that record too.
//! - The rights on the parent are checked before anything is written.
//!
//! Verbs: note.

pub mod api;
pub mod queries;
pub mod records;
pub mod verbs;

pub use records::{Found, RecordHead, Records};

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes()
}

base::refusals! {
    /// Why this step says no.
    pub enum WorkRefusal {
        FilesKept = "files_kept": "The record relies on its files; they stay.",
    }
}
