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
//! - A file is what its content says, never what its name says, and leaves only as an attachment.
//! - Equal contents lie once; a content goes when its last file goes.
//!
//! Verbs: note, add and delete a file.

pub mod api;
pub mod api_files;
pub mod files;
pub mod migration;
pub mod model;
pub mod queries;
pub mod records;
pub mod rules;
pub mod verbs;

pub use files::Files;
pub use migration::migrations;
pub use queries::{FileView, files_by_record, files_of, has_files};
pub use records::{Found, RecordHead, Records};
pub use verbs::{keep_files, sweep};

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_files::routes())
}

base::refusals! {
    /// Why this step says no.
    pub enum WorkRefusal {
        TooManyFiles = "too_many_files": "The record has as many files as it may have.",
        FilesKept = "files_kept": "The record relies on its files; they stay.",
    }
}
