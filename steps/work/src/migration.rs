//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "work_0001_files", changes: files }]
}

fn files() -> Vec<Change> {
    vec![
        Change::Table(
            "file_content",
            vec![Col::id(), Col::text("object_key").unique(), Col::integer("uses")],
        ),
        Change::Table(
            "file",
            vec![
                Col::id(),
                Col::text("kind"),
                Col::text("record_id"),
                Col::text("name"),
                Col::text("media_type"),
                Col::integer("size_bytes"),
                Col::text("sha256").references("file_content"),
                Col::text("purpose").null(),
                Col::text("uploaded_by").references("user_account"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("file_record", "file", "record_id, id"),
        Change::Index("file_sha256", "file", "sha256"),
    ]
}
