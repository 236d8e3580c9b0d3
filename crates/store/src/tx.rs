//! A transaction that versions, journals and indexes whatever is written through it.

use crate::{
    dialect::Backend,
    internal,
    journal::{self, Meta, difference},
    search::SearchDoc,
    writer::{Hold, Store},
};
use base::{Clock, Day, Fault, Id, Timestamp};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, IntoActiveModel, Iterable, ModelTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, SqlErr, sea_query::IntoCondition,
};
use serde_json::Value;

/// A row that is versioned and journalled. Implemented by [`record!`](crate::record).
pub trait Record:
    ModelTrait<Entity: EntityTrait<Model = Self, Column: ColumnTrait>>
    + IntoActiveModel<<Self::Entity as EntityTrait>::ActiveModel>
    + FromQueryResult
    + serde::Serialize
    + Clone
    + Send
    + Sync
{
    /// The kind, as in the journal.
    const KIND: &'static str;
    /// The id as text.
    fn id_text(&self) -> &str;
    /// The version of this copy.
    fn version(&self) -> i64;
    /// Sets version and time of change.
    fn stamp(&mut self, version: i64, at: Timestamp);
    /// The id and version columns.
    fn key_columns()
    -> (<Self::Entity as EntityTrait>::Column, <Self::Entity as EntityTrait>::Column);
    /// On whose page its history belongs too.
    fn about(&self) -> Option<(&str, String)> {
        None
    }
    /// How it is found by search; `None` for rows that are not found by themselves.
    fn search(&self) -> Option<SearchDoc> {
        None
    }
}

/// Implements [`Record`] for a model with `id`, `version` and `updated_at`.
///
/// `record!(Model, "lead")`, with `about` or `search` given as closures over the model when needed:
/// `record!(Model, "contact", about = |m| Some(("customer", m.customer_id.to_string())))`.
#[macro_export]
macro_rules! record {
    ($model:ty, $kind:expr $(, about = $about:expr)? $(, search = $search:expr)? $(,)?) => {
        impl $crate::Record for $model {
            const KIND: &'static str = $kind;
            fn id_text(&self) -> &str {
                self.id.as_str()
            }
            fn version(&self) -> i64 {
                self.version
            }
            fn stamp(&mut self, version: i64, at: $crate::macro_support::base::Timestamp) {
                self.version = version;
                self.updated_at = at;
            }
            fn key_columns() -> (Column, Column) {
                (Column::Id, Column::Version)
            }
            $(fn about(&self) -> Option<(&str, String)> {
                let about: fn(&Self) -> Option<(&str, String)> = $about;
                about(self)
            })?
            $(fn search(&self) -> Option<$crate::SearchDoc> {
                let search: fn(&Self) -> Option<$crate::SearchDoc> = $search;
                search(self)
            })?
        }
    };
}

/// An open transaction. Dropping it without [`Tx::commit`] rolls it back.
#[must_use = "nothing happens without commit"]
pub struct Tx {
    // Before the hold on the writer: the savepoint must be closed while the writer is still ours.
    conn: DatabaseTransaction,
    hold: Option<Hold>,
    store: Store,
    clock: Clock,
    now: Timestamp,
    meta: Meta,
    journal: Vec<journal::Model>,
    pub(crate) index: Vec<(&'static str, String, Option<SearchDoc>)>,
}

/// How many journal rows go into one statement, below both databases' parameter limits.
const JOURNAL_CHUNK: usize = 500;

/// A select over an entity, for `store`, `access` and a step's own lookups inside a transaction.
/// Reads that answer a user start from `access::scoped` instead.
#[expect(clippy::disallowed_methods, reason = "the one door; everything else goes through it")]
pub fn select<E: EntityTrait>() -> Select<E> {
    E::find()
}

/// Whether a statement failed because a unique value exists already.
pub fn is_unique_violation(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}

/// Whether a fault is such a failure: two callers at once can both find the value free.
pub fn is_unique_fault(fault: &Fault) -> bool {
    let Fault::Internal(error) = fault else { return false };
    error.downcast_ref::<DbErr>().is_some_and(is_unique_violation)
}

/// Whether a fault is a delete or a reference that a foreign key refused.
pub fn is_reference_fault(fault: &Fault) -> bool {
    let Fault::Internal(error) = fault else { return false };
    let refused = error.downcast_ref::<DbErr>().and_then(DbErr::sql_err);
    matches!(refused, Some(SqlErr::ForeignKeyConstraintViolation(_)))
}

/// A point to which a transaction can go back; see [`Tx::save_point`].
#[derive(Debug)]
#[must_use = "keep it or go back to it"]
pub struct SavePoint {
    journal: usize,
    index: usize,
}

impl Tx {
    pub(crate) fn new(
        conn: DatabaseTransaction,
        store: &Store,
        meta: Meta,
        hold: Option<Hold>,
    ) -> Self {
        let clock = store.clock().clone();
        let now = clock.now();
        let (journal, index) = (Vec::new(), Vec::new());
        Self { conn, hold, store: store.clone(), clock, now, meta, journal, index }
    }

