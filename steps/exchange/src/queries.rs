//! Reads: one import, the list of imports, what may be done with them.

use crate::{
    model::import::{self, ImportId, Status},
    reading::{Findings, ImportNote, Mapping, UnmatchedValue, Values},
    sheet::ColumnFound,
    target::{Options, Outcome, RowResult},
};
use access::{Actor, Field, FieldKind, List, Permission};
use base::{Fault, Timestamp};
use people::user;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use wire::{AllowedAction, Ctx, Ref};

const STATUSES: &[&str] =
    &["draft", "checking", "checked", "running", "done", "failed", "undoing", "undone"];

/// The list of imports.
pub const IMPORTS: List = List {
    kind: access::policy::kinds::IMPORT,
    table: "import",
    scope: None,
    fields: &[
        Field::new("created_at", FieldKind::Instant).sorted(),
        Field::new("status", FieldKind::Word(STATUSES)),
        Field::new("kind", FieldKind::Text),
        Field::new("file_name", FieldKind::Text),
        Field::new("created_by_id", FieldKind::Id),
    ],
    sort: "-created_at",
    searchable: false,
};

store::project! {
    /// A line of the list as it stands in the table.
    pub struct ImportLine {
        /// Id.
        pub id: String = (import::Entity, import::Column::Id),
        /// The kind of record.
        pub kind: Option<String> = (import::Entity, import::Column::Kind),
        /// The file's name.
        pub file_name: String = (import::Entity, import::Column::FileName),
        /// Rows below the header.
        pub row_count: i64 = (import::Entity, import::Column::RowCount),
        /// Where it stands.
        pub status: Status = (import::Entity, import::Column::Status),
        /// Whether the last run was a dry run.
        pub dry_run: bool = (import::Entity, import::Column::DryRun),
        /// What the last run did.
        pub result_json: Option<Value> = (import::Entity, import::Column::ResultJson),
        /// Born.
        pub created_at: Timestamp = (import::Entity, import::Column::CreatedAt),
        /// Whose import.
        pub created_by: String = (user::Entity, user::Column::Name),
        /// Version.
        pub version: i64 = (import::Entity, import::Column::Version),
    }
}

/// Where the list of imports starts.
pub fn imports() -> SelectStatement {
    Query::select()
        .from(import::Entity)
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id))
                .equals((import::Entity, import::Column::CreatedById)),
        )
        .to_owned()
}

/// Whether somebody sees everybody's imports. Others see their own.
pub fn sees_all(actor: &Actor) -> bool {
    Permission::PeopleAdminister.held_by(actor)
}

/// An import that the caller may see. [`Fault::NotFound`] otherwise.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    id: &ImportId,
) -> Result<import::Model, Fault> {
    Permission::ImportRun.demand(actor)?;
    let found = by_id(conn, id).await?.ok_or(Fault::NotFound)?;
    let own = found.created_by_id.as_str() == actor.user_id;
    if own || sees_all(actor) { Ok(found) } else { Err(Fault::NotFound) }
}

pub(crate) async fn by_id<C: ConnectionTrait>(
    conn: &C,
    id: &ImportId,
) -> Result<Option<import::Model>, Fault> {
    store::select::<import::Entity>()
        .filter(import::Column::Id.eq(id.as_str()))
        .one(conn)
        .await
        .map_err(store::internal)
}

/// Reads a JSON column of ours.
pub(crate) fn stored<T: DeserializeOwned>(json: &Value) -> Result<T, Fault> {
    T::deserialize(json).map_err(|error| Fault::Internal(Box::new(error)))
}

/// Writes a JSON column of ours.
pub(crate) fn json<T: Serialize>(value: &T) -> Result<Value, Fault> {
    serde_json::to_value(value).map_err(|error| Fault::Internal(Box::new(error)))
}

/// What rows of one heading (a stage) add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportTotal {
    /// Rows.
    pub count: u64,
    /// Their amount in minor units.
    pub amount_minor: i64,
    /// The import's currency.
    pub currency: String,
}

/// What became of the rows so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportResult {
    /// New records.
    pub created: u64,
    /// Changed records.
    pub updated: u64,
    /// Rows left out.
    pub skipped: u64,
    /// Rows that could not become records.
    pub failed: u64,
    /// Sums by heading: stages of opportunities.
    pub totals: BTreeMap<String, ImportTotal>,
    /// Records taken back by an undo.
    #[serde(default)]
    pub undone: u64,
    /// Records that an undo had to leave.
    #[serde(default)]
    pub kept: u64,
}

