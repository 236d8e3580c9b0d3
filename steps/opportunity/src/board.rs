//! The board: open opportunities by stage with counts, sums and the first cards of each column.
//!
//! Counts and sums come from one statement. The scope is never an OR: each unit is a range, and what
//! the actor owns or works on outside of those ranges is added. Without a filter a range is added up
//! from the sums that are kept ([`SUMS`]); with one, from an index that holds everything needed.

use crate::{
    model::opportunity::Stage,
    queries::{OPPORTUNITIES, OpportunityRow, opportunities},
    sums::SUMS,
};
use access::{
    Action, Actor, ListQuery, Reach, list_query::Op, policy, policy::kinds, sql::Sql, unit_range,
};
use base::{Fault, Texts};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;
use std::collections::HashMap;
use store::Backend;
use utoipa::ToSchema;

/// Cards of a column that come with the board.
pub const CARDS_FIRST: u64 = 30;

/// What a column adds up to in one currency. What is on hold counts as a card but in no sum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageSum {
    /// Three letters.
    pub currency: String,
    /// Sum of amounts.
    pub amount_minor: i64,
    /// Sum of amounts, each by its rung.
    pub weighted_minor: i64,
}

/// One column of the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardColumn {
    /// The stage.
    pub stage: Stage,
    /// Its code in the method.
    pub code: String,
    /// What it is called.
    pub title: Texts,
    /// How many opportunities stand in it.
    pub count: i64,
    /// What they add up to, by currency.
    pub sums: Vec<StageSum>,
    /// The ones that changed last.
    pub cards: Vec<OpportunityRow>,
    /// The cursor behind them.
    pub next: Option<String>,
}

/// The columns of the open stages, in order.
pub async fn board(
    conn: &DatabaseConnection,
    actor: &Actor,
    query: &ListQuery,
) -> Result<Vec<BoardColumn>, Fault> {
    let mut tally = tally(conn, actor, query).await?;
    let mut columns = Vec::new();
    let mut all_ids = Vec::new();
    for stage in Stage::OPEN {
        let (count, sums) = tally.remove(stage).unwrap_or_default();
        let (ids, next) = if count == 0 {
            (Vec::new(), None)
        } else {
            let first = ListQuery { limit: CARDS_FIRST, ..of_stage(query.clone(), *stage) };
            access::list::list_ids(conn, actor, &OPPORTUNITIES, &first).await?
        };
        all_ids.extend(ids);
        columns.push(column(*stage, count, sums, next));
    }
    let from = opportunities();
    let rows: Vec<OpportunityRow> =
        access::list_rows(conn, OPPORTUNITIES.table, &from, &all_ids).await?;
    for row in rows {
        if let Some(column) = columns.iter_mut().find(|column| column.stage == row.stage) {
            column.cards.push(row);
        }
    }
    Ok(columns)
}

/// The same question about one stage.
pub fn of_stage(query: ListQuery, stage: Stage) -> ListQuery {
    query.and("stage", Op::Eq, stage.as_str())
}

fn column(stage: Stage, count: i64, sums: Vec<StageSum>, next: Option<String>) -> BoardColumn {
    let definition = process::huawei5().stage(kinds::OPPORTUNITY.as_str(), stage.as_str());
    let code = definition.and_then(|stage| stage.code.clone()).unwrap_or_default();
    let title = definition.map(|stage| stage.title.clone());
    let title = title.unwrap_or_else(|| Texts::new(stage.as_str(), stage.as_str()));
    BoardColumn { stage, code, title, count, sums, cards: Vec::new(), next }
}

type Tally = HashMap<Stage, (i64, Vec<StageSum>)>;

/// Counts and sums of the open stages within the actor's reach, in one statement.
pub async fn tally(
    conn: &DatabaseConnection,
    actor: &Actor,
    query: &ListQuery,
) -> Result<Tally, Fault> {
    let narrowed = access::list::narrowed(Backend::of(conn), actor, &OPPORTUNITIES, query)?;
    let reach = policy::reach(actor, kinds::OPPORTUNITY, Action::See);
    let parts = parts(&reach, &narrowed);
    let mut tally = Tally::new();
    if parts.is_empty() {
        return Ok(tally);
    }
    let mut sql = Sql::new(
        "SELECT stage, currency, CAST(SUM(n) AS BIGINT), CAST(SUM(amount) AS BIGINT), \
         CAST(SUM(weighted) AS BIGINT) FROM (",
    );
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            sql.push(" UNION ALL ");
        }
        sql.append(part);
    }
    sql.push(") AS g GROUP BY stage, currency ORDER BY stage, currency");
    let statement = sql.statement(conn.get_database_backend());
    for row in conn.query_all_raw(statement).await.map_err(store::internal)? {
        let (stage, currency, count, amount_minor, weighted_minor): (Stage, String, i64, i64, i64) =
            row.try_get_many_by_index().map_err(store::internal)?;
        let entry = tally.entry(stage).or_default();
        entry.0 += count;
        entry.1.push(StageSum { currency, amount_minor, weighted_minor });
    }
    Ok(tally)
}

