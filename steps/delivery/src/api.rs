//! Milestones over HTTP: parse, call a verb, view.

use crate::{
    model::milestone::{Entity, MilestoneId, Model},
    queries::{MILESTONES, MilestoneRow, milestones},
    verbs::{self, MilestoneEdit, NewMilestone},
    views::{self, MilestoneView},
};
use access::{act, list, list_query::ListParams};
use axum::{Json, http::StatusCode};
use base::{Day, Fault, Page};
use contract::{Contract, ContractId, MilestoneKind};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Empty, IfMatch, Items, Params, Patch, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_milestones))
        .routes(routes!(list_contract_milestones, create_milestone))
        .routes(routes!(create_planned_milestones))
        .routes(routes!(get_milestone, edit_milestone, remove_milestone))
        .routes(routes!(accept_milestone))
}

/// A new milestone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneInput {
    /// Which event.
    pub kind: MilestoneKind,
    /// What tells it from others of its kind.
    pub label: Option<String>,
    /// When we plan it.
    pub planned_on: Option<Day>,
    /// When the contract demands it.
    pub contract_on: Option<Day>,
}

/// A change of a milestone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneEditInput {
    /// What tells it from others of its kind.
    pub label: Option<String>,
    /// When we plan it.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub planned_on: Patch<Day>,
    /// When we expect it now.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub forecast_on: Patch<Day>,
    /// When it was reached.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub actual_on: Patch<Day>,
    /// In words.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
}

/// The acceptance of a milestone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptInput {
    /// When it was reached; not in the future.
    pub actual_on: Day,
}

async fn show(ctx: &Ctx, id: &MilestoneId) -> Result<MilestoneView, Fault> {
    let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    let contract = contract::queries::one(ctx.read(), seen.contract_id.as_str()).await?;
    let mut views = views::views(ctx.read(), &contract, vec![seen]).await?;
    views.pop().ok_or(Fault::NotFound)
}

/// The answer of a verb: the new view, or the present one beside "stale".
async fn answer(
    ctx: &Ctx,
    id: &MilestoneId,
    done: Result<(), Fault>,
) -> Reply<Versioned<MilestoneView>> {
    match done {
        Ok(()) => {
            let view = show(ctx, id).await?;
            Ok(Versioned(view.version, view))
        }
        Err(Fault::Stale(_)) => {
            let view = show(ctx, id).await?;
            Err(Fault::Stale(serde_json::to_value(view).ok()).into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The milestones that the caller may see.
#[utoipa::path(get, path = "/api/milestones", tag = "delivery", operation_id = "list_milestones",
    params(ListParams), responses((status = 200, body = Page<MilestoneRow>)))]
async fn list_milestones(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<MilestoneRow>>> {
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &MILESTONES, &query, &milestones()).await?))
}

async fn of_contract(ctx: &Ctx, id: &ContractId) -> Result<Items<MilestoneView>, Fault> {
    let contract = access::get::<Contract, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    let items = views::of_contract(ctx.read(), ctx.actor(), &contract).await?;
    Ok(Items { items })
}

/// The milestones of a contract in the order of their events.
#[utoipa::path(get, path = "/api/contracts/{id}/milestones", tag = "delivery",
    operation_id = "list_contract_milestones", params(("id" = String, Path)),
    responses((status = 200, body = Items<MilestoneView>)))]
async fn list_contract_milestones(
    ctx: Ctx,
    PathId(id): PathId<contract::contract::Entity>,
) -> Reply<Json<Items<MilestoneView>>> {
    Ok(Json(of_contract(&ctx, &id).await?))
}

/// Adds a milestone to a contract.
#[utoipa::path(post, path = "/api/contracts/{id}/milestones", tag = "delivery",
    operation_id = "create_milestone", params(("id" = String, Path)),
    request_body = MilestoneInput, responses((status = 201, body = MilestoneView)))]
async fn create_milestone(
    ctx: Ctx,
    PathId(id): PathId<contract::contract::Entity>,
    Body(input): Body<MilestoneInput>,
) -> Reply<Created<MilestoneView>> {
    let mut tx = ctx.begin().await?;
    let contract = access::lock::<Contract>(&tx, ctx.actor(), id.as_str()).await?;
    let contract = contract.allow::<act::Edit>()?;
    let new = NewMilestone {
        kind: input.kind,
        label: input.label.unwrap_or_default(),
        planned_on: input.planned_on,
        contract_on: input.contract_on,
    };
    let milestone = verbs::add(&mut tx, &contract, new).await?;
    tx.commit().await?;
    let view = show(&ctx, &milestone.id).await?;
    let location = format!("/api/milestones/{}", milestone.id);
    Ok(Created { version: view.version, location, view })
}

