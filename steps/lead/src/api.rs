//! Leads over HTTP: parse, call a verb, view.

use crate::{
    LeadRefusal,
    model::{
        BudgetState, Entity, LeadCloseReason, LeadGrade, LeadId, LeadSource, LeadStatus, Model,
        WinChance,
    },
    queries::{LEAD_COLUMNS, LEADS, LeadRow, leads},
    verbs::{self, LeadEdit},
    views::{LeadView, view},
};
use access::{Permission, act, list, list_query::ListParams};
use axum::Json;
use base::{Day, Fault, Id, Page};
use exchange::export::{ExportParams, export_list};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    Body, BulkItem, BulkResults, Created, Ctx, Download, Empty, IfMatch, Params, Patch, PathId,
    Reply, Versioned,
};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_leads, create_lead))
        .routes(routes!(export_leads))
        .routes(routes!(bulk_leads))
        .routes(routes!(get_lead, edit_lead))
        .routes(routes!(verify_lead))
        .routes(routes!(close_lead))
        .routes(routes!(reopen_lead))
}

/// What a collector writes down, or changes: absent leaves, `null` empties.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadInput {
    /// What it is about; required for a new lead.
    pub title: Option<String>,
    /// The customer, when known to us.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub customer_id: Patch<Id<account::customer::Entity>>,
    /// The customer's name, when not.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub customer_name: Patch<String>,
    /// Whom to talk to.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub contact_name: Patch<String>,
    /// How to reach the contact.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub contact_phone: Patch<String>,
    /// Where it came from.
    #[serde(default)]
    #[schema(value_type = Option<LeadSource>)]
    pub source: Patch<LeadSource>,
    /// Whose it is; the caller when absent.
    pub owner_id: Option<String>,
    /// Where it sits; the owner's main unit when absent.
    pub unit_id: Option<String>,
    /// Status by hand; judged like everywhere.
    pub status: Option<LeadStatus>,
    /// Budget in minor units.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub amount_minor: Patch<i64>,
    /// Three letters.
    pub currency: Option<String>,
    /// Expected entry into the buying process.
    #[serde(default)]
    #[schema(value_type = Option<Day>)]
    pub entry_on: Patch<Day>,
    /// Element 1.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub pain: Patch<String>,
    /// Element 1.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub pain_reach: Patch<String>,
    /// Element 2.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub solution_idea: Patch<String>,
    /// Element 2.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub product_id: Patch<Id<catalog::product::Entity>>,
    /// Element 2.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub benefit: Patch<String>,
    /// Element 3.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub budget_source: Patch<String>,
    /// Element 3.
    #[serde(default)]
    #[schema(value_type = Option<BudgetState>)]
    pub budget_state: Patch<BudgetState>,
    /// Element 4.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub investment_leader: Patch<String>,
    /// Element 4.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub decision_makers: Patch<String>,
    /// Element 4.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub stakeholders: Patch<String>,
    /// Grade criterion, 1 to 3.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub urgency: Patch<i64>,
    /// Grade criterion, 1 to 3.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub maturity: Patch<i64>,
    /// Grade criterion, 1 to 3.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub agreement: Patch<i64>,
    /// Grade criterion, 1 to 3.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub entry: Patch<i64>,
    /// The grade by hand.
    #[serde(default)]
    #[schema(value_type = Option<LeadGrade>)]
    pub grade_override: Patch<LeadGrade>,
    /// Why by hand.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub grade_override_reason: Patch<String>,
}

impl LeadInput {
    fn into_edit(self) -> LeadEdit {
        LeadEdit {
            title: self.title,
            customer_id: self.customer_id,
            customer_name: self.customer_name,
            contact_name: self.contact_name,
            contact_phone: self.contact_phone,
            source: self.source,
            amount_minor: self.amount_minor,
            currency: self.currency,
            entry_on: self.entry_on,
            pain: self.pain,
            pain_reach: self.pain_reach,
            solution_idea: self.solution_idea,
            product_id: self.product_id,
            benefit: self.benefit,
            budget_source: self.budget_source,
            budget_state: self.budget_state,
            investment_leader: self.investment_leader,
            decision_makers: self.decision_makers,
            stakeholders: self.stakeholders,
            urgency: self.urgency,
            maturity: self.maturity,
            agreement: self.agreement,
            entry: self.entry,
            grade_override: self.grade_override,
            grade_override_reason: self.grade_override_reason,
        }
    }
}

