//! What a caller sees of money.

use crate::{
    ledger,
    model::{
        invoice::{self, InvoiceState},
        receipt::{self, ReceiptMethod},
    },
    queries,
    rules::{self, Figures, InvoiceStatus, PlanStatus},
};
use access::{Action, Seen};
use base::{Day, Fault, Timestamp};
use contract::{Contract, ContractStage, views::PlanLine};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{AllowedAction, Ref};

/// Planned, invoiced, received, remaining, overdue: of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyBar {
    /// Three letters.
    pub currency: String,
    /// Σ of the plan lines; of terminated contracts Σ of what was invoiced.
    pub planned_minor: i64,
    /// Σ of the invoices that are not void.
    pub invoiced_minor: i64,
    /// Σ of the allocations.
    pub received_minor: i64,
    /// Planned less received.
    pub remaining_minor: i64,
    /// Open and past its due day.
    pub overdue_minor: i64,
}

/// A line of a payment plan with its money.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanLineMoney {
    /// The line.
    #[serde(flatten)]
    pub line: PlanLine,
    /// Where it stands.
    pub status: PlanStatus,
    /// Invoiced.
    pub invoiced_minor: i64,
    /// Received.
    pub received_minor: i64,
    /// Planned less received; of a terminated contract invoiced less received.
    pub open_minor: i64,
    /// Days overdue.
    pub overdue_days: i64,
}

/// The plan of a contract with its money.
pub async fn plan<C: ConnectionTrait>(
    conn: &C,
    contract: &Contract,
    today: Day,
) -> Result<Vec<PlanLineMoney>, Fault> {
    let lines = contract::queries::lines(conn, contract.id.as_str()).await?;
    let booked = ledger::of_lines(conn, contract.id.as_str()).await?;
    let live = !contract.stage.is_ended();
    Ok(lines
        .into_iter()
        .map(|line| {
            let (invoiced_minor, received_minor) =
                booked.get(line.id.as_str()).copied().unwrap_or_default();
            let planned_minor =
                rules::counted_minor(contract.stage, line.amount_minor, invoiced_minor);
            let figures = Figures { planned_minor, invoiced_minor, received_minor };
            let open_minor = planned_minor - received_minor;
            PlanLineMoney {
                status: rules::plan_status(live && line.is_triggered(today), figures),
                overdue_days: rules::overdue_days(line.due_on, open_minor, today),
                line: PlanLine::from(line),
                invoiced_minor,
                received_minor,
                open_minor,
            }
        })
        .collect())
}

/// The money bar of a contract.
pub fn bar(currency: &str, lines: &[PlanLineMoney]) -> MoneyBar {
    let sum = |part: fn(&PlanLineMoney) -> i64| lines.iter().map(part).sum::<i64>();
    MoneyBar {
        currency: currency.to_owned(),
        planned_minor: sum(|line| line.open_minor + line.received_minor),
        invoiced_minor: sum(|line| line.invoiced_minor),
        received_minor: sum(|line| line.received_minor),
        remaining_minor: sum(|line| line.open_minor),
        overdue_minor: sum(|line| if line.overdue_days > 0 { line.open_minor } else { 0 }),
    }
}

/// An invoice.
#[derive(Debug, Serialize, ToSchema)]
pub struct InvoiceView {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// Number of the tax invoice.
    pub invoice_no: Option<String>,
    /// Of which contract.
    pub contract: Ref,
    /// For which line of its plan.
    pub plan_line: Ref,
    /// To whom.
    pub customer: Ref,
    /// In minor units.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// When it was issued.
    pub issued_on: Day,
    /// When it is due.
    pub due_on: Day,
    /// Where it stands.
    pub status: InvoiceStatus,
    /// Σ of its allocations.
    pub allocated_minor: i64,
    /// What is still open.
    pub open_minor: i64,
    /// Days overdue.
    pub overdue_days: i64,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do now.
    pub allowed: Vec<AllowedAction>,
}

