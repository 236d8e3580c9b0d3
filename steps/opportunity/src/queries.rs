//! Reads of opportunities; what answers a user starts from the scope.

use crate::model::{
    opportunity::{Column, Entity, Model, ProjectGrade, Stage},
    rung_answer, scorecard,
};
use access::{Field, FieldKind, List, ScopeColumns, policy::kinds};
use account::customer;
use base::{Day, Fault, Timestamp};
use exchange::export::{Cell, Column as Out};
use people::{unit, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use std::collections::{BTreeSet, HashMap};

/// The words of the stages, for filters.
const STAGES: &[&str] =
    &["validating", "guiding", "proposing", "negotiating", "won", "lost", "abandoned"];

/// The list of opportunities.
pub const OPPORTUNITIES: List = List {
    kind: kinds::OPPORTUNITY,
    table: "opportunity",
    scope: Some(ScopeColumns::OWN_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("amount_minor", FieldKind::Integer).sorted(),
        Field::new("expected_sign_on", FieldKind::Day)
            .sorted_by("COALESCE(expected_sign_on, '9999-12-31')"),
        Field::new("title", FieldKind::Text),
        Field::new("number", FieldKind::Text),
        Field::new("stage", FieldKind::Word(STAGES)),
        Field::new("on_hold", FieldKind::Flag),
        Field::new("history", FieldKind::Flag),
        Field::new("rung", FieldKind::Integer),
        Field::new("currency", FieldKind::Text),
        Field::new("project_grade", FieldKind::Text),
        Field::new("project_type", FieldKind::Text),
        Field::new("procurement", FieldKind::Text),
        Field::new("customer_id", FieldKind::Id),
        Field::new("lead_id", FieldKind::Id),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
        Field::new("review_on", FieldKind::Day),
        Field::new("closed_on", FieldKind::Day),
        Field::new("loss_reason", FieldKind::Text),
        Field::new("stage_at", FieldKind::Instant),
        Field::new("created_at", FieldKind::Instant),
    ],
    sort: "-updated_at",
    searchable: true,
};

store::project! {
    /// One line of the list, one card of the board.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct OpportunityRow {
        /// Id.
        pub id: String = (Entity, Column::Id),
        /// Number.
        pub number: String = (Entity, Column::Number),
        /// Title.
        pub title: String = (Entity, Column::Title),
        /// Who may buy.
        pub customer: String = (customer::Entity, customer::Column::Name),
        /// Where it stands.
        pub stage: Stage = (Entity, Column::Stage),
        /// Not pursued until the review date.
        pub on_hold: bool = (Entity, Column::OnHold),
        /// Earned win probability in percent.
        pub rung: i64 = (Entity, Column::Rung),
        /// What it may be worth.
        pub amount_minor: i64 = (Entity, Column::AmountMinor),
        /// Three letters.
        pub currency: String = (Entity, Column::Currency),
        /// When the contract is expected to be signed.
        pub expected_sign_on: Option<Day> = (Entity, Column::ExpectedSignOn),
        /// How much attention it deserves.
        pub project_grade: Option<ProjectGrade> = (Entity, Column::ProjectGrade),
        /// Whose it is.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Where it sits.
        pub unit: String = (unit::Entity, unit::Column::Name),
        /// Last changed.
        pub updated_at: Timestamp = (Entity, Column::UpdatedAt),
        /// Version.
        pub version: i64 = (Entity, Column::Version),
    }
}

/// Where the list starts.
pub fn opportunities() -> SelectStatement {
    Query::select()
        .from(Entity)
        .inner_join(
            customer::Entity,
            Expr::col((customer::Entity, customer::Column::Id))
                .equals((Entity, Column::CustomerId)),
        )
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals((Entity, Column::OwnerId)),
        )
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::Id)).equals((Entity, Column::UnitId)),
        )
        .to_owned()
}

