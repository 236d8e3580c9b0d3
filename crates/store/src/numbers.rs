//! Human numbers (`OPP-2026-00042`) from a counter row in the same transaction: no gaps by failed
//! transactions, no doubles by parallel ones.

use crate::{internal, tx::Tx};
use base::Fault;
use sea_orm::{ConnectionTrait, Statement};

impl Tx {
    /// The next number of a series, for example `OPP-2026-00042`; the series restarts each year.
    pub async fn next_number(&mut self, prefix: &str) -> Result<String, Fault> {
        let mut numbers = self.next_numbers(prefix, 1).await?;
        numbers.pop().ok_or_else(|| Fault::internal("no number"))
    }

    /// The next `count` numbers of a series, in order.
    pub async fn next_numbers(&mut self, prefix: &str, count: usize) -> Result<Vec<String>, Fault> {
        let year = self.today().year();
        let name = format!("{prefix}-{year}");
        let wanted = i64::try_from(count).unwrap_or(i64::MAX);
        let statement = Statement::from_sql_and_values(
            self.conn().get_database_backend(),
            "INSERT INTO counter (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET \
             value = counter.value + excluded.value RETURNING value",
            [name.as_str().into(), wanted.into()],
        );
        let row = self.conn().query_one_raw(statement).await.map_err(internal)?;
        let last: i64 = match row {
            Some(row) => row.try_get_by_index(0).map_err(internal)?,
            None => return Err(Fault::internal("the counter answered nothing")),
        };
        Ok((last - wanted + 1..=last).map(|n| format!("{name}-{n:05}")).collect())
    }
}
