//! Request, decide, withdraw. Each verb works within a transaction that the caller commits.

use crate::{
    DecisionRefusal,
    model::{Column, DecisionId, DecisionStatus, Entity, Model, RecordKind},
    queries, rules,
    subject::{Gathered, Loaded, Subjects},
};
use base::{Check, Day, Fault, Id};
use people::Place;
use process::{Effect, Outcome};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::Value;
use store::Tx;
use wire::Ctx;

/// A request as it is made.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// The kind of the record.
    pub kind: RecordKind,
    /// The record.
    pub record_id: String,
    /// The gate.
    pub gate: String,
    /// What the proposer says.
    pub note: Option<String>,
    /// The version of the record that the proposer saw.
    pub version: i64,
}

/// A decision as it is given.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// The answer.
    pub outcome: Outcome,
    /// Why; needed for rework and no-go.
    pub reason: Option<String>,
    /// When to look again; needed for hold, after today.
    pub review_on: Option<Day>,
}

/// The longest note or reason, in characters.
const TEXT_MAX: usize = 4_000;

/// Asks for a decision and freezes its material. Refused: `forbidden`, `not_proposer`, `on_hold`,
/// `wrong_gate`, `decision_open`, `gate_unmet` with everything that is missing.
pub async fn request(
    ctx: &Ctx,
    subjects: &Subjects,
    tx: &mut Tx,
    new: NewRequest,
) -> Result<Model, Fault> {
    let mut check = Check::new();
    check.optional_text("/note", new.note.as_deref(), TEXT_MAX);
    check.done()?;
    let subject = subjects.of(new.kind)?;
    let record = subject.load(tx.conn().into(), ctx.actor(), &new.record_id).await?;
    if !record.may_edit {
        return Err(Fault::Forbidden("forbidden"));
    }
    if subject.hold(tx, &record.id).await? != new.version || record.version != new.version {
        return Err(Fault::Stale(None));
    }
    if record.on_hold {
        return Err(DecisionRefusal::OnHold.into());
    }
    let process = rules::process_of(&record.process_key, record.process_version)?;
    let kind = new.kind.as_str();
    let open =
        process::gate_open(process, kind, &record.stage, &new.gate).map_err(rules::refuse)?;
    if !rules::may_propose(open.gate, ctx.actor(), &record) {
        return Err(Fault::Forbidden("not_proposer"));
    }
    let earlier = queries::rounds(tx.conn(), new.kind, &record.id).await?;
    let earlier: Vec<&Model> = earlier.iter().filter(|it| it.gate == new.gate).collect();
    if earlier.iter().any(|request| request.status == DecisionStatus::Submitted) {
        return Err(DecisionRefusal::DecisionOpen.into());
    }
    let known = subjects.facts(tx.conn(), tx.today(), new.kind, &record.id).await?;
    let report = process::report(process, kind, &open.stage.key, &known.facts);
    let report = report.ok_or_else(|| Fault::internal("a guarded stage has no report"))?;
    if !report.ready {
        return Err(rules::refuse(process::Refusal::Unmet(report.unmet())));
    }
    let model = Model {
        round: earlier.iter().map(|request| request.round).max().unwrap_or_default() + 1,
        snapshot_json: rules::freeze(known.snapshot, &known.facts)?,
        checklist_json: to_json(&report.criteria)?,
        due_on: rules::working_days_after(tx.today(), open.gate.sla_days),
        ..submitted(tx, ctx, record, &new)?
    };
    tx.insert_as(&model, "gate.requested", new.note).await.map_err(open_already)?;
    Ok(model)
}

