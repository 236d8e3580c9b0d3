//! Processes, the path of a record, requests and decisions over HTTP.

use crate::{
    model::{DecisionId, DecisionStatus, Entity, Model, RecordKind},
    path::{self, PathStage},
    queries::{self, DECISIONS, Line, decisions},
    rules,
    subject::Subjects,
    verbs::{self, NewRequest, Ruling},
};
use access::{fields, list, list_query::ListParams};
use axum::Json;
use base::{Day, Fault, Page, Timestamp};
use process::{CriterionState, ExitReport, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    AllowedAction, Body, Created, Ctx, IfMatch, Params, Path, PathId, Ref, Reply, Versioned,
};

/// The routes of this step.
pub fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(get_process))
        .routes(routes!(get_path))
        .routes(routes!(list_decisions, request_decision))
        .routes(routes!(get_decision))
        .routes(routes!(decide_decision))
        .routes(routes!(withdraw_decision))
}

/// Tracks, stages, gates and criteria of a process.
#[utoipa::path(get, path = "/api/processes/{key}", tag = "decision", operation_id = "get_process",
    params(("key" = String, Path)), responses((status = 200, body = process::Definition)))]
async fn get_process(_: Ctx, Path(key): Path<String>) -> Reply<Json<process::Definition>> {
    let process = Some(process::huawei5()).filter(|process| process.key == key);
    let definition: &process::Definition = process.ok_or(Fault::NotFound)?;
    Ok(Json(definition.clone()))
}

/// One line of the list of requests.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionRow {
    /// Id.
    pub id: String,
    /// Kind of the record.
    pub kind: RecordKind,
    /// The record.
    pub record_id: String,
    /// Its number when the request was made.
    pub record_number: String,
    /// Its title when the request was made.
    pub record_title: String,
    /// Key of the gate.
    pub gate: String,
    /// Counts the requests of this gate for this record.
    pub round: i64,
    /// Where it stands.
    pub status: DecisionStatus,
    /// The answer.
    pub outcome: Option<Outcome>,
    /// A go that counts today.
    pub effective: bool,
    /// Who asked, by name.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// The last day within the service level.
    pub due_on: Day,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The last day on which a go counts.
    pub valid_until: Option<Day>,
    /// Version.
    pub version: i64,
    /// Whether the caller may decide it now.
    pub mine: bool,
}

/// The process to which a record is pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProcessRef {
    /// Key.
    pub key: String,
    /// Version.
    pub version: i64,
}

/// A request with its frozen material and the decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DecisionView {
    /// Id.
    pub id: String,
    /// Kind of the record.
    pub kind: RecordKind,
    /// The record.
    pub record_id: String,
    /// Its number when the request was made.
    pub record_number: String,
    /// Its title when the request was made.
    pub record_title: String,
    /// Key of the gate.
    pub gate: String,
    /// Counts the requests of this gate for this record.
    pub round: i64,
    /// Where it stands.
    pub status: DecisionStatus,
    /// The answer.
    pub outcome: Option<Outcome>,
    /// A go that counts today.
    pub effective: bool,
    /// Who asked.
    pub proposer: Ref,
    /// When.
    pub proposed_at: Timestamp,
    /// The last day within the service level.
    pub due_on: Day,
    /// Who decided.
    pub decider: Option<Ref>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The last day on which a go counts.
    pub valid_until: Option<Day>,
    /// What the proposer says.
    pub note: Option<String>,
    /// What the decider says.
    pub reason: Option<String>,
    /// When to look again.
    pub review_on: Option<Day>,
    /// The checklist as it was.
    pub checklist: Vec<CriterionState>,
    /// The checklist as it is now.
    pub live: Vec<CriterionState>,
    /// What is no longer as it was asked for, by name; a go is refused until it is asked for anew.
    /// Empty once it is decided or withdrawn.
    pub changed: Vec<String>,
    /// The record and what belongs to it as they were.
    #[schema(value_type = HashMap<String, Value>)]
    pub snapshot: Value,
    /// The process by which it is judged.
    pub process: ProcessRef,
    /// Whether the caller may decide it now.
    pub mine: bool,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// decide, withdraw.
    pub allowed: Vec<AllowedAction>,
}

