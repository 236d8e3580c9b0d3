//! How this step reaches records and facts of later steps.

use crate::{
    model::{Model, RecordKind},
    rules,
};
use access::Actor;
use base::{Day, Fault};
use process::{ExitReport, Facts};
use sea_orm::DatabaseExecutor;
use serde_json::{Map, Value};
use store::Tx;
use wire::{BoxFuture, Ctx};

/// What this step must know about a record that a gate judges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// The stage in which it stands.
    pub stage: String,
    /// The stage in which it was stopped, when it stands in a lost end and knows it.
    pub stopped_in: Option<String>,
    /// Whether it is on hold: nothing is proposed then.
    pub on_hold: bool,
    /// Its version.
    pub version: i64,
    /// Its owner.
    pub owner_id: String,
    /// Its unit.
    pub unit_id: String,
    /// The unit's path.
    pub unit_path: String,
    /// The opportunity whose team works on it; empty when there is none.
    pub opportunity_id: String,
    /// The team: user and role.
    pub team: Vec<(String, String)>,
    /// Whether the actor may edit it.
    pub may_edit: bool,
    /// The process that it follows.
    pub process_key: String,
    /// The version of that process to which it is pinned.
    pub process_version: i64,
}

/// A kind of record that gates judge; the step that owns the record implements it.
pub trait Subject: Send + Sync {
    /// The kind.
    fn kind(&self) -> RecordKind;

    /// The record, as far as the actor reaches it; [`Fault::NotFound`] otherwise.
    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Loaded, Fault>>;

    /// Holds the record until the transaction ends ([`Tx::lock`]), so that what is judged is still so
    /// when it is written; answers its version.
    fn hold<'a>(&'a self, tx: &'a Tx, id: &'a str) -> BoxFuture<'a, Result<i64, Fault>>;

    /// Does to the record what the decision says, through the record's one transition function. The
    /// decision is written already, so that [`crate::effective`] finds it.
    fn apply<'a>(
        &'a self,
        ctx: &'a Ctx,
        subjects: &'a Subjects,
        tx: &'a mut Tx,
        record_id: &'a str,
        effect: &'a process::Effect,
        decision: &'a Model,
    ) -> BoxFuture<'a, Result<(), Fault>>;
}

/// Somebody who knows something about records of one kind; several per kind, from several steps.
pub trait Source: Send + Sync {
    /// The kind of the judged record.
    fn kind(&self) -> RecordKind;

    /// Adds what this source knows. The snapshot is what a decision authorises: a source writes
    /// under a key of its own (`opportunity`, `team`, `quotation`), and sets facts that no other
    /// source sets; anything else is a fault of ours. The fact [`VALID_UNTIL`] limits how long the
    /// decision counts.
    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        today: Day,
        record_id: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>>;

    /// What a go of the gate authorises, by name, read from a snapshot: the frozen one and one of
    /// now must agree. The facts that the gate's criteria look at are compared in any case; this
    /// adds what no criterion looks at (whose deal it is, the offer, the text), and says by id what
    /// a fact says by name, since people and customers are renamed. What may go on changing while
    /// a decision is waited for stays out.
    fn material(&self, _gate: &str, _snapshot: &Value) -> Material {
        Material::new()
    }

    /// Ends what hangs on a record that ends without success, or refuses that end; for the record's
    /// transition function, in the same transaction.
    fn stop<'a>(
        &'a self,
        _tx: &'a mut Tx,
        _subjects: &'a Subjects,
        _record_id: &'a str,
        _reason: &'a str,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Ok(()) })
    }
}

/// What a go rests on, by name.
pub type Material = Map<String, Value>;

/// The fact that holds the last day on which what is proposed is on offer, `YYYY-MM-DD`.
pub const VALID_UNTIL: &str = "valid_until";

/// What all sources know about one record.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// For the engine.
    pub facts: Facts,
    /// For the decision.
    pub snapshot: Map<String, Value>,
}

/// Every kind that gates judge, with everything that is known about it: a service of the app.
#[derive(Default)]
pub struct Subjects {
    subjects: Vec<Box<dyn Subject>>,
    sources: Vec<Box<dyn Source>>,
}

