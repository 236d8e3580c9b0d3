//! A record with a transition function, as a later step would bring it.

use access::{Action, Actor, policy::kinds};
use base::{Day, Fault, Timestamp};
use decision::{Loaded, RecordKind, Source, Subject, Subjects, model, refuse, verbs};
use process::{Effect, Facts};
use sea_orm::{ColumnTrait, DatabaseExecutor, QueryFilter, entity::prelude::*};
use serde_json::{Map, Value, json};
use store::{Change, Column as Col, Migration, Tx};
use testkit::TestApp;
use wire::{BoxFuture, Ctx};

/// A deal.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
#[sea_orm(table_name = "deal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) stage: String,
    pub(crate) on_hold: bool,
    pub(crate) need: Option<String>,
    pub(crate) margin_bp: i64,
    pub(crate) valid_until: Option<Day>,
    pub(crate) owner_id: String,
    pub(crate) unit_id: String,
    pub(crate) unit_path: String,
    pub(crate) version: i64,
    pub(crate) updated_at: Timestamp,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}
store::record!(Model, "opportunity");
access::placed!(Model, kinds::OPPORTUNITY);

pub(crate) fn migrations() -> Vec<Migration> {
    let deals = Migration {
        name: "test_0001_deal",
        changes: || {
            let columns = vec![
                Col::id(),
                Col::text("stage"),
                Col::flag("on_hold"),
                Col::text("need").null(),
                Col::integer("margin_bp"),
                Col::text("valid_until").null(),
                Col::text("owner_id"),
                Col::text("unit_id"),
                Col::path("unit_path"),
                Col::integer("version"),
                Col::integer("updated_at"),
            ];
            vec![Change::Table("deal", columns)]
        },
    };
    [store::migrate::migrations(), access::migrations(), people::migrations()]
        .into_iter()
        .chain([decision::migrations(), vec![deals]])
        .flatten()
        .collect()
}

pub(crate) async fn start() -> TestApp {
    start_with(Subjects::new().subject(Deals).source(Deals)).await
}

pub(crate) async fn start_with(subjects: Subjects) -> TestApp {
    TestApp::start(migrations(), decision::routes(), |app| app.service(subjects)).await
}

/// A deal of `ar` in the office, with `sr` in its team.
pub(crate) async fn add(app: &TestApp, stage: &str) -> Model {
    let unit = &app.world.units["shanghai"];
    let ctx = app.ctx("ar");
    let mut tx = ctx.begin().await.unwrap();
    let model = Model {
        id: tx.new_id::<()>().to_string(),
        stage: stage.to_owned(),
        on_hold: false,
        need: Some("20 sets".to_owned()),
        margin_bp: 1_250,
        valid_until: None,
        owner_id: app.id("ar"),
        unit_id: unit.id.to_string(),
        unit_path: unit.path.clone(),
        version: 1,
        updated_at: tx.now(),
    };
    tx.insert(&model).await.unwrap();
    let sr = app.id("sr");
    let team = [(model.id.as_str(), sr.as_str(), "sr")];
    access::team::insert(&mut tx, "opportunity", team.into_iter()).await.unwrap();
    tx.commit().await.unwrap();
    model
}

pub(crate) async fn change(app: &TestApp, id: &str, with: impl FnOnce(&mut Model)) -> Model {
    let mut tx = app.ctx("ar").begin().await.unwrap();
    let before = tx.get::<Entity>(id.to_owned()).await.unwrap().unwrap();
    let mut after = before.clone();
    with(&mut after);
    tx.update(&before, &mut after, "edited").await.unwrap();
    tx.commit().await.unwrap();
    after
}

pub(crate) async fn read(app: &TestApp, id: &str) -> Model {
    find(app.app.store().read(), id).await.unwrap()
}

async fn find<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Model, Fault> {
    let found = store::select::<Entity>().filter(Column::Id.eq(id)).one(conn).await;
    found.map_err(store::internal)?.ok_or(Fault::NotFound)
}

pub(crate) struct Deals;

impl Subject for Deals {
    fn kind(&self) -> RecordKind {
        RecordKind::Opportunity
    }

    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Loaded, Fault>> {
        Box::pin(async move {
            let seen = access::get::<Model, _>(&conn, actor, id).await?;
            let team = seen.team().iter().map(|it| (it.user_id.clone(), it.role.clone())).collect();
            let may_edit = seen.may(Action::Edit);
            let deal = seen.into_inner();
            Ok(Loaded {
                kind: RecordKind::Opportunity,
                number: "OPP-1".to_owned(),
                title: "A deal".to_owned(),
                stage: deal.stage,
                stopped_in: None,
                on_hold: deal.on_hold,
                version: deal.version,
                owner_id: deal.owner_id,
                unit_id: deal.unit_id,
                unit_path: deal.unit_path,
                opportunity_id: deal.id.clone(),
                id: deal.id,
                team,
                may_edit,
                process_key: "huawei5".to_owned(),
                process_version: 1,
            })
        })
    }

    fn hold<'a>(&'a self, tx: &'a Tx, id: &'a str) -> BoxFuture<'a, Result<i64, Fault>> {
        Box::pin(async move { Ok(tx.lock::<Model>(id).await?.version) })
    }

    fn apply<'a>(
        &'a self,
        _: &'a Ctx,
        subjects: &'a Subjects,
        tx: &'a mut Tx,
        id: &'a str,
        effect: &'a Effect,
        decision: &'a model::Model,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let before = find(tx.conn(), id).await?;
            let mut after = before.clone();
            match effect {
                Effect::Move(moved) => {
                    let kind = RecordKind::Opportunity;
                    let (today, gate) = (tx.today(), decision.gate.as_str());
                    let known = subjects.facts(tx.conn(), today, kind, id).await?;
                    let go = decision::effective(tx.conn(), kind, id, gate, today).await?;
                    let gate = go.as_ref().map(|go| go.gate.as_str());
                    let process = process::huawei5();
                    let (from, facts) = (before.stage.as_str(), &known.facts);
                    after.stage =
                        process::advance(process, "opportunity", from, &moved.to, facts, gate)
                            .map_err(refuse)?
                            .to;
                }
                Effect::Park { .. } => after.on_hold = true,
                Effect::Stop => {
                    "abandoned".clone_into(&mut after.stage);
                    verbs::close_open(tx, RecordKind::Opportunity, id).await?;
                }
                Effect::Stay | Effect::Renew => {}
            }
            tx.update(&before, &mut after, "stage").await
        })
    }
}

impl Source for Deals {
    fn kind(&self) -> RecordKind {
        RecordKind::Opportunity
    }

    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        _: Day,
        id: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let deal = find(&conn, id).await?;
            for key in ["customer", "expected_sign_on", "project_type", "project_grade"] {
                facts.set(key, "given");
            }
            for key in ["ar", "sr", "fr"] {
                facts.set(key, "somebody");
            }
            for key in ["quotation_submitted", "quotation_valid", "team_complete"] {
                facts.set(key, true);
            }
            facts.set("amount_minor", 100).set("win_index", 60).set("pay_index", 60);
            facts.set("margin_bp", deal.margin_bp).set("need", deal.need.clone());
            facts.set("valid_until", deal.valid_until.map(|day| day.to_string()));
            let frozen = json!({"need": deal.need, "lines": [{"margin_bp": deal.margin_bp}]});
            snapshot.insert("deal".to_owned(), frozen);
            Ok(())
        })
    }
}
