//! Customers over HTTP.

use crate::{
    Followers,
    api_contact::ContactView,
    model::customer::{self, CustomerClass, CustomerId},
    queries::{self, CUSTOMERS, CustomerRow},
    verbs::{self, CustomerEdit, NewCustomer},
};
use access::{Action, Permission, Seen, act, list, list_query::ListParams};
use axum::Json;
use base::{Fault, Page, Timestamp};
use exchange::{Column, ExportParams, export_list};
use people::{unit::UnitId, user::UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    AllowedAction, Body, Created, Ctx, Download, IfMatch, Items, Params, Patch, PathId, Ref, Reply,
    Versioned,
};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_customers, create_customer))
        .routes(routes!(export_customers))
        .routes(routes!(list_duplicates))
        .routes(routes!(get_customer, edit_customer))
}

/// A customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerView {
    /// Id.
    pub id: String,
    /// `CUS-2026-00001`.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// Number in the register of companies.
    pub legal_id: Option<String>,
    /// How much it is worth to us.
    pub class: CustomerClass,
    /// Its trade.
    pub industry: Option<String>,
    /// Who owns it.
    pub ownership: Option<String>,
    /// The customer to whose group it belongs.
    pub parent: Option<Ref>,
    /// Where it is.
    pub region: Option<String>,
    /// Address in the web.
    pub website: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Where it sits.
    pub unit: Ref,
    /// Whose it is.
    pub owner: Ref,
    /// Came in with closed history.
    pub history: bool,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// The people there.
    pub contacts: Vec<ContactView>,
    /// What the caller may do.
    pub allowed: Vec<AllowedAction>,
}

/// A new customer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerInput {
    /// What it is called.
    pub name: String,
    /// Number in the register of companies.
    pub legal_id: Option<String>,
    /// How much it is worth to us; `c` when absent.
    pub class: Option<CustomerClass>,
    /// Its trade.
    pub industry: Option<String>,
    /// Who owns it.
    pub ownership: Option<String>,
    /// The customer to whose group it belongs.
    #[schema(value_type = Option<String>)]
    pub parent_id: Option<CustomerId>,
    /// Where it is.
    pub region: Option<String>,
    /// Address in the web.
    pub website: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Where it sits; the owner's main post when absent.
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<UnitId>,
    /// Whose it is; the caller's when absent.
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<UserId>,
}

impl From<CustomerInput> for NewCustomer {
    fn from(input: CustomerInput) -> Self {
        Self {
            name: input.name,
            legal_id: input.legal_id,
            class: input.class,
            industry: input.industry,
            ownership: input.ownership,
            parent_id: input.parent_id,
            region: input.region,
            website: input.website,
            note: input.note,
            owner_id: input.owner_id,
            unit_id: input.unit_id,
            history: false,
            external_key: None,
        }
    }
}

/// A change of a customer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerEditInput {
    /// What it is called.
    pub name: Option<String>,
    /// Number in the register of companies.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub legal_id: Patch<String>,
    /// How much it is worth to us.
    pub class: Option<CustomerClass>,
    /// Its trade.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub industry: Patch<String>,
    /// Who owns it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub ownership: Patch<String>,
    /// The customer to whose group it belongs.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub parent_id: Patch<CustomerId>,
    /// Where it is.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub region: Patch<String>,
    /// Address in the web.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub website: Patch<String>,
    /// What else is worth knowing.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
    /// Where it sits; needs the right to assign.
    #[schema(value_type = Option<String>)]
    pub unit_id: Option<UnitId>,
    /// Whose it is; needs the right to assign.
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<UserId>,
}

impl From<CustomerEditInput> for CustomerEdit {
    fn from(input: CustomerEditInput) -> Self {
        Self {
            name: input.name,
            legal_id: input.legal_id,
            class: input.class,
            industry: input.industry,
            ownership: input.ownership,
            parent_id: input.parent_id,
            region: input.region,
            website: input.website,
            note: input.note,
            owner_id: input.owner_id,
            unit_id: input.unit_id,
            external_key: Patch::Keep,
        }
    }
}

