//! Records that sit where another record sits: they move with it, and those who reach it find them.

use crate::Place;
use access::Placed;
use base::Fault;
use sea_orm::{
    ConnectionTrait, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait as _, Query},
};
use std::marker::PhantomData;
use store::{Record, Tx};
use wire::BoxFuture;

/// A record that others follow: a customer, an opportunity.
pub trait Leader: Record {
    /// Where it sits and whose it is.
    fn place(&self) -> Place;
}

/// A later step whose records sit where a record of the kind `P` sits.
pub trait Follower<P>: Send + Sync {
    /// Puts what belongs to `leader` where that is now, and makes it findable by those who reach it.
    fn follow<'a>(&'a self, tx: &'a mut Tx, leader: &'a P) -> BoxFuture<'a, Result<(), Fault>>;
}

/// Everybody who follows records of the kind `P`: a service of the app.
pub struct Followers<P>(Vec<Box<dyn Follower<P>>>);

impl<P> Default for Followers<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P: Leader> Followers<P> {
    /// Nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step that does more than move rows.
    #[must_use]
    pub fn with(mut self, follower: impl Follower<P> + 'static) -> Self {
        self.0.push(Box::new(follower));
        self
    }

    /// Adds a kind of record whose rows move; `column` names the leader.
    #[must_use]
    pub fn with_rows<M: Placed + 'static>(self, column: &'static str) -> Self {
        self.with(Rows::<M> { column, kind: PhantomData })
    }

    /// Takes everything along; for the verbs that move the leader or change its team.
    pub async fn follow(&self, tx: &mut Tx, leader: &P) -> Result<(), Fault> {
        for follower in &self.0 {
            follower.follow(tx, leader).await?;
        }
        Ok(())
    }
}

struct Rows<M> {
    column: &'static str,
    kind: PhantomData<fn() -> M>,
}

impl<P: Leader, M: Placed + 'static> Follower<P> for Rows<M> {
    fn follow<'a>(&'a self, tx: &'a mut Tx, leader: &'a P) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            for row in move_rows::<M, P>(tx, self.column, leader).await? {
                if let Some(doc) = row.search() {
                    tx.reindex(&row, Some(doc));
                }
            }
            Ok(())
        })
    }
}

/// Moves the rows that name the leader in `column` to where the leader is, and returns all of them as
/// they are now. What moves gets a new version, so that nobody writes the old place back.
pub async fn move_rows<M: Placed, P: Leader>(
    tx: &mut Tx,
    column: &'static str,
    leader: &P,
) -> Result<Vec<M>, Fault> {
    let Place { owner_id, unit_id, unit_path } = leader.place();
    let at = |name: &'static str| Expr::col(Alias::new(name));
    let of_leader = || at(column).eq(leader.id_text());
    let moved = at(M::SCOPE.owner_id)
        .ne(owner_id.as_str())
        .or(at(M::SCOPE.unit_path).ne(unit_path.as_str()))
        .or(at("unit_id").ne(unit_id.as_str()));
    let update = Query::update()
        .table(M::Entity::default())
        .value(Alias::new(M::SCOPE.owner_id), owner_id)
        .value(Alias::new(M::SCOPE.unit_path), unit_path)
        .value(Alias::new("unit_id"), unit_id)
        .value(Alias::new("version"), at("version").add(1))
        .and_where(of_leader())
        .and_where(moved)
        .to_owned();
    tx.conn().execute(&update).await.map_err(store::internal)?;
    store::select::<M::Entity>().filter(of_leader()).all(tx.conn()).await.map_err(store::internal)
}
