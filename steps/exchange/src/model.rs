//! The tables of this step.

/// An import.
pub mod import {
    use base::{Id, Timestamp};
    use people::user::UserId;
    use sea_orm::entity::prelude::*;
    use serde_json::Value;

    /// The id of an import.
    pub type ImportId = Id<Entity>;

    base::text_enum! {
        /// Where an import stands.
        pub enum Status {
            /// Uploaded; columns and values are being mapped.
            Draft = "draft",
            /// A dry run is wanted or under way.
            Checking = "checking",
            /// A dry run has ended.
            Checked = "checked",
            /// The run is wanted or under way.
            Running = "running",
            /// The run has ended.
            Done = "done",
            /// A run or dry run broke off; rows taken in before stay, and it may be continued.
            Failed = "failed",
            /// What was created is being taken back.
            Undoing = "undoing",
            /// What was created is taken back, as far as nothing hung on it.
            Undone = "undone",
        }
    }

    impl Status {
        /// Whether a job has, or should have, it in hand.
        pub const fn is_under_way(self) -> bool {
            matches!(self, Self::Checking | Self::Running | Self::Undoing)
        }
    }

    /// An import. Progress is written without a new version; everything a person decides raises it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "import")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImportId,
        /// The kind of record that rows become; `None` until somebody says.
        pub kind: Option<String>,
        /// The file's name as uploaded.
        pub file_name: String,
        /// How the file was written.
        pub encoding: String,
        /// Digest of the file.
        pub sha256: String,
        /// Bytes of the file.
        pub size_bytes: i64,
        /// Rows below the header.
        pub row_count: i64,
        /// The columns found: [`crate::sheet::ColumnFound`].
        #[serde(skip_serializing)]
        pub columns_json: Value,
        /// Field to column.
        pub mapping_json: Value,
        /// Field to (value in the file to what it means).
        pub values_json: Value,
        /// [`crate::Options`].
        pub options_json: Value,
        /// What a look over the whole file found: [`crate::reading::Findings`].
        #[serde(skip_serializing)]
        pub findings_json: Value,
        /// Where it stands.
        pub status: Status,
        /// Whether the last run was, or the present one is, a dry run.
        pub dry_run: bool,
        /// Rows (or records to take back) that are done.
        #[serde(skip_serializing)]
        pub done_count: i64,
        /// Rows (or records to take back) in all.
        #[serde(skip_serializing)]
        pub total_count: i64,
        /// [`crate::queries::Totals`] of the last run.
        #[serde(skip_serializing)]
        pub result_json: Option<Value>,
        /// Code of what broke the last run off.
        pub failure: Option<String>,
        /// Who works on it: a job's own mark.
        #[serde(skip_serializing)]
        pub claim_token: Option<String>,
        /// When the job last said that it lives.
        #[serde(skip_serializing)]
        pub claimed_at: Option<Timestamp>,
        /// Whose import it is; its rights are those of this user.
        pub created_by_id: UserId,
        /// Version.
        pub version: i64,
        /// Born.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(Model, "import");
}

/// What became of one row of an import.
pub mod import_row {
    use super::import::ImportId;
    use crate::target::Outcome;
    use base::Id;
    use sea_orm::entity::prelude::*;
    use serde_json::Value;

    /// The id of such a line.
    pub type ImportRowId = Id<Entity>;

    /// A line of the report; not journalled, since the record is.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "import_row")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ImportRowId,
        /// Of which import.
        pub import_id: ImportId,
        /// The row's number in the sheet.
        pub row_number: i64,
        /// What became of it.
        pub outcome: Outcome,
        /// The record's kind.
        pub record_kind: Option<String>,
        /// The record.
        pub record_id: Option<String>,
        /// The record's number or name.
        pub label: Option<String>,
        /// Why not, or what was done differently.
        pub reason_code: Option<String>,
        /// What the reason's message needs; `unmet` lists what a gate misses.
        pub reason_params_json: Option<Value>,
        /// After an undo: `undone`, or the code of why the record stays.
        pub undo_code: Option<String>,
    }

    /// No relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
