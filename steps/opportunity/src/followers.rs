//! Records of later steps sit where their opportunity sits: they move with it, and its team finds
//! them.

use crate::model::opportunity::Model;
use access::Placed;
use base::Fault;
use sea_orm::{
    ConnectionTrait, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait as _, Query},
};
use std::marker::PhantomData;
use store::Tx;
use wire::BoxFuture;

/// A later step whose records sit where their opportunity sits.
pub trait Follower: Send + Sync {
    /// Puts the records of an opportunity where it is now, and makes them findable by its team.
    fn follow<'a>(&'a self, tx: &'a mut Tx, deal: &'a Model) -> BoxFuture<'a, Result<(), Fault>>;
}

/// Everybody who follows: a service of the app.
#[derive(Default)]
pub struct Followers(Vec<Box<dyn Follower>>);

impl Followers {
    /// Nobody yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a step that does more than move rows.
    #[must_use]
    pub fn with(mut self, follower: impl Follower + 'static) -> Self {
        self.0.push(Box::new(follower));
        self
    }

    /// Adds a kind of record whose rows move.
    #[must_use]
    pub fn with_rows<M: Placed + 'static>(self) -> Self {
        self.with(Rows::<M>(PhantomData))
    }

    /// Takes everything along; for the verbs that move an opportunity or change its team.
    pub async fn follow(&self, tx: &mut Tx, deal: &Model) -> Result<(), Fault> {
        for follower in &self.0 {
            follower.follow(tx, deal).await?;
        }
        Ok(())
    }
}

struct Rows<M>(PhantomData<fn() -> M>);

impl<M: Placed + 'static> Follower for Rows<M> {
    fn follow<'a>(&'a self, tx: &'a mut Tx, deal: &'a Model) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            for row in move_rows::<M>(tx, deal).await? {
                if let Some(doc) = row.search() {
                    tx.reindex(&row, Some(doc));
                }
            }
            Ok(())
        })
    }
}

/// Moves the rows of a kind that shares its opportunity's team to where the opportunity is, and
/// returns all rows of the opportunity as they are now. What moves gets a new version, so that nobody
/// writes the old place back.
pub async fn move_rows<M: Placed>(tx: &mut Tx, deal: &Model) -> Result<Vec<M>, Fault> {
    let column = |name: &'static str| Expr::col(Alias::new(name));
    let of_deal = || column(M::SCOPE.team_id).eq(deal.id.as_str());
    let moved = column(M::SCOPE.owner_id)
        .ne(deal.owner_id.as_str())
        .or(column(M::SCOPE.unit_path).ne(deal.unit_path.as_str()))
        .or(column("unit_id").ne(deal.unit_id.as_str()));
    let update = Query::update()
        .table(M::Entity::default())
        .value(Alias::new(M::SCOPE.owner_id), deal.owner_id.clone())
        .value(Alias::new(M::SCOPE.unit_path), deal.unit_path.as_str())
        .value(Alias::new("unit_id"), deal.unit_id.clone())
        .value(Alias::new("version"), column("version").add(1))
        .and_where(of_deal())
        .and_where(moved)
        .to_owned();
    tx.conn().execute(&update).await.map_err(store::internal)?;
    store::select::<M::Entity>().filter(of_deal()).all(tx.conn()).await.map_err(store::internal)
}
