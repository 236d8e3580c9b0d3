//! Fills an empty database with a company: units, people, customers, deals.
//!
//! Units, people and customers come from the verbs of their steps. Deals are written by the hundred,
//! with journal and search entries as their verb writes them. The seed is fixed: two runs of the same
//! size hold the same deals.

use crate::{
    deals,
    words::{self, Dice},
};
use access::{Actor, Grant, Role};
use base::{Clock, Day, Fault, Timestamp};
use people::{
    model::{token, user::Locale},
    secret, settings, unit,
    unit::UnitKind,
    user, verbs,
};
use server::config::Config;
use std::time::{Duration, Instant};
use store::{Channel, Durability, Meta, Store, Tx};

const REGIONS: usize = 12;
const OFFICES: usize = 287;
const USERS: usize = 5_000;
/// Deals for each customer.
const DEALS_PER_CUSTOMER: usize = 20;
/// Rows of one transaction: small ones write every page of the indexes over and over.
const BATCH: usize = 20_000;
/// When the company begins to write down what it does: 2023-07-01.
const BEGIN: Timestamp = Timestamp::from_millis(1_688_169_600_000);
/// For how long: three years.
const HISTORY_MILLIS: i64 = 3 * 365 * 86_400_000;

/// Who sits in an office, over and over.
const OFFICE: &[Role] = &[
    Role::Ar,
    Role::Ar,
    Role::Sr,
    Role::Ar,
    Role::Ar,
    Role::Fr,
    Role::Ar,
    Role::SalesHead,
    Role::Ar,
    Role::Ar,
    Role::Sr,
    Role::Ar,
    Role::Ar,
    Role::Fr,
    Role::Ar,
    Role::LeadManager,
];

/// Somebody who asks the server.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    /// How much the role reaches.
    pub(crate) reach: &'static str,
    /// The user.
    pub(crate) user_id: String,
    /// The secret of an API token.
    pub(crate) token: String,
}

/// What the bench knows of the database that it made.
#[derive(Debug, Clone)]
pub(crate) struct World {
    /// Company, region, office, own records only: from wide to narrow.
    pub(crate) readers: Vec<Reader>,
    /// Some deals, old and new.
    pub(crate) deal_ids: Vec<String>,
    /// A customer that the narrowest reader knows.
    pub(crate) customer_id: String,
    /// How long the deals took.
    pub(crate) took: Duration,
}

/// Somebody of the company as the deals need it.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    pub(crate) id: user::UserId,
    pub(crate) role: Role,
    pub(crate) office: usize,
}

/// A customer as the deals need it.
#[derive(Debug, Clone)]
pub(crate) struct Buyer {
    pub(crate) id: account::customer::CustomerId,
    pub(crate) name: String,
}

/// Everything that deals are made of.
pub(crate) struct Company {
    pub(crate) offices: Vec<unit::Model>,
    pub(crate) workers: Vec<Worker>,
    /// Positions in `workers` of those who own deals.
    pub(crate) sellers: Vec<usize>,
    /// Customers by office.
    pub(crate) buyers: Vec<Vec<Buyer>>,
}

/// Opens the database of a configuration as the seed needs it: time stands until it is moved.
pub(crate) async fn open(config: &Config) -> Result<Store, Fault> {
    let mut options = config.store_options();
    options.durability = Durability::Normal;
    let store = options.connect(Clock::fixed(BEGIN)).await?;
    store::migrate(&store, &server::assembly::migrations()).await?;
    Ok(store)
}

/// Fills the database with `rows` deals and what belongs to them.
pub(crate) async fn run(store: &Store, rows: usize) -> Result<World, Fault> {
    let mut dice = Dice::new(20_260_701);
    let (root, admin, mut company) = organisation(store, &mut dice).await?;
    let readers = readers(store, &root, &company).await?;
    customers(store, &mut dice, &admin, &mut company, rows / DEALS_PER_CUSTOMER).await?;
    let begin = Instant::now();
    let batches = rows.div_ceil(BATCH);
    let step = HISTORY_MILLIS / i64::try_from(batches).unwrap_or(1).max(1);
    let mut deal_ids = Vec::new();
    for batch in 0..batches {
        let count = BATCH.min(rows - batch * BATCH);
        let mut tx = store.begin(&meta(&admin)).await?;
        let ids = deals::insert(&mut tx, &mut dice, &company, count, step).await?;
        tx.commit().await?;
        deal_ids.extend(ids.into_iter().step_by((rows / 2_000).max(1)));
        store.clock().advance(step);
    }
    store.settle(&opportunity::sums::SUMS).await?;
    store.checkpoint().await?;
    let narrow = narrow_office(&company);
    let customer = company.buyers.get(narrow).and_then(|buyers| buyers.first());
    let customer_id = customer.ok_or_else(|| Fault::internal("no customer"))?.id.to_string();
    Ok(World { readers, deal_ids, customer_id, took: begin.elapsed() })
}

fn meta(actor: &Actor) -> Meta {
    Meta::user(actor.user_id.clone(), Channel::Page)
}

