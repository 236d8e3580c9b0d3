//! Products over HTTP.

use crate::{
    model::product,
    queries::{self, PRODUCTS, ProductRow},
    verbs::{self, NewProduct, ProductEdit},
};
use access::{Actor, Permission, list, list_query::ListParams};
use axum::Json;
use base::{Fault, Page, Timestamp};
use exchange::{Cell, Column, ExportParams, export_list};
use serde::{Deserialize, Serialize};
use store::Tx;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{
    AllowedAction, Body, Created, Ctx, Download, IfMatch, Params, Patch, PathId, Reply, Versioned,
};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(list_products, create_product))
        .routes(routes!(export_products))
        .routes(routes!(get_product, edit_product))
}

/// A product.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductView {
    /// Id.
    pub id: String,
    /// What it is ordered by.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The family it belongs to.
    pub series: Option<String>,
    /// List price in minor units.
    pub list_price_minor: i64,
    /// Currency of price and cost.
    pub currency: String,
    /// Cost in minor units; absent when unknown and for those who may not see cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_cost_minor: Option<i64>,
    /// On sale.
    pub active: bool,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do.
    pub allowed: Vec<AllowedAction>,
}

/// A new product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    /// What it is ordered by; unique.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The family it belongs to.
    pub series: Option<String>,
    /// List price in minor units.
    pub list_price_minor: i64,
    /// Cost in minor units; only from those who may see cost.
    pub unit_cost_minor: Option<i64>,
    /// Three letters.
    pub currency: String,
    /// On sale; true when absent.
    pub active: Option<bool>,
}

/// A change of a product.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductEditInput {
    /// What it is ordered by; unique.
    pub code: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// The family it belongs to.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub series: Patch<String>,
    /// List price in minor units.
    pub list_price_minor: Option<i64>,
    /// Cost in minor units; only from those who may see cost.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    pub unit_cost_minor: Patch<i64>,
    /// Three letters.
    pub currency: Option<String>,
    /// On sale.
    pub active: Option<bool>,
}

fn view(actor: &Actor, product: product::Model) -> ProductView {
    let reason = (!Permission::CatalogEdit.held_by(actor)).then_some("forbidden");
    ProductView {
        id: product.id.to_string(),
        code: product.code,
        name: product.name,
        series: product.series,
        list_price_minor: product.list_price_minor,
        currency: product.currency,
        unit_cost_minor: queries::seen_cost(actor, product.unit_cost_minor),
        active: product.active,
        version: product.version,
        created_at: product.created_at,
        updated_at: product.updated_at,
        allowed: vec![AllowedAction { action: "edit", allowed: reason.is_none(), reason }],
    }
}

/// The products.
#[utoipa::path(get, path = "/api/products", tag = "catalog", operation_id = "list_products",
    params(ListParams), responses((status = 200, body = Page<ProductRow>)))]
async fn list_products(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<ProductRow>>> {
    let query = params.parse()?;
    let page: Page<ProductRow> =
        list(ctx.read(), ctx.actor(), &PRODUCTS, &query, &queries::products()).await?;
    let items = page.items.into_iter().map(|row| row.redacted(ctx.actor())).collect();
    Ok(Json(Page { items, next: page.next, count: page.count }))
}

const COLUMNS: &[Column<ProductRow>] = &[
    Column::new("code", "编码", "Code", |row| row.code.as_str().into()),
    Column::new("name", "名称", "Name", |row| row.name.as_str().into()),
    Column::new("series", "系列", "Series", |row| row.series.clone().into()),
    Column::new("list_price_minor", "目录价", "List price", |row| {
        Cell::Money(row.list_price_minor)
    }),
    Column::new("unit_cost_minor", "单位成本", "Unit cost", |row| {
        row.unit_cost_minor.map_or(Cell::Empty, Cell::Money)
    }),
    Column::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Column::new("active", "在售", "On sale", |row| Cell::Flag(row.active)),
    Column::new("updated_at", "更新于", "Updated", |row| Cell::Instant(row.updated_at)),
];

/// The products as a file; without cost for those who may not see it.
#[utoipa::path(get, path = "/api/products/export", tag = "catalog",
    operation_id = "export_products", params(ExportParams),
    responses((status = 200, content_type = "application/octet-stream")))]
async fn export_products(ctx: Ctx, Params(params): Params<ExportParams>) -> Reply<Download> {
    Ok(export_list(&ctx, &PRODUCTS, params, &queries::products(), COLUMNS).await?)
}

/// Adds a product.
#[utoipa::path(post, path = "/api/products", tag = "catalog", operation_id = "create_product",
    request_body = ProductInput, responses((status = 201, body = ProductView)))]
async fn create_product(ctx: Ctx, Body(input): Body<ProductInput>) -> Reply<Created<ProductView>> {
    let new = NewProduct {
        code: input.code,
        name: input.name,
        series: input.series,
        list_price_minor: input.list_price_minor,
        unit_cost_minor: input.unit_cost_minor,
        currency: input.currency,
        active: input.active.unwrap_or(true),
    };
    let mut tx = ctx.begin().await?;
    let model = verbs::create(&mut tx, ctx.actor(), &new).await?;
    tx.commit().await?;
    Ok(Created {
        version: model.version,
        location: format!("/api/products/{}", model.id),
        view: view(ctx.actor(), model),
    })
}

/// One product.
#[utoipa::path(get, path = "/api/products/{id}", tag = "catalog", operation_id = "get_product",
    params(("id" = String, Path)), responses((status = 200, body = ProductView)))]
async fn get_product(
    ctx: Ctx,
    PathId(id): PathId<product::Entity>,
) -> Reply<Versioned<ProductView>> {
    let model = queries::one(ctx.read(), id.as_str()).await?;
    Ok(Versioned(model.version, view(ctx.actor(), model)))
}

/// Edits a product.
#[utoipa::path(patch, path = "/api/products/{id}", tag = "catalog", operation_id = "edit_product",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ProductEditInput,
    responses((status = 200, body = ProductView)))]
async fn edit_product(
    ctx: Ctx,
    PathId(id): PathId<product::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<ProductEditInput>,
) -> Reply<Versioned<ProductView>> {
    let edit = ProductEdit {
        code: input.code,
        name: input.name,
        series: input.series,
        list_price_minor: input.list_price_minor,
        unit_cost_minor: input.unit_cost_minor,
        currency: input.currency,
        active: input.active,
    };
    let tx = ctx.begin().await?;
    match edit_at(tx, ctx.actor(), id.as_str(), version, &edit).await {
        Err(Fault::Stale(_)) => {
            let now = view(ctx.actor(), queries::one(ctx.read(), id.as_str()).await?);
            let now = serde_json::to_value(now).map_err(|error| Fault::Internal(error.into()))?;
            Err(Fault::Stale(Some(now)).into())
        }
        done => {
            let model = done?;
            Ok(Versioned(model.version, view(ctx.actor(), model)))
        }
    }
}

async fn edit_at(
    mut tx: Tx,
    actor: &Actor,
    id: &str,
    version: i64,
    edit: &ProductEdit,
) -> Result<product::Model, Fault> {
    Permission::CatalogEdit.demand(actor)?;
    let before = queries::one(tx.conn(), id).await?;
    if before.version != version {
        return Err(Fault::Stale(None));
    }
    let after = verbs::edit(&mut tx, actor, &before, edit).await?;
    tx.commit().await?;
    Ok(after)
}
