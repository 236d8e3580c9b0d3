//! The same questions without a server: one caller, straight through the query layer. What a request
//! takes beyond this is HTTP, sign-in and JSON.

use crate::{load::Measured, seed::Reader};
use access::{Actor, ListQuery, list};
use base::Fault;
use opportunity::{
    board::board,
    queries::{OPPORTUNITIES, OpportunityRow, opportunities},
};
use std::time::{Duration, Instant};
use store::Store;

/// The actor of a reader.
pub(crate) async fn actor(store: &Store, reader: &Reader) -> Result<Actor, Fault> {
    people::actor(store.read(), &reader.user_id).await?.ok_or(Fault::Unauthenticated)
}

/// A page as the list answers it.
pub(crate) async fn page(
    store: &Store,
    actor: &Actor,
    query: &ListQuery,
) -> Result<base::Page<OpportunityRow>, Fault> {
    list(store.read(), actor, &OPPORTUNITIES, query, &opportunities()).await
}

/// Asks for lists until the time is over.
pub(crate) async fn lists(
    store: &Store,
    actor: &Actor,
    query: &ListQuery,
    time: Duration,
) -> Result<Measured, Fault> {
    let (begin, mut times) = (Instant::now(), Vec::new());
    while begin.elapsed() < time {
        let asked = Instant::now();
        page(store, actor, query).await?;
        times.push(micros(asked));
    }
    Ok(Measured::of(times, begin.elapsed()))
}

/// Asks for boards until the time is over.
pub(crate) async fn boards(
    store: &Store,
    actor: &Actor,
    time: Duration,
) -> Result<Measured, Fault> {
    let (begin, mut times) = (Instant::now(), Vec::new());
    let query = ListQuery::first(50);
    while begin.elapsed() < time {
        let asked = Instant::now();
        board(store.read(), actor, &query).await?;
        times.push(micros(asked));
    }
    Ok(Measured::of(times, begin.elapsed()))
}

/// Searches until the time is over.
pub(crate) async fn searches(
    store: &Store,
    actor: &Actor,
    words: &str,
    time: Duration,
) -> Result<Measured, Fault> {
    let records = server::assembly::records();
    let (begin, mut times) = (Instant::now(), Vec::new());
    while begin.elapsed() < time {
        let asked = Instant::now();
        work::queries::search(store.read(), actor, &records, words, None).await?;
        times.push(micros(asked));
    }
    Ok(Measured::of(times, begin.elapsed()))
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
