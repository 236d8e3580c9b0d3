//! Settings of the company, kept in the store's `setting` table.

use base::Fault;
use sea_orm::{ConnectionTrait, Statement};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::Tx;

/// The company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// The root unit's id.
    pub unit_id: String,
    /// Used when an amount names no currency.
    pub currency: String,
    /// The demo story is loaded.
    pub demo: bool,
}

/// Name of the company setting.
pub const COMPANY: &str = "company";
/// Name of the setting that holds the digest of the set-up token.
pub const SETUP: &str = "setup";

/// Reads a setting.
pub async fn read<T: DeserializeOwned, C: ConnectionTrait>(
    conn: &C,
    name: &str,
) -> Result<Option<T>, Fault> {
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT value_json FROM setting WHERE name = $1",
        [name.into()],
    );
    let Some(row) = conn.query_one_raw(statement).await.map_err(store::internal)? else {
        return Ok(None);
    };
    let value: serde_json::Value = row.try_get_by_index(0).map_err(store::internal)?;
    serde_json::from_value(value).map(Some).map_err(|error| Fault::Internal(Box::new(error)))
}

/// Writes a setting and journals it.
pub async fn write<T: Serialize>(tx: &mut Tx, name: &str, value: &T) -> Result<(), Fault> {
    let json = serde_json::to_value(value).map_err(|error| Fault::Internal(Box::new(error)))?;
    let statement = Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        "INSERT INTO setting (name, value_json) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET \
         value_json = excluded.value_json",
        [name.into(), json.into()],
    );
    tx.conn().execute_raw(statement).await.map_err(store::internal)?;
    tx.note("setting", name, "setting.changed", serde_json::json!({}), None);
    Ok(())
}

/// Removes a setting; answers whether it was there still.
pub async fn remove(tx: &mut Tx, name: &str) -> Result<bool, Fault> {
    let statement = Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        "DELETE FROM setting WHERE name = $1",
        [name.into()],
    );
    let done = tx.conn().execute_raw(statement).await.map_err(store::internal)?;
    Ok(done.rows_affected() > 0)
}
