//! What is done with customers and contacts. Each verb works within a transaction that the caller
//! commits.

use crate::{
    AccountRefusal, Followers,
    model::{
        contact,
        customer::{self, CustomerClass, CustomerId},
        name_part,
    },
    queries,
    rules::{self, Card, Sheet, clean},
};
use access::{Action, Actor, Allowed, Permission, act};
use base::{Check, Fault};
use people::{Place, unit::UnitId, user::UserId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use std::collections::{BTreeSet, HashMap, hash_map::Entry};
use store::Tx;
use wire::Patch;

/// A customer as it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewCustomer {
    /// What it is called.
    pub name: String,
    /// Number in the register of companies.
    pub legal_id: Option<String>,
    /// How much it is worth to us; C when nobody says.
    pub class: Option<CustomerClass>,
    /// Its trade.
    pub industry: Option<String>,
    /// Who owns it.
    pub ownership: Option<String>,
    /// The customer to whose group it belongs.
    pub parent_id: Option<CustomerId>,
    /// Where it is.
    pub region: Option<String>,
    /// Address in the web.
    pub website: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Whose it is; the actor's when nobody says.
    pub owner_id: Option<UserId>,
    /// Where it sits; the owner's main post when nobody says.
    pub unit_id: Option<UnitId>,
    /// It comes in with closed history.
    pub history: bool,
    /// Its key in the system it is imported from.
    pub external_key: Option<String>,
}

/// What is changed on a customer; what is not mentioned stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerEdit {
    /// What it is called.
    pub name: Option<String>,
    /// Number in the register of companies.
    pub legal_id: Patch<String>,
    /// How much it is worth to us.
    pub class: Option<CustomerClass>,
    /// Its trade.
    pub industry: Patch<String>,
    /// Who owns it.
    pub ownership: Patch<String>,
    /// The customer to whose group it belongs.
    pub parent_id: Patch<CustomerId>,
    /// Where it is.
    pub region: Patch<String>,
    /// Address in the web.
    pub website: Patch<String>,
    /// What else is worth knowing.
    pub note: Patch<String>,
    /// Whose it is.
    pub owner_id: Option<UserId>,
    /// Where it sits.
    pub unit_id: Option<UnitId>,
    /// Its key in the system it is imported from.
    pub external_key: Patch<String>,
}

/// Somebody at a customer, as asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContact {
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

/// What is changed on a contact; what is not mentioned stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactEdit {
    /// Name.
    pub name: Option<String>,
    /// What the person does there.
    pub title: Patch<String>,
    /// In which department.
    pub department: Patch<String>,
    /// Telephone.
    pub phone: Patch<String>,
    /// Mail address.
    pub email: Patch<String>,
    /// What else is worth knowing.
    pub note: Patch<String>,
}

/// Adds a customer. Needs `customer.create`; a legal id that another customer has is refused
/// (`legal_id_taken`, with that customer's name and owner).
pub async fn create(
    tx: &mut Tx,
    actor: &Actor,
    new: &NewCustomer,
) -> Result<customer::Model, Fault> {
    let made = create_many(tx, actor, std::slice::from_ref(new)).await?;
    made.into_iter().next().ok_or_else(|| Fault::internal("no customer"))
}

/// Adds customers in few statements, in their order; all or none. A parent may be an earlier one.
pub async fn create_many(
    tx: &mut Tx,
    actor: &Actor,
    news: &[NewCustomer],
) -> Result<Vec<customer::Model>, Fault> {
    Permission::CustomerCreate.demand(actor)?;
    for new in news {
        check_new(new)?;
    }
    let mut places: HashMap<(Option<&UserId>, Option<&UnitId>), Place> = HashMap::new();
    for new in news {
        let wish = (new.owner_id.as_ref(), new.unit_id.as_ref());
        let (owner, unit) = (wish.0.map(UserId::as_str), wish.1.map(UnitId::as_str));
        if let Entry::Vacant(open) = places.entry(wish) {
            open.insert(people::place(tx.conn(), actor, owner, unit).await?);
        }
    }
    let found: Option<Vec<&Place>> =
        news.iter().map(|new| places.get(&(new.owner_id.as_ref(), new.unit_id.as_ref()))).collect();
    create_at(tx, actor, news, &found.ok_or_else(|| Fault::internal("no place"))?).await
}

