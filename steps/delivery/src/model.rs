//! The tables of this step.

/// A milestone of delivery.
pub mod milestone {
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use contract::{ContractId, MilestoneKind};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;

    /// The id of a milestone.
    pub type MilestoneId = Id<Entity>;

    base::text_enum! {
        /// Where a milestone stands.
        pub enum MilestoneStatus {
            Planned = "planned",
            Reached = "reached",
            Accepted = "accepted",
        }
    }

    /// A milestone. Plan, contract, forecast and actual are different days.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "milestone")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MilestoneId,
        /// Of which contract.
        pub contract_id: ContractId,
        /// From which deal; its team reaches the milestone.
        pub opportunity_id: opportunity::OpportunityId,
        /// Which event.
        pub kind: MilestoneKind,
        /// What tells it from others of its kind: a lot, a site.
        pub label: String,
        /// When we planned it.
        pub planned_on: Option<Day>,
        /// When we expect it now.
        pub forecast_on: Option<Day>,
        /// When the contract demands it.
        pub contract_on: Option<Day>,
        /// When it was reached.
        pub actual_on: Option<Day>,
        /// Where it stands.
        pub status: MilestoneStatus,
        /// Who accepted it.
        pub accepted_by: Option<UserId>,
        /// When.
        pub accepted_at: Option<Timestamp>,
        /// In words.
        pub note: Option<String>,
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
        "milestone",
        about = |milestone| Some(("contract", milestone.contract_id.to_string()))
    );
    access::placed!(Model, kinds::MILESTONE, deal);

    impl Model {
        /// What it is called: its label, or its event.
        pub fn title(&self) -> String {
            if self.label.is_empty() { self.kind.to_string() } else { self.label.clone() }
        }
        /// Whether somebody has accepted it; its files stay then.
        pub fn is_accepted(&self) -> bool {
            self.status == MilestoneStatus::Accepted
        }
    }
}

/// A dispute, an issue, a claim or a change that is not settled.
pub mod open_item {
    use base::{Day, Id, Timestamp};
    use contract::ContractId;
    use people::user::UserId;
    use sea_orm::entity::prelude::*;

    /// The id of an open item.
    pub type OpenItemId = Id<Entity>;

    base::text_enum! {
        /// What is not settled (method 9.8).
        pub enum OpenItemKind {
            Dispute = "dispute",
            Issue = "issue",
            Claim = "claim",
            Change = "change",
        }
    }
    base::text_enum! {
        /// Whether it is settled.
        pub enum OpenItemStatus { Open = "open", Closed = "closed" }
    }

    /// An open item. It is reached through its contract.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "open_item")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OpenItemId,
        /// Of which contract.
        pub contract_id: ContractId,
        /// What kind.
        pub kind: OpenItemKind,
        /// What it is about.
        pub title: String,
        /// More about it.
        pub detail: Option<String>,
        /// Whether it is settled.
        pub status: OpenItemStatus,
        /// Who raised it.
        pub raised_by: UserId,
        /// When.
        pub raised_on: Day,
        /// Who settles it.
        pub responsible_id: Option<UserId>,
        /// Until when.
        pub due_on: Option<Day>,
        /// How it was settled.
        pub resolution: Option<String>,
        /// Who closed it.
        pub closed_by: Option<UserId>,
        /// When.
        pub closed_at: Option<Timestamp>,
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
        "open_item",
        about = |item| Some(("contract", item.contract_id.to_string()))
    );
}
