//! What is done with money. Each verb works within a transaction that the caller commits.

use crate::{
    CashRefusal, ledger,
    model::{
        allocation::{self, AllocationId},
        invoice::{self, InvoiceId, InvoiceState},
        receipt::{self, ReceiptId, ReceiptMethod},
    },
    rules,
};
use access::{Actor, Allowed, Seen, act};
use base::{Check, Day, Fault, Id};
use contract::{Contract, ContractStage, plan_line};
use opportunity::followers::move_rows;
use people::Follower;
use std::collections::{BTreeSet, HashMap};
use store::{SearchDoc, Tx};
use wire::BoxFuture;

/// An invoice as it is asked for.
#[derive(Debug, Clone)]
pub struct NewInvoice {
    /// In minor units.
    pub amount_minor: i64,
    /// When it is issued.
    pub issued_on: Day,
    /// The number of the tax invoice.
    pub invoice_no: Option<String>,
}

/// Issues an invoice for a plan line whose trigger is fulfilled. Contract and line are held.
pub async fn issue(
    tx: &mut Tx,
    contract: &Contract,
    line: &Allowed<plan_line::Model, act::Edit>,
    new: NewInvoice,
) -> Result<invoice::Model, Fault> {
    let mut check = Check::new();
    check.range("/amount_minor", new.amount_minor, 1, base::MAX_MINOR);
    check.near("/issued_on", new.issued_on, tx.today(), 2);
    check.ensure(new.issued_on <= tx.today(), "/issued_on", "day_future");
    check.optional_text("/invoice_no", new.invoice_no.as_deref(), 50);
    check.done()?;
    if !ContractStage::INVOICED.contains(&contract.stage) {
        return Err(CashRefusal::ContractNotRegistered.into());
    }
    let figures = ledger::of_line(tx.conn(), line).await?;
    rules::may_invoice(line.is_triggered(tx.today()), figures, new.amount_minor)?;
    let due_on = line.due_on.map_or(new.issued_on, |due| due.max(new.issued_on));
    let model = invoice::Model {
        id: tx.new_id(),
        number: tx.next_number("INV").await?,
        invoice_no: new.invoice_no,
        contract_id: line.contract_id.clone(),
        plan_line_id: line.id.clone(),
        opportunity_id: line.opportunity_id.clone(),
        customer_id: line.customer_id.clone(),
        amount_minor: new.amount_minor,
        currency: line.currency.clone(),
        issued_on: new.issued_on,
        due_on,
        state: InvoiceState::Issued,
        void_reason: None,
        allocated_minor: 0,
        owner_id: line.owner_id.clone(),
        unit_id: line.unit_id.clone(),
        unit_path: line.unit_path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&model).await?;
    index(tx, &model).await?;
    Ok(model)
}

/// Makes an invoice findable by those who reach it, the team of its deal included.
async fn index(tx: &mut Tx, invoice: &invoice::Model) -> Result<(), Fault> {
    let doc = SearchDoc {
        number: invoice.number.clone(),
        title: invoice.number.clone(),
        subtitle: invoice.invoice_no.clone().unwrap_or_default(),
        ..SearchDoc::default()
    };
    access::team::index(tx, invoice, doc).await
}

/// Invoices as followers of their opportunity.
#[derive(Debug, Clone, Copy, Default)]
pub struct Invoices;

impl Follower<opportunity::Model> for Invoices {
    fn follow<'a>(
        &'a self,
        tx: &'a mut Tx,
        deal: &'a opportunity::Model,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            for invoice in move_rows::<invoice::Model>(tx, deal).await? {
                index(tx, &invoice).await?;
            }
            Ok(())
        })
    }
}

