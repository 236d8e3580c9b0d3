//! Reads: the list, contacts, names, and customers that may be the same.

use crate::{
    model::{
        contact,
        customer::{self, CustomerClass, CustomerId},
        name_part,
    },
    rules,
};
use access::{Action, Actor, Field, FieldKind, List, ScopeColumns, policy::kinds};
use base::{Fault, Timestamp};
use people::{
    unit,
    user::{self, UserId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement},
};
use std::collections::{BTreeSet, HashMap, HashSet};
use wire::Ref;

/// The list of customers.
pub const CUSTOMERS: List = List {
    kind: kinds::CUSTOMER,
    table: "customer",
    scope: Some(ScopeColumns::OWN_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("name", FieldKind::Text).sorted(),
        Field::new("number", FieldKind::Text).sorted(),
        Field::new("class", FieldKind::Word(&["s", "a", "b", "c"])).sorted(),
        Field::new("industry", FieldKind::Text).sorted_by("COALESCE(industry, '')"),
        Field::new("legal_id", FieldKind::Text),
        Field::new("ownership", FieldKind::Text),
        Field::new("region", FieldKind::Text),
        Field::new("website", FieldKind::Text),
        Field::new("note", FieldKind::Text),
        Field::new("history", FieldKind::Flag),
        Field::new("parent_id", FieldKind::Id),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
        Field::new("created_at", FieldKind::Instant),
    ],
    sort: "-updated_at",
    searchable: true,
};

store::project! {
    /// One line of the list of customers.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct CustomerRow {
        /// Id.
        pub id: String = (customer::Entity, customer::Column::Id),
        /// `CUS-2026-00001`.
        pub number: String = (customer::Entity, customer::Column::Number),
        /// What it is called.
        pub name: String = (customer::Entity, customer::Column::Name),
        /// How much it is worth to us.
        pub class: CustomerClass = (customer::Entity, customer::Column::Class),
        /// Its trade.
        pub industry: Option<String> = (customer::Entity, customer::Column::Industry),
        /// Where it sits.
        pub unit: String = (unit::Entity, unit::Column::Name),
        /// Whose it is.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Last changed.
        pub updated_at: Timestamp = (customer::Entity, customer::Column::UpdatedAt),
        /// Version.
        pub version: i64 = (customer::Entity, customer::Column::Version),
    }
}

/// Where the list of customers starts, with the names of unit and owner.
pub fn customers() -> SelectStatement {
    let column = |column| Expr::col((customer::Entity, column));
    Query::select()
        .from(customer::Entity)
        .inner_join(
            unit::Entity,
            column(customer::Column::UnitId).equals((unit::Entity, unit::Column::Id)),
        )
        .inner_join(
            user::Entity,
            column(customer::Column::OwnerId).equals((user::Entity, user::Column::Id)),
        )
        .to_owned()
}

/// The contacts of a customer, in the order in which they were added.
pub async fn contacts<C: ConnectionTrait>(
    conn: &C,
    customer_id: &CustomerId,
) -> Result<Vec<contact::Model>, Fault> {
    store::select::<contact::Entity>()
        .filter(contact::Column::CustomerId.eq(customer_id.as_str()))
        .order_by_asc(contact::Column::Id)
        .limit(rules::CONTACTS_MAX)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// One contact, without asking who may see its customer.
pub async fn contact<C: ConnectionTrait>(conn: &C, id: &str) -> Result<contact::Model, Fault> {
    store::select::<contact::Entity>()
        .filter(contact::Column::Id.eq(id))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}

/// Those of the customers that the actor sees.
pub async fn visible<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    ids: &BTreeSet<&str>,
) -> Result<HashSet<String>, Fault> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<String> = access::find::<customer::Model>(actor, Action::See)
        .filter(customer::Column::Id.is_in(ids.iter().copied()))
        .select_only()
        .column(customer::Column::Id)
        .into_tuple()
        .all(conn)
        .await
        .map_err(store::internal)?;
    Ok(rows.into_iter().collect())
}

/// Id and name of every customer that the actor sees: what a cell that names a customer can mean.
pub async fn visible_names<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
) -> Result<Vec<(String, String)>, Fault> {
    access::find::<customer::Model>(actor, Action::See)
        .select_only()
        .column(customer::Column::Id)
        .column(customer::Column::Name)
        .order_by_asc(customer::Column::Id)
        .into_tuple()
        .all(conn)
        .await
        .map_err(store::internal)
}

/// The trades that customers have, at most 500: words, not records.
pub async fn industries<C: ConnectionTrait>(conn: &C) -> Result<Vec<String>, Fault> {
    store::select::<customer::Entity>()
        .select_only()
        .distinct()
        .column(customer::Column::Industry)
        .filter(customer::Column::Industry.is_not_null())
        .order_by_asc(customer::Column::Industry)
        .limit(500)
        .into_tuple()
        .all(conn)
        .await
        .map_err(store::internal)
}