/// The stage path of a record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PathView {
    /// Kind of the record.
    pub kind: RecordKind,
    /// Key of the present stage.
    pub current: String,
    /// The stages in order.
    pub stages: Vec<PathStage>,
    /// The live checklist of the present stage; none once the record has ended.
    pub exit: Option<ExitReport>,
    /// The gate that may be decided now: the one ahead, or the one that opened the stage.
    pub gate: Option<String>,
    /// The request that waits for a decision.
    pub open_request: Option<DecisionRow>,
    /// Who may decide the gate.
    pub deciders: Vec<Ref>,
}

/// A request for a decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecisionInput {
    /// Kind of the record.
    pub kind: RecordKind,
    /// The record.
    pub record_id: String,
    /// Key of the gate.
    pub gate: String,
    /// What the proposer says.
    pub note: Option<String>,
    /// The version of the record that the proposer saw.
    pub version: i64,
}

/// A decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeInput {
    /// The answer.
    pub outcome: Outcome,
    /// Why; needed for rework and no-go.
    pub reason: Option<String>,
    /// When to look again; needed for hold.
    pub review_on: Option<Day>,
}

/// Taking a request back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawInput {
    /// Why.
    pub note: Option<String>,
}

/// A line of a list of requests as the caller sees it.
pub fn row(ctx: &Ctx, line: Line) -> DecisionRow {
    DecisionRow {
        effective: line.effective_on(ctx.today()),
        mine: line.is_mine(ctx.actor()),
        id: line.id,
        kind: line.kind,
        record_id: line.record_id,
        record_number: line.record_number,
        record_title: line.record_title,
        gate: line.gate,
        round: line.round,
        status: line.status,
        outcome: line.outcome,
        proposer: line.proposer,
        proposed_at: line.proposed_at,
        due_on: line.due_on,
        decided_at: line.decided_at,
        valid_until: line.valid_until,
        version: line.version,
    }
}

/// The view of a request for the caller, without what the caller may not see.
pub async fn view(ctx: &Ctx, model: Model) -> Result<DecisionView, Fault> {
    let subjects = ctx.app().service::<Subjects>()?;
    let process = rules::process_of(&model.process_key, model.process_version)?;
    let actor = ctx.actor();
    let known = subjects.facts(ctx.read(), ctx.today(), model.kind, &model.record_id).await?;
    let guarded = process.guarded_stage(&model.gate);
    let live = guarded
        .and_then(|stage| process::report(process, model.kind.as_str(), &stage.key, &known.facts));
    let mut live = live.map(|report| report.criteria).unwrap_or_default();
    let mut checklist: Vec<CriterionState> = serde_json::from_value(model.checklist_json.clone())
        .map_err(|error| Fault::Internal(Box::new(error)))?;
    rules::conceal(actor, &mut live);
    rules::conceal(actor, &mut checklist);
    let mut changed = match model.status {
        DecisionStatus::Submitted => subjects.changed(&model, known)?,
        DecisionStatus::Decided | DecisionStatus::Withdrawn => Vec::new(),
    };
    rules::conceal_names(actor, &mut changed);
    let mut snapshot = model.snapshot_json.clone();
    fields::redact(actor, &mut snapshot);
    let people =
        [Some(model.proposer_id.as_str()), model.decider_id.as_ref().map(base::Id::as_str)];
    let names = people::names(ctx.read(), people.into_iter().flatten()).await?;
    let hindrance = rules::decide_hindrance(
        process.gate(&model.gate),
        model.status,
        model.proposer_id.as_str(),
        &model.unit_path,
        actor,
    );
    let effective = model.effective_on(ctx.today());
    let allowed = vec![
        action("decide", hindrance),
        action("withdraw", withdraw_hindrance(ctx.user_id(), &model)),
    ];
    Ok(DecisionView {
        effective,
        mine: hindrance.is_none(),
        proposer: people::reference(&names, model.proposer_id.as_str()),
        decider: model.decider_id.map(|id| people::reference(&names, id.as_str())),
        id: model.id.to_string(),
        kind: model.kind,
        record_id: model.record_id,
        record_number: model.record_number,
        record_title: model.record_title,
        gate: model.gate,
        round: model.round,
        status: model.status,
        outcome: model.outcome,
        proposed_at: model.proposed_at,
        due_on: model.due_on,
        decided_at: model.decided_at,
        valid_until: model.valid_until,
        note: model.note,
        reason: model.reason,
        review_on: model.review_on,
        checklist,
        live,
        changed,
        snapshot,
        process: ProcessRef { key: model.process_key, version: model.process_version },
        version: model.version,
        created_at: model.created_at,
        updated_at: model.updated_at,
        allowed,
    })
}

