//! Opportunities over HTTP: lists, board, create, show, edit, many at once.

use crate::{
    board::{self, BoardColumn},
    followers::Followers,
    model::opportunity::{
        Entity, Model, OpportunityId, Procurement, ProjectGrade, ProjectType, Stage,
    },
    queries::{OPPORTUNITIES, OPPORTUNITY_COLUMNS, OpportunityRow, opportunities},
    transition::{Step, transition},
    verbs::{self, OpportunityEdit, Origin},
    views::{OpportunityView, view},
};
use access::{Permission, act, list, list_query::ListParams};
use axum::Json;
use base::{Day, Fault, Id, Page};
use decision::Subjects;
use exchange::{ExportParams, export_list};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    Body, BulkItem, BulkResults, Created, Ctx, Download, IfMatch, Params, Patch, Path, PathId,
    Reply, Versioned,
};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_opportunities, create_opportunity))
        .routes(routes!(export_opportunities))
        .routes(routes!(get_board))
        .routes(routes!(list_board_column))
        .routes(routes!(bulk_opportunities))
        .routes(routes!(get_opportunity, edit_opportunity))
}

/// What somebody writes down about an opportunity, or changes: absent leaves, `null` empties.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityInput {
    /// What it is about; required for a new one.
    pub title: Option<String>,
    /// Who may buy; required for a new one.
    #[schema(value_type = Option<String>)]
    pub customer_id: Option<Id<account::customer::Entity>>,
    /// What the customer needs.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub need: Patch<String>,
    /// What it may be worth, in minor units; required for a new one.
    pub amount_minor: Option<i64>,
    /// Three letters.
    pub currency: Option<String>,
    /// When the contract is expected to be signed.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub expected_sign_on: Patch<Day>,
    /// What kind of project.
    #[serde(default)]
    #[schema(value_type = Option<ProjectType>)]
    pub project_type: Patch<ProjectType>,
    /// How much attention it deserves.
    #[serde(default)]
    #[schema(value_type = Option<ProjectGrade>)]
    pub project_grade: Patch<ProjectGrade>,
    /// How the customer buys.
    #[serde(default)]
    #[schema(value_type = Option<Procurement>)]
    pub procurement: Patch<Procurement>,
    /// Who else is after it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub competitors: Patch<String>,
    /// Where the customer is in the own buying process.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub customer_step: Patch<String>,
    /// The customer's criteria are known and influenced.
    pub guidance_done: Option<bool>,
    /// Whose it is; the caller when absent.
    pub owner_id: Option<String>,
    /// Where it sits; the owner's main unit when absent.
    pub unit_id: Option<String>,
    /// Stage by hand; judged like everywhere.
    pub stage: Option<Stage>,
}

impl OpportunityInput {
    fn into_edit(self) -> OpportunityEdit {
        OpportunityEdit {
            title: self.title,
            customer_id: self.customer_id,
            need: self.need,
            amount_minor: self.amount_minor,
            currency: self.currency,
            expected_sign_on: self.expected_sign_on,
            project_type: self.project_type,
            project_grade: self.project_grade,
            procurement: self.procurement,
            competitors: self.competitors,
            customer_step: self.customer_step,
            guidance_done: self.guidance_done,
        }
    }
}

/// The answer of a verb: the new view, or the present one beside "stale".
pub(crate) async fn answer(
    ctx: &Ctx,
    id: &OpportunityId,
    done: Result<Model, Fault>,
) -> Reply<Versioned<OpportunityView>> {
    match done {
        Ok(model) => {
            // The caller may have given it away, so the reach is not asked again.
            let seen = access::written(ctx.read(), ctx.actor(), model).await?;
            let view = view(ctx, &seen).await?;
            Ok(Versioned(view.version, view))
        }
        Err(Fault::Stale(_)) => {
            let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
            let current = serde_json::to_value(view(ctx, &seen).await?);
            Err(Fault::Stale(current.ok()).into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The opportunities that the caller may see.
#[utoipa::path(get, path = "/api/opportunities", tag = "opportunity",
    operation_id = "list_opportunities", params(ListParams),
    responses((status = 200, body = Page<OpportunityRow>)))]
async fn list_opportunities(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<OpportunityRow>>> {
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &OPPORTUNITIES, &query, &opportunities()).await?))
}

