//! Money over HTTP: plans, receivables, invoices.

use crate::{
    ledger,
    model::invoice::{self, InvoiceId},
    queries::{
        INVOICE_COLUMNS, INVOICES, InvoiceRow, RECEIVABLES, ReceivableLine, ReceivableRow,
        invoices, owed, receivable_page, receivables,
    },
    rules::Bucket,
    verbs::{self, NewInvoice},
    views::{self, InvoiceView, MoneyBar, PlanLineMoney},
};
use access::{
    Permission, act, list,
    list_query::{ListParams, ListQuery, Op},
};
use axum::Json;
use base::{Day, Fault, Page};
use contract::{contract as contracts, plan_line};
use exchange::export::{ExportParams, export_list};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Download, IfMatch, Items, Params, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(get_contract_money))
        .routes(routes!(get_contract_plan))
        .routes(routes!(list_receivables))
        .routes(routes!(create_invoice))
        .routes(routes!(list_invoices))
        .routes(routes!(export_invoices))
        .routes(routes!(get_invoice))
        .routes(routes!(void_invoice))
}

async fn seen_contract(ctx: &Ctx, id: &contract::ContractId) -> Result<contracts::Model, Fault> {
    Permission::CashSee.demand(ctx.actor())?;
    let seen = access::get::<contracts::Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    Ok(seen.into_inner())
}

/// Planned, invoiced, received and remaining of a contract.
#[utoipa::path(get, path = "/api/contracts/{id}/money", tag = "cash",
    operation_id = "get_contract_money", params(("id" = String, Path)),
    responses((status = 200, body = MoneyBar)))]
async fn get_contract_money(
    ctx: Ctx,
    PathId(id): PathId<contracts::Entity>,
) -> Reply<Json<MoneyBar>> {
    let contract = seen_contract(&ctx, &id).await?;
    let lines = views::plan(ctx.read(), &contract, ctx.today()).await?;
    Ok(Json(views::bar(&contract.currency, &lines)))
}

/// The payment plan of a contract with its money.
#[utoipa::path(get, path = "/api/contracts/{id}/plan", tag = "cash",
    operation_id = "get_contract_plan", params(("id" = String, Path)),
    responses((status = 200, body = Items<PlanLineMoney>)))]
async fn get_contract_plan(
    ctx: Ctx,
    PathId(id): PathId<contracts::Entity>,
) -> Reply<Json<Items<PlanLineMoney>>> {
    let contract = seen_contract(&ctx, &id).await?;
    Ok(Json(Items { items: views::plan(ctx.read(), &contract, ctx.today()).await? }))
}

/// A list of receivables, or a part of it by age.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ReceivableParams {
    /// Field to sort by, `-` before it for descending.
    pub sort: Option<String>,
    /// JSON array of `{field, op, value}`.
    pub filter: Option<String>,
    /// Rows of the page.
    pub limit: Option<u64>,
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Only what is still open and of this age.
    pub bucket: Option<Bucket>,
    /// `true`: only what is open and past its due day.
    pub overdue: Option<bool>,
}

/// The open question of what is owed.
pub fn receivable_query(
    mut query: ListQuery,
    today: Day,
    bucket: Option<Bucket>,
    overdue: bool,
) -> ListQuery {
    query.also = Some(owed());
    if bucket.is_some() || overdue {
        query = query.and("open_minor", Op::Gte, 1);
    }
    if overdue {
        let yesterday = today.plus_days(-1).to_string();
        query = query.and("due_on", Op::Lte, yesterday);
    }
    if let Some((from, to)) = bucket.map(|bucket| bucket.due_days(today)) {
        if let Some(from) = from {
            query = query.and("due_on", Op::Gte, from.to_string());
        }
        if let Some(to) = to {
            query = query.and("due_on", Op::Lte, to.to_string());
        }
    }
    query
}

/// What customers owe by plan: the lines of signed contracts, and what was invoiced of terminated
/// ones; soonest due first.
#[utoipa::path(get, path = "/api/receivables", tag = "cash", operation_id = "list_receivables",
    params(ReceivableParams), responses((status = 200, body = Page<ReceivableRow>)))]
