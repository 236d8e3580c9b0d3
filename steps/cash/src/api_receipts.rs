//! Money over HTTP: receipts and their allocations.

use crate::{
    model::{
        allocation,
        invoice::InvoiceId,
        receipt::{self, ReceiptId, ReceiptMethod},
    },
    queries::{RECEIPT_COLUMNS, RECEIPTS, ReceiptRow, receipts},
    verbs::{self, NewReceipt},
    views::{self, ReceiptView},
};
use access::{Permission, list, list_query::ListParams};
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Day, Fault, Id, Page};
use exchange::export::{ExportParams, export_list};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Download, IfMatch, Params, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_receipts, create_receipt))
        .routes(routes!(export_receipts))
        .routes(routes!(get_receipt))
        .routes(routes!(allocate_receipt))
        .routes(routes!(release_allocation))
}

async fn show(ctx: &Ctx, id: &ReceiptId) -> Result<ReceiptView, Fault> {
    let seen = access::get::<receipt::Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    views::receipt(ctx.read(), &seen).await
}

/// The receipts that the caller may see.
#[utoipa::path(get, path = "/api/receipts", tag = "cash", operation_id = "list_receipts",
    params(ListParams), responses((status = 200, body = Page<ReceiptRow>)))]
async fn list_receipts(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<ReceiptRow>>> {
    Permission::CashSee.demand(ctx.actor())?;
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &RECEIPTS, &query, &receipts()).await?))
}

/// The same rows as the list, as a file.
#[utoipa::path(get, path = "/api/receipts/export", tag = "cash",
    operation_id = "export_receipts", params(ExportParams),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_receipts(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    Permission::CashSee.demand(ctx.actor())?;
    Ok(export_list(&ctx, &RECEIPTS, params, &receipts(), RECEIPT_COLUMNS).await?)
}

/// Money that came in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptInput {
    /// From whom.
    #[schema(value_type = String)]
    pub customer_id: Id<account::customer::Entity>,
    /// In minor units.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// When it came in.
    pub received_on: Day,
    /// The bank's own reference.
    pub bank_reference: Option<String>,
    /// How it came in.
    pub method: ReceiptMethod,
    /// In words.
    pub note: Option<String>,
}

/// Books money that came in from a customer.
#[utoipa::path(post, path = "/api/receipts", tag = "cash", operation_id = "create_receipt",
    request_body = ReceiptInput, responses((status = 201, body = ReceiptView)))]
async fn create_receipt(ctx: Ctx, Body(input): Body<ReceiptInput>) -> Reply<Created<ReceiptView>> {
    Permission::ReceiptCreate.demand(ctx.actor())?;
    let mut tx = ctx.begin().await?;
    let customer = input.customer_id.as_str();
    let customer = access::get::<account::customer::Model, _>(tx.conn(), ctx.actor(), customer);
    let customer = customer.await.map_err(|_| Fault::field("/customer_id", "unknown_customer"))?;
    let new = NewReceipt {
        amount_minor: input.amount_minor,
        currency: input.currency,
        received_on: input.received_on,
        bank_reference: input.bank_reference,
        method: input.method,
        note: input.note,
    };
    let model = verbs::receive(&mut tx, &customer, new).await?;
    tx.commit().await?;
    let location = format!("/api/receipts/{}", model.id);
    // Who books a receipt need not be among those who see the customer's receipts.
    let seen = access::written(ctx.read(), ctx.actor(), model).await?;
    let view = views::receipt(ctx.read(), &seen).await?;
    Ok(Created { version: view.version, location, view })
}

/// One receipt.
#[utoipa::path(get, path = "/api/receipts/{id}", tag = "cash", operation_id = "get_receipt",
    params(("id" = String, Path)), responses((status = 200, body = ReceiptView)))]
async fn get_receipt(
    ctx: Ctx,
    PathId(id): PathId<receipt::Entity>,
) -> Reply<Versioned<ReceiptView>> {
    let view = show(&ctx, &id).await?;
    Ok(Versioned(view.version, view))
}

/// A part of a receipt for an invoice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocationLine {
    /// Which invoice.
    #[schema(value_type = String)]
    pub invoice_id: InvoiceId,
    /// In minor units.
    pub amount_minor: i64,
}

/// Parts of a receipt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AllocationInput {
    /// At most 100.
    pub lines: Vec<AllocationLine>,
}

/// Allocates parts of a receipt to invoices: all of them, or none.
#[utoipa::path(post, path = "/api/receipts/{id}/allocations", tag = "cash",
    operation_id = "allocate_receipt",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = AllocationInput, responses((status = 200, body = ReceiptView)))]
async fn allocate_receipt(
    ctx: Ctx,
    PathId(id): PathId<receipt::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<AllocationInput>,
) -> Reply<Versioned<ReceiptView>> {
    let done = async {
        let parts: Vec<(InvoiceId, i64)> =
            input.lines.into_iter().map(|line| (line.invoice_id, line.amount_minor)).collect();
        let mut tx = ctx.begin().await?;
        verbs::allocate(&mut tx, ctx.actor(), &id, version, &parts).await?;
        tx.commit().await
    };
    match done.await {
        Err(Fault::Stale(_)) => {
            let view = show(&ctx, &id).await?;
            Err(Fault::Stale(serde_json::to_value(view).ok()).into())
        }
        Err(fault) => Err(fault.into()),
        Ok(()) => {
            let view = show(&ctx, &id).await?;
            Ok(Versioned(view.version, view))
        }
    }
}

/// Takes an allocation back.
#[utoipa::path(delete, path = "/api/allocations/{id}", tag = "cash",
    operation_id = "release_allocation",
    params(("id" = String, Path), ("If-Match" = String, Header)), responses((status = 204)))]
async fn release_allocation(
    ctx: Ctx,
    PathId(id): PathId<allocation::Entity>,
    IfMatch(version): IfMatch,
) -> Reply<Response> {
    let mut tx = ctx.begin().await?;
    verbs::release(&mut tx, ctx.actor(), &id, version).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
