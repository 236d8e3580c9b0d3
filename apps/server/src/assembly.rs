//! Which steps there are, in business order: their tables, routes, services and refusals.

use crate::config::Config;
use access::Permission;
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
        exchange::migrations(),
        work::migrations(),
        catalog::migrations(),
        account::migrations(),
        lead::migrations(),
        opportunity::migrations(),
        bid::migrations(),
        contract::migrations(),
        delivery::migrations(),
        cash::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The routes of every step, in business order.
pub fn routes() -> wire::Router {
    wire::Router::new()
        .merge(people::routes())
        .merge(decision::routes())
        .merge(exchange::routes())
        .merge(work::routes())
        .merge(catalog::routes())
        .merge(account::routes())
        .merge(lead::routes())
        .merge(opportunity::routes())
        .merge(bid::routes())
        .merge(contract::routes())
        .merge(delivery::routes())
        .merge(cash::routes())
        .merge(insight::routes())
        .merge(crate::demo::routes())
}

/// Code and sentence of everything that a step refuses.
pub fn refusals() -> Vec<(&'static str, &'static [(&'static str, &'static str)])> {
    vec![
        ("everywhere", wire::problem::CATALOGUE),
        ("people", people::PeopleRefusal::CATALOGUE),
        ("decision", decision::DecisionRefusal::CATALOGUE),
        ("exchange", exchange::ExchangeRefusal::CATALOGUE),
        ("work", work::WorkRefusal::CATALOGUE),
        ("catalog", catalog::CatalogRefusal::CATALOGUE),
        ("account", account::AccountRefusal::CATALOGUE),
        ("lead", lead::LeadRefusal::CATALOGUE),
        ("opportunity", opportunity::OpportunityRefusal::CATALOGUE),
        ("bid", bid::BidRefusal::CATALOGUE),
        ("contract", contract::ContractRefusal::CATALOGUE),
        ("delivery", delivery::DeliveryRefusal::CATALOGUE),
        ("cash", cash::CashRefusal::CATALOGUE),
        ("demo", crate::demo::DemoRefusal::CATALOGUE),
    ]
}

/// The kinds of records that have a timeline, notes and files, and that search finds.
pub fn records() -> work::Records {
    let administer = Some(Permission::PeopleAdminister);
    let unnumbered = |_: &people::user::Model| String::new();
    work::Records::new()
        .register_open::<people::user::Model>(
            administer,
            Permission::PeopleAdminister,
            unnumbered,
            |user| user.name.clone(),
        )
        .register_open::<people::unit::Model>(
            administer,
            Permission::PeopleAdminister,
            |_| String::new(),
            |unit| unit.name.clone(),
        )
        .register_open::<catalog::product::Model>(
            None,
            Permission::CatalogEdit,
            |product| product.code.clone(),
            |product| product.name.clone(),
        )
        .register::<account::customer::Model>(|c| c.number.clone(), |c| c.name.clone())
        .register::<lead::Lead>(|lead| lead.number.clone(), |lead| lead.title.clone())
        .register::<opportunity::Model>(|deal| deal.number.clone(), |deal| deal.title.clone())
        .register::<bid::quotation::Model>(|it| it.number.clone(), bid::quotation::Model::label)
        .register::<contract::Contract>(|it| it.number.clone(), |it| it.title.clone())
        .register_keeping::<delivery::Milestone>(
            |_| String::new(),
            delivery::Milestone::title,
            delivery::Milestone::is_accepted,
        )
        .register::<cash::invoice::Model>(|it| it.number.clone(), |it| it.number.clone())
        .register::<cash::receipt::Model>(|it| it.number.clone(), |it| it.number.clone())
}

/// Which records pass gates, and who knows what about them.
pub fn subjects() -> decision::Subjects {
    decision::Subjects::new()
        .subject(opportunity::Opportunities)
        .source(opportunity::Opportunities)
        .source(bid::Quotations)
        .source(contract::DealFacts)
        .subject(contract::Contracts)
        .source(contract::ContractFacts)
        .source(delivery::DeliveryFacts)
        .source(cash::CashFacts)
}

/// What sits where its opportunity sits, and moves with it.
pub fn followers() -> opportunity::Followers {
    opportunity::Followers::new()
        .with(bid::Quotations)
        .with(contract::Contracts)
        .with_rows::<delivery::Milestone>("opportunity_id")
        .with(cash::Invoices)
}

/// What sits where its customer sits, and moves with it.
pub fn customer_followers() -> account::Followers {
    account::Followers::new().with_rows::<cash::receipt::Model>("customer_id")
}

/// Every kind of record into which rows can be brought.
pub fn targets() -> exchange::Targets {
    exchange::Targets::new()
        .with(exchange::Users)
        .with(catalog::import_target())
        .with(account::import_target())
        .with(opportunity::import_target())
}

/// The app with every service that a step looks up.
pub fn app(config: &Config, store: Store) -> Result<App, Fault> {
    let data = Path::new(&config.data.value);
    let proxies = config.trusted_proxies().map_err(|error| Fault::Internal(Box::new(error)))?;
    let directory = Directory::default();
    let builder = App::builder(store, directory.clone()).service(directory);
    let builder = services(builder, data)?.secure_cookies(config.secure_cookies());
    Ok(builder.trusted_proxies(proxies).build())
}

/// Adds the services; also used by tests, whose authentication differs.
pub fn services(
    builder: wire::app::AppBuilder,
    data: &Path,
) -> Result<wire::app::AppBuilder, Fault> {
    let files = work::Files::folder(&data.join("files"))?;
    let imports = exchange::Folder::new(data.join("imports"));
    let builder = builder.service(records()).service(subjects()).service(files);
    Ok(builder
        .service(targets())
        .service(imports)
        .service(followers())
        .service(customer_followers()))
}
