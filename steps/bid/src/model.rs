//! The tables of this step.

/// A version of a quotation.
pub mod quotation {
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;

    /// The id of a quotation.
    pub type QuotationId = Id<Entity>;

    base::text_enum! {
        /// What is stored of where a quotation stands; readers see [`crate::rules::QuotationState`].
        pub enum QuotationStatus {
            Draft = "draft",
            Submitted = "submitted",
            Superseded = "superseded",
            Withdrawn = "withdrawn",
        }
    }

    /// A version of a quotation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "quotation")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: QuotationId,
        /// `QUO-2026-00001`: the same for every version of one opportunity's quotation.
        pub number: String,
        /// Counts the versions, from 1.
        pub revision: i64,
        /// For which opportunity.
        pub opportunity_id: opportunity::OpportunityId,
        /// Where it stands.
        pub status: QuotationStatus,
        /// The opportunity while this is its draft: the unique index lets one through.
        #[serde(skip)]
        pub draft_key: Option<String>,
        /// The last day on which the offer stands.
        pub valid_until: Option<Day>,
        /// Currency of every figure: the opportunity's.
        pub currency: String,
        /// At list prices, in minor units.
        pub list_total_minor: i64,
        /// List total less total.
        pub discount_minor: i64,
        /// What the customer pays, in minor units.
        pub total_minor: i64,
        /// What it costs us; of the cost group.
        pub cost_total_minor: Option<i64>,
        /// Total less cost; of the cost group.
        pub margin_minor: Option<i64>,
        /// Margin by total in basis points; of the cost group.
        pub margin_bp: Option<i64>,
        /// Raised with every change of the lines, so that such a change is a new version of the
        /// quotation even when no total moves.
        pub lines_version: i64,
        /// How and when the customer pays.
        pub payment_terms: Option<String>,
        /// How and when we deliver.
        pub delivery_terms: Option<String>,
        /// What else is worth knowing.
        pub note: Option<String>,
        /// Why it was withdrawn.
        pub withdraw_reason: Option<String>,
        /// When it was submitted.
        pub submitted_at: Option<Timestamp>,
        /// By whom.
        pub submitted_by: Option<UserId>,
        /// Whose the opportunity is.
        #[serde(skip)]
        pub owner_id: UserId,
        /// Where the opportunity sits.
        #[serde(skip)]
        pub unit_id: UnitId,
        /// Its path.
        #[serde(skip)]
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
        "quotation",
        about = |quotation| Some(("opportunity", quotation.opportunity_id.to_string()))
    );
    access::placed!(Model, kinds::QUOTATION, deal);

    impl Model {
        /// Number and version as people say them: `QUO-2026-00001 R2`.
        pub fn label(&self) -> String {
            format!("{} R{}", self.number, self.revision)
        }
    }
}

/// A line of a quotation.
pub mod line {
    use super::quotation::QuotationId;
    use crate::rules::Priced;
    use base::{Id, Timestamp};
    use catalog::product::ProductId;
    use sea_orm::entity::prelude::*;

    /// The id of a line.
    pub type LineId = Id<Entity>;

    /// A line of a quotation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "quotation_line")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: LineId,
        /// Of which quotation.
        pub quotation_id: QuotationId,
        /// Its place, from 1.
        pub position: i64,
        /// The product, when it is one of the catalogue.
        pub product_id: Option<ProductId>,
        /// What is offered.
        pub description: String,
        /// How many, in thousandths.
        pub quantity_milli: i64,
        /// Counted in what.
        pub unit: Option<String>,
        /// List price of one, in minor units.
        pub list_price_minor: i64,
        /// Discount off the list price, in basis points.
        pub discount_bp: i64,
        /// Price of one after the discount.
        pub net_price_minor: i64,
        /// Net price times quantity.
        pub amount_minor: i64,
        /// Cost of one; of the cost group.
        pub unit_cost_minor: Option<i64>,
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
        "quotation_line",
        about = |line| Some(("quotation", line.quotation_id.to_string()))
    );

    impl Model {
        /// What its price rests on.
        pub fn priced(&self) -> Priced {
            Priced {
                quantity_milli: self.quantity_milli,
                list_price_minor: self.list_price_minor,
                discount_bp: self.discount_bp,
                unit_cost_minor: self.unit_cost_minor,
            }
        }
    }
}
