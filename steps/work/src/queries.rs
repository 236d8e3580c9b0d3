//! Reads: the timeline of a record, its files, and search over every kind.

use crate::{
    model::file,
    records::{RecordHead, Records, Visible},
};
use access::{Actor, fields};
use base::{Count, Fault, Id, Page, Timestamp, page::COUNT_CAP};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, SimpleExpr},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use store::{Channel, Hit, journal};
use utoipa::ToSchema;
use wire::Ref;

/// Hits of a search at most.
const HITS: u64 = 20;

/// A field that changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldChange {
    /// The field.
    pub field: String,
    /// What it held; ids of people, units and records that the reader reaches come as `{id, name}`.
    pub before: Value,
    /// What it holds since then.
    pub after: Value,
}

/// One line of a timeline.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// Id.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the system.
    pub actor: Option<Ref>,
    /// The kind of record that it happened to: the timeline's own, or one that belongs to it.
    pub kind: String,
    /// The record that it happened to.
    pub record_id: String,
    /// What happened: `created`, `edited`, `noted` …
    pub verb: String,
    /// What changed.
    pub changes: Vec<FieldChange>,
    /// What the actor said.
    pub note: Option<String>,
    /// How it came in.
    pub channel: Channel,
}

/// The history of a record and of what belongs to it, newest first.
pub async fn timeline(
    conn: &DatabaseConnection,
    actor: &Actor,
    records: &Records,
    head: &RecordHead,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<TimelineEntry>, Fault> {
    let reached = reached(actor, records, head);
    let mut select = store::select::<journal::Entity>().filter(reached.clone());
    if let Some(cursor) = cursor {
        let id: Id<()> = cursor.parse().map_err(|_| Fault::field("/cursor", "cursor_form"))?;
        select = select.filter(journal::Column::Id.lt(id.as_str()));
    }
    let mut rows = select
        .order_by_desc(journal::Column::Id)
        .limit(limit + 1)
        .all(conn)
        .await
        .map_err(store::internal)?;
    let more = u64::try_from(rows.len()).unwrap_or(u64::MAX) > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = if more { rows.last().map(|row| row.id.clone()) } else { None };
    let counted = if cursor.is_none() && !more {
        u64::try_from(rows.len()).unwrap_or(u64::MAX)
    } else {
        store::select::<journal::Entity>()
            .select_only()
            .column(journal::Column::Id)
            .filter(reached)
            .limit(COUNT_CAP + 1)
            .count(conn)
            .await
            .map_err(store::internal)?
    };
    let items = entries(conn, actor, records, rows).await?;
    Ok(Page { items, next, count: Count::of(counted) })
}

/// Lines of the record itself, and lines of records on whose page they belong too as far as the
/// actor reaches those records.
fn reached(actor: &Actor, records: &Records, head: &RecordHead) -> Condition {
    let own = Condition::all()
        .add(journal::Column::RecordId.eq(head.id.as_str()))
        .add(journal::Column::Kind.eq(head.kind));
    let mut about = Condition::all()
        .add(journal::Column::AboutId.eq(head.id.as_str()))
        .add(journal::Column::AboutKind.eq(head.kind));
    for (kind, visible) in records.visible(actor) {
        let other: SimpleExpr = journal::Column::Kind.ne(kind);
        about = match visible {
            Visible::All => about,
            Visible::None => about.add(other),
            Visible::Where(select) => {
                about.add(Condition::any().add(other).add(Expr::exists(*select)))
            }
        };
    }
    Condition::any().add(own).add(about)
}

/// Rows of the journal as the actor may read them.
pub async fn entries(
    conn: &DatabaseConnection,
    actor: &Actor,
    records: &Records,
    rows: Vec<journal::Model>,
) -> Result<Vec<TimelineEntry>, Fault> {
    let people: BTreeSet<&str> = rows.iter().filter_map(|row| row.actor_id.as_deref()).collect();
    let people = people::names(conn, people).await?;
    let mut entries: Vec<TimelineEntry> = rows
        .into_iter()
        .map(|mut row| {
            fields::redact(actor, &mut row.changes_json);
            TimelineEntry {
                actor: row.actor_id.as_deref().map(|id| people::reference(&people, id)),
                changes: changes(row.changes_json),
                id: row.id,
                at: row.at,
                kind: row.kind,
                record_id: row.record_id,
                verb: row.verb,
                note: row.note,
                channel: row.channel,
            }
        })
        .collect();
    let names = named(conn, actor, records, &entries).await?;
    for change in entries.iter_mut().flat_map(|entry| &mut entry.changes) {
        for value in [&mut change.before, &mut change.after] {
            if let Some(name) = value.as_str().and_then(|id| names.get(id)) {
                *value = serde_json::json!({"id": value.as_str(), "name": name});
            }
        }
    }
    Ok(entries)
}

fn changes(difference: Value) -> Vec<FieldChange> {
    let Value::Object(fields) = difference else { return Vec::new() };
    fields
        .into_iter()
        .filter_map(|(field, pair)| match pair {
            Value::Array(pair) => {
                let [before, after]: [Value; 2] = pair.try_into().ok()?;
                Some(FieldChange { field, before, after })
            }
            _ => None,
        })
        .collect()
}

/// The names behind the ids that changed: people and units by the company's directory, records by
/// their title when the reader reaches them.
async fn named<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    records: &Records,
    entries: &[TimelineEntry],
) -> Result<HashMap<String, String>, Fault>
where
    for<'a> &'a C: Into<sea_orm::DatabaseExecutor<'a>>,
{
    let mut ids: BTreeSet<(&str, &str)> = BTreeSet::new();
    for change in entries.iter().flat_map(|entry| &entry.changes) {
        if !change.field.ends_with("_id") && !change.field.ends_with("_by") {
            continue;
        }
        for id in [&change.before, &change.after].into_iter().filter_map(Value::as_str) {
            if id.parse::<Id<()>>().is_ok() {
                ids.insert((change.field.as_str(), id));
            }
        }
    }
    let mut names = people::names(conn, ids.iter().map(|(_, id)| *id)).await?;
    for (field, id) in ids {
        if names.contains_key(id) {
            continue;
        }
        let name = match field.strip_suffix("_id") {
            Some("unit") => Some(people::queries::unit_reference(conn, id).await?.name),
            Some(kind) => match records.find(conn, actor, kind, id).await {
                Ok(found) => Some(found.head.title),
                Err(Fault::NotFound) => None,
                Err(fault) => return Err(fault),
            },
            None => None,
        };
        if let Some(name) = name {
            names.insert(id.to_owned(), name);
        }
    }
    Ok(names)
}

