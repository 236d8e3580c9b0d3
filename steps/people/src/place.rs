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

/// Resolves what the caller wished: the owner defaults to the actor, the unit to the owner's main
/// post. A foreign or inactive owner or unit is a field fault (`unknown_owner`, `unknown_unit`).
pub async fn place<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    owner_id: Option<&str>,
    unit_id: Option<&str>,
) -> Result<Place, Fault> {
    let owner_id = owner_id.unwrap_or(&actor.user_id);
    let owner = store::select::<user::Entity>()
        .filter(user::Column::Id.eq(owner_id))
        .filter(user::Column::Active.eq(true))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or_else(|| Fault::field("/owner_id", "unknown_owner"))?;
    let unit_id = if let Some(id) = unit_id {
        id.to_owned()
    } else {
        let main = store::select::<post::Entity>()
            .filter(post::Column::UserId.eq(owner_id))
            .order_by_asc(post::Column::Position)
            .one(conn)
            .await
            .map_err(store::internal)?;
        let post = main.ok_or_else(|| Fault::field("/unit_id", "unknown_unit"))?;
        post.unit_id.to_string()
    };
    let unit = store::select::<unit::Entity>()
        .filter(unit::Column::Id.eq(unit_id.as_str()))
        .filter(unit::Column::Active.eq(true))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or_else(|| Fault::field("/unit_id", "unknown_unit"))?;
    Ok(Place { owner_id: owner.id, unit_id: unit.id, unit_path: unit.path })
}
