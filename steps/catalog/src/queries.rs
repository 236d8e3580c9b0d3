//! Reads: the list, one product, names.

use crate::model::product;
use access::{Actor, Field, FieldGroup, FieldKind, List};
use base::{Fault, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter,
    sea_query::{Expr, ExprTrait as _, Func, Query, SelectStatement},
};
use std::collections::HashMap;
use wire::Ref;

/// The list of products; everybody sees it whole.
pub const PRODUCTS: List = List {
    kind: access::policy::kinds::PRODUCT,
    table: "product",
    scope: None,
    fields: &[
        Field::new("code", FieldKind::Text).sorted(),
        Field::new("name", FieldKind::Text).sorted(),
        Field::new("series", FieldKind::Text).sorted_by("COALESCE(series, '')"),
        Field::new("list_price_minor", FieldKind::Integer).sorted(),
        Field::new("unit_cost_minor", FieldKind::Integer).hidden_with(FieldGroup::Cost),
        Field::new("currency", FieldKind::Text),
        Field::new("active", FieldKind::Flag),
        Field::new("updated_at", FieldKind::Instant).sorted(),
    ],
    sort: "code",
    searchable: true,
};

store::project! {
    /// One line of the list of products.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct ProductRow {
        /// Id.
        pub id: String = (product::Entity, product::Column::Id),
        /// What it is ordered by.
        pub code: String = (product::Entity, product::Column::Code),
        /// What it is called.
        pub name: String = (product::Entity, product::Column::Name),
        /// The family it belongs to.
        pub series: Option<String> = (product::Entity, product::Column::Series),
        /// List price in minor units.
        pub list_price_minor: i64 = (product::Entity, product::Column::ListPriceMinor),
        /// Currency of price and cost.
        pub currency: String = (product::Entity, product::Column::Currency),
        /// Cost in minor units; absent when unknown and for those who may not see cost.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub unit_cost_minor: Option<i64> = (product::Entity, product::Column::UnitCostMinor),
        /// On sale.
        pub active: bool = (product::Entity, product::Column::Active),
        /// Version.
        pub version: i64 = (product::Entity, product::Column::Version),
        /// Last changed.
        pub updated_at: Timestamp = (product::Entity, product::Column::UpdatedAt),
    }
}

impl ProductRow {
    /// The row as the actor may see it.
    #[must_use]
    pub fn redacted(mut self, actor: &Actor) -> Self {
        self.unit_cost_minor = seen_cost(actor, self.unit_cost_minor);
        self
    }
}

/// A cost, for those who may see it.
pub fn seen_cost(actor: &Actor, unit_cost_minor: Option<i64>) -> Option<i64> {
    unit_cost_minor.filter(|_| FieldGroup::Cost.visible_to(actor))
}

/// Where the list of products starts.
pub fn products() -> SelectStatement {
    Query::select().from(product::Entity).to_owned()
}

/// One product, whatever its state; everybody sees products.
pub async fn one<C: ConnectionTrait>(conn: &C, id: &str) -> Result<product::Model, Fault> {
    store::select::<product::Entity>()
        .filter(product::Column::Id.eq(id))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}

/// The product with this code, whatever its case.
pub async fn by_code<C: ConnectionTrait>(
    conn: &C,
    code: &str,
) -> Result<Option<product::Model>, Fault> {
    // Both sides are lowered by the database, so that they are lowered alike.
    store::select::<product::Entity>()
        .filter(
            Expr::expr(Func::lower(Expr::col(product::Column::Code)))
                .eq(Func::lower(Expr::val(code.trim()))),
        )
        .one(conn)
        .await
        .map_err(store::internal)
}

/// The names of products by id.
pub async fn names<C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, String>, Fault> {
    let ids: Vec<&str> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = Query::select()
        .columns([product::Column::Id, product::Column::Name])
        .from(product::Entity)
        .and_where(Expr::col(product::Column::Id).is_in(ids))
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    rows.iter().map(|row| row.try_get_many_by_index().map_err(store::internal)).collect()
}

/// A product as a reference; an unknown id shows as itself.
pub async fn reference<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Ref, Fault> {
    let names = names(conn, [id]).await?;
    Ok(people::reference(&names, id))
}
