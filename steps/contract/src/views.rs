//! What a caller sees of one contract.

use crate::{
    judged::{editable, sum},
    model::{
        contract::{ContractStage, HandoverState, Model},
        plan_line::{self, MilestoneKind},
    },
    queries,
    verbs::{is_own_handover, right_to_terminate},
};
use access::{Action, Seen};
use base::{Day, Fault, Timestamp};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use utoipa::ToSchema;
use wire::{AllowedAction, Ref};

/// A line of the payment plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanLine {
    /// Id.
    pub id: String,
    /// Its place, from 1.
    pub position: i64,
    /// What it is called.
    pub label: String,
    /// In minor units.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// What makes it due.
    pub trigger: MilestoneKind,
    /// Days from the trigger to the due day.
    pub payment_days: i64,
    /// When payment was planned.
    pub planned_on: Option<Day>,
    /// When payment is expected now.
    pub forecast_on: Option<Day>,
    /// When the trigger was fulfilled.
    pub triggered_on: Option<Day>,
    /// When payment is due.
    pub due_on: Option<Day>,
    /// Version.
    pub version: i64,
}

impl From<plan_line::Model> for PlanLine {
    fn from(line: plan_line::Model) -> Self {
        Self {
            id: line.id.to_string(),
            position: line.position,
            label: line.label,
            amount_minor: line.amount_minor,
            currency: line.currency,
            trigger: line.trigger_kind,
            payment_days: line.payment_days,
            planned_on: line.planned_on,
            forecast_on: line.forecast_on,
            triggered_on: line.triggered_on,
            due_on: line.due_on,
            version: line.version,
        }
    }
}

/// Where the handover to delivery stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct HandoverView {
    /// State.
    pub state: HandoverState,
    /// Who spoke last.
    pub by: Option<Ref>,
    /// When.
    pub at: Option<Timestamp>,
    /// In words.
    pub note: Option<String>,
}

/// A contract. Its money and its milestones are told by later steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContractView {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// What it is about.
    pub title: String,
    /// With whom.
    pub customer: Ref,
    /// From which deal.
    pub opportunity: Ref,
    /// From which authorised version.
    pub quotation: Ref,
    /// Where it stands.
    pub stage: ContractStage,
    /// What the customer pays.
    pub amount_minor: i64,
    /// Tax included, in basis points.
    pub tax_bp: i64,
    /// Three letters.
    pub currency: String,
    /// How and when the customer pays.
    pub payment_terms: Option<String>,
    /// How and when we deliver.
    pub delivery_terms: Option<String>,
    /// Months after final acceptance.
    pub warranty_months: Option<i64>,
    /// What a delay costs.
    pub penalty_terms: Option<String>,
    /// What was promised beyond the standard.
    pub special_promises: Option<String>,
    /// Who signs for the customer.
    pub customer_signer: Option<String>,
    /// Who signed for us.
    pub our_signer: Option<Ref>,
    /// When both had signed.
    pub signed_on: Option<Day>,
    /// When it takes effect.
    pub effective_on: Option<Day>,
    /// The template of the plan.
    pub plan_template: Option<String>,
    /// The payment plan.
    pub plan: Vec<PlanLine>,
    /// Amount less the lines of the plan: 0 when it is whole.
    pub plan_rest_minor: i64,
    /// Handover to delivery.
    pub handover: HandoverView,
    /// Why it was terminated.
    pub terminate_reason: Option<String>,
    /// Whose the deal is.
    pub owner: Ref,
    /// Where it sits.
    pub unit: Ref,
    /// The delivery manager of the team.
    pub fr: Option<Ref>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do now.
    pub allowed: Vec<AllowedAction>,
}

