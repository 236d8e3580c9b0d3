//! What is done with quotations. Each verb works within a transaction that the caller commits.

use crate::{
    BidRefusal,
    lines::{LineChange, LineInput},
    model::{line, quotation},
    queries,
    rules::{self, Totals},
};
use access::{Action, Actor, Allowed, Permission, Seen, act, policy::kinds};
use base::{Check, Day, Fault};
use opportunity::{Model as Opportunity, OpportunityRefusal, followers::move_rows};
use people::{Leader as _, Place};
use quotation::{Model, QuotationId, QuotationStatus};
use store::{SearchDoc, Tx};
use wire::Patch;

/// Characters of terms and notes at most.
const TEXT_MAX: usize = 4_000;
/// Years between today and a validity date at most.
const YEARS_MAX: i64 = 10;

/// What is written into a draft; what is not mentioned stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotationEdit {
    /// The last day on which the offer stands.
    pub valid_until: Patch<Day>,
    /// How and when the customer pays.
    pub payment_terms: Patch<String>,
    /// How and when we deliver.
    pub delivery_terms: Patch<String>,
    /// What else is worth knowing.
    pub note: Patch<String>,
    /// All lines in their order.
    pub lines: Option<Vec<LineInput>>,
}

/// Writes a draft for an opportunity that the actor sees. Needs `quotation.create` and the right to
/// edit quotations of this opportunity. Refused: `opportunity_not_open`, `draft_exists`.
pub async fn create(
    tx: &mut Tx,
    actor: &Actor,
    opportunity: &Seen<Opportunity>,
    edit: QuotationEdit,
) -> Result<Model, Fault> {
    demand_right(actor, opportunity)?;
    let versions = queries::versions(tx.conn(), opportunity.id.as_str()).await?;
    demand_room(opportunity, &versions)?;
    let mut model = blank(tx, opportunity);
    model.revision = next_revision(&versions);
    put_terms(&mut model, &edit, tx.today())?;
    let change =
        LineChange::of(tx, actor, &model, Vec::new(), edit.lines.unwrap_or_default()).await?;
    put_totals(&mut model, change.totals);
    model.number = match versions.first() {
        Some(version) => version.number.clone(),
        None => tx.next_number("QUO").await?,
    };
    insert(tx, opportunity, &model, "created", &change.after()).await?;
    Ok(model)
}

/// Edits a draft. Refused: `quotation_submitted`, `quotation_ended`, `opportunity_not_open`.
pub async fn edit(
    tx: &mut Tx,
    actor: &Actor,
    quotation: &Allowed<Model, act::Edit>,
    edit: QuotationEdit,
) -> Result<Model, Fault> {
    demand_draft(quotation)?;
    demand_open(&opportunity_of(tx, quotation).await?)?;
    let mut after = Model::clone(quotation);
    put_terms(&mut after, &edit, tx.today())?;
    let change = match edit.lines {
        Some(lines) => {
            let stored = queries::lines(tx.conn(), quotation.id.as_str()).await?;
            Some(LineChange::of(tx, actor, quotation, stored, lines).await?)
        }
        None => None,
    };
    if let Some(change) = &change {
        put_totals(&mut after, change.totals);
        after.lines_version += i64::from(change.differs());
    }
    tx.update(&**quotation, &mut after, "edited").await?;
    if let Some(change) = change {
        change.write(tx).await?;
    }
    Ok(after)
}

/// Submits a draft: from now on it is immutable, and it supersedes the version submitted before.
/// Refused: `quotation_empty`, `validity_past`, and what [`edit`] refuses.
pub async fn submit(
    tx: &mut Tx,
    actor: &Actor,
    quotation: &Allowed<Model, act::Edit>,
) -> Result<Model, Fault> {
    demand_draft(quotation)?;
    demand_open(&opportunity_of(tx, quotation).await?)?;
    if queries::lines(tx.conn(), quotation.id.as_str()).await?.is_empty() {
        return Err(BidRefusal::QuotationEmpty.into());
    }
    if !rules::is_valid(quotation.valid_until, tx.today()) {
        return Err(BidRefusal::ValidityPast.into());
    }
    let mut after = Model::clone(quotation);
    after.status = QuotationStatus::Submitted;
    after.draft_key = None;
    after.submitted_at = Some(tx.now());
    after.submitted_by = Some(actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?);
    tx.update(&**quotation, &mut after, "submitted").await?;
    for before in queries::versions(tx.conn(), quotation.opportunity_id.as_str()).await? {
        if before.status == QuotationStatus::Submitted && before.id != quotation.id {
            let mut superseded = before.clone();
            superseded.status = QuotationStatus::Superseded;
            tx.update(&before, &mut superseded, "superseded").await?;
        }
    }
    Ok(after)
}

