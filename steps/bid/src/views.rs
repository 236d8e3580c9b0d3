//! What a caller sees of one quotation.

use crate::{
    BidRefusal,
    model::{line, quotation},
    queries,
    rules::{self, QuotationState},
};
use access::{Action, Actor, FieldGroup, Permission, Seen};
use base::{Day, Fault, Timestamp};
use opportunity::{Model as Opportunity, OpportunityRefusal};
use quotation::{Model, QuotationStatus};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{AllowedAction, Ref};

/// What drafting a contract from a version without an effective bid decision is refused with, by the
/// later step that drafts it.
const NOT_AUTHORISED: &str = "quotation_not_authorised";

/// One line of the list of quotations.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotationRow {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// The opportunity's title.
    pub opportunity: String,
    /// The opportunity.
    pub opportunity_id: String,
    /// Version.
    pub revision: i64,
    /// Where it stands today.
    pub status: QuotationState,
    /// What the customer pays, in minor units.
    pub total_minor: i64,
    /// Its currency.
    pub currency: String,
    /// The last day on which the offer stands.
    pub valid_until: Option<Day>,
    /// Whose it is.
    pub owner: String,
    /// Last changed.
    pub updated_at: Timestamp,
    /// Version.
    pub version: i64,
}

impl From<queries::Row> for QuotationRow {
    fn from(row: queries::Row) -> Self {
        Self {
            status: row.state(),
            id: row.id,
            number: row.number,
            opportunity: row.opportunity,
            opportunity_id: row.opportunity_id,
            revision: row.revision,
            total_minor: row.total_minor,
            currency: row.currency,
            valid_until: row.valid_until,
            owner: row.owner,
            updated_at: row.updated_at,
            version: row.version,
        }
    }
}

/// A line of a quotation.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotationLine {
    /// Id.
    pub id: String,
    /// Its place, from 1.
    pub position: i64,
    /// The product, when it is one of the catalogue.
    pub product: Option<Ref>,
    /// What is offered.
    pub description: String,
    /// How many, in thousandths.
    pub quantity_milli: i64,
    /// Counted in what.
    pub unit: Option<String>,
    /// List price of one, in minor units.
    pub list_price_minor: i64,
    /// Discount off the list price, in basis points.
    pub discount_bp: i64,
    /// Price of one after the discount.
    pub net_price_minor: i64,
    /// Net price times quantity.
    pub amount_minor: i64,
    /// Cost of one; absent when unknown and for those who may not see cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_cost_minor: Option<i64>,
}

/// A version of a quotation.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuotationView {
    /// Id.
    pub id: String,
    /// Number, the same for all versions.
    pub number: String,
    /// For which opportunity.
    pub opportunity: Ref,
    /// Version, from 1.
    pub revision: i64,
    /// Where it stands today.
    pub status: QuotationState,
    /// The last day on which the offer stands.
    pub valid_until: Option<Day>,
    /// Currency of every figure.
    pub currency: String,
    /// The lines in their order.
    pub lines: Vec<QuotationLine>,
    /// At list prices, in minor units.
    pub list_total_minor: i64,
    /// List total less total.
    pub discount_minor: i64,
    /// What the customer pays.
    pub total_minor: i64,
    /// What it costs us; absent when unknown and for those who may not see cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_total_minor: Option<i64>,
    /// Total less cost; absent like cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_minor: Option<i64>,
    /// Margin by total in basis points; absent like cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin_bp: Option<i64>,
    /// How and when the customer pays.
    pub payment_terms: Option<String>,
    /// How and when we deliver.
    pub delivery_terms: Option<String>,
    /// What else is worth knowing.
    pub note: Option<String>,
    /// Why it was withdrawn.
    pub withdraw_reason: Option<String>,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// By whom.
    pub submitted_by: Option<Ref>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// edit, submit, revise, withdraw, `draft_contract`.
    pub allowed: Vec<AllowedAction>,
}