/// The view of a contract that the caller sees.
pub async fn view<C: ConnectionTrait>(
    conn: &C,
    seen: &Seen<Model>,
    user_id: &str,
) -> Result<ContractView, Fault> {
    let contract: &Model = seen;
    let lines = queries::lines(conn, contract.id.as_str()).await?;
    let fr = seen.team().iter().find(|it| it.role == "fr").map(|it| it.user_id.clone());
    let signer = contract.our_signer_id.as_ref().map(ToString::to_string);
    let speaker = contract.handover_by_id.as_ref().map(ToString::to_string);
    let owner = contract.owner_id.to_string();
    let people = [Some(&owner), fr.as_ref(), signer.as_ref(), speaker.as_ref()];
    let names = people::names(conn, people.into_iter().flatten().map(String::as_str)).await?;
    let person = |id: &String| people::reference(&names, id);
    let deal = queries::deal(conn, contract).await?;
    let quotation = queries::quotation(conn, contract).await?;
    Ok(ContractView {
        id: contract.id.to_string(),
        number: contract.number.clone(),
        title: contract.title.clone(),
        customer: Ref::new(contract.customer_id.to_string(), contract.customer_name.clone()),
        opportunity: Ref::new(deal.id.to_string(), deal.title),
        quotation: Ref::new(quotation.id.to_string(), quotation.label()),
        stage: contract.stage,
        amount_minor: contract.amount_minor,
        tax_bp: contract.tax_bp,
        currency: contract.currency.clone(),
        payment_terms: contract.payment_terms.clone(),
        delivery_terms: contract.delivery_terms.clone(),
        warranty_months: contract.warranty_months,
        penalty_terms: contract.penalty_terms.clone(),
        special_promises: contract.special_promises.clone(),
        customer_signer: contract.customer_signer.clone(),
        our_signer: signer.as_ref().map(person),
        signed_on: contract.signed_on,
        effective_on: contract.effective_on,
        plan_template: contract.plan_template.clone(),
        plan_rest_minor: contract.amount_minor - sum(&lines),
        plan: lines.into_iter().map(PlanLine::from).collect(),
        handover: HandoverView {
            state: contract.handover,
            by: speaker.as_ref().map(person),
            at: contract.handover_at,
            note: contract.handover_note.clone(),
        },
        terminate_reason: contract.terminate_reason.clone(),
        owner: person(&owner),
        unit: people::queries::unit_reference(conn, contract.unit_id.as_str()).await?,
        fr: fr.as_ref().map(person),
        version: contract.version,
        created_at: contract.created_at,
        updated_at: contract.updated_at,
        allowed: allowed(seen, user_id),
    })
}

fn allowed(seen: &Seen<Model>, user_id: &str) -> Vec<AllowedAction> {
    let stage = seen.stage;
    let only = |wanted: ContractStage, code| (stage != wanted).then_some(code);
    let signed = (!editable(stage)).then_some("contract_signed");
    let ended = stage.is_ended().then_some("contract_ended");
    let waits = matches!(seen.handover, HandoverState::None | HandoverState::Refused);
    let propose =
        only(ContractStage::Registered, "handover_state").or((!waits).then_some("handover_state"));
    let is_fr = seen.team().iter().any(|it| it.role == "fr" && it.user_id == user_id);
    let answer = if !is_fr {
        Some("not_the_fr")
    } else if seen.handover == HandoverState::Proposed {
        None
    } else {
        Some("handover_state")
    };
    let own = is_own_handover(seen, user_id).then_some("own_handover");
    let accept = answer.or(own);
    let gate = !matches!(
        stage,
        ContractStage::Draft | ContractStage::Authorised | ContractStage::Fulfilled
    );
    let proper = |action, reason: Option<&'static str>| {
        AllowedAction::of(seen, action, Action::Edit, reason)
    };
    vec![
        proper("edit", signed),
        proper("plan", signed),
        proper("request_decision", gate.then_some("wrong_gate")),
        proper("sign", only(ContractStage::Authorised, "gate_unmet")),
        proper("register", only(ContractStage::Signed, "gate_unmet")),
        proper("propose_handover", propose),
        AllowedAction { action: "accept_handover", allowed: accept.is_none(), reason: accept },
        AllowedAction { action: "refuse_handover", allowed: answer.is_none(), reason: answer },
        proper("fulfil", only(ContractStage::Executing, "gate_unmet")),
        AllowedAction::of(seen, "terminate", right_to_terminate(stage), ended),
        proper("milestone", ended),
    ]
}