/// Makes the next version, a draft with the same lines and terms. The version it comes from stays
/// what it is until the new one is submitted. Refused: `quotation_draft`, `draft_exists`,
/// `opportunity_not_open`.
pub async fn revise(
    tx: &mut Tx,
    actor: &Actor,
    quotation: &Allowed<Model, act::Edit>,
) -> Result<Model, Fault> {
    if quotation.status == QuotationStatus::Draft {
        return Err(BidRefusal::QuotationDraft.into());
    }
    let id = quotation.opportunity_id.as_str();
    let opportunity = access::get::<Opportunity, _>(tx.conn(), actor, id).await?;
    demand_right(actor, &opportunity)?;
    let versions = queries::versions(tx.conn(), id).await?;
    demand_room(&opportunity, &versions)?;
    let draft = Model {
        number: quotation.number.clone(),
        revision: next_revision(&versions),
        valid_until: quotation.valid_until,
        payment_terms: quotation.payment_terms.clone(),
        delivery_terms: quotation.delivery_terms.clone(),
        note: quotation.note.clone(),
        currency: quotation.currency.clone(),
        list_total_minor: quotation.list_total_minor,
        discount_minor: quotation.discount_minor,
        total_minor: quotation.total_minor,
        cost_total_minor: quotation.cost_total_minor,
        margin_minor: quotation.margin_minor,
        margin_bp: quotation.margin_bp,
        ..blank(tx, &opportunity)
    };
    let lines: Vec<line::Model> = queries::lines(tx.conn(), quotation.id.as_str())
        .await?
        .into_iter()
        .map(|line| line::Model {
            id: tx.new_id(),
            quotation_id: draft.id.clone(),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
            ..line
        })
        .collect();
    insert(tx, &opportunity, &draft, "revised", &lines).await?;
    Ok(draft)
}

/// Withdraws a draft or a submitted version. Refused: `quotation_ended`.
pub async fn withdraw(
    tx: &mut Tx,
    quotation: &Allowed<Model, act::Edit>,
    reason: String,
) -> Result<Model, Fault> {
    if !matches!(quotation.status, QuotationStatus::Draft | QuotationStatus::Submitted) {
        return Err(BidRefusal::QuotationEnded.into());
    }
    let mut check = Check::new();
    check.text("/reason", &reason, 1, TEXT_MAX);
    check.done()?;
    opportunity_of(tx, quotation).await?;
    let mut after = Model::clone(quotation);
    after.status = QuotationStatus::Withdrawn;
    after.draft_key = None;
    after.withdraw_reason = Some(reason.trim().to_owned());
    tx.update(&**quotation, &mut after, "withdrawn").await?;
    Ok(after)
}

/// Keeps the quotations of an opportunity where the opportunity is, and findable by its team.
pub async fn follow(tx: &mut Tx, opportunity: &Opportunity) -> Result<(), Fault> {
    for version in move_rows::<Model>(tx, opportunity).await? {
        index(tx, opportunity, &version).await?;
    }
    Ok(())
}

/// A quotation by id for verbs, within reach.
pub async fn load(tx: &Tx, actor: &Actor, id: &QuotationId) -> Result<Seen<Model>, Fault> {
    access::get::<Model, _>(tx.conn(), actor, id.as_str()).await
}

fn demand_right(actor: &Actor, opportunity: &Seen<Opportunity>) -> Result<(), Fault> {
    Permission::QuotationCreate.demand(actor)?;
    let may = opportunity.may_beside(kinds::QUOTATION, Action::Edit);
    if may { Ok(()) } else { Err(Fault::Forbidden("forbidden")) }
}

fn demand_open(opportunity: &Opportunity) -> Result<(), Fault> {
    if opportunity.stage.is_open() { Ok(()) } else { Err(OpportunityRefusal::NotOpen.into()) }
}