impl Subjects {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a kind.
    #[must_use]
    pub fn subject(mut self, subject: impl Subject + 'static) -> Self {
        self.subjects.push(Box::new(subject));
        self
    }

    /// Adds a source of facts.
    #[must_use]
    pub fn source(mut self, source: impl Source + 'static) -> Self {
        self.sources.push(Box::new(source));
        self
    }

    /// The kind; [`Fault::NotFound`] when nobody brought it.
    pub fn of(&self, kind: RecordKind) -> Result<&dyn Subject, Fault> {
        let found = self.subjects.iter().find(|subject| subject.kind() == kind);
        found.map(AsRef::as_ref).ok_or(Fault::NotFound)
    }

    /// What is known about a record, within a transaction or without one. Each source is heard by
    /// itself, so that none can overwrite what another one knows.
    pub async fn facts(
        &self,
        conn: impl Into<DatabaseExecutor<'_>>,
        today: Day,
        kind: RecordKind,
        record_id: &str,
    ) -> Result<Gathered, Fault> {
        let conn: DatabaseExecutor<'_> = conn.into();
        let mut known = Gathered::default();
        for source in self.sources.iter().filter(|source| source.kind() == kind) {
            let conn = match &conn {
                DatabaseExecutor::Connection(conn) => DatabaseExecutor::Connection(conn),
                DatabaseExecutor::Transaction(tx) => DatabaseExecutor::Transaction(tx),
                DatabaseExecutor::OwnedTransaction(tx) => DatabaseExecutor::Transaction(tx),
            };
            let (mut facts, mut part) = (Facts::new(), Map::new());
            source.gather(conn, today, record_id, &mut facts, &mut part).await?;
            known.facts.join(facts).map_err(|fact| twice("fact", &fact))?;
            for (key, value) in part {
                if known.snapshot.contains_key(&key) {
                    return Err(twice("part", &key));
                }
                known.snapshot.insert(key, value);
            }
        }
        Ok(known)
    }

    /// Lets everybody end what hangs on a record that ends without success ([`Source::stop`]).
    pub async fn stop(
        &self,
        tx: &mut Tx,
        kind: RecordKind,
        record_id: &str,
        reason: &str,
    ) -> Result<(), Fault> {
        for source in self.sources.iter().filter(|source| source.kind() == kind) {
            source.stop(tx, self, record_id, reason).await?;
        }
        Ok(())
    }

    /// The names of what a go of this request rests on and what is no longer as it was frozen.
    pub fn changed(&self, request: &Model, known: Gathered) -> Result<Vec<String>, Fault> {
        let process = crate::process_of(&request.process_key, request.process_version)?;
        let guarded = process.guarded_stage(&request.gate);
        let exit = guarded.and_then(|stage| stage.exit.as_ref());
        let criteria = exit.map(|exit| exit.criteria.as_slice()).unwrap_or_default();
        let facts: Vec<&str> = criteria.iter().flat_map(|it| it.check.facts()).collect();
        let of = |snapshot: &Value| {
            let mut material = rules::facts_of(snapshot, &facts);
            for source in self.sources.iter().filter(|source| source.kind() == request.kind) {
                material.extend(source.material(&request.gate, snapshot));
            }
            material
        };
        let live = rules::freeze(known.snapshot, &known.facts)?;
        Ok(rules::differing(&of(&request.snapshot_json), &of(&live)))
    }

    /// The live checklist of a record's way on; none for a record that has ended.
    pub async fn report(
        &self,
        conn: impl Into<DatabaseExecutor<'_>>,
        today: Day,
        record: &Loaded,
    ) -> Result<Option<ExitReport>, Fault> {
        let process = crate::process_of(&record.process_key, record.process_version)?;
        let known = self.facts(conn, today, record.kind, &record.id).await?;
        Ok(process::report(process, record.kind.as_str(), &record.stage, &known.facts))
    }
}

fn twice(what: &str, key: &str) -> Fault {
    Fault::internal(format!("two sources know the {what} {key}"))
}
