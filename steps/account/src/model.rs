//! The tables of this step.

/// A customer.
pub mod customer {
    use base::{Id, Timestamp};
    use people::{Leader, Place, unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;
    use store::SearchDoc;

    /// The id of a customer.
    pub type CustomerId = Id<Entity>;

    base::text_enum! {
        /// How much a customer is worth to us (method, conflict C9).
        pub enum CustomerClass { S = "s", A = "a", B = "b", C = "c" }
    }

    /// A customer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "customer")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CustomerId,
        /// `CUS-2026-00001`.
        pub number: String,
        /// What it is called.
        pub name: String,
        /// The name without what does not tell companies apart; see `rules::name_key`.
        #[serde(skip)]
        pub name_key: String,
        /// Number in the register of companies, in capitals without spaces.
        pub legal_id: Option<String>,
        /// How much it is worth to us.
        pub class: CustomerClass,
        /// Its trade.
        pub industry: Option<String>,
        /// Who owns it: state, private, foreign …
        pub ownership: Option<String>,
        /// The customer to whose group it belongs.
        pub parent_id: Option<CustomerId>,
        /// Where it is.
        pub region: Option<String>,
        /// Address in the web.
        pub website: Option<String>,
        /// What else is worth knowing.
        pub note: Option<String>,
        /// Came in with closed history, not through our process.
        pub history: bool,
        /// Its key in the system it was imported from.
        pub external_key: Option<String>,
        /// Whose it is.
        pub owner_id: UserId,
        /// Where it sits.
        pub unit_id: UnitId,
        /// The unit's path.
        pub unit_path: String,
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
    store::record!(
        Model,
        "customer",
        search = |customer| {
            Some(SearchDoc {
                number: customer.number.clone(),
                title: customer.name.clone(),
                subtitle: customer.industry.clone().unwrap_or_default(),
                text: customer.legal_id.clone().unwrap_or_default(),
                owner_id: customer.owner_id.to_string(),
                unit_path: customer.unit_path.clone(),
                member_ids: Vec::new(),
            })
        }
    );
    access::placed!(Model, access::policy::kinds::CUSTOMER);

    impl Leader for Model {
        fn place(&self) -> Place {
            Place {
                owner_id: self.owner_id.clone(),
                unit_id: self.unit_id.clone(),
                unit_path: self.unit_path.clone(),
            }
        }
    }
}

/// The pieces of customers' names, by which similar names are found.
pub mod name_part {
    use super::customer::CustomerId;
    use sea_orm::entity::prelude::*;

    /// One piece of one name; see `rules::name_parts`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "customer_name_part")]
    pub struct Model {
        /// The piece.
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: String,
        /// Whose name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub customer_id: CustomerId,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Somebody at a customer.
pub mod contact {
    use super::customer::CustomerId;
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    /// The id of a contact.
    pub type ContactId = Id<Entity>;

    /// Somebody at a customer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "contact")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ContactId,
        /// Where.
        pub customer_id: CustomerId,
        /// Name.
        pub name: String,
        /// What the person does there.
        pub title: Option<String>,
        /// In which department.
        pub department: Option<String>,
        /// Telephone.
        pub phone: Option<String>,
        /// Mail address.
        pub email: Option<String>,
        /// What else is worth knowing.
        pub note: Option<String>,
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
    store::record!(
        Model,
        "contact",
        about = |contact| Some(("customer", contact.customer_id.to_string()))
    );
}
