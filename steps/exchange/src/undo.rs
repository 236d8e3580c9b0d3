//! What a target asks before it takes records back.

use base::Fault;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect};
use std::collections::HashSet;
use store::{Channel, Tx, journal};

/// Those of the records on which anything but an import has written: a change, a note, a file, a
/// line about another record. A target keeps them when it is undone.
pub async fn touched(tx: &Tx, ids: &[String]) -> Result<HashSet<String>, Fault> {
    let ids = || ids.iter().map(String::as_str);
    let rows: Vec<(String, Option<String>)> = store::select::<journal::Entity>()
        .select_only()
        .column(journal::Column::RecordId)
        .column(journal::Column::AboutId)
        .filter(
            Condition::any()
                .add(journal::Column::RecordId.is_in(ids()))
                .add(journal::Column::AboutId.is_in(ids())),
        )
        .filter(journal::Column::Channel.ne(Channel::Import))
        .into_tuple()
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(rows.into_iter().flat_map(|(record, about)| [Some(record), about]).flatten().collect())
}
