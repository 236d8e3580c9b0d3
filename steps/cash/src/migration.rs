//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "cash_0001_invoices", changes: invoices },
        Migration { name: "cash_0002_receipts", changes: receipts },
    ]
}

fn invoices() -> Vec<Change> {
    let mut columns = vec![
        Col::id(),
        Col::text("number").unique(),
        Col::text("invoice_no").null(),
        Col::text("contract_id").references("contract"),
        Col::text("plan_line_id").references("plan_line"),
        Col::text("opportunity_id").references("opportunity"),
        Col::text("customer_id").references("customer"),
        Col::integer("amount_minor"),
        Col::text("currency"),
        Col::text("issued_on"),
        Col::text("due_on"),
        Col::text("state"),
        Col::text("void_reason").null(),
        Col::integer("allocated_minor"),
    ];
    columns.extend(placed());
    vec![
        Change::Table("invoice", columns),
        Change::Index("invoice_line", "invoice", "plan_line_id"),
        Change::Index("invoice_contract", "invoice", "contract_id"),
        Change::Index("invoice_customer", "invoice", "customer_id, due_on"),
        Change::Index("invoice_due", "invoice", "due_on, id"),
        Change::Index("invoice_issued", "invoice", "issued_on, id"),
        Change::Index("invoice_amount", "invoice", "amount_minor, id"),
        Change::Index("invoice_updated", "invoice", "updated_at, id"),
        Change::Index("invoice_owner", "invoice", "owner_id, updated_at, id"),
        Change::Index("invoice_place", "invoice", "unit_path, updated_at, id"),
    ]
}

fn receipts() -> Vec<Change> {
    let mut columns = vec![
        Col::id(),
        Col::text("number").unique(),
        Col::text("customer_id").references("customer"),
        Col::integer("amount_minor"),
        Col::text("currency"),
        Col::text("received_on"),
        Col::text("bank_reference").null(),
        Col::text("method"),
        Col::text("note").null(),
        Col::integer("allocated_minor"),
    ];
    columns.extend(placed());
    vec![
        Change::Table("receipt", columns),
        Change::Index("receipt_customer", "receipt", "customer_id"),
        Change::Index("receipt_received", "receipt", "received_on, id"),
        Change::Index("receipt_amount", "receipt", "amount_minor, id"),
        Change::Index("receipt_updated", "receipt", "updated_at, id"),
        Change::Index("receipt_owner", "receipt", "owner_id, updated_at, id"),
        Change::Index("receipt_place", "receipt", "unit_path, updated_at, id"),
        Change::Table(
            "allocation",
            vec![
                Col::id(),
                Col::text("receipt_id").references("receipt"),
                Col::text("invoice_id").references("invoice"),
                Col::integer("amount_minor"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("allocation_receipt", "allocation", "receipt_id"),
        Change::Index("allocation_invoice", "allocation", "invoice_id"),
    ]
}

fn placed() -> [Col; 6] {
    [
        Col::text("owner_id").references("user_account"),
        Col::text("unit_id").references("unit"),
        Col::path("unit_path"),
        Col::integer("version"),
        Col::integer("created_at"),
        Col::integer("updated_at"),
    ]
}
