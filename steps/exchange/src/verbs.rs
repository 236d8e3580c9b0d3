//! What is done with an import before and after its run. Each verb works within a transaction that
//! the caller commits, except those that read the file first.

use crate::{
    ExchangeRefusal,
    folder::Folder,
    matching::{Lookup, suggest_columns},
    model::import::{self, ImportId, Status},
    queries::{self, ImportResult, json, stored},
    reading::{Findings, ImportNote, Mapping, Reading, Survey, Values},
    sheet::{self, ColumnFound, Rows},
    target::{Candidate, FieldKind, FieldSpec, Mode, Options, Plan, Prepared, Target, Targets},
};
use access::Permission;
use base::{Check, Fault, fault::FieldFault};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    sea_query::Expr,
};
use sha2::{Digest as _, Sha256};
use std::{io::Read as _, path::Path, sync::Arc};
use store::Tx;
use wire::Ctx;

/// Takes in a file that lies in the folder already ([`Folder::upload`] of `id`): reads it, guesses
/// what its rows are and which column is which. The files go when it is refused.
pub async fn receive(
    ctx: &Ctx,
    id: ImportId,
    file_name: &str,
    kind: Option<&str>,
) -> Result<import::Model, Fault> {
    let folder = ctx.app().service::<Folder>()?;
    let made = receive_file(ctx, &folder, &id, file_name, kind).await;
    match made {
        Ok(_) => folder.remove_upload(&id),
        Err(_) => folder.remove(&id),
    }
    made
}

async fn receive_file(
    ctx: &Ctx,
    folder: &Folder,
    id: &ImportId,
    file_name: &str,
    kind: Option<&str>,
) -> Result<import::Model, Fault> {
    Permission::ImportRun.demand(ctx.actor())?;
    let targets = ctx.app().service::<Targets>()?;
    if let Some(kind) = kind {
        target(&targets, kind)?.demand(ctx.actor())?;
    }
    let (upload, rows) = (folder.upload(id), folder.rows(id));
    let read = move || -> Result<_, Fault> {
        let found = sheet::convert(&upload, &rows)?;
        Ok((found, digest(&upload)?))
    };
    let (found, (sha256, size_bytes)) = wire::blocking(read).await??;
    let names: Vec<String> = found.columns.iter().map(|column| column.name.clone()).collect();
    let (kind, mapping) = guess(ctx, &targets, kind, &names);
    let mut findings = Findings::default();
    findings.notes.extend(imported_before(ctx, &sha256).await?);
    let mut tx = ctx.begin().await?;
    let row_count = i64::try_from(found.rows).unwrap_or(i64::MAX);
    let model = import::Model {
        id: id.clone(),
        kind,
        file_name: file_name.to_owned(),
        encoding: found.encoding.to_owned(),
        sha256,
        size_bytes,
        row_count,
        columns_json: json(&found.columns)?,
        mapping_json: json(&mapping)?,
        values_json: json(&Values::new())?,
        options_json: json(&Options::new(&ctx.actor().currency))?,
        findings_json: json(&findings)?,
        status: Status::Draft,
        dry_run: true,
        done_count: 0,
        total_count: row_count,
        result_json: None,
        failure: None,
        claim_token: None,
        claimed_at: None,
        created_by_id: ctx.user_id().parse().map_err(|_| Fault::Unauthenticated)?,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert_as(&model, "uploaded", None).await?;
    tx.commit().await?;
    Ok(model)
}

fn digest(file: &Path) -> Result<(String, i64), Fault> {
    let io = |error: std::io::Error| Fault::Internal(Box::new(error));
    let mut file = std::fs::File::open(file).map_err(io)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; 256 * 1024];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer).map_err(io)?;
        if read == 0 {
            return Ok((hex::encode(hash.finalize()), size));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
        size += i64::try_from(read).unwrap_or_default();
    }
}

/// Says when the same file was imported already.
async fn imported_before(ctx: &Ctx, sha256: &str) -> Result<Option<ImportNote>, Fault> {
    let mut earlier = store::select::<import::Entity>()
        .filter(import::Column::Sha256.eq(sha256))
        .filter(import::Column::Status.eq(Status::Done));
    if !queries::sees_all(ctx.actor()) {
        earlier = earlier.filter(import::Column::CreatedById.eq(ctx.user_id()));
    }
    let found = earlier
        .order_by_desc(import::Column::CreatedAt)
        .limit(1)
        .one(ctx.read())
        .await
        .map_err(store::internal)?;
    Ok(found.map(|import| {
        let at = ctx.clock().day_of(import.updated_at).to_string();
        let params = [("on".to_owned(), at.into()), ("id".to_owned(), import.id.as_str().into())];
        let params = params.into_iter().collect();
        ImportNote { field: String::new(), code: "file_imported_before".to_owned(), params }
    }))
}

/// The target of a kind; an unknown one is a field fault.
pub fn target<'a>(targets: &'a Targets, kind: &str) -> Result<&'a Arc<dyn Target>, Fault> {
    targets.get(kind).ok_or_else(|| Fault::field("/kind", "import_kind"))
}

