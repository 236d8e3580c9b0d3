//! One fresh database per test, copied from a migrated template.

use base::{Clock, Timestamp};
use sea_orm::{ConnectionTrait, Database};
use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
};
use store::{Migration, Options, Store, migrate};

/// The instant at which the test clock stands: 2026-03-02 08:00 UTC, a Monday.
pub const NOW: Timestamp = Timestamp::from_millis(1_772_438_400_000);

/// A fresh database with these migrations applied, and the fixed clock.
pub async fn database(migrations: Vec<Migration>) -> Store {
    let clock = Clock::fixed(NOW);
    match std::env::var("TRUSS_TEST_POSTGRES") {
        Ok(server) if !server.is_empty() => postgres(&server, &migrations, clock).await,
        _ => sqlite(&migrations, clock).await,
    }
}

/// Whether the tests run on PostgreSQL.
pub fn on_postgres() -> bool {
    std::env::var("TRUSS_TEST_POSTGRES").is_ok_and(|server| !server.is_empty())
}

fn fingerprint(migrations: &[Migration]) -> String {
    let mut hasher = DefaultHasher::new();
    for migration in migrations {
        migration.name.hash(&mut hasher);
        format!("{:?}", (migration.changes)()).hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn unique() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    let id: base::Id<()> = base::Id::generate(Timestamp::from_millis(
        i64::from(std::process::id()) * 1000 + i64::try_from(next).unwrap(),
    ));
    id.to_string().replace('-', "")
}

async fn sqlite(migrations: &[Migration], clock: Clock) -> Store {
    let folder = std::env::temp_dir().join("truss-test");
    std::fs::create_dir_all(&folder).unwrap();
    sweep(&folder);
    let template = folder.join(format!("template-{}.db", fingerprint(migrations)));
    if !template.exists() {
        let draft = folder.join(format!("draft-{}.db", unique()));
        let store = Options::sqlite(&draft).connect(clock.clone()).await.unwrap();
        migrate(&store, migrations).await.unwrap();
        // Everything into the one file, so that a copy of it is the whole database.
        store.backup(&template_draft(&draft)).await.unwrap();
        // Another test process may have been faster; both made the same.
        std::fs::rename(template_draft(&draft), &template).unwrap();
        drop(store);
        remove(&draft);
    }
    let file = folder.join(format!("test-{}.db", unique()));
    std::fs::copy(&template, &file).unwrap();
    let mut options = Options::sqlite(&file);
    options.durability = store::Durability::Normal;
    options.connect(clock).await.unwrap()
}

/// Removes what earlier test runs left: their files cannot be removed while they are open.
fn sweep(folder: &std::path::Path) {
    let hour = std::time::Duration::from_hours(1);
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let old = entry
            .metadata()
            .and_then(|about| about.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > hour));
        if old {
            remove(&entry.path());
        }
    }
}

fn template_draft(draft: &std::path::Path) -> PathBuf {
    draft.with_extension("template")
}

fn remove(file: &std::path::Path) {
    // Not there is as good as removed.
    let _gone = std::fs::remove_file(file);
}

async fn postgres(server: &str, migrations: &[Migration], clock: Clock) -> Store {
    let template = format!("truss_template_{}", fingerprint(migrations));
    let admin = Database::connect(server).await.unwrap();
    let (base_url, _) = server.rsplit_once('/').expect("postgres://host/database");
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
    // One session lock for making and copying: a template with a visitor cannot be copied.
    admin.execute_unprepared("SELECT 1").await.unwrap();
    let lock = Database::connect(one_connection(server)).await.unwrap();
    lock.execute_unprepared("SELECT pg_advisory_lock(7201)").await.unwrap();
    let found = admin
        .query_one_raw(sea_orm::Statement::from_string(sea_orm::DatabaseBackend::Postgres, exists))
        .await
        .unwrap();
    if found.is_none() {
        let draft = format!("truss_draft_{}", unique());
        admin.execute_unprepared(&format!("CREATE DATABASE {draft}")).await.unwrap();
        let mut options = Options::postgres(format!("{base_url}/{draft}"));
        options.connections = 1;
        let store = options.connect(clock.clone()).await.unwrap();
        migrate(&store, migrations).await.unwrap();
        store.read().clone().close().await.unwrap();
        admin
            .execute_unprepared(&format!("ALTER DATABASE {draft} RENAME TO {template}"))
            .await
            .unwrap();
    }
    let name = format!("truss_test_{}", unique());
    admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
    lock.execute_unprepared("SELECT pg_advisory_unlock(7201)").await.unwrap();
    let mut options = Options::postgres(format!("{base_url}/{name}"));
    options.connections = 8;
    options.connect(clock).await.unwrap()
}

fn one_connection(server: &str) -> sea_orm::ConnectOptions {
    let mut options = sea_orm::ConnectOptions::new(server);
    options.max_connections(1);
    options
}
