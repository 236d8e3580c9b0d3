//! Reads of delivery; lists start from the scope.

use crate::model::{
    milestone::{self, Column, Entity, MilestoneStatus},
    open_item,
};
use access::{Field, FieldKind, List, ScopeColumns, policy::kinds};
use base::{Day, Fault, Timestamp};
use contract::{MilestoneKind, contract as contract_table};
use people::user;
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

/// The list of milestones.
pub const MILESTONES: List = List {
    kind: kinds::MILESTONE,
    table: "milestone",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("forecast_on", FieldKind::Day).sorted_by("COALESCE(forecast_on, '9999-12-31')"),
        Field::new("planned_on", FieldKind::Day).sorted_by("COALESCE(planned_on, '9999-12-31')"),
        Field::new("actual_on", FieldKind::Day),
        Field::new("contract_on", FieldKind::Day),
        Field::new("contract_id", FieldKind::Id),
        Field::new("opportunity_id", FieldKind::Id),
        Field::new("label", FieldKind::Text),
        Field::new(
            "kind",
            FieldKind::Word(&[
                "contract_effective",
                "design_frozen",
                "ready_to_ship",
                "delivered",
                "installed",
                "commissioned",
                "final_acceptance",
                "warranty_end",
            ]),
        ),
        Field::new("status", FieldKind::Word(&["planned", "reached", "accepted"])),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
    ],
    sort: "forecast_on",
    searchable: false,
};

store::project! {
    /// One line of the list of milestones.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct MilestoneRow {
        /// Id.
        pub id: String = (Entity, Column::Id),
        /// Of which contract.
        pub contract_id: String = (Entity, Column::ContractId),
        /// The contract's number.
        pub contract: String = (contract_table::Entity, contract_table::Column::Number),
        /// With whom.
        pub customer: String = (contract_table::Entity, contract_table::Column::CustomerName),
        /// Which event.
        pub kind: MilestoneKind = (Entity, Column::Kind),
        /// What tells it from others of its kind.
        pub label: String = (Entity, Column::Label),
        /// Where it stands.
        pub status: MilestoneStatus = (Entity, Column::Status),
        /// When we planned it.
        pub planned_on: Option<Day> = (Entity, Column::PlannedOn),
        /// When we expect it now.
        pub forecast_on: Option<Day> = (Entity, Column::ForecastOn),
        /// When the contract demands it.
        pub contract_on: Option<Day> = (Entity, Column::ContractOn),
        /// When it was reached.
        pub actual_on: Option<Day> = (Entity, Column::ActualOn),
        /// Whose the deal is.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Last changed.
        pub updated_at: Timestamp = (Entity, Column::UpdatedAt),
        /// Version.
        pub version: i64 = (Entity, Column::Version),
    }
}

/// Where the list of milestones starts.
pub fn milestones() -> SelectStatement {
    Query::select()
        .from(Entity)
        .inner_join(
            contract_table::Entity,
            Expr::col((contract_table::Entity, contract_table::Column::Id))
                .equals((Entity, Column::ContractId)),
        )
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals((Entity, Column::OwnerId)),
        )
        .to_owned()
}

/// The milestones of a contract in the order of their events, then of their birth. Asks for no right:
/// the caller has seen the contract, which has the same place and team.
pub async fn of_contract<C: ConnectionTrait>(
    conn: &C,
    contract_id: &str,
) -> Result<Vec<milestone::Model>, Fault> {
    let mut milestones = store::select::<Entity>()
        .filter(Column::ContractId.eq(contract_id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)?;
    milestones.sort_by_key(|milestone| milestone.kind);
    Ok(milestones)
}

/// The events for which the payments of a contract wait.
pub async fn triggers<C: ConnectionTrait>(
    conn: &C,
    contract_id: &str,
) -> Result<Vec<MilestoneKind>, Fault> {
    let lines = contract::queries::lines(conn, contract_id).await?;
    Ok(lines.into_iter().map(|line| line.trigger_kind).collect())
}

/// The items of a contract, open ones first, then the newest. Asks for no right.
pub async fn items<C: ConnectionTrait>(
    conn: &C,
    contract_id: &str,
) -> Result<Vec<open_item::Model>, Fault> {
    store::select::<open_item::Entity>()
        .filter(open_item::Column::ContractId.eq(contract_id))
        .order_by_desc(open_item::Column::Status)
        .order_by_desc(open_item::Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// An item by id, whoever may see it: the caller loads its contract next.
pub async fn item<C: ConnectionTrait>(conn: &C, id: &str) -> Result<open_item::Model, Fault> {
    store::select::<open_item::Entity>()
        .filter(open_item::Column::Id.eq(id))
        .one(conn)
        .await
        .map_err(store::internal)?
        .ok_or(Fault::NotFound)
}