/// What the rows probably are, and which column is which.
fn guess(
    ctx: &Ctx,
    targets: &Targets,
    kind: Option<&str>,
    columns: &[String],
) -> (Option<String>, Mapping) {
    let mut best: Option<(usize, &'static str, Mapping)> = None;
    for target in targets.all() {
        let asked = kind.is_none_or(|kind| kind == target.kind());
        if !asked || target.demand(ctx.actor()).is_err() {
            continue;
        }
        let fields = target.fields();
        let found = suggest_columns(&fields, columns);
        let has = |spec: &FieldSpec| found.iter().any(|(key, _)| *key == spec.key);
        let whole = fields.iter().filter(|spec| spec.required).all(has);
        let better = best.as_ref().is_none_or(|(count, ..)| found.len() > *count);
        if kind.is_some() || (whole && !found.is_empty() && better) {
            let mapping =
                found.iter().map(|(key, column)| ((*key).into(), (*column).into())).collect();
            best = Some((found.len(), target.kind(), mapping));
        }
    }
    match best {
        Some((_, kind, mapping)) => (Some(kind.to_owned()), mapping),
        None => (kind.map(str::to_owned), Mapping::new()),
    }
}

/// What a person says about an import.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportMappingInput)]
pub struct MappingInput {
    /// The kind of record that rows become.
    pub kind: String,
    /// Field to column.
    #[schema(value_type = BTreeMap<String, String>)]
    pub mapping: Mapping,
    /// Field to (value in the file to what it means).
    #[schema(value_type = BTreeMap<String, BTreeMap<String, String>>)]
    pub values: Values,
    /// What the user chose.
    pub options: Options,
}

/// Takes the mapping over and looks through the whole file for what is unknown. Refused while a run
/// is under way or after rows were taken in.
pub async fn map(
    ctx: &Ctx,
    import: &import::Model,
    input: MappingInput,
) -> Result<import::Model, Fault> {
    refuse(queries::not_mappable(import))?;
    let targets = ctx.app().service::<Targets>()?;
    let target = target(&targets, &input.kind)?;
    target.demand(ctx.actor())?;
    check_options(ctx, target.as_ref(), &input.options)?;
    check_mapping(target.as_ref(), import, &input)?;
    let plan = Plan { options: input.options.clone(), dry_run: true };
    let prepared = target.prepare(ctx, &plan).await?;
    let reading =
        reading(target.as_ref(), prepared.as_ref(), import, &input.mapping, &input.values)?;
    if let Some((field, value)) = reading.wrong_meanings().into_iter().next() {
        let pointer = format!("/values/{field}/{}", value.replace('~', "~0").replace('/', "~1"));
        return Err(Fault::field(pointer, "value_unknown"));
    }
    let folder = ctx.app().service::<Folder>()?;
    let rows = folder.kept_rows(&import.id)?;
    let order = input.options.day_order;
    let mut findings = wire::blocking(move || survey(&reading, &rows, order)).await??;
    let before: Findings = stored(&import.findings_json)?;
    findings.notes.extend(before.notes.into_iter().filter(|note| note.field.is_empty()));
    let mut after = import.clone();
    after.kind = Some(input.kind);
    after.mapping_json = json(&input.mapping)?;
    after.values_json = json(&input.values)?;
    after.options_json = json(&input.options)?;
    after.findings_json = json(&findings)?;
    after.status = Status::Draft;
    after.dry_run = true;
    after.done_count = 0;
    after.result_json = None;
    after.failure = None;
    let mut tx = ctx.begin().await?;
    // Also raises the version when the same was said again: the findings may differ.
    tx.update_noting(import, &mut after, "mapped", Some(String::new())).await?;
    tx.commit().await?;
    Ok(after)
}

fn refuse(code: Option<&'static str>) -> Result<(), Fault> {
    match code {
        None => Ok(()),
        Some("import_running") => Err(ExchangeRefusal::ImportRunning.into()),
        Some("nothing_to_undo") => Err(ExchangeRefusal::NothingToUndo.into()),
        Some(_) => Err(ExchangeRefusal::ImportDone.into()),
    }
}

fn check_options(ctx: &Ctx, target: &dyn Target, options: &Options) -> Result<(), Fault> {
    let mut check = Check::new();
    check.currency("/options/currency", &options.currency);
    check.ensure(target.modes().contains(&options.mode), "/options/mode", "import_mode");
    check.done()?;
    if options.mode == Mode::History {
        Permission::ImportHistory.demand(ctx.actor())?;
    }
    Ok(())
}

fn check_mapping(
    target: &dyn Target,
    import: &import::Model,
    input: &MappingInput,
) -> Result<(), Fault> {
    let mut check = Check::new();
    let fields = target.fields();
    let columns: Vec<ColumnFound> = stored(&import.columns_json)?;
    for (field, column) in &input.mapping {
        let pointer = format!("/mapping/{field}");
        check.ensure(fields.iter().any(|spec| spec.key == field), &pointer, "field_unknown");
        check.ensure(columns.iter().any(|c| c.name == *column), &pointer, "column_unknown");
    }
    for field in input.values.keys() {
        let known = fields.iter().any(|spec| spec.key == field && spec.kind.is_looked_up());
        check.ensure(known, &format!("/values/{field}"), "field_unknown");
    }
    check.done()
}

/// Binds a target's fields to the file's columns.
pub(crate) fn reading(
    target: &dyn Target,
    prepared: &dyn Prepared,
    import: &import::Model,
    mapping: &Mapping,
    values: &Values,
) -> Result<Reading, Fault> {
    let columns: Vec<ColumnFound> = stored(&import.columns_json)?;
    let columns: Vec<String> = columns.into_iter().map(|column| column.name).collect();
    let lookup = |spec: &FieldSpec| {
        let mut candidates = prepared.candidates(spec.key);
        if let FieldKind::Enum(words) = spec.kind
            && candidates.is_empty()
        {
            candidates = words.iter().map(|word| Candidate::new(*word, *word)).collect();
        }
        Lookup::new(candidates)
    };
    Ok(Reading::new(target.fields(), &columns, mapping, values, lookup))
}

fn survey(
    reading: &Reading,
    rows: &Path,
    order: crate::target::DayOrder,
) -> Result<Findings, Fault> {
    let mut rows = Rows::open(rows, 0)?;
    let mut survey = Survey::new(reading, order);
    while let Some((_, cells)) = rows.next_row()? {
        survey.see(&cells);
    }
    Ok(survey.done())
}

/// Wants a run or dry run: a job takes it from here. A run that broke off continues where it stood.
pub async fn start(
    ctx: &Ctx,
    import: &import::Model,
    dry_run: bool,
) -> Result<import::Model, Fault> {
    refuse(queries::not_startable(import))?;
    if dry_run && queries::has_written(import) {
        return Err(ExchangeRefusal::ImportDone.into());
    }
    let targets = ctx.app().service::<Targets>()?;
    let kind = import.kind.as_deref().ok_or_else(|| Fault::field("/kind", "required"))?;
    let target = target(&targets, kind)?;
    target.demand(ctx.actor())?;
    let options: Options = stored(&import.options_json)?;
    check_options(ctx, target.as_ref(), &options)?;
    demand_mapping(target.as_ref(), &stored(&import.mapping_json)?)?;
    ctx.app().service::<Folder>()?.kept_rows(&import.id)?;
    let mut after = import.clone();
    after.status = if dry_run { Status::Checking } else { Status::Running };
    let continues = queries::has_written(import);
    after.dry_run = dry_run;
    after.failure = None;
    after.claim_token = None;
    after.claimed_at = None;
    let mut tx = ctx.begin().await?;
    if !continues {
        after.done_count = 0;
        after.total_count = after.row_count;
        after.result_json = None;
        forget_rows(&tx, &import.id).await?;
    }
    let verb = if dry_run { "check_started" } else { "run_started" };
    tx.update(import, &mut after, verb).await?;
    tx.commit().await?;
    Ok(after)
}

fn demand_mapping(target: &dyn Target, mapping: &Mapping) -> Result<(), Fault> {
    let fields = target.fields();
    let missing = fields.iter().filter(|spec| spec.required && !mapping.contains_key(spec.key));
    let faults: Vec<FieldFault> = missing
        .map(|spec| FieldFault {
            pointer: format!("/mapping/{}", spec.key),
            code: "required",
            params: base::Params::new(),
        })
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(faults)) }
}

