//! A lead becomes an opportunity: with its customer and contact when they are new, all in one
//! transaction.

use crate::{
    model::opportunity::Model,
    verbs::{self, OpportunityEdit, Origin},
};
use access::{Actor, Allowed, Permission, act};
use account::{customer, verbs::NewContact, verbs::NewCustomer};
use base::{Check, Day, Fault};
use store::Tx;
use wire::Patch;

/// What is said when a lead is converted.
#[derive(Debug, Clone, Default)]
pub struct Conversion {
    /// What the opportunity is about.
    pub title: String,
    /// The customer, when the lead knows none.
    pub customer: Option<NewCustomer>,
    /// Somebody there.
    pub contact: Option<NewContact>,
    /// When the contract is expected to be signed.
    pub expected_sign_on: Option<Day>,
}

/// Makes the opportunity where the lead sits and whose it is, and marks the lead as converted; the
/// lead's own transition says whether it may be.
pub async fn convert_lead(
    tx: &mut Tx,
    actor: &Actor,
    lead: &Allowed<lead::Lead, act::Edit>,
    conversion: Conversion,
) -> Result<Model, Fault> {
    Permission::OpportunityCreate.demand(actor)?;
    let mut check = Check::new();
    check.text("/opportunity_title", &conversion.title, 1, 200);
    check.done()?;
    let customer_id = customer_of(tx, actor, lead, conversion.customer, conversion.contact).await?;
    let edit = OpportunityEdit {
        title: Some(conversion.title),
        need: lead.pain.clone().or_else(|| lead.solution_idea.clone()).into(),
        amount_minor: Some(lead.amount_minor.unwrap_or_default()),
        currency: Some(lead.currency.clone()),
        expected_sign_on: conversion.expected_sign_on.map_or(Patch::Keep, Patch::Set),
        ..OpportunityEdit::default()
    };
    let origin = Origin {
        lead_id: Some(lead.id.clone()),
        product_id: lead.product_id.clone(),
        external_key: None,
    };
    let deal = verbs::create(tx, actor, lead.place(), customer_id.clone(), edit, origin).await?;
    let (id, title) = (deal.id.as_str(), deal.title.as_str());
    lead::verbs::mark_converted(tx, lead, customer_id, id, title).await?;
    Ok(deal)
}

async fn customer_of(
    tx: &mut Tx,
    actor: &Actor,
    lead: &lead::Lead,
    new: Option<NewCustomer>,
    contact: Option<NewContact>,
) -> Result<customer::CustomerId, Fault> {
    let customer = match (&lead.customer_id, new) {
        (Some(_), Some(_)) => return Err(Fault::field("/customer", "customer_known")),
        (None, None) => return Err(Fault::field("/customer", "required")),
        (None, Some(new)) if new.owner_id.is_none() && new.unit_id.is_none() => {
            let made = account::verbs::create_beside(tx, actor, &new, &lead.place()).await;
            made.map_err(|fault| below("/customer", fault))?
        }
        (None, Some(mut new)) => {
            new.owner_id.get_or_insert_with(|| lead.owner_id.clone());
            new.unit_id.get_or_insert_with(|| lead.unit_id.clone());
            let made = account::verbs::create(tx, actor, &new).await;
            made.map_err(|fault| below("/customer", fault))?
        }
        (Some(id), None) if contact.is_none() => return Ok(id.clone()),
        (Some(id), None) => {
            let seen = access::get::<customer::Model, _>(tx.conn(), actor, id.as_str()).await?;
            seen.allow::<act::Edit>()?.into_inner()
        }
    };
    if let Some(contact) = contact {
        let added = account::verbs::add_contact(tx, &customer, &contact).await;
        added.map_err(|fault| below("/contact", fault))?;
    }
    Ok(customer.id)
}

/// The same fault with its fields below the part of the input that they stand in.
fn below(part: &str, fault: Fault) -> Fault {
    let Fault::Invalid(mut faults) = fault else { return fault };
    for fault in &mut faults {
        fault.pointer = format!("{part}{}", fault.pointer);
    }
    Fault::Invalid(faults)
}
