//! Timeline, notes and search over HTTP.

use crate::{
    queries::{self, TimelineEntry},
    records::Records,
    verbs,
};
use axum::{Json, http::StatusCode};
use base::{
    Fault, Page,
    fault::{FieldFault, Params as FaultParams},
    page::{DEFAULT_LIMIT, MAX_LIMIT},
};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;
use store::{Hit, journal};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Ctx, Items, Params, Path, Reply};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_timeline))
        .routes(routes!(create_note))
        .routes(routes!(search))
}

/// Which page of a timeline.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimelineQuery {
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Lines of the page, 1 to 200; 50 when absent.
    pub limit: Option<u64>,
}

/// What happened to a record and to what belongs to it, newest first.
#[utoipa::path(get, path = "/api/records/{kind}/{id}/timeline", tag = "work",
    operation_id = "list_timeline",
    params(("kind" = String, Path), ("id" = String, Path), TimelineQuery),
    responses((status = 200, body = Page<TimelineEntry>)))]
async fn list_timeline(
    ctx: Ctx,
    Path((kind, id)): Path<(String, String)>,
    Params(query): Params<TimelineQuery>,
) -> Reply<Json<Page<TimelineEntry>>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    if limit == 0 || limit > MAX_LIMIT {
        let params = FaultParams::from([("min", 1.into()), ("max", MAX_LIMIT.into())]);
        let fault = FieldFault { pointer: "/limit".into(), code: "out_of_range", params };
        return Err(Fault::Invalid(vec![fault]).into());
    }
    let records = ctx.app().service::<Records>()?;
    let found = records.find(ctx.read(), ctx.actor(), &kind, &id).await?;
    let cursor = query.cursor.as_deref();
    let page =
        queries::timeline(ctx.read(), ctx.actor(), &records, &found.head, limit, cursor).await?;
    Ok(Json(page))
}

/// A note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteInput {
    /// 1 to 4,000 characters.
    pub text: String,
}

/// Writes a note on a record. Whoever sees the record may; notes are never changed.
#[utoipa::path(post, path = "/api/records/{kind}/{id}/notes", tag = "work",
    operation_id = "create_note", params(("kind" = String, Path), ("id" = String, Path)),
    request_body = NoteInput, responses((status = 201, body = TimelineEntry)))]
async fn create_note(
    ctx: Ctx,
    Path((kind, id)): Path<(String, String)>,
    Body(input): Body<NoteInput>,
) -> Reply<(StatusCode, Json<TimelineEntry>)> {
    let records = ctx.app().service::<Records>()?;
    let mut tx = ctx.begin().await?;
    let found = records.find(tx.conn(), ctx.actor(), &kind, &id).await?;
    let entry_id = verbs::note(&mut tx, &found, &input.text)?;
    tx.commit().await?;
    let row = store::select::<journal::Entity>()
        .filter(journal::Column::Id.eq(entry_id))
        .all(ctx.read())
        .await
        .map_err(store::internal)?;
    let entry = queries::entries(ctx.read(), ctx.actor(), &records, row).await?.pop();
    let entry = entry.ok_or_else(|| Fault::internal("the note is not in the journal"))?;
    Ok((StatusCode::CREATED, Json(entry)))
}

/// What to search for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words, numbers, pinyin or initials; at most 100 characters.
    #[serde(default)]
    pub q: String,
    /// Only records of this kind.
    pub kind: Option<String>,
}

/// Finds records of all kinds that the caller reaches; at most 20, newest first.
#[utoipa::path(get, path = "/api/search", tag = "work", operation_id = "search",
    params(SearchQuery), responses((status = 200, body = Items<Hit>)))]
async fn search(ctx: Ctx, Params(query): Params<SearchQuery>) -> Reply<Json<Items<Hit>>> {
    if query.q.chars().count() > 100 {
        return Err(Fault::field("/q", "too_long").into());
    }
    let records = ctx.app().service::<Records>()?;
    let kind = query.kind.as_deref();
    let items = queries::search(ctx.read(), ctx.actor(), &records, &query.q, kind).await?;
    Ok(Json(Items { items }))
}
