//! The tables of this step.

/// An opportunity.
pub mod opportunity {
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;

    /// The id of an opportunity.
    pub type OpportunityId = Id<Entity>;

    base::text_enum! {
        /// Where an opportunity stands (method 2.4); the process definition has the order.
        pub enum Stage {
            Validating = "validating",
            Guiding = "guiding",
            Proposing = "proposing",
            Negotiating = "negotiating",
            Won = "won",
            Lost = "lost",
            Abandoned = "abandoned",
        }
    }
    base::text_enum! {
        /// How much attention it deserves (method 3.6).
        pub enum ProjectGrade {
            ExtraMajor = "extra_major",
            Major = "major",
            Important = "important",
            General = "general",
            Trivial = "trivial",
        }
    }
    base::text_enum! {
        /// What kind of project (method 3.4).
        pub enum ProjectType {
            CentralTender = "central_tender",
            ProvincialTender = "provincial_tender",
            Generation = "generation",
            OwnProject = "own_project",
            Matching = "matching",
            Service = "service",
            Export = "export",
            Other = "other",
        }
    }
    base::text_enum! {
        /// How the customer buys.
        pub enum Procurement {
            Tender = "tender",
            Negotiated = "negotiated",
            Direct = "direct",
            Framework = "framework",
        }
    }
    base::text_enum! {
        /// Why it was lost or given up.
        pub enum LossReason {
            Price = "price",
            Relationship = "relationship",
            Solution = "solution",
            Delivery = "delivery",
            PaymentTerms = "payment_terms",
            Competitor = "competitor",
            CustomerCancelled = "customer_cancelled",
            NoBudget = "no_budget",
            Credit = "credit",
            Other = "other",
        }
    }

    impl Stage {
        /// The stages in which it is under way, in their order.
        pub const OPEN: &'static [Self] =
            &[Self::Validating, Self::Guiding, Self::Proposing, Self::Negotiating];

        /// Whether it is under way.
        pub fn is_open(self) -> bool {
            Self::OPEN.contains(&self)
        }
    }

    /// An opportunity.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "opportunity")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OpportunityId,
        /// `OPP-2026-00001`.
        pub number: String,
        /// What it is about.
        pub title: String,
        /// Who may buy.
        pub customer_id: Id<account::customer::Entity>,
        /// The lead that it came from.
        pub lead_id: Option<Id<lead::Leads>>,
        /// The product that it is mainly about.
        pub product_id: Option<Id<catalog::product::Entity>>,
        /// What the customer needs.
        pub need: Option<String>,
        /// What it may be worth, in minor units.
        pub amount_minor: i64,
        /// Three letters.
        pub currency: String,
        /// When the contract is expected to be signed.
        pub expected_sign_on: Option<Day>,
        /// What kind of project.
        pub project_type: Option<ProjectType>,
        /// How much attention it deserves.
        pub project_grade: Option<ProjectGrade>,
        /// How the customer buys.
        pub procurement: Option<Procurement>,
        /// Who else is after it.
        pub competitors: Option<String>,
        /// Where the customer is in the own buying process.
        pub customer_step: Option<String>,
        /// The customer's criteria are known and influenced (K07).
        pub guidance_done: bool,
        /// Where it stands.
        pub stage: Stage,
        /// Since when.
        pub stage_at: Timestamp,
        /// The stage in which it was lost or given up.
        pub stopped_in: Option<Stage>,
        /// Not pursued until the review date.
        pub on_hold: bool,
        /// Why.
        pub hold_reason: Option<String>,
        /// When to look again.
        pub review_on: Option<Day>,
        /// Earned win probability in percent (method 10.1).
        pub rung: i64,
        /// Index of the latest win scorecard, 0 to 100 (method 5.1).
        pub win_index: Option<i64>,
        /// Index of the latest ability-to-pay scorecard, 0 to 100 (method 5.2).
        pub pay_index: Option<i64>,
        /// Why it was lost or given up.
        pub loss_reason: Option<LossReason>,
        /// More about why.
        pub loss_note: Option<String>,
        /// When it ended.
        pub closed_on: Option<Day>,
        /// The process that it follows.
        pub process_key: String,
        /// The version of that process.
        pub process_version: i64,
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
    // Its search entry holds customer and team, which are not in the row: see `verbs::index`.
    store::record!(Model, "opportunity");
    access::placed!(Model, kinds::OPPORTUNITY);
}

/// A scored card; every scoring is kept.
pub mod scorecard {
    use super::opportunity::OpportunityId;
    use base::{Id, Timestamp};
    use people::user::UserId;
    use sea_orm::entity::prelude::*;

    base::text_enum! {
        /// Which card.
        pub enum Card { Win = "win", Pay = "pay" }
    }

    /// A scored card.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "scorecard")]
    pub struct Model {
        /// Id; rises with time, so the highest is the latest.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        /// Of which opportunity.
        pub opportunity_id: OpportunityId,
        /// Which card.
        pub card: Card,
        /// Score by factor, 4 is best.
        pub scores_json: Json,
        /// 0 to 100.
        pub score_index: i64,
        /// Key of the band.
        pub band: String,
        /// Who scored.
        pub scored_by_id: UserId,
        /// Version; a scoring never changes.
        pub version: i64,
        /// When it was scored.
        pub created_at: Timestamp,
        /// As born.
        pub updated_at: Timestamp,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(
        Model,
        "scorecard",
        about = |card| Some(("opportunity", card.opportunity_id.to_string()))
    );
}

/// The answer to a check question of the ladder.
pub mod rung_answer {
    use super::opportunity::OpportunityId;
    use base::{Id, Timestamp};
    use people::user::UserId;
    use sea_orm::entity::prelude::*;

    /// The latest answer to one question; earlier ones stand in the journal.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "rung_answer")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        /// Of which opportunity.
        pub opportunity_id: OpportunityId,
        /// Key of the question.
        pub question: String,
        /// Yes is the good answer.
        pub yes: bool,
        /// By what it is known.
        pub evidence: Option<String>,
        /// Who answered.
        pub answered_by_id: UserId,
        /// Version.
        pub version: i64,
        /// First answered.
        pub created_at: Timestamp,
        /// Last answered.
        pub updated_at: Timestamp,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(
        Model,
        "rung_answer",
        about = |answer| Some(("opportunity", answer.opportunity_id.to_string()))
    );
}
