//! Files over HTTP.

use crate::{
    files::{FILE_MAX, Files, Received},
    model::{content, file},
    queries::{self, FileView},
    records::{Found, Records},
    rules, verbs,
};
use axum::{Json, http::StatusCode};
use base::{Check, Fault};
use sea_orm::{ColumnTrait, QueryFilter};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Created, Ctx, IfMatch, Items, Path, PathId, Reply, StreamedDownload, Upload};

pub(crate) fn routes() -> wire::Router {
    let upload = wire::Router::new().routes(routes!(upload_file)).layer(Upload::limit(FILE_MAX));
    wire::Router::new()
        .routes(routes!(list_files))
        .routes(routes!(download_file, delete_file))
        .merge(upload)
}

/// The files of a record.
#[utoipa::path(get, path = "/api/records/{kind}/{id}/files", tag = "work",
    operation_id = "list_files", params(("kind" = String, Path), ("id" = String, Path)),
    responses((status = 200, body = Items<FileView>)))]
async fn list_files(
    ctx: Ctx,
    Path((kind, id)): Path<(String, String)>,
) -> Reply<Json<Items<FileView>>> {
    let records = ctx.app().service::<Records>()?;
    let found = records.find(ctx.read(), ctx.actor(), &kind, &id).await?;
    let items = queries::files_of(ctx.read(), found.head.kind, &found.head.id).await?;
    Ok(Json(Items { items }))
}

/// The form of an upload: the fields stand before the file, because they decide whether the file is
/// taken at all.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the form in the OpenAPI document")]
pub struct FileForm {
    /// The kind of the record.
    kind: String,
    /// The record.
    record_id: String,
    /// What the file is for, for example `evidence`.
    purpose: Option<String>,
    /// The file, at most 50 MB: pdf, png, jpeg, webp, gif, txt, csv, docx, xlsx, pptx, zip, eml, dwg,
    /// dxf, svg or html by its content.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Bytes of a field of the form at most.
const FIELD_MAX: usize = 400;
/// Characters of a purpose at most.
const PURPOSE_MAX: usize = 60;

/// The fields of the form as far as they came.
#[derive(Debug, Default)]
struct Fields {
    kind: Option<String>,
    record_id: Option<String>,
    purpose: Option<String>,
}

/// Gives a record a file.
#[utoipa::path(post, path = "/api/files", tag = "work", operation_id = "upload_file",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 201, body = FileView)))]
async fn upload_file(ctx: Ctx, mut upload: Upload) -> Reply<Created<FileView>> {
    let records = ctx.app().service::<Records>()?;
    let files = ctx.app().service::<Files>()?;
    let mut fields = Fields::default();
    let mut received = None;
    while let Some(mut part) = upload.next().await? {
        match part.name() {
            "kind" => fields.kind = Some(part.text(FIELD_MAX).await?),
            "record_id" => fields.record_id = Some(part.text(FIELD_MAX).await?),
            "purpose" => fields.purpose = Some(part.text(FIELD_MAX).await?),
            "file" => {
                // Before a byte is written anywhere.
                parent(&ctx, &records, &fields).await?.demand_edit()?;
                received = Some(files.receive(&mut part, ctx.now()).await?);
                break;
            }
            other => {
                let detail = other.to_owned();
                return Err(Fault::Unreadable { code: "unknown_field", detail }.into());
            }
        }
    }
    let received = received.ok_or_else(|| Fault::field("/file", "required"))?;
    let more = upload.next().await;
    let stored = match more {
        Ok(None) => store_file(&ctx, &records, &fields, &received).await,
        Ok(Some(_)) => Err(Fault::field("/file", "file_not_last")),
        Err(fault) => Err(fault),
    };
    match stored {
        Ok((view, key)) => {
            if key != received.object_key {
                files.remove(&received.object_key).await?;
            }
            let location = format!("/api/files/{}", view.id);
            Ok(Created { version: view.version, location, view })
        }
        // Nobody knows whether a commit that failed has happened: the sweep will look.
        Err(fault @ (Fault::Internal(_) | Fault::Busy)) => Err(fault.into()),
        Err(fault) => {
            files.remove(&received.object_key).await?;
            Err(fault.into())
        }
    }
}

/// The record of an upload. What the form says about it is checked here.
async fn parent(ctx: &Ctx, records: &Records, fields: &Fields) -> Result<Found, Fault> {
    let mut check = Check::new();
    check.ensure(fields.kind.is_some(), "/kind", "required");
    check.ensure(fields.record_id.is_some(), "/record_id", "required");
    check.optional_text("/purpose", fields.purpose.as_deref(), PURPOSE_MAX);
    check.done()?;
    let kind = fields.kind.as_deref().unwrap_or_default();
    let id = fields.record_id.as_deref().unwrap_or_default();
    records.find(ctx.read(), ctx.actor(), kind, id).await
}

async fn store_file(
    ctx: &Ctx,
    records: &Records,
    fields: &Fields,
    received: &Received,
) -> Result<(FileView, String), Fault> {
    let kind = fields.kind.as_deref().unwrap_or_default();
    let id = fields.record_id.as_deref().unwrap_or_default();
    let purpose = fields.purpose.as_deref().map(str::trim).filter(|purpose| !purpose.is_empty());
    let mut tx = ctx.begin().await?;
    let found = records.find(tx.conn(), ctx.actor(), kind, id).await?;
    let purpose = purpose.map(str::to_owned);
    let (model, key) = verbs::add_file(&mut tx, &found, received, purpose, ctx.actor()).await?;
    tx.commit().await?;
    let people = people::names(ctx.read(), [ctx.user_id()]).await?;
    Ok((queries::file_view(model, &people), key))
}

/// A file as an attachment.
#[utoipa::path(get, path = "/api/files/{id}", tag = "work", operation_id = "download_file",
    params(("id" = String, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream")))]
async fn download_file(ctx: Ctx, PathId(id): PathId<file::Entity>) -> Reply<StreamedDownload> {
    let records = ctx.app().service::<Records>()?;
    let model = store::select::<file::Entity>()
        .filter(file::Column::Id.eq(id.as_str()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)?;
    records.find(ctx.read(), ctx.actor(), &model.kind, &model.record_id).await?;
    let content = store::select::<content::Entity>()
        .filter(content::Column::Id.eq(model.sha256.as_str()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)?;
    let files = ctx.app().service::<Files>()?;
    let (size_bytes, body) = files.read(&content.object_key).await?;
    let media_type = rules::sent_type(&model.media_type).to_owned();
    Ok(StreamedDownload { file_name: model.name, media_type, size_bytes, body })
}

/// Takes a file from its record.
#[utoipa::path(delete, path = "/api/files/{id}", tag = "work", operation_id = "delete_file",
    params(("id" = String, Path), ("If-Match" = String, Header)), responses((status = 204)))]
async fn delete_file(
    ctx: Ctx,
    PathId(id): PathId<file::Entity>,
    IfMatch(version): IfMatch,
) -> Reply<StatusCode> {
    let records = ctx.app().service::<Records>()?;
    let files = ctx.app().service::<Files>()?;
    let mut tx = ctx.begin().await?;
    let unused = verbs::delete_file(&mut tx, &records, ctx.actor(), &id, version).await?;
    tx.commit().await?;
    if let Some(key) = unused {
        files.remove(&key).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
