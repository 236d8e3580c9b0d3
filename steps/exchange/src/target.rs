//! What a kind of record must say so that rows can come in: its fields, its checks, and the verb
//! that takes a batch of rows. The step that owns the records implements it.

use access::Actor;
use base::{Day, Fault, Params, Texts, Unmet};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use store::Tx;
use utoipa::ToSchema;
use wire::{BoxFuture, Ctx};

/// Rows that go into one transaction.
pub const BATCH_ROWS: usize = 500;

base::text_enum! {
    /// How rows become records.
    pub enum Mode {
        /// As if somebody typed them in: every rule and gate holds.
        Create = "create",
        /// What happened before Truss: ends and dates are kept, and each record is marked as history.
        History = "history",
    }
}

base::text_enum! {
    /// What to do with a row whose customer cell is empty.
    pub enum MissingAccount {
        /// Leave the row out and say so.
        Skip = "skip",
        /// Hang it on one placeholder customer per unit.
        Placeholder = "placeholder",
    }
}

base::text_enum! {
    /// How `3/4/2026` is read.
    pub enum DayOrder {
        /// From the column itself; month first where the column does not tell.
        Auto = "auto",
        /// March 4.
        MonthFirst = "mdy",
        /// 3 April.
        DayFirst = "dmy",
    }
}

base::text_enum! {
    /// What became of a row.
    pub enum Outcome {
        Created = "created",
        Updated = "updated",
        Skipped = "skipped",
        Failed = "failed",
    }
}

/// What the user chose for the whole import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Options {
    /// How rows become records.
    pub mode: Mode,
    /// What to do with rows without a customer.
    pub missing_account: MissingAccount,
    /// Change records that exist already; otherwise their rows are skipped.
    pub update: bool,
    /// Currency of every amount, three letters.
    pub currency: String,
    /// How days with slashes are read.
    #[serde(default = "auto")]
    #[schema(default = "auto")]
    pub day_order: DayOrder,
}

fn auto() -> DayOrder {
    DayOrder::Auto
}

impl Options {
    /// Create, skip what has no customer, change nothing that exists.
    pub fn new(currency: impl Into<String>) -> Self {
        Self {
            mode: Mode::Create,
            missing_account: MissingAccount::Skip,
            update: false,
            currency: currency.into(),
            day_order: DayOrder::Auto,
        }
    }
}

/// What a target needs to know before the first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What the user chose.
    pub options: Options,
    /// Every batch will be rolled back. What an earlier batch made is gone again: a reference to it
    /// counts as found, but must not be written.
    pub dry_run: bool,
}

/// What a field holds. The exchange turns texts into these values before a target sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text, trimmed.
    Text,
    /// Money in minor units of the import's currency.
    Money,
    /// A day.
    Day,
    /// A whole number.
    Integer,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// One of [`Prepared::candidates`]: the row carries its id.
    Reference,
}

impl FieldKind {
    /// The name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Money => "money",
            Self::Day => "day",
            Self::Integer => "integer",
            Self::Enum(_) => "enum",
            Self::Reference => "reference",
        }
    }
    /// Whether its values are looked up among candidates.
    pub const fn is_looked_up(self) -> bool {
        matches!(self, Self::Enum(_) | Self::Reference)
    }
}

/// A field that a column can be mapped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSpec {
    /// Its key, as in the record's JSON where that exists.
    pub key: &'static str,
    /// What it is called.
    pub title: Texts,
    /// An empty cell is a problem, and so is a mapping without it.
    pub required: bool,
    /// What it holds.
    pub kind: FieldKind,
    /// Names of columns by which it is suggested, besides key and titles; any case and spacing.
    pub aliases: &'static [&'static str],
    /// A value that no candidate has is passed on as [`Value::Unmatched`] instead of failing the
    /// row: for vocabularies that may grow, and for references to other rows of the same file.
    pub open: bool,
}

impl FieldSpec {
    /// An optional field.
    pub fn new(key: &'static str, kind: FieldKind, zh: &str, en: &str) -> Self {
        let title = Texts::new(zh, en);
        Self { key, title, required: false, kind, aliases: &[], open: false }
    }
    /// Must be mapped and filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Further names of its column.
    #[must_use]
    pub fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
    /// Unknown values are passed on.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }
}

/// Something that a cell of a reference or enum field can mean. Several candidates may share an id:
/// further names of the same record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The record's id, or the enum's word.
    pub id: String,
    /// What stands in the cell.
    pub name: String,
}

impl Candidate {
    /// From id and name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }
}

/// A cell after reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Of a text field.
    Text(String),
    /// Of a money field, in minor units.
    Money(i64),
    /// Of a day field.
    Day(Day),
    /// Of an integer field.
    Integer(i64),
    /// Of an enum field: its word.
    Word(String),
    /// Of a reference field: the id.
    Id(String),
    /// Of an open enum or reference field: the text, when no candidate has it.
    Unmatched(String),
}

