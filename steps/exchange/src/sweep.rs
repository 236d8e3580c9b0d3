//! Files of imports do not stay for ever: they hold what their rows hold.

use crate::{folder::Folder, model::import};
use base::Fault;
use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::HashMap;
use wire::App;

/// So long after its last change an import keeps its rows, for its report and to be continued: thirty
/// days.
const KEEP_MILLIS: i64 = 30 * 86_400_000;
/// A file of no import is one that is just arriving, until it is this old.
const ARRIVING_MILLIS: i64 = 86_400_000;
/// Imports that are looked up together.
const CHUNK: usize = 500;

/// Removes the files of imports that nobody touched for thirty days, and of those that are gone. What
/// was taken in stays, and can still be taken back. Answers of how many; a job runs it once a day.
pub async fn sweep(app: &App) -> Result<usize, Fault> {
    let folder = app.service::<Folder>()?;
    let now = app.store().clock().now();
    let (limit, arriving) = (now.plus_millis(-KEEP_MILLIS), now.plus_millis(-ARRIVING_MILLIS));
    let kept: Vec<_> = folder.kept()?.into_iter().collect();
    let mut removed = 0;
    for chunk in kept.chunks(CHUNK) {
        let known = store::select::<import::Entity>()
            .filter(import::Column::Id.is_in(chunk.iter().map(|(id, _)| id.as_str())))
            .all(app.store().read())
            .await
            .map_err(store::internal)?;
        let known: HashMap<_, _> = known.iter().map(|import| (&import.id, import)).collect();
        for (id, at) in chunk {
            let goes = match known.get(id) {
                Some(import) => !import.status.is_under_way() && import.updated_at < limit,
                None => *at < arriving,
            };
            if goes {
                folder.remove(id);
                removed += 1;
            }
        }
    }
    Ok(removed)
}
