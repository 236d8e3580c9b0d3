//! Where a new record sits and whose it is: the one rule for every step.

use crate::model::{post, unit, user};
use access::Actor;
use base::Fault;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

/// Owner and unit of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The owner's id.
    pub owner_id: user::UserId,
    /// The unit's id.
    pub unit_id: unit::UnitId,
    /// The unit's path, copied to the record.
    pub unit_path: String,
}

/// Resolves where a new record sits, for the verbs that create and import. The owner defaults to the
/// actor, the unit to the owner's first post that the actor reaches. Nobody puts records where they have
/// no post themselves: owner and unit must be within the actor's reach (`owner_out_of_reach`,
/// `unit_out_of_reach`), in use and known (`unknown_owner`, `unknown_unit`).
pub async fn place<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    owner_id: Option<&str>,
    unit_id: Option<&str>,
) -> Result<Place, Fault> {
    let owner_id = owner_id.unwrap_or(&actor.user_id);
    let owner = active_owner(conn, owner_id).await?;
    let homes = homes(conn, owner_id).await?;
    let within = homes.iter().find(|unit| actor.reaches_unit(&unit.path));
    if within.is_none() && !homes.is_empty() {
        return Err(Fault::field("/owner_id", "owner_out_of_reach"));
    }
    let unit = match unit_id {
        Some(id) => active_unit(conn, id).await?,
        None => within.cloned().ok_or_else(|| Fault::field("/unit_id", "unknown_unit"))?,
    };
    if !actor.reaches_unit(&unit.path) {
        return Err(Fault::field("/unit_id", "unit_out_of_reach"));
    }
    Ok(Place { owner_id: owner.id, unit_id: unit.id, unit_path: unit.path })
}

/// Resolves where a record goes that is handed over by somebody who may assign it. It may go to any
/// active person of the company, because giving away is not reading: to the new owner's main post, or to
/// a unit in which either of the two has a post, or which lies below one (`unit_out_of_reach`).
pub async fn handover<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    owner_id: &str,
    unit_id: Option<&str>,
) -> Result<Place, Fault> {
    let owner = active_owner(conn, owner_id).await?;
    let homes = homes(conn, owner_id).await?;
    let unit = match unit_id {
        Some(id) => active_unit(conn, id).await?,
        None => homes.first().cloned().ok_or_else(|| Fault::field("/unit_id", "unknown_unit"))?,
    };
    let theirs = homes.iter().any(|home| unit.path.starts_with(&home.path));
    if !theirs && !actor.reaches_unit(&unit.path) {
        return Err(Fault::field("/unit_id", "unit_out_of_reach"));
    }
    Ok(Place { owner_id: owner.id, unit_id: unit.id, unit_path: unit.path })
}

async fn active_owner<C: ConnectionTrait>(conn: &C, id: &str) -> Result<user::Model, Fault> {
    store::select::<user::Entity>()
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::Active.eq(true))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or_else(|| Fault::field("/owner_id", "unknown_owner"))
}

async fn active_unit<C: ConnectionTrait>(conn: &C, id: &str) -> Result<unit::Model, Fault> {
    store::select::<unit::Entity>()
        .filter(unit::Column::Id.eq(id))
        .filter(unit::Column::Active.eq(true))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or_else(|| Fault::field("/unit_id", "unknown_unit"))
}

/// The units of somebody's posts that are in use, main post first.
async fn homes<C: ConnectionTrait>(conn: &C, user_id: &str) -> Result<Vec<unit::Model>, Fault> {
    let posts = store::select::<post::Entity>()
        .filter(post::Column::UserId.eq(user_id))
        .order_by_asc(post::Column::Position)
        .all(conn)
        .await
        .map_err(store::internal)?;
    let units = store::select::<unit::Entity>()
        .filter(unit::Column::Id.is_in(posts.iter().map(|post| post.unit_id.as_str())))
        .filter(unit::Column::Active.eq(true))
        .all(conn)
        .await
        .map_err(store::internal)?;
    let of = |post: &post::Model| units.iter().find(|unit| unit.id == post.unit_id).cloned();
    Ok(posts.iter().filter_map(of).collect())
}