/// Voids an invoice to which nothing is allocated; it stays on record with the reason. Contract and
/// invoice are held.
pub async fn void(
    tx: &mut Tx,
    contracts: &[Contract],
    invoice: &Allowed<invoice::Model, act::Edit>,
    reason: String,
) -> Result<invoice::Model, Fault> {
    let mut check = Check::new();
    check.text("/reason", &reason, 1, 1_000);
    check.done()?;
    ledger::demand_open(contracts)?;
    if invoice.state == InvoiceState::Voided {
        return Err(CashRefusal::InvoiceVoided.into());
    }
    if invoice.allocated_minor > 0 {
        return Err(CashRefusal::InvoiceAllocated.into());
    }
    let mut after = invoice::Model::clone(invoice);
    after.state = InvoiceState::Voided;
    after.void_reason = Some(reason.clone());
    tx.update_noting(&**invoice, &mut after, "voided", Some(reason)).await?;
    Ok(after)
}

/// A receipt as it is asked for.
#[derive(Debug, Clone)]
pub struct NewReceipt {
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
}

/// Books money that came in from a customer.
pub async fn receive(
    tx: &mut Tx,
    customer: &account::customer::Model,
    new: NewReceipt,
) -> Result<receipt::Model, Fault> {
    let mut check = Check::new();
    check.range("/amount_minor", new.amount_minor, 1, base::MAX_MINOR);
    check.currency("/currency", &new.currency);
    check.near("/received_on", new.received_on, tx.today(), 2);
    check.ensure(new.received_on <= tx.today(), "/received_on", "day_future");
    check.optional_text("/bank_reference", new.bank_reference.as_deref(), 100);
    check.optional_text("/note", new.note.as_deref(), 1_000);
    check.done()?;
    let model = receipt::Model {
        id: tx.new_id(),
        number: tx.next_number("REC").await?,
        customer_id: customer.id.clone(),
        amount_minor: new.amount_minor,
        currency: new.currency,
        received_on: new.received_on,
        bank_reference: new.bank_reference,
        method: new.method,
        note: new.note,
        allocated_minor: 0,
        owner_id: customer.owner_id.clone(),
        unit_id: customer.unit_id.clone(),
        unit_path: customer.unit_path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert(&model).await?;
    Ok(model)
}

/// Parts of a receipt that are allocated together at most.
const PARTS_MAX: usize = 100;

/// Allocates parts of a receipt to invoices, by their ids: all of them, or none. Needs the right to
/// allocate on the receipt and on every invoice.
pub async fn allocate(
    tx: &mut Tx,
    actor: &Actor,
    id: &ReceiptId,
    version: i64,
    parts: &[(InvoiceId, i64)],
) -> Result<receipt::Model, Fault> {
    access::get::<receipt::Model, _>(tx.conn(), actor, id.as_str()).await?;
    let mut check = Check::new();
    check.ensure((1..=PARTS_MAX).contains(&parts.len()), "/lines", "required");
    for (index, (_, amount)) in parts.iter().take(PARTS_MAX).enumerate() {
        check.range(&format!("/lines/{index}/amount_minor"), *amount, 1, base::MAX_MINOR);
    }
    check.done()?;
    let (contracts, receipt, invoices) = hold_all(tx, actor, id, parts).await?;
    let receipt = receipt.allow::<act::Edit>()?.at_version(version)?;
    ledger::demand_open(&contracts)?;
    for (invoice_id, amount_minor) in parts {
        let invoice = invoices.get(invoice_id.as_str()).ok_or(Fault::NotFound)?;
        if invoice.state == InvoiceState::Voided {
            return Err(CashRefusal::InvoiceVoided.into());
        }
        if invoice.currency != receipt.currency {
            return Err(CashRefusal::CurrencyDiffers.into());
        }
        if invoice.customer_id != receipt.customer_id {
            return Err(CashRefusal::CustomerDiffers.into());
        }
        let of_receipt = allocation::Column::ReceiptId;
        let of_invoice = allocation::Column::InvoiceId;
        let spent = ledger::allocated(tx.conn(), of_receipt, receipt.id.as_str()).await?;
        let paid = ledger::allocated(tx.conn(), of_invoice, invoice.id.as_str()).await?;
        rules::may_allocate(
            receipt.amount_minor - spent,
            invoice.amount_minor - paid,
            *amount_minor,
        )?;
        let model = allocation::Model {
            id: tx.new_id(),
            receipt_id: receipt.id.clone(),
            invoice_id: invoice.id.clone(),
            amount_minor: *amount_minor,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        tx.insert_as(&model, "allocated", None).await?;
        recount_invoice(tx, &invoice.id, "allocated").await?;
    }
    recount_receipt(tx, &receipt.id, "allocated").await
}

type Held = HashMap<String, Allowed<invoice::Model, act::Edit>>;

/// Everything that an allocation touches, held, with the rights of the actor.
async fn hold_all(
    tx: &Tx,
    actor: &Actor,
    receipt_id: &ReceiptId,
    parts: &[(InvoiceId, i64)],
) -> Result<(Vec<Contract>, Seen<receipt::Model>, Held), Fault> {
    let mut seen = Vec::with_capacity(parts.len());
    for (index, (id, _)) in parts.iter().enumerate() {
        let found = access::get::<invoice::Model, _>(tx.conn(), actor, id.as_str()).await;
        let pointer = format!("/lines/{index}/invoice_id");
        seen.push(found.map_err(|_| Fault::field(pointer, "unknown_invoice"))?);
    }
    let contracts = seen.iter().map(|invoice| invoice.contract_id.as_str()).collect();
    let contracts = ledger::hold(tx, contracts).await?;
    let receipt = access::lock::<receipt::Model>(tx, actor, receipt_id.as_str()).await?;
    let ids: BTreeSet<&str> = parts.iter().map(|(id, _)| id.as_str()).collect();
    let mut invoices = Held::new();
    for id in ids {
        let invoice = access::lock::<invoice::Model>(tx, actor, id).await?;
        invoices.insert(id.to_owned(), invoice.allow::<act::Edit>()?);
    }
    Ok((contracts, receipt, invoices))
}

/// Takes an allocation back. Needs the right to allocate on the receipt and on the invoice.
pub async fn release(
    tx: &mut Tx,
    actor: &Actor,
    id: &AllocationId,
    version: i64,
) -> Result<(), Fault> {
    let found = tx.get::<allocation::Entity>(id.clone()).await?.ok_or(Fault::NotFound)?;
    let receipt = found.receipt_id.as_str();
    access::get::<receipt::Model, _>(tx.conn(), actor, receipt).await?.allow::<act::Edit>()?;
    let part = (found.invoice_id.clone(), found.amount_minor);
    let (contracts, _, _) = hold_all(tx, actor, &found.receipt_id, &[part]).await?;
    if found.version != version {
        return Err(Fault::Stale(None));
    }
    ledger::demand_open(&contracts)?;
    tx.delete(&found, "released").await?;
    recount_invoice(tx, &found.invoice_id, "released").await?;
    recount_receipt(tx, &found.receipt_id, "released").await?;
    Ok(())
}

async fn recount_invoice(tx: &mut Tx, id: &Id<invoice::Entity>, verb: &str) -> Result<(), Fault> {
    let before = tx.get::<invoice::Entity>(id.clone()).await?.ok_or(Fault::NotFound)?;
    let mut after = before.clone();
    let column = allocation::Column::InvoiceId;
    after.allocated_minor = ledger::allocated(tx.conn(), column, id.as_str()).await?;
    tx.update(&before, &mut after, verb).await
}

async fn recount_receipt(
    tx: &mut Tx,
    id: &Id<receipt::Entity>,
    verb: &str,
) -> Result<receipt::Model, Fault> {
    let before = tx.get::<receipt::Entity>(id.clone()).await?.ok_or(Fault::NotFound)?;
    let mut after = before.clone();
    let column = allocation::Column::ReceiptId;
    after.allocated_minor = ledger::allocated(tx.conn(), column, id.as_str()).await?;
    tx.update(&before, &mut after, verb).await?;
    Ok(after)
}