/// A row with its mapped, readable, filled cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Its number in the sheet; the first row below the header is 2.
    pub number: u64,
    cells: Vec<(&'static str, Value)>,
}

impl Row {
    /// A row without cells.
    pub fn new(number: u64) -> Self {
        Self { number, cells: Vec::new() }
    }
    /// Fills a cell.
    pub fn set(&mut self, field: &'static str, value: Value) {
        self.cells.retain(|(key, _)| *key != field);
        self.cells.push((field, value));
    }
    /// The cell of a field; `None` when it is empty or not mapped.
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.cells.iter().find(|(key, _)| *key == field).map(|(_, value)| value)
    }
    /// The text of a text field, or the unmatched text of an open field.
    pub fn text(&self, field: &str) -> Option<&str> {
        match self.get(field) {
            Some(Value::Text(text) | Value::Unmatched(text)) => Some(text),
            _ => None,
        }
    }
    /// Minor units.
    pub fn money(&self, field: &str) -> Option<i64> {
        if let Some(Value::Money(minor)) = self.get(field) { Some(*minor) } else { None }
    }
    /// A day.
    pub fn day(&self, field: &str) -> Option<Day> {
        if let Some(Value::Day(day)) = self.get(field) { Some(*day) } else { None }
    }
    /// A whole number.
    pub fn integer(&self, field: &str) -> Option<i64> {
        if let Some(Value::Integer(number)) = self.get(field) { Some(*number) } else { None }
    }
    /// The word of an enum field.
    pub fn word(&self, field: &str) -> Option<&str> {
        if let Some(Value::Word(word)) = self.get(field) { Some(word) } else { None }
    }
    /// The id of a reference field.
    pub fn id(&self, field: &str) -> Option<&str> {
        if let Some(Value::Id(id)) = self.get(field) { Some(id) } else { None }
    }
    /// The text of an open field that no candidate has.
    pub fn unmatched(&self, field: &str) -> Option<&str> {
        if let Some(Value::Unmatched(text)) = self.get(field) { Some(text) } else { None }
    }
}

/// Something wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// The field's key.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// What the message needs.
    pub params: Params,
}

impl CellProblem {
    /// A problem without parameters.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, params: Params::new() }
    }
    /// What a verb's own check found, field by field: `/amount_minor` is the field `amount_minor`.
    pub fn from_fault(fault: Fault) -> Vec<Self> {
        let Fault::Invalid(faults) = fault else { return Vec::new() };
        faults
            .into_iter()
            .map(|fault| Self {
                field: fault.pointer.trim_start_matches('/').to_owned(),
                code: fault.code,
                params: fault.params,
            })
            .collect()
    }
}

/// Why a row was skipped or failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Stable code: that of the rule, or of the first wrong field.
    pub code: &'static str,
    /// What the message needs; `field` names the field when one is meant.
    pub params: Params,
    /// What a gate misses.
    pub unmet: Vec<Unmet>,
}

impl Reason {
    /// A reason without parameters.
    pub fn new(code: &'static str) -> Self {
        Self { code, params: Params::new(), unmet: Vec::new() }
    }
    /// With a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<serde_json::Value>) -> Self {
        self.params.insert(name, value.into());
        self
    }
    /// What a verb answered for one record. Faults that are not about the row (busy, internal) are
    /// handed back: they end the batch.
    pub fn of(fault: Fault) -> Result<Self, Fault> {
        match fault {
            Fault::Refused(refusal) => {
                Ok(Self { code: refusal.code, params: refusal.params, unmet: refusal.unmet })
            }
            Fault::Invalid(faults) => Ok(faults.into_iter().next().map_or_else(
                || Self::new("invalid"),
                |fault| {
                    let field = fault.pointer.trim_start_matches('/').to_owned();
                    let reason = Self { code: fault.code, params: fault.params, unmet: Vec::new() };
                    reason.with("field", field)
                },
            )),
            Fault::NotFound | Fault::Forbidden(_) | Fault::Stale(_) => Ok(Self::new(fault.code())),
            other => Err(other),
        }
    }
}

impl From<CellProblem> for Reason {
    fn from(problem: CellProblem) -> Self {
        let reason = Self { code: problem.code, params: problem.params, unmet: Vec::new() };
        reason.with("field", problem.field)
    }
}

