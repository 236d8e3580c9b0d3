//! Products from a sheet: one row is one product, known by its code.

use crate::{
    model::product,
    queries,
    verbs::{self, NewProduct, ProductEdit},
};
use access::{Actor, Permission};
use base::{Fault, Texts};
use exchange::{
    CellProblem, FieldKind, FieldSpec, Plan, Prepared, Reason, Row, RowResult, Target, Undone,
};
use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::HashMap;
use store::Tx;
use wire::{BoxFuture, Ctx, Patch};

const KIND: &str = "product";

/// What products say about their import.
pub fn import_target() -> impl Target + 'static {
    Products
}

struct Products;

/// What one run knows before its first row, and learns with each.
struct Run {
    plan: Plan,
    /// Codes in small letters, with the row that named them.
    met: HashMap<String, u64>,
}

impl Target for Products {
    fn kind(&self) -> &'static str {
        KIND
    }
    fn title(&self) -> Texts {
        Texts::new("产品", "Products")
    }
    fn fields(&self) -> Vec<FieldSpec> {
        let text = |key, zh, en| FieldSpec::new(key, FieldKind::Text, zh, en);
        let money = |key, zh, en| FieldSpec::new(key, FieldKind::Money, zh, en);
        vec![
            text("name", "产品名称", "Name").required().aliases(&[
                "产品",
                "名称",
                "物料名称",
                "product",
                "product name",
                "item",
                "description",
            ]),
            text("code", "产品编码", "Code").aliases(&[
                "编码",
                "型号",
                "规格型号",
                "物料编码",
                "sku",
                "product code",
                "item code",
                "part number",
                "model",
            ]),
            text("series", "系列", "Series").aliases(&["产品系列", "产品线", "family", "category"]),
            money("list_price_minor", "目录价", "List price").required().aliases(&[
                "单价",
                "价格",
                "标准价",
                "price",
                "sales price",
                "sales_price",
                "unit price",
            ]),
            money("unit_cost_minor", "单位成本", "Unit cost").aliases(&[
                "成本",
                "标准成本",
                "cost",
                "standard cost",
            ]),
        ]
    }
    fn demand(&self, actor: &Actor) -> Result<(), Fault> {
        Permission::CatalogEdit.demand(actor)
    }
    fn prepare<'a>(
        &'a self,
        _: &'a Ctx,
        plan: &'a Plan,
    ) -> BoxFuture<'a, Result<Box<dyn Prepared>, Fault>> {
        Box::pin(async move {
            let prepared: Box<dyn Prepared> =
                Box::new(Run { plan: plan.clone(), met: HashMap::new() });
            Ok(prepared)
        })
    }
    fn undo<'a>(
        &'a self,
        _: &'a Ctx,
        tx: &'a mut Tx,
        ids: &'a [String],
    ) -> BoxFuture<'a, Result<Vec<Undone>, Fault>> {
        Box::pin(take_back(tx, ids))
    }
}

impl Prepared for Run {
    fn check(&self, row: &Row) -> Vec<CellProblem> {
        verbs::check_new(&self.read(row)).map_or_else(CellProblem::from_fault, |()| Vec::new())
    }
    fn apply<'a>(
        &'a mut self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        rows: &'a [Row],
    ) -> BoxFuture<'a, Result<Vec<RowResult>, Fault>> {
        Box::pin(async move {
            let mut results = Vec::with_capacity(rows.len());
            for row in rows {
                results.push(self.take_in(ctx, tx, row).await?);
            }
            Ok(results)
        })
    }
}

impl Run {
    /// A product of a sheet without codes is known by its name.
    fn read(&self, row: &Row) -> NewProduct {
        let name = row.text("name").unwrap_or_default();
        NewProduct {
            code: row.text("code").unwrap_or(name).to_owned(),
            name: name.to_owned(),
            series: row.text("series").map(str::to_owned),
            list_price_minor: row.money("list_price_minor").unwrap_or_default(),
            unit_cost_minor: row.money("unit_cost_minor"),
            currency: self.plan.options.currency.clone(),
            active: true,
        }
    }

    async fn take_in(&mut self, ctx: &Ctx, tx: &mut Tx, row: &Row) -> Result<RowResult, Fault> {
        let new = self.read(row);
        if let Err(fault) = verbs::check_new(&new) {
            return RowResult::refused(fault);
        }
        let key = new.code.trim().to_lowercase();
        if let Some(earlier) = self.met.get(&key) {
            return Ok(RowResult::skipped(Reason::new("duplicate_row").with("row", *earlier)));
        }
        self.met.insert(key, row.number);
        let known = queries::by_code(tx.conn(), &new.code).await?;
        let done = match &known {
            None => verbs::create(tx, ctx.actor(), &new).await,
            Some(known) if self.plan.options.update => {
                let edit = ProductEdit {
                    code: None,
                    name: Some(new.name),
                    series: Patch::from(new.series),
                    list_price_minor: Some(new.list_price_minor),
                    unit_cost_minor: Patch::from(new.unit_cost_minor),
                    currency: Some(new.currency),
                    active: None,
                };
                verbs::edit(tx, ctx.actor(), known, &edit).await
            }
            Some(known) => {
                let skipped = RowResult::skipped(Reason::new("exists"));
                return Ok(skipped.about(KIND, known.id.as_str(), known.code.as_str()));
            }
        };
        match done {
            Ok(product) if known.is_some() => {
                Ok(RowResult::updated(KIND, product.id.as_str(), product.code))
            }
            Ok(product) => Ok(RowResult::created(KIND, product.id.as_str(), product.code)),
            Err(fault) => RowResult::refused(fault),
        }
    }
}

/// Takes products back that nobody has touched since (`changed_since`) and that no later record
/// names (`in_use`).
async fn take_back(tx: &mut Tx, ids: &[String]) -> Result<Vec<Undone>, Fault> {
    let made = store::select::<product::Entity>()
        .filter(product::Column::Id.is_in(ids.iter().map(String::as_str)))
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    let touched = exchange::touched(tx, ids).await?;
    let mut kept: HashMap<String, &'static str> = HashMap::new();
    for product in made {
        if product.version > 1 || touched.contains(product.id.as_str()) {
            kept.insert(product.id.to_string(), "changed_since");
            continue;
        }
        let point = tx.save_point().await?;
        match tx.delete(&product, "undone").await {
            Ok(()) => tx.keep(point).await?,
            Err(fault) if store::is_reference_fault(&fault) => {
                tx.go_back(point).await?;
                kept.insert(product.id.to_string(), "in_use");
            }
            Err(fault) => return Err(fault),
        }
    }
    let answer =
        |id: &String| Undone { id: id.clone(), kept: kept.get(id).map(|code| Reason::new(code)) };
    Ok(ids.iter().map(answer).collect())
}