fn demand_room(opportunity: &Opportunity, versions: &[Model]) -> Result<(), Fault> {
    demand_open(opportunity)?;
    match versions.iter().find(|version| version.status == QuotationStatus::Draft) {
        Some(draft) => {
            Err(BidRefusal::DraftExists.refusal().with("id", draft.id.to_string()).into())
        }
        None => Ok(()),
    }
}

fn demand_draft(quotation: &Model) -> Result<(), Fault> {
    match quotation.status {
        QuotationStatus::Draft => Ok(()),
        QuotationStatus::Submitted => Err(BidRefusal::QuotationSubmitted.into()),
        QuotationStatus::Superseded | QuotationStatus::Withdrawn => {
            Err(BidRefusal::QuotationEnded.into())
        }
    }
}

fn next_revision(versions: &[Model]) -> i64 {
    versions.iter().map(|version| version.revision).max().unwrap_or_default() + 1
}

/// The opportunity, held: what a bid decision is given on does not change while it is given.
async fn opportunity_of(tx: &Tx, quotation: &Model) -> Result<Opportunity, Fault> {
    tx.lock(quotation.opportunity_id.as_str()).await
}

/// An empty draft of the opportunity, without number and revision.
fn blank(tx: &Tx, opportunity: &Opportunity) -> Model {
    let Place { owner_id, unit_id, unit_path } = opportunity.place();
    Model {
        id: tx.new_id(),
        number: String::new(),
        revision: 1,
        opportunity_id: opportunity.id.clone(),
        status: QuotationStatus::Draft,
        draft_key: Some(opportunity.id.to_string()),
        valid_until: None,
        currency: opportunity.currency.clone(),
        list_total_minor: 0,
        discount_minor: 0,
        total_minor: 0,
        cost_total_minor: None,
        margin_minor: None,
        margin_bp: None,
        lines_version: 1,
        payment_terms: None,
        delivery_terms: None,
        note: None,
        withdraw_reason: None,
        submitted_at: None,
        submitted_by: None,
        owner_id,
        unit_id,
        unit_path,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

async fn insert(
    tx: &mut Tx,
    opportunity: &Opportunity,
    quotation: &Model,
    verb: &str,
    lines: &[line::Model],
) -> Result<(), Fault> {
    tx.insert_as(quotation, verb, None).await.map_err(draft_exists)?;
    tx.insert_many(lines, "created").await?;
    index(tx, opportunity, quotation).await
}

/// Two drafts at the same moment: the unique index let one through.
fn draft_exists(fault: Fault) -> Fault {
    if store::is_unique_fault(&fault) { BidRefusal::DraftExists.into() } else { fault }
}

/// Makes a quotation findable by its number and its opportunity, for those who reach that.
async fn index(tx: &mut Tx, opportunity: &Opportunity, quotation: &Model) -> Result<(), Fault> {
    let doc = SearchDoc {
        number: quotation.number.clone(),
        title: opportunity.title.clone(),
        subtitle: quotation.label(),
        text: opportunity.number.clone(),
        ..SearchDoc::default()
    };
    access::team::index(tx, quotation, doc).await
}

fn put_terms(quotation: &mut Model, edit: &QuotationEdit, today: Day) -> Result<(), Fault> {
    edit.valid_until.apply(&mut quotation.valid_until);
    edit.payment_terms.apply(&mut quotation.payment_terms);
    edit.delivery_terms.apply(&mut quotation.delivery_terms);
    edit.note.apply(&mut quotation.note);
    let mut check = Check::new();
    if let Some(day) = edit.valid_until.value() {
        check.near("/valid_until", *day, today, YEARS_MAX);
    }
    for (pointer, text) in [
        ("/payment_terms", &mut quotation.payment_terms),
        ("/delivery_terms", &mut quotation.delivery_terms),
        ("/note", &mut quotation.note),
    ] {
        *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        check.optional_text(pointer, text.as_deref(), TEXT_MAX);
    }
    check.done()
}

fn put_totals(quotation: &mut Model, totals: Totals) {
    quotation.list_total_minor = totals.list_total_minor;
    quotation.discount_minor = totals.discount_minor;
    quotation.total_minor = totals.total_minor;
    quotation.cost_total_minor = totals.cost_total_minor;
    quotation.margin_minor = totals.margin_minor;
    quotation.margin_bp = totals.margin_bp;
}
