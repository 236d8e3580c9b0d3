//! Puts the steps together: configuration, router, documents, background jobs, embedded pages.
//!
//! Deliberately absent: business rules. What the product does stands in `steps/`; here stands which
//! steps there are, in which order, and how they are reached.

pub mod assembly;
pub mod config;
pub mod demo;
pub mod docs;
pub mod jobs;
pub mod matrix;
pub mod pages;
pub mod problems;
pub mod router;
pub mod setup;

use base::{Clock, Fault};
use config::Config;
use std::net::SocketAddr;
use store::Store;
use tokio::net::TcpListener;

/// Opens the database of the configuration and brings it up to date.
pub async fn open(config: &Config) -> Result<Store, Fault> {
    let clock = Clock::system(&config.time_zone.value)
        .ok_or_else(|| Fault::internal("time_zone is not a known time zone"))?;
    if config.database_url.value.is_empty() {
        std::fs::create_dir_all(&config.data.value)
            .map_err(|error| Fault::internal(format!("{}: {error}", config.data.value)))?;
    }
    let store = config.store_options().connect(clock).await?;
    store::migrate(&store, &assembly::migrations()).await?;
    Ok(store)
}

/// Serves until the process is asked to stop. `ready` is called once with the bound address.
pub async fn serve(
    config: &Config,
    store: Store,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Fault> {
    let internal = |error: std::io::Error| Fault::Internal(Box::new(error));
    let app = assembly::app(config, store)?;
    let listener = TcpListener::bind(&config.listen.value).await.map_err(|error| {
        Fault::internal(format!("cannot listen on {}: {error}", config.listen.value))
    })?;
    let address = listener.local_addr().map_err(internal)?;
    let jobs = jobs::start(app.clone());
    let router = router::router(app);
    ready(address);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stopped()).await.map_err(internal)?;
    jobs.stop().await;
    Ok(())
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}

/// A role by its word.
pub fn config_role(word: &str) -> Option<access::Role> {
    access::Role::parse(word)
}

/// The company's root unit; `None` before set-up.
pub async fn root_unit(store: &Store) -> Result<Option<people::unit::Model>, Fault> {
    use sea_orm::{ColumnTrait, QueryFilter};
    store::select::<people::unit::Entity>()
        .filter(people::unit::Column::ParentId.is_null())
        .one(store.read())
        .await
        .map_err(store::internal)
}

/// What is well and what is not: name and state of each thing looked at.
pub async fn doctor(config: &Config, store: &Store) -> Result<Vec<(&'static str, String)>, Fault> {
    use sea_orm::PaginatorTrait;
    let company = root_unit(store).await?;
    let users = store::select::<people::user::Entity>();
    let users = users.count(store.read()).await.map_err(store::internal)?;
    let pages = if pages::embedded() { "part of this build" } else { "missing in this build" };
    Ok(vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("database", format!("{:?}", store.backend())),
        ("data folder", config.data.value.clone()),
        ("migrations", format!("{} known, all applied", assembly::migrations().len())),
        ("company", company.map_or_else(|| "not set up".to_owned(), |unit| unit.name)),
        ("users", users.to_string()),
        ("pages", pages.to_owned()),
    ])
}

/// The schema of a fresh database as normalised text, for `docs/schema.txt`.
pub async fn schema(folder: &std::path::Path) -> Result<String, Fault> {
    let clock = Clock::fixed(base::Timestamp::from_millis(0));
    let store = store::Options::sqlite(folder.join("schema.db")).connect(clock).await?;
    store::migrate(&store, &assembly::migrations()).await?;
    store::introspect(store.read()).await
}

/// Loads the demo story when the database is empty; the answer is its logins, shown once. Nothing
/// happens when the company is set up already.
pub async fn load_demo(config: &Config) -> Result<Vec<demo::Login>, demo::DemoError> {
    let now = open(config).await?;
    if root_unit(&now).await?.is_some() {
        return Ok(Vec::new());
    }
    // The same database, on a clock that the story moves.
    let clock = now.clock().standing();
    let store = config.store_options().connect(clock.clone()).await?;
    demo::load(&store, &clock, std::path::Path::new(&config.data.value)).await
}
