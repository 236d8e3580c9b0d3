//! What the gates know about contracts, and how their decisions reach one.

use crate::{
    ATC,
    model::{
        contract::{self, ContractStage, HandoverState},
        plan_line,
    },
    queries, rules,
    transition::{KIND, Step, transition},
    verbs,
};
use access::{Action, Actor};
use base::{Day, Fault};
use decision::{
    Loaded, RecordKind, Source, Subject, Subjects, model::Model as Decision, subject::Material,
};
use opportunity::{OpportunityRefusal, verbs::HAS_CONTRACT};
use people::Follower;
use process::{Effect, Facts};
use sea_orm::{ConnectionTrait, DatabaseExecutor};
use serde_json::{Map, Value};
use store::Tx;
use wire::{BoxFuture, Ctx};

/// Contracts as gates see them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Contracts;

impl Subject for Contracts {
    fn kind(&self) -> RecordKind {
        KIND
    }

    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Loaded, Fault>> {
        Box::pin(async move {
            let seen = access::get::<contract::Model, _>(&conn, actor, id).await?;
            let team = seen.team().iter().map(|it| (it.user_id.clone(), it.role.clone())).collect();
            let contract: &contract::Model = &seen;
            Ok(Loaded {
                kind: KIND,
                id: contract.id.to_string(),
                number: contract.number.clone(),
                title: contract.title.clone(),
                stage: contract.stage.to_string(),
                stopped_in: contract.stopped_in.map(|stage| stage.to_string()),
                on_hold: false,
                version: contract.version,
                owner_id: contract.owner_id.to_string(),
                unit_id: contract.unit_id.to_string(),
                unit_path: contract.unit_path.clone(),
                opportunity_id: contract.opportunity_id.to_string(),
                team,
                may_edit: seen.may(Action::Edit),
                process_key: contract.process_key.clone(),
                process_version: contract.process_version,
            })
        })
    }

    fn hold<'a>(&'a self, tx: &'a Tx, id: &'a str) -> BoxFuture<'a, Result<i64, Fault>> {
        Box::pin(async move {
            let contract = queries::one(tx.conn(), id).await?;
            Ok(verbs::hold(tx, &contract).await?.version)
        })
    }

    fn apply<'a>(
        &'a self,
        _: &'a Ctx,
        subjects: &'a Subjects,
        tx: &'a mut Tx,
        record_id: &'a str,
        effect: &'a Effect,
        decision: &'a Decision,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let id: contract::ContractId = record_id.parse().map_err(|_| Fault::NotFound)?;
            let before = tx.get::<contract::Entity>(id).await?.ok_or(Fault::NotFound)?;
            let step = Step::Decided(effect, decision);
            transition(tx, subjects, &before, before.clone(), step, "stage").await?;
            Ok(())
        })
    }
}

impl Follower<opportunity::Model> for Contracts {
    fn follow<'a>(
        &'a self,
        tx: &'a mut Tx,
        deal: &'a opportunity::Model,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(verbs::follow(tx, deal))
    }
}

/// What this step knows about a contract.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContractFacts;

impl Source for ContractFacts {
    fn kind(&self) -> RecordKind {
        KIND
    }

    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        today: Day,
        record_id: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let contract = queries::one(&conn, record_id).await?;
            let lines = queries::lines(&conn, record_id).await?;
            let frozen = rules::frozen(&contract, &lines);
            let day = |day: Option<Day>| day.map(|day| day.to_string());
            facts
                .set("plan_complete", rules::plan_complete(&contract, &lines))
                .set("plan_has_triggers", !lines.is_empty())
                .set("payment_terms", contract.payment_terms.clone())
                .set("delivery_terms", contract.delivery_terms.clone())
                .set("signed_on", day(contract.signed_on))
                .set("effective_on", day(contract.effective_on))
                .set("customer_signer", contract.customer_signer.clone())
                .set("terms_structured", rules::terms_structured(&contract))
                .set("handover_accepted", contract.handover == HandoverState::Accepted);
            facts.set("atc_valid", atc_valid(&conn, &contract, &frozen, today).await?);
            authorised_by_bid(&conn, &contract, today, facts).await?;
            snapshot.insert("contract".to_owned(), frozen);
            Ok(())
        })
    }

    fn material(&self, _: &str, snapshot: &Value) -> Material {
        let contract = snapshot.get("contract");
        contract.map(|contract| ("contract".to_owned(), contract.clone())).into_iter().collect()
    }
}

/// Whether an effective ATC covers the contract as it stands.
async fn atc_valid<C: ConnectionTrait>(
    conn: &C,
    contract: &contract::Model,
    frozen: &Value,
    today: Day,
) -> Result<bool, Fault> {
    let decided = decision::effective(conn, KIND, contract.id.as_str(), ATC, today).await?;
    Ok(decided.is_some_and(|decided| decided.snapshot_json.get("contract") == Some(frozen)))
}

/// Whether the bid decision still stands for this contract's quotation, and whether the amount is
/// not below what it authorised.
async fn authorised_by_bid<C: ConnectionTrait>(
    conn: &C,
    contract: &contract::Model,
    today: Day,
    facts: &mut Facts,
) -> Result<(), Fault> {
    let deal = contract.opportunity_id.as_str();
    let offer = bid::queries::authorised(conn, deal, today).await?;
    let offer = offer.filter(|offer| {
        offer.quotation_id == contract.quotation_id.as_str()
            && offer.customer_id == contract.customer_id.as_str()
    });
    let same = offer.is_some();
    let within = offer.is_some_and(|offer| {
        contract.amount_minor >= offer.total_minor && contract.currency == offer.currency
    });
    // Once signed, the contract stands on its own; the bid's validity no longer matters.
    let signed = contract.stage.is_signed();
    facts.set("atb_valid", signed || same).set("within_atb", signed || within);
    Ok(())
}

/// What this step knows about an opportunity: whether it has a contract, and a signed one.
#[derive(Debug, Clone, Copy, Default)]
pub struct DealFacts;

impl Source for DealFacts {
    fn kind(&self) -> RecordKind {
        RecordKind::Opportunity
    }

    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        _: Day,
        record_id: &'a str,
        facts: &'a mut Facts,
        _: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let contract = queries::live_of(&conn, record_id).await?;
            let signed = contract.as_ref().is_some_and(|contract| contract.stage.is_signed());
            facts.set("contract_signed", signed).set(HAS_CONTRACT, contract.is_some());
            Ok(())
        })
    }

    fn stop<'a>(
        &'a self,
        tx: &'a mut Tx,
        subjects: &'a Subjects,
        record_id: &'a str,
        reason: &'a str,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let Some(contract) = queries::live_of(tx.conn(), record_id).await? else {
                return Ok(());
            };
            if contract.stage.is_signed() {
                return Err(OpportunityRefusal::ContractBinds.into());
            }
            let step = Step::Terminate(reason.to_owned());
            transition(tx, subjects, &contract, contract.clone(), step, "terminated").await?;
            Ok(())
        })
    }
}

/// Whether the terms may still change.
pub(crate) fn editable(stage: ContractStage) -> bool {
    matches!(stage, ContractStage::Draft | ContractStage::Authorised)
}

/// The lines of a plan as the view shows them.
pub(crate) fn sum(lines: &[plan_line::Model]) -> i64 {
    lines.iter().map(|line| line.amount_minor).sum()
}