    /// For statements of a step: reads within the transaction.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.conn
    }
    /// Which database this is, for `access`.
    pub fn backend(&self) -> Backend {
        Backend::of(&self.conn)
    }
    /// The instant of this transaction: the same for every row in it.
    pub fn now(&self) -> Timestamp {
        self.now
    }
    /// The day of this transaction in the company's time zone.
    pub fn today(&self) -> Day {
        self.clock.day_of(self.now)
    }
    /// A new id.
    pub fn new_id<T>(&self) -> Id<T> {
        Id::generate(self.now)
    }
    /// Who acts.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The row with this id, whoever may see it. For verbs that already hold a checked parent.
    pub async fn get<E>(
        &self,
        id: impl Into<<E::PrimaryKey as sea_orm::PrimaryKeyTrait>::ValueType> + Send,
    ) -> Result<Option<E::Model>, Fault>
    where
        E: EntityTrait,
    {
        #[expect(clippy::disallowed_methods, reason = "the one door for lookups by id")]
        E::find_by_id(id).one(&self.conn).await.map_err(internal)
    }

    /// The row with this id, held until the transaction ends: nobody changes it meanwhile, and what
    /// is read here is what the others left. [`Fault::NotFound`] when there is none. A verb that
    /// judges one row to write another locks first and judges what it gets; parents before
    /// children, so that no two wait for each other.
    pub async fn lock<M: Record>(&self, id: &str) -> Result<M, Fault> {
        let (key, _) = M::key_columns();
        let mut rows: Vec<M> = self.lock_all(key.eq(id)).await?;
        rows.pop().ok_or(Fault::NotFound)
    }

    /// The rows that meet the condition, held like those of [`Tx::lock`], in the order of their ids.
    pub async fn lock_all<M: Record>(
        &self,
        which: impl IntoCondition + Send,
    ) -> Result<Vec<M>, Fault> {
        let (key, _) = M::key_columns();
        select::<M::Entity>()
            .filter(which)
            .order_by_asc(key)
            .lock_exclusive()
            .all(&self.conn)
            .await
            .map_err(internal)
    }

    /// Inserts a row with version 1 and journals it as `created`.
    pub async fn insert<M: Record>(&mut self, model: &M) -> Result<(), Fault> {
        self.insert_as(model, "created", None).await
    }

    /// Inserts a row and journals it under another verb, with a note.
    pub async fn insert_as<M: Record>(
        &mut self,
        model: &M,
        verb: &str,
        note: Option<String>,
    ) -> Result<(), Fault> {
        self.insert_rows(std::slice::from_ref(model)).await?;
        self.after_insert(model, verb, note)
    }

    /// Inserts many rows of one kind in few statements; each is journalled as `verb`.
    pub async fn insert_many<M: Record>(&mut self, models: &[M], verb: &str) -> Result<(), Fault> {
        // At most 100 columns per table keeps each statement below 32,766 parameters.
        for chunk in models.chunks(200) {
            self.insert_rows(chunk).await?;
        }
        for model in models {
            self.after_insert(model, verb, None)?;
        }
        Ok(())
    }

