//! Reads of contracts; lists start from the scope.

use crate::model::{
    contract::{self, Column, ContractStage, Entity},
    plan_line,
};
use access::{Field, FieldKind, List, ScopeColumns, policy::kinds};
use base::{Day, Fault, Timestamp};
use exchange::export::{Cell, Column as Out};
use people::{unit, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

/// The list of contracts.
pub const CONTRACTS: List = List {
    kind: kinds::CONTRACT,
    table: "contract",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("amount_minor", FieldKind::Integer).sorted(),
        Field::new("signed_on", FieldKind::Day).sorted_by("COALESCE(signed_on, '9999-12-31')"),
        Field::new("number", FieldKind::Text),
        Field::new("title", FieldKind::Text),
        Field::new("customer_name", FieldKind::Text),
        Field::new("customer_id", FieldKind::Id),
        Field::new("opportunity_id", FieldKind::Id),
        Field::new(
            "stage",
            FieldKind::Word(&[
                "draft",
                "authorised",
                "signed",
                "registered",
                "executing",
                "fulfilled",
                "closed",
                "terminated",
            ]),
        ),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
    ],
    sort: "-updated_at",
    searchable: true,
};

store::project! {
    /// One line of the list of contracts.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct ContractRow {
        /// Id.
        pub id: String = (Entity, Column::Id),
        /// Number.
        pub number: String = (Entity, Column::Number),
        /// Title.
        pub title: String = (Entity, Column::Title),
        /// With whom.
        pub customer: String = (Entity, Column::CustomerName),
        /// Where it stands.
        pub stage: ContractStage = (Entity, Column::Stage),
        /// In minor units.
        pub amount_minor: i64 = (Entity, Column::AmountMinor),
        /// Three letters.
        pub currency: String = (Entity, Column::Currency),
        /// When both had signed.
        pub signed_on: Option<Day> = (Entity, Column::SignedOn),
        /// Whose the deal is.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Where the deal sits.
        pub unit: String = (unit::Entity, unit::Column::Name),
        /// Last changed.
        pub updated_at: Timestamp = (Entity, Column::UpdatedAt),
        /// Version.
        pub version: i64 = (Entity, Column::Version),
    }
}

/// Where the list of contracts starts.
pub fn contracts() -> SelectStatement {
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
        .to_owned()
}

/// The columns of an exported list of contracts.
pub const CONTRACT_COLUMNS: &[Out<ContractRow>] = &[
    Out::new("number", "合同编号", "Contract", |row| row.number.as_str().into()),
    Out::new("title", "合同名称", "Title", |row| row.title.as_str().into()),
    Out::new("customer", "客户", "Customer", |row| row.customer.as_str().into()),
    Out::new("stage", "状态", "Stage", |row| row.stage.as_str().into()),
    Out::new("amount_minor", "合同金额", "Amount", |row| Cell::Money(row.amount_minor)),
    Out::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Out::new("signed_on", "签订日期", "Signed on", |row| row.signed_on.into()),
    Out::new("owner", "负责人", "Owner", |row| row.owner.as_str().into()),
    Out::new("unit", "部门", "Unit", |row| row.unit.as_str().into()),
    Out::new("updated_at", "更新", "Updated", |row| Cell::Instant(row.updated_at)),
];

/// A contract by id, whoever may see it: for gates and later steps that hold a checked parent.
pub async fn one<C: ConnectionTrait>(conn: &C, id: &str) -> Result<contract::Model, Fault> {
    store::select::<Entity>()
        .filter(Column::Id.eq(id))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}

/// The lines of a contract's plan in their order.
pub async fn lines<C: ConnectionTrait>(
    conn: &C,
    contract_id: &str,
) -> Result<Vec<plan_line::Model>, Fault> {
    store::select::<plan_line::Entity>()
        .filter(plan_line::Column::ContractId.eq(contract_id))
        .order_by_asc(plan_line::Column::Position)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// The contract of an opportunity that was not terminated.
pub async fn live_of<C: ConnectionTrait>(
    conn: &C,
    opportunity_id: &str,
) -> Result<Option<contract::Model>, Fault> {
    store::select::<Entity>()
        .filter(Column::LiveKey.eq(opportunity_id))
        .one(conn)
        .await
        .map_err(store::internal)
}

/// The deal of a contract.
pub async fn deal<C: ConnectionTrait>(
    conn: &C,
    contract: &contract::Model,
) -> Result<opportunity::Model, Fault> {
    use opportunity::model::opportunity as deals;
    store::select::<deals::Entity>()
        .filter(deals::Column::Id.eq(contract.opportunity_id.as_str()))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}

/// The version that a contract was drafted from.
pub async fn quotation<C: ConnectionTrait>(
    conn: &C,
    contract: &contract::Model,
) -> Result<bid::quotation::Model, Fault> {
    store::select::<bid::quotation::Entity>()
        .filter(bid::quotation::Column::Id.eq(contract.quotation_id.as_str()))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}