/// The same rows as the list, as a file.
#[utoipa::path(get, path = "/api/opportunities/export", tag = "opportunity",
    operation_id = "export_opportunities", params(ExportParams),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_opportunities(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    let from = opportunities();
    Ok(export_list(&ctx, &OPPORTUNITIES, params, &from, OPPORTUNITY_COLUMNS).await?)
}

/// What a board shows.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BoardParams {
    /// Words to look for.
    pub q: Option<String>,
    /// JSON array of `{field, op, value}`; all must hold.
    pub filter: Option<String>,
}

/// The board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardView {
    /// The open stages in order.
    pub columns: Vec<BoardColumn>,
}

/// Open opportunities by stage, with counts, sums and the first cards.
#[utoipa::path(get, path = "/api/opportunities/board", tag = "opportunity",
    operation_id = "get_board", params(BoardParams), responses((status = 200, body = BoardView)))]
async fn get_board(ctx: Ctx, Params(params): Params<BoardParams>) -> Reply<Json<BoardView>> {
    let query =
        ListParams { q: params.q, filter: params.filter, ..ListParams::default() }.parse()?;
    let columns = board::board(ctx.read(), ctx.actor(), &query).await?;
    Ok(Json(BoardView { columns }))
}

/// Further cards of one column of the board.
#[utoipa::path(get, path = "/api/opportunities/board/{stage}", tag = "opportunity",
    operation_id = "list_board_column", params(("stage" = Stage, Path), ListParams),
    responses((status = 200, body = Page<OpportunityRow>)))]
async fn list_board_column(
    ctx: Ctx,
    Path(stage): Path<Stage>,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<OpportunityRow>>> {
    let query = board::of_stage(params.parse()?, stage);
    Ok(Json(list(ctx.read(), ctx.actor(), &OPPORTUNITIES, &query, &opportunities()).await?))
}

/// Writes an opportunity down.
#[utoipa::path(post, path = "/api/opportunities", tag = "opportunity",
    operation_id = "create_opportunity", request_body = OpportunityInput,
    responses((status = 201, body = OpportunityView)))]
async fn create_opportunity(
    ctx: Ctx,
    Body(input): Body<OpportunityInput>,
) -> Reply<Created<OpportunityView>> {
    Permission::OpportunityCreate.demand(ctx.actor())?;
    if input.stage.is_some_and(|stage| stage != Stage::Validating) {
        return Err(Fault::field("/stage", "stage_first").into());
    }
    let customer_id = input.customer_id.clone();
    let customer_id = customer_id.ok_or_else(|| Fault::field("/customer_id", "required"))?;
    let mut tx = ctx.begin().await?;
    verbs::known_customer(&tx, ctx.actor(), &customer_id).await?;
    let (owner, unit) = (input.owner_id.clone(), input.unit_id.clone());
    let place = people::place(tx.conn(), ctx.actor(), owner.as_deref(), unit.as_deref()).await?;
    let (edit, origin) = (input.into_edit(), Origin::default());
    let model = verbs::create(&mut tx, ctx.actor(), place, customer_id, edit, origin).await?;
    tx.commit().await?;
    let location = format!("/api/opportunities/{}", model.id);
    let seen = access::written(ctx.read(), ctx.actor(), model).await?;
    let view = view(&ctx, &seen).await?;
    Ok(Created { version: view.version, location, view })
}

/// One opportunity.
#[utoipa::path(get, path = "/api/opportunities/{id}", tag = "opportunity",
    operation_id = "get_opportunity", params(("id" = String, Path)),
    responses((status = 200, body = OpportunityView)))]