    async fn insert_rows<M: Record>(&mut self, models: &[M]) -> Result<(), Fault> {
        let rows = models.iter().map(|m| m.clone().into_active_model().reset_all());
        M::Entity::insert_many(rows).exec_without_returning(&self.conn).await.map_err(internal)?;
        Ok(())
    }

    fn after_insert<M: Record>(
        &mut self,
        model: &M,
        verb: &str,
        note: Option<String>,
    ) -> Result<(), Fault> {
        let after = to_json(model)?;
        self.enter(model, verb, difference(None, &after), note);
        if let Some(doc) = model.search() {
            self.index.push((M::KIND, model.id_text().to_owned(), Some(doc)));
        }
        Ok(())
    }

    /// Writes `after` over `before`: raises the version, journals the difference under `verb`.
    /// [`Fault::Stale`] when somebody else was faster; nothing happens when nothing differs.
    pub async fn update<M: Record>(
        &mut self,
        before: &M,
        after: &mut M,
        verb: &str,
    ) -> Result<(), Fault> {
        self.update_noting(before, after, verb, None).await
    }

    /// Like [`Tx::update`], with the actor's words in the journal.
    pub async fn update_noting<M: Record>(
        &mut self,
        before: &M,
        after: &mut M,
        verb: &str,
        note: Option<String>,
    ) -> Result<(), Fault> {
        let old = to_json(before)?;
        let new = to_json(after)?;
        let changes = difference(Some(&old), &new);
        if note.is_none() && same_row(before, after) {
            return Ok(());
        }
        after.stamp(before.version() + 1, self.now);
        let (id, version) = M::key_columns();
        let done = M::Entity::update_many()
            .set(after.clone().into_active_model().reset_all())
            .filter(id.eq(before.id_text()))
            .filter(version.eq(before.version()))
            .exec(&self.conn)
            .await
            .map_err(internal)?;
        if done.rows_affected == 0 {
            return Err(Fault::Stale(None));
        }
        self.enter(after, verb, changes, note);
        let doc = after.search();
        if doc != before.search() {
            self.index.push((M::KIND, after.id_text().to_owned(), doc));
        }
        Ok(())
    }

    /// Deletes a row of this version and journals what it held.
    pub async fn delete<M: Record>(&mut self, model: &M, verb: &str) -> Result<(), Fault> {
        let (id, version) = M::key_columns();
        let done = M::Entity::delete_many()
            .filter(id.eq(model.id_text()))
            .filter(version.eq(model.version()))
            .exec(&self.conn)
            .await
            .map_err(internal)?;
        if done.rows_affected == 0 {
            return Err(Fault::Stale(None));
        }
        let held = to_json(model)?;
        let changes = held.as_object().map(|fields| {
            fields.iter().map(|(k, v)| (k.clone(), serde_json::json!([v, null]))).collect()
        });
        self.enter(model, verb, Value::Object(changes.unwrap_or_default()), None);
        self.index.push((M::KIND, model.id_text().to_owned(), None));
        Ok(())
    }

    /// Marks a point in the transaction, so that statements that the database may refuse can be tried.
    /// One at a time; close it with [`Tx::keep`] or [`Tx::go_back`].
    pub async fn save_point(&mut self) -> Result<SavePoint, Fault> {
        self.conn.execute_unprepared("SAVEPOINT tried").await.map_err(internal)?;
        Ok(SavePoint { journal: self.journal.len(), index: self.index.len() })
    }

    /// Keeps what happened since the point.
    pub async fn keep(&mut self, _point: SavePoint) -> Result<(), Fault> {
        self.conn.execute_unprepared("RELEASE SAVEPOINT tried").await.map_err(internal)?;
        Ok(())
    }

    /// Takes back what happened since the point, journal and search entries included.
    pub async fn go_back(&mut self, point: SavePoint) -> Result<(), Fault> {
        self.conn.execute_unprepared("ROLLBACK TO SAVEPOINT tried").await.map_err(internal)?;
        self.conn.execute_unprepared("RELEASE SAVEPOINT tried").await.map_err(internal)?;
        self.journal.truncate(point.journal);
        self.index.truncate(point.index);
        Ok(())
    }

