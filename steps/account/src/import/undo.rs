//! Takes back customers that an import made, as long as nobody has touched them since.

use crate::{model::customer, verbs};
use base::Fault;
use exchange::{Reason, Undone};
use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::HashMap;
use store::Tx;

/// Takes customers back. One that somebody changed, noted on or added to stays (`changed_since`),
/// and so does one on which a later record hangs (`in_use`).
pub(super) async fn take_back(tx: &mut Tx, ids: &[String]) -> Result<Vec<Undone>, Fault> {
    let mut left = store::select::<customer::Entity>()
        .filter(customer::Column::Id.is_in(ids.iter().map(String::as_str)))
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    let touched = exchange::touched(tx, ids).await?;
    let mut kept: HashMap<String, &'static str> = HashMap::new();
    left.retain(|customer| {
        let stays = customer.version > 1 || touched.contains(customer.id.as_str());
        if stays {
            kept.insert(customer.id.to_string(), "changed_since");
        }
        !stays
    });
    // A parent can go once those below it are gone.
    loop {
        let before = left.len();
        let mut refused = Vec::new();
        for customer in left {
            if !try_remove(tx, &customer).await? {
                refused.push(customer);
            }
        }
        left = refused;
        if left.is_empty() || left.len() == before {
            break;
        }
    }
    kept.extend(left.iter().map(|customer| (customer.id.to_string(), "in_use")));
    let answer =
        |id: &String| Undone { id: id.clone(), kept: kept.get(id).map(|code| Reason::new(code)) };
    Ok(ids.iter().map(answer).collect())
}

async fn try_remove(tx: &mut Tx, customer: &customer::Model) -> Result<bool, Fault> {
    let point = tx.save_point().await?;
    match verbs::remove(tx, customer).await {
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
