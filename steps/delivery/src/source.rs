//! What gates of a contract know from delivery.

use crate::{model::open_item::OpenItemStatus, queries, rules};
use base::{Day, Fault};
use decision::{RecordKind, Source};
use process::Facts;
use sea_orm::DatabaseExecutor;
use serde_json::{Map, Value, json};
use wire::BoxFuture;

/// The facts `all_milestones_accepted` (K16) and `no_open_items` (K21) of a contract, and its
/// milestones as they stand, for the decision.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeliveryFacts;

impl Source for DeliveryFacts {
    fn kind(&self) -> RecordKind {
        RecordKind::Contract
    }

    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        _: Day,
        record_id: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let milestones = queries::of_contract(&conn, record_id).await?;
            let triggers = queries::triggers(&conn, record_id).await?;
            let items = queries::items(&conn, record_id).await?;
            let open = items.iter().filter(|item| item.status == OpenItemStatus::Open).count();
            facts
                .set("all_milestones_accepted", rules::all_accepted(&milestones, &triggers))
                .set("no_open_items", open == 0);
            let frozen = milestones
                .iter()
                .map(|milestone| {
                    json!({
                        "kind": milestone.kind,
                        "label": milestone.label,
                        "contract_on": milestone.contract_on,
                        "actual_on": milestone.actual_on,
                        "status": milestone.status,
                    })
                })
                .collect();
            snapshot.insert("milestones".to_owned(), Value::Array(frozen));
            Ok(())
        })
    }
}
