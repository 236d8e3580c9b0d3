//! People at customers over HTTP.

use crate::{
    api::stale,
    model::{contact, customer},
    queries,
    verbs::{self, ContactEdit, NewContact},
};
use access::act;
use base::{Fault, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, IfMatch, Patch, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new().routes(routes!(create_contact)).routes(routes!(edit_contact))
}

/// Somebody at a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    /// Id.
    pub id: String,
    /// Where.
    pub customer_id: String,
    /// Name.
    pub name: String,
    /// What the person does there.
    pub title: Option<String>,
    /// In which department.
    pub department: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Version.
    pub version: i64,
    /// Last changed.
    pub updated_at: Timestamp,
}

impl From<contact::Model> for ContactView {
    fn from(contact: contact::Model) -> Self {
        Self {
            id: contact.id.to_string(),
            customer_id: contact.customer_id.to_string(),
            name: contact.name,
            title: contact.title,
            department: contact.department,
            phone: contact.phone,
            email: contact.email,
            note: contact.note,
            version: contact.version,
            updated_at: contact.updated_at,
        }
    }
}

/// A new contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactInput {
    /// Name.
    pub name: String,
    /// What the person does there.
    pub title: Option<String>,
    /// In which department.
    pub department: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
}

impl From<ContactInput> for NewContact {
    fn from(input: ContactInput) -> Self {
        Self {
            name: input.name,
            title: input.title,
            department: input.department,
            phone: input.phone,
            email: input.email,
            note: input.note,
        }
    }
}

/// A change of a contact.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactEditInput {
    /// Name.
    pub name: Option<String>,
    /// What the person does there.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub title: Patch<String>,
    /// In which department.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub department: Patch<String>,
    /// Telephone.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub phone: Patch<String>,
    /// Mail address.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: Patch<String>,
    /// What else is worth knowing.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub note: Patch<String>,
}

/// Adds somebody at a customer.
#[utoipa::path(post, path = "/api/customers/{id}/contacts", tag = "account",
    operation_id = "create_contact", params(("id" = String, Path)), request_body = ContactInput,
    responses((status = 201, body = ContactView)))]
async fn create_contact(
    ctx: Ctx,
    PathId(id): PathId<customer::Entity>,
    Body(input): Body<ContactInput>,
) -> Reply<Created<ContactView>> {
    let mut tx = ctx.begin().await?;
    let seen = access::get::<customer::Model, _>(tx.conn(), ctx.actor(), id.as_str()).await?;
    let customer = seen.allow::<act::Edit>()?;
    let model = verbs::add_contact(&mut tx, &customer, &input.into()).await?;
    tx.commit().await?;
    Ok(Created {
        version: model.version,
        location: format!("/api/contacts/{}", model.id),
        view: model.into(),
    })
}

/// Edits somebody at a customer.
#[utoipa::path(patch, path = "/api/contacts/{id}", tag = "account", operation_id = "edit_contact",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ContactEditInput,
    responses((status = 200, body = ContactView)))]
async fn edit_contact(
    ctx: Ctx,
    PathId(id): PathId<contact::Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<ContactEditInput>,
) -> Reply<Versioned<ContactView>> {
    let edit = ContactEdit {
        name: input.name,
        title: input.title,
        department: input.department,
        phone: input.phone,
        email: input.email,
        note: input.note,
    };
    match edit_contact_at(&ctx, id.as_str(), version, &edit).await {
        Err(Fault::Stale(_)) => {
            let now = queries::contact(ctx.read(), id.as_str()).await?;
            Err(stale(&ContactView::from(now))?.into())
        }
        done => {
            let view = ContactView::from(done?);
            Ok(Versioned(view.version, view))
        }
    }
}

async fn edit_contact_at(
    ctx: &Ctx,
    id: &str,
    version: i64,
    edit: &ContactEdit,
) -> Result<contact::Model, Fault> {
    let mut tx = ctx.begin().await?;
    let before = queries::contact(tx.conn(), id).await?;
    let customer = before.customer_id.as_str();
    let seen = access::get::<customer::Model, _>(tx.conn(), ctx.actor(), customer).await?;
    let _right = seen.allow::<act::Edit>()?;
    if before.version != version {
        return Err(Fault::Stale(None));
    }
    let model = verbs::edit_contact(&mut tx, &before, edit).await?;
    tx.commit().await?;
    Ok(model)
}