async fn show(ctx: &Ctx, id: &LeadId) -> Result<LeadView, Fault> {
    let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    view(ctx.read(), &seen, ctx.user_id(), ctx.today()).await
}

/// A lead that the caller has just written, who may have given it away with that.
async fn show_written(ctx: &Ctx, lead: Model) -> Result<LeadView, Fault> {
    let seen = access::written(ctx.read(), ctx.actor(), lead).await?;
    view(ctx.read(), &seen, ctx.user_id(), ctx.today()).await
}

/// The answer of a verb: the new view, or the present one beside "stale".
async fn answer(ctx: &Ctx, id: &LeadId, done: Result<Model, Fault>) -> Reply<Versioned<LeadView>> {
    match done {
        Ok(lead) => {
            let view = show_written(ctx, lead).await?;
            Ok(Versioned(view.version, view))
        }
        Err(Fault::Stale(_)) => {
            let view = show(ctx, id).await?;
            Err(Fault::Stale(serde_json::to_value(view).ok()).into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The leads that the caller may see.
#[utoipa::path(get, path = "/api/leads", tag = "lead", operation_id = "list_leads",
    params(ListParams), responses((status = 200, body = Page<LeadRow>)))]
async fn list_leads(ctx: Ctx, Params(params): Params<ListParams>) -> Reply<Json<Page<LeadRow>>> {
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &LEADS, &query, &leads()).await?))
}

/// The same rows as the list, as a file.
#[utoipa::path(get, path = "/api/leads/export", tag = "lead", operation_id = "export_leads",
    params(ExportParams), responses((status = 200, content_type = "text/csv", body = String)))]
async fn export_leads(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    Ok(export_list(&ctx, &LEADS, params, &leads(), LEAD_COLUMNS).await?)
}

/// Writes a lead down.
#[utoipa::path(post, path = "/api/leads", tag = "lead", operation_id = "create_lead",
    request_body = LeadInput, responses((status = 201, body = LeadView)))]
async fn create_lead(ctx: Ctx, Body(input): Body<LeadInput>) -> Reply<Created<LeadView>> {
    Permission::LeadCreate.demand(ctx.actor())?;
    if input.status.is_some_and(|status| status != LeadStatus::New) {
        return Err(Fault::field("/status", "status_new").into());
    }
    let mut tx = ctx.begin().await?;
    let (owner, unit) = (input.owner_id.clone(), input.unit_id.clone());
    let place = people::place(tx.conn(), ctx.actor(), owner.as_deref(), unit.as_deref()).await?;
    let lead = verbs::collect(&mut tx, ctx.actor(), place, input.into_edit()).await?;
    tx.commit().await?;
    let location = format!("/api/leads/{}", lead.id);
    let view = show_written(&ctx, lead).await?;
    Ok(Created { version: view.version, location, view })
}

/// One lead.
#[utoipa::path(get, path = "/api/leads/{id}", tag = "lead", operation_id = "get_lead",
    params(("id" = String, Path)), responses((status = 200, body = LeadView)))]
async fn get_lead(ctx: Ctx, PathId(id): PathId<Entity>) -> Reply<Versioned<LeadView>> {
    let view = show(&ctx, &id).await?;
    Ok(Versioned(view.version, view))
}

/// Edits a lead, gives it away, or changes its status as far as the rules allow.
#[utoipa::path(patch, path = "/api/leads/{id}", tag = "lead", operation_id = "edit_lead",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = LeadInput,
    responses((status = 200, body = LeadView)))]
async fn edit_lead(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<LeadInput>,
) -> Reply<Versioned<LeadView>> {
    let done = change(&ctx, &id, version, input).await;
    answer(&ctx, &id, done).await
}

