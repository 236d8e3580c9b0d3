//! Quotations over HTTP: parse, call a verb, view.

use crate::{
    lines::LineInput,
    model::{line::LineId, quotation},
    queries::{self, QUOTATIONS, Row, quotations},
    verbs::{self, QuotationEdit},
    views::{QuotationRow, QuotationView, view},
};
use access::{act, list, list_query::ListParams};
use axum::Json;
use base::{Day, Fault, Page};
use catalog::product::ProductId;
use exchange::{Cell, Column, ExportParams, export_list_where};
use opportunity::Model as Opportunity;
use quotation::{Entity, Model, QuotationId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Download, Empty, IfMatch, Params, Patch, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_quotations))
        .routes(routes!(export_quotations))
        .routes(routes!(create_quotation))
        .routes(routes!(get_quotation, edit_quotation))
        .routes(routes!(submit_quotation))
        .routes(routes!(revise_quotation))
        .routes(routes!(withdraw_quotation))
}

/// A line as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotationLineInput {
    /// The line that it was before; may be left out, then the line is found by product, description
    /// or place.
    #[schema(value_type = Option<String>)]
    pub id: Option<LineId>,
    /// The product, when it is one of the catalogue.
    #[schema(value_type = Option<String>)]
    pub product_id: Option<ProductId>,
    /// What is offered.
    pub description: String,
    /// How many, in thousandths.
    pub quantity_milli: i64,
    /// Counted in what.
    pub unit: Option<String>,
    /// List price of one, in minor units.
    pub list_price_minor: i64,
    /// Discount off the list price, in basis points; none when absent.
    pub discount_bp: Option<i64>,
    /// Cost of one in minor units, from those who may see cost. Absent: the stored cost stays, a new
    /// line takes the product's.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub unit_cost_minor: Patch<i64>,
}

/// What is written into a draft: absent leaves, `null` empties.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotationInput {
    /// The last day on which the offer stands.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub valid_until: Patch<Day>,
    /// How and when the customer pays.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub payment_terms: Patch<String>,
    /// How and when we deliver.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub delivery_terms: Patch<String>,
    /// What else is worth knowing.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
    /// All lines in their order, at most 500.
    pub lines: Option<Vec<QuotationLineInput>>,
}

impl QuotationInput {
    fn into_edit(self) -> QuotationEdit {
        let line = |line: QuotationLineInput| LineInput {
            id: line.id,
            product_id: line.product_id,
            description: line.description,
            quantity_milli: line.quantity_milli,
            unit: line.unit,
            list_price_minor: line.list_price_minor,
            discount_bp: line.discount_bp.unwrap_or_default(),
            unit_cost_minor: line.unit_cost_minor,
        };
        QuotationEdit {
            valid_until: self.valid_until,
            payment_terms: self.payment_terms,
            delivery_terms: self.delivery_terms,
            note: self.note,
            lines: self.lines.map(|lines| lines.into_iter().map(line).collect()),
        }
    }
}

/// Why a quotation is withdrawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawQuotationInput {
    /// In words.
    pub reason: String,
}

async fn show(ctx: &Ctx, id: &QuotationId) -> Result<QuotationView, Fault> {
    let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    view(ctx.read(), ctx.actor(), &seen, ctx.today()).await
}

/// The answer of a verb: the new view, or the present one beside "stale".
async fn answer(
    ctx: &Ctx,
    id: &QuotationId,
    done: Result<Model, Fault>,
) -> Reply<Versioned<QuotationView>> {
    match done {
        Ok(_) => {
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

async fn created(ctx: &Ctx, id: &QuotationId) -> Reply<Created<QuotationView>> {
    let view = show(ctx, id).await?;
    Ok(Created { version: view.version, location: format!("/api/quotations/{id}"), view })
}

/// The quotations that the caller may see, every version of them. Conditions on `status` (`eq`, `ne`,
/// `in`) speak of where a version stands today.
#[utoipa::path(get, path = "/api/quotations", tag = "bid", operation_id = "list_quotations",
    params(ListParams), responses((status = 200, body = Page<QuotationRow>)))]
async fn list_quotations(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<QuotationRow>>> {
    let mut query = params.parse()?;
    queries::by_state(&mut query, ctx.today())?;
    let from = quotations(ctx.today());
    let page: Page<Row> = list(ctx.read(), ctx.actor(), &QUOTATIONS, &query, &from).await?;
    let items = page.items.into_iter().map(QuotationRow::from).collect();
    Ok(Json(Page { items, next: page.next, count: page.count }))
}

/// What an exported list of quotations shows.
const COLUMNS: &[Column<Row>] = &[
    Column::new("number", "编号", "Number", |row| row.number.as_str().into()),
    Column::new("revision", "版本", "Revision", |row| Cell::Integer(row.revision)),
    Column::new("opportunity", "机会点", "Opportunity", |row| row.opportunity.as_str().into()),
    Column::new("status", "状态", "Status", |row| row.state().as_str().into()),
    Column::new("total_minor", "总价", "Total", |row| Cell::Money(row.total_minor)),
    Column::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Column::new("valid_until", "有效期至", "Valid until", |row| row.valid_until.into()),
    Column::new("owner", "负责人", "Owner", |row| row.owner.as_str().into()),
    Column::new("updated_at", "更新时间", "Updated", |row| Cell::Instant(row.updated_at)),
];

/// The same rows as the list, as a file.
#[utoipa::path(get, path = "/api/quotations/export", tag = "bid",
    operation_id = "export_quotations", params(ExportParams),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_quotations(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    let today = ctx.today();
    let by_state = |query: &mut access::ListQuery| queries::by_state(query, today);
    let from = quotations(today);
    Ok(export_list_where(&ctx, &QUOTATIONS, params, by_state, &from, COLUMNS).await?)
}

/// Writes a draft for an opportunity.
#[utoipa::path(post, path = "/api/opportunities/{id}/quotations", tag = "bid",
    operation_id = "create_quotation", params(("id" = String, Path)),
    request_body = QuotationInput, responses((status = 201, body = QuotationView)))]
