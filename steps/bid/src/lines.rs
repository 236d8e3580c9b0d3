//! What an edit makes of the lines of a quotation, with every figure computed anew.

use crate::{
    model::{line, quotation},
    rules::{self, LineKey, LineSheet, Priced, Totals},
};
use access::{Actor, FieldGroup, Permission};
use base::{Check, Fault, Id};
use catalog::product;
use quotation::Model;
use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::HashMap;
use store::Tx;
use wire::Patch;

/// A line as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInput {
    /// The line that it was before, when the sender says it.
    pub id: Option<line::LineId>,
    /// The product, when it is one of the catalogue.
    pub product_id: Option<product::ProductId>,
    /// What is offered.
    pub description: String,
    /// How many, in thousandths.
    pub quantity_milli: i64,
    /// Counted in what.
    pub unit: Option<String>,
    /// List price of one, in minor units.
    pub list_price_minor: i64,
    /// Discount off the list price, in basis points.
    pub discount_bp: i64,
    /// Cost of one, in minor units. Not said: the stored cost of the line stays, a new line takes the
    /// product's.
    pub unit_cost_minor: Patch<i64>,
}

/// The lines of a quotation before and after an edit.
pub(crate) struct LineChange {
    /// In the new order: what the line was, and what it is.
    lines: Vec<(Option<line::Model>, line::Model)>,
    /// Those that are gone.
    gone: Vec<line::Model>,
    /// What all of them come to.
    pub(crate) totals: Totals,
}

impl LineChange {
    /// Works out what the sent lines make of the stored ones, with every figure computed. Faults
    /// point at `/lines/<place>/<field>`.
    pub(crate) async fn of(
        tx: &Tx,
        actor: &Actor,
        quotation: &Model,
        stored: Vec<line::Model>,
        sent: Vec<LineInput>,
    ) -> Result<Self, Fault> {
        let sees_cost = FieldGroup::Cost.visible_to(actor);
        if sent.iter().any(|line| line.unit_cost_minor.value().is_some()) {
            Permission::CostSee.demand(actor)?;
        }
        check(&sent)?;
        let stored_keys: Vec<LineKey<'_>> = stored.iter().map(stored_key).collect();
        let sent_keys: Vec<LineKey<'_>> = sent.iter().map(sent_key).collect();
        let meant = rules::meant(&stored_keys, &sent_keys);
        let products = products(tx, &sent).await?;
        let mut stored: Vec<Option<line::Model>> = stored.into_iter().map(Some).collect();
        let mut found = Check::new();
        let mut lines = Vec::with_capacity(sent.len());
        for (index, (line, meant)) in sent.into_iter().zip(meant).enumerate() {
            let before = meant.and_then(|at| stored.get_mut(at)).and_then(Option::take);
            let was = before.as_ref();
            let product = line.product_id.as_ref().map(|id| products.get(id));
            let same = was.is_some_and(|was| was.product_id == line.product_id);
            if let Some(code) = match product {
                Some(None) => Some("unknown_product"),
                Some(Some(product)) if !product.active && !same => Some("product_inactive"),
                _ => None,
            } {
                found.fault(&format!("/lines/{index}/product_id"), code);
            }
            let listed = product.flatten().filter(|it| it.currency == quotation.currency);
            // Another product has another cost; a line that only lost its product keeps what is known.
            let kept = match was {
                Some(was) if same || line.product_id.is_none() => was.unit_cost_minor,
                _ => listed.and_then(|product| product.unit_cost_minor),
            };
            let cost = match line.unit_cost_minor {
                Patch::Set(cost) => Some(cost),
                Patch::Clear if sees_cost => None,
                // Whoever may not see a cost cannot mean to remove it.
                Patch::Clear | Patch::Keep => kept,
            };
            let after = written(tx, quotation, index, was, line, cost);
            lines.push((before, after));
        }
        found.done()?;
        let priced: Vec<Priced> = lines.iter().map(|(_, line)| line.priced()).collect();
        let (figures, totals) = rules::totals(&priced)?;
        for ((_, line), figure) in lines.iter_mut().zip(figures) {
            line.net_price_minor = figure.net_price_minor;
            line.amount_minor = figure.amount_minor;
        }
        Ok(Self { lines, gone: stored.into_iter().flatten().collect(), totals })
    }

    pub(crate) fn differs(&self) -> bool {
        !self.gone.is_empty()
            || self.lines.iter().any(|(before, after)| before.as_ref() != Some(after))
    }

    pub(crate) fn after(self) -> Vec<line::Model> {
        self.lines.into_iter().map(|(_, after)| after).collect()
    }

    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), Fault> {
        for line in &self.gone {
            tx.delete(line, "removed").await?;
        }
        let mut new = Vec::new();
        for (before, mut after) in self.lines {
            match before {
                Some(before) => tx.update(&before, &mut after, "edited").await?,
                None => new.push(after),
            }
        }
        tx.insert_many(&new, "created").await
    }
}

/// The stored form of a sent line; its figures are computed later.
fn written(
    tx: &Tx,
    quotation: &Model,
    index: usize,
    was: Option<&line::Model>,
    sent: LineInput,
    unit_cost_minor: Option<i64>,
) -> line::Model {
    line::Model {
        id: was.map_or_else(|| tx.new_id(), |was| was.id.clone()),
        quotation_id: quotation.id.clone(),
        position: i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1),
        product_id: sent.product_id,
        description: sent.description.trim().to_owned(),
        quantity_milli: sent.quantity_milli,
        unit: sent.unit.map(|unit| unit.trim().to_owned()).filter(|unit| !unit.is_empty()),
        list_price_minor: sent.list_price_minor,
        discount_bp: sent.discount_bp,
        net_price_minor: 0,
        amount_minor: 0,
        unit_cost_minor,
        version: was.map_or(1, |was| was.version),
        created_at: was.map_or(tx.now(), |was| was.created_at),
        updated_at: was.map_or(tx.now(), |was| was.updated_at),
    }
}

fn stored_key(line: &line::Model) -> LineKey<'_> {
    LineKey {
        id: Some(line.id.as_str()),
        product_id: line.product_id.as_ref().map(Id::as_str),
        description: &line.description,
    }
}

fn sent_key(line: &LineInput) -> LineKey<'_> {
    LineKey {
        id: line.id.as_ref().map(Id::as_str),
        product_id: line.product_id.as_ref().map(Id::as_str),
        description: &line.description,
    }
}

fn check(lines: &[LineInput]) -> Result<(), Fault> {
    let mut found = Check::new();
    let sheets = lines.iter().map(|line| LineSheet {
        description: &line.description,
        unit: line.unit.as_deref(),
        priced: Priced {
            quantity_milli: line.quantity_milli,
            list_price_minor: line.list_price_minor,
            discount_bp: line.discount_bp,
            unit_cost_minor: line.unit_cost_minor.value().copied(),
        },
    });
    rules::check_lines(&mut found, sheets);
    found.done()
}

/// The products that lines name, by id.
async fn products(
    tx: &Tx,
    lines: &[LineInput],
) -> Result<HashMap<product::ProductId, product::Model>, Fault> {
    let ids: Vec<&str> =
        lines.iter().filter_map(|line| line.product_id.as_ref()).map(Id::as_str).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = store::select::<product::Entity>()
        .filter(product::Column::Id.is_in(ids))
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(found.into_iter().map(|product| (product.id.clone(), product)).collect())
}