fn action(action: &'static str, reason: Option<&'static str>) -> AllowedAction {
    AllowedAction { action, allowed: reason.is_none(), reason }
}

fn withdraw_hindrance(user_id: &str, model: &Model) -> Option<&'static str> {
    match model.status {
        DecisionStatus::Decided => Some("already_decided"),
        DecisionStatus::Withdrawn => Some("decision_withdrawn"),
        DecisionStatus::Submitted if verbs::may_withdraw(user_id, model) => None,
        DecisionStatus::Submitted => Some("not_proposer"),
    }
}

/// The stage path of a record with its gates and its live checklist.
#[utoipa::path(get, path = "/api/records/{kind}/{id}/path", tag = "decision",
    operation_id = "get_path", params(("kind" = RecordKind, Path), ("id" = String, Path)),
    responses((status = 200, body = PathView)))]
async fn get_path(ctx: Ctx, Path((kind, id)): Path<(RecordKind, String)>) -> Reply<Json<PathView>> {
    let subjects = ctx.app().service::<Subjects>()?;
    let conn = ctx.read();
    let record = subjects.of(kind)?.load(conn.into(), ctx.actor(), &id).await?;
    let process = rules::process_of(&record.process_key, record.process_version)?;
    let mut exit = subjects.report(conn, ctx.today(), &record).await?;
    if let Some(exit) = &mut exit {
        rules::conceal(ctx.actor(), &mut exit.criteria);
    }
    let requests = queries::rounds(conn, kind, &record.id).await?;
    let submitted = requests.iter().find(|it| it.status == DecisionStatus::Submitted);
    let open_request = match submitted {
        Some(request) => {
            let ids = [request.id.to_string()];
            let lines = access::list_rows(conn, DECISIONS.table, &decisions(), &ids).await?;
            lines.into_iter().next().map(|line| row(&ctx, line))
        }
        None => None,
    };
    let gate = process.gate_at(kind.as_str(), &record.stage).map(|open| open.gate);
    let deciders = match gate {
        Some(gate) => {
            people::queries::holders(conn, &rules::deciders(gate), &record.unit_path).await?
        }
        None => Vec::new(),
    };
    Ok(Json(PathView {
        kind,
        stages: path::stages(process, &record, &requests, ctx.today()),
        current: record.stage,
        exit,
        gate: gate.map(|gate| gate.key.clone()),
        open_request,
        deciders,
    }))
}

/// Requests within reach. The filter `{"field":"mine","op":"eq","value":true}` is the inbox: those
/// that the caller may decide now.
#[utoipa::path(get, path = "/api/decisions", tag = "decision", operation_id = "list_decisions",
    params(ListParams), responses((status = 200, body = Page<DecisionRow>)))]
