//! What is done with milestones. Each verb works within a transaction that the caller commits.

use crate::{
    DeliveryRefusal,
    model::milestone::{MilestoneId, MilestoneStatus, Model},
    queries, rules,
};
use access::{Actor, Allowed, Seen, act};
use base::{Check, Day, Fault};
use contract::{Contract, ContractId, ContractRefusal, MilestoneKind};
use store::Tx;
use wire::Patch;

/// Milestones of a contract at most.
const MILESTONES_MAX: usize = 200;
/// Characters of a note at most.
const NOTE_MAX: usize = 4_000;
/// Years from today that a day may be away.
const YEARS_MAX: i64 = 20;

/// A milestone as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMilestone {
    /// Which event.
    pub kind: MilestoneKind,
    /// What tells it from others of its kind; may be empty.
    pub label: String,
    /// When we plan it.
    pub planned_on: Option<Day>,
    /// When the contract demands it.
    pub contract_on: Option<Day>,
}

/// What is changed on a milestone; absent leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MilestoneEdit {
    /// What tells it from others of its kind.
    pub label: Option<String>,
    /// When we plan it.
    pub planned_on: Patch<Day>,
    /// When we expect it now.
    pub forecast_on: Patch<Day>,
    /// When it was reached; emptied, it is planned again.
    pub actual_on: Patch<Day>,
    /// In words.
    pub note: Patch<String>,
}

/// A milestone by id within reach.
pub async fn load(tx: &Tx, actor: &Actor, id: &MilestoneId) -> Result<Seen<Model>, Fault> {
    access::get::<Model, _>(tx.conn(), actor, id.as_str()).await
}

/// The contract of a milestone, held until the end of the transaction: what is decided over all
/// milestones of a contract is decided by one caller at a time.
pub async fn hold(tx: &Tx, id: &ContractId) -> Result<Contract, Fault> {
    tx.lock(id.as_str()).await
}

fn check(milestone: &Model, today: Day) -> Result<(), Fault> {
    let mut check = Check::new();
    check.text("/label", &milestone.label, 0, 100);
    for (pointer, day) in [
        ("/planned_on", milestone.planned_on),
        ("/forecast_on", milestone.forecast_on),
        ("/contract_on", milestone.contract_on),
        ("/actual_on", milestone.actual_on),
    ] {
        if let Some(day) = day {
            check.near(pointer, day, today, YEARS_MAX);
        }
    }
    check.ensure(milestone.actual_on.is_none_or(|day| day <= today), "/actual_on", "day_future");
    check.optional_text("/note", milestone.note.as_deref(), NOTE_MAX);
    check.done()
}

fn demand_live(contract: &Contract) -> Result<(), Fault> {
    if contract.stage.is_ended() { Err(ContractRefusal::ContractEnded.into()) } else { Ok(()) }
}

