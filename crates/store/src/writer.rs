//! The one way to change anything.
//!
//! SQLite has one writer. Commands queue for it; each runs in a savepoint of a shared transaction,
//! which commits when nobody waits or [`GROUP_LIMIT`] commands are in it; a command is answered only
//! after that commit. An idle server commits at once, a busy one shares the disk's confirmation.
//! On PostgreSQL every command has its own transaction, repeated when the database asks for it.

use crate::{dialect::Backend, internal, journal::Meta, tx::Tx};
use base::{Clock, Fault};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, oneshot};

/// Commands that share one commit at most.
const GROUP_LIMIT: usize = 64;
/// Commands that may wait for the writer; beyond it the answer is [`Fault::Busy`].
const QUEUE_LIMIT: usize = 4_096;
/// How often a command is repeated when PostgreSQL reports a deadlock or a serialisation failure.
const RETRY_LIMIT: u32 = 4;
/// After this long without an answer a waiting command looks whether its group was left open.
const GROUP_PATIENCE: Duration = Duration::from_millis(5);

/// The database: readers, the writer, the clock.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    read: DatabaseConnection,
    write: DatabaseConnection,
    backend: Backend,
    clock: Clock,
    group: Mutex<Group>,
    waiting: AtomicUsize,
    statements: Arc<AtomicU64>,
}

#[derive(Default)]
struct Group {
    open: Option<DatabaseTransaction>,
    pending: Vec<oneshot::Sender<Result<(), String>>>,
}

