//! A table and a target of their own, so that the tests of the exchange stand on no later step.

use access::{Actor, Field, FieldKind as ListKind, List, Permission};
use base::{Fault, Texts, Timestamp};
use exchange::{
    Candidate, Cell, Column as Head, ExportParams, FieldKind, FieldSpec, Mode, Plan, Prepared,
    Reason, Row, RowResult, Target, Undone, export_list,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, Query},
};
use std::collections::HashMap;
use store::{Change, Column as Col, Migration, Tx, journal};
use testkit::TestApp;
use wire::{BoxFuture, Ctx, Download};

pub(crate) mod model {
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "gadget")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Id<Entity>,
        pub name: String,
        pub price_minor: i64,
        pub version: i64,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(Model, "gadget");
}

use model::{Column, Entity, Model};

pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration {
        name: "gadget_0001",
        changes: || {
            vec![Change::Table(
                "gadget",
                vec![
                    Col::id(),
                    Col::text("name").unique(),
                    Col::integer("price_minor"),
                    Col::integer("version"),
                    Col::integer("created_at"),
                    Col::integer("updated_at"),
                ],
            )]
        },
    }]
}

const FAMILIES: &[&str] = &["tools", "toys"];

pub(crate) struct Gadgets;

impl Target for Gadgets {
    fn kind(&self) -> &'static str {
        "gadget"
    }
    fn title(&self) -> Texts {
        Texts::new("小工具", "Gadgets")
    }
    fn modes(&self) -> &'static [Mode] {
        &[Mode::Create, Mode::History]
    }
    fn fields(&self) -> Vec<FieldSpec> {
        vec![
            FieldSpec::new("name", FieldKind::Text, "名称", "Name").required().aliases(&["gadget"]),
            FieldSpec::new("price", FieldKind::Money, "价格", "Price"),
            FieldSpec::new("since", FieldKind::Day, "自", "Since"),
            FieldSpec::new("family", FieldKind::Enum(FAMILIES), "类", "Family"),
            FieldSpec::new("maker", FieldKind::Reference, "厂商", "Maker"),
        ]
    }
    fn demand(&self, actor: &Actor) -> Result<(), Fault> {
        Permission::OpportunityCreate.demand(actor)
    }
    fn prepare<'a>(
        &'a self,
        _: &'a Ctx,
        plan: &'a Plan,
    ) -> BoxFuture<'a, Result<Box<dyn Prepared>, Fault>> {
        let prepared: Box<dyn Prepared> = Box::new(Loaded { update: plan.options.update });
        Box::pin(async move { Ok(prepared) })
    }
    fn undo<'a>(
        &'a self,
        _: &'a Ctx,
        tx: &'a mut Tx,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Undone>, Fault>> {
        Box::pin(async move {
            let mut answers = Vec::new();
            for id in ids {
                let found = store::select::<Entity>().filter(Column::Id.eq(id.as_str()));
                let found = found.one(tx.conn()).await.map_err(store::internal)?;
                let kept = match found {
                    Some(model) if model.name == "used" => Some(Reason::new("in_use")),
                    Some(model) => {
                        tx.delete(&model, "undone").await?;
                        None
                    }
                    None => None,
                };
                answers.push(Undone { id: id.clone(), kept });
            }
            Ok(answers)
        })
    }
}

struct Loaded {
    update: bool,
}

impl Prepared for Loaded {
    fn candidates(&self, field: &str) -> Vec<Candidate> {
        match field {
            "maker" => vec![Candidate::new("m1", "ACME"), Candidate::new("m2", "Bolt")],
            _ => Vec::new(),
        }
    }
    fn apply<'a>(
        &'a mut self,
        _: &'a Ctx,
        tx: &'a mut Tx,
        rows: &'a [Row],
    ) -> BoxFuture<'a, Result<Vec<RowResult>, Fault>> {
        Box::pin(async move {
            if rows.iter().any(|row| row.text("name") == Some("bomb")) && !is_defused(tx).await {
                return Err(Fault::internal("boom"));
            }
            let names: Vec<&str> = rows.iter().filter_map(|row| row.text("name")).collect();
            let known: HashMap<String, Model> = store::select::<Entity>()
                .filter(Column::Name.is_in(names))
                .all(tx.conn())
                .await
                .map_err(store::internal)?
                .into_iter()
                .map(|model| (model.name.clone(), model))
                .collect();
            let mut new = Vec::new();
            let mut results = Vec::new();
            for row in rows {
                let name = row.text("name").unwrap_or_default();
                let price_minor = row.money("price").unwrap_or_default();
                if let Some(before) = known.get(name) {
                    if self.update && before.price_minor != price_minor {
                        let mut after = before.clone();
                        after.price_minor = price_minor;
                        tx.update(before, &mut after, "edited").await?;
                        results.push(RowResult::updated("gadget", before.id.as_str(), name));
                    } else {
                        results.push(RowResult::skipped(Reason::new("exists")));
                    }
                    continue;
                }
                let model = Model {
                    id: tx.new_id(),
                    name: name.to_owned(),
                    price_minor,
                    version: 1,
                    created_at: tx.now(),
                    updated_at: tx.now(),
                };
                let heading = FAMILIES.iter().find(|word| row.word("family") == Some(**word));
                let result = RowResult::created("gadget", model.id.as_str(), name);
                results.push(match heading {
                    Some(heading) => result.tally(heading, price_minor),
                    None => result,
                });
                new.push(model);
            }
            if !new.is_empty() {
                tx.insert_many(&new, "created").await?;
            }
            Ok(results)
        })
    }
}

