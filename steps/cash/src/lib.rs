//! Cash: what is invoiced, received and allocated, and what is still open (method 9.4, 9.5, 9.7).
//!
//! Invariants:
//!
//! - A plan line becomes invoiceable only through its fulfilled trigger (K17); the sum of its
//!   invoices never exceeds it.
//! - Σ allocation ≤ receipt and ≤ invoice, in one currency, for one customer.
//! - What is invoiced is owed: the end of a contract takes it out of no sum and no list.
//! - A closed contract is settled: nothing is voided, allocated or released on it any more.
//! - Nothing is deleted: an invoice is voided with a reason once nothing is allocated to it.
//! - Every figure is recomputed from invoices and allocations; none is typed.
//! - The status of a plan line, overdue days and ageing follow from figures and days.
//!
//! Verbs: issue, void, receive, allocate, release. Journal: `created`, `voided`, `allocated`,
//! `released`.

pub mod model;
pub mod rules;

pub mod verbs;

pub mod judged;

pub mod ledger;
pub mod queries;

pub mod api;
pub mod api_receipts;
pub mod migration;
pub mod views;

pub use judged::CashFacts;
pub use migration::migrations;
pub use model::{allocation, invoice, receipt};
pub use verbs::Invoices;

/// The routes of this step.
pub fn routes() -> wire::Router {
    api::routes().merge(api_receipts::routes())
}

base::refusals! {
    /// Why money says no.
    pub enum CashRefusal {
        TriggerMissing = "trigger_missing": "The event that makes this line due has not happened.",
        ContractNotRegistered = "contract_not_registered": "Invoices need a registered contract.",
        ContractClosed = "contract_closed": "The contract is closed; nothing is booked on it any more.",
        OverPlan = "over_plan": "The invoices would exceed the line of the plan.",
        OverReceipt = "over_receipt": "The allocations would exceed the receipt.",
        OverInvoice = "over_invoice": "The allocations would exceed the invoice.",
        CurrencyDiffers = "currency_differs": "Receipt and invoice have different currencies.",
        CustomerDiffers = "customer_differs": "Receipt and invoice belong to different customers.",
        InvoiceVoided = "invoice_voided": "The invoice is void.",
        InvoiceAllocated = "invoice_allocated": "Money is allocated to the invoice; release it first.",
    }
}
