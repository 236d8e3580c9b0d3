//! Reads: what is in force, the requests of a record, the list and the inbox.

use crate::{
    model::{Column, DecisionStatus, Entity, Model, RecordKind},
    rules,
};
use access::{Actor, Field, FieldKind, List, ScopeColumns, sql::Sql, unit_range};
use base::{Day, Fault, Timestamp};
use people::user;
use process::Outcome;
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

/// The list of requests.
pub const DECISIONS: List = List {
    kind: access::policy::kinds::DECISION,
    table: "decision_request",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: &[
        Field::new("due_on", FieldKind::Day).sorted(),
        Field::new("proposed_at", FieldKind::Instant).sorted(),
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("kind", FieldKind::Word(&["lead", "opportunity", "contract"])),
        Field::new("gate", FieldKind::Text),
        Field::new("status", FieldKind::Word(&["submitted", "decided", "withdrawn"])),
        Field::new("outcome", FieldKind::Word(&["go", "rework", "hold", "no_go"])),
        Field::new("record_id", FieldKind::Id),
        Field::new("proposer_id", FieldKind::Id),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
    ],
    sort: "-proposed_at",
    searchable: false,
};

store::project! {
    /// One request as the list reads it; what the caller may do is added later.
    #[derive(Debug, Clone)]
    pub struct Line {
        /// Id.
        pub id: String = (Entity, Column::Id),
        /// Kind of the record.
        pub kind: RecordKind = (Entity, Column::Kind),
        /// The record.
        pub record_id: String = (Entity, Column::RecordId),
        /// Its number.
        pub record_number: String = (Entity, Column::RecordNumber),
        /// Its title.
        pub record_title: String = (Entity, Column::RecordTitle),
        /// Gate.
        pub gate: String = (Entity, Column::Gate),
        /// Round.
        pub round: i64 = (Entity, Column::Round),
        /// Status.
        pub status: DecisionStatus = (Entity, Column::Status),
        /// Outcome.
        pub outcome: Option<Outcome> = (Entity, Column::Outcome),
        /// Not replaced.
        pub in_force: bool = (Entity, Column::InForce),
        /// Process.
        pub process_key: String = (Entity, Column::ProcessKey),
        /// Its version.
        pub process_version: i64 = (Entity, Column::ProcessVersion),
        /// Who asked.
        pub proposer_id: String = (Entity, Column::ProposerId),
        /// By name.
        pub proposer: String = (user::Entity, user::Column::Name),
        /// When.
        pub proposed_at: Timestamp = (Entity, Column::ProposedAt),
        /// Service level.
        pub due_on: Day = (Entity, Column::DueOn),
        /// When decided.
        pub decided_at: Option<Timestamp> = (Entity, Column::DecidedAt),
        /// Until when a go counts.
        pub valid_until: Option<Day> = (Entity, Column::ValidUntil),
        /// Where the record sits.
        pub unit_path: String = (Entity, Column::UnitPath),
        /// Version.
        pub version: i64 = (Entity, Column::Version),
    }
}

/// Where the list starts.
pub fn decisions() -> SelectStatement {
    Query::select()
        .from(Entity)
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals((Entity, Column::ProposerId)),
        )
        .to_owned()
}

/// The condition of the inbox: open requests of gates that the actor may decide over the record's
/// unit, except the own ones.
pub fn mine(actor: &Actor) -> Sql {
    let mut sql = Sql::new("status = ");
    sql.value(DecisionStatus::Submitted).push(" AND proposer_id <> ").value(actor.user_id.clone());
    sql.push(" AND (1 = 0");
    let process = process::huawei5();
    for grant in &actor.grants {
        let role = grant.role.as_str();
        let (from, to) = unit_range(&grant.unit_path);
        for gate in process.gates.iter().filter(|gate| gate.admits_decider(&[role])) {
            sql.push(" OR (gate = ").value(gate.key.clone());
            sql.push(" AND unit_path >= ").value(from.clone());
            sql.push(" AND unit_path < ").value(to.clone()).push(")");
        }
    }
    sql.push(")");
    sql
}

/// Every request of a record, the newest first.
pub async fn rounds<C: ConnectionTrait>(
    conn: &C,
    kind: RecordKind,
    record_id: &str,
) -> Result<Vec<Model>, Fault> {
    of_record(kind, record_id).order_by_desc(Column::Id).all(conn).await.map_err(store::internal)
}

fn of_record(kind: RecordKind, record_id: &str) -> sea_orm::Select<Entity> {
    store::select::<Entity>().filter(Column::RecordId.eq(record_id)).filter(Column::Kind.eq(kind))
}

/// The decided go of a gate that counts today: not replaced by a later decision, not expired. Its
/// `snapshot_json` says what was authorised.
pub async fn effective<C: ConnectionTrait>(
    conn: &C,
    kind: RecordKind,
    record_id: &str,
    gate: &str,
    today: Day,
) -> Result<Option<Model>, Fault> {
    let found = of_record(kind, record_id)
        .filter(Column::Gate.eq(gate))
        .filter(Column::InForce.eq(true))
        .one(conn)
        .await
        .map_err(store::internal)?;
    Ok(found.filter(|decision| decision.effective_on(today)))
}

impl Line {
    /// Whether the actor may decide it.
    pub fn is_mine(&self, actor: &Actor) -> bool {
        let process = process::by_key(&self.process_key, self.process_version);
        let gate = process.and_then(|process| process.gate(&self.gate));
        let (proposer, path) = (&self.proposer_id, &self.unit_path);
        rules::decide_hindrance(gate, self.status, proposer, path, actor).is_none()
    }

    /// Whether it is a go that counts today.
    pub fn effective_on(&self, today: Day) -> bool {
        self.in_force && self.valid_until.is_none_or(|last| last >= today)
    }
}
