//! Open items over HTTP: parse, call a verb, view.

use crate::{
    model::open_item::{Entity, Model, OpenItemId, OpenItemKind},
    queries,
    verbs_items::{self, ItemEdit, NewItem},
    views::{self, OpenItemView},
};
use access::{Seen, act};
use axum::Json;
use base::{Day, Fault};
use contract::Contract;
use people::user::UserId;
use serde::Deserialize;
use store::Tx;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Empty, IfMatch, Items, Patch, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_open_items, raise_open_item))
        .routes(routes!(edit_open_item))
        .routes(routes!(close_open_item))
        .routes(routes!(reopen_open_item))
}

/// A new open item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenItemInput {
    /// What kind.
    pub kind: OpenItemKind,
    /// What it is about.
    pub title: String,
    /// More about it.
    pub detail: Option<String>,
    /// Who settles it.
    #[schema(value_type = Option<String>)]
    pub responsible_id: Option<UserId>,
    /// Until when.
    pub due_on: Option<Day>,
}

/// A change of an open item.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenItemEdit {
    /// What it is about.
    pub title: Option<String>,
    /// More about it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub detail: Patch<String>,
    /// Who settles it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub responsible_id: Patch<UserId>,
    /// Until when.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub due_on: Patch<Day>,
}

/// How an item was settled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseItemInput {
    /// In words.
    pub resolution: String,
}

/// The item, in sight of whoever sees its contract. The contract is held, since its closing is judged
/// by its items.
async fn found(tx: &Tx, ctx: &Ctx, id: &OpenItemId) -> Result<(Model, Seen<Contract>), Fault> {
    let item = queries::item(tx.conn(), id.as_str()).await?;
    let contract_id = item.contract_id.as_str();
    let contract = access::lock::<Contract>(tx, ctx.actor(), contract_id).await?;
    Ok((item, contract))
}

/// The answer of a verb: the new view, or the present one beside "stale".
async fn answer(
    ctx: &Ctx,
    id: &OpenItemId,
    done: Result<Model, Fault>,
) -> Reply<Versioned<OpenItemView>> {
    let (item, is_stale) = match done {
        Ok(item) => (item, false),
        Err(Fault::Stale(_)) => (queries::item(ctx.read(), id.as_str()).await?, true),
        Err(fault) => return Err(fault.into()),
    };
    let contract_id = item.contract_id.clone();
    let contract =
        access::get::<Contract, _>(ctx.read(), ctx.actor(), contract_id.as_str()).await?;
    let mut views = views::item_views(ctx.read(), &contract, vec![item]).await?;
    let view = views.pop().ok_or(Fault::NotFound)?;
    if is_stale {
        return Err(Fault::Stale(serde_json::to_value(view).ok()).into());
    }
    Ok(Versioned(view.version, view))
}

/// The open and closed items of a contract, open ones first.
#[utoipa::path(get, path = "/api/contracts/{id}/open-items", tag = "delivery",
    operation_id = "list_open_items", params(("id" = String, Path)),
    responses((status = 200, body = Items<OpenItemView>)))]
async fn list_open_items(
    ctx: Ctx,
    PathId(id): PathId<contract::contract::Entity>,
) -> Reply<Json<Items<OpenItemView>>> {
    let contract = access::get::<Contract, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    let items = queries::items(ctx.read(), id.as_str()).await?;
    Ok(Json(Items { items: views::item_views(ctx.read(), &contract, items).await? }))
}

/// Raises an item on a contract.
#[utoipa::path(post, path = "/api/contracts/{id}/open-items", tag = "delivery",
    operation_id = "raise_open_item", params(("id" = String, Path)),
    request_body = OpenItemInput, responses((status = 201, body = OpenItemView)))]
async fn raise_open_item(
    ctx: Ctx,
    PathId(id): PathId<contract::contract::Entity>,
    Body(input): Body<OpenItemInput>,
) -> Reply<Created<OpenItemView>> {
    let mut tx = ctx.begin().await?;
    let contract = access::lock::<Contract>(&tx, ctx.actor(), id.as_str()).await?;
    let contract = contract.allow::<act::Edit>()?;
    let new = NewItem {
        kind: input.kind,
        title: input.title,
        detail: input.detail,
        responsible_id: input.responsible_id,
        due_on: input.due_on,
    };
    let item = verbs_items::raise(&mut tx, &contract, ctx.actor(), new).await?;
    tx.commit().await?;
    let id = item.id.clone();
    let Versioned(version, view) = answer(&ctx, &id, Ok(item)).await?;
    Ok(Created { version, location: format!("/api/open-items/{id}"), view })
}

/// Edits an open item.
#[utoipa::path(patch, path = "/api/open-items/{id}", tag = "delivery",
    operation_id = "edit_open_item",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = OpenItemEdit,
    responses((status = 200, body = OpenItemView)))]
async fn edit_open_item(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<OpenItemEdit>,
) -> Reply<Versioned<OpenItemView>> {
    let edit = ItemEdit {
        title: input.title,
        detail: input.detail,
        responsible_id: input.responsible_id,
        due_on: input.due_on,
    };
    let done = edit_item(&ctx, &id, version, edit).await;
    answer(&ctx, &id, done).await
}

async fn edit_item(
    ctx: &Ctx,
    id: &OpenItemId,
    version: i64,
    edit: ItemEdit,
) -> Result<Model, Fault> {
    let mut tx = ctx.begin().await?;
    let (item, contract) = found(&tx, ctx, id).await?;
    let contract = contract.allow::<act::Edit>()?;
    let item = verbs_items::edit(&mut tx, &contract, &item, version, edit).await?;
    tx.commit().await?;
    Ok(item)
}

/// Closes an item.
#[utoipa::path(post, path = "/api/open-items/{id}/close", tag = "delivery",
    operation_id = "close_open_item",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = CloseItemInput,
    responses((status = 200, body = OpenItemView)))]
async fn close_open_item(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<CloseItemInput>,
) -> Reply<Versioned<OpenItemView>> {
    let done = close(&ctx, &id, version, &input.resolution).await;
    answer(&ctx, &id, done).await
}

async fn close(ctx: &Ctx, id: &OpenItemId, version: i64, resolution: &str) -> Result<Model, Fault> {
    let mut tx = ctx.begin().await?;
    let (item, contract) = found(&tx, ctx, id).await?;
    let contract = contract.allow::<act::Edit>()?;
    let item =
        verbs_items::close(&mut tx, &contract, &item, version, ctx.actor(), resolution).await?;
    tx.commit().await?;
    Ok(item)
}

/// Opens a closed item again.
#[utoipa::path(post, path = "/api/open-items/{id}/reopen", tag = "delivery",
    operation_id = "reopen_open_item",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 200, body = OpenItemView)))]
async fn reopen_open_item(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(Empty {}): Body<Empty>,
) -> Reply<Versioned<OpenItemView>> {
    let done = reopen(&ctx, &id, version).await;
    answer(&ctx, &id, done).await
}

async fn reopen(ctx: &Ctx, id: &OpenItemId, version: i64) -> Result<Model, Fault> {
    let mut tx = ctx.begin().await?;
    let (item, contract) = found(&tx, ctx, id).await?;
    let contract = contract.allow::<act::Edit>()?;
    let item = verbs_items::reopen(&mut tx, &contract, &item, version).await?;
    tx.commit().await?;
    Ok(item)
}
