//! THE way in which the stage of an opportunity changes, for every channel.

use crate::{
    OpportunityRefusal,
    model::opportunity::{LossReason, Model, Stage},
    rules,
};
use base::{Check, Day, Fault};
use decision::{
    DecisionRefusal, RecordKind, Subjects, model::Model as Decision, process_of, refuse,
};
use process::Effect;
use store::Tx;

/// The kind in process definitions.
pub(crate) const KIND: RecordKind = RecordKind::Opportunity;

/// What is to happen to an opportunity.
#[derive(Debug, Clone)]
pub enum Step<'a> {
    /// It goes on to this stage.
    Advance(Stage),
    /// A gate was decided.
    Decided(&'a Effect, &'a Decision),
    /// It is not pursued until the review date.
    Hold {
        /// Why.
        reason: String,
        /// When to look again, after today.
        review_on: Day,
    },
    /// It is pursued again.
    Resume,
    /// It ends without success, in one of the lost ends.
    Stop {
        /// Lost, or abandoned.
        to: Stage,
        /// Why.
        reason: LossReason,
        /// In words.
        note: Option<String>,
    },
}

/// Takes the step if the process allows it. Advancing is refused with everything that stands in the
/// way (`gate_unmet`), whoever asks: criteria that do not hold, a gate without an effective go, a
/// stage that is not the next. Ended ones say `end_stage`, those on hold `on_hold`.
pub async fn transition(
    tx: &mut Tx,
    subjects: &Subjects,
    before: &Model,
    step: Step<'_>,
) -> Result<Model, Fault> {
    // What is judged below must still be so when the stage is written.
    if tx.lock::<Model>(before.id.as_str()).await?.version != before.version {
        return Err(Fault::Stale(None));
    }
    match step {
        Step::Advance(to) => advance(tx, subjects, before, to).await,
        Step::Hold { reason, review_on } => {
            let mut check = Check::new();
            check.text("/reason", &reason, 1, rules::NOTE_MAX);
            check.ensure(review_on > tx.today(), "/review_on", "review_date_required");
            check.done()?;
            hold(tx, before, Some(reason), review_on).await
        }
        Step::Resume => resume(tx, before).await,
        Step::Stop { to, reason, note } => {
            rules::check_stop(to, before.rung, reason, note.as_deref())?;
            stop(tx, subjects, before, to, reason, note).await
        }
        Step::Decided(effect, decision) => match effect {
            Effect::Move(moved) => {
                let to = Stage::parse(&moved.to);
                let to = to.ok_or_else(|| Fault::internal(format!("no stage {}", moved.to)))?;
                advance(tx, subjects, before, to).await
            }
            Effect::Park { review_on } => {
                let day = review_on.parse();
                let day = day.map_err(|_| Fault::internal(format!("no day {review_on}")))?;
                hold(tx, before, decision.reason.clone(), day).await
            }
            Effect::Stop => {
                let note = decision.reason.clone();
                stop(tx, subjects, before, Stage::Abandoned, LossReason::Other, note).await
            }
            Effect::Stay | Effect::Renew => Ok(before.clone()),
        },
    }
}

async fn advance(
    tx: &mut Tx,
    subjects: &Subjects,
    before: &Model,
    to: Stage,
) -> Result<Model, Fault> {
    if before.on_hold {
        return Err(DecisionRefusal::OnHold.into());
    }
    judge(tx, subjects, before, to).await?;
    let mut after = before.clone();
    after.stage = to;
    after.stage_at = tx.now();
    if !to.is_open() {
        after.closed_on = Some(tx.today());
        decision::verbs::close_open(tx, KIND, before.id.as_str()).await?;
    }
    tx.update(before, &mut after, "stage").await?;
    Ok(after)
}

async fn judge(tx: &Tx, subjects: &Subjects, before: &Model, to: Stage) -> Result<(), Fault> {
    let (kind, id, from) = (KIND.as_str(), before.id.as_str(), before.stage.as_str());
    let process = process_of(&before.process_key, before.process_version)?;
    let known = subjects.facts(tx.conn(), tx.today(), KIND, id).await?;
    let exit = process.stage(kind, from).and_then(|stage| stage.exit.as_ref());
    let effective = match exit.and_then(|exit| exit.gate.as_deref()) {
        Some(gate) => decision::effective(tx.conn(), KIND, id, gate, tx.today()).await?,
        None => None,
    };
    let gate = effective.as_ref().map(|decision| decision.gate.as_str());
    process::advance(process, kind, from, to.as_str(), &known.facts, gate).map_err(refuse)?;
    Ok(())
}

async fn hold(
    tx: &mut Tx,
    before: &Model,
    reason: Option<String>,
    review_on: Day,
) -> Result<Model, Fault> {
    demand_open(before)?;
    let mut after = before.clone();
    after.on_hold = true;
    after.hold_reason.clone_from(&reason);
    after.review_on = Some(review_on);
    tx.update_noting(before, &mut after, "held", reason).await?;
    Ok(after)
}

async fn resume(tx: &mut Tx, before: &Model) -> Result<Model, Fault> {
    demand_open(before)?;
    if !before.on_hold {
        return Err(OpportunityRefusal::NotOnHold.into());
    }
    let mut after = before.clone();
    after.on_hold = false;
    after.hold_reason = None;
    after.review_on = None;
    tx.update(before, &mut after, "resumed").await?;
    Ok(after)
}

/// Ends it without success; a contract that is not signed ends with it, a signed one refuses.
async fn stop(
    tx: &mut Tx,
    subjects: &Subjects,
    before: &Model,
    to: Stage,
    reason: LossReason,
    note: Option<String>,
) -> Result<Model, Fault> {
    let process = process_of(&before.process_key, before.process_version)?;
    let (from, end) = (before.stage.as_str(), to.as_str());
    process::stop(process, KIND.as_str(), from, end, Some(reason.as_str())).map_err(refuse)?;
    let why = note.as_deref().unwrap_or(reason.as_str());
    subjects.stop(tx, KIND, before.id.as_str(), why).await?;
    let mut after = before.clone();
    after.stage = to;
    after.stage_at = tx.now();
    after.stopped_in = Some(before.stage);
    after.on_hold = false;
    after.review_on = None;
    after.loss_reason = Some(reason);
    after.loss_note.clone_from(&note);
    after.closed_on = Some(tx.today());
    decision::verbs::close_open(tx, KIND, before.id.as_str()).await?;
    tx.update_noting(before, &mut after, end, note).await?;
    Ok(after)
}

/// Refused (`opportunity_not_open`) once it has ended.
pub(crate) fn demand_open(deal: &Model) -> Result<(), Fault> {
    if deal.stage.is_open() { Ok(()) } else { Err(OpportunityRefusal::NotOpen.into()) }
}
