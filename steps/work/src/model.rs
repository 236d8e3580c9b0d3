//! The tables of this step.

/// A file of a record.
pub mod file {
    use base::{Id, Timestamp};
    use people::user::UserId;
    use sea_orm::entity::prelude::*;

    /// The id of a file.
    pub type FileId = Id<Entity>;

    /// A file. What it holds stands in [`super::content`] under its digest.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "file")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FileId,
        /// The kind of its record.
        #[serde(skip)]
        pub kind: String,
        /// Its record.
        #[serde(skip)]
        pub record_id: String,
        /// Its name, with an extension that fits what it is.
        pub name: String,
        /// What it is, by its content.
        pub media_type: String,
        /// Bytes.
        pub size_bytes: i64,
        /// SHA-256 of its content in hexadecimal.
        pub sha256: String,
        /// What it is for, for example `evidence`.
        pub purpose: Option<String>,
        /// Who brought it.
        #[serde(skip)]
        pub uploaded_by: UserId,
        /// Version.
        pub version: i64,
        /// Born.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
    }

    /// No relations: a file belongs to any kind.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(Model, "file", about = |file| Some((&file.kind, file.record_id.clone())));
}

/// A content that at least one file holds.
pub mod content {
    use sea_orm::entity::prelude::*;

    /// Where a content lies. Each upload writes under a new key and only then looks whether the
    /// content is known: so a deletion can never take away what an upload has just relied on.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "file_content")]
    pub struct Model {
        /// SHA-256 in hexadecimal.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// Its key in the object store.
        pub object_key: String,
        /// How many files hold it; never 0.
        pub uses: i64,
    }

    /// No relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