/// Customers with these legal ids, whoever may see them.
pub async fn by_legal_ids<C: ConnectionTrait>(
    conn: &C,
    legal_ids: &[&str],
) -> Result<Vec<customer::Model>, Fault> {
    by_values(conn, customer::Column::LegalId, legal_ids).await
}

/// Customers with these keys of the system they were imported from, whoever may see them.
pub async fn by_external_keys<C: ConnectionTrait>(
    conn: &C,
    keys: &[&str],
) -> Result<Vec<customer::Model>, Fault> {
    by_values(conn, customer::Column::ExternalKey, keys).await
}

/// Customers with these names as [`rules::name_key`] sees them, whoever may see them.
pub async fn by_name_keys<C: ConnectionTrait>(
    conn: &C,
    name_keys: &[&str],
) -> Result<Vec<customer::Model>, Fault> {
    by_values(conn, customer::Column::NameKey, name_keys).await
}

async fn by_values<C: ConnectionTrait>(
    conn: &C,
    column: customer::Column,
    values: &[&str],
) -> Result<Vec<customer::Model>, Fault> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    store::select::<customer::Entity>()
        .filter(column.is_in(values.iter().copied()))
        .order_by_asc(customer::Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// The names of customers by id.
pub async fn names<C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, String>, Fault> {
    let ids: Vec<&str> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = Query::select()
        .columns([customer::Column::Id, customer::Column::Name])
        .from(customer::Entity)
        .and_where(Expr::col(customer::Column::Id).is_in(ids))
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    rows.iter().map(|row| row.try_get_many_by_index().map_err(store::internal)).collect()
}

/// A customer as a reference; an unknown id shows as itself.
pub async fn reference<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Ref, Fault> {
    let names = names(conn, [id]).await?;
    Ok(people::reference(&names, id))
}

/// A customer that may be the one that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    /// The customer.
    pub id: CustomerId,
    /// What it is called.
    pub name: String,
    /// Whose it is: whom to ask.
    pub owner_id: UserId,
    /// Whether the actor sees it.
    pub visible: bool,
}

/// Candidates by pieces of the name that are compared in full.
const CANDIDATES_MAX: u64 = 100;
/// Doubles in one answer.
const DOUBLES_MAX: usize = 10;

/// Customers that may be the same, whoever may see them: same legal id first, then by likeness of
/// the name.
pub async fn doubles<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    name: Option<&str>,
    legal_id: Option<&str>,
) -> Result<Vec<Double>, Fault> {
    let mut found: Vec<customer::Model> = Vec::new();
    if let Some(legal_id) = rules::legal_id(legal_id) {
        found.extend(by_legal_ids(conn, &[&legal_id]).await?);
    }
    let key = name.map(rules::name_key).unwrap_or_default();
    let mut alike: Vec<(i64, customer::Model)> = alike_candidates(conn, &key)
        .await?
        .into_iter()
        .filter(|other| found.iter().all(|known| known.id != other.id))
        .map(|other| (rules::likeness_bp(&key, &other.name_key), other))
        .filter(|(likeness_bp, _)| *likeness_bp >= rules::ALIKE_BP)
        .collect();
    alike.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.name.cmp(&other.name)));
    found.extend(alike.into_iter().map(|(_, other)| other));
    found.truncate(DOUBLES_MAX);
    let ids = found.iter().map(|other| other.id.as_str()).collect();
    let seen = visible(conn, actor, &ids).await?;
    Ok(found
        .into_iter()
        .map(|other| Double {
            visible: seen.contains(other.id.as_str()),
            id: other.id,
            name: other.name,
            owner_id: other.owner_id,
        })
        .collect())
}

/// The customers that share most pieces of their name with the key.
async fn alike_candidates<C: ConnectionTrait>(
    conn: &C,
    key: &str,
) -> Result<Vec<customer::Model>, Fault> {
    let parts = rules::name_parts(key);
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let common = Alias::new("common");
    let query = Query::select()
        .column(name_part::Column::CustomerId)
        .expr_as(Expr::cust("COUNT(*)"), common.clone())
        .from(name_part::Entity)
        .and_where(Expr::col(name_part::Column::Part).is_in(parts))
        .group_by_col(name_part::Column::CustomerId)
        .order_by(common, sea_orm::Order::Desc)
        .limit(CANDIDATES_MAX)
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    let ids: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0).map_err(store::internal))
        .collect::<Result<_, _>>()?;
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    by_values(conn, customer::Column::Id, &ids).await
}
