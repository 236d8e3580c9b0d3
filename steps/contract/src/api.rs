//! Contracts over HTTP: draft, read, edit, plan.

use crate::{
    model::{
        contract::{ContractId, ContractStage, Entity, Model},
        plan_line::MilestoneKind,
    },
    queries::{CONTRACT_COLUMNS, CONTRACTS, ContractRow, contracts},
    rules::{self, NewLine, PaymentTemplate},
    verbs::{self, ContractEdit},
    views::{ContractView, view},
};
use access::{act, list, list_query::ListParams};
use axum::Json;
use base::{Day, Fault, Page};
use decision::Subjects;
use exchange::export::{ExportParams, export_list};
use people::user::{self, Locale};
use sea_orm::{ColumnTrait, QueryFilter};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Download, IfMatch, Items, Params, Patch, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_contracts))
        .routes(routes!(export_contracts))
        .routes(routes!(list_payment_templates))
        .routes(routes!(draft_contract))
        .routes(routes!(get_contract, edit_contract))
        .routes(routes!(plan_contract))
}

async fn show(ctx: &Ctx, id: &ContractId) -> Result<ContractView, Fault> {
    let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    view(ctx.read(), &seen, ctx.user_id()).await
}

/// The answer of a verb: the new view, or the present one beside "stale".
pub(crate) async fn answer(
    ctx: &Ctx,
    id: &ContractId,
    done: Result<(), Fault>,
) -> Reply<Versioned<ContractView>> {
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

/// Whether the caller reads Chinese.
async fn chinese(ctx: &Ctx) -> Result<bool, Fault> {
    let found = store::select::<user::Entity>()
        .filter(user::Column::Id.eq(ctx.user_id()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?;
    Ok(found.is_none_or(|user| user.locale == Locale::Chinese))
}

/// The contracts that the caller may see.
#[utoipa::path(get, path = "/api/contracts", tag = "contract", operation_id = "list_contracts",
    params(ListParams), responses((status = 200, body = Page<ContractRow>)))]
async fn list_contracts(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<ContractRow>>> {
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &CONTRACTS, &query, &contracts()).await?))
}

/// The same rows as the list, as a file.
#[utoipa::path(get, path = "/api/contracts/export", tag = "contract",
    operation_id = "export_contracts", params(ExportParams),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_contracts(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    Ok(export_list(&ctx, &CONTRACTS, params, &contracts(), CONTRACT_COLUMNS).await?)
}

/// The templates of payment plans.
#[utoipa::path(get, path = "/api/payment-templates", tag = "contract",
    operation_id = "list_payment_templates",
    responses((status = 200, body = Items<PaymentTemplate>)))]
async fn list_payment_templates(_ctx: Ctx) -> Reply<Json<Items<PaymentTemplate>>> {
    Ok(Json(Items { items: rules::templates().to_vec() }))
}

/// A new contract.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractDraftInput {
    /// What it is about; the opportunity's title when absent.
    pub title: Option<String>,
}

/// Drafts a contract from the authorised quotation.
#[utoipa::path(post, path = "/api/quotations/{id}/contract", tag = "contract",
    operation_id = "draft_contract", params(("id" = String, Path)),
    request_body = ContractDraftInput, responses((status = 201, body = ContractView)))]
async fn draft_contract(
    ctx: Ctx,
    PathId(id): PathId<bid::quotation::Entity>,
    Body(input): Body<ContractDraftInput>,
) -> Reply<Created<ContractView>> {
    let chinese = chinese(&ctx).await?;
    let mut tx = ctx.begin().await?;
    let quotation = access::get::<bid::quotation::Model, _>(tx.conn(), ctx.actor(), id.as_str());
    let quotation = quotation.await?.into_inner();
    let deal = quotation.opportunity_id.as_str();
    let deal = access::lock::<opportunity::Model>(&tx, ctx.actor(), deal).await?;
    let contract =
        verbs::draft(&mut tx, ctx.actor(), &deal, &quotation, input.title, chinese).await?;
    tx.commit().await?;
    let view = show(&ctx, &contract.id).await?;
    let location = format!("/api/contracts/{}", contract.id);
    Ok(Created { version: view.version, location, view })
}

