//! Reads: actors, names, lists.

use crate::{
    model::{post, unit, user},
    settings::{self, COMPANY, Company},
};
use access::{Actor, Field, FieldKind, Grant, List, Role};
use base::{Fault, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use std::collections::{HashMap, HashSet};
use wire::Ref;

/// The list of users.
pub const USERS: List = List {
    kind: access::policy::kinds::USER,
    table: "user_account",
    scope: None,
    fields: &[
        Field::new("name", FieldKind::Text).sorted(),
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("login", FieldKind::Text).sorted(),
        Field::new("active", FieldKind::Flag),
    ],
    sort: "name",
    searchable: false,
};

store::project! {
    /// One line of the list of users.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct UserRow {
        /// Id.
        pub id: String = (user::Entity, user::Column::Id),
        /// Name.
        pub name: String = (user::Entity, user::Column::Name),
        /// Login.
        pub login: String = (user::Entity, user::Column::Login),
        /// Mail.
        pub email: Option<String> = (user::Entity, user::Column::Email),
        /// May sign in.
        pub active: bool = (user::Entity, user::Column::Active),
        /// Version.
        pub version: i64 = (user::Entity, user::Column::Version),
        /// Last changed.
        pub updated_at: Timestamp = (user::Entity, user::Column::UpdatedAt),
    }
}

/// Where the list of users starts.
pub fn users() -> SelectStatement {
    Query::select().from(user::Entity).to_owned()
}

/// The actor that a user is now; `None` when the user is unknown or deactivated.
pub async fn actor(conn: &DatabaseConnection, user_id: &str) -> Result<Option<Actor>, Fault> {
    let found = store::select::<user::Entity>()
        .filter(user::Column::Id.eq(user_id))
        .filter(user::Column::Active.eq(true))
        .one(conn)
        .await
        .map_err(store::internal)?;
    let Some(user) = found else { return Ok(None) };
    let query = Query::select()
        .columns([(unit::Entity, unit::Column::Id), (unit::Entity, unit::Column::Path)])
        .column((post::Entity, post::Column::Role))
        .from(post::Entity)
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::Id))
                .equals((post::Entity, post::Column::UnitId)),
        )
        .and_where(Expr::col((post::Entity, post::Column::UserId)).eq(user_id))
        .order_by((post::Entity, post::Column::Position), sea_orm::Order::Asc)
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    let mut grants = Vec::new();
    for row in rows {
        let (unit_id, unit_path, role): (String, String, Role) =
            row.try_get_many_by_index().map_err(store::internal)?;
        grants.push(Grant { unit_id, unit_path, role });
    }
    let company: Option<Company> = settings::read(conn, COMPANY).await?;
    let currency = company.map_or_else(|| "CNY".to_owned(), |company| company.currency);
    Ok(Some(Actor { user_id: user.id.to_string(), name: user.name, grants, currency }))
}

