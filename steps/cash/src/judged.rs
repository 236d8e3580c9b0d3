//! What the closing gate knows about a contract's money.

use crate::{ledger, rules::Figures};
use base::{Day, Fault};
use decision::{RecordKind, Source};
use process::Facts;
use sea_orm::DatabaseExecutor;
use serde_json::{Map, Value, json};
use wire::BoxFuture;

/// The money of a contract: `all_invoiced` and `all_received`.
#[derive(Debug, Clone, Copy, Default)]
pub struct CashFacts;

impl Source for CashFacts {
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
            let lines = contract::queries::lines(&conn, record_id).await?;
            let booked = ledger::of_lines(&conn, record_id).await?;
            let mut total = Figures::default();
            for line in &lines {
                let (invoiced, received) =
                    booked.get(line.id.as_str()).copied().unwrap_or_default();
                total.planned_minor += line.amount_minor;
                total.invoiced_minor += invoiced;
                total.received_minor += received;
            }
            let whole = total.planned_minor > 0;
            facts
                .set("all_invoiced", whole && total.invoiced_minor == total.planned_minor)
                .set("all_received", whole && total.received_minor == total.planned_minor);
            snapshot.insert(
                "money".to_owned(),
                json!({
                    "planned_minor": total.planned_minor,
                    "invoiced_minor": total.invoiced_minor,
                    "received_minor": total.received_minor,
                    "remaining_minor": total.planned_minor - total.received_minor,
                }),
            );
            Ok(())
        })
    }
}
