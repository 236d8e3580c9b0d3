//! What is done with open items. Each verb works within a transaction that the caller commits; the
//! right on the contract is the right on its items.

use crate::{
    DeliveryRefusal,
    model::open_item::{Model, OpenItemKind, OpenItemStatus},
    queries,
};
use access::{Actor, Allowed, act};
use base::{Check, Day, Fault};
use contract::{Contract, ContractRefusal};
use people::user;
use store::Tx;
use wire::Patch;

/// Items of a contract at most, closed ones included: its page shows them all.
const ITEMS_MAX: usize = 200;
/// Characters of a text at most.
const TEXT_MAX: usize = 4_000;

/// An item as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewItem {
    /// What kind.
    pub kind: OpenItemKind,
    /// What it is about.
    pub title: String,
    /// More about it.
    pub detail: Option<String>,
    /// Who settles it.
    pub responsible_id: Option<user::UserId>,
    /// Until when.
    pub due_on: Option<Day>,
}

/// What is changed on an item; absent leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemEdit {
    /// What it is about.
    pub title: Option<String>,
    /// More about it.
    pub detail: Patch<String>,
    /// Who settles it.
    pub responsible_id: Patch<user::UserId>,
    /// Until when.
    pub due_on: Patch<Day>,
}

async fn check(tx: &Tx, item: &Model) -> Result<(), Fault> {
    let mut check = Check::new();
    check.text("/title", &item.title, 1, 200);
    check.optional_text("/detail", item.detail.as_deref(), TEXT_MAX);
    if let Some(day) = item.due_on {
        check.near("/due_on", day, tx.today(), 20);
    }
    if let Some(id) = &item.responsible_id {
        let user = tx.get::<user::Entity>(id.clone()).await?;
        check.ensure(user.is_some_and(|user| user.active), "/responsible_id", "unknown_user");
    }
    check.done()
}

fn at_version(item: &Model, version: i64) -> Result<(), Fault> {
    if item.version == version { Ok(()) } else { Err(Fault::Stale(None)) }
}

/// Raises an item on a contract that has not ended.
pub async fn raise(
    tx: &mut Tx,
    contract: &Allowed<Contract, act::Edit>,
    actor: &Actor,
    new: NewItem,
) -> Result<Model, Fault> {
    if contract.stage.is_ended() {
        return Err(ContractRefusal::ContractEnded.into());
    }
    let item = Model {
        id: tx.new_id(),
        contract_id: contract.id.clone(),
        kind: new.kind,
        title: new.title.trim().to_owned(),
        detail: new.detail,
        status: OpenItemStatus::Open,
        raised_by: actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?,
        raised_on: tx.today(),
        responsible_id: new.responsible_id,
        due_on: new.due_on,
        resolution: None,
        closed_by: None,
        closed_at: None,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    check(tx, &item).await?;
    if queries::items(tx.conn(), contract.id.as_str()).await?.len() >= ITEMS_MAX {
        return Err(DeliveryRefusal::TooManyItems.into());
    }
    tx.insert(&item).await?;
    Ok(item)
}

/// Edits an open item.
pub async fn edit(
    tx: &mut Tx,
    _contract: &Allowed<Contract, act::Edit>,
    item: &Model,
    version: i64,
    edit: ItemEdit,
) -> Result<Model, Fault> {
    at_version(item, version)?;
    if item.status == OpenItemStatus::Closed {
        return Err(DeliveryRefusal::ItemClosed.into());
    }
    let mut after = item.clone();
    if let Some(title) = edit.title {
        title.trim().clone_into(&mut after.title);
    }
    edit.detail.apply(&mut after.detail);
    edit.responsible_id.apply(&mut after.responsible_id);
    edit.due_on.apply(&mut after.due_on);
    check(tx, &after).await?;
    tx.update(item, &mut after, "edited").await?;
    Ok(after)
}

/// Closes an item with words on how it was settled.
pub async fn close(
    tx: &mut Tx,
    _contract: &Allowed<Contract, act::Edit>,
    item: &Model,
    version: i64,
    actor: &Actor,
    resolution: &str,
) -> Result<Model, Fault> {
    at_version(item, version)?;
    if item.status == OpenItemStatus::Closed {
        return Err(DeliveryRefusal::ItemClosed.into());
    }
    let mut check = Check::new();
    check.text("/resolution", resolution, 1, TEXT_MAX);
    check.done()?;
    let mut after = item.clone();
    after.status = OpenItemStatus::Closed;
    after.resolution = Some(resolution.trim().to_owned());
    after.closed_by = Some(actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?);
    after.closed_at = Some(tx.now());
    tx.update(item, &mut after, "closed").await?;
    Ok(after)
}

/// Opens a closed item again, as long as the contract has not ended.
pub async fn reopen(
    tx: &mut Tx,
    contract: &Allowed<Contract, act::Edit>,
    item: &Model,
    version: i64,
) -> Result<Model, Fault> {
    at_version(item, version)?;
    if item.status == OpenItemStatus::Open {
        return Err(DeliveryRefusal::ItemOpen.into());
    }
    if contract.stage.is_ended() {
        return Err(ContractRefusal::ContractEnded.into());
    }
    let mut after = item.clone();
    after.status = OpenItemStatus::Open;
    after.closed_by = None;
    after.closed_at = None;
    tx.update(item, &mut after, "reopened").await?;
    Ok(after)
}