/// Adds a milestone to a contract that has not ended.
pub async fn add(
    tx: &mut Tx,
    contract: &Allowed<Contract, act::Edit>,
    new: NewMilestone,
) -> Result<Model, Fault> {
    demand_live(contract)?;
    let count = queries::of_contract(tx.conn(), contract.id.as_str()).await?.len();
    if count >= MILESTONES_MAX {
        return Err(DeliveryRefusal::TooManyMilestones.into());
    }
    let mut milestone = Model {
        id: tx.new_id(),
        contract_id: contract.id.clone(),
        opportunity_id: contract.opportunity_id.clone(),
        kind: new.kind,
        label: new.label.trim().to_owned(),
        planned_on: new.planned_on,
        forecast_on: None,
        contract_on: new.contract_on,
        actual_on: None,
        status: MilestoneStatus::Planned,
        accepted_by: None,
        accepted_at: None,
        note: None,
        owner_id: contract.owner_id.clone(),
        unit_id: contract.unit_id.clone(),
        unit_path: contract.unit_path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    check(&milestone, tx.today())?;
    milestone.forecast_on = milestone.planned_on.or(milestone.contract_on);
    tx.insert(&milestone).await?;
    let all = queries::of_contract(tx.conn(), contract.id.as_str()).await?;
    settle(tx, &milestone, &all).await?;
    Ok(milestone)
}

/// Adds the milestones that the payment plan waits for and that nobody has added yet: each on the day
/// from which its payment was planned.
pub async fn add_from_plan(
    tx: &mut Tx,
    contract: &Allowed<Contract, act::Edit>,
) -> Result<(), Fault> {
    let lines = contract::queries::lines(tx.conn(), contract.id.as_str()).await?;
    let there = queries::of_contract(tx.conn(), contract.id.as_str()).await?;
    let triggers: Vec<MilestoneKind> = lines.iter().map(|line| line.trigger_kind).collect();
    demand_live(contract)?;
    for kind in rules::uncovered(&there, &triggers) {
        let planned_on = lines
            .iter()
            .filter(|line| line.trigger_kind == kind)
            .filter_map(|line| line.planned_on.map(|day| day.plus_days(-line.payment_days)))
            .max();
        let new = NewMilestone { kind, label: String::new(), planned_on, contract_on: None };
        add(tx, contract, new).await?;
    }
    Ok(())
}

/// Edits a milestone that is not accepted. A day on which it was reached makes it reached; what is
/// expected later moves the forecast of its payments.
pub async fn edit(
    tx: &mut Tx,
    contract: &Contract,
    milestone: &Allowed<Model, act::Edit>,
    edit: MilestoneEdit,
) -> Result<Model, Fault> {
    demand_live(contract)?;
    demand_unaccepted(milestone)?;
    let mut after = Model::clone(milestone);
    if let Some(label) = edit.label {
        label.trim().clone_into(&mut after.label);
    }
    edit.planned_on.apply(&mut after.planned_on);
    edit.forecast_on.apply(&mut after.forecast_on);
    edit.actual_on.apply(&mut after.actual_on);
    edit.note.apply(&mut after.note);
    after.status = match after.actual_on {
        Some(_) => MilestoneStatus::Reached,
        None => MilestoneStatus::Planned,
    };
    check(&after, tx.today())?;
    tx.update(&**milestone, &mut after, "edited").await?;
    let all = queries::of_contract(tx.conn(), after.contract_id.as_str()).await?;
    settle(tx, &after, &all).await?;
    Ok(after)
}

fn demand_unaccepted(milestone: &Model) -> Result<(), Fault> {
    if milestone.is_accepted() {
        return Err(DeliveryRefusal::MilestoneAccepted.into());
    }
    Ok(())
}

/// Accepts a milestone with its evidence (K16). When it is the last of its event, the payments that
/// wait for the event become due.
pub async fn accept(
    tx: &mut Tx,
    contract: &Contract,
    milestone: &Allowed<Model, act::Accept>,
    actor: &Actor,
    actual_on: Day,
) -> Result<Model, Fault> {
    demand_live(contract)?;
    demand_unaccepted(milestone)?;
    if !contract.stage.is_signed() {
        return Err(DeliveryRefusal::ContractNotSigned.into());
    }
    let mut after = Model::clone(milestone);
    after.actual_on = Some(actual_on);
    after.status = MilestoneStatus::Accepted;
    after.accepted_by = Some(actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?);
    after.accepted_at = Some(tx.now());
    check(&after, tx.today())?;
    if !work::keep_files(tx, "milestone", milestone.id.as_str()).await? {
        return Err(DeliveryRefusal::EvidenceMissing.into());
    }
    tx.update(&**milestone, &mut after, "accepted").await?;
    let all = queries::of_contract(tx.conn(), after.contract_id.as_str()).await?;
    settle(tx, &after, &all).await?;
    Ok(after)
}

/// Removes a milestone that was never accepted, for example one that was added by mistake.
pub async fn remove(
    tx: &mut Tx,
    contract: &Contract,
    milestone: &Allowed<Model, act::Edit>,
) -> Result<(), Fault> {
    demand_live(contract)?;
    demand_unaccepted(milestone)?;
    if work::has_files(tx.conn(), "milestone", milestone.id.as_str(), None).await? {
        return Err(DeliveryRefusal::MilestoneHasFiles.into());
    }
    tx.delete(&**milestone, "removed").await?;
    let all = queries::of_contract(tx.conn(), milestone.contract_id.as_str()).await?;
    // The one that held the event up may have been the one that is gone.
    settle(tx, milestone, &all).await
}

/// Makes the payments of a milestone's event due when it has happened, or else moves their forecast.
async fn settle(tx: &mut Tx, milestone: &Model, all: &[Model]) -> Result<(), Fault> {
    let (contract_id, kind) = (&milestone.contract_id, milestone.kind);
    if let Some(day) = rules::event_happened_on(all, kind) {
        return contract::verbs::trigger(tx, contract_id, kind, day).await;
    }
    match rules::event_expected_on(all, kind) {
        // Payments are expected when their event is: their forecast moves, never their plan.
        Some(day) => contract::verbs::forecast(tx, contract_id, kind, day).await,
        None => Ok(()),
    }
}
