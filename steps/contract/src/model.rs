//! The tables of this step.

/// A contract.
pub mod contract {
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;

    /// The id of a contract.
    pub type ContractId = Id<Entity>;

    base::text_enum! {
        /// Where a contract stands (method 2.4); the process definition has the order.
        pub enum ContractStage {
            Draft = "draft",
            Authorised = "authorised",
            Signed = "signed",
            Registered = "registered",
            Executing = "executing",
            Fulfilled = "fulfilled",
            Closed = "closed",
            Terminated = "terminated",
        }
    }
    base::text_enum! {
        /// Where the handover to delivery stands (method 9.1).
        pub enum HandoverState {
            None = "none",
            Proposed = "proposed",
            Accepted = "accepted",
            Refused = "refused",
        }
    }

    impl ContractStage {
        /// The stages in which both sides are bound by their signatures, in their order.
        pub const SIGNED: &'static [Self] =
            &[Self::Signed, Self::Registered, Self::Executing, Self::Fulfilled, Self::Closed];
        /// The stages in which its plan is invoiced: registered, and not ended.
        pub const INVOICED: &'static [Self] = &[Self::Registered, Self::Executing, Self::Fulfilled];

        /// Both sides have signed, and it was not terminated.
        pub fn is_signed(self) -> bool {
            Self::SIGNED.contains(&self)
        }
        /// Nothing more happens.
        pub fn is_ended(self) -> bool {
            matches!(self, Self::Closed | Self::Terminated)
        }
    }

    /// A contract.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "contract")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ContractId,
        /// `CON-2026-00001`.
        pub number: String,
        /// What it is about.
        pub title: String,
        /// With whom.
        pub customer_id: Id<account::customer::Entity>,
        /// The customer's name when it was drafted: a contract keeps its parties.
        pub customer_name: String,
        /// From which deal.
        pub opportunity_id: opportunity::OpportunityId,
        /// The opportunity while the contract is live: the unique index lets one through.
        #[serde(skip)]
        pub live_key: Option<String>,
        /// From which authorised version.
        pub quotation_id: Id<bid::quotation::Entity>,
        /// Where it stands.
        pub stage: ContractStage,
        /// Since when.
        pub stage_at: Timestamp,
        /// The stage in which it was terminated.
        pub stopped_in: Option<ContractStage>,
        /// What the customer pays, in minor units.
        pub amount_minor: i64,
        /// Tax included in the amount, in basis points.
        pub tax_bp: i64,
        /// Three letters.
        pub currency: String,
        /// How and when the customer pays.
        pub payment_terms: Option<String>,
        /// How and when we deliver.
        pub delivery_terms: Option<String>,
        /// Months after final acceptance.
        pub warranty_months: Option<i64>,
        /// What a delay costs.
        pub penalty_terms: Option<String>,
        /// What was promised beyond the standard.
        pub special_promises: Option<String>,
        /// Who signed for the customer.
        pub customer_signer: Option<String>,
        /// Who signed for us.
        pub our_signer_id: Option<UserId>,
        /// When both had signed.
        pub signed_on: Option<Day>,
        /// When it takes effect.
        pub effective_on: Option<Day>,
        /// The template of the payment plan.
        pub plan_template: Option<String>,
        /// Raised with every change of the plan, so that it is a new version of the contract.
        pub plan_version: i64,
        /// Where the handover stands.
        pub handover: HandoverState,
        /// Who spoke last.
        pub handover_by_id: Option<UserId>,
        /// When.
        pub handover_at: Option<Timestamp>,
        /// In words.
        pub handover_note: Option<String>,
        /// Why it was terminated.
        pub terminate_reason: Option<String>,
        /// The process that it follows.
        pub process_key: String,
        /// The version of that process.
        pub process_version: i64,
        /// Whose the deal is.
        pub owner_id: UserId,
        /// Where the deal sits.
        pub unit_id: UnitId,
        /// Its path.
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
    // Its search entry holds the team, which is not in the row: see `verbs::index`.
    store::record!(
        Model,
        "contract",
        about = |contract| Some(("opportunity", contract.opportunity_id.to_string()))
    );
    access::placed!(Model, kinds::CONTRACT, deal);
}

/// A line of the payment plan.
pub mod plan_line {
    use super::contract::ContractId;
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;

    /// The id of a line.
    pub type PlanLineId = Id<Entity>;

    base::text_enum! {
        /// The delivery events that can make a payment due (method 9.3), in their usual order.
        pub enum MilestoneKind {
            ContractEffective = "contract_effective",
            DesignFrozen = "design_frozen",
            ReadyToShip = "ready_to_ship",
            Delivered = "delivered",
            Installed = "installed",
            Commissioned = "commissioned",
            FinalAcceptance = "final_acceptance",
            WarrantyEnd = "warranty_end",
        }
    }

    /// A line of the payment plan. Plan, forecast, due and actual are different days.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "plan_line")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PlanLineId,
        /// Of which contract.
        pub contract_id: ContractId,
        /// From which deal; its team reaches the line.
        pub opportunity_id: opportunity::OpportunityId,
        /// With whom.
        pub customer_id: Id<account::customer::Entity>,
        /// Its place, from 1.
        pub position: i64,
        /// What it is called: advance, retention …
        pub label: String,
        /// In minor units.
        pub amount_minor: i64,
        /// The contract's currency.
        pub currency: String,
        /// What makes it due.
        pub trigger_kind: MilestoneKind,
        /// Days from the trigger to the due day.
        pub payment_days: i64,
        /// When payment was planned.
        pub planned_on: Option<Day>,
        /// When payment is expected now.
        pub forecast_on: Option<Day>,
        /// When the trigger was fulfilled, or is fulfilled: see [`Model::is_triggered`].
        pub triggered_on: Option<Day>,
        /// When payment is due: trigger and payment days.
        pub due_on: Option<Day>,
        /// Whose the deal is.
        pub owner_id: UserId,
        /// Where the deal sits.
        pub unit_id: UnitId,
        /// Its path.
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
        "plan_line",
        about = |line| Some(("contract", line.contract_id.to_string()))
    );
    access::placed!(Model, kinds::PLAN_LINE, deal);

    impl Model {
        /// Whether its trigger is fulfilled on this day. A contract can be registered before it takes
        /// effect: the day is known then, and still to come.
        pub fn is_triggered(&self, today: Day) -> bool {
            self.triggered_on.is_some_and(|day| day <= today)
        }
    }
}