/// What is summed up, over rows of the table `opportunity`; the same as [`SUMS`] keeps.
const OF_ROWS: &str = "SELECT stage, currency, COUNT(*) AS n, \
     SUM(CASE WHEN on_hold THEN 0 ELSE amount_minor END) AS amount, \
     SUM(CASE WHEN on_hold THEN 0 ELSE (amount_minor * rung + 50) / 100 END) AS weighted FROM ";

/// Selects that do not overlap and together cover the reach: each unit, and what is the actor's own
/// outside of the units.
fn parts(reach: &Reach, narrowed: &Sql) -> Vec<Sql> {
    let mut ranges: Vec<Sql> = Vec::new();
    let mut own: Vec<Sql> = Vec::new();
    for reached in reach.parts() {
        match reached {
            Reach::All => ranges.push(Sql::new("1 = 1")),
            Reach::Unit(path) => {
                let (from, to) = unit_range(path);
                let mut range = Sql::new("unit_path >= ");
                range.value(from).push(" AND unit_path < ").value(to);
                ranges.push(range);
            }
            Reach::Owner(user) => {
                let mut ids = Sql::new("SELECT id AS mine_id FROM opportunity WHERE owner_id = ");
                ids.value(user.clone());
                own.push(ids);
            }
            Reach::Team(user) => {
                let mut ids =
                    Sql::new("SELECT record_id AS mine_id FROM team_member WHERE user_id = ");
                ids.value(user.clone());
                own.push(ids);
            }
            Reach::None | Reach::Any(_) => {}
        }
    }
    let mut parts: Vec<Sql> = if narrowed.is_empty() {
        ranges.iter().map(kept).collect()
    } else {
        ranges.iter().flat_map(|range| added_up(range, narrowed)).collect()
    };
    if !own.is_empty() {
        parts.push(own_part(&own, &ranges, narrowed));
    }
    parts
}

/// A range from the sums that are kept.
fn kept(range: &Sql) -> Sql {
    let mut sql = Sql::new(
        "SELECT stage, currency, SUM(row_count) AS n, SUM(amount_minor) AS amount, \
         SUM(weighted_minor) AS weighted FROM ",
    );
    sql.push(SUMS.name).push(" WHERE ").append(range);
    sql.push(" GROUP BY stage, currency HAVING SUM(row_count) <> 0");
    sql
}

/// A range from its rows, stage by stage in the order of the index `opportunity_board`.
fn added_up(range: &Sql, narrowed: &Sql) -> impl Iterator<Item = Sql> {
    Stage::OPEN.iter().map(move |stage| {
        let mut sql = Sql::new(OF_ROWS);
        sql.push("opportunity WHERE stage = ").value(*stage).push(" AND ").append(range);
        sql.append(narrowed).push(" GROUP BY stage, unit_path, currency");
        sql
    })
}

/// The own few ids come first: the cross join keeps SQLite from walking the stages instead.
fn own_part(own: &[Sql], ranges: &[Sql], narrowed: &Sql) -> Sql {
    let mut sql = Sql::new(OF_ROWS);
    sql.push("(");
    for (index, ids) in own.iter().enumerate() {
        if index > 0 {
            sql.push(" UNION ");
        }
        sql.append(ids);
    }
    sql.push(") AS mine CROSS JOIN opportunity WHERE id = mine_id AND stage IN (");
    for (index, stage) in Stage::OPEN.iter().enumerate() {
        if index > 0 {
            sql.push(", ");
        }
        sql.value(*stage);
    }
    sql.push(")");
    for range in ranges {
        sql.push(" AND NOT (").append(range).push(")");
    }
    sql.append(narrowed).push(" GROUP BY stage, currency");
    sql
}
