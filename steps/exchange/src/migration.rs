//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "exchange_0001_imports", changes: imports }]
}

fn imports() -> Vec<Change> {
    vec![
        Change::Table(
            "import",
            vec![
                Col::id(),
                Col::text("kind").null(),
                Col::text("file_name"),
                Col::text("encoding"),
                Col::text("sha256"),
                Col::integer("size_bytes"),
                Col::integer("row_count"),
                Col::json("columns_json"),
                Col::json("mapping_json"),
                Col::json("values_json"),
                Col::json("options_json"),
                Col::json("findings_json"),
                Col::text("status"),
                Col::flag("dry_run"),
                Col::integer("done_count"),
                Col::integer("total_count"),
                Col::json("result_json").null(),
                Col::text("failure").null(),
                Col::text("claim_token").null(),
                Col::integer("claimed_at").null(),
                Col::text("created_by_id").references("user_account"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("import_created", "import", "created_at, id"),
        Change::Index("import_creator", "import", "created_by_id, created_at, id"),
        Change::Index("import_status", "import", "status, updated_at"),
        Change::Index("import_file", "import", "sha256"),
        Change::Table(
            "import_row",
            vec![
                Col::id(),
                Col::text("import_id").references("import"),
                Col::integer("row_number"),
                Col::text("outcome"),
                Col::text("record_kind").null(),
                Col::text("record_id").null(),
                Col::text("label").null(),
                Col::text("reason_code").null(),
                Col::json("reason_params_json").null(),
                Col::text("undo_code").null(),
            ],
        ),
        // Also keeps a row from being taken in twice.
        Change::Unique("import_row_number", "import_row", "import_id, row_number"),
    ]
}
