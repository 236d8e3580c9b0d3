//! Runs imports: the server's job runner and the command line call the same function.
//!
//! An import is claimed with a mark and a sign of life that is renewed with every batch. A batch of
//! rows, their report and the progress are one transaction that also proves the claim, so a runner
//! that was thought dead cannot take a row in twice, and a new one continues where the last stood.

use crate::{
    folder::Folder,
    model::{
        import::{self, ImportId, Status},
        import_row,
    },
    queries::{self, ImportResult, json, stored},
    reading::{Findings, Reading},
    sheet::Rows,
    target::{
        BATCH_ROWS, CellProblem, Mode, Options, Outcome, Plan, Prepared, Reason, Row, RowResult,
        Target, Targets,
    },
    verbs,
};
use access::Permission;
use base::Fault;
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, EntityTrait as _, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, sea_query::Expr,
};
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use store::{Channel, Tx};
use wire::{App, Ctx};

/// A runner that says nothing for so long is taken for dead.
const LEASE_MILLIS: i64 = 60_000;
/// How often a batch is tried when the database asks for a repetition.
const TRIES_MAX: u32 = 5;

/// The import that waits longest for a runner.
pub async fn next_import(app: &App) -> Result<Option<ImportId>, Fault> {
    let found = store::select::<import::Entity>()
        .filter(waiting(app))
        .order_by_asc(import::Column::UpdatedAt)
        .limit(1)
        .one(app.store().read())
        .await
        .map_err(store::internal)?;
    Ok(found.map(|import| import.id))
}

fn waiting(app: &App) -> Condition {
    let dead = app.store().clock().now().plus_millis(-LEASE_MILLIS);
    let wanted = [Status::Checking, Status::Running, Status::Undoing];
    Condition::all().add(import::Column::Status.is_in(wanted)).add(
        Condition::any()
            .add(import::Column::ClaimToken.is_null())
            .add(import::Column::ClaimedAt.lt(dead)),
    )
}