/// Adds the milestones that the payment plan waits for and that are not there yet.
#[utoipa::path(post, path = "/api/contracts/{id}/milestones/from-plan", tag = "delivery",
    operation_id = "create_planned_milestones", params(("id" = String, Path)),
    request_body = Empty, responses((status = 200, body = Items<MilestoneView>)))]
async fn create_planned_milestones(
    ctx: Ctx,
    PathId(id): PathId<contract::contract::Entity>,
    Body(Empty {}): Body<Empty>,
) -> Reply<Json<Items<MilestoneView>>> {
    let mut tx = ctx.begin().await?;
    let contract = access::lock::<Contract>(&tx, ctx.actor(), id.as_str()).await?;
    let contract = contract.allow::<act::Edit>()?;
    verbs::add_from_plan(&mut tx, &contract).await?;
    tx.commit().await?;
    Ok(Json(of_contract(&ctx, &id).await?))
}

/// One milestone.
#[utoipa::path(get, path = "/api/milestones/{id}", tag = "delivery",
    operation_id = "get_milestone", params(("id" = String, Path)),
    responses((status = 200, body = MilestoneView)))]
async fn get_milestone(ctx: Ctx, PathId(id): PathId<Entity>) -> Reply<Versioned<MilestoneView>> {
    answer(&ctx, &id, Ok(())).await
}

/// Edits a milestone that is not accepted.
#[utoipa::path(patch, path = "/api/milestones/{id}", tag = "delivery",
    operation_id = "edit_milestone",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = MilestoneEditInput, responses((status = 200, body = MilestoneView)))]
async fn edit_milestone(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<MilestoneEditInput>,
) -> Reply<Versioned<MilestoneView>> {
    let edit = MilestoneEdit {
        label: input.label,
        planned_on: input.planned_on,
        forecast_on: input.forecast_on,
        actual_on: input.actual_on,
        note: input.note,
    };
    let done = change(&ctx, &id, version, edit).await;
    answer(&ctx, &id, done).await
}

async fn change(
    ctx: &Ctx,
    id: &MilestoneId,
    version: i64,
    edit: MilestoneEdit,
) -> Result<(), Fault> {
    let mut tx = ctx.begin().await?;
    let seen = verbs::load(&tx, ctx.actor(), id).await?;
    let milestone = seen.allow::<act::Edit>()?.at_version(version)?;
    let contract = verbs::hold(&tx, &milestone.contract_id).await?;
    verbs::edit(&mut tx, &contract, &milestone, edit).await?;
    tx.commit().await
}

/// Accepts a milestone with its evidence.
#[utoipa::path(post, path = "/api/milestones/{id}/accept", tag = "delivery",
    operation_id = "accept_milestone",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = AcceptInput,
    responses((status = 200, body = MilestoneView)))]
async fn accept_milestone(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<AcceptInput>,
) -> Reply<Versioned<MilestoneView>> {
    let done = accept(&ctx, &id, version, input.actual_on).await;
    answer(&ctx, &id, done).await
}

async fn accept(ctx: &Ctx, id: &MilestoneId, version: i64, actual_on: Day) -> Result<(), Fault> {
    let mut tx = ctx.begin().await?;
    let seen = verbs::load(&tx, ctx.actor(), id).await?;
    let milestone = seen.allow::<act::Accept>()?.at_version(version)?;
    let contract = verbs::hold(&tx, &milestone.contract_id).await?;
    verbs::accept(&mut tx, &contract, &milestone, ctx.actor(), actual_on).await?;
    tx.commit().await
}

/// Removes a milestone that was never accepted and has no files.
#[utoipa::path(delete, path = "/api/milestones/{id}", tag = "delivery",
    operation_id = "remove_milestone",
    params(("id" = String, Path), ("If-Match" = String, Header)), responses((status = 204)))]
async fn remove_milestone(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
) -> Reply<StatusCode> {
    let mut tx = ctx.begin().await?;
    let seen = verbs::load(&tx, ctx.actor(), &id).await?;
    let milestone = seen.allow::<act::Edit>()?.at_version(version)?;
    let contract = verbs::hold(&tx, &milestone.contract_id).await?;
    verbs::remove(&mut tx, &contract, &milestone).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
