//! The one way to change anything.
//!
//! SQLite has one writer. Commands queue for it; each runs in a savepoint of a shared transaction,
//! which commits when nobody waits or [`GROUP_LIMIT`] commands are in it; a command is answered only
//! after that commit. An idle server commits at once, a busy one shares the disk's confirmation.
//! On PostgreSQL every command has its own transaction. What the database asks to be repeated
//! (deadlock, serialisation failure) is [`base::Fault::Busy`]; the edge repeats such requests.

use crate::{dialect::Backend, internal, journal::Meta, tx::Tx};
use base::{Clock, Fault};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// Commands that share one commit at most.
const GROUP_LIMIT: usize = 64;
/// Commands that may wait for the writer; beyond it the answer is [`Fault::Busy`].
const QUEUE_LIMIT: usize = 4_096;
/// After this long without an answer a waiting command looks whether its group was left open.
const GROUP_PATIENCE: Duration = Duration::from_millis(5);

/// The database: readers, the writer, the clock.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    read: DatabaseConnection,
    write: DatabaseConnection,
    maintenance: Option<DatabaseConnection>,
    backend: Backend,
    clock: Clock,
    group: Arc<Mutex<Group>>,
    waiting: AtomicUsize,
    statements: Arc<AtomicU64>,
}

#[derive(Default)]
pub(crate) struct Group {
    open: Option<DatabaseTransaction>,
    pending: Vec<oneshot::Sender<Result<(), String>>>,
}

/// The writer while a transaction has it. It goes on to whoever waits; when nobody does, the shared
/// transaction is committed, also after an error, a panic or a caller who hung up: an open one would
/// lock the file for other processes. The commit has a task of its own, which nobody can cancel.
pub(crate) struct Hold {
    group: Option<OwnedMutexGuard<Group>>,
    store: Store,
}

impl Drop for Hold {
    fn drop(&mut self) {
        let Some(mut group) = self.group.take() else { return };
        let next_is_waiting = self.store.0.waiting.load(Ordering::SeqCst) > 0;
        if group.open.is_none() || (next_is_waiting && group.pending.len() < GROUP_LIMIT) {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { group.commit().await });
        }
    }
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
        maintenance: Option<DatabaseConnection>,
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
            maintenance,
            backend,
            clock,
            group: Arc::default(),
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

    /// Opens a transaction: everything in it happens when it is committed, or nothing. While it is
    /// open, nothing but the database may be awaited.
    pub async fn begin(&self, meta: &Meta) -> Result<Tx, Fault> {
        let mut tx = match self.0.backend {
            Backend::Sqlite => self.begin_in_group(meta).await?,
            Backend::Postgres => {
                let conn = self.0.write.begin().await.map_err(internal)?;
                Tx::new(conn, self, meta.clone(), None)
            }
        };
        tx.claim().await?;
        Ok(tx)
    }

    async fn begin_in_group(&self, meta: &Meta) -> Result<Tx, Fault> {
        if self.0.waiting.fetch_add(1, Ordering::SeqCst) >= QUEUE_LIMIT {
            self.0.waiting.fetch_sub(1, Ordering::SeqCst);
            return Err(Fault::Busy);
        }
        let ticket = Ticket(&self.0.waiting);
        let mut group = Arc::clone(&self.0.group).lock_owned().await;
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
        match begun {
            Ok(savepoint) => {
                let hold = Hold { group: Some(group), store: self.clone() };
                Ok(Tx::new(savepoint, self, meta.clone(), Some(hold)))
            }
            Err(error) => {
                group.fail(&error.to_string());
                Err(internal(error))
            }
        }
    }

    /// Closes a savepoint and shares the commit with whoever waits; answers after that commit.
    pub(crate) async fn commit_in_group(
        &self,
        savepoint: DatabaseTransaction,
        mut hold: Hold,
    ) -> Result<(), Fault> {
        let Some(group) = &mut hold.group else {
            return Err(Fault::internal("a transaction without the writer"));
        };
        if let Err(error) = savepoint.commit().await {
            // The savepoint could not be closed: the shared transaction is gone, and with it the
            // work of everybody in the group.
            group.fail(&error.to_string());
            return Err(internal(error));
        }
        let (sender, receiver) = oneshot::channel();
        group.pending.push(sender);
        drop(hold);
        self.confirmed(receiver).await
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
                        group.commit().await;
                    }
                }
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
        if let Some(maintenance) = &self.0.maintenance {
            let done = maintenance.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await;
            done.map_err(internal)?;
        }
        Ok(())
    }

    /// Writes a consistent copy of the SQLite database into a new file while the server works.
    /// PostgreSQL has tools of its own.
    pub async fn backup(&self, file: &Path) -> Result<(), Fault> {
        let Some(maintenance) = &self.0.maintenance else {
            return Err(Fault::internal("PostgreSQL is backed up with its own tools"));
        };
        let name = file.to_string_lossy().replace('\'', "''");
        maintenance.execute_unprepared(&format!("VACUUM INTO '{name}'")).await.map_err(internal)?;
        Ok(())
    }
}

impl Group {
    async fn commit(&mut self) {
        let Some(open) = self.open.take() else { return };
        let outcome = open.commit().await.map_err(|error| error.to_string());
        for sender in self.pending.drain(..) {
            // A caller that went away does not need the answer.
            let _gone = sender.send(outcome.clone());
        }
    }

    fn fail(&mut self, text: &str) {
        self.open = None;
        for sender in self.pending.drain(..) {
            let _gone = sender.send(Err(text.to_owned()));
        }
    }
}