async fn organisation(
    store: &Store,
    dice: &mut Dice,
) -> Result<(unit::Model, Actor, Company), Fault> {
    let mut tx = store.begin(&Meta::system()).await?;
    let root = verbs::add_unit(&mut tx, None, UnitKind::Company, "公司").await?;
    let mut regions = Vec::new();
    for index in 1..=REGIONS {
        let name = format!("第{index}大区");
        regions.push(verbs::add_unit(&mut tx, Some(&root), UnitKind::Region, &name).await?);
    }
    let mut offices = Vec::new();
    for (index, region) in (0..OFFICES).zip(regions.iter().cycle()) {
        let name = format!("第{}办事处", index + 1);
        offices.push(verbs::add_unit(&mut tx, Some(region), UnitKind::Office, &name).await?);
    }
    let company =
        settings::Company { unit_id: root.id.to_string(), currency: "CNY".to_owned(), demo: false };
    settings::write(&mut tx, settings::COMPANY, &company).await?;
    let admin = add_user(&mut tx, dice, "admin", &root, Role::Administrator).await?;
    let boss = add_user(&mut tx, dice, "boss", &root, Role::SalesHead).await?;
    let head = regions.first().ok_or_else(|| Fault::internal("no region"))?;
    let head = add_user(&mut tx, dice, "head", head, Role::SalesHead).await?;
    let mut workers = vec![
        Worker { id: boss.id, role: Role::SalesHead, office: usize::MAX },
        Worker { id: head.id, role: Role::SalesHead, office: usize::MAX },
    ];
    for index in workers.len() + 1..USERS {
        let at = index % OFFICES;
        let Some(office) = offices.get(at) else { continue };
        let role = OFFICE.get(index / OFFICES % OFFICE.len()).copied().unwrap_or(Role::Ar);
        let user = add_user(&mut tx, dice, &format!("user{index}"), office, role).await?;
        workers.push(Worker { id: user.id, role, office: at });
    }
    tx.commit().await?;
    let is_seller = |worker: &Worker| worker.role == Role::Ar && worker.office < OFFICES;
    let sellers = (0..workers.len()).filter(|at| workers.get(*at).is_some_and(is_seller)).collect();
    let grant = Grant {
        unit_id: root.id.to_string(),
        unit_path: root.path.clone(),
        role: Role::Administrator,
    };
    let admin = Actor {
        user_id: admin.id.to_string(),
        name: admin.name,
        grants: vec![grant],
        currency: company.currency,
    };
    let buyers = vec![Vec::new(); OFFICES];
    Ok((root, admin, Company { offices, workers, sellers, buyers }))
}

async fn add_user(
    tx: &mut Tx,
    dice: &mut Dice,
    login: &str,
    unit: &unit::Model,
    role: Role,
) -> Result<user::Model, Fault> {
    let new = verbs::NewUser {
        login: login.to_owned(),
        name: words::person(dice),
        email: None,
        locale: Locale::Chinese,
        password_hash: secret::NOBODY.to_owned(),
        posts: vec![verbs::NewPost { unit_id: unit.id.clone(), role, rank: 5 }],
    };
    verbs::add_user(tx, new).await
}

/// The office of the reader who sees own records only.
fn narrow_office(company: &Company) -> usize {
    let seller = company.sellers.first().and_then(|at| company.workers.get(*at));
    seller.map_or(0, |worker| worker.office)
}

async fn readers(
    store: &Store,
    root: &unit::Model,
    company: &Company,
) -> Result<Vec<Reader>, Fault> {
    let narrow = narrow_office(company);
    let of = |role, office| {
        company.workers.iter().find(|worker| worker.role == role && worker.office == office)
    };
    let found = [
        ("company", company.workers.first()),
        ("region", company.workers.get(1)),
        ("office", of(Role::SalesHead, narrow)),
        ("own", of(Role::Ar, narrow)),
    ];
    let mut readers = Vec::new();
    let mut tx = store.begin(&Meta::system()).await?;
    for (reach, worker) in found {
        let worker = worker.ok_or_else(|| Fault::internal(format!("nobody for {reach}")))?;
        let secret = secret::random()?;
        let model = token::Model {
            id: tx.new_id(),
            digest: secret::digest(&secret),
            user_id: worker.id.clone(),
            name: root.name.clone(),
            expires_on: Day::new(2199, 12, 31).ok_or_else(|| Fault::internal("no such day"))?,
            last_used_at: None,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        tx.insert(&model).await?;
        readers.push(Reader { reach, user_id: worker.id.to_string(), token: secret });
    }
    tx.commit().await?;
    Ok(readers)
}

async fn customers(
    store: &Store,
    dice: &mut Dice,
    admin: &Actor,
    company: &mut Company,
    count: usize,
) -> Result<(), Fault> {
    // Every office knows at least one customer.
    let mut left = count.max(OFFICES);
    let mut made = 0;
    while left > 0 {
        let mut tx = store.begin(&meta(admin)).await?;
        let mut news = Vec::new();
        for _ in 0..left.min(BATCH / 2) {
            // Some dozen owners in each transaction, as each is looked up.
            let block = made / DEALS_PER_CUSTOMER.min(count / OFFICES + 1);
            let seller = company.sellers.get(block % company.sellers.len().max(1));
            let worker = seller.and_then(|at| company.workers.get(*at));
            let worker = worker.ok_or_else(|| Fault::internal("nobody sells"))?;
            let name = words::customer(dice, made);
            let owner_id = Some(worker.id.clone());
            news.push((
                worker.office,
                account::verbs::NewCustomer { name, owner_id, ..Default::default() },
            ));
            made += 1;
        }
        left -= news.len();
        let (places, news): (Vec<usize>, Vec<_>) = news.into_iter().unzip();
        let models = account::verbs::create_many(&mut tx, admin, &news).await?;
        tx.commit().await?;
        for (place, model) in places.into_iter().zip(models) {
            if let Some(buyers) = company.buyers.get_mut(place) {
                buyers.push(Buyer { id: model.id, name: model.name });
            }
        }
    }
    Ok(())
}