struct Ticket<'a>(&'a AtomicUsize);

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Store {
    pub(crate) fn new(
        mut read: DatabaseConnection,
        mut write: DatabaseConnection,
        backend: Backend,
        clock: Clock,
    ) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        for conn in [&mut read, &mut write] {
            let counter = Arc::clone(&statements);
            conn.set_metric_callback(move |_| {
                counter.fetch_add(1, Ordering::Relaxed);
            });
        }
        Self(Arc::new(Inner {
            read,
            write,
            backend,
            clock,
            group: Mutex::default(),
            waiting: AtomicUsize::new(0),
            statements,
        }))
    }

    /// For reads. On SQLite these connections cannot write.
    pub fn read(&self) -> &DatabaseConnection {
        &self.0.read
    }
    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }
    /// Which database this is, for `access`.
    pub fn backend(&self) -> Backend {
        self.0.backend
    }
    /// How many statements ran so far: tests assert the number per request.
    pub fn statements(&self) -> u64 {
        self.0.statements.load(Ordering::Relaxed)
    }
    pub(crate) fn write_connection(&self) -> &DatabaseConnection {
        &self.0.write
    }

    /// Runs a command: everything in it happens, or nothing. The command may run more than once and
    /// must not wait for anything but the database.
    pub async fn write<T, F>(&self, meta: &Meta, command: F) -> Result<T, Fault>
    where
        F: AsyncFn(&mut Tx) -> Result<T, Fault>,
    {
        match self.0.backend {
            Backend::Sqlite => self.write_in_group(meta, command).await,
            Backend::Postgres => self.write_alone(meta, command).await,
        }
    }

    async fn write_in_group<T, F>(&self, meta: &Meta, command: F) -> Result<T, Fault>
    where
        F: AsyncFn(&mut Tx) -> Result<T, Fault>,
    {
        if self.0.waiting.fetch_add(1, Ordering::SeqCst) >= QUEUE_LIMIT {
            self.0.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Fault::Busy);
        }
        let ticket = Ticket(&self.0.waiting);
        let mut group = self.0.group.lock().await;
        drop(ticket);
        // The shared transaction never leaves the group: a caller that goes away in the middle must
        // not take the work of the others with it.
        if group.open.is_none() {
            group.open = Some(self.begin_exclusive().await?);
        }
        let begun = match &group.open {
            Some(outer) => outer.begin().await,
            None => return Err(Fault::internal("no open transaction")),
        };
        let savepoint = match begun {
            Ok(savepoint) => savepoint,
            Err(error) => {
                group.open = None;
                fail(&mut group, &error.to_string());
                return Err(internal(error));
            }
        };
        let mut tx = Tx::new(savepoint, self, meta.clone());
        let outcome = run(&mut tx, &command).await;
        let closed = if outcome.is_ok() { tx.commit().await } else { tx.rollback().await };
        if let Err(error) = closed {
            // The savepoint could not be closed: the shared transaction is gone, and with it the
            // work of everybody in the group.
            group.open = None;
            fail(&mut group, &error.to_string());
            return Err(error);
        }
        let answer = outcome.is_ok().then(|| {
            let (sender, receiver) = oneshot::channel();
            group.pending.push(sender);
            receiver
        });
        if self.0.waiting.load(Ordering::SeqCst) == 0 || group.pending.len() >= GROUP_LIMIT {
            commit(&mut group).await;
        }
        drop(group);
        if let Some(receiver) = answer {
            self.confirmed(receiver).await?;
        }
        outcome
    }

    /// Waits for the group's commit; commits itself when the one who should have is gone.
    async fn confirmed(
        &self,
        mut receiver: oneshot::Receiver<Result<(), String>>,
    ) -> Result<(), Fault> {
        loop {
            tokio::select! {
                answer = &mut receiver => {
                    return match answer {
                        Ok(Ok(())) => Ok(()),
                        Ok(Err(text)) => Err(Fault::internal(text)),
                        Err(_) => Err(Fault::internal("the shared transaction was lost")),
                    };
                }
                () = tokio::time::sleep(GROUP_PATIENCE) => {
                    if let Ok(mut group) = self.0.group.try_lock()
                        && self.0.waiting.load(Ordering::SeqCst) == 0
                    {
                        commit(&mut group).await;
                    }
                }
            }
        }
    }

    async fn write_alone<T, F>(&self, meta: &Meta, command: F) -> Result<T, Fault>
    where
        F: AsyncFn(&mut Tx) -> Result<T, Fault>,
    {
        let mut tries = 0;
        loop {
            tries += 1;
            let conn = self.0.write.begin().await.map_err(internal)?;
            let mut tx = Tx::new(conn, self, meta.clone());
            let outcome = match run(&mut tx, &command).await {
                Ok(value) => tx.commit().await.map(|()| value),
                Err(fault) => {
                    // A connection that cannot roll back is dropped by the pool; the fault stands.
                    let _closed = tx.rollback().await;
                    Err(fault)
                }
            };
            match outcome {
                Err(fault) if tries < RETRY_LIMIT && asks_for_repeat(&fault) => {
                    tokio::time::sleep(Duration::from_millis(5 * u64::from(tries))).await;
                }
                other => return other,
            }
        }
    }

    /// A transaction of its own that holds the write lock: for migrations.
    pub(crate) async fn begin_exclusive(&self) -> Result<DatabaseTransaction, Fault> {
        let mode = match self.0.backend {
            Backend::Sqlite => Some(SqliteTransactionMode::Immediate),
            Backend::Postgres => None,
        };
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None::<AccessMode>,
            sqlite_transaction_mode: mode,
        };
        self.0.write.begin_with_options(options).await.map_err(internal)
    }

    /// Moves committed pages from the log into the file without holding anybody up. Does nothing on
    /// PostgreSQL. The server runs it every 200 ms.
    pub async fn checkpoint(&self) -> Result<(), Fault> {
        if self.0.backend == Backend::Sqlite {
            self.0
                .read
                .execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)")
                .await
                .map_err(internal)?;
        }
        Ok(())
    }
}

async fn run<T, F>(tx: &mut Tx, command: &F) -> Result<T, Fault>
where
    F: AsyncFn(&mut Tx) -> Result<T, Fault>,
{
    tx.claim().await?;
    let value = command(tx).await?;
    tx.flush().await?;
    Ok(value)
}

async fn commit(group: &mut Group) {
    let Some(open) = group.open.take() else { return };
    let outcome = open.commit().await.map_err(|error| error.to_string());
    for sender in group.pending.drain(..) {
        // A caller that went away does not need the answer.
        let _gone = sender.send(outcome.clone());
    }
}

fn fail(group: &mut Group, text: &str) {
    for sender in group.pending.drain(..) {
        let _gone = sender.send(Err(text.to_owned()));
    }
}

fn asks_for_repeat(fault: &Fault) -> bool {
    let Fault::Internal(error) = fault else { return false };
    let text = error.to_string();
    ["40001", "40P01", "deadlock detected", "could not serialize"].iter().any(|m| text.contains(m))
}
