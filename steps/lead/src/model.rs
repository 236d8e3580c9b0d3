//! The table of leads.

use access::policy::kinds;
use base::{Day, Id, Timestamp};
use people::{Place, unit::UnitId, user::UserId};
use sea_orm::entity::prelude::*;
use store::SearchDoc;

/// The id of a lead.
pub type LeadId = Id<Entity>;

base::text_enum! {
    /// Where a lead stands; the grade is separate (method 2.4).
    pub enum LeadStatus {
        New = "new",
        Nurturing = "nurturing",
        Converted = "converted",
        Closed = "closed",
    }
}
base::text_enum! {
    /// How warm a lead is (method 4.2).
    pub enum LeadGrade { Cold = "cold", Warm = "warm", Hot = "hot" }
}
base::text_enum! {
    /// Where a lead came from (method 4.4).
    pub enum LeadSource {
        Visit = "visit",
        CustomerNetwork = "customer_network",
        Delivery = "delivery",
        Marketing = "marketing",
        Referral = "referral",
        Website = "website",
        Prospecting = "prospecting",
        Partner = "partner",
        TenderNotice = "tender_notice",
        Service = "service",
        Research = "research",
        BudgetTable = "budget_table",
    }
}
base::text_enum! {
    /// How far the customer's budget is.
    pub enum BudgetState {
        None = "none",
        Planned = "planned",
        Requested = "requested",
        Approved = "approved",
    }
}
base::text_enum! {
    /// The third question: can we win (method 4.5)?
    pub enum WinChance { High = "high", Medium = "medium", Low = "low" }
}
base::text_enum! {
    /// Why a lead was closed (method 4.5).
    pub enum LeadCloseReason {
        NotReal = "not_real",
        OutOfScope = "out_of_scope",
        Duplicate = "duplicate",
        NoBudget = "no_budget",
        CustomerUnfit = "customer_unfit",
        LostEarly = "lost_early",
        NoAnswer = "no_answer",
        Other = "other",
    }
}

/// A lead.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "lead")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LeadId,
    /// `LEAD-2026-00001`.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// The customer, when known to us.
    pub customer_id: Option<Id<account::customer::Entity>>,
    /// The customer's name, when not yet known to us.
    pub customer_name: Option<String>,
    /// Whom to talk to.
    pub contact_name: Option<String>,
    /// How to reach the contact.
    pub contact_phone: Option<String>,
    /// Where it came from.
    pub source: Option<LeadSource>,
    /// Status.
    pub status: LeadStatus,
    /// Budget of the customer in minor units.
    pub amount_minor: Option<i64>,
    /// Currency of the amount.
    pub currency: String,
    /// When the customer is expected to enter the buying process.
    pub entry_on: Option<Day>,
    /// Element 1: the customer's pain or expectation.
    pub pain: Option<String>,
    /// Whom the pain reaches.
    pub pain_reach: Option<String>,
    /// Element 2: our idea of a solution.
    pub solution_idea: Option<String>,
    /// The product that the idea rests on.
    pub product_id: Option<Id<catalog::product::Entity>>,
    /// What the customer gains, in numbers.
    pub benefit: Option<String>,
    /// Element 3: where the budget comes from.
    pub budget_source: Option<String>,
    /// How far it is.
    pub budget_state: Option<BudgetState>,
    /// Element 4: who may lead the investment.
    pub investment_leader: Option<String>,
    /// Who decides.
    pub decision_makers: Option<String>,
    /// Who else matters.
    pub stakeholders: Option<String>,
    /// Grade criterion, 1 to 3.
    pub urgency: Option<i64>,
    /// Grade criterion, 1 to 3.
    pub maturity: Option<i64>,
    /// Grade criterion, 1 to 3.
    pub agreement: Option<i64>,
    /// Grade criterion, 1 to 3.
    pub entry: Option<i64>,
    /// The computed grade, or the one set by hand; kept for lists.
    pub grade: Option<LeadGrade>,
    /// Set by hand.
    pub grade_override: Option<LeadGrade>,
    /// Why it was set by hand.
    pub grade_override_reason: Option<String>,
    /// Filled elements, 0 to 4; kept for lists.
    pub completeness: i64,
    /// Who wrote it down.
    pub collector_id: UserId,
    /// Who verified it.
    pub verifier_id: Option<UserId>,
    /// When.
    pub verified_at: Option<Timestamp>,
    /// Question 1: is it a lead at all?
    pub is_lead: Option<bool>,
    /// Question 2: how far away is it?
    pub distance: Option<LeadGrade>,
    /// Question 3: can we win?
    pub win: Option<WinChance>,
    /// What the verifier said.
    pub verification_note: Option<String>,
    /// When it is looked at again.
    pub review_on: Option<Day>,
    /// Why it was closed.
    pub close_reason: Option<LeadCloseReason>,
    /// More about why.
    pub close_note: Option<String>,
    /// The opportunity that it became.
    pub opportunity_id: Option<String>,
    /// Its title at that moment.
    pub opportunity_title: Option<String>,
    /// Whose it is.
    pub owner_id: UserId,
    /// Where it sits.
    pub unit_id: UnitId,
    /// Copied from the unit.
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

store::record!(Model, "lead", search = |lead| Some(lead.search_doc()));
access::placed!(Model, kinds::LEAD);

impl Model {
    /// Where it sits and whose it is.
    pub fn place(&self) -> Place {
        Place {
            owner_id: self.owner_id.clone(),
            unit_id: self.unit_id.clone(),
            unit_path: self.unit_path.clone(),
        }
    }
    fn search_doc(&self) -> SearchDoc {
        let words = [&self.contact_name, &self.pain, &self.solution_idea, &self.customer_name];
        SearchDoc {
            number: self.number.clone(),
            title: self.title.clone(),
            subtitle: self.customer_name.clone().unwrap_or_default(),
            text: words.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "),
            owner_id: self.owner_id.to_string(),
            unit_path: self.unit_path.clone(),
            // The collector stays on the lead that he wrote down.
            member_ids: vec![self.collector_id.to_string()],
        }
    }
}
