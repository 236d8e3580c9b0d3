//! Bulk actions: the same change of many records, each in a transaction of its own. One that is
//! refused does not hold up the others, and the answer says of each what became of it.

use crate::problem::{Problem, ProblemBody};
use base::{Fault, Id};
use serde::{Deserialize, Serialize};
use std::{future::Future, time::Duration};
use utoipa::ToSchema;

/// One record of a bulk action.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkItem {
    /// The record.
    pub id: String,
    /// The version that the caller saw.
    pub version: i64,
}

base::text_enum! {
    /// What became of one record of a bulk action.
    pub enum BulkOutcome {
        Updated = "updated",
        Refused = "refused",
        Stale = "stale",
        NotFound = "not_found",
        Forbidden = "forbidden",
        Invalid = "invalid",
        Busy = "busy",
        Failed = "failed",
    }
}

/// What became of one record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BulkResult {
    /// The record.
    pub id: String,
    /// What became of it.
    pub outcome: BulkOutcome,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<ProblemBody>,
}

/// What became of all records of a bulk action.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BulkResults {
    /// In the order of the request.
    pub results: Vec<BulkResult>,
}

/// Records of one bulk action at most.
pub const BULK_MAX: usize = 200;
/// How often one record is tried when the database asks for a repetition.
const TRIES_MAX: u64 = 4;

/// Runs `change` for each record with its version. Fails as a whole only when there are none or too
/// many, or when the whole request was carried out before.
pub async fn bulk<T, F, Done>(items: Vec<BulkItem>, change: F) -> Result<BulkResults, Fault>
where
    F: Fn(Id<T>, i64) -> Done,
    Done: Future<Output = Result<(), Fault>>,
{
    if items.is_empty() || items.len() > BULK_MAX {
        return Err(Fault::field("/items", "bulk_size"));
    }
    let mut results = Vec::with_capacity(items.len());
    for item in items {
        let done = match item.id.parse() {
            Ok(id) => patiently(&change, &id, item.version).await,
            Err(_) => Err(Fault::NotFound),
        };
        if let Err(Fault::Refused(refusal)) = &done
            && refusal.code == "duplicate_request"
        {
            // The idempotency key was used up: said once, not of every record.
            return Err(refusal.clone().into());
        }
        results.push(BulkResult::of(item.id, done));
    }
    Ok(BulkResults { results })
}

/// The edge repeats a busy request as a whole; here a part of it is done already, so each record is
/// repeated by itself.
async fn patiently<T, F, Done>(change: &F, id: &Id<T>, version: i64) -> Result<(), Fault>
where
    F: Fn(Id<T>, i64) -> Done,
    Done: Future<Output = Result<(), Fault>>,
{
    let mut tries = 0;
    loop {
        tries += 1;
        match change(id.clone(), version).await {
            Err(Fault::Busy) if tries < TRIES_MAX => {
                tokio::time::sleep(Duration::from_millis(10 * tries)).await;
            }
            done => return done,
        }
    }
}

impl BulkResult {
    /// From what the verb answered.
    fn of(id: String, answer: Result<(), Fault>) -> Self {
        let fault = match answer {
            Ok(()) => return Self { id, outcome: BulkOutcome::Updated, problem: None },
            Err(fault) => fault,
        };
        let outcome = match &fault {
            Fault::Refused(_) => BulkOutcome::Refused,
            Fault::Stale(_) => BulkOutcome::Stale,
            Fault::NotFound => BulkOutcome::NotFound,
            Fault::Forbidden(_) => BulkOutcome::Forbidden,
            Fault::Invalid(_) => BulkOutcome::Invalid,
            Fault::Busy => BulkOutcome::Busy,
            _ => {
                // The answer is a success as a whole, so nobody else logs the cause.
                tracing::error!(%fault, id, "a record of a bulk action failed");
                BulkOutcome::Failed
            }
        };
        Self { id, outcome, problem: Some(Problem(fault).body()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn items(count: usize) -> Vec<BulkItem> {
        let item =
            |index| BulkItem { id: format!("0195b7f2-0000-7000-8000-{index:012}"), version: 1 };
        (0..count).map(item).collect()
    }

    #[tokio::test]
    async fn a_busy_record_is_tried_again_and_holds_nobody_up() {
        let calls = Cell::new(0);
        let done = bulk(items(3), |id: Id<()>, _| {
            calls.set(calls.get() + 1);
            let (second, third) = (id.as_str().ends_with('1'), id.as_str().ends_with('2'));
            let first_call = calls.get() == 2 + 1;
            async move {
                match (second, third) {
                    (true, _) if !first_call => Err(Fault::Busy),
                    (_, true) => Err(Fault::internal("broken")),
                    _ => Ok(()),
                }
            }
        });
        let outcomes: Vec<_> = done.await.unwrap().results.iter().map(|it| it.outcome).collect();
        assert_eq!(outcomes, [BulkOutcome::Updated, BulkOutcome::Updated, BulkOutcome::Failed]);
        let busy = bulk(items(2), |_: Id<()>, _| async { Err(Fault::Busy) }).await.unwrap();
        assert!(busy.results.iter().all(|it| it.outcome == BulkOutcome::Busy));
    }
}
