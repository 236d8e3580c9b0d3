//! The figures: sums over invoices and allocations, recomputed where they are needed.

use crate::{
    CashRefusal,
    model::{
        allocation,
        invoice::{self, InvoiceState},
    },
    rules::Figures,
};
use base::Fault;
use contract::{Contract, ContractStage};
use sea_orm::{
    ColumnTrait, ConnectionTrait,
    sea_query::{Expr, ExprTrait as _, Query},
};
use std::collections::HashMap;

/// Invoiced and received of each plan line of a contract, by the line's id.
pub async fn of_lines<C: ConnectionTrait>(
    conn: &C,
    contract_id: &str,
) -> Result<HashMap<String, (i64, i64)>, Fault> {
    let query = Query::select()
        .column(invoice::Column::PlanLineId)
        .expr(Expr::cust("CAST(SUM(amount_minor) AS BIGINT)"))
        .expr(Expr::cust("CAST(SUM(allocated_minor) AS BIGINT)"))
        .from(invoice::Entity)
        .and_where(Expr::col(invoice::Column::ContractId).eq(contract_id))
        .and_where(Expr::col(invoice::Column::State).eq(InvoiceState::Issued))
        .group_by_col(invoice::Column::PlanLineId)
        .to_owned();
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    rows.iter()
        .map(|row| {
            let (line, invoiced, received): (String, i64, i64) =
                row.try_get_many_by_index().map_err(store::internal)?;
            Ok((line, (invoiced, received)))
        })
        .collect()
}

/// The figures of one plan line.
pub async fn of_line<C: ConnectionTrait>(
    conn: &C,
    line: &contract::plan_line::Model,
) -> Result<Figures, Fault> {
    let all = of_lines(conn, line.contract_id.as_str()).await?;
    let (invoiced_minor, received_minor) = all.get(line.id.as_str()).copied().unwrap_or_default();
    Ok(Figures { planned_minor: line.amount_minor, invoiced_minor, received_minor })
}

/// Σ of the allocations of a receipt or an invoice: `column` is `receipt_id` or `invoice_id`.
pub async fn allocated<C: ConnectionTrait>(
    conn: &C,
    column: allocation::Column,
    id: &str,
) -> Result<i64, Fault> {
    let query = Query::select()
        .expr(Expr::cust("CAST(COALESCE(SUM(amount_minor), 0) AS BIGINT)"))
        .from(allocation::Entity)
        .and_where(Expr::col(column).eq(id))
        .to_owned();
    let row = conn.query_one(&query).await.map_err(store::internal)?;
    match row {
        Some(row) => row.try_get_by_index(0).map_err(store::internal),
        None => Ok(0),
    }
}

/// The contracts of these ids, held until the transaction ends. Who books money takes contracts
/// first, then plan line or receipt, then invoices, so that no two wait for each other.
pub async fn hold(tx: &store::Tx, contract_ids: Vec<&str>) -> Result<Vec<Contract>, Fault> {
    tx.lock_all(contract::contract::Column::Id.is_in(contract_ids)).await
}

/// Refused (`contract_closed`) when nothing is booked on one of the contracts any more. A terminated
/// one is not closed: what was invoiced on it is still paid.
pub fn demand_open(contracts: &[Contract]) -> Result<(), Fault> {
    if contracts.iter().any(|contract| contract.stage == ContractStage::Closed) {
        return Err(CashRefusal::ContractClosed.into());
    }
    Ok(())
}
