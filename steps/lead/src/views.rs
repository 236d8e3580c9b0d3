//! What a caller sees of one lead.

use crate::{
    model::{BudgetState, LeadCloseReason, LeadGrade, LeadSource, LeadStatus, Model, WinChance},
    rules::{self, Elements, LeadAdvice},
};
use access::{Action, Seen};
use base::{Day, Fault, Timestamp};
use process::{ExitReport, huawei5};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;
use wire::{AllowedAction, Ref};

/// The answers to the three questions.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadVerification {
    /// Who answered.
    pub verifier: Ref,
    /// When.
    pub verified_at: Timestamp,
    /// Is it a lead at all?
    pub is_lead: bool,
    /// How far away is it?
    pub distance: Option<LeadGrade>,
    /// Can we win?
    pub win: Option<WinChance>,
    /// What the answers advise.
    pub advice: LeadAdvice,
    /// What the verifier said.
    pub note: Option<String>,
}

/// A lead.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadView {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Status.
    pub status: LeadStatus,
    /// The customer, when known to us.
    pub customer: Option<Ref>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Whom to talk to.
    pub contact_name: Option<String>,
    /// How to reach the contact.
    pub contact_phone: Option<String>,
    /// Where it came from.
    pub source: Option<LeadSource>,
    /// Whose it is.
    pub owner: Ref,
    /// Who wrote it down.
    pub collector: Ref,
    /// Where it sits.
    pub unit: Ref,
    /// Budget in minor units.
    pub amount_minor: Option<i64>,
    /// Its currency.
    pub currency: String,
    /// Expected entry into the buying process.
    pub entry_on: Option<Day>,
    /// Element 1.
    pub pain: Option<String>,
    /// Element 1.
    pub pain_reach: Option<String>,
    /// Element 2.
    pub solution_idea: Option<String>,
    /// Element 2.
    pub product: Option<Ref>,
    /// Element 2.
    pub benefit: Option<String>,
    /// Element 3.
    pub budget_source: Option<String>,
    /// Element 3.
    pub budget_state: Option<BudgetState>,
    /// Element 4.
    pub investment_leader: Option<String>,
    /// Element 4.
    pub decision_makers: Option<String>,
    /// Element 4.
    pub stakeholders: Option<String>,
    /// Which elements are filled.
    pub elements: Elements,
    /// How many, 0 to 4.
    pub completeness: i64,
    /// Grade criterion.
    pub urgency: Option<i64>,
    /// Grade criterion.
    pub maturity: Option<i64>,
    /// Grade criterion.
    pub agreement: Option<i64>,
    /// Grade criterion.
    pub entry: Option<i64>,
    /// The grade that counts.
    pub grade: Option<LeadGrade>,
    /// The grade from criteria and entry date.
    pub computed_grade: Option<LeadGrade>,
    /// The entry date changed it.
    pub grade_capped: bool,
    /// Set by hand.
    pub grade_override: Option<LeadGrade>,
    /// Why by hand.
    pub grade_override_reason: Option<String>,
    /// The three answers.
    pub verification: Option<LeadVerification>,
    /// Next look.
    pub review_on: Option<Day>,
    /// Why it was closed.
    pub close_reason: Option<LeadCloseReason>,
    /// More about why.
    pub close_note: Option<String>,
    /// What it became.
    pub opportunity: Option<Ref>,
    /// What the next status needs.
    pub exit: Option<ExitReport>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do now.
    pub allowed: Vec<AllowedAction>,
}