/// What is looked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DuplicatesQuery {
    /// What the customer is called.
    pub name: Option<String>,
    /// Its number in the register of companies.
    pub legal_id: Option<String>,
}

/// A customer that may be the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateView {
    /// What it is called; only when the caller may see it.
    pub name: Option<String>,
    /// Whom to ask.
    pub owner: String,
    /// It is the caller's own.
    pub mine: bool,
    /// The record; only when the caller may see it.
    pub id: Option<String>,
}

async fn view(ctx: &Ctx, seen: Seen<customer::Model>) -> Result<CustomerView, Fault> {
    let conn = ctx.read();
    let contacts = queries::contacts(conn, &seen.id).await?;
    let parent = match &seen.parent_id {
        Some(id) => Some(queries::reference(conn, id.as_str()).await?),
        None => None,
    };
    let allowed = vec![
        AllowedAction::of(&seen, "edit", Action::Edit, None),
        AllowedAction::of(&seen, "assign", Action::Assign, None),
    ];
    let customer = seen.into_inner();
    Ok(CustomerView {
        id: customer.id.to_string(),
        number: customer.number,
        name: customer.name,
        legal_id: customer.legal_id,
        class: customer.class,
        industry: customer.industry,
        ownership: customer.ownership,
        parent,
        region: customer.region,
        website: customer.website,
        note: customer.note,
        unit: people::queries::unit_reference(conn, customer.unit_id.as_str()).await?,
        owner: people::person(conn, customer.owner_id.as_str()).await?,
        history: customer.history,
        version: customer.version,
        created_at: customer.created_at,
        updated_at: customer.updated_at,
        contacts: contacts.into_iter().map(ContactView::from).collect(),
        allowed,
    })
}

/// The answer to a stale change: the record as it is now.
pub(crate) fn stale<T: Serialize>(now: &T) -> Result<Fault, Fault> {
    let now = serde_json::to_value(now).map_err(|error| Fault::Internal(error.into()))?;
    Ok(Fault::Stale(Some(now)))
}

/// The customers.
#[utoipa::path(get, path = "/api/customers", tag = "account", operation_id = "list_customers",
    params(ListParams), responses((status = 200, body = Page<CustomerRow>)))]
async fn list_customers(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<CustomerRow>>> {
    let query = params.parse()?;
    Ok(Json(list(ctx.read(), ctx.actor(), &CUSTOMERS, &query, &queries::customers()).await?))
}

const COLUMNS: &[Column<CustomerRow>] = &[
    Column::new("number", "编号", "Number", |row| row.number.as_str().into()),
    Column::new("name", "名称", "Name", |row| row.name.as_str().into()),
    Column::new("class", "等级", "Class", |row| row.class.as_str().to_uppercase().into()),
    Column::new("industry", "行业", "Industry", |row| row.industry.clone().into()),
    Column::new("unit", "部门", "Unit", |row| row.unit.as_str().into()),
    Column::new("owner", "负责人", "Owner", |row| row.owner.as_str().into()),
    Column::new("updated_at", "更新于", "Updated", |row| {
        exchange::Cell::Instant(row.updated_at)
    }),
];

/// The customers as a file.
#[utoipa::path(get, path = "/api/customers/export", tag = "account",
    operation_id = "export_customers", params(ExportParams),
    responses((status = 200, content_type = "application/octet-stream")))]
async fn export_customers(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    Ok(export_list(&ctx, &CUSTOMERS, params, &queries::customers(), COLUMNS).await?)
}

/// Customers that may be the same as the one that is about to be added, also those out of reach:
/// by legal id, and by likeness of the name from four characters on. Of those out of reach it says only
/// that there is one, and whom to ask.
#[utoipa::path(get, path = "/api/customers/duplicates", tag = "account",
    operation_id = "list_duplicates", params(DuplicatesQuery),
    responses((status = 200, body = Items<DuplicateView>)))]