/// One contract.
#[utoipa::path(get, path = "/api/contracts/{id}", tag = "contract", operation_id = "get_contract",
    params(("id" = String, Path)), responses((status = 200, body = ContractView)))]
async fn get_contract(ctx: Ctx, PathId(id): PathId<Entity>) -> Reply<Versioned<ContractView>> {
    answer(&ctx, &id, Ok(())).await
}

/// A change of a contract: absent leaves, `null` empties.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractEditInput {
    /// What it is about.
    pub title: Option<String>,
    /// What the customer pays, in minor units.
    pub amount_minor: Option<i64>,
    /// Tax included, in basis points.
    pub tax_bp: Option<i64>,
    /// Stage by hand; judged like everywhere.
    pub stage: Option<ContractStage>,
    /// How and when the customer pays.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub payment_terms: Patch<String>,
    /// How and when we deliver.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub delivery_terms: Patch<String>,
    /// Months after final acceptance.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub warranty_months: Patch<i64>,
    /// What a delay costs.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub penalty_terms: Patch<String>,
    /// What was promised beyond the standard.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub special_promises: Patch<String>,
    /// Who signs for the customer.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub customer_signer: Patch<String>,
    /// When it takes effect.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub effective_on: Patch<Day>,
}

/// Edits a contract, or changes its stage as far as the process allows.
#[utoipa::path(patch, path = "/api/contracts/{id}", tag = "contract",
    operation_id = "edit_contract",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = ContractEditInput, responses((status = 200, body = ContractView)))]
async fn edit_contract(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<ContractEditInput>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let subjects = ctx.app().service::<Subjects>()?;
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let contract = seen.allow::<act::Edit>()?.at_version(version)?;
        let stage = input.stage.filter(|stage| *stage != contract.stage);
        let edit = ContractEdit {
            title: input.title,
            amount_minor: input.amount_minor,
            tax_bp: input.tax_bp,
            payment_terms: input.payment_terms,
            delivery_terms: input.delivery_terms,
            warranty_months: input.warranty_months,
            penalty_terms: input.penalty_terms,
            special_promises: input.special_promises,
            customer_signer: input.customer_signer,
            effective_on: input.effective_on,
        };
        if edit != ContractEdit::default() {
            verbs::edit(&mut tx, &contract, edit).await?;
        }
        if let Some(stage) = stage {
            let contract = verbs::load(&tx, ctx.actor(), &id).await?.allow::<act::Edit>()?;
            verbs::advance(&mut tx, &subjects, &contract, stage).await?;
        }
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// A line of a plan.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanLineInput {
    /// What it is called.
    pub label: String,
    /// In minor units.
    pub amount_minor: i64,
    /// What makes it due.
    pub trigger: MilestoneKind,
    /// Days from the trigger to the due day.
    pub payment_days: i64,
    /// When payment is planned.
    pub planned_on: Option<Day>,
}

/// A payment plan: a template, or its lines.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanInput {
    /// Key of a template.
    pub template: Option<String>,
    /// Lines that add up to the amount; they go before the template's.
    pub lines: Option<Vec<PlanLineInput>>,
}

/// Replaces the payment plan.
#[utoipa::path(put, path = "/api/contracts/{id}/plan", tag = "contract",
    operation_id = "plan_contract",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = PlanInput,
    responses((status = 200, body = ContractView)))]
async fn plan_contract(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<PlanInput>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let chinese = chinese(&ctx).await?;
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let contract = seen.allow::<act::Edit>()?.at_version(version)?;
        let lines = match (input.lines, &input.template) {
            (Some(lines), _) => lines.into_iter().map(new_line).collect(),
            (None, Some(key)) => {
                let template = rules::templates().iter().find(|template| template.key == *key);
                let template =
                    template.ok_or_else(|| Fault::field("/template", "unknown_template"))?;
                rules::from_template(template, contract.amount_minor, chinese)
            }
            (None, None) => return Err(Fault::field("/lines", "required")),
        };
        verbs::plan(&mut tx, &contract, input.template, &lines).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

fn new_line(line: PlanLineInput) -> NewLine {
    NewLine {
        label: line.label,
        amount_minor: line.amount_minor,
        trigger: line.trigger,
        payment_days: line.payment_days,
        planned_on: line.planned_on,
    }
}
