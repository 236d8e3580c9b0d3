//! Which steps there are, in business order: their tables, routes, services and refusals.

use crate::config::Config;
use base::Fault;
use people::Directory;
use std::path::Path;
use store::{Migration, Store};
use wire::App;

/// The tables of every step, in business order.
pub fn migrations() -> Vec<Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        decision::migrations(),
        catalog::migrations(),
        account::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The routes of every step, in business order.
pub fn routes() -> wire::Router {
    wire::Router::new().merge(people::routes()).merge(decision::routes())
}

/// Code and sentence of everything that a step refuses.
pub fn refusals() -> Vec<(&'static str, &'static [(&'static str, &'static str)])> {
    vec![
        ("everywhere", wire::problem::CATALOGUE),
        ("people", people::PeopleRefusal::CATALOGUE),
        ("decision", decision::DecisionRefusal::CATALOGUE),
    ]
}

/// The app with every service that a step looks up.
pub fn app(config: &Config, store: Store) -> Result<App, Fault> {
    let data = Path::new(&config.data.value);
    let secure = config.secure_cookies.value == "true";
    Ok(services(App::builder(store, Directory::default()), data)?.secure_cookies(secure).build())
}

/// Adds the services; also used by tests, whose authentication differs.
pub fn services(
    builder: wire::app::AppBuilder,
    _data: &Path,
) -> Result<wire::app::AppBuilder, Fault> {
    let directory = Directory::default();
    let subjects = decision::Subjects::new();
    Ok(builder.service(directory).service(subjects))
}