fn submitted(tx: &Tx, ctx: &Ctx, record: Loaded, new: &NewRequest) -> Result<Model, Fault> {
    Ok(Model {
        id: tx.new_id(),
        kind: new.kind,
        open_key: Some(format!("{}:{}:{}", new.kind, record.id, new.gate)),
        record_id: record.id,
        record_number: record.number,
        record_title: record.title,
        gate: new.gate.clone(),
        round: 1,
        status: DecisionStatus::Submitted,
        outcome: None,
        in_force: false,
        note: new.note.clone(),
        reason: None,
        review_on: None,
        snapshot_json: Value::Null,
        checklist_json: Value::Null,
        process_key: record.process_key,
        process_version: record.process_version,
        proposer_id: id(ctx.user_id())?,
        proposed_at: tx.now(),
        due_on: tx.today(),
        decider_id: None,
        decided_at: None,
        valid_until: None,
        owner_id: id(&record.owner_id)?,
        unit_id: id(&record.unit_id)?,
        unit_path: record.unit_path,
        opportunity_id: record.opportunity_id,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

fn id<T>(text: &str) -> Result<Id<T>, Fault> {
    text.parse().map_err(|_| Fault::internal(format!("{text} is no id")))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<Value, Fault> {
    serde_json::to_value(value).map_err(|error| Fault::Internal(Box::new(error)))
}

/// Two requests at the same moment: the unique index let one through, the other hears why.
fn open_already(fault: Fault) -> Fault {
    let Fault::Internal(error) = fault else { return fault };
    match error.downcast_ref::<DbErr>() {
        Some(error) if store::is_unique_violation(error) => DecisionRefusal::DecisionOpen.into(),
        _ => Fault::Internal(error),
    }
}

/// Decides a request and does to the record what the decision says, in one transaction. Refused:
/// `already_decided`, `decision_withdrawn`, `not_decider`, `own_proposal`, `gate_unmet`; a go also
/// `material_changed`, since it would authorise what nobody asked for.
pub async fn decide(
    ctx: &Ctx,
    subjects: &Subjects,
    tx: &mut Tx,
    decision_id: &DecisionId,
    version: i64,
    ruling: Ruling,
) -> Result<Model, Fault> {
    let mut check = Check::new();
    check.optional_text("/reason", ruling.reason.as_deref(), TEXT_MAX);
    check.done()?;
    let before = submitted_request(ctx, tx, decision_id, version).await?;
    let subject = subjects.of(before.kind)?;
    subject.hold(tx, &before.record_id).await?;
    let record = subject.load(tx.conn().into(), ctx.actor(), &before.record_id).await?;
    let process = rules::process_of(&before.process_key, before.process_version)?;
    let known = subjects.facts(tx.conn(), tx.today(), before.kind, &record.id).await?;
    let (today, review_on) = (tx.today().to_string(), ruling.review_on.map(|on| on.to_string()));
    let decision = process::Decision {
        gate: &before.gate,
        outcome: ruling.outcome,
        proposer: before.proposer_id.as_str(),
        decider: ctx.user_id(),
        decider_roles: &rules::roles_over(ctx.actor(), &record.unit_path),
        reason: ruling.reason.as_deref(),
        review_on: review_on.as_deref(),
        today: &today,
    };
    let kind = before.kind.as_str();
    let effect = process::decide(process, kind, &record.stage, &known.facts, &decision)
        .map_err(rules::refuse)?;
    if ruling.outcome == Outcome::Go {
        demand_unchanged(ctx, subjects, &before, known)?;
    }
    supersede(tx, &before).await?;
    let mut after = before.clone();
    after.status = DecisionStatus::Decided;
    after.outcome = Some(ruling.outcome);
    after.in_force = ruling.outcome == Outcome::Go;
    after.reason.clone_from(&ruling.reason);
    after.review_on = ruling.review_on.filter(|_| ruling.outcome == Outcome::Hold);
    after.decider_id = Some(id(ctx.user_id())?);
    after.decided_at = Some(tx.now());
    after.open_key = None;
    if let (true, Some(gate)) = (after.in_force, process.gate(&before.gate)) {
        let offered = rules::offered_until(&before.snapshot_json);
        after.valid_until = rules::valid_until(gate, tx.today(), offered);
    }
    let verb = format!("gate.{}", ruling.outcome);
    tx.update_noting(&before, &mut after, &verb, ruling.reason).await?;
    if effect != Effect::Stay && effect != Effect::Renew {
        subject.apply(ctx, subjects, tx, &record.id, &effect, &after).await?;
    }
    Ok(after)
}

fn demand_unchanged(
    ctx: &Ctx,
    subjects: &Subjects,
    request: &Model,
    known: Gathered,
) -> Result<(), Fault> {
    let mut changed = subjects.changed(request, known)?;
    if changed.is_empty() {
        return Ok(());
    }
    rules::conceal_names(ctx.actor(), &mut changed);
    Err(DecisionRefusal::MaterialChanged.refusal().with("changed", changed).into())
}

/// The request within reach, still open, in the version that the caller saw.
async fn submitted_request(
    ctx: &Ctx,
    tx: &Tx,
    decision_id: &DecisionId,
    version: i64,
) -> Result<Model, Fault> {
    let seen = access::get::<Model, _>(tx.conn(), ctx.actor(), decision_id.as_str()).await?;
    let before = seen.into_inner();
    match before.status {
        DecisionStatus::Decided => Err(DecisionRefusal::AlreadyDecided.into()),
        DecisionStatus::Withdrawn => Err(DecisionRefusal::Withdrawn.into()),
        DecisionStatus::Submitted if before.version == version => Ok(before),
        DecisionStatus::Submitted => Err(Fault::Stale(None)),
    }
}

/// The decision that counted so far counts no longer.
async fn supersede(tx: &mut Tx, by: &Model) -> Result<(), Fault> {
    for request in queries::rounds(tx.conn(), by.kind, &by.record_id).await? {
        if request.gate == by.gate && request.in_force {
            let mut after = request.clone();
            after.in_force = false;
            tx.update(&request, &mut after, "gate.superseded").await?;
        }
    }
    Ok(())
}

/// Takes a request back: its proposer or the record's owner (`not_proposer` otherwise).
pub async fn withdraw(
    ctx: &Ctx,
    tx: &mut Tx,
    decision_id: &DecisionId,
    version: i64,
    note: Option<String>,
) -> Result<Model, Fault> {
    let mut check = Check::new();
    check.optional_text("/note", note.as_deref(), TEXT_MAX);
    check.done()?;
    let before = submitted_request(ctx, tx, decision_id, version).await?;
    if !may_withdraw(ctx.user_id(), &before) {
        return Err(Fault::Forbidden("not_proposer"));
    }
    let mut after = withdrawn(&before);
    tx.update_noting(&before, &mut after, "gate.withdrawn", note).await?;
    Ok(after)
}

/// Whether this user may take the request back.
pub fn may_withdraw(user_id: &str, request: &Model) -> bool {
    request.proposer_id.as_str() == user_id || request.owner_id.as_str() == user_id
}

fn withdrawn(before: &Model) -> Model {
    let mut after = before.clone();
    after.status = DecisionStatus::Withdrawn;
    after.open_key = None;
    after
}

/// Takes back what is still open for a record that has ended; for its transition function.
pub async fn close_open(tx: &mut Tx, kind: RecordKind, record_id: &str) -> Result<(), Fault> {
    for request in queries::rounds(tx.conn(), kind, record_id).await? {
        if request.status == DecisionStatus::Submitted {
            tx.update(&request, &mut withdrawn(&request), "gate.withdrawn").await?;
        }
    }
    Ok(())
}

/// Keeps the requests of a record where the record is; for the verb that moves the record.
pub async fn follow(
    tx: &mut Tx,
    kind: RecordKind,
    record_id: &str,
    place: &Place,
) -> Result<(), Fault> {
    use sea_orm::sea_query::Expr;
    Entity::update_many()
        .col_expr(Column::OwnerId, Expr::value(place.owner_id.clone()))
        .col_expr(Column::UnitId, Expr::value(place.unit_id.clone()))
        .col_expr(Column::UnitPath, Expr::value(place.unit_path.as_str()))
        .filter(Column::Kind.eq(kind))
        .filter(Column::RecordId.eq(record_id))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(())
}