/// The view of a quotation that the caller sees.
pub async fn view<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    seen: &Seen<Model>,
    today: Day,
) -> Result<QuotationView, Fault> {
    let quotation: &Model = seen;
    let opportunity =
        access::get::<Opportunity, _>(conn, actor, quotation.opportunity_id.as_str()).await?;
    let authorised = queries::authorised(conn, quotation.opportunity_id.as_str(), today)
        .await?
        .is_some_and(|authorised| authorised.quotation_id == quotation.id.as_str());
    let expired = !rules::is_valid(quotation.valid_until, today);
    let status = rules::state(quotation.status, authorised, expired);
    let lines = queries::lines(conn, quotation.id.as_str()).await?;
    let products = lines.iter().filter_map(|line| line.product_id.as_ref()).map(base::Id::as_str);
    let products = catalog::queries::names(conn, products).await?;
    let submitted_by = match &quotation.submitted_by {
        Some(id) => Some(people::person(conn, id.as_str()).await?),
        None => None,
    };
    let cost = |value: Option<i64>| value.filter(|_| FieldGroup::Cost.visible_to(actor));
    let shown = |line: line::Model| QuotationLine {
        product: line.product_id.as_ref().map(|id| people::reference(&products, id.as_str())),
        id: line.id.to_string(),
        position: line.position,
        description: line.description,
        quantity_milli: line.quantity_milli,
        unit: line.unit,
        list_price_minor: line.list_price_minor,
        discount_bp: line.discount_bp,
        net_price_minor: line.net_price_minor,
        amount_minor: line.amount_minor,
        unit_cost_minor: cost(line.unit_cost_minor),
    };
    Ok(QuotationView {
        allowed: allowed(actor, seen, &opportunity, status, lines.is_empty(), expired),
        id: quotation.id.to_string(),
        number: quotation.number.clone(),
        opportunity: Ref::new(opportunity.id.as_str(), opportunity.title.clone()),
        revision: quotation.revision,
        status,
        valid_until: quotation.valid_until,
        currency: quotation.currency.clone(),
        lines: lines.into_iter().map(shown).collect(),
        list_total_minor: quotation.list_total_minor,
        discount_minor: quotation.discount_minor,
        total_minor: quotation.total_minor,
        cost_total_minor: cost(quotation.cost_total_minor),
        margin_minor: cost(quotation.margin_minor),
        margin_bp: cost(quotation.margin_bp),
        payment_terms: quotation.payment_terms.clone(),
        delivery_terms: quotation.delivery_terms.clone(),
        note: quotation.note.clone(),
        withdraw_reason: quotation.withdraw_reason.clone(),
        submitted_at: quotation.submitted_at,
        submitted_by,
        version: quotation.version,
        created_at: quotation.created_at,
        updated_at: quotation.updated_at,
    })
}

fn allowed(
    actor: &Actor,
    seen: &Seen<Model>,
    opportunity: &Opportunity,
    status: QuotationState,
    empty: bool,
    expired: bool,
) -> Vec<AllowedAction> {
    let code = |holds: bool, refusal: BidRefusal| holds.then(|| refusal.code());
    let closed = (!opportunity.stage.is_open()).then(|| OpportunityRefusal::NotOpen.code());
    let not_draft = match seen.status {
        QuotationStatus::Draft => None,
        QuotationStatus::Submitted => Some(BidRefusal::QuotationSubmitted.code()),
        QuotationStatus::Superseded | QuotationStatus::Withdrawn => {
            Some(BidRefusal::QuotationEnded.code())
        }
    };
    let edit = not_draft.or(closed);
    let submit = edit
        .or(code(empty, BidRefusal::QuotationEmpty))
        .or(code(expired, BidRefusal::ValidityPast));
    let creates = (!Permission::QuotationCreate.held_by(actor)).then_some("forbidden");
    let revise = creates
        .or(code(seen.status == QuotationStatus::Draft, BidRefusal::QuotationDraft))
        .or(closed);
    let live = matches!(seen.status, QuotationStatus::Draft | QuotationStatus::Submitted);
    let withdraw = code(!live, BidRefusal::QuotationEnded);
    let no_contract = (!Permission::ContractCreate.held_by(actor)).then_some("forbidden");
    let authorised = status == QuotationState::Authorised;
    let draft = no_contract.or((!authorised).then_some(NOT_AUTHORISED)).or(closed);
    vec![
        AllowedAction::of(seen, "edit", Action::Edit, edit),
        AllowedAction::of(seen, "submit", Action::Edit, submit),
        AllowedAction::of(seen, "revise", Action::Edit, revise),
        AllowedAction::of(seen, "withdraw", Action::Edit, withdraw),
        AllowedAction { action: "draft_contract", allowed: draft.is_none(), reason: draft },
    ]
}
