//! Imports over HTTP.

use crate::{
    ExchangeRefusal,
    folder::Folder,
    model::import::{self, Status},
    queries::{self, ImportResult, ImportView, stored},
    reading::Findings,
    report,
    sheet::{FILE_MAX, Rows},
    target::{FieldKind, Mode, Options, Plan, Targets},
    verbs::{self, MappingInput},
};
use access::{
    Permission, list,
    list_query::{ListParams, Op},
};
use axum::{
    Json,
    extract::{
        DefaultBodyLimit, Multipart,
        multipart::{Field, MultipartRejection},
    },
    http::StatusCode,
    response::Response,
};
use base::{Fault, Id, Page, Texts, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tokio::io::AsyncWriteExt as _;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Empty, IfMatch, Items, Params, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    // The upload counts its bytes itself.
    let upload =
        wire::Router::new().routes(routes!(upload_import)).layer(DefaultBodyLimit::disable());
    wire::Router::new()
        .routes(routes!(list_import_kinds))
        .routes(routes!(list_imports))
        .routes(routes!(get_import))
        .routes(routes!(map_import))
        .routes(routes!(preview_import))
        .routes(routes!(run_import))
        .routes(routes!(report_import))
        .routes(routes!(undo_import))
        .merge(upload)
}

/// A field that a column can be mapped to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportField {
    /// Its key.
    pub key: &'static str,
    /// What it is called.
    pub title: Texts,
    /// Must be mapped and filled.
    pub required: bool,
    /// `text`, `money`, `day`, `integer`, `enum` or `reference`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The words of an enum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<&'static str>>,
}

/// A kind of record into which rows can be brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportKind {
    /// The kind.
    pub kind: &'static str,
    /// What its records are called.
    pub title: Texts,
    /// What can be done.
    pub modes: Vec<Mode>,
    /// Its fields.
    pub fields: Vec<ImportField>,
}

/// What can be imported by the caller.
#[utoipa::path(get, path = "/api/import/kinds", tag = "exchange",
    operation_id = "list_import_kinds", responses((status = 200, body = Items<ImportKind>)))]
async fn list_import_kinds(ctx: Ctx) -> Reply<Json<Items<ImportKind>>> {
    Permission::ImportRun.demand(ctx.actor())?;
    let targets = ctx.app().service::<Targets>()?;
    let history = Permission::ImportHistory.held_by(ctx.actor());
    let mut items = Vec::new();
    for target in targets.all().filter(|target| target.demand(ctx.actor()).is_ok()) {
        let modes = target.modes().iter().copied();
        let field = |spec: crate::FieldSpec| ImportField {
            key: spec.key,
            title: spec.title,
            required: spec.required,
            kind: spec.kind.as_str(),
            values: match spec.kind {
                FieldKind::Enum(words) => Some(words.to_vec()),
                _ => None,
            },
        };
        items.push(ImportKind {
            kind: target.kind(),
            title: target.title(),
            modes: modes.filter(|mode| *mode != Mode::History || history).collect(),
            fields: target.fields().into_iter().map(field).collect(),
        });
    }
    Ok(Json(Items { items }))
}

/// A file with rows.
#[derive(Debug, ToSchema)]
#[schema(as = ImportUpload)]
pub struct ImportUpload {
    /// CSV or XLSX, at most 50 MB.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// The kind of record that rows become; guessed when absent.
    pub kind: Option<String>,
}

/// Takes a file in: its columns, what its rows probably are, and which column is which.
#[utoipa::path(post, path = "/api/imports", tag = "exchange", operation_id = "upload_import",
    request_body(content = ImportUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = ImportView)))]