/// Finds records of every kind, or of one, that the actor reaches.
pub async fn search(
    conn: &DatabaseConnection,
    actor: &Actor,
    records: &Records,
    words: &str,
    kind: Option<&str>,
) -> Result<Vec<Hit>, Fault> {
    store::search::search(conn, words, &records.search_scopes(actor, kind), HITS).await
}

/// A file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileView {
    /// Id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is, by its content.
    pub media_type: String,
    /// Bytes.
    pub size_bytes: i64,
    /// SHA-256 of its content in hexadecimal.
    pub sha256: String,
    /// What it is for.
    pub purpose: Option<String>,
    /// Who brought it.
    pub uploaded_by: Ref,
    /// When.
    pub created_at: Timestamp,
    /// Version.
    pub version: i64,
}

/// The files of a record in the order of arrival. Asks for no right: the caller has seen the record.
pub async fn files_of<C: ConnectionTrait>(
    conn: &C,
    kind: &str,
    record_id: &str,
) -> Result<Vec<FileView>, Fault> {
    let mut files = files_by_record(conn, kind, [record_id]).await?;
    Ok(files.remove(record_id).unwrap_or_default())
}

/// The files of several records of a kind, by record. Asks for no right.
pub async fn files_by_record<C: ConnectionTrait>(
    conn: &C,
    kind: &str,
    record_ids: impl IntoIterator<Item = &str>,
) -> Result<HashMap<String, Vec<FileView>>, Fault> {
    let files = store::select::<file::Entity>()
        .filter(file::Column::RecordId.is_in(record_ids))
        .filter(file::Column::Kind.eq(kind))
        .order_by_asc(file::Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)?;
    let people: BTreeSet<&str> = files.iter().map(|file| file.uploaded_by.as_str()).collect();
    let people = people::names(conn, people).await?;
    let mut by_record: HashMap<String, Vec<FileView>> = HashMap::new();
    for file in files {
        let record_id = file.record_id.clone();
        by_record.entry(record_id).or_default().push(file_view(file, &people));
    }
    Ok(by_record)
}

pub(crate) fn file_view(file: file::Model, people: &HashMap<String, String>) -> FileView {
    FileView {
        uploaded_by: people::reference(people, file.uploaded_by.as_str()),
        id: file.id.to_string(),
        name: file.name,
        media_type: file.media_type,
        size_bytes: file.size_bytes,
        sha256: file.sha256,
        purpose: file.purpose,
        created_at: file.created_at,
        version: file.version,
    }
}

/// Whether a record has a file, of this purpose when one is named. Asks for no right.
pub async fn has_files<C: ConnectionTrait>(
    conn: &C,
    kind: &str,
    record_id: &str,
    purpose: Option<&str>,
) -> Result<bool, Fault> {
    let mut select = store::select::<file::Entity>()
        .filter(file::Column::RecordId.eq(record_id))
        .filter(file::Column::Kind.eq(kind));
    if let Some(purpose) = purpose {
        select = select.filter(file::Column::Purpose.eq(purpose));
    }
    Ok(select.one(conn).await.map_err(store::internal)?.is_some())
}
