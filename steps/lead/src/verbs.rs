//! What is done with leads. Each verb works within a transaction that the caller commits.

use crate::{
    LeadRefusal,
    model::{
        BudgetState, LeadCloseReason, LeadGrade, LeadId, LeadSource, LeadStatus, Model, WinChance,
    },
    rules::{self, Elements},
};
use access::{Actor, Allowed, act, team};
use base::{Check, Day, Fault, Id};
use people::Place;
use process::{Moved, huawei5};
use store::Tx;
use wire::Patch;

/// The kind in process definitions and teams.
const KIND: &str = "lead";

/// What a collector writes down; everything but the title may follow later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadEdit {
    /// What it is about.
    pub title: Option<String>,
    /// The customer, when known to us.
    pub customer_id: Patch<Id<account::customer::Entity>>,
    /// The customer's name, when not.
    pub customer_name: Patch<String>,
    /// Whom to talk to.
    pub contact_name: Patch<String>,
    /// How to reach the contact.
    pub contact_phone: Patch<String>,
    /// Where it came from.
    pub source: Patch<LeadSource>,
    /// Budget in minor units.
    pub amount_minor: Patch<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// Expected entry into the buying process.
    pub entry_on: Patch<Day>,
    /// Element 1.
    pub pain: Patch<String>,
    /// Element 1.
    pub pain_reach: Patch<String>,
    /// Element 2.
    pub solution_idea: Patch<String>,
    /// Element 2.
    pub product_id: Patch<Id<catalog::product::Entity>>,
    /// Element 2.
    pub benefit: Patch<String>,
    /// Element 3.
    pub budget_source: Patch<String>,
    /// Element 3.
    pub budget_state: Patch<BudgetState>,
    /// Element 4.
    pub investment_leader: Patch<String>,
    /// Element 4.
    pub decision_makers: Patch<String>,
    /// Element 4.
    pub stakeholders: Patch<String>,
    /// Grade criterion, 1 to 3.
    pub urgency: Patch<i64>,
    /// Grade criterion, 1 to 3.
    pub maturity: Patch<i64>,
    /// Grade criterion, 1 to 3.
    pub agreement: Patch<i64>,
    /// Grade criterion, 1 to 3.
    pub entry: Patch<i64>,
    /// The grade by hand.
    pub grade_override: Patch<LeadGrade>,
    /// Why by hand.
    pub grade_override_reason: Patch<String>,
}

/// Writes a lead down; the actor is its collector.
pub async fn collect(
    tx: &mut Tx,
    actor: &Actor,
    place: Place,
    edit: LeadEdit,
) -> Result<Model, Fault> {
    let collector_id = actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?;
    let mut lead = Model {
        id: tx.new_id(),
        number: String::new(),
        title: String::new(),
        customer_id: None,
        customer_name: None,
        contact_name: None,
        contact_phone: None,
        source: None,
        status: LeadStatus::New,
        amount_minor: None,
        currency: actor.currency.clone(),
        entry_on: None,
        pain: None,
        pain_reach: None,
        solution_idea: None,
        product_id: None,
        benefit: None,
        budget_source: None,
        budget_state: None,
        investment_leader: None,
        decision_makers: None,
        stakeholders: None,
        urgency: None,
        maturity: None,
        agreement: None,
        entry: None,
        grade: None,
        grade_override: None,
        grade_override_reason: None,
        completeness: 0,
        collector_id,
        verifier_id: None,
        verified_at: None,
        is_lead: None,
        distance: None,
        win: None,
        verification_note: None,
        review_on: None,
        close_reason: None,
        close_note: None,
        opportunity_id: None,
        opportunity_title: None,
        owner_id: place.owner_id,
        unit_id: place.unit_id,
        unit_path: place.unit_path,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    apply(tx, actor, &mut lead, edit).await?;
    lead.number = tx.next_number("LEAD").await?;
    tx.insert(&lead).await?;
    let collector = (lead.id.as_str(), lead.collector_id.as_str(), "collector");
    team::insert(tx, KIND, std::iter::once(collector)).await?;
    Ok(lead)
}

/// Edits an open lead.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Allowed<Model, act::Edit>,
    edit: LeadEdit,
) -> Result<Model, Fault> {
    demand_open(lead)?;
    let mut after = Model::clone(lead);
    apply(tx, actor, &mut after, edit).await?;
    tx.update(&**lead, &mut after, "edited").await?;
    Ok(after)
}

/// Gives a lead to another owner.
pub async fn assign(
    tx: &mut Tx,
    lead: &Allowed<Model, act::Assign>,
    place: Place,
) -> Result<Model, Fault> {
    demand_open(lead)?;
    let mut after = Model::clone(lead);
    after.owner_id = place.owner_id;
    after.unit_id = place.unit_id;
    after.unit_path = place.unit_path;
    tx.update(&**lead, &mut after, "assigned").await?;
    Ok(after)
}

