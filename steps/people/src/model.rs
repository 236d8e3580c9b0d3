//! The tables of this step.

/// A unit of the organisation.
pub mod unit {
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    /// The id of a unit.
    pub type UnitId = Id<Entity>;

    base::text_enum! {
        /// What kind of unit.
        pub enum UnitKind {
            Company = "company",
            Region = "region",
            Office = "office",
            Department = "department",
        }
    }

    /// A unit.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "unit")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UnitId,
        /// The unit above; `None` for the company.
        pub parent_id: Option<UnitId>,
        /// What kind of unit.
        pub kind: UnitKind,
        /// Its name.
        pub name: String,
        /// Its place in the tree: four digits of base 36 and a dot for each level.
        pub path: String,
        /// Whether it is in use.
        pub active: bool,
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
    store::record!(Model, "unit");
}

/// A user.
pub mod user {
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    /// The id of a user.
    pub type UserId = Id<Entity>;

    base::text_enum! {
        /// The language of the pages.
        pub enum Locale { Chinese = "zh-CN", English = "en" }
    }
    base::text_enum! {
        /// Light or dark pages.
        pub enum Theme { Light = "light", Dark = "dark", System = "system" }
    }
    base::text_enum! {
        /// How much a list shows on a screen.
        pub enum Density { Compact = "compact", Normal = "normal", Roomy = "roomy" }
    }

    /// A user.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "user_account")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UserId,
        /// Name for sign-in, lower case.
        pub login: String,
        /// Name for people.
        pub name: String,
        /// Mail address.
        pub email: Option<String>,
        /// PHC string; never leaves the database.
        #[serde(skip)]
        pub password_hash: String,
        /// Language.
        pub locale: Locale,
        /// Theme.
        pub theme: Theme,
        /// Density.
        pub density: Density,
        /// Whether the user may sign in.
        pub active: bool,
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
    store::record!(Model, "user");
}

/// A post: a role with a rank in a unit.
pub mod post {
    use super::{unit::UnitId, user::UserId};
    use access::Role;
    use base::Id;
    use sea_orm::entity::prelude::*;

    /// The id of a post.
    pub type PostId = Id<Entity>;

    /// A post. Posts change with their user's version and journal.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "post")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PostId,
        /// Who.
        pub user_id: UserId,
        /// Where.
        pub unit_id: UnitId,
        /// What.
        pub role: Role,
        /// 1 is the highest rank.
        pub rank: i64,
        /// 0 is the main post.
        pub position: i64,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A session of a browser.
pub mod session {
    use super::user::UserId;
    use base::Timestamp;
    use sea_orm::entity::prelude::*;

    /// A session, found by the digest of its cookie.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "session")]
    pub struct Model {
        /// Digest of the cookie's value.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// Whose.
        pub user_id: UserId,
        /// Born.
        pub created_at: Timestamp,
        /// Ends whatever happens.
        pub expires_at: Timestamp,
    }

    /// No relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// A personal API token.
pub mod token {
    use super::user::UserId;
    use base::{Day, Id, Timestamp};
    use sea_orm::entity::prelude::*;

    /// The id of a token.
    pub type TokenId = Id<Entity>;

    /// A token, found by its digest.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "api_token")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TokenId,
        /// Digest of the token.
        #[serde(skip)]
        pub digest: String,
        /// Whose.
        pub user_id: UserId,
        /// What it is for.
        pub name: String,
        /// Last day on which it works.
        pub expires_on: Day,
        /// When it was last used, to the hour.
        pub last_used_at: Option<Timestamp>,
        /// Version.
        pub version: i64,
        /// Born.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
    }

    /// No relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(Model, "token", about = |token| Some(("user", token.user_id.to_string())));
}