/// Adds a customer to whom and where another record sits that the actor may work on: a lead that
/// becomes an opportunity. What the customer itself says of owner and unit does not count.
pub async fn create_beside(
    tx: &mut Tx,
    actor: &Actor,
    new: &NewCustomer,
    place: &Place,
) -> Result<customer::Model, Fault> {
    check_new(new)?;
    let made = create_at(tx, actor, std::slice::from_ref(new), &[place]).await?;
    made.into_iter().next().ok_or_else(|| Fault::internal("no customer"))
}

async fn create_at(
    tx: &mut Tx,
    actor: &Actor,
    news: &[NewCustomer],
    places: &[&Place],
) -> Result<Vec<customer::Model>, Fault> {
    Permission::CustomerCreate.demand(actor)?;
    let parents = news.iter().filter_map(|new| new.parent_id.as_ref()).map(CustomerId::as_str);
    demand_parents(tx, actor, parents.collect()).await?;
    let mut made = Vec::with_capacity(news.len());
    let numbers = tx.next_numbers("CUS", news.len()).await?;
    for ((new, number), place) in news.iter().zip(numbers).zip(places) {
        made.push(build(tx, new, number, place));
    }
    demand_unique(tx, &made).await?;
    tx.insert_many(&made, "created").await.map_err(taken_meanwhile)?;
    insert_parts(tx, &made).await?;
    Ok(made)
}

/// What a new customer's own fields say; later steps check with it before they begin.
pub fn check_new(new: &NewCustomer) -> Result<(), Fault> {
    let mut check = Check::new();
    let legal_id = rules::legal_id(new.legal_id.as_deref());
    let website = clean(new.website.as_deref());
    let sheet = Sheet {
        name: &new.name,
        legal_id: legal_id.as_deref(),
        industry: new.industry.as_deref(),
        ownership: new.ownership.as_deref(),
        region: new.region.as_deref(),
        website: website.as_deref(),
        note: new.note.as_deref(),
        external_key: new.external_key.as_deref(),
    };
    rules::check_customer(&mut check, &sheet);
    check.done()
}

