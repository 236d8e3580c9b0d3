//! Removes the demo in one step: the database is empty afterwards, as before set-up.

use crate::assembly;
use base::Fault;
use people::{
    secret,
    settings::{self, COMPANY, Company, SETUP},
};
use sea_orm::{ConnectionTrait, Statement};
use store::{Change, Meta, Store};

/// Empties every table of a demo database and makes a new set-up token, which is the answer.
/// [`Fault::NotFound`] when the database is no demo.
pub async fn remove(store: &Store) -> Result<String, Fault> {
    let company: Option<Company> = settings::read(store.read(), COMPANY).await?;
    if !company.is_some_and(|company| company.demo) {
        return Err(Fault::NotFound);
    }
    // Tables in the order of their birth: what points at others came later.
    let mut tables: Vec<&'static str> = Vec::new();
    // Deleting rows takes them out of their sums, so that these go after all.
    let mut sums: Vec<&'static str> = Vec::new();
    for migration in assembly::migrations() {
        for change in (migration.changes)() {
            match change {
                Change::Table(name, _) => tables.push(name),
                Change::Rollup(rollup) => sums.push(rollup.name),
                Change::SearchTables => tables.push("search_entry"),
                _ => {}
            }
        }
    }
    let token = secret::random()?;
    let mut tx = store.begin(&Meta::system()).await?;
    for sql in tx.search_reset() {
        run(&tx, sql).await?;
    }
    for sql in ["UPDATE unit SET parent_id = NULL", "UPDATE customer SET parent_id = NULL"] {
        run(&tx, sql).await?;
    }
    for table in tables.into_iter().rev().chain(sums) {
        run(&tx, &format!("DELETE FROM {table}")).await?;
    }
    settings::write(&mut tx, SETUP, &secret::digest(&token)).await?;
    tx.commit().await?;
    Ok(token)
}

async fn run(tx: &store::Tx, sql: &str) -> Result<(), Fault> {
    let statement = Statement::from_string(tx.conn().get_database_backend(), sql.to_owned());
    tx.conn().execute_raw(statement).await.map_err(store::internal)?;
    Ok(())
}