/// The view of an invoice that the caller sees.
pub async fn invoice<C: ConnectionTrait>(
    conn: &C,
    seen: &Seen<invoice::Model>,
    today: Day,
) -> Result<InvoiceView, Fault> {
    let it: &invoice::Model = seen;
    let contract = contract::queries::one(conn, it.contract_id.as_str()).await?;
    let lines = contract::queries::lines(conn, it.contract_id.as_str()).await?;
    let line = lines.iter().find(|line| line.id == it.plan_line_id);
    let voided = it.state == InvoiceState::Voided;
    let open_minor = it.open_minor();
    let hindrance = if voided {
        Some("invoice_voided")
    } else if contract.stage == ContractStage::Closed {
        Some("contract_closed")
    } else {
        (it.allocated_minor > 0).then_some("invoice_allocated")
    };
    Ok(InvoiceView {
        id: it.id.to_string(),
        number: it.number.clone(),
        invoice_no: it.invoice_no.clone(),
        contract: Ref::new(contract.id.to_string(), contract.number),
        plan_line: Ref::new(
            it.plan_line_id.to_string(),
            line.map(|line| line.label.clone()).unwrap_or_default(),
        ),
        customer: Ref::new(it.customer_id.to_string(), contract.customer_name),
        amount_minor: it.amount_minor,
        currency: it.currency.clone(),
        issued_on: it.issued_on,
        due_on: it.due_on,
        status: rules::invoice_status(voided, it.amount_minor, it.allocated_minor),
        allocated_minor: it.allocated_minor,
        open_minor,
        overdue_days: rules::overdue_days(Some(it.due_on), open_minor, today),
        void_reason: it.void_reason.clone(),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
        allowed: vec![AllowedAction::of(seen, "void", Action::Edit, hindrance)],
    })
}

/// A part of a receipt that pays a part of an invoice.
#[derive(Debug, Serialize, ToSchema)]
pub struct AllocationView {
    /// Id.
    pub id: String,
    /// To which invoice.
    pub invoice: Ref,
    /// In minor units.
    pub amount_minor: i64,
    /// Version.
    pub version: i64,
}

/// A receipt.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReceiptView {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// From whom.
    pub customer: Ref,
    /// In minor units.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// When it came in.
    pub received_on: Day,
    /// The bank's own reference.
    pub bank_reference: Option<String>,
    /// How it came in.
    pub method: ReceiptMethod,
    /// In words.
    pub note: Option<String>,
    /// Σ of its allocations.
    pub allocated_minor: i64,
    /// What is still to be allocated.
    pub open_minor: i64,
    /// Its allocations.
    pub allocations: Vec<AllocationView>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do now.
    pub allowed: Vec<AllowedAction>,
}

/// The view of a receipt that the caller sees.
pub async fn receipt<C: ConnectionTrait>(
    conn: &C,
    seen: &Seen<receipt::Model>,
) -> Result<ReceiptView, Fault> {
    let it: &receipt::Model = seen;
    let names = account::queries::names(conn, [it.customer_id.as_str()]).await?;
    let allocations = queries::allocations(conn, it.id.as_str()).await?;
    let open_minor = it.amount_minor - it.allocated_minor;
    let spent = (open_minor == 0).then_some("over_receipt");
    Ok(ReceiptView {
        id: it.id.to_string(),
        number: it.number.clone(),
        customer: people::reference(&names, it.customer_id.as_str()),
        amount_minor: it.amount_minor,
        currency: it.currency.clone(),
        received_on: it.received_on,
        bank_reference: it.bank_reference.clone(),
        method: it.method,
        note: it.note.clone(),
        allocated_minor: it.allocated_minor,
        open_minor,
        allocations: allocations
            .into_iter()
            .map(|(allocation, number)| AllocationView {
                id: allocation.id.to_string(),
                invoice: Ref::new(allocation.invoice_id.to_string(), number),
                amount_minor: allocation.amount_minor,
                version: allocation.version,
            })
            .collect(),
        version: it.version,
        created_at: it.created_at,
        updated_at: it.updated_at,
        allowed: vec![
            AllowedAction::of(seen, "allocate", Action::Edit, spent),
            AllowedAction::of(seen, "release", Action::Edit, None),
        ],
    })
}