fn build(tx: &Tx, new: &NewCustomer, number: String, place: &Place) -> customer::Model {
    customer::Model {
        id: tx.new_id(),
        number,
        name: new.name.trim().to_owned(),
        name_key: rules::name_key(&new.name),
        legal_id: rules::legal_id(new.legal_id.as_deref()),
        class: new.class.unwrap_or(CustomerClass::C),
        industry: clean(new.industry.as_deref()),
        ownership: clean(new.ownership.as_deref()),
        parent_id: new.parent_id.clone(),
        region: clean(new.region.as_deref()),
        website: clean(new.website.as_deref()),
        note: clean(new.note.as_deref()),
        history: new.history,
        external_key: clean(new.external_key.as_deref()),
        owner_id: place.owner_id.clone(),
        unit_id: place.unit_id.clone(),
        unit_path: place.unit_path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// Edits a customer. Another owner or unit needs the right to assign, and is journalled as
/// `assigned`; what later steps hold of the customer goes with it.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    before: &Allowed<customer::Model, act::Edit>,
    followers: &Followers,
    edit: &CustomerEdit,
) -> Result<customer::Model, Fault> {
    let mut after: customer::Model = (**before).clone();
    apply(&mut after, edit);
    let mut check = Check::new();
    let sheet = Sheet {
        name: &after.name,
        legal_id: after.legal_id.as_deref(),
        industry: after.industry.as_deref(),
        ownership: after.ownership.as_deref(),
        region: after.region.as_deref(),
        website: after.website.as_deref(),
        note: after.note.as_deref(),
        external_key: after.external_key.as_deref(),
    };
    rules::check_customer(&mut check, &sheet);
    check.done()?;
    let moved = after.owner_id != before.owner_id || after.unit_id != before.unit_id;
    if moved {
        before.also(actor, Action::Assign)?;
        // Where it sits already it may stay, whoever owns it.
        let unit = (after.unit_id != before.unit_id).then_some(after.unit_id.as_str());
        let place = people::handover(tx.conn(), actor, after.owner_id.as_str(), unit).await?;
        if unit.is_some() {
            after.unit_path = place.unit_path;
        }
    }
    if after.parent_id != before.parent_id {
        let parent = after.parent_id.iter().map(CustomerId::as_str).collect();
        demand_parents(tx, actor, parent).await?;
        demand_no_circle(tx, &after).await?;
    }
    demand_unique(tx, std::slice::from_ref(&after)).await?;
    let verb = if moved { "assigned" } else { "edited" };
    tx.update(&**before, &mut after, verb).await.map_err(taken_meanwhile)?;
    if after.name_key != before.name_key {
        delete_parts(tx, &after.id).await?;
        insert_parts(tx, std::slice::from_ref(&after)).await?;
    }
    if moved {
        followers.follow(tx, &after).await?;
    }
    Ok(after)
}

fn apply(after: &mut customer::Model, edit: &CustomerEdit) {
    if let Some(name) = &edit.name {
        name.trim().clone_into(&mut after.name);
        after.name_key = rules::name_key(name);
    }
    edit.legal_id.apply(&mut after.legal_id);
    after.legal_id = rules::legal_id(after.legal_id.as_deref());
    after.class = edit.class.unwrap_or(after.class);
    edit.parent_id.apply(&mut after.parent_id);
    for (patch, field) in [
        (&edit.industry, &mut after.industry),
        (&edit.ownership, &mut after.ownership),
        (&edit.region, &mut after.region),
        (&edit.website, &mut after.website),
        (&edit.note, &mut after.note),
        (&edit.external_key, &mut after.external_key),
    ] {
        patch.apply(field);
        *field = clean(field.as_deref());
    }
    if let Some(owner_id) = &edit.owner_id {
        after.owner_id = owner_id.clone();
    }
    if let Some(unit_id) = &edit.unit_id {
        after.unit_id = unit_id.clone();
    }
}

/// Parents must be customers that the actor sees.
async fn demand_parents(tx: &Tx, actor: &Actor, ids: BTreeSet<&str>) -> Result<(), Fault> {
    let seen = queries::visible(tx.conn(), actor, &ids).await?;
    if ids.iter().all(|id| seen.contains(*id)) {
        Ok(())
    } else {
        Err(Fault::field("/parent_id", "unknown_reference"))
    }
}

/// No customer stands above itself, and no group is deeper than can be shown.
async fn demand_no_circle(tx: &Tx, customer: &customer::Model) -> Result<(), Fault> {
    let mut above = customer.parent_id.clone();
    for _ in 0..rules::GROUP_DEPTH_MAX {
        let Some(id) = above else { return Ok(()) };
        if id == customer.id {
            break;
        }
        let parent = tx.get::<customer::Entity>(id).await?;
        above = parent.and_then(|parent| parent.parent_id);
    }
    Err(Fault::field("/parent_id", "parent_circle"))
}

/// Legal ids and external keys are given once.
async fn demand_unique(tx: &Tx, customers: &[customer::Model]) -> Result<(), Fault> {
    let legal_ids: Vec<&str> = customers.iter().filter_map(|c| c.legal_id.as_deref()).collect();
    for other in queries::by_legal_ids(tx.conn(), &legal_ids).await? {
        if customers.iter().any(|c| c.legal_id == other.legal_id && c.id != other.id) {
            return Err(legal_id_taken(tx, &other).await?);
        }
    }
    let keys: Vec<&str> = customers.iter().filter_map(|c| c.external_key.as_deref()).collect();
    for other in queries::by_external_keys(tx.conn(), &keys).await? {
        if customers.iter().any(|c| c.external_key == other.external_key && c.id != other.id) {
            return Err(AccountRefusal::ExternalKeyTaken.into());
        }
    }
    let (mut seen_ids, mut seen_keys) = (BTreeSet::new(), BTreeSet::new());
    for customer in customers {
        if customer.legal_id.as_deref().is_some_and(|id| !seen_ids.insert(id)) {
            return Err(legal_id_taken(tx, customer).await?);
        }
        if customer.external_key.as_deref().is_some_and(|key| !seen_keys.insert(key)) {
            return Err(AccountRefusal::ExternalKeyTaken.into());
        }
    }
    Ok(())
}

async fn legal_id_taken(tx: &Tx, other: &customer::Model) -> Result<Fault, Fault> {
    let owner = people::person(tx.conn(), other.owner_id.as_str()).await?;
    let refusal = AccountRefusal::LegalIdTaken.refusal();
    Ok(refusal.with("name", other.name.as_str()).with("owner", owner.name).into())
}

/// Somebody took the value between our look and our write: repeated, the request finds it taken.
fn taken_meanwhile(fault: Fault) -> Fault {
    if store::is_unique_fault(&fault) { Fault::Busy } else { fault }
}

async fn insert_parts(tx: &Tx, customers: &[customer::Model]) -> Result<(), Fault> {
    let rows: Vec<name_part::ActiveModel> = customers
        .iter()
        .flat_map(|customer| {
            rules::name_parts(&customer.name_key).into_iter().map(|part| {
                name_part::Model { part, customer_id: customer.id.clone() }
                    .into_active_model()
                    .reset_all()
            })
        })
        .collect();
    for chunk in rows.chunks(2_000) {
        name_part::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx.conn())
            .await
            .map_err(store::internal)?;
    }
    Ok(())
}