async fn list_duplicates(
    ctx: Ctx,
    Params(query): Params<DuplicatesQuery>,
) -> Reply<Json<Items<DuplicateView>>> {
    // Whoever writes down a lead names a customer too.
    if !Permission::LeadCreate.held_by(ctx.actor()) {
        Permission::CustomerCreate.demand(ctx.actor())?;
    }
    let longest = |text: &Option<String>| text.as_ref().is_some_and(|t| t.chars().count() > 200);
    if longest(&query.name) || longest(&query.legal_id) {
        return Err(Fault::field("/name", "too_long").into());
    }
    let (name, legal_id) = (query.name.as_deref(), query.legal_id.as_deref());
    let found = queries::doubles(ctx.read(), ctx.actor(), name, legal_id).await?;
    let owners =
        people::names(ctx.read(), found.iter().map(|double| double.owner_id.as_str())).await?;
    let items = found
        .into_iter()
        .map(|double| DuplicateView {
            owner: people::reference(&owners, double.owner_id.as_str()).name,
            mine: double.owner_id.as_str() == ctx.user_id(),
            id: double.visible.then(|| double.id.to_string()),
            name: double.visible.then_some(double.name),
        })
        .collect();
    Ok(Json(Items { items }))
}

/// Adds a customer.
#[utoipa::path(post, path = "/api/customers", tag = "account", operation_id = "create_customer",
    request_body = CustomerInput, responses((status = 201, body = CustomerView)))]
async fn create_customer(
    ctx: Ctx,
    Body(input): Body<CustomerInput>,
) -> Reply<Created<CustomerView>> {
    let mut tx = ctx.begin().await?;
    let model = verbs::create(&mut tx, ctx.actor(), &input.into()).await?;
    tx.commit().await?;
    let seen = access::written(ctx.read(), ctx.actor(), model).await?;
    Ok(Created {
        version: seen.version,
        location: format!("/api/customers/{}", seen.id),
        view: view(&ctx, seen).await?,
    })
}

/// One customer.
#[utoipa::path(get, path = "/api/customers/{id}", tag = "account", operation_id = "get_customer",
    params(("id" = String, Path)), responses((status = 200, body = CustomerView)))]
async fn get_customer(
    ctx: Ctx,
    PathId(id): PathId<customer::Entity>,
) -> Reply<Versioned<CustomerView>> {
    let seen = access::get(ctx.read(), ctx.actor(), id.as_str()).await?;
    let view = view(&ctx, seen).await?;
    Ok(Versioned(view.version, view))
}

/// Edits a customer; another owner or unit needs the right to assign.
#[utoipa::path(patch, path = "/api/customers/{id}", tag = "account",
    operation_id = "edit_customer",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = CustomerEditInput,
    responses((status = 200, body = CustomerView)))]
async fn edit_customer(
    ctx: Ctx,
    PathId(id): PathId<customer::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<CustomerEditInput>,
) -> Reply<Versioned<CustomerView>> {
    match edit_at(&ctx, &id, version, &input.into()).await {
        Err(Fault::Stale(_)) => {
            let seen = access::get(ctx.read(), ctx.actor(), id.as_str()).await?;
            Err(stale(&view(&ctx, seen).await?)?.into())
        }
        done => {
            let seen = access::written(ctx.read(), ctx.actor(), done?).await?;
            let view = view(&ctx, seen).await?;
            Ok(Versioned(view.version, view))
        }
    }
}

async fn edit_at(
    ctx: &Ctx,
    id: &CustomerId,
    version: i64,
    edit: &CustomerEdit,
) -> Result<customer::Model, Fault> {
    let followers = ctx.app().service::<Followers>()?;
    let mut tx = ctx.begin().await?;
    let seen = access::get::<customer::Model, _>(tx.conn(), ctx.actor(), id.as_str()).await?;
    let allowed = seen.allow::<act::Edit>()?.at_version(version)?;
    let model = verbs::edit(&mut tx, ctx.actor(), &allowed, &followers, edit).await?;
    tx.commit().await?;
    Ok(model)
}