impl ImportResult {
    /// Counts a row.
    pub fn count(&mut self, result: &RowResult, currency: &str) {
        match result.outcome {
            Outcome::Created => self.created += 1,
            Outcome::Updated => self.updated += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Failed => self.failed += 1,
        }
        if let Some((heading, amount_minor)) = result.tally {
            let total = self.totals.entry(heading.to_owned()).or_default();
            total.count += 1;
            total.amount_minor = total.amount_minor.saturating_add(amount_minor);
            currency.clone_into(&mut total.currency);
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportProgress {
    /// Rows done.
    pub done: i64,
    /// Rows in all.
    pub total: i64,
}

/// An import.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportView {
    /// Id.
    pub id: String,
    /// The kind of record that rows become.
    pub kind: Option<String>,
    /// The file's name.
    pub file_name: String,
    /// How the file was written: `utf-8`, `utf-16`, `gb18030`, `windows-1252`, `xlsx`.
    pub encoding: String,
    /// Rows below the header.
    pub rows: i64,
    /// The columns found.
    pub columns: Vec<ColumnFound>,
    /// Field to column.
    #[schema(value_type = BTreeMap<String, String>)]
    pub mapping: Mapping,
    /// Field to (value in the file to what it means).
    #[schema(value_type = BTreeMap<String, BTreeMap<String, String>>)]
    pub values: Values,
    /// Unknown values by field.
    pub unmatched: BTreeMap<String, Vec<UnmatchedValue>>,
    /// What the user should know about how the file is read.
    pub notes: Vec<ImportNote>,
    /// What the user chose.
    pub options: Options,
    /// Where it stands.
    pub status: Status,
    /// Whether the last run was a dry run.
    pub dry_run: bool,
    /// How far the run is.
    pub progress: ImportProgress,
    /// What the last run did.
    pub result: Option<ImportResult>,
    /// Code of what broke the last run off.
    pub failure: Option<String>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// Whose import.
    pub created_by: Ref,
    /// What may be done with it.
    pub allowed: Vec<AllowedAction>,
}

/// The view of an import.
pub async fn view(ctx: &Ctx, import: import::Model) -> Result<ImportView, Fault> {
    let findings: Findings = stored(&import.findings_json)?;
    let result = import.result_json.as_ref().map(stored::<ImportResult>).transpose()?;
    let created_by = people::person(ctx.read(), import.created_by_id.as_str()).await?;
    let allowed = allowed(&import, result.as_ref());
    Ok(ImportView {
        id: import.id.to_string(),
        kind: import.kind,
        file_name: import.file_name,
        encoding: import.encoding,
        rows: import.row_count,
        columns: stored(&import.columns_json)?,
        mapping: stored(&import.mapping_json)?,
        values: stored(&import.values_json)?,
        unmatched: findings.unmatched,
        notes: findings.notes,
        options: stored(&import.options_json)?,
        status: import.status,
        dry_run: import.dry_run,
        progress: ImportProgress { done: import.done_count, total: import.total_count },
        result,
        failure: import.failure,
        version: import.version,
        created_at: import.created_at,
        updated_at: import.updated_at,
        created_by,
        allowed,
    })
}

/// Whether rows were taken in for good.
pub(crate) fn has_written(import: &import::Model) -> bool {
    !import.dry_run && import.done_count > 0
}

/// The code that forbids mapping or running, by state.
pub(crate) fn not_startable(import: &import::Model) -> Option<&'static str> {
    match import.status {
        Status::Draft | Status::Checked | Status::Failed => None,
        status if status.is_under_way() => Some("import_running"),
        _ => Some("import_done"),
    }
}

/// The code that forbids another mapping.
pub(crate) fn not_mappable(import: &import::Model) -> Option<&'static str> {
    not_startable(import).or_else(|| has_written(import).then_some("import_done"))
}

/// The code that forbids an undo.
pub(crate) fn not_undoable(
    import: &import::Model,
    result: Option<&ImportResult>,
) -> Option<&'static str> {
    let created = result.map_or(0, |result| result.created);
    let kept = result.map_or(0, |result| result.kept);
    match import.status {
        Status::Done | Status::Failed if !import.dry_run && created > 0 => None,
        Status::Undone if kept > 0 => None,
        status if status.is_under_way() => Some("import_running"),
        _ => Some("nothing_to_undo"),
    }
}

fn allowed(import: &import::Model, result: Option<&ImportResult>) -> Vec<AllowedAction> {
    let action = |action: &'static str, reason: Option<&'static str>| AllowedAction {
        action,
        allowed: reason.is_none(),
        reason,
    };
    vec![
        action("map", not_mappable(import)),
        action("run", not_startable(import)),
        action("undo", not_undoable(import, result)),
    ]
}