async fn list_decisions(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<DecisionRow>>> {
    let mut query = params.parse()?;
    let asked = query.filter.len();
    query.filter.retain(|item| item.field != "mine" || item.value != Value::Bool(true));
    if query.filter.len() < asked {
        query.also = Some(queries::mine(ctx.actor()));
        query.sort.get_or_insert_with(|| "due_on".to_owned());
    }
    let page = list(ctx.read(), ctx.actor(), &DECISIONS, &query, &decisions()).await?;
    let items = page.items.into_iter().map(|line| row(&ctx, line)).collect();
    Ok(Json(Page { items, next: page.next, count: page.count }))
}

/// Asks for a decision; the material is frozen.
#[utoipa::path(post, path = "/api/decisions", tag = "decision", operation_id = "request_decision",
    request_body = DecisionInput, responses((status = 201, body = DecisionView)))]
async fn request_decision(
    ctx: Ctx,
    Body(input): Body<DecisionInput>,
) -> Reply<Created<DecisionView>> {
    let subjects = ctx.app().service::<Subjects>()?;
    let new = NewRequest {
        kind: input.kind,
        record_id: input.record_id,
        gate: input.gate,
        note: input.note,
        version: input.version,
    };
    let mut tx = ctx.begin().await?;
    let model = verbs::request(&ctx, &subjects, &mut tx, new).await?;
    tx.commit().await?;
    Ok(Created {
        version: model.version,
        location: format!("/api/decisions/{}", model.id),
        view: view(&ctx, model).await?,
    })
}

/// One request.
#[utoipa::path(get, path = "/api/decisions/{id}", tag = "decision", operation_id = "get_decision",
    params(("id" = String, Path)), responses((status = 200, body = DecisionView)))]
async fn get_decision(ctx: Ctx, PathId(id): PathId<Entity>) -> Reply<Versioned<DecisionView>> {
    let model = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?.into_inner();
    Ok(Versioned(model.version, view(&ctx, model).await?))
}

/// Decides a request and moves the record accordingly.
#[utoipa::path(post, path = "/api/decisions/{id}/outcome", tag = "decision",
    operation_id = "decide_decision",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = OutcomeInput,
    responses((status = 200, body = DecisionView)))]
async fn decide_decision(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<OutcomeInput>,
) -> Reply<Versioned<DecisionView>> {
    let subjects = ctx.app().service::<Subjects>()?;
    let ruling =
        Ruling { outcome: input.outcome, reason: input.reason, review_on: input.review_on };
    let mut tx = ctx.begin().await?;
    let done = verbs::decide(&ctx, &subjects, &mut tx, &id, version, ruling).await;
    answer(&ctx, tx, &id, done).await
}

/// Takes a request back.
#[utoipa::path(post, path = "/api/decisions/{id}/withdraw", tag = "decision",
    operation_id = "withdraw_decision",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = WithdrawInput,
    responses((status = 200, body = DecisionView)))]
async fn withdraw_decision(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<WithdrawInput>,
) -> Reply<Versioned<DecisionView>> {
    let mut tx = ctx.begin().await?;
    let done = verbs::withdraw(&ctx, &mut tx, &id, version, input.note).await;
    answer(&ctx, tx, &id, done).await
}

/// Commits and shows the request, or says with what a stale caller must start again.
async fn answer(
    ctx: &Ctx,
    tx: store::Tx,
    id: &DecisionId,
    done: Result<Model, Fault>,
) -> Reply<Versioned<DecisionView>> {
    match done {
        Ok(model) => {
            tx.commit().await?;
            Ok(Versioned(model.version, view(ctx, model).await?))
        }
        Err(Fault::Stale(_)) => {
            drop(tx);
            let found = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
            let current = serde_json::to_value(view(ctx, found.into_inner()).await?);
            Err(Fault::Stale(current.ok()).into())
        }
        Err(fault) => Err(fault.into()),
    }
}