/// The answers to the three questions (method 4.5).
#[derive(Debug, Clone)]
pub struct Answers {
    /// Is it a lead at all?
    pub is_lead: bool,
    /// How far away is it? Needed when it is one.
    pub distance: Option<LeadGrade>,
    /// Can we win? Needed when it is one.
    pub win: Option<WinChance>,
    /// In words.
    pub note: Option<String>,
}

/// Answers the three questions. "No lead" closes it, anything else starts nurturing and sets the
/// next look.
pub async fn verify(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Allowed<Model, act::Decide>,
    answers: Answers,
) -> Result<Model, Fault> {
    let Answers { is_lead, distance, win, note } = answers;
    demand_open(lead)?;
    if lead.collector_id.as_str() == actor.user_id {
        return Err(LeadRefusal::VerifierIsCollector.into());
    }
    let mut check = Check::new();
    check.ensure(!is_lead || distance.is_some(), "/distance", "required");
    check.ensure(!is_lead || win.is_some(), "/win", "required");
    check.optional_text("/note", note.as_deref(), 2000);
    check.done()?;
    let mut after = Model::clone(lead);
    after.verifier_id = Some(actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?);
    after.verified_at = Some(tx.now());
    after.is_lead = Some(is_lead);
    after.distance = distance.filter(|_| is_lead);
    after.win = win.filter(|_| is_lead);
    after.verification_note.clone_from(&note);
    if is_lead {
        after.review_on = distance.map(|distance| rules::review_on(distance, tx.today()));
        if after.status == LeadStatus::New {
            transition(&mut after, LeadStatus::Nurturing, None)?;
        }
    } else {
        after.close_reason = Some(LeadCloseReason::NotReal);
        after.close_note.clone_from(&note);
        transition(&mut after, LeadStatus::Closed, Some(LeadCloseReason::NotReal.as_str()))?;
    }
    tx.update_noting(&**lead, &mut after, "verified", note).await?;
    Ok(after)
}

/// Closes a lead with a reason; `other` needs words.
pub async fn close(
    tx: &mut Tx,
    lead: &Allowed<Model, act::Edit>,
    reason: LeadCloseReason,
    note: Option<String>,
) -> Result<Model, Fault> {
    demand_open(lead)?;
    let mut check = Check::new();
    check.optional_text("/note", note.as_deref(), 2000);
    let explained = note.as_ref().is_some_and(|note| !note.trim().is_empty());
    check.ensure(reason != LeadCloseReason::Other || explained, "/note", "required");
    check.done()?;
    let mut after = Model::clone(lead);
    after.close_reason = Some(reason);
    after.close_note.clone_from(&note);
    after.review_on = None;
    transition(&mut after, LeadStatus::Closed, Some(reason.as_str()))?;
    tx.update_noting(&**lead, &mut after, "closed", note).await?;
    Ok(after)
}

/// Opens a closed lead again: it starts anew, unverified.
pub async fn reopen(tx: &mut Tx, lead: &Allowed<Model, act::Edit>) -> Result<Model, Fault> {
    if lead.status != LeadStatus::Closed {
        return Err(LeadRefusal::LeadNotClosed.into());
    }
    let mut after = Model::clone(lead);
    after.status = LeadStatus::New;
    after.close_reason = None;
    after.close_note = None;
    after.verifier_id = None;
    after.verified_at = None;
    after.is_lead = None;
    after.distance = None;
    after.win = None;
    tx.update(&**lead, &mut after, "reopened").await?;
    Ok(after)
}

/// Marks a lead as converted: called by the step that makes the opportunity, in its transaction.
pub async fn mark_converted(
    tx: &mut Tx,
    lead: &Allowed<Model, act::Edit>,
    customer_id: Id<account::customer::Entity>,
    opportunity_id: &str,
    opportunity_title: &str,
) -> Result<Model, Fault> {
    demand_open(lead)?;
    let mut after = Model::clone(lead);
    after.customer_id = Some(customer_id);
    after.opportunity_id = Some(opportunity_id.to_owned());
    after.opportunity_title = Some(opportunity_title.to_owned());
    after.review_on = None;
    transition(&mut after, LeadStatus::Converted, None)?;
    tx.update(&**lead, &mut after, "converted").await?;
    Ok(after)
}

/// Sets the status by hand, for PATCH and bulk: the same function as everywhere decides, and a lead
/// is never converted without its opportunity.
pub async fn set_status(
    tx: &mut Tx,
    lead: &Allowed<Model, act::Edit>,
    to: LeadStatus,
) -> Result<Model, Fault> {
    let mut after = Model::clone(lead);
    let reason = lead.close_reason.map(LeadCloseReason::as_str);
    transition(&mut after, to, reason)?;
    if to == LeadStatus::Converted {
        return Err(LeadRefusal::LeadConverts.into());
    }
    tx.update(&**lead, &mut after, "edited").await?;
    Ok(after)
}

/// The one way in which the status of a lead changes.
pub fn transition(lead: &mut Model, to: LeadStatus, reason: Option<&str>) -> Result<(), Fault> {
    let process = huawei5();
    let from = lead.status.as_str();
    let moved: Result<Moved, process::Refusal> = if to == LeadStatus::Closed {
        process::stop(process, KIND, from, to.as_str(), reason)
    } else {
        process::advance(process, KIND, from, to.as_str(), &rules::facts(lead), None)
    };
    moved.map_err(decision::refuse)?;
    lead.status = to;
    Ok(())
}