async fn upload_import(
    ctx: Ctx,
    form: Result<Multipart, MultipartRejection>,
) -> Reply<Created<ImportView>> {
    Permission::ImportRun.demand(ctx.actor())?;
    let mut form = form.map_err(|_| Fault::MediaType)?;
    let folder = ctx.app().service::<Folder>()?;
    folder.ready()?;
    let id = Id::generate(ctx.now());
    let taken = take(&mut form, &folder, &id).await;
    let (file_name, kind) = match taken {
        Ok(taken) => taken,
        Err(fault) => {
            folder.remove(&id);
            return Err(fault.into());
        }
    };
    let made = verbs::receive(&ctx, id, &file_name, kind.as_deref()).await?;
    // With a kind and a whole mapping the file can be looked through at once.
    let made = match first_mapping(&made)? {
        Some(input) => verbs::map(&ctx, &made, input).await?,
        None => made,
    };
    let location = format!("/api/imports/{}", made.id);
    let version = made.version;
    Ok(Created { version, location, view: queries::view(&ctx, made).await? })
}

fn first_mapping(import: &import::Model) -> Result<Option<MappingInput>, Fault> {
    let Some(kind) = import.kind.clone() else { return Ok(None) };
    Ok(Some(MappingInput {
        kind,
        mapping: stored(&import.mapping_json)?,
        values: stored(&import.values_json)?,
        options: stored(&import.options_json)?,
    }))
}

fn bad_form(error: &axum::extract::multipart::MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::TooLarge;
    }
    Fault::Unreadable { code: "bad_form", detail: error.body_text() }
}

/// Writes the file into the folder as it arrives; answers its name and the kind.
async fn take(
    form: &mut Multipart,
    folder: &Folder,
    id: &import::ImportId,
) -> Result<(String, Option<String>), Fault> {
    let mut file_name = None;
    let mut kind = None;
    while let Some(field) = form.next_field().await.map_err(|error| bad_form(&error))? {
        match field.name() {
            Some("file") if file_name.is_none() => {
                file_name = Some(shown_name(field.file_name()));
                keep(field, &folder.upload(id)).await?;
            }
            Some("kind") => {
                let text = small(field).await?;
                kind = Some(text.trim().to_owned()).filter(|kind| !kind.is_empty());
            }
            _ => {
                let detail = "the form has the parts file and kind".to_owned();
                return Err(Fault::Unreadable { code: "unknown_field", detail });
            }
        }
    }
    let file_name = file_name.ok_or_else(|| Fault::field("/file", "required"))?;
    Ok((file_name, kind))
}

async fn small(mut field: Field<'_>) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| bad_form(&error))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > 100 {
            return Err(Fault::field("/kind", "import_kind"));
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn keep(mut field: Field<'_>, to: &std::path::Path) -> Result<(), Fault> {
    let io = |error: std::io::Error| Fault::Internal(Box::new(error));
    let mut file = tokio::fs::File::create(to).await.map_err(io)?;
    let mut size = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(|error| bad_form(&error))? {
        size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if size > FILE_MAX {
            return Err(Fault::TooLarge);
        }
        file.write_all(&chunk).await.map_err(io)?;
    }
    file.flush().await.map_err(io)
}

/// The last part of the name, without what does not show.
fn shown_name(name: Option<&str>) -> String {
    let last = name.unwrap_or_default().rsplit(['/', '\\']).next().unwrap_or_default();
    let text: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if text.trim().is_empty() { "import".to_owned() } else { text }
}

/// A line of the list of imports.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportRow {
    /// Id.
    pub id: String,
    /// The kind of record.
    pub kind: Option<String>,
    /// The file's name.
    pub file_name: String,
    /// Rows below the header.
    pub rows: i64,
    /// Where it stands.
    pub status: Status,
    /// Whether the last run was a dry run.
    pub dry_run: bool,
    /// What the last run did.
    pub result: Option<ImportResult>,
    /// Born.
    pub created_at: Timestamp,
    /// Whose import.
    pub created_by: String,
    /// Version.
    pub version: i64,
}

/// One's own imports; administrators see everybody's.
#[utoipa::path(get, path = "/api/imports", tag = "exchange", operation_id = "list_imports",
    params(ListParams), responses((status = 200, body = Page<ImportRow>)))]