async fn create_quotation(
    ctx: Ctx,
    PathId(id): PathId<opportunity::Entity>,
    Body(input): Body<QuotationInput>,
) -> Reply<Created<QuotationView>> {
    let mut tx = ctx.begin().await?;
    let opportunity = access::get::<Opportunity, _>(tx.conn(), ctx.actor(), id.as_str()).await?;
    let model = verbs::create(&mut tx, ctx.actor(), &opportunity, input.into_edit()).await?;
    tx.commit().await?;
    created(&ctx, &model.id).await
}

/// One version of a quotation.
#[utoipa::path(get, path = "/api/quotations/{id}", tag = "bid", operation_id = "get_quotation",
    params(("id" = String, Path)), responses((status = 200, body = QuotationView)))]
async fn get_quotation(ctx: Ctx, PathId(id): PathId<Entity>) -> Reply<Versioned<QuotationView>> {
    let view = show(&ctx, &id).await?;
    Ok(Versioned(view.version, view))
}

/// Edits a draft; sent lines replace all lines.
#[utoipa::path(patch, path = "/api/quotations/{id}", tag = "bid", operation_id = "edit_quotation",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = QuotationInput,
    responses((status = 200, body = QuotationView)))]
async fn edit_quotation(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<QuotationInput>,
) -> Reply<Versioned<QuotationView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let draft = seen.allow::<act::Edit>()?.at_version(version)?;
        let done = verbs::edit(&mut tx, ctx.actor(), &draft, input.into_edit()).await?;
        tx.commit().await?;
        Ok(done)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Submits a draft for the bid decision; it is immutable from then on.
#[utoipa::path(post, path = "/api/quotations/{id}/submit", tag = "bid",
    operation_id = "submit_quotation",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 200, body = QuotationView)))]
async fn submit_quotation(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    _body: Body<Empty>,
) -> Reply<Versioned<QuotationView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let draft = seen.allow::<act::Edit>()?.at_version(version)?;
        let done = verbs::submit(&mut tx, ctx.actor(), &draft).await?;
        tx.commit().await?;
        Ok(done)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Makes the next version as a draft.
#[utoipa::path(post, path = "/api/quotations/{id}/revise", tag = "bid",
    operation_id = "revise_quotation",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 201, body = QuotationView)))]
async fn revise_quotation(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    _body: Body<Empty>,
) -> Reply<Created<QuotationView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let before = seen.allow::<act::Edit>()?.at_version(version)?;
        let done = verbs::revise(&mut tx, ctx.actor(), &before).await?;
        tx.commit().await?;
        Ok(done)
    };
    match done.await {
        Ok(draft) => created(&ctx, &draft.id).await,
        Err(Fault::Stale(_)) => {
            let present = show(&ctx, &id).await?;
            Err(Fault::Stale(serde_json::to_value(present).ok()).into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Withdraws a draft or a submitted version, with a reason.
#[utoipa::path(post, path = "/api/quotations/{id}/withdraw", tag = "bid",
    operation_id = "withdraw_quotation",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = WithdrawQuotationInput, responses((status = 200, body = QuotationView)))]
async fn withdraw_quotation(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<WithdrawQuotationInput>,
) -> Reply<Versioned<QuotationView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let before = seen.allow::<act::Edit>()?.at_version(version)?;
        let done = verbs::withdraw(&mut tx, &before, input.reason).await?;
        tx.commit().await?;
        Ok(done)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}
