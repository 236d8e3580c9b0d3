//! THE way in which the stage of a contract changes, for every channel.

use crate::{
    ATC, ContractRefusal,
    model::{
        contract::{ContractStage, Model},
        plan_line::MilestoneKind,
    },
    verbs,
};
use base::Fault;
use decision::{RecordKind, Subjects, model::Model as Decision, process_of, refuse};
use process::Effect;
use store::Tx;

/// The kind in process definitions.
pub(crate) const KIND: RecordKind = RecordKind::Contract;

/// What is to happen to a contract.
#[derive(Debug, Clone)]
pub enum Step<'a> {
    /// It goes on to this stage.
    Advance(ContractStage),
    /// A gate was decided.
    Decided(&'a Effect, &'a Decision),
    /// It ends without having been fulfilled.
    Terminate(String),
}

/// Takes the step if the process allows it, and writes what else the caller changed on `after`. The
/// journal says `verb`. Advancing is refused with everything that stands in the way. What a stage
/// brings with it happens here, so that it happens whoever asks: a signature wins the deal, a
/// registered contract makes due what hangs on its effect.
pub async fn transition(
    tx: &mut Tx,
    subjects: &Subjects,
    before: &Model,
    mut after: Model,
    step: Step<'_>,
    verb: &str,
) -> Result<Model, Fault> {
    // What is judged below must still be so when the stage is written.
    if verbs::hold(tx, before).await?.version != before.version {
        return Err(Fault::Stale(None));
    }
    if before.stage.is_ended() {
        return Err(ContractRefusal::ContractEnded.into());
    }
    let mut note = None;
    match step {
        Step::Advance(to) => advance(tx, subjects, before, &mut after, to).await?,
        Step::Decided(Effect::Move(moved), decision) => {
            let to = ContractStage::parse(&moved.to)
                .ok_or_else(|| Fault::internal(format!("no stage {}", moved.to)))?;
            note.clone_from(&decision.reason);
            advance(tx, subjects, before, &mut after, to).await?;
        }
        // A contract that is not signed simply waits; there is no hold to record.
        Step::Decided(Effect::Stay | Effect::Renew | Effect::Park { .. }, _) => {
            return Ok(before.clone());
        }
        // Who refuses to close what was fulfilled does not undo it.
        Step::Decided(Effect::Stop, decision) if decision.gate != ATC => {
            return Ok(before.clone());
        }
        Step::Decided(Effect::Stop, decision) => {
            let reason = decision.reason.clone().unwrap_or_default();
            stop(before, &mut after, &reason)?;
            note = Some(reason);
        }
        Step::Terminate(reason) => {
            stop(before, &mut after, &reason)?;
            note = Some(reason);
        }
    }
    after.stage_at = tx.now();
    if after.stage.is_ended() {
        after.live_key = after.live_key.filter(|_| after.stage == ContractStage::Closed);
        decision::verbs::close_open(tx, KIND, before.id.as_str()).await?;
    }
    tx.update_noting(before, &mut after, verb, note).await?;
    match after.stage {
        ContractStage::Signed => win(tx, subjects, &after).await?,
        ContractStage::Registered => {
            if let Some(effective_on) = after.effective_on {
                let kind = MilestoneKind::ContractEffective;
                verbs::trigger(tx, &after.id, kind, effective_on).await?;
            }
        }
        _ => {}
    }
    Ok(after)
}

/// The deal is won with its contract.
async fn win(tx: &mut Tx, subjects: &Subjects, contract: &Model) -> Result<(), Fault> {
    let deal = tx.get::<opportunity::Entity>(contract.opportunity_id.clone()).await?;
    let deal = deal.ok_or(Fault::NotFound)?;
    let won = opportunity::transition::Step::Advance(opportunity::Stage::Won);
    opportunity::transition::transition(tx, subjects, &deal, won).await?;
    Ok(())
}

async fn advance(
    tx: &mut Tx,
    subjects: &Subjects,
    before: &Model,
    after: &mut Model,
    to: ContractStage,
) -> Result<(), Fault> {
    let process = process_of(&before.process_key, before.process_version)?;
    let (kind, from) = (KIND.as_str(), before.stage.as_str());
    let known = subjects.facts(tx.conn(), tx.today(), KIND, before.id.as_str()).await?;
    let exit = process.stage(kind, from).and_then(|stage| stage.exit.as_ref());
    let effective = match exit.and_then(|exit| exit.gate.as_deref()) {
        Some(gate) => {
            decision::effective(tx.conn(), KIND, before.id.as_str(), gate, tx.today()).await?
        }
        None => None,
    };
    let gate = effective.as_ref().map(|decision| decision.gate.as_str());
    process::advance(process, kind, from, to.as_str(), &known.facts, gate).map_err(refuse)?;
    if to == ContractStage::Signed && (after.signed_on.is_none() || after.customer_signer.is_none())
    {
        return Err(ContractRefusal::SignatureMissing.into());
    }
    after.stage = to;
    Ok(())
}

fn stop(before: &Model, after: &mut Model, reason: &str) -> Result<(), Fault> {
    let process = process_of(&before.process_key, before.process_version)?;
    let (from, end) = (before.stage.as_str(), ContractStage::Terminated.as_str());
    process::stop(process, KIND.as_str(), from, end, Some(reason)).map_err(refuse)?;
    after.stage = ContractStage::Terminated;
    after.stopped_in = Some(before.stage);
    after.terminate_reason = Some(reason.to_owned());
    Ok(())
}
