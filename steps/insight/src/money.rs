//! Sums over what is owed: the payment plans of signed contracts, and what was invoiced of others.

use access::{Action, Actor, ScopeColumns, policy, policy::kinds, sql::Sql};
use base::{Day, Fault};
use cash::{
    queries::{COUNTED, INVOICED, RECEIVED, owed},
    rules::Bucket,
    views::MoneyBar,
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;
use utoipa::ToSchema;

/// What is open in one class of age and one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgeSum {
    /// Three letters.
    pub currency: String,
    /// Planned less received, in minor units.
    pub open_minor: i64,
}

/// A class of age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgeBucket {
    /// Which.
    pub bucket: Bucket,
    /// Lines that are open in it.
    pub count: i64,
    /// What they add up to, by currency.
    pub sums: Vec<AgeSum>,
}

/// Which lines a sum is over.
#[derive(Debug, Clone, Default)]
pub struct Of {
    /// Of one contract.
    pub contract_id: Option<String>,
    /// Of one customer.
    pub customer_id: Option<String>,
    /// Of one owner.
    pub user_id: Option<String>,
}

/// The lines that the actor sees of what is owed: one row each with its figures.
fn lines(actor: &Actor, of: &Of) -> Sql {
    let mut sql = Sql::new("SELECT plan_line.currency AS currency, plan_line.due_on AS due_on, ");
    sql.push(COUNTED).push(" AS planned, ").push(INVOICED).push(" AS invoiced, ");
    sql.push(RECEIVED).push(" AS received FROM plan_line WHERE (").append(&owed()).push(")");
    for (column, value) in [
        ("contract_id", &of.contract_id),
        ("customer_id", &of.customer_id),
        ("owner_id", &of.user_id),
    ] {
        if let Some(value) = value {
            sql.push(" AND plan_line.").push(column).push(" = ").value(value.clone());
        }
    }
    sql.push(" AND ");
    let reach = policy::reach(actor, kinds::PLAN_LINE, Action::See);
    reach.condition(&ScopeColumns::DEAL_TEAM, &str::to_owned, &mut sql);
    sql
}

/// One money bar for each currency, largest plan first.
pub async fn bars(
    conn: &DatabaseConnection,
    actor: &Actor,
    today: Day,
    of: &Of,
) -> Result<Vec<MoneyBar>, Fault> {
    let mut sql = Sql::new(
        "SELECT currency, CAST(SUM(planned) AS BIGINT), CAST(SUM(invoiced) AS \
         BIGINT), CAST(SUM(received) AS BIGINT), CAST(SUM(CASE WHEN due_on < ",
    );
    sql.value(today).push(" THEN planned - received ELSE 0 END) AS BIGINT) FROM (");
    sql.append(&lines(actor, of)).push(") AS l GROUP BY currency ORDER BY 2 DESC, 1");
    let rows = conn
        .query_all_raw(sql.statement(conn.get_database_backend()))
        .await
        .map_err(store::internal)?;
    rows.iter()
        .map(|row| {
            let (currency, planned_minor, invoiced_minor, received_minor, overdue_minor): (
                String,
                i64,
                i64,
                i64,
                i64,
            ) = row.try_get_many_by_index().map_err(store::internal)?;
            let remaining_minor = planned_minor - received_minor;
            Ok(MoneyBar {
                currency,
                planned_minor,
                invoiced_minor,
                received_minor,
                remaining_minor,
                overdue_minor,
            })
        })
        .collect()
}

/// What is open by age (method 9.7); every class is there, also when it is empty.
pub async fn ageing(
    conn: &DatabaseConnection,
    actor: &Actor,
    today: Day,
) -> Result<Vec<AgeBucket>, Fault> {
    let mut sql = Sql::new(
        "SELECT bucket, currency, COUNT(*), CAST(SUM(open) AS BIGINT) FROM \
         (SELECT CASE WHEN due_on IS NULL",
    );
    for bucket in Bucket::ALL {
        sql.push(if *bucket == Bucket::NotDue { " OR " } else { " WHEN " });
        let (from, to) = bucket.due_days(today);
        match (from, to) {
            (Some(from), Some(to)) => {
                sql.push("due_on BETWEEN ").value(from).push(" AND ").value(to);
            }
            (Some(from), None) => {
                sql.push("due_on >= ").value(from);
            }
            (None, Some(to)) => {
                sql.push("due_on <= ").value(to);
            }
            (None, None) => {
                sql.push("1 = 1");
            }
        }
        // A word of ours, not a value from outside.
        sql.push(" THEN '").push(bucket.as_str()).push("'");
    }
    sql.push(" END AS bucket, currency, planned - received AS open FROM (");
    sql.append(&lines(actor, &Of::default()));
    sql.push(") AS l) AS o WHERE open > 0 GROUP BY bucket, currency ORDER BY currency");
    let rows = conn
        .query_all_raw(sql.statement(conn.get_database_backend()))
        .await
        .map_err(store::internal)?;
    let mut buckets: Vec<AgeBucket> = Bucket::ALL
        .iter()
        .map(|bucket| AgeBucket { bucket: *bucket, count: 0, sums: Vec::new() })
        .collect();
    for row in rows {
        let (bucket, currency, count, open_minor): (Bucket, String, i64, i64) =
            row.try_get_many_by_index().map_err(store::internal)?;
        if let Some(known) = buckets.iter_mut().find(|known| known.bucket == bucket) {
            known.count += count;
            known.sums.push(AgeSum { currency, open_minor });
        }
    }
    Ok(buckets)
}