fn demand_open(lead: &Model) -> Result<(), Fault> {
    if rules::is_open(lead.status) { Ok(()) } else { Err(LeadRefusal::LeadNotOpen.into()) }
}

/// Puts an edit on a lead and checks the whole.
async fn apply(tx: &Tx, actor: &Actor, lead: &mut Model, edit: LeadEdit) -> Result<(), Fault> {
    if let Some(title) = edit.title {
        title.trim().clone_into(&mut lead.title);
    }
    if let Some(currency) = edit.currency {
        lead.currency = currency;
    }
    edit.customer_id.apply(&mut lead.customer_id);
    edit.customer_name.apply(&mut lead.customer_name);
    edit.contact_name.apply(&mut lead.contact_name);
    edit.contact_phone.apply(&mut lead.contact_phone);
    edit.source.apply(&mut lead.source);
    edit.amount_minor.apply(&mut lead.amount_minor);
    edit.entry_on.apply(&mut lead.entry_on);
    edit.pain.apply(&mut lead.pain);
    edit.pain_reach.apply(&mut lead.pain_reach);
    edit.solution_idea.apply(&mut lead.solution_idea);
    edit.product_id.apply(&mut lead.product_id);
    edit.benefit.apply(&mut lead.benefit);
    edit.budget_source.apply(&mut lead.budget_source);
    edit.budget_state.apply(&mut lead.budget_state);
    edit.investment_leader.apply(&mut lead.investment_leader);
    edit.decision_makers.apply(&mut lead.decision_makers);
    edit.stakeholders.apply(&mut lead.stakeholders);
    edit.urgency.apply(&mut lead.urgency);
    edit.maturity.apply(&mut lead.maturity);
    edit.agreement.apply(&mut lead.agreement);
    edit.entry.apply(&mut lead.entry);
    edit.grade_override.apply(&mut lead.grade_override);
    edit.grade_override_reason.apply(&mut lead.grade_override_reason);
    check(lead, tx.today())?;
    if let Some(customer) = edit.customer_id.value() {
        // A customer that the caller cannot see is as unknown as one that does not exist.
        let known = access::get::<account::customer::Model, _>(tx.conn(), actor, customer.as_str());
        let known = known.await.map_err(|fault| match fault {
            Fault::NotFound => Fault::field("/customer_id", "unknown_customer"),
            other => other,
        })?;
        lead.customer_name = Some(known.name.clone());
    }
    if let Some(product) = edit.product_id.value()
        && tx.get::<catalog::product::Entity>(product.clone()).await?.is_none()
    {
        return Err(Fault::field("/product_id", "unknown_product"));
    }
    let computed = rules::grade_of(lead, tx.today()).map(|graded| graded.grade);
    lead.grade = lead.grade_override.or(computed);
    lead.completeness = Elements::of(lead).completeness();
    Ok(())
}

fn check(lead: &Model, today: Day) -> Result<(), Fault> {
    let mut check = Check::new();
    check.text("/title", &lead.title, 1, 200);
    for (pointer, text, max) in [
        ("/customer_name", &lead.customer_name, 200),
        ("/contact_name", &lead.contact_name, 100),
        ("/contact_phone", &lead.contact_phone, 50),
        ("/pain", &lead.pain, 4000),
        ("/pain_reach", &lead.pain_reach, 1000),
        ("/solution_idea", &lead.solution_idea, 4000),
        ("/benefit", &lead.benefit, 2000),
        ("/budget_source", &lead.budget_source, 1000),
        ("/investment_leader", &lead.investment_leader, 500),
        ("/decision_makers", &lead.decision_makers, 1000),
        ("/stakeholders", &lead.stakeholders, 1000),
        ("/grade_override_reason", &lead.grade_override_reason, 1000),
    ] {
        check.optional_text(pointer, text.as_deref(), max);
    }
    if let Some(amount) = lead.amount_minor {
        check.amount("/amount_minor", amount);
    }
    check.currency("/currency", &lead.currency);
    if let Some(entry) = lead.entry_on {
        check.near("/entry_on", entry, today, 10);
    }
    for (pointer, points) in [
        ("/urgency", lead.urgency),
        ("/maturity", lead.maturity),
        ("/agreement", lead.agreement),
        ("/entry", lead.entry),
    ] {
        if let Some(points) = points {
            check.range(pointer, points, 1, 3);
        }
    }
    let explained = lead.grade_override_reason.as_ref().is_some_and(|r| !r.trim().is_empty());
    check.ensure(lead.grade_override.is_none() || explained, "/grade_override_reason", "required");
    check.done()
}

/// A lead by id for other steps, within reach.
pub async fn load(tx: &Tx, actor: &Actor, id: &LeadId) -> Result<access::Seen<Model>, Fault> {
    access::get::<Model, _>(tx.conn(), actor, id.as_str()).await
}