async fn get_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
) -> Reply<Versioned<OpportunityView>> {
    let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    let view = view(&ctx, &seen).await?;
    Ok(Versioned(view.version, view))
}

/// Edits an opportunity, gives it away, or moves it on as far as the process allows.
#[utoipa::path(patch, path = "/api/opportunities/{id}", tag = "opportunity",
    operation_id = "edit_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = OpportunityInput,
    responses((status = 200, body = OpportunityView)))]
async fn edit_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<OpportunityInput>,
) -> Reply<Versioned<OpportunityView>> {
    let done = change(&ctx, &id, version, input).await;
    answer(&ctx, &id, done).await
}

async fn change(
    ctx: &Ctx,
    id: &OpportunityId,
    version: i64,
    input: OpportunityInput,
) -> Result<Model, Fault> {
    let subjects = ctx.app().service::<Subjects>()?;
    let mut tx = ctx.begin().await?;
    let seen = verbs::load(&tx, ctx.actor(), id).await?;
    if seen.version != version {
        return Err(Fault::Stale(None));
    }
    let mut model = seen.into_inner();
    let (owner, unit, stage) = (input.owner_id.clone(), input.unit_id.clone(), input.stage);
    let edit = input.into_edit();
    if edit != OpportunityEdit::default() {
        let deal = verbs::load(&tx, ctx.actor(), id).await?.allow::<act::Edit>()?;
        model = verbs::edit(&mut tx, &subjects, ctx.actor(), &deal, edit).await?;
    }
    if let Some(stage) = stage.filter(|stage| *stage != model.stage) {
        let deal = verbs::load(&tx, ctx.actor(), id).await?.allow::<act::Edit>()?;
        model = transition(&mut tx, &subjects, &deal, Step::Advance(stage)).await?;
    }
    // Last, because whoever gives it away may not see it any more.
    if owner.is_some() || unit.is_some() {
        let deal = verbs::load(&tx, ctx.actor(), id).await?.allow::<act::Assign>()?;
        let owner = owner.as_deref().unwrap_or(model.owner_id.as_str());
        let place = people::handover(tx.conn(), ctx.actor(), owner, unit.as_deref()).await?;
        let followers = ctx.app().service::<Followers>()?;
        model = verbs::assign(&mut tx, &followers, &deal, place).await?;
    }
    tx.commit().await?;
    Ok(model)
}

/// What a bulk action sets on each opportunity.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityBulkSet {
    /// Whose they are.
    pub owner_id: Option<String>,
    /// Where they sit.
    pub unit_id: Option<String>,
    /// Stage; judged for each like everywhere.
    pub stage: Option<Stage>,
    /// When the contracts are expected to be signed.
    pub expected_sign_on: Option<Day>,
}

/// A bulk action over opportunities.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityBulk {
    /// At most 200.
    pub items: Vec<BulkItem>,
    /// What is set.
    pub set: OpportunityBulkSet,
}

/// Changes many opportunities; each answers for itself.
#[utoipa::path(post, path = "/api/opportunities/bulk", tag = "opportunity",
    operation_id = "bulk_opportunities", request_body = OpportunityBulk,
    responses((status = 200, body = BulkResults)))]
async fn bulk_opportunities(
    ctx: Ctx,
    Body(bulk): Body<OpportunityBulk>,
) -> Reply<Json<BulkResults>> {
    let (ctx, set) = (&ctx, &bulk.set);
    let change = |id, version| {
        let input = OpportunityInput {
            owner_id: set.owner_id.clone(),
            unit_id: set.unit_id.clone(),
            stage: set.stage,
            expected_sign_on: set.expected_sign_on.into(),
            ..OpportunityInput::default()
        };
        async move { change(ctx, &id, version, input).await.map(|_| ()) }
    };
    Ok(Json(wire::bulk(bulk.items, change).await?))
}