/// The record that a row made, changed or met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRef {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Number or name, for people.
    pub label: String,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowResult {
    /// What became of it.
    pub outcome: Outcome,
    /// The record, when there is one.
    pub record: Option<RecordRef>,
    /// Why not, or what was done differently from what the row says.
    pub reason: Option<Reason>,
    /// Under which heading the row is summed up (a stage), and its amount in minor units.
    pub tally: Option<(&'static str, i64)>,
}

impl RowResult {
    fn of(outcome: Outcome, record: Option<RecordRef>, reason: Option<Reason>) -> Self {
        Self { outcome, record, reason, tally: None }
    }
    /// A new record.
    pub fn created(kind: &'static str, id: impl Into<String>, label: impl Into<String>) -> Self {
        let record = RecordRef { kind, id: id.into(), label: label.into() };
        Self::of(Outcome::Created, Some(record), None)
    }
    /// A changed record.
    pub fn updated(kind: &'static str, id: impl Into<String>, label: impl Into<String>) -> Self {
        let record = RecordRef { kind, id: id.into(), label: label.into() };
        Self::of(Outcome::Updated, Some(record), None)
    }
    /// Left out on purpose.
    pub fn skipped(reason: Reason) -> Self {
        Self::of(Outcome::Skipped, None, Some(reason))
    }
    /// Could not become a record.
    pub fn failed(reason: Reason) -> Self {
        Self::of(Outcome::Failed, None, Some(reason))
    }
    /// From what a verb answered for this row.
    pub fn refused(fault: Fault) -> Result<Self, Fault> {
        Reason::of(fault).map(Self::failed)
    }
    /// Says which record is meant (the one that exists already).
    #[must_use]
    pub fn about(
        mut self,
        kind: &'static str,
        id: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        self.record = Some(RecordRef { kind, id: id.into(), label: label.into() });
        self
    }
    /// Says what was done differently.
    #[must_use]
    pub fn noting(mut self, reason: Reason) -> Self {
        self.reason = Some(reason);
        self
    }
    /// Sums the row up under a heading.
    #[must_use]
    pub fn tally(mut self, heading: &'static str, amount_minor: i64) -> Self {
        self.tally = Some((heading, amount_minor));
        self
    }
}

/// What became of a record when its import was undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The record.
    pub id: String,
    /// Why it stays; `None` when it is gone.
    pub kept: Option<Reason>,
}

/// A kind of record into which rows can be brought. One value, registered in [`Targets`].
pub trait Target: Send + Sync {
    /// The kind of record, as in the journal: `customer`, `opportunity` …
    fn kind(&self) -> &'static str;
    /// What its records are called.
    fn title(&self) -> Texts;
    /// What it can do; history also needs [`access::Permission::ImportHistory`], which the exchange
    /// demands.
    fn modes(&self) -> &'static [Mode] {
        &[Mode::Create]
    }
    /// Its fields, in the order of a form.
    fn fields(&self) -> Vec<FieldSpec>;
    /// The right to make such records at all, besides [`access::Permission::ImportRun`].
    fn demand(&self, actor: &Actor) -> Result<(), Fault>;
    /// Loads what all rows need (names to ids). Called at the start of a run, after a crash, and when
    /// values are mapped.
    fn prepare<'a>(
        &'a self,
        ctx: &'a Ctx,
        plan: &'a Plan,
    ) -> BoxFuture<'a, Result<Box<dyn Prepared>, Fault>>;
    /// Takes records back that an import created. A record on which something hangs stays, and the
    /// answer says why. In the order of `ids`; an id that is gone already counts as taken back.
    fn undo<'a>(
        &'a self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Undone>, Fault>>;
}

/// A target with what it loaded for one run.
pub trait Prepared: Send + Sync {
    /// What cells of an enum or reference field can mean. Enums without candidates of their own are
    /// known by their words.
    fn candidates(&self, _field: &str) -> Vec<Candidate> {
        Vec::new()
    }
    /// What is wrong with a row beyond types and required fields; pure, for the preview. [`apply`]
    /// must not rely on it having been called.
    ///
    /// [`apply`]: Prepared::apply
    fn check(&self, _row: &Row) -> Vec<CellProblem> {
        Vec::new()
    }
    /// Takes at most [`BATCH_ROWS`] rows in: one answer per row, in their order. Looks duplicates up
    /// for the whole batch at once and writes with [`Tx::insert_many`]. Every record passes the same
    /// verbs and transition functions as on a page. A fault rolls the batch back and stops the
    /// import; what is wrong with one row is a [`RowResult`].
    fn apply<'a>(
        &'a mut self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        rows: &'a [Row],
    ) -> BoxFuture<'a, Result<Vec<RowResult>, Fault>>;
}

/// Every target by kind: a service of the app, put together by the server in business order.
#[derive(Clone, Default)]
pub struct Targets {
    order: Vec<&'static str>,
    by_kind: BTreeMap<&'static str, Arc<dyn Target>>,
}

impl Targets {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a target; a second one of the same kind replaces the first.
    #[must_use]
    pub fn with(mut self, target: impl Target + 'static) -> Self {
        let kind = target.kind();
        if self.by_kind.insert(kind, Arc::new(target)).is_none() {
            self.order.push(kind);
        }
        self
    }
    /// The target of a kind.
    pub fn get(&self, kind: &str) -> Option<&Arc<dyn Target>> {
        self.by_kind.get(kind)
    }
    /// All, in the order in which they were added.
    pub fn all(&self) -> impl Iterator<Item = &Arc<dyn Target>> {
        self.order.iter().filter_map(|kind| self.by_kind.get(kind))
    }
}
