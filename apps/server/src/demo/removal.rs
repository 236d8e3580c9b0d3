//! Removes the demo in one step: the database is empty afterwards, as before set-up.
//!
//! What the people of the story do stays play, whatever they enter. Where real work has begun is read
//! from three signs, each of which an administrator can take back: active people who are not of the
//! story, API tokens that are valid, and imports that are not undone. While there is one, nothing is
//! removed; without one, whoever removes it still types the company's name.

use super::{DemoRefusal, company::CAST};
use crate::assembly;
use base::Fault;
use exchange::model::import;
use people::{
    secret,
    settings::{self, COMPANY, Company, SETUP},
    token, unit, user,
};
use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, Statement};
use store::{Change, Meta, Store, Tx};

/// Empties every table of a demo database and makes a new set-up token, which is the answer.
/// `confirm` is the company's name. [`Fault::NotFound`] when the database is no demo.
pub async fn remove(store: &Store, confirm: &str) -> Result<String, Fault> {
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
    let company: Option<Company> = settings::read(tx.conn(), COMPANY).await?;
    let company = company.filter(|company| company.demo).ok_or(Fault::NotFound)?;
    let root = tx.get::<unit::Entity>(unit_id(&company)?).await?.ok_or(Fault::NotFound)?;
    if confirm.trim() != root.name {
        return Err(Fault::field("/confirm", "company_name_differs"));
    }
    demand_unused(&tx).await?;
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

fn unit_id(company: &Company) -> Result<unit::UnitId, Fault> {
    company.unit_id.parse().map_err(|_| Fault::internal("the company has no unit"))
}

/// Refuses (`demo_in_use`) while there is a sign of real work.
async fn demand_unused(tx: &Tx) -> Result<(), Fault> {
    let cast: Option<Vec<String>> = settings::read(tx.conn(), CAST).await?;
    let people = store::select::<user::Entity>()
        .filter(user::Column::Active.eq(true))
        .filter(user::Column::Id.is_not_in(cast.unwrap_or_default()))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    let tokens = store::select::<token::Entity>()
        .filter(token::Column::ExpiresOn.gte(tx.today()))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    let taken_in = [
        import::Status::Running,
        import::Status::Done,
        import::Status::Failed,
        import::Status::Undoing,
    ];
    let imports = store::select::<import::Entity>()
        .filter(import::Column::Status.is_in(taken_in))
        .filter(import::Column::DryRun.eq(false))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    if people + tokens + imports == 0 {
        return Ok(());
    }
    let refusal = DemoRefusal::DemoInUse.refusal();
    Err(refusal.with("people", people).with("tokens", tokens).with("imports", imports).into())
}

async fn run(tx: &Tx, sql: &str) -> Result<(), Fault> {
    let statement = Statement::from_string(tx.conn().get_database_backend(), sql.to_owned());
    tx.conn().execute_raw(statement).await.map_err(store::internal)?;
    Ok(())
}
