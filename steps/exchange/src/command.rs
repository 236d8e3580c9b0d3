//! An import as one command: upload, map, check or run, without a page. The command line prints what
//! comes back.

use crate::{
    folder::Folder,
    job,
    model::import,
    queries::{self, ImportView, stored},
    reading::{Findings, Mapping, Values},
    report,
    target::{MissingAccount, Mode, Options, Targets},
    verbs::{self, MappingInput},
};
use base::{Fault, Id};
use people::user;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use std::{path::PathBuf, sync::Arc, time::Duration};
use store::Channel;
use wire::{App, Ctx};

/// How often it is looked whether another runner is done.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What is to be imported, and how. What is not said is guessed from the file, as on the page.
#[derive(Debug, Clone, Default)]
pub struct Order {
    /// CSV or XLSX.
    pub file: PathBuf,
    /// Whose rights count: a login.
    pub login: String,
    /// The kind of record that rows become.
    pub kind: Option<String>,
    /// Field to column, over what is guessed; an empty column takes the guess away.
    pub mapping: Mapping,
    /// Field to (value in the file to what it means).
    pub values: Values,
    /// Takes every suggestion for unknown values that `values` does not speak of.
    pub take_suggestions: bool,
    /// How rows become records; new records when absent.
    pub mode: Option<Mode>,
    /// What to do with rows without a customer.
    pub missing_account: Option<MissingAccount>,
    /// Change records that exist.
    pub update: bool,
    /// Currency of amounts; the company's when absent.
    pub currency: Option<String>,
    /// Report and change nothing.
    pub dry_run: bool,
    /// Where the report of every row is written.
    pub report: Option<PathBuf>,
}

/// Imports a file from this machine; answers the import when it has ended. Works beside a running
/// server: whoever claims the run first does it.
pub async fn import_file(app: &App, order: Order) -> Result<ImportView, Fault> {
    let ctx = context(app, &order.login).await?;
    let folder = app.service::<Folder>()?;
    folder.ready()?;
    let id = Id::generate(ctx.now());
    let io = |error: std::io::Error| Fault::Internal(Box::new(error));
    tokio::fs::copy(&order.file, folder.upload(&id)).await.map_err(io)?;
    let name = order.file.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| "import".to_owned());
    let uploaded = verbs::receive(&ctx, id, &name, order.kind.as_deref()).await?;
    let mapped = map(&ctx, &uploaded, &order).await?;
    let started = verbs::start(&ctx, &mapped, order.dry_run).await?;
    let ended = finish(&ctx, &started).await?;
    if let Some(file) = &order.report {
        report::write(&ctx, &ended, file).await?;
    }
    queries::view(&ctx, ended).await
}

async fn context(app: &App, login: &str) -> Result<Ctx, Fault> {
    let found = store::select::<user::Entity>()
        .filter(user::Column::Login.eq(login.trim().to_lowercase()))
        .one(app.store().read())
        .await
        .map_err(store::internal)?;
    let user = found.ok_or_else(|| Fault::field("/login", "unknown_user"))?;
    let actor = people::actor(app.store().read(), user.id.as_str()).await?;
    let actor = actor.ok_or_else(|| Fault::field("/login", "unknown_user"))?;
    Ok(Ctx::of(app.clone(), Arc::new(actor), Channel::Import))
}

async fn map(ctx: &Ctx, import: &import::Model, order: &Order) -> Result<import::Model, Fault> {
    let kind = import.kind.clone().ok_or_else(|| Fault::field("/kind", "required"))?;
    let mut mapping: Mapping = stored(&import.mapping_json)?;
    for (field, column) in &order.mapping {
        // A column that is said for one field is no longer guessed for another.
        mapping.retain(|_, guessed| guessed != column);
        mapping.remove(field);
        if !column.is_empty() {
            mapping.insert(field.clone(), column.clone());
        }
    }
    let mut options: Options = stored(&import.options_json)?;
    options.mode = order.mode.unwrap_or(options.mode);
    options.missing_account = order.missing_account.unwrap_or(options.missing_account);
    options.update = order.update;
    if let Some(currency) = &order.currency {
        options.currency.clone_from(currency);
    }
    let mut input = MappingInput { kind, mapping, values: order.values.clone(), options };
    let mapped = verbs::map(ctx, import, input.clone()).await?;
    let findings: Findings = stored(&mapped.findings_json)?;
    if !order.take_suggestions || findings.unmatched.is_empty() {
        return Ok(mapped);
    }
    for (field, unmatched) in findings.unmatched {
        let said = input.values.entry(field).or_default();
        for value in unmatched {
            if let Some(meaning) = value.suggestion {
                said.entry(value.value).or_insert(meaning);
            }
        }
    }
    verbs::map(ctx, &mapped, input).await
}

/// Runs the import here, or waits for the runner that was faster.
async fn finish(ctx: &Ctx, import: &import::Model) -> Result<import::Model, Fault> {
    loop {
        job::run_import(ctx.app(), &import.id).await?;
        let present = queries::by_id(ctx.read(), &import.id).await?.ok_or(Fault::NotFound)?;
        if !present.status.is_under_way() {
            return Ok(present);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The kinds that can be imported, for the help of the command line.
pub fn kinds(targets: &Targets) -> Vec<&'static str> {
    targets.all().map(|target| target.kind()).collect()
}
