//! Takes back opportunities that an import made, as long as nobody has touched them since.

use crate::{
    model::opportunity::{Column, Entity, Model},
    verbs,
};
use base::Fault;
use exchange::{Reason, Undone};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use std::collections::HashMap;
use store::Tx;

/// Takes opportunities back. One that somebody changed, noted on or added to stays
/// (`changed_since`), and so does one on which a later record hangs (`in_use`).
pub(super) async fn take_back(tx: &mut Tx, ids: &[String]) -> Result<Vec<Undone>, Fault> {
    let mut left = store::select::<Entity>()
        .filter(Column::Id.is_in(ids.iter().map(String::as_str)))
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    let touched = exchange::touched(tx, ids).await?;
    let mut kept: HashMap<String, &'static str> = HashMap::new();
    left.retain(|deal| {
        let stays = deal.version > 1 || touched.contains(deal.id.as_str());
        if stays {
            kept.insert(deal.id.to_string(), "changed_since");
        }
        !stays
    });
    if !try_remove(tx, &left).await? {
        // One of them is in use: each by itself, so that the others go.
        for deal in &left {
            if !try_remove(tx, std::slice::from_ref(deal)).await? {
                kept.insert(deal.id.to_string(), "in_use");
            }
        }
    }
    let answer =
        |id: &String| Undone { id: id.clone(), kept: kept.get(id).map(|code| Reason::new(code)) };
    Ok(ids.iter().map(answer).collect())
}

async fn try_remove(tx: &mut Tx, deals: &[Model]) -> Result<bool, Fault> {
    let point = tx.save_point().await?;
    match verbs::remove(tx, deals).await {
        Ok(()) => {
            tx.keep(point).await?;
            Ok(true)
        }
        Err(fault) if store::is_reference_fault(&fault) => {
            tx.go_back(point).await?;
            Ok(false)
        }
        Err(fault) => Err(fault),
    }
}
