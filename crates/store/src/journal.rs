//! The journal: who changed what, written in the transaction of the change. It is the audit log, the
//! timeline on every page and the source for jobs.

use base::Timestamp;
use sea_orm::entity::prelude::*;
use serde_json::{Map, Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

base::text_enum! {
    /// How a change came in.
    pub enum Channel {
        Page = "page",
        Token = "token",
        Import = "import",
        Job = "job",
        System = "system",
    }
}

/// One run of a request, shared by all its transactions.
#[derive(Debug, Default)]
pub struct Attempt {
    /// Makes a repeated request harmless: key and fingerprint of the request.
    key: Option<(String, String)>,
    written: AtomicBool,
}

impl Attempt {
    /// A run that has not written yet; with a key it writes only when the key is new.
    pub fn new(key: Option<(String, String)>) -> Arc<Self> {
        Arc::new(Self { key, written: AtomicBool::new(false) })
    }
    /// Whether one of its transactions is committed: from then on it must not be repeated.
    pub fn has_written(&self) -> bool {
        self.written.load(Ordering::Acquire)
    }
    /// The key that the next transaction has to claim. One that was committed has claimed it for all.
    pub(crate) fn to_claim(&self) -> Option<(String, String)> {
        if self.has_written() { None } else { self.key.clone() }
    }
    pub(crate) fn wrote(&self) {
        self.written.store(true, Ordering::Release);
    }
}

/// Who acts, through what, within which request.
#[derive(Debug, Clone)]
pub struct Meta {
    /// The acting user; `None` for the system itself.
    pub actor_id: Option<String>,
    /// How the change came in.
    pub channel: Channel,
    /// The request's id, as in the log.
    pub request_id: Option<String>,
    /// The run of the request; `None` outside of requests.
    pub attempt: Option<Arc<Attempt>>,
}

impl Meta {
    /// The system itself: migrations, set-up.
    pub fn system() -> Self {
        Self { actor_id: None, channel: Channel::System, request_id: None, attempt: None }
    }
    /// A user through a channel, without a request.
    pub fn user(actor_id: impl Into<String>, channel: Channel) -> Self {
        Self { actor_id: Some(actor_id.into()), channel, request_id: None, attempt: None }
    }
}

/// One entry of the journal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    /// UUIDv7: rises with time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the system.
    pub actor_id: Option<String>,
    /// Which kind of record.
    pub kind: String,
    /// Which record.
    pub record_id: String,
    /// The kind of the record on whose page this belongs too.
    pub about_kind: Option<String>,
    /// The record on whose page this belongs too.
    pub about_id: Option<String>,
    /// What was done: `created`, `edited`, `verified` …
    pub verb: String,
    /// `{field: [before, after]}`.
    pub changes_json: Value,
    /// What the actor said about it.
    pub note: Option<String>,
    /// How it came in.
    pub channel: Channel,
    /// The request.
    pub request_id: Option<String>,
}

/// No relations: the journal points at any kind.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Fields that say nothing to a reader of a timeline.
const SILENT: &[&str] = &["id", "version", "created_at", "updated_at", "unit_path"];

/// The fields that differ, as `{field: [before, after]}`. With no `before`, the filled fields.
pub(crate) fn difference(before: Option<&Value>, after: &Value) -> Value {
    let mut changes = Map::new();
    let empty = Map::new();
    let before = before.and_then(Value::as_object).unwrap_or(&empty);
    for (field, value) in after.as_object().unwrap_or(&empty) {
        let old = before.get(field).unwrap_or(&Value::Null);
        if old != value && !SILENT.contains(&field.as_str()) {
            changes.insert(field.clone(), json!([old, value]));
        }
    }
    Value::Object(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_differences_are_kept() {
        let before = json!({"title": "a", "version": 1, "owner_id": "x"});
        let after = json!({"title": "b", "version": 2, "owner_id": "x"});
        assert_eq!(difference(Some(&before), &after), json!({"title": ["a", "b"]}));
        assert_eq!(
            difference(None, &after),
            json!({"title": [null, "b"], "owner_id": [null, "x"]})
        );
    }
}