async fn list_imports(
    ctx: Ctx,
    Params(params): Params<ListParams>,
) -> Reply<Json<Page<ImportRow>>> {
    Permission::ImportRun.demand(ctx.actor())?;
    let mut query = params.parse()?;
    if !queries::sees_all(ctx.actor()) {
        query = query.and("created_by_id", Op::Eq, ctx.user_id());
    }
    let page: Page<queries::ImportLine> =
        list(ctx.read(), ctx.actor(), &queries::IMPORTS, &query, &queries::imports()).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for line in page.items {
        items.push(ImportRow {
            id: line.id,
            kind: line.kind,
            file_name: line.file_name,
            rows: line.row_count,
            status: line.status,
            dry_run: line.dry_run,
            result: line.result_json.as_ref().map(stored).transpose()?,
            created_at: line.created_at,
            created_by: line.created_by,
            version: line.version,
        });
    }
    Ok(Json(Page { items, next: page.next, count: page.count }))
}

/// One import.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "exchange", operation_id = "get_import",
    params(("id" = String, Path)), responses((status = 200, body = ImportView)))]
async fn get_import(ctx: Ctx, PathId(id): PathId<import::Entity>) -> Reply<Versioned<ImportView>> {
    let import = queries::find(ctx.read(), ctx.actor(), &id).await?;
    Ok(Versioned(import.version, queries::view(&ctx, import).await?))
}

/// Loads an import that the caller knows in this version.
async fn at_version(
    ctx: &Ctx,
    id: &import::ImportId,
    version: i64,
) -> Result<import::Model, Fault> {
    let import = queries::find(ctx.read(), ctx.actor(), id).await?;
    if import.version == version {
        return Ok(import);
    }
    Err(stale(ctx, import).await?)
}

/// [`Fault::Stale`] with the present view.
async fn stale(ctx: &Ctx, import: import::Model) -> Result<Fault, Fault> {
    let view = queries::view(ctx, import).await?;
    Ok(Fault::Stale(serde_json::to_value(view).ok()))
}

/// The view after a verb; somebody faster makes it stale with the present view.
async fn answered(
    ctx: &Ctx,
    id: &import::ImportId,
    done: Result<import::Model, Fault>,
) -> Result<(i64, ImportView), Fault> {
    match done {
        Ok(import) => Ok((import.version, queries::view(ctx, import).await?)),
        Err(Fault::Stale(_)) => {
            let present = queries::find(ctx.read(), ctx.actor(), id).await?;
            Err(stale(ctx, present).await?)
        }
        Err(fault) => Err(fault),
    }
}

/// Says what the rows are, which column is which, and what values mean; looks through the whole file.
#[utoipa::path(put, path = "/api/imports/{id}/mapping", tag = "exchange",
    operation_id = "map_import",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = MappingInput,
    responses((status = 200, body = ImportView)))]
async fn map_import(
    ctx: Ctx,
    PathId(id): PathId<import::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<MappingInput>,
) -> Reply<Versioned<ImportView>> {
    let import = at_version(&ctx, &id, version).await?;
    let done = verbs::map(&ctx, &import, input).await;
    let (version, view) = answered(&ctx, &id, done).await?;
    Ok(Versioned(version, view))
}

/// What is wrong with a cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewProblem {
    /// The field.
    pub field: String,
    /// Stable code.
    pub code: &'static str,
    /// What the message needs.
    #[schema(value_type = HashMap<String, Value>)]
    pub params: base::Params,
}

/// A row as it will be understood.
#[derive(Debug, Serialize, ToSchema)]
pub struct PreviewRow {
    /// Its number in the sheet.
    pub row: u64,
    /// By field.
    pub values: BTreeMap<String, String>,
    /// What is wrong with it.
    pub problems: Vec<PreviewProblem>,
}

/// The first rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportPreview {
    /// At most 20.
    pub rows: Vec<PreviewRow>,
}

/// Rows of a preview.
const PREVIEW_ROWS: usize = 20;