/// The columns of an exported list.
pub const OPPORTUNITY_COLUMNS: &[Out<OpportunityRow>] = &[
    Out::new("number", "编号", "Number", |row| row.number.as_str().into()),
    Out::new("title", "机会点", "Opportunity", |row| row.title.as_str().into()),
    Out::new("customer", "客户", "Customer", |row| row.customer.as_str().into()),
    Out::new("stage", "阶段", "Stage", |row| row.stage.as_str().into()),
    Out::new("on_hold", "挂起", "On hold", |row| Cell::Flag(row.on_hold)),
    Out::new("rung", "赢单概率", "Win probability", |row| Cell::Integer(row.rung)),
    Out::new("amount_minor", "预计金额", "Amount", |row| Cell::Money(row.amount_minor)),
    Out::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Out::new("expected_sign_on", "预计签约", "Expected signing", |row| {
        row.expected_sign_on.into()
    }),
    Out::new("project_grade", "项目等级", "Project grade", |row| {
        row.project_grade.map(ProjectGrade::as_str).into()
    }),
    Out::new("owner", "负责人", "Owner", |row| row.owner.as_str().into()),
    Out::new("unit", "部门", "Unit", |row| row.unit.as_str().into()),
    Out::new("updated_at", "更新", "Updated", |row| Cell::Instant(row.updated_at)),
];

/// One opportunity by id, whoever asks: for gates, whose request was seen.
pub(crate) async fn one<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Model, Fault> {
    let found = store::select::<Entity>().filter(Column::Id.eq(id)).one(conn).await;
    found.map_err(store::internal)?.ok_or(Fault::NotFound)
}

/// The customer of an opportunity: whoever sees the opportunity knows its name.
pub(crate) async fn customer<C: ConnectionTrait>(
    conn: &C,
    deal: &Model,
) -> Result<customer::Model, Fault> {
    let found = store::select::<customer::Entity>()
        .filter(customer::Column::Id.eq(deal.customer_id.as_str()))
        .one(conn)
        .await;
    found.map_err(store::internal)?.ok_or_else(|| Fault::internal("no customer"))
}

/// The answers to the ladder's questions, in the order in which they were first given.
pub(crate) async fn answers<C: ConnectionTrait>(
    conn: &C,
    id: &str,
) -> Result<Vec<rung_answer::Model>, Fault> {
    store::select::<rung_answer::Entity>()
        .filter(rung_answer::Column::OpportunityId.eq(id))
        .order_by_asc(rung_answer::Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// The latest scoring of a card.
pub(crate) async fn latest_card<C: ConnectionTrait>(
    conn: &C,
    id: &str,
    card: scorecard::Card,
) -> Result<Option<scorecard::Model>, Fault> {
    store::select::<scorecard::Entity>()
        .filter(scorecard::Column::OpportunityId.eq(id))
        .filter(scorecard::Column::Card.eq(card))
        .order_by_desc(scorecard::Column::Id)
        .one(conn)
        .await
        .map_err(store::internal)
}

/// Names of customers by id, whoever may see them.
pub(crate) async fn customer_names<C: ConnectionTrait>(
    conn: &C,
    ids: impl Iterator<Item = &str>,
) -> Result<HashMap<String, String>, Fault> {
    let ids: BTreeSet<&str> = ids.collect();
    let query = Query::select()
        .columns([customer::Column::Id, customer::Column::Name])
        .from(customer::Entity)
        .and_where(Expr::col(customer::Column::Id).is_in(ids))
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    rows.iter().map(|row| row.try_get_many_by_index().map_err(store::internal)).collect()
}

/// Opportunities with these keys of the system they were imported from, whoever may see them.
pub(crate) async fn by_external_keys<C: ConnectionTrait>(
    conn: &C,
    keys: &[&str],
) -> Result<HashMap<String, Model>, Fault> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let found = store::select::<Entity>()
        .filter(Column::ExternalKey.is_in(keys.iter().copied()))
        .all(conn)
        .await
        .map_err(store::internal)?;
    let keyed = |deal: Model| deal.external_key.clone().map(|key| (key, deal));
    Ok(found.into_iter().filter_map(keyed).collect())
}
