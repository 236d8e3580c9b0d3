//! What is done with products. Each verb works within a transaction that the caller commits.

use crate::{
    CatalogRefusal,
    model::product,
    queries,
    rules::{self, Sheet},
};
use access::{Actor, Permission};
use base::{Check, Fault};
use store::Tx;
use wire::Patch;

/// A product as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProduct {
    /// What it is ordered by.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The family it belongs to.
    pub series: Option<String>,
    /// List price in minor units of `currency`.
    pub list_price_minor: i64,
    /// Cost in minor units of `currency`.
    pub unit_cost_minor: Option<i64>,
    /// Currency of price and cost.
    pub currency: String,
    /// Whether it is on sale.
    pub active: bool,
}

/// What is changed on a product; what is not mentioned stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductEdit {
    /// What it is ordered by.
    pub code: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// The family it belongs to.
    pub series: Patch<String>,
    /// List price in minor units.
    pub list_price_minor: Option<i64>,
    /// Cost in minor units.
    pub unit_cost_minor: Patch<i64>,
    /// Currency of price and cost.
    pub currency: Option<String>,
    /// Whether it is on sale.
    pub active: Option<bool>,
}

/// Adds a product. Needs `catalog.edit`, and `cost.see` when a cost is given; a code in use is
/// refused (`code_taken`).
pub async fn create(tx: &mut Tx, actor: &Actor, new: &NewProduct) -> Result<product::Model, Fault> {
    Permission::CatalogEdit.demand(actor)?;
    if new.unit_cost_minor.is_some() {
        Permission::CostSee.demand(actor)?;
    }
    check_new(new)?;
    let model = product::Model {
        id: tx.new_id(),
        code: new.code.trim().to_owned(),
        name: new.name.trim().to_owned(),
        series: clean(new.series.as_deref()),
        list_price_minor: new.list_price_minor,
        unit_cost_minor: new.unit_cost_minor,
        currency: new.currency.clone(),
        active: new.active,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    demand_code(tx, &model).await?;
    tx.insert(&model).await.map_err(code_taken)?;
    Ok(model)
}

/// Edits a product. Needs `catalog.edit`, and `cost.see` when the cost is mentioned.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    before: &product::Model,
    edit: &ProductEdit,
) -> Result<product::Model, Fault> {
    Permission::CatalogEdit.demand(actor)?;
    if edit.unit_cost_minor != Patch::Keep {
        Permission::CostSee.demand(actor)?;
    }
    let mut after = before.clone();
    if let Some(code) = &edit.code {
        code.trim().clone_into(&mut after.code);
    }
    if let Some(name) = &edit.name {
        name.trim().clone_into(&mut after.name);
    }
    edit.series.apply(&mut after.series);
    after.series = clean(after.series.as_deref());
    after.list_price_minor = edit.list_price_minor.unwrap_or(after.list_price_minor);
    edit.unit_cost_minor.apply(&mut after.unit_cost_minor);
    if let Some(currency) = &edit.currency {
        after.currency.clone_from(currency);
    }
    after.active = edit.active.unwrap_or(after.active);
    check(&Sheet {
        code: &after.code,
        name: &after.name,
        series: after.series.as_deref(),
        list_price_minor: after.list_price_minor,
        unit_cost_minor: after.unit_cost_minor,
        currency: &after.currency,
    })?;
    demand_code(tx, &after).await?;
    tx.update(before, &mut after, "edited").await.map_err(code_taken)?;
    Ok(after)
}

/// What a new product's own fields say.
pub fn check_new(new: &NewProduct) -> Result<(), Fault> {
    check(&Sheet {
        code: &new.code,
        name: &new.name,
        series: new.series.as_deref(),
        list_price_minor: new.list_price_minor,
        unit_cost_minor: new.unit_cost_minor,
        currency: &new.currency,
    })
}

fn check(sheet: &Sheet<'_>) -> Result<(), Fault> {
    let mut found = Check::new();
    rules::check(&mut found, sheet);
    found.done()
}

async fn demand_code(tx: &Tx, model: &product::Model) -> Result<(), Fault> {
    let other = queries::by_code(tx.conn(), &model.code).await?;
    match other.filter(|other| other.id != model.id) {
        Some(_) => Err(CatalogRefusal::CodeTaken.into()),
        None => Ok(()),
    }
}

/// Somebody took the code between our look and our write.
fn code_taken(fault: Fault) -> Fault {
    if store::is_unique_fault(&fault) { CatalogRefusal::CodeTaken.into() } else { fault }
}

/// A text without outer blanks; nothing when nothing is left.
fn clean(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
