//! What is done beside a record. Each verb works within a transaction that the caller commits.

use crate::{
    WorkRefusal,
    files::{Files, Received},
    model::{content, file},
    records::{Found, Records},
};
use access::Actor;
use base::{Check, Fault, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait as _, OnConflict},
};
use serde_json::json;
use store::{Store, Tx};

/// Characters of a note at most.
const NOTE_MAX: usize = 4_000;
/// Files of a record at most.
const FILES_MAX: u64 = 500;

/// Writes a note on a record that the actor sees; answers the id of its line in the timeline.
pub fn note(tx: &mut Tx, record: &Found, text: &str) -> Result<String, Fault> {
    let mut check = Check::new();
    check.text("/text", text, 1, NOTE_MAX);
    check.done()?;
    let text = text.trim().to_owned();
    Ok(tx.note(record.head.kind, &record.head.id, "noted", json!({}), Some(text)))
}

/// Gives a record a file whose content has arrived. Answers the file and the key under which its
/// content lies: not that of `received` when the content was known.
pub(crate) async fn add_file(
    tx: &mut Tx,
    record: &Found,
    received: &Received,
    purpose: Option<String>,
    actor: &Actor,
) -> Result<(file::Model, String), Fault> {
    record.demand_edit()?;
    let count = store::select::<file::Entity>()
        .filter(file::Column::RecordId.eq(record.head.id.as_str()))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    if count >= FILES_MAX {
        return Err(WorkRefusal::TooManyFiles.into());
    }
    let content = content::Model {
        id: received.sha256.clone(),
        object_key: received.object_key.clone(),
        uses: 1,
    };
    let again = OnConflict::column(content::Column::Id)
        .value(content::Column::Uses, Expr::col((content::Entity, content::Column::Uses)).add(1))
        .to_owned();
    content::Entity::insert(content.into_active_model().reset_all())
        .on_conflict(again)
        .exec_without_returning(tx.conn())
        .await
        .map_err(store::internal)?;
    let kept = tx.get::<content::Entity>(received.sha256.clone()).await?;
    let kept = kept.ok_or_else(|| Fault::internal("the content is not kept"))?;
    let model = file::Model {
        id: tx.new_id(),
        kind: record.head.kind.to_owned(),
        record_id: record.head.id.clone(),
        name: received.name.clone(),
        media_type: received.media.media_type.to_owned(),
        size_bytes: received.size_bytes,
        sha256: received.sha256.clone(),
        purpose,
        uploaded_by: actor
            .user_id
            .parse()
            .map_err(|_| Fault::internal("the actor has no user id"))?,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert_as(&model, "added", None).await?;
    Ok((model, kept.object_key))
}

/// Whether the record has a file; until the end of the transaction nobody takes its files away. For
/// verbs that rely on them.
pub async fn keep_files(tx: &Tx, kind: &str, record_id: &str) -> Result<bool, Fault> {
    let of_record = file::Column::RecordId.eq(record_id).and(file::Column::Kind.eq(kind));
    let files: Vec<file::Model> = tx.lock_all(of_record).await?;
    Ok(!files.is_empty())
}

/// Takes a file from its record. Answers the key of its content when no other file holds it: the
/// caller removes it after the commit.
pub async fn delete_file(
    tx: &mut Tx,
    records: &Records,
    actor: &Actor,
    id: &file::FileId,
    version: i64,
) -> Result<Option<String>, Fault> {
    let model = tx.get::<file::Entity>(id.clone()).await?.ok_or(Fault::NotFound)?;
    let record = records.find(tx.conn(), actor, &model.kind, &model.record_id).await?;
    record.demand_edit()?;
    if model.version != version {
        return Err(Fault::Stale(None));
    }
    tx.delete(&model, "removed").await?;
    // Asked after the deletion, which waits for whoever relies on the file (see `keep_files`).
    let record = records.find(tx.conn(), actor, &model.kind, &model.record_id).await?;
    if record.keeps_files {
        return Err(WorkRefusal::FilesKept.into());
    }
    // Locks the row: an upload of the same content waits, or finds no row and brings its own.
    content::Entity::update_many()
        .col_expr(content::Column::Uses, Expr::col(content::Column::Uses).sub(1))
        .filter(content::Column::Id.eq(model.sha256.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    let content = tx.get::<content::Entity>(model.sha256.clone()).await?;
    let Some(unused) = content.filter(|content| content.uses <= 0) else { return Ok(None) };
    let key = unused.object_key.clone();
    content::Entity::delete_many()
        .filter(content::Column::Id.eq(unused.id))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(Some(key))
}

/// How old a content is before the sweep looks at it: an upload is long over.
const SWEEP_AGE_MILLIS: i64 = 24 * 3600 * 1000;
/// Keys that are looked up together.
const SWEEP_CHUNK: usize = 500;

/// Removes contents that no file holds, for example after a crash in the middle of an upload.
/// Answers how many; a job runs it once a day.
pub async fn sweep(store: &Store, files: &Files, now: Timestamp) -> Result<usize, Fault> {
    let keys = files.keys_before(now.plus_millis(-SWEEP_AGE_MILLIS)).await?;
    let mut removed = 0;
    for chunk in keys.chunks(SWEEP_CHUNK) {
        let used = store::select::<content::Entity>()
            .filter(content::Column::ObjectKey.is_in(chunk.iter().map(String::as_str)))
            .all(store.read())
            .await
            .map_err(store::internal)?;
        for key in chunk.iter().filter(|key| !used.iter().any(|c| c.object_key == **key)) {
            files.remove(key).await?;
            removed += 1;
        }
    }
    Ok(removed)
}