/// The first rows as they will be understood.
#[utoipa::path(get, path = "/api/imports/{id}/preview", tag = "exchange",
    operation_id = "preview_import", params(("id" = String, Path)),
    responses((status = 200, body = ImportPreview)))]
async fn preview_import(
    ctx: Ctx,
    PathId(id): PathId<import::Entity>,
) -> Reply<Json<ImportPreview>> {
    let import = queries::find(ctx.read(), ctx.actor(), &id).await?;
    let Some(kind) = import.kind.clone() else {
        return Err(Fault::field("/kind", "required").into());
    };
    let targets = ctx.app().service::<Targets>()?;
    let target = verbs::target(&targets, &kind)?;
    target.demand(ctx.actor())?;
    let options: Options = stored(&import.options_json)?;
    let order = options.day_order;
    let plan = Plan { options, dry_run: true };
    let prepared = target.prepare(&ctx, &plan).await?;
    let (mapping, values) = (stored(&import.mapping_json)?, stored(&import.values_json)?);
    let mut reading =
        verbs::reading(target.as_ref(), prepared.as_ref(), &import, &mapping, &values)?;
    let findings: Findings = stored(&import.findings_json)?;
    reading.recall(&findings, order);
    let file = ctx.app().service::<Folder>()?.kept_rows(&id)?;
    let first = wire::blocking(move || Rows::open(&file, 0)?.next_rows(PREVIEW_ROWS)).await??;
    let mut rows = Vec::with_capacity(first.len());
    for (number, cells) in &first {
        let (row, mut problems) = reading.row(*number, cells);
        problems.extend(prepared.check(&row));
        let problems = problems.into_iter().map(|problem| PreviewProblem {
            field: problem.field,
            code: problem.code,
            params: problem.params,
        });
        rows.push(PreviewRow {
            row: *number,
            values: reading.shown(&row, cells),
            problems: problems.collect(),
        });
    }
    Ok(Json(ImportPreview { rows }))
}

/// How an import is run.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRunInput {
    /// Report on every row and change nothing.
    pub dry_run: bool,
}

/// Wants a run or dry run; its progress shows in the import.
#[utoipa::path(post, path = "/api/imports/{id}/run", tag = "exchange", operation_id = "run_import",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ImportRunInput,
    responses((status = 202, body = ImportView)))]
async fn run_import(
    ctx: Ctx,
    PathId(id): PathId<import::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<ImportRunInput>,
) -> Reply<(StatusCode, Versioned<ImportView>)> {
    let import = at_version(&ctx, &id, version).await?;
    let done = verbs::start(&ctx, &import, input.dry_run).await;
    let (version, view) = answered(&ctx, &id, done).await?;
    Ok((StatusCode::ACCEPTED, Versioned(version, view)))
}

/// Every row with what became of it, as CSV.
#[utoipa::path(get, path = "/api/imports/{id}/report", tag = "exchange",
    operation_id = "report_import", params(("id" = String, Path)),
    responses((status = 200, content_type = "text/csv", body = String)))]
async fn report_import(ctx: Ctx, PathId(id): PathId<import::Entity>) -> Reply<Response> {
    let import = queries::find(ctx.read(), ctx.actor(), &id).await?;
    if import.result_json.is_none() {
        return Err(ExchangeRefusal::NoReport.into());
    }
    Ok(report::report(&ctx, &import).await?)
}

/// Wants everything taken back that the import created.
#[utoipa::path(post, path = "/api/imports/{id}/undo", tag = "exchange",
    operation_id = "undo_import",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 202, body = ImportView)))]
async fn undo_import(
    ctx: Ctx,
    PathId(id): PathId<import::Entity>,
    IfMatch(version): IfMatch,
    _body: Body<Empty>,
) -> Reply<(StatusCode, Versioned<ImportView>)> {
    let import = at_version(&ctx, &id, version).await?;
    let done = verbs::start_undo(&ctx, &import).await;
    let (version, view) = answered(&ctx, &id, done).await?;
    Ok((StatusCode::ACCEPTED, Versioned(version, view)))
}