/// Runs the import that waits longest; answers whether there was one. What broke it off stands in the
/// import and is answered too, for the log.
pub async fn run_next(app: &App) -> Result<bool, Fault> {
    match next_import(app).await? {
        Some(id) => {
            run_import(app, &id).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Runs an import that is wanted (checking, running, undoing) to its end. Does nothing when another
/// runner has it or nothing is wanted.
pub async fn run_import(app: &App, id: &ImportId) -> Result<(), Fault> {
    let Some(claim) = Claim::take(app, id).await? else { return Ok(()) };
    let done = work(&claim).await;
    let end = match &done {
        Ok(()) => match claim.import.status {
            Status::Checking => Status::Checked,
            Status::Undoing => Status::Undone,
            _ => Status::Done,
        },
        Err(fault) if is_lost(fault) => return Ok(()),
        Err(_) => broken_off(claim.import.status),
    };
    let failure = done.as_ref().err().map(|fault| fault.code().to_owned());
    claim.end(end, failure).await?;
    done
}

/// A run that broke off may be continued; an undo that broke off may be asked for again.
fn broken_off(status: Status) -> Status {
    if status == Status::Undoing { Status::Done } else { Status::Failed }
}

/// Another runner has taken the import over.
const LOST: &str = "the import was taken over";

fn is_lost(fault: &Fault) -> bool {
    matches!(fault, Fault::Internal(error) if error.to_string() == LOST)
}

/// An import in this runner's hands.
struct Claim {
    ctx: Ctx,
    import: import::Model,
    token: String,
}

impl Claim {
    async fn take(app: &App, id: &ImportId) -> Result<Option<Self>, Fault> {
        let meta = store::Meta { channel: Channel::Job, ..store::Meta::system() };
        let tx = app.store().begin(&meta).await?;
        let token = tx.new_id::<()>().to_string();
        let done = import::Entity::update_many()
            .col_expr(import::Column::ClaimToken, Expr::value(token.clone()))
            .col_expr(import::Column::ClaimedAt, Expr::value(tx.now()))
            .filter(import::Column::Id.eq(id.as_str()))
            .filter(waiting(app))
            .exec(tx.conn())
            .await
            .map_err(store::internal)?;
        if done.rows_affected == 0 {
            return Ok(None);
        }
        let import = queries::by_id(tx.conn(), id).await?.ok_or(Fault::NotFound)?;
        tx.commit().await?;
        // The rights are those that the person has now, not those of the moment of upload.
        let user = import.created_by_id.as_str();
        let actor = people::actor(app.store().read(), user).await?;
        let Some(actor) = actor else {
            Self::give_up(app, import).await?;
            return Ok(None);
        };
        let ctx = Ctx::of(app.clone(), Arc::new(actor), Channel::Import);
        let ctx = ctx.with_request_id(import.id.to_string());
        Ok(Some(Self { ctx, import, token }))
    }

    /// The person was deactivated meanwhile.
    async fn give_up(app: &App, before: import::Model) -> Result<(), Fault> {
        let mut tx = app.store().begin(&store::Meta::system()).await?;
        let mut after = before.clone();
        after.status = broken_off(before.status);
        after.failure = Some("forbidden".to_owned());
        after.claim_token = None;
        let verb = after.status.as_str();
        tx.update(&before, &mut after, verb).await?;
        tx.commit().await
    }

    /// Says in the transaction of a batch how far the import is, and that it is still ours.
    async fn advance(&self, tx: &Tx, done: i64, result: &ImportResult) -> Result<(), Fault> {
        let said = import::Entity::update_many()
            .col_expr(import::Column::DoneCount, Expr::value(done))
            .col_expr(import::Column::ResultJson, Expr::value(json(result)?))
            .col_expr(import::Column::ClaimedAt, Expr::value(tx.now()))
            .filter(import::Column::Id.eq(self.import.id.as_str()))
            .filter(import::Column::ClaimToken.eq(self.token.as_str()))
            .exec(tx.conn())
            .await
            .map_err(store::internal)?;
        if said.rows_affected == 0 { Err(Fault::internal(LOST)) } else { Ok(()) }
    }

    async fn end(&self, status: Status, failure: Option<String>) -> Result<(), Fault> {
        let mut tx = self.ctx.begin().await?;
        let before = queries::by_id(tx.conn(), &self.import.id).await?.ok_or(Fault::NotFound)?;
        if before.claim_token.as_deref() != Some(self.token.as_str()) {
            return Ok(());
        }
        let mut after = before.clone();
        after.status = status;
        after.failure = failure;
        after.claim_token = None;
        after.claimed_at = None;
        tx.update(&before, &mut after, status.as_str()).await?;
        tx.commit().await
    }
}

async fn work(claim: &Claim) -> Result<(), Fault> {
    let targets = claim.ctx.app().service::<Targets>()?;
    let kind = claim.import.kind.as_deref().unwrap_or_default();
    let target = Arc::clone(verbs::target(&targets, kind)?);
    Permission::ImportRun.demand(claim.ctx.actor())?;
    target.demand(claim.ctx.actor())?;
    if claim.import.status == Status::Undoing {
        return undo(claim, &targets).await;
    }
    let options: Options = stored(&claim.import.options_json)?;
    if options.mode == Mode::History {
        Permission::ImportHistory.demand(claim.ctx.actor())?;
    }
    let dry_run = claim.import.status == Status::Checking;
    let mut run = Run::new(claim, target, Plan { options, dry_run }).await?;
    let skip = u64::try_from(run.done).unwrap_or_default();
    let file = claim.ctx.app().service::<Folder>()?.kept_rows(&claim.import.id)?;
    let mut rows = wire::blocking(move || Rows::open(&file, skip)).await??;
    loop {
        let read = move || rows.next_rows(BATCH_ROWS).map(|batch| (batch, rows));
        let (batch, back) = wire::blocking(read).await??;
        rows = back;
        if batch.is_empty() {
            return Ok(());
        }
        run.batch(&batch).await?;
    }
}

/// A run or dry run under way.
struct Run<'a> {
    claim: &'a Claim,
    target: Arc<dyn Target>,
    plan: Plan,
    prepared: Box<dyn Prepared>,
    reading: Reading,
    done: i64,
    result: ImportResult,
}

impl<'a> Run<'a> {
    async fn new(claim: &'a Claim, target: Arc<dyn Target>, plan: Plan) -> Result<Self, Fault> {
        let import = &claim.import;
        let prepared = target.prepare(&claim.ctx, &plan).await?;
        let mapping = stored(&import.mapping_json)?;
        let values = stored(&import.values_json)?;
        let mut reading =
            verbs::reading(target.as_ref(), prepared.as_ref(), import, &mapping, &values)?;
        let findings: Findings = stored(&import.findings_json)?;
        reading.recall(&findings, plan.options.day_order);
        let result = import.result_json.as_ref().map(stored).transpose()?.unwrap_or_default();
        Ok(Self { claim, target, plan, prepared, reading, done: import.done_count, result })
    }

    /// Takes a batch in: all of it, its report and the progress, or nothing of it.
    async fn batch(&mut self, batch: &[(u64, Vec<String>)]) -> Result<(), Fault> {
        let mut good = Vec::with_capacity(batch.len());
        let mut results: Vec<Option<RowResult>> = Vec::with_capacity(batch.len());
        for (number, cells) in batch {
            let (row, mut problems) = self.reading.row(*number, cells);
            if problems.is_empty() {
                problems = self.prepared.check(&row);
            }
            let problem = problems.into_iter().next().map(of_problem);
            if problem.is_none() {
                good.push(row);
            }
            results.push(problem);
        }
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_batch(batch, &good, &results).await {
                Ok((done, result)) => {
                    (self.done, self.result) = (done, result);
                    return Ok(());
                }
                Err(fault) if tries < TRIES_MAX && is_repeatable(&fault) => {
                    tokio::time::sleep(Duration::from_millis(20 * u64::from(tries))).await;
                    // What was loaded or remembered may no longer be so.
                    self.prepared = self.target.prepare(&self.claim.ctx, &self.plan).await?;
                }
                Err(fault) => return Err(fault),
            }
        }
    }

    async fn try_batch(
        &mut self,
        batch: &[(u64, Vec<String>)],
        good: &[Row],
        results: &[Option<RowResult>],
    ) -> Result<(i64, ImportResult), Fault> {
        let ctx = &self.claim.ctx;
        let mut tx = ctx.begin().await?;
        let mut answers = Vec::new();
        if !good.is_empty() {
            answers = self.prepared.apply(ctx, &mut tx, good).await?;
        }
        if answers.len() != good.len() {
            return Err(Fault::internal("a target must answer once per row"));
        }
        if self.plan.dry_run {
            drop(tx);
            tx = ctx.begin().await?;
        }
        let mut answers = answers.into_iter();
        let mut result = self.result.clone();
        let mut lines = Vec::with_capacity(batch.len());
        for ((number, _), problem) in batch.iter().zip(results) {
            let answer = problem.clone().or_else(|| answers.next());
            let answer = answer.ok_or_else(|| Fault::internal("a row without an answer"))?;
            result.count(&answer, &self.plan.options.currency);
            lines.push(line(&tx, &self.claim.import.id, *number, answer, self.plan.dry_run));
        }
        let rows = lines.into_iter().map(|line| line.into_active_model().reset_all());
        import_row::Entity::insert_many(rows)
            .exec_without_returning(tx.conn())
            .await
            .map_err(store::internal)?;
        let done = self.done + i64::try_from(batch.len()).unwrap_or_default();
        self.claim.advance(&tx, done, &result).await?;
        tx.commit().await?;
        Ok((done, result))
    }
}

/// What the database, or somebody who was faster, asks to be tried again.
fn is_repeatable(fault: &Fault) -> bool {
    matches!(fault, Fault::Busy | Fault::Stale(_)) || store::is_unique_fault(fault)
}

/// A value that nobody gave a meaning leaves its row out; anything else fails it.
fn of_problem(problem: CellProblem) -> RowResult {
    let is_open = problem.code == "value_unknown";
    let reason = Reason::from(problem);
    if is_open { RowResult::skipped(reason) } else { RowResult::failed(reason) }
}

fn line(
    tx: &Tx,
    import_id: &ImportId,
    number: u64,
    answer: RowResult,
    dry_run: bool,
) -> import_row::Model {
    let (record_kind, record_id, label) = match answer.record {
        Some(record) => (Some(record.kind.to_owned()), Some(record.id), Some(record.label)),
        None => (None, None, None),
    };
    // What a dry run made is gone again.
    let gone = dry_run && answer.outcome == Outcome::Created;
    let (code, params) = match answer.reason {
        Some(reason) => (Some(reason.code.to_owned()), Some(reason_params(&reason))),
        None => (None, None),
    };
    import_row::Model {
        id: tx.new_id(),
        import_id: import_id.clone(),
        row_number: i64::try_from(number).unwrap_or(i64::MAX),
        outcome: answer.outcome,
        record_kind,
        record_id: record_id.filter(|_| !gone),
        label: label.filter(|_| !gone),
        reason_code: code,
        reason_params_json: params,
        undo_code: None,
    }
}

fn reason_params(reason: &Reason) -> Value {
    let mut params: serde_json::Map<String, Value> =
        reason.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    if !reason.unmet.is_empty() {
        params.insert("unmet".to_owned(), serde_json::json!(reason.unmet));
    }
    Value::Object(params)
}

/// Takes back what the import created, last row first.
async fn undo(claim: &Claim, targets: &Targets) -> Result<(), Fault> {
    let mut done = claim.import.done_count;
    let mut result: ImportResult =
        claim.import.result_json.as_ref().map(stored).transpose()?.unwrap_or_default();
    loop {
        let mut tx = claim.ctx.begin().await?;
        let lines = store::select::<import_row::Entity>()
            .filter(import_row::Column::ImportId.eq(claim.import.id.as_str()))
            .filter(import_row::Column::Outcome.eq(Outcome::Created))
            .filter(import_row::Column::RecordId.is_not_null())
            .filter(import_row::Column::UndoCode.is_null())
            .order_by_desc(import_row::Column::RowNumber)
            .limit(u64::try_from(BATCH_ROWS).unwrap_or(500))
            .all(tx.conn())
            .await
            .map_err(store::internal)?;
        if lines.is_empty() {
            return Ok(());
        }
        let codes = undo_lines(claim, targets, &mut tx, &lines).await?;
        for (code, ids) in &codes {
            let count = u64::try_from(ids.len()).unwrap_or_default();
            if code == "undone" {
                result.undone += count;
            } else {
                result.kept += count;
            }
            import_row::Entity::update_many()
                .col_expr(import_row::Column::UndoCode, Expr::value(code.clone()))
                .filter(import_row::Column::Id.is_in(ids.iter().map(String::as_str)))
                .exec(tx.conn())
                .await
                .map_err(store::internal)?;
        }
        done += i64::try_from(lines.len()).unwrap_or_default();
        claim.advance(&tx, done, &result).await?;
        tx.commit().await?;
    }
}

/// Takes records back; answers the lines by what became of their records.
async fn undo_lines(
    claim: &Claim,
    targets: &Targets,
    tx: &mut Tx,
    lines: &[import_row::Model],
) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let mut by_kind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in lines {
        if let (Some(kind), Some(id)) = (&line.record_kind, &line.record_id) {
            by_kind.entry(kind).or_default().push(id.clone());
        }
    }
    let mut kept: BTreeMap<String, &'static str> = BTreeMap::new();
    for (kind, ids) in by_kind {
        let target = verbs::target(targets, kind)?;
        for undone in target.undo(&claim.ctx, tx, &ids).await? {
            if let Some(reason) = undone.kept {
                kept.insert(undone.id, reason.code);
            }
        }
    }
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines {
        let record = line.record_id.as_deref().unwrap_or_default();
        let code = kept.get(record).copied().unwrap_or("undone");
        codes.entry(code.to_owned()).or_default().push(line.id.to_string());
    }
    Ok(codes)
}
