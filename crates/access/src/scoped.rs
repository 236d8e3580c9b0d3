//! Loading records through the caller's reach. What is out of reach is not found.

use crate::{
    actor::Actor,
    allowed::Seen,
    policy::{self, Action},
    team,
};
use base::{Fault, Kind};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect, Select};
use store::{Record, Tx};

/// The columns by which a table is reached.
#[derive(Debug, Clone, Copy)]
pub struct ScopeColumns {
    /// The owner's id.
    pub owner_id: &'static str,
    /// The unit's path.
    pub unit_path: &'static str,
    /// The id of the record whose team counts: the record's own id, or its opportunity's.
    pub team_id: &'static str,
}

impl ScopeColumns {
    /// A record with a team of its own.
    pub const OWN_TEAM: Self = Self { owner_id: "owner_id", unit_path: "unit_path", team_id: "id" };
    /// A record whose team is its opportunity's.
    pub const DEAL_TEAM: Self =
        Self { owner_id: "owner_id", unit_path: "unit_path", team_id: "opportunity_id" };
}

/// A record that has a place: owner, unit, team.
pub trait Placed: Record {
    /// Its kind, as the policy knows it.
    const PLACED_KIND: Kind;
    /// Its scope columns.
    const SCOPE: ScopeColumns;
    /// The owner's id.
    fn owner_id(&self) -> &str;
    /// The unit's path.
    fn unit_path(&self) -> &str;
    /// The id of the record whose team counts.
    fn team_id(&self) -> &str;
}

/// Implements [`Placed`]: `placed!(Model, kinds::LEAD)` for a record with its own team,
/// `placed!(Model, kinds::CONTRACT, deal)` for one that shares its opportunity's.
#[macro_export]
macro_rules! placed {
    ($model:ty, $kind:expr) => {
        $crate::placed!(@ $model, $kind, OWN_TEAM, id);
    };
    ($model:ty, $kind:expr, deal) => {
        $crate::placed!(@ $model, $kind, DEAL_TEAM, opportunity_id);
    };
    (@ $model:ty, $kind:expr, $scope:ident, $team:ident) => {
        impl $crate::Placed for $model {
            const PLACED_KIND: $crate::macro_support::base::Kind = $kind;
            const SCOPE: $crate::ScopeColumns = $crate::ScopeColumns::$scope;
            fn owner_id(&self) -> &str {
                self.owner_id.as_str()
            }
            fn unit_path(&self) -> &str {
                &self.unit_path
            }
            fn team_id(&self) -> &str {
                self.$team.as_str()
            }
        }
    };
}

/// The range of paths in and below a unit: `'.'` is followed by `'/'`.
pub fn unit_range(path: &str) -> (String, String) {
    let stem = path.strip_suffix('.').unwrap_or(path);
    (path.to_owned(), format!("{stem}/"))
}

/// A select of the records of `M` that the actor may do `action` to.
pub fn find<M: Placed>(actor: &Actor, action: Action) -> Select<M::Entity> {
    let reach = policy::reach(actor, M::PLACED_KIND, action);
    store::select::<M::Entity>().filter(reach.filter(&M::SCOPE))
}

/// Loads one record within reach of `See`, with its team. [`Fault::NotFound`] otherwise.
pub async fn get<M: Placed, C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    id: &str,
) -> Result<Seen<M>, Fault> {
    let (key, _) = M::key_columns();
    let found = find::<M>(actor, Action::See).filter(key.eq(id)).one(conn).await;
    let record = found.map_err(store::internal)?.ok_or(Fault::NotFound)?;
    let members = team::of(conn, record.team_id()).await?;
    Ok(Seen::new(record, members, actor.clone()))
}

/// Loads one record like [`get`] and holds it until the transaction ends (see [`Tx::lock`]), for
/// verbs that judge it to write others.
pub async fn lock<M: Placed>(tx: &Tx, actor: &Actor, id: &str) -> Result<Seen<M>, Fault> {
    let (key, _) = M::key_columns();
    let found = find::<M>(actor, Action::See).filter(key.eq(id)).lock_exclusive();
    let record = found.one(tx.conn()).await.map_err(store::internal)?.ok_or(Fault::NotFound)?;
    written(tx.conn(), actor, record).await
}

/// A record that a verb of the actor has just written, for its view: the actor may have given it
/// away, so its reach is not asked again.
pub async fn written<M: Placed, C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    record: M,
) -> Result<Seen<M>, Fault> {
    let members = team::of(conn, record.team_id()).await?;
    Ok(Seen::new(record, members, actor.clone()))
}
