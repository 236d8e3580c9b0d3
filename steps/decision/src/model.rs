//! The table of this step.

use base::{Day, Id, Timestamp};
use people::{unit::UnitId, user::UserId};
use process::Outcome;
use sea_orm::entity::prelude::*;

/// The id of a request.
pub type DecisionId = Id<Entity>;

base::text_enum! {
    /// The kinds of records that a process leads.
    pub enum RecordKind {
        Lead = "lead",
        Opportunity = "opportunity",
        Contract = "contract",
    }
}

base::text_enum! {
    /// Where a request stands.
    pub enum DecisionStatus {
        Submitted = "submitted",
        Decided = "decided",
        Withdrawn = "withdrawn",
    }
}

/// A request to decide a gate, and the decision.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "decision_request")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DecisionId,
    /// The kind of the judged record.
    pub kind: RecordKind,
    /// The judged record.
    pub record_id: String,
    /// Its number when the request was made.
    #[serde(skip)]
    pub record_number: String,
    /// Its title when the request was made.
    #[serde(skip)]
    pub record_title: String,
    /// Key of the gate.
    pub gate: String,
    /// Counts the requests of this gate for this record, from 1.
    pub round: i64,
    /// Where it stands.
    pub status: DecisionStatus,
    /// The answer, once decided.
    pub outcome: Option<Outcome>,
    /// A go that no later decision of the gate has replaced. It may still have expired.
    pub in_force: bool,
    /// What the proposer says.
    pub note: Option<String>,
    /// What the decider says.
    pub reason: Option<String>,
    /// When to look again; with a hold.
    pub review_on: Option<Day>,
    /// The record and what belongs to it as they were; never changes.
    #[serde(skip)]
    pub snapshot_json: Json,
    /// The checklist as it was; never changes.
    #[serde(skip)]
    pub checklist_json: Json,
    /// The process by which it is judged.
    #[serde(skip)]
    pub process_key: String,
    /// The version of that process.
    #[serde(skip)]
    pub process_version: i64,
    /// Who asks.
    pub proposer_id: UserId,
    /// When.
    pub proposed_at: Timestamp,
    /// The last day within the service level of the gate.
    pub due_on: Day,
    /// Who decided.
    pub decider_id: Option<UserId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// The last day on which a go counts; none means that no date limits it.
    pub valid_until: Option<Day>,
    /// Owner of the judged record.
    #[serde(skip)]
    pub owner_id: UserId,
    /// Unit of the judged record.
    #[serde(skip)]
    pub unit_id: UnitId,
    /// Its path.
    #[serde(skip)]
    pub unit_path: String,
    /// The opportunity whose team sees it; empty when there is none.
    #[serde(skip)]
    pub opportunity_id: String,
    /// Kind, record and gate while the request is open: the unique index lets one through.
    #[serde(skip)]
    pub open_key: Option<String>,
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
    "decision",
    about = |decision| Some((decision.kind.as_str(), decision.record_id.clone()))
);
access::placed!(Model, access::policy::kinds::DECISION, deal);

impl Model {
    /// Whether a decided go counts on this day.
    pub fn effective_on(&self, today: Day) -> bool {
        self.in_force && self.valid_until.is_none_or(|last| last >= today)
    }
}