async fn list_receivables(
    ctx: Ctx,
    Params(params): Params<ReceivableParams>,
) -> Reply<Json<Page<ReceivableRow>>> {
    Permission::CashSee.demand(ctx.actor())?;
    let ReceivableParams { sort, filter, limit, cursor, bucket, overdue } = params;
    let query = ListParams { q: None, sort, filter, limit, cursor }.parse()?;
    let query = receivable_query(query, ctx.today(), bucket, overdue.unwrap_or(false));
    let page: Page<ReceivableLine> =
        list(ctx.read(), ctx.actor(), &RECEIVABLES, &query, &receivables()).await?;
    Ok(Json(receivable_page(ctx.read(), page, ctx.today()).await?))
}

/// A new invoice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvoiceInput {
    /// In minor units.
    pub amount_minor: i64,
    /// When it is issued.
    pub issued_on: Day,
    /// Number of the tax invoice.
    pub invoice_no: Option<String>,
}

async fn show(ctx: &Ctx, id: &InvoiceId) -> Result<InvoiceView, Fault> {
    let seen = access::get::<invoice::Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    views::invoice(ctx.read(), &seen, ctx.today()).await
}

/// Issues an invoice for a plan line whose trigger is fulfilled.
#[utoipa::path(post, path = "/api/plan-lines/{id}/invoices", tag = "cash",
    operation_id = "create_invoice", params(("id" = String, Path)), request_body = InvoiceInput,
    responses((status = 201, body = InvoiceView)))]
async fn create_invoice(
    ctx: Ctx,
    PathId(id): PathId<plan_line::Entity>,
    Body(input): Body<InvoiceInput>,
) -> Reply<Created<InvoiceView>> {
    let mut tx = ctx.begin().await?;
    let line = access::get::<plan_line::Model, _>(tx.conn(), ctx.actor(), id.as_str()).await?;
    let contract: contracts::Model = tx.lock(line.contract_id.as_str()).await?;
    let line = access::lock::<plan_line::Model>(&tx, ctx.actor(), id.as_str()).await?;
    Permission::InvoiceCreate.demand(ctx.actor())?;
    let line = line.allow::<act::Edit>()?;
    let new = NewInvoice {
        amount_minor: input.amount_minor,
        issued_on: input.issued_on,
        invoice_no: input.invoice_no,
    };
    let model = verbs::issue(&mut tx, &contract, &line, new).await?;
    tx.commit().await?;
    let view = show(&ctx, &model.id).await?;
    let location = format!("/api/invoices/{}", model.id);
    Ok(Created { version: view.version, location, view })
}

/// The invoices that the caller may see.
#[utoipa::path(get, path = "/api/invoices", tag = "cash", operation_id = "list_invoices",
    params(ListParams), responses((status = 200, body = Page<InvoiceRow>)))]
async fn list_invoices(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<InvoiceRow>>> {
    Permission::CashSee.demand(ctx.actor())?;
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &INVOICES, &query, &invoices()).await?))
}

/// The same rows as the list, as a file.
#[utoipa::path(get, path = "/api/invoices/export", tag = "cash",
    operation_id = "export_invoices", params(ExportParams),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_invoices(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    Permission::CashSee.demand(ctx.actor())?;
    Ok(export_list(&ctx, &INVOICES, params, &invoices(), INVOICE_COLUMNS).await?)
}

/// One invoice.
#[utoipa::path(get, path = "/api/invoices/{id}", tag = "cash", operation_id = "get_invoice",
    params(("id" = String, Path)), responses((status = 200, body = InvoiceView)))]
async fn get_invoice(
    ctx: Ctx,
    PathId(id): PathId<invoice::Entity>,
) -> Reply<Versioned<InvoiceView>> {
    let view = show(&ctx, &id).await?;
    Ok(Versioned(view.version, view))
}

/// Why an invoice is voided.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidInput {
    /// In words.
    pub reason: String,
}

/// Voids an invoice to which nothing is allocated.
#[utoipa::path(post, path = "/api/invoices/{id}/void", tag = "cash",
    operation_id = "void_invoice",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = VoidInput,
    responses((status = 200, body = InvoiceView)))]
async fn void_invoice(
    ctx: Ctx,
    PathId(id): PathId<invoice::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<VoidInput>,
) -> Reply<Versioned<InvoiceView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = access::get::<invoice::Model, _>(tx.conn(), ctx.actor(), id.as_str()).await?;
        let contracts = ledger::hold(&tx, vec![seen.contract_id.as_str()]).await?;
        let seen = access::lock::<invoice::Model>(&tx, ctx.actor(), id.as_str()).await?;
        let invoice = seen.allow::<act::Edit>()?.at_version(version)?;
        verbs::void(&mut tx, &contracts, &invoice, input.reason).await?;
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
