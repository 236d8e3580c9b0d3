//! The one-time set-up link: made when the company does not exist, gone when it does.

use base::Fault;
use people::{secret, settings};
use store::{Meta, Store};

/// Makes a new set-up token and forgets the one before. `None` when the company is set up.
pub async fn link(store: &Store, address: &str) -> Result<Option<String>, Fault> {
    let company: Option<settings::Company> =
        settings::read(store.read(), settings::COMPANY).await?;
    if company.is_some() {
        return Ok(None);
    }
    let token = secret::random()?;
    let mut tx = store.begin(&Meta::system()).await?;
    settings::write(&mut tx, settings::SETUP, &secret::digest(&token)).await?;
    tx.commit().await?;
    Ok(Some(format!("{address}/setup?token={token}")))
}