async fn forget_rows(tx: &Tx, id: &ImportId) -> Result<(), Fault> {
    use crate::model::import_row;
    import_row::Entity::delete_many()
        .filter(import_row::Column::ImportId.eq(id.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(())
}

/// Wants everything taken back that the import created: a job takes it from here.
pub async fn start_undo(ctx: &Ctx, import: &import::Model) -> Result<import::Model, Fault> {
    use crate::model::import_row;
    let mut result: Option<ImportResult> = import.result_json.as_ref().map(stored).transpose()?;
    refuse(queries::not_undoable(import, result.as_ref()))?;
    let targets = ctx.app().service::<Targets>()?;
    let kind = import.kind.as_deref().ok_or_else(|| Fault::field("/kind", "required"))?;
    target(&targets, kind)?.demand(ctx.actor())?;
    let mut after = import.clone();
    after.status = Status::Undoing;
    after.done_count = 0;
    if let Some(result) = &mut result {
        let left = if import.status == Status::Undone { result.kept } else { result.created };
        after.total_count = i64::try_from(left).unwrap_or(i64::MAX);
        result.kept = 0;
        after.result_json = Some(json(result)?);
    }
    after.failure = None;
    after.claim_token = None;
    after.claimed_at = None;
    let mut tx = ctx.begin().await?;
    // What stayed the last time is tried again.
    import_row::Entity::update_many()
        .col_expr(import_row::Column::UndoCode, Expr::value(Option::<String>::None))
        .filter(import_row::Column::ImportId.eq(import.id.as_str()))
        .filter(import_row::Column::UndoCode.ne("undone"))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    tx.update(import, &mut after, "undo_started").await?;
    tx.commit().await?;
    Ok(after)
}
