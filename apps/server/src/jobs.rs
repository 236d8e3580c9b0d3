//! Background work. Who reacts to what is this one table; jobs only call verbs.

use base::{Fault, Timestamp};
use sea_orm::{ConnectionTrait, Statement};
use std::time::Duration;
use store::Meta;
use tokio::{sync::watch, task::JoinHandle};
use wire::App;

/// The running jobs.
pub struct Jobs {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Jobs {
    /// Asks every job to end after what it is doing, and waits for it.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        for task in self.tasks {
            // A job that panicked has ended, too.
            let _ended = task.await;
        }
    }
}

const DAY: Duration = Duration::from_hours(24);

/// Starts every job.
pub fn start(app: App) -> Jobs {
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        repeat(stopped.clone(), Duration::from_millis(200), app.clone(), checkpoint),
        repeat(stopped.clone(), Duration::from_secs(30), app.clone(), settle_sums),
        repeat(stopped.clone(), Duration::from_hours(1), app.clone(), forget_answers),
        repeat(stopped.clone(), DAY, app.clone(), sweep),
        imports(stopped, app),
    ];
    Jobs { stop, tasks }
}

fn repeat<F>(
    mut stopped: watch::Receiver<bool>,
    every: Duration,
    app: App,
    job: impl Fn(App) -> F + Send + 'static,
) -> JoinHandle<()>
where
    F: Future<Output = Result<(), Fault>> + Send,
{
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(every) => {}
                _ = stopped.changed() => return,
            }
            if let Err(fault) = job(app.clone()).await {
                tracing::error!(%fault, "a background job failed");
            }
        }
    })
}

/// How often it is looked whether an import waits for a runner.
const IMPORTS_EVERY: Duration = Duration::from_millis(500);

/// Runs imports, one at a time. One that is under way when the server stops is dropped between or
/// within batches and continues where it stood once its claim has run out.
fn imports(mut stopped: watch::Receiver<bool>, app: App) -> JoinHandle<()> {
    tokio::spawn(async move {
        let work = async {
            loop {
                match exchange::run_next(&app).await {
                    Ok(true) => {}
                    Ok(false) => tokio::time::sleep(IMPORTS_EVERY).await,
                    Err(fault) => {
                        tracing::error!(%fault, "an import broke off");
                        tokio::time::sleep(IMPORTS_EVERY).await;
                    }
                }
            }
        };
        tokio::select! {
            () = work => {}
            _ = stopped.changed() => {}
        }
    })
}

/// SQLite: moves committed pages into the file, so that no commit has to.
async fn settle_sums(app: App) -> Result<(), Fault> {
    app.store().settle(&opportunity::sums::SUMS).await
}

async fn checkpoint(app: App) -> Result<(), Fault> {
    app.store().checkpoint().await
}

/// How long a repeated request gets its first answer: two days.
const ANSWERS_MILLIS: i64 = 2 * 86_400_000;

/// Forgets the answers of old idempotent requests.
async fn forget_answers(app: App) -> Result<(), Fault> {
    let before = Timestamp::from_millis(app.store().clock().now().millis() - ANSWERS_MILLIS);
    let tx = app.store().begin(&Meta::system()).await?;
    let statement = Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        "DELETE FROM idempotency WHERE created_at < $1",
        [before.into()],
    );
    tx.conn().execute_raw(statement).await.map_err(store::internal)?;
    tx.commit().await
}

/// Removes files that nobody needs any more: contents that no record holds, and the rows of old
/// imports.
pub async fn sweep(app: App) -> Result<(), Fault> {
    let files = app.service::<work::Files>()?;
    let contents = work::sweep(app.store(), &files, app.store().clock().now()).await?;
    let imports = exchange::sweep(&app).await?;
    if contents + imports > 0 {
        tracing::info!(contents, imports, "files that nobody needs any more were removed");
    }
    Ok(())
}
