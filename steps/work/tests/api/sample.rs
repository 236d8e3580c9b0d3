//! Records to work on: this step knows none of its own.

use access::{Permission, policy::kinds};
use serde_json::Value;
use store::{Change, Column as Col, Migration};
use testkit::TestApp;
use work::{Files, Records};

/// A deal with its own team; its cost is hidden from those without the right.
pub(crate) mod deal {
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "sample_deal")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub number: String,
        pub title: String,
        pub owner_id: String,
        pub unit_id: String,
        pub unit_path: String,
        pub cost_minor: i64,
        pub sealed: bool,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(
        Model,
        "opportunity",
        search = |deal| Some(store::SearchDoc {
            number: deal.number.clone(),
            title: deal.title.clone(),
            owner_id: deal.owner_id.clone(),
            unit_path: deal.unit_path.clone(),
            ..store::SearchDoc::default()
        })
    );
    access::placed!(Model, access::policy::kinds::OPPORTUNITY);
}

/// An offer that belongs to a deal's page but has a place of its own.
pub(crate) mod offer {
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "sample_offer")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub opportunity_id: String,
        pub title: String,
        pub owner_id: String,
        pub unit_path: String,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(
        Model,
        "quotation",
        about = |offer| Some(("opportunity", offer.opportunity_id.clone()))
    );
    access::placed!(Model, access::policy::kinds::QUOTATION, deal);
}

fn tables() -> Vec<Change> {
    let placed = |name, more: Vec<Col>| {
        let mut columns =
            vec![Col::id(), Col::text("title"), Col::text("owner_id"), Col::path("unit_path")];
        columns.extend(more);
        columns.extend(["version", "created_at", "updated_at"].map(Col::integer));
        Change::Table(name, columns)
    };
    let deal = vec![
        Col::text("number"),
        Col::text("unit_id"),
        Col::integer("cost_minor"),
        Col::flag("sealed"),
    ];
    vec![placed("sample_deal", deal), placed("sample_offer", vec![Col::text("opportunity_id")])]
}

pub(crate) fn migrations() -> Vec<Migration> {
    let mut all: Vec<Migration> =
        [store::migrate::migrations(), access::migrations(), people::migrations()]
            .into_iter()
            .flatten()
            .collect();
    all.extend(work::migrations());
    all.push(Migration { name: "sample_0001", changes: tables });
    all
}

pub(crate) async fn start() -> TestApp {
    start_with(Files::memory()).await
}

/// The app with its files in this place.
pub(crate) async fn start_with(files: Files) -> TestApp {
    let records = Records::new()
        .register_keeping::<deal::Model>(|d| d.number.clone(), |d| d.title.clone(), |d| d.sealed)
        .register::<offer::Model>(|_| String::new(), |o| o.title.clone())
        .register_open::<people::user::Model>(
            Some(Permission::PeopleAdminister),
            Permission::PeopleAdminister,
            |_| String::new(),
            |u| u.name.clone(),
        );
    TestApp::start(migrations(), work::routes(), |app| app.service(records).service(files)).await
}

/// A deal of `ar` in Shanghai with `sr` in its team.
pub(crate) async fn deal(app: &TestApp) -> deal::Model {
    let unit = &app.world.units["shanghai"];
    let mut tx = app.ctx("ar").begin().await.unwrap();
    let deal = deal::Model {
        id: tx.new_id(),
        number: tx.next_number("OPP").await.unwrap(),
        title: "华东电力变压器".to_owned(),
        owner_id: app.id("ar"),
        unit_id: unit.id.to_string(),
        unit_path: unit.path.clone(),
        cost_minor: 70,
        sealed: false,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&deal).await.unwrap();
    let sr = app.id("sr");
    let team = [(deal.id.as_str(), sr.as_str(), "sr")];
    let kind = kinds::OPPORTUNITY.as_str();
    access::team::insert(&mut tx, kind, team.into_iter()).await.unwrap();
    tx.commit().await.unwrap();
    deal
}

pub(crate) async fn edit(
    app: &TestApp,
    login: &str,
    deal: &deal::Model,
    change: impl Fn(&mut deal::Model),
) -> deal::Model {
    let mut tx = app.ctx(login).begin().await.unwrap();
    let mut after = deal.clone();
    change(&mut after);
    tx.update(deal, &mut after, "edited").await.unwrap();
    tx.commit().await.unwrap();
    after
}

/// An offer for the deal, owned by somebody in Beijing.
pub(crate) async fn foreign_offer(app: &TestApp, deal: &deal::Model) -> offer::Model {
    let mut tx = app.ctx("stranger").begin().await.unwrap();
    let offer = offer::Model {
        id: tx.new_id(),
        opportunity_id: deal.id.to_string(),
        title: "offer".to_owned(),
        owner_id: app.id("stranger"),
        unit_path: app.world.units["beijing"].path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&offer).await.unwrap();
    tx.commit().await.unwrap();
    offer
}

/// The texts under a key of every item.
pub(crate) fn column<'a>(page: &'a Value, key: &str) -> Vec<&'a str> {
    page["items"].as_array().unwrap().iter().map(|item| item[key].as_str().unwrap()).collect()
}