async fn is_defused(tx: &Tx) -> bool {
    people::settings::read::<bool, _>(tx.conn(), "defused").await.unwrap().unwrap_or_default()
}

pub(crate) async fn defuse(app: &TestApp) {
    let mut tx = app.ctx("admin").begin().await.unwrap();
    people::settings::write(&mut tx, "defused", &true).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn names(app: &TestApp) -> Vec<String> {
    let all =
        store::select::<Entity>().order_by_asc(Column::Name).all(app.app.store().read()).await;
    all.unwrap().into_iter().map(|model| model.name).collect()
}

pub(crate) async fn rename(app: &TestApp, from: &str, to: &str) {
    let tx = app.ctx("admin").begin().await.unwrap();
    Entity::update_many()
        .col_expr(Column::Name, Expr::value(to))
        .filter(Column::Name.eq(from))
        .exec(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Somebody else takes the import.
pub(crate) async fn claim(app: &TestApp, id: &str) {
    let tx = app.ctx("admin").begin().await.unwrap();
    exchange::import::Entity::update_many()
        .col_expr(exchange::import::Column::ClaimToken, Expr::value("somebody"))
        .col_expr(exchange::import::Column::ClaimedAt, Expr::value(tx.now()))
        .filter(exchange::import::Column::Id.eq(id))
        .exec(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn deactivate(app: &TestApp, login: &str) {
    let tx = app.ctx("admin").begin().await.unwrap();
    people::user::Entity::update_many()
        .col_expr(people::user::Column::Active, Expr::value(false))
        .filter(people::user::Column::Login.eq(login))
        .exec(tx.conn())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn journal(app: &TestApp, verb: &str) -> Vec<journal::Model> {
    store::select::<journal::Entity>()
        .filter(journal::Column::Kind.eq("gadget"))
        .filter(journal::Column::Verb.eq(verb))
        .all(app.app.store().read())
        .await
        .unwrap()
}

const LIST: List = List {
    kind: base::Kind("gadget"),
    table: "gadget",
    scope: None,
    fields: &[Field::new("name", ListKind::Text).sorted()],
    sort: "name",
    searchable: false,
};

store::project! {
    /// A line.
    pub(crate) struct Line {
        /// Name.
        pub name: String = (Entity, Column::Name),
        /// Price.
        pub price_minor: i64 = (Entity, Column::PriceMinor),
        /// Changed.
        pub updated_at: Timestamp = (Entity, Column::UpdatedAt),
    }
}

pub(crate) async fn export(app: &TestApp, login: &str, format: &str) -> Result<Download, Fault> {
    let params: ExportParams =
        serde_json::from_value(serde_json::json!({"format": format, "limit": 1})).unwrap();
    let from = Query::select().from(Entity).to_owned();
    let heads = [
        Head::new("name", "名称", "Name", |line: &Line| line.name.as_str().into()),
        Head::new("price_minor", "价格", "Price", |line: &Line| Cell::Money(line.price_minor)),
        // Cost is not for everybody: the column is left out for who may not see it.
        Head::new("unit_cost_minor", "成本", "Cost", |line: &Line| {
            Cell::Instant(line.updated_at)
        }),
    ];
    let heads = if access::fields::visible(app.ctx(login).actor(), "unit_cost_minor") {
        heads.into_iter().take(2).collect::<Vec<_>>()
    } else {
        heads.into_iter().collect()
    };
    export_list(&app.ctx(login), &LIST, params, &from, &heads).await
}