async fn delete_parts(tx: &Tx, id: &CustomerId) -> Result<(), Fault> {
    name_part::Entity::delete_many()
        .filter(name_part::Column::CustomerId.eq(id.as_str()))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(())
}

/// Takes a customer and its contacts back, as the undoing of an import does. A foreign key refuses
/// it when a later record hangs on it; see [`store::is_reference_fault`].
pub async fn remove(tx: &mut Tx, customer: &customer::Model) -> Result<(), Fault> {
    for contact in queries::contacts(tx.conn(), &customer.id).await? {
        tx.delete(&contact, "undone").await?;
    }
    delete_parts(tx, &customer.id).await?;
    tx.delete(customer, "undone").await
}

/// What a new contact's own fields say.
pub fn check_new_contact(new: &NewContact) -> Result<(), Fault> {
    let mut check = Check::new();
    let email = clean(new.email.as_deref());
    let card = Card {
        name: &new.name,
        title: new.title.as_deref(),
        department: new.department.as_deref(),
        phone: new.phone.as_deref(),
        email: email.as_deref(),
        note: new.note.as_deref(),
    };
    rules::check_contact(&mut check, &card);
    check.done()
}

/// Adds a contact to a customer that the caller may edit. At most 500 (`too_many_contacts`).
pub async fn add_contact(
    tx: &mut Tx,
    customer: &customer::Model,
    new: &NewContact,
) -> Result<contact::Model, Fault> {
    let model = contact::Model {
        id: tx.new_id(),
        customer_id: customer.id.clone(),
        name: new.name.trim().to_owned(),
        title: clean(new.title.as_deref()),
        department: clean(new.department.as_deref()),
        phone: clean(new.phone.as_deref()),
        email: clean(new.email.as_deref()),
        note: clean(new.note.as_deref()),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    check_new_contact(new)?;
    let known = store::select::<contact::Entity>()
        .filter(contact::Column::CustomerId.eq(customer.id.as_str()))
        .count(tx.conn())
        .await
        .map_err(store::internal)?;
    if known >= rules::CONTACTS_MAX {
        return Err(AccountRefusal::TooManyContacts.into());
    }
    tx.insert_as(&model, "contact.added", None).await?;
    Ok(model)
}

/// Edits a contact of a customer that the caller may edit.
pub async fn edit_contact(
    tx: &mut Tx,
    before: &contact::Model,
    edit: &ContactEdit,
) -> Result<contact::Model, Fault> {
    let mut after = before.clone();
    if let Some(name) = &edit.name {
        name.trim().clone_into(&mut after.name);
    }
    for (patch, field) in [
        (&edit.title, &mut after.title),
        (&edit.department, &mut after.department),
        (&edit.phone, &mut after.phone),
        (&edit.email, &mut after.email),
        (&edit.note, &mut after.note),
    ] {
        patch.apply(field);
        *field = clean(field.as_deref());
    }
    check_contact(&after)?;
    tx.update(before, &mut after, "contact.edited").await?;
    Ok(after)
}

fn check_contact(contact: &contact::Model) -> Result<(), Fault> {
    let mut check = Check::new();
    let card = Card {
        name: &contact.name,
        title: contact.title.as_deref(),
        department: contact.department.as_deref(),
        phone: contact.phone.as_deref(),
        email: contact.email.as_deref(),
        note: contact.note.as_deref(),
    };
    rules::check_contact(&mut check, &card);
    check.done()
}
