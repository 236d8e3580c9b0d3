//! What quotations tell the gates of their opportunity, and how they move with it.

use crate::{
    ATB,
    model::{line, quotation},
    queries, rules, verbs,
};
use base::{Day, Fault};
use decision::{
    RecordKind, Source,
    subject::{Material, VALID_UNTIL},
};
use people::Follower;
use process::Facts;
use quotation::QuotationStatus;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseExecutor, QueryFilter};
use serde_json::{Map, Value, json};
use store::Tx;
use wire::BoxFuture;

/// The submitted version as a source of facts about its opportunity: `quotation_submitted`,
/// `quotation_valid`, `margin_bp`, and the offer itself in the snapshot.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quotations;

impl Source for Quotations {
    fn kind(&self) -> RecordKind {
        RecordKind::Opportunity
    }

    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        today: Day,
        record_id: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let versions = queries::versions(&conn, record_id).await?;
            let offered =
                versions.into_iter().find(|version| version.status == QuotationStatus::Submitted);
            facts.set("quotation_submitted", offered.is_some());
            let Some(offered) = offered else {
                facts.set("quotation_valid", false);
                return Ok(());
            };
            facts.set("quotation_valid", rules::is_valid(offered.valid_until, today));
            facts.set("margin_bp", offered.margin_bp);
            // Only the bid decision authorises an offer; no other gate expires with it.
            if decides_bid(&conn, record_id).await? {
                facts.set(VALID_UNTIL, offered.valid_until.map(|day| day.to_string()));
            }
            let lines = queries::lines(&conn, offered.id.as_str()).await?;
            snapshot.insert("quotation".to_owned(), frozen(&offered, &lines));
            Ok(())
        })
    }

    fn material(&self, gate: &str, snapshot: &Value) -> Material {
        // No other gate authorises an offer; one may be written while the initiation is decided.
        let offer = snapshot.get("quotation").filter(|_| gate == ATB);
        offer.map(|offer| ("quotation".to_owned(), offer.clone())).into_iter().collect()
    }
}

impl Follower<opportunity::Model> for Quotations {
    fn follow<'a>(
        &'a self,
        tx: &'a mut Tx,
        deal: &'a opportunity::Model,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(verbs::follow(tx, deal))
    }
}

/// Whether the gate that may be decided on the opportunity now is the bid decision.
async fn decides_bid<C: ConnectionTrait>(conn: &C, opportunity_id: &str) -> Result<bool, Fault> {
    let found = store::select::<opportunity::Entity>()
        .filter(opportunity::model::opportunity::Column::Id.eq(opportunity_id))
        .one(conn)
        .await
        .map_err(store::internal)?;
    let Some(deal) = found else { return Ok(false) };
    let process = decision::process_of(&deal.process_key, deal.process_version)?;
    let open = process.gate_at(RecordKind::Opportunity.as_str(), deal.stage.as_str());
    Ok(open.is_some_and(|open| open.gate.key == ATB))
}

/// A version with its lines as a decision freezes it. Cost and margin stand under the names by which
/// they are hidden.
pub fn frozen(quotation: &quotation::Model, lines: &[line::Model]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "position": line.position,
                "product_id": line.product_id,
                "description": line.description,
                "quantity_milli": line.quantity_milli,
                "unit": line.unit,
                "list_price_minor": line.list_price_minor,
                "discount_bp": line.discount_bp,
                "net_price_minor": line.net_price_minor,
                "amount_minor": line.amount_minor,
                "unit_cost_minor": line.unit_cost_minor,
            })
        })
        .collect();
    json!({
        "id": quotation.id,
        "number": quotation.number,
        "revision": quotation.revision,
        "valid_until": quotation.valid_until,
        "currency": quotation.currency,
        "list_total_minor": quotation.list_total_minor,
        "discount_minor": quotation.discount_minor,
        "total_minor": quotation.total_minor,
        "cost_total_minor": quotation.cost_total_minor,
        "margin_minor": quotation.margin_minor,
        "margin_bp": quotation.margin_bp,
        "payment_terms": quotation.payment_terms,
        "delivery_terms": quotation.delivery_terms,
        "lines": lines,
    })
}