/// The names of users by id.
pub async fn names<C: ConnectionTrait>(
    conn: &C,
    ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, String>, Fault> {
    let ids: Vec<&str> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = Query::select()
        .columns([user::Column::Id, user::Column::Name])
        .from(user::Entity)
        .and_where(Expr::col(user::Column::Id).is_in(ids))
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    rows.iter().map(|row| row.try_get_many_by_index().map_err(store::internal)).collect()
}

/// Names and logins of all active users with the user's id: what a cell that names a person can mean.
pub async fn user_names<C: ConnectionTrait>(conn: &C) -> Result<Vec<(String, String)>, Fault> {
    let query = Query::select()
        .columns([user::Column::Id, user::Column::Name, user::Column::Login])
        .from(user::Entity)
        .and_where(Expr::col(user::Column::Active).eq(true))
        .order_by(user::Column::Name, sea_orm::Order::Asc)
        .to_owned();
    let mut names = Vec::new();
    for row in conn.query_all(&query).await.map_err(store::internal)? {
        let (id, name, login): (String, String, String) =
            row.try_get_many_by_index().map_err(store::internal)?;
        names.push((id.clone(), name));
        names.push((id, login));
    }
    Ok(names)
}

/// Names of all active units with the unit's id.
pub async fn unit_names<C: ConnectionTrait>(conn: &C) -> Result<Vec<(String, String)>, Fault> {
    let query = Query::select()
        .columns([unit::Column::Id, unit::Column::Name])
        .from(unit::Entity)
        .and_where(Expr::col(unit::Column::Active).eq(true))
        .order_by(unit::Column::Path, sea_orm::Order::Asc)
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    rows.iter().map(|row| row.try_get_many_by_index().map_err(store::internal)).collect()
}

/// A user as a reference; an unknown id shows as itself.
pub async fn person<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Ref, Fault> {
    let names = names(conn, [id]).await?;
    Ok(reference(&names, id))
}

/// A reference from names that were read before.
pub fn reference(names: &HashMap<String, String>, id: &str) -> Ref {
    Ref::new(id, names.get(id).map_or(id, String::as_str))
}

/// The name of a unit as a reference.
pub async fn unit_reference<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Ref, Fault> {
    let found = store::select::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .one(conn)
        .await
        .map_err(store::internal)?;
    Ok(found.map_or_else(|| Ref::new(id, id), |unit| Ref::new(id, unit.name)))
}

/// Users who hold one of the roles in the unit of `unit_path` or above it, by name: who may decide.
pub async fn holders<C: ConnectionTrait>(
    conn: &C,
    roles: &[Role],
    unit_path: &str,
) -> Result<Vec<Ref>, Fault> {
    let query = Query::select()
        .distinct()
        .columns([(user::Entity, user::Column::Id), (user::Entity, user::Column::Name)])
        .column((unit::Entity, unit::Column::Path))
        .from(post::Entity)
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::Id))
                .equals((post::Entity, post::Column::UnitId)),
        )
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id))
                .equals((post::Entity, post::Column::UserId)),
        )
        .and_where(Expr::col((post::Entity, post::Column::Role)).is_in(roles.iter().copied()))
        .and_where(Expr::col((user::Entity, user::Column::Active)).eq(true))
        .order_by((user::Entity, user::Column::Name), sea_orm::Order::Asc)
        .limit(500)
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    let mut people: Vec<Ref> = Vec::new();
    for row in rows {
        let (id, name, path): (String, String, String) =
            row.try_get_many_by_index().map_err(store::internal)?;
        if unit_path.starts_with(&path) && !people.iter().any(|person| person.id == id) {
            people.push(Ref { id, name });
        }
    }
    Ok(people)
}

/// Which of the users hold which role in the unit of `unit_path` or above it.
pub async fn posted<C: ConnectionTrait>(
    conn: &C,
    user_ids: &[&str],
    unit_path: &str,
) -> Result<HashSet<(String, &'static str)>, Fault> {
    let query = Query::select()
        .columns([(post::Entity, post::Column::UserId), (post::Entity, post::Column::Role)])
        .column((unit::Entity, unit::Column::Path))
        .from(post::Entity)
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::Id))
                .equals((post::Entity, post::Column::UnitId)),
        )
        .and_where(Expr::col((post::Entity, post::Column::UserId)).is_in(user_ids.iter().copied()))
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    let mut found = HashSet::new();
    for row in rows {
        let (user_id, role, path): (String, Role, String) =
            row.try_get_many_by_index().map_err(store::internal)?;
        if unit_path.starts_with(&path) {
            found.insert((user_id, role.as_str()));
        }
    }
    Ok(found)
}

/// The posts of some users, main post first, with the units' names.
pub async fn posts<C: ConnectionTrait>(
    conn: &C,
    user_ids: &[String],
) -> Result<Vec<(post::Model, String)>, Fault> {
    let posts = store::select::<post::Entity>()
        .filter(post::Column::UserId.is_in(user_ids.iter().map(String::as_str)))
        .order_by_asc(post::Column::UserId)
        .order_by_asc(post::Column::Position)
        .all(conn)
        .await
        .map_err(store::internal)?;
    let ids: Vec<&str> = posts.iter().map(|post| post.unit_id.as_str()).collect();
    let units = store::select::<unit::Entity>()
        .filter(unit::Column::Id.is_in(ids))
        .all(conn)
        .await
        .map_err(store::internal)?;
    let names: HashMap<String, String> =
        units.into_iter().map(|unit| (unit.id.to_string(), unit.name)).collect();
    Ok(posts
        .into_iter()
        .map(|post| {
            let name = names.get(post.unit_id.as_str()).cloned().unwrap_or_default();
            (post, name)
        })
        .collect())
}