    /// Journals something that is no change of a row: a note, a refused attempt, an export.
    pub fn note(
        &mut self,
        kind: &str,
        record_id: &str,
        verb: &str,
        changes: Value,
        note: Option<String>,
    ) -> String {
        let entry = self.entry(kind, record_id, verb, changes, note);
        let id = entry.id.clone();
        self.journal.push(entry);
        id
    }

    /// Refreshes how a record is found, when what changed is not in its own row (its team).
    pub fn reindex<M: Record>(&mut self, model: &M, doc: Option<SearchDoc>) {
        self.index.push((M::KIND, model.id_text().to_owned(), doc));
    }

    fn enter<M: Record>(&mut self, model: &M, verb: &str, changes: Value, note: Option<String>) {
        let mut entry = self.entry(M::KIND, model.id_text(), verb, changes, note);
        if let Some((kind, id)) = model.about() {
            entry.about_kind = Some(kind.to_owned());
            entry.about_id = Some(id);
        }
        self.journal.push(entry);
    }

    fn entry(
        &self,
        kind: &str,
        record_id: &str,
        verb: &str,
        changes: Value,
        note: Option<String>,
    ) -> journal::Model {
        journal::Model {
            id: self.new_id::<()>().to_string(),
            at: self.now,
            actor_id: self.meta.actor_id.clone(),
            kind: kind.to_owned(),
            record_id: record_id.to_owned(),
            about_kind: None,
            about_id: None,
            verb: verb.to_owned(),
            changes_json: changes,
            note,
            channel: self.meta.channel,
            request_id: self.meta.request_id.clone(),
        }
    }

    /// Records the idempotency key, so that the same request cannot run twice. Its further
    /// transactions find it claimed by their own request and go on.
    pub(crate) async fn claim(&mut self) -> Result<(), Fault> {
        let claim = self.meta.attempt.as_ref().and_then(|attempt| attempt.to_claim());
        let Some((key, fingerprint)) = claim else { return Ok(()) };
        let statement = sea_orm::Statement::from_sql_and_values(
            self.conn.get_database_backend(),
            "INSERT INTO idempotency (id, fingerprint, created_at) VALUES ($1, $2, $3) ON CONFLICT \
             (id) DO NOTHING",
            [key.into(), fingerprint.into(), self.now.into()],
        );
        let done = self.conn.execute_raw(statement).await.map_err(internal)?;
        if done.rows_affected() == 0 {
            let refusal = base::Refusal {
                code: "duplicate_request",
                detail: "This request was already carried out.",
                params: base::Params::new(),
                unmet: Vec::new(),
            };
            return Err(refusal.into());
        }
        Ok(())
    }

    /// Writes journal and search entries and commits; answers when the disk has it.
    pub async fn commit(mut self) -> Result<(), Fault> {
        self.flush().await?;
        match self.hold {
            Some(hold) => self.store.commit_in_group(self.conn, hold).await,
            None => self.conn.commit().await.map_err(internal),
        }?;
        if let Some(attempt) = &self.meta.attempt {
            attempt.wrote();
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Fault> {
        let entries = std::mem::take(&mut self.journal);
        for chunk in entries.chunks(JOURNAL_CHUNK) {
            let rows = chunk.iter().map(|entry| entry.clone().into_active_model().reset_all());
            journal::Entity::insert_many(rows)
                .exec_without_returning(&self.conn)
                .await
                .map_err(internal)?;
        }
        self.flush_index().await
    }
}

/// Whether two copies hold the same in every column, those included that the journal must not tell.
fn same_row<M: Record>(before: &M, after: &M) -> bool {
    <M::Entity as EntityTrait>::Column::iter().all(|column| before.get(column) == after.get(column))
}

fn to_json<M: serde::Serialize>(model: &M) -> Result<Value, Fault> {
    serde_json::to_value(model).map_err(|error| Fault::Internal(Box::new(error)))
}
