//! The tables of this step.

/// A product.
pub mod product {
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;
    use store::SearchDoc;

    /// The id of a product.
    pub type ProductId = Id<Entity>;

    /// A product.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "product")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ProductId,
        /// What it is ordered by.
        pub code: String,
        /// What it is called.
        pub name: String,
        /// The family it belongs to.
        pub series: Option<String>,
        /// List price of one, in minor units of `currency`.
        pub list_price_minor: i64,
        /// Cost of one, in minor units of `currency`; of the cost group.
        pub unit_cost_minor: Option<i64>,
        /// Currency of price and cost.
        pub currency: String,
        /// Whether it is on sale.
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
    store::record!(
        Model,
        "product",
        search = |product| {
            Some(SearchDoc {
                number: product.code.clone(),
                title: product.name.clone(),
                subtitle: product.series.clone().unwrap_or_default(),
                ..SearchDoc::default()
            })
        }
    );
}
