//! Reads of leads; all start from the scope.

use crate::model::{Column, Entity, LeadGrade, LeadStatus};
use access::{Field, FieldKind, List, ScopeColumns, policy::kinds};
use base::{Day, Timestamp};
use exchange::export::{Cell, Column as Out};
use people::{unit, user};
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement};

/// The list of leads.
pub const LEADS: List = List {
    kind: kinds::LEAD,
    table: "lead",
    scope: Some(ScopeColumns::OWN_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("entry_on", FieldKind::Day).sorted_by("COALESCE(entry_on, '9999-12-31')"),
        Field::new("review_on", FieldKind::Day).sorted_by("COALESCE(review_on, '9999-12-31')"),
        Field::new("amount_minor", FieldKind::Integer).sorted_by("COALESCE(amount_minor, 0)"),
        Field::new("title", FieldKind::Text),
        Field::new("number", FieldKind::Text),
        Field::new("customer_name", FieldKind::Text),
        Field::new("customer_id", FieldKind::Id),
        Field::new("status", FieldKind::Word(&["new", "nurturing", "converted", "closed"])),
        Field::new("grade", FieldKind::Word(&["cold", "warm", "hot"])),
        Field::new("source", FieldKind::Text),
        Field::new("completeness", FieldKind::Integer),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
        Field::new("collector_id", FieldKind::Id),
        Field::new("created_at", FieldKind::Instant),
        Field::new("verified_at", FieldKind::Instant),
    ],
    sort: "-updated_at",
    searchable: true,
};

store::project! {
    /// One line of the list of leads.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct LeadRow {
        /// Id.
        pub id: String = (Entity, Column::Id),
        /// Number.
        pub number: String = (Entity, Column::Number),
        /// Title.
        pub title: String = (Entity, Column::Title),
        /// Customer, known or not.
        pub customer_name: Option<String> = (Entity, Column::CustomerName),
        /// Status.
        pub status: LeadStatus = (Entity, Column::Status),
        /// Grade.
        pub grade: Option<LeadGrade> = (Entity, Column::Grade),
        /// Filled elements, 0 to 4.
        pub completeness: i64 = (Entity, Column::Completeness),
        /// Budget in minor units.
        pub amount_minor: Option<i64> = (Entity, Column::AmountMinor),
        /// Its currency.
        pub currency: String = (Entity, Column::Currency),
        /// Expected entry into the buying process.
        pub entry_on: Option<Day> = (Entity, Column::EntryOn),
        /// Next look.
        pub review_on: Option<Day> = (Entity, Column::ReviewOn),
        /// Who wrote it down.
        pub collector: String = ("collector", "name"),
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

/// Where the list of leads starts.
pub fn leads() -> SelectStatement {
    Query::select()
        .from(Entity)
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals((Entity, Column::OwnerId)),
        )
        .inner_join(
            unit::Entity,
            Expr::col((unit::Entity, unit::Column::Id)).equals((Entity, Column::UnitId)),
        )
        .join_as(
            sea_orm::JoinType::InnerJoin,
            user::Entity,
            Alias::new("collector"),
            Expr::col(("collector", "id")).equals((Entity, Column::CollectorId)),
        )
        .to_owned()
}

/// The columns of an exported list of leads.
pub const LEAD_COLUMNS: &[Out<LeadRow>] = &[
    Out::new("number", "编号", "Number", |row| row.number.as_str().into()),
    Out::new("title", "线索", "Lead", |row| row.title.as_str().into()),
    Out::new("customer_name", "客户", "Customer", |row| row.customer_name.clone().into()),
    Out::new("status", "状态", "Status", |row| row.status.as_str().into()),
    Out::new("grade", "等级", "Grade", |row| row.grade.map(LeadGrade::as_str).into()),
    Out::new("completeness", "要素完整度", "Completeness", |row| {
        Cell::Integer(row.completeness)
    }),
    Out::new("amount_minor", "预算金额", "Budget", |row| {
        row.amount_minor.map_or(Cell::Empty, Cell::Money)
    }),
    Out::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Out::new("entry_on", "预计进入采购", "Expected entry", |row| row.entry_on.into()),
    Out::new("review_on", "下次评审", "Next review", |row| row.review_on.into()),
    Out::new("collector", "收集人", "Collector", |row| row.collector.as_str().into()),
    Out::new("owner", "负责人", "Owner", |row| row.owner.as_str().into()),
    Out::new("unit", "部门", "Unit", |row| row.unit.as_str().into()),
    Out::new("updated_at", "更新", "Updated", |row| Cell::Instant(row.updated_at)),
];