/// The view of a lead that the caller sees.
pub async fn view<C: ConnectionTrait>(
    conn: &C,
    seen: &Seen<Model>,
    user_id: &str,
    today: Day,
) -> Result<LeadView, Fault> {
    let lead: &Model = seen;
    let verifier = lead.verifier_id.as_ref().map(people::user::UserId::as_str);
    let everybody = [Some(lead.owner_id.as_str()), Some(lead.collector_id.as_str()), verifier];
    let names = people::names(conn, everybody.into_iter().flatten()).await?;
    let customer = lead
        .customer_id
        .as_ref()
        .map(|id| Ref::new(id.as_str(), lead.customer_name.clone().unwrap_or_default()));
    let product = match &lead.product_id {
        Some(id) => Some(catalog::queries::reference(conn, id.as_str()).await?),
        None => None,
    };
    let graded = rules::grade_of(lead, today);
    let opportunity = lead
        .opportunity_id
        .as_ref()
        .map(|id| Ref::new(id.as_str(), lead.opportunity_title.clone().unwrap_or_default()));
    Ok(LeadView {
        id: lead.id.to_string(),
        number: lead.number.clone(),
        title: lead.title.clone(),
        status: lead.status,
        customer,
        customer_name: lead.customer_name.clone(),
        contact_name: lead.contact_name.clone(),
        contact_phone: lead.contact_phone.clone(),
        source: lead.source,
        owner: people::reference(&names, lead.owner_id.as_str()),
        collector: people::reference(&names, lead.collector_id.as_str()),
        unit: people::queries::unit_reference(conn, lead.unit_id.as_str()).await?,
        amount_minor: lead.amount_minor,
        currency: lead.currency.clone(),
        entry_on: lead.entry_on,
        pain: lead.pain.clone(),
        pain_reach: lead.pain_reach.clone(),
        solution_idea: lead.solution_idea.clone(),
        product,
        benefit: lead.benefit.clone(),
        budget_source: lead.budget_source.clone(),
        budget_state: lead.budget_state,
        investment_leader: lead.investment_leader.clone(),
        decision_makers: lead.decision_makers.clone(),
        stakeholders: lead.stakeholders.clone(),
        elements: Elements::of(lead),
        completeness: lead.completeness,
        urgency: lead.urgency,
        maturity: lead.maturity,
        agreement: lead.agreement,
        entry: lead.entry,
        grade: lead.grade,
        computed_grade: graded.map(|graded| graded.grade),
        grade_capped: graded.is_some_and(|graded| graded.capped),
        grade_override: lead.grade_override,
        grade_override_reason: lead.grade_override_reason.clone(),
        verification: verification(lead, &names),
        review_on: lead.review_on,
        close_reason: lead.close_reason,
        close_note: lead.close_note.clone(),
        opportunity,
        exit: process::report(huawei5(), "lead", lead.status.as_str(), &rules::facts(lead)),
        version: lead.version,
        created_at: lead.created_at,
        updated_at: lead.updated_at,
        allowed: allowed(seen, user_id),
    })
}

fn allowed(seen: &Seen<Model>, user_id: &str) -> Vec<AllowedAction> {
    let open = (!rules::is_open(seen.status)).then_some("lead_not_open");
    let own = (seen.collector_id.as_str() == user_id).then_some("verifier_is_collector");
    let process = huawei5();
    let ready = process::report(process, "lead", seen.status.as_str(), &rules::facts(seen));
    let convertible = seen.status == LeadStatus::Nurturing && ready.is_some_and(|exit| exit.ready);
    let closed = (seen.status != LeadStatus::Closed).then_some("lead_not_closed");
    vec![
        AllowedAction::of(seen, "edit", Action::Edit, open),
        AllowedAction::of(seen, "assign", Action::Assign, open),
        AllowedAction::of(seen, "verify", Action::Decide, open.or(own)),
        AllowedAction::of(
            seen,
            "convert",
            Action::Edit,
            open.or((!convertible).then_some("gate_unmet")),
        ),
        AllowedAction::of(seen, "close", Action::Edit, open),
        AllowedAction::of(seen, "reopen", Action::Edit, closed),
    ]
}

fn verification(lead: &Model, names: &HashMap<String, String>) -> Option<LeadVerification> {
    let is_lead = lead.is_lead?;
    Some(LeadVerification {
        verifier: people::reference(names, lead.verifier_id.as_ref()?.as_str()),
        verified_at: lead.verified_at?,
        is_lead,
        distance: lead.distance,
        win: lead.win,
        advice: rules::advice(is_lead, lead.distance, lead.win).unwrap_or(LeadAdvice::Close),
        note: lead.verification_note.clone(),
    })
}
