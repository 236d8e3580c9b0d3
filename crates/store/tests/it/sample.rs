//! A table with a column of every kind.

use base::{Clock, Day, Id, Timestamp};
use sea_orm::entity::prelude::*;
use serde_json::{Value, json};
use store::{Change, Column as Col, Meta, Migration, Options, SearchDoc, Store};

base::text_enum! {
    /// A closed set of words.
    pub(crate) enum Mood { Calm = "calm", Busy = "busy" }
}

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "sample")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    pub code: String,
    pub title: String,
    pub mood: Mood,
    pub amount_minor: i64,
    pub due_on: Option<Day>,
    pub active: bool,
    pub extra_json: Value,
    pub unit_path: String,
    /// Never leaves the database.
    #[serde(skip)]
    pub secret: String,
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
store::record!(
    Model,
    "sample",
    about = |sample| Some(("customer", sample.unit_path.clone())),
    search = |sample| sample.active.then(|| SearchDoc {
        number: sample.code.clone(),
        title: sample.title.clone(),
        subtitle: "客户甲".to_owned(),
        text: "transformer T1-200".to_owned(),
        owner_id: "o-1".to_owned(),
        unit_path: sample.unit_path.clone(),
        member_ids: vec!["m-1".to_owned()],
    })
);

pub(crate) fn migrations() -> Vec<Migration> {
    let mut all = store::migrate::migrations();
    all.push(Migration { name: "sample_0001", changes: tables });
    all
}

fn tables() -> Vec<Change> {
    vec![
        Change::Table(
            "sample",
            vec![
                Col::id(),
                Col::text("code").unique(),
                Col::text("title"),
                Col::text("mood"),
                Col::integer("amount_minor"),
                Col::text("due_on").null(),
                Col::flag("active"),
                Col::json("extra_json"),
                Col::path("unit_path"),
                Col::text("secret"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("sample_updated", "sample", "updated_at, id"),
        Change::Unique("sample_title", "sample", "unit_path, title"),
    ]
}

/// A fresh store on the database under test.
pub(crate) async fn store() -> Store {
    testkit::database(migrations()).await
}

/// A SQLite store in a folder of its own, and how to open it once more.
pub(crate) async fn sqlite() -> (Store, Options, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let options = Options::sqlite(folder.path().join("test.db"));
    let store = options.connect(Clock::fixed(testkit::database::NOW)).await.unwrap();
    store::migrate(&store, &migrations()).await.unwrap();
    (store, options, folder)
}

/// A row that is not stored yet.
pub(crate) fn row(code: &str) -> Model {
    let now = testkit::database::NOW;
    Model {
        id: Id::generate(now),
        code: code.to_owned(),
        title: format!("title {code}"),
        mood: Mood::Calm,
        amount_minor: 0,
        due_on: None,
        active: true,
        extra_json: json!({}),
        unit_path: "0000.0001.".to_owned(),
        secret: String::new(),
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// Stores a row.
pub(crate) async fn insert(store: &Store, row: &Model) {
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    tx.insert(row).await.unwrap();
    tx.commit().await.unwrap();
}

/// The row as readers see it.
pub(crate) async fn read(store: &Store, code: &str) -> Option<Model> {
    let select = store::select::<Entity>().filter(Column::Code.eq(code));
    select.one(store.read()).await.unwrap()
}

/// Codes of all rows as readers see them.
pub(crate) async fn codes(store: &Store) -> Vec<String> {
    let mut rows: Vec<String> = store::select::<Entity>()
        .all(store.read())
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.code)
        .collect();
    rows.sort();
    rows
}