async fn change(ctx: &Ctx, id: &LeadId, version: i64, input: LeadInput) -> Result<Model, Fault> {
    let mut tx = ctx.begin().await?;
    let mut lead = verbs::load(&tx, ctx.actor(), id).await?.into_inner();
    if lead.version != version {
        return Err(Fault::Stale(None));
    }
    let (owner, unit, status) = (input.owner_id.clone(), input.unit_id.clone(), input.status);
    let edit = input.into_edit();
    if let Some(status) = status.filter(|status| *status != lead.status) {
        let allowed = verbs::load(&tx, ctx.actor(), id).await?.allow::<act::Edit>()?;
        lead = verbs::set_status(&mut tx, &allowed, status).await?;
    }
    if edit != LeadEdit::default() {
        let allowed = verbs::load(&tx, ctx.actor(), id).await?.allow::<act::Edit>()?;
        lead = verbs::edit(&mut tx, ctx.actor(), &allowed, edit).await?;
    }
    // Last, because whoever gives a lead away may not see it any more.
    if owner.is_some() || unit.is_some() {
        let allowed = verbs::load(&tx, ctx.actor(), id).await?.allow::<act::Assign>()?;
        let owner = owner.as_deref().unwrap_or(lead.owner_id.as_str());
        let place = people::handover(tx.conn(), ctx.actor(), owner, unit.as_deref()).await?;
        lead = verbs::assign(&mut tx, &allowed, place).await?;
    }
    tx.commit().await?;
    Ok(lead)
}

/// What a bulk action sets on each lead.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadBulkSet {
    /// Whose they are.
    pub owner_id: Option<String>,
    /// Where they sit.
    pub unit_id: Option<String>,
    /// Status; judged for each lead like everywhere.
    pub status: Option<LeadStatus>,
}

/// A bulk action over leads.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeadBulk {
    /// At most 200.
    pub items: Vec<BulkItem>,
    /// What is set.
    pub set: LeadBulkSet,
}

/// Changes many leads; each answers for itself.
#[utoipa::path(post, path = "/api/leads/bulk", tag = "lead", operation_id = "bulk_leads",
    request_body = LeadBulk, responses((status = 200, body = BulkResults)))]
async fn bulk_leads(ctx: Ctx, Body(bulk): Body<LeadBulk>) -> Reply<Json<BulkResults>> {
    let (ctx, set) = (&ctx, &bulk.set);
    let change = |id, version| {
        let input = LeadInput {
            owner_id: set.owner_id.clone(),
            unit_id: set.unit_id.clone(),
            status: set.status,
            ..LeadInput::default()
        };
        async move { change(ctx, &id, version, input).await.map(|_| ()) }
    };
    Ok(Json(wire::bulk(bulk.items, change).await?))
}

/// The answers to the three questions.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyInput {
    /// Is it a lead at all? No closes it.
    pub is_lead: bool,
    /// How far away is it? Needed when it is one.
    pub distance: Option<LeadGrade>,
    /// Can we win? Needed when it is one.
    pub win: Option<WinChance>,
    /// In words.
    pub note: Option<String>,
}

/// Verifies a lead; never by its collector.
#[utoipa::path(post, path = "/api/leads/{id}/verify", tag = "lead", operation_id = "verify_lead",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = VerifyInput,
    responses((status = 200, body = LeadView)))]
async fn verify_lead(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<VerifyInput>,
) -> Reply<Versioned<LeadView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        // Said before the right is looked at: this is what the collector has to learn.
        if seen.collector_id.as_str() == ctx.user_id() {
            return Err(LeadRefusal::VerifierIsCollector.into());
        }
        let lead = seen.allow::<act::Decide>()?.at_version(version)?;
        let answers = verbs::Answers {
            is_lead: input.is_lead,
            distance: input.distance,
            win: input.win,
            note: input.note,
        };
        let lead = verbs::verify(&mut tx, ctx.actor(), &lead, answers).await?;
        tx.commit().await?;
        Ok(lead)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Why a lead is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseInput {
    /// Reason.
    pub reason: LeadCloseReason,
    /// In words; needed for `other`.
    pub note: Option<String>,
}

/// Closes a lead with a reason.
#[utoipa::path(post, path = "/api/leads/{id}/close", tag = "lead", operation_id = "close_lead",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = CloseInput,
    responses((status = 200, body = LeadView)))]
async fn close_lead(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<CloseInput>,
) -> Reply<Versioned<LeadView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let lead = seen.allow::<act::Edit>()?.at_version(version)?;
        let lead = verbs::close(&mut tx, &lead, input.reason, input.note).await?;
        tx.commit().await?;
        Ok(lead)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Opens a closed lead again; it has to be verified anew.
#[utoipa::path(post, path = "/api/leads/{id}/reopen", tag = "lead", operation_id = "reopen_lead",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 200, body = LeadView)))]
async fn reopen_lead(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    _body: Body<Empty>,
) -> Reply<Versioned<LeadView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let lead = seen.allow::<act::Edit>()?.at_version(version)?;
        let lead = verbs::reopen(&mut tx, &lead).await?;
        tx.commit().await?;
        Ok(lead)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}
