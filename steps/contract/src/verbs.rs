//! What is done with contracts. Each verb works within a transaction that the caller commits.

use crate::{
    ContractRefusal,
    judged::editable,
    model::{
        contract::{ContractId, ContractStage, HandoverState, Model},
        plan_line::{self, MilestoneKind},
    },
    queries, rules,
    rules::NewLine,
    transition::{KIND, Step, transition},
};
use access::{Action, Actor, Allowed, Permission, Seen, act, policy::kinds};
use base::{Check, Day, Fault};
use decision::Subjects;
use opportunity::{OpportunityRefusal, followers::move_rows};
use people::Leader as _;
use store::{SearchDoc, Tx};
use wire::Patch;

/// The longest term, in characters.
const TERM_MAX: usize = 8_000;

/// What is changed on a contract; absent leaves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContractEdit {
    /// What it is about.
    pub title: Option<String>,
    /// What the customer pays, in minor units; the plan keeps its shares.
    pub amount_minor: Option<i64>,
    /// Tax included, in basis points.
    pub tax_bp: Option<i64>,
    /// How and when the customer pays.
    pub payment_terms: Patch<String>,
    /// How and when we deliver.
    pub delivery_terms: Patch<String>,
    /// Months after final acceptance.
    pub warranty_months: Patch<i64>,
    /// What a delay costs.
    pub penalty_terms: Patch<String>,
    /// What was promised beyond the standard.
    pub special_promises: Patch<String>,
    /// Who signs for the customer.
    pub customer_signer: Patch<String>,
    /// When it takes effect.
    pub effective_on: Patch<Day>,
}

/// Drafts a contract from the quotation version that an effective ATB authorised, with the first
/// template as its plan. Needs `contract.create` and the right to edit contracts of this deal.
/// Refused: `opportunity_not_open`, `quotation_not_authorised`, `contract_exists`. The deal is held, so
/// that its customer is the contract's when the contract is written.
pub async fn draft(
    tx: &mut Tx,
    actor: &Actor,
    deal: &Seen<opportunity::Model>,
    quotation: &bid::quotation::Model,
    title: Option<String>,
    chinese: bool,
) -> Result<Model, Fault> {
    Permission::ContractCreate.demand(actor)?;
    if !deal.may_beside(kinds::CONTRACT, Action::Edit) {
        return Err(Fault::Forbidden("forbidden"));
    }
    if !deal.stage.is_open() {
        return Err(OpportunityRefusal::NotOpen.into());
    }
    demand_authorised(tx, deal, quotation).await?;
    if let Some(live) = queries::live_of(tx.conn(), deal.id.as_str()).await? {
        return Err(ContractRefusal::ContractExists.refusal().with("id", live.id.as_str()).into());
    }
    let customer = tx.get::<account::customer::Entity>(deal.customer_id.clone()).await?;
    let process = process::huawei5();
    // An amount of a few fen cannot be split: such a contract starts without a plan.
    let plan = rules::templates().first().and_then(|template| {
        let lines = rules::from_template(template, quotation.total_minor, chinese);
        let whole = lines.iter().all(|line| line.amount_minor >= 0);
        whole.then(|| (template.key.clone(), lines))
    });
    let contract = Model {
        id: tx.new_id(),
        number: String::new(),
        title: title.unwrap_or_else(|| deal.title.clone()),
        customer_id: deal.customer_id.clone(),
        customer_name: customer.map(|customer| customer.name).unwrap_or_default(),
        opportunity_id: deal.id.clone(),
        live_key: Some(deal.id.to_string()),
        quotation_id: quotation.id.clone(),
        stage: ContractStage::Draft,
        stage_at: tx.now(),
        stopped_in: None,
        amount_minor: quotation.total_minor,
        tax_bp: 1_300,
        currency: quotation.currency.clone(),
        payment_terms: quotation.payment_terms.clone(),
        delivery_terms: quotation.delivery_terms.clone(),
        warranty_months: None,
        penalty_terms: None,
        special_promises: None,
        customer_signer: None,
        our_signer_id: None,
        signed_on: None,
        effective_on: None,
        plan_template: plan.as_ref().map(|(key, _)| key.clone()),
        plan_version: 1,
        handover: HandoverState::None,
        handover_by_id: None,
        handover_at: None,
        handover_note: None,
        terminate_reason: None,
        process_key: process.key.clone(),
        process_version: process.version,
        owner_id: deal.owner_id.clone(),
        unit_id: deal.unit_id.clone(),
        unit_path: deal.unit_path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    check(&contract, tx.today())?;
    let contract = Model { number: tx.next_number("CON").await?, ..contract };
    tx.insert(&contract).await.map_err(contract_exists)?;
    index(tx, &contract).await?;
    if let Some((_, lines)) = plan {
        insert_lines(tx, &contract, &lines).await?;
    }
    Ok(contract)
}

/// Two drafts at the same moment: the unique index let one through.
fn contract_exists(fault: Fault) -> Fault {
    if store::is_unique_fault(&fault) { ContractRefusal::ContractExists.into() } else { fault }
}

/// Keeps the contracts of a deal, their plans and their requests for decisions where the deal is, and
/// findable by its team.
pub async fn follow(tx: &mut Tx, deal: &opportunity::Model) -> Result<(), Fault> {
    let place = deal.place();
    for contract in move_rows::<Model>(tx, deal).await? {
        decision::verbs::follow(tx, KIND, contract.id.as_str(), &place).await?;
        index(tx, &contract).await?;
    }
    move_rows::<plan_line::Model>(tx, deal).await?;
    Ok(())
}

/// Makes a contract findable by those who reach it, the team of its deal included.
async fn index(tx: &mut Tx, contract: &Model) -> Result<(), Fault> {
    let doc = SearchDoc {
        number: contract.number.clone(),
        title: contract.title.clone(),
        subtitle: contract.customer_name.clone(),
        ..SearchDoc::default()
    };
    access::team::index(tx, contract, doc).await
}

/// The bid decision names this version, and the customer to whom it is offered.
async fn demand_authorised(
    tx: &Tx,
    deal: &opportunity::Model,
    quotation: &bid::quotation::Model,
) -> Result<(), Fault> {
    let offer = bid::queries::authorised(tx.conn(), deal.id.as_str(), tx.today()).await?;
    let named = offer.is_some_and(|offer| {
        offer.quotation_id == quotation.id.as_str()
            && offer.customer_id == deal.customer_id.as_str()
    });
    if named { Ok(()) } else { Err(ContractRefusal::QuotationNotAuthorised.into()) }
}

async fn insert_lines(tx: &mut Tx, contract: &Model, lines: &[NewLine]) -> Result<(), Fault> {
    let mut models = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        models.push(plan_line::Model {
            id: tx.new_id(),
            contract_id: contract.id.clone(),
            opportunity_id: contract.opportunity_id.clone(),
            customer_id: contract.customer_id.clone(),
            position: i64::try_from(index + 1).unwrap_or(i64::MAX),
            label: line.label.trim().to_owned(),
            amount_minor: line.amount_minor,
            currency: contract.currency.clone(),
            trigger_kind: line.trigger,
            payment_days: line.payment_days,
            planned_on: line.planned_on,
            forecast_on: line.planned_on,
            triggered_on: None,
            due_on: None,
            owner_id: contract.owner_id.clone(),
            unit_id: contract.unit_id.clone(),
            unit_path: contract.unit_path.clone(),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        });
    }
    tx.insert_many(&models, "created").await
}

/// The contract as it is now, held until the transaction ends; its deal first, as for every verb
/// that writes both.
pub(crate) async fn hold(tx: &Tx, contract: &Model) -> Result<Model, Fault> {
    tx.lock::<opportunity::Model>(contract.opportunity_id.as_str()).await?;
    tx.lock(contract.id.as_str()).await
}

/// A contract by id within reach.
pub async fn load(tx: &Tx, actor: &Actor, id: &ContractId) -> Result<Seen<Model>, Fault> {
    access::get::<Model, _>(tx.conn(), actor, id.as_str()).await
}

/// Edits an unsigned contract. A changed amount rescales the plan; after an ATC the decision no
/// longer covers the contract.
pub async fn edit(
    tx: &mut Tx,
    contract: &Allowed<Model, act::Edit>,
    edit: ContractEdit,
) -> Result<Model, Fault> {
    // What is needed to register a signed contract may still be filled in.
    let late = ContractEdit {
        effective_on: edit.effective_on.clone(),
        customer_signer: edit.customer_signer.clone(),
        ..ContractEdit::default()
    };
    let only_late = edit == late && contract.stage == ContractStage::Signed;
    if !editable(contract.stage) && !only_late {
        return Err(ContractRefusal::ContractSigned.into());
    }
    let mut after = Model::clone(contract);
    if let Some(title) = edit.title {
        title.trim().clone_into(&mut after.title);
    }
    after.amount_minor = edit.amount_minor.unwrap_or(after.amount_minor);
    after.tax_bp = edit.tax_bp.unwrap_or(after.tax_bp);
    edit.payment_terms.apply(&mut after.payment_terms);
    edit.delivery_terms.apply(&mut after.delivery_terms);
    edit.warranty_months.apply(&mut after.warranty_months);
    edit.penalty_terms.apply(&mut after.penalty_terms);
    edit.special_promises.apply(&mut after.special_promises);
    edit.customer_signer.apply(&mut after.customer_signer);
    edit.effective_on.apply(&mut after.effective_on);
    check(&after, tx.today())?;
    if after.amount_minor != contract.amount_minor {
        rescale(tx, contract, after.amount_minor).await?;
        after.plan_version += 1;
    }
    tx.update(&**contract, &mut after, "edited").await?;
    if after.title != contract.title {
        index(tx, &after).await?;
    }
    Ok(after)
}

async fn rescale(tx: &mut Tx, contract: &Model, amount_minor: i64) -> Result<(), Fault> {
    let lines = queries::lines(tx.conn(), contract.id.as_str()).await?;
    let amounts: Vec<i64> = lines.iter().map(|line| line.amount_minor).collect();
    let amounts = rules::rescaled(&amounts, contract.amount_minor, amount_minor);
    for (line, amount_minor) in lines.iter().zip(amounts) {
        let mut after = line.clone();
        after.amount_minor = amount_minor;
        tx.update(line, &mut after, "plan").await?;
    }
    Ok(())
}

fn check(contract: &Model, today: Day) -> Result<(), Fault> {
    let mut check = Check::new();
    check.text("/title", &contract.title, 1, 200);
    check.range("/amount_minor", contract.amount_minor, 1, base::MAX_MINOR);
    check.range("/tax_bp", contract.tax_bp, 0, 10_000);
    check.currency("/currency", &contract.currency);
    for (pointer, text) in [
        ("/payment_terms", &contract.payment_terms),
        ("/delivery_terms", &contract.delivery_terms),
        ("/penalty_terms", &contract.penalty_terms),
        ("/special_promises", &contract.special_promises),
    ] {
        check.optional_text(pointer, text.as_deref(), TERM_MAX);
    }
    check.optional_text("/customer_signer", contract.customer_signer.as_deref(), 100);
    if let Some(months) = contract.warranty_months {
        check.range("/warranty_months", months, 0, 240);
    }
    if let Some(day) = contract.effective_on {
        check.near("/effective_on", day, today, 10);
    }
    check.done()
}

/// Replaces the payment plan of an unsigned contract. The sum is the amount, or it is refused.
pub async fn plan(
    tx: &mut Tx,
    contract: &Allowed<Model, act::Edit>,
    template: Option<String>,
    lines: &[NewLine],
) -> Result<Model, Fault> {
    if !editable(contract.stage) {
        return Err(ContractRefusal::ContractSigned.into());
    }
    let mut check = Check::new();
    check.optional_text("/template", template.as_deref(), 50);
    check.done()?;
    rules::check_plan(lines, contract.amount_minor, tx.today())?;
    for line in queries::lines(tx.conn(), contract.id.as_str()).await? {
        tx.delete(&line, "removed").await?;
    }
    insert_lines(tx, contract, lines).await?;
    let mut after = Model::clone(contract);
    after.plan_template = template;
    after.plan_version += 1;
    tx.update(&**contract, &mut after, "plan").await?;
    Ok(after)
}

/// Signs: needs an ATC that covers the contract as it stands; the opportunity is won with it.
pub async fn sign(
    tx: &mut Tx,
    subjects: &Subjects,
    actor: &Actor,
    contract: &Allowed<Model, act::Edit>,
    signed_on: Day,
    customer_signer: &str,
) -> Result<Model, Fault> {
    let mut check = Check::new();
    check.text("/customer_signer", customer_signer, 1, 100);
    check.near("/signed_on", signed_on, tx.today(), 2);
    check.ensure(signed_on <= tx.today(), "/signed_on", "day_future");
    check.done()?;
    let mut after = Model::clone(contract);
    after.signed_on = Some(signed_on);
    after.customer_signer = Some(customer_signer.trim().to_owned());
    after.our_signer_id = Some(actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?);
    after.effective_on = after.effective_on.or(Some(signed_on));
    let step = Step::Advance(ContractStage::Signed);
    transition(tx, subjects, contract, after, step, "signed").await
}

/// Registers a signed contract with structured terms (K13); what hangs on its effect becomes due.
pub async fn register(
    tx: &mut Tx,
    subjects: &Subjects,
    contract: &Allowed<Model, act::Edit>,
) -> Result<Model, Fault> {
    let step = Step::Advance(ContractStage::Registered);
    transition(tx, subjects, contract, Model::clone(contract), step, "registered").await
}

/// Goes on to a stage by hand; the process decides.
pub async fn advance(
    tx: &mut Tx,
    subjects: &Subjects,
    contract: &Allowed<Model, act::Edit>,
    to: ContractStage,
) -> Result<Model, Fault> {
    let step = Step::Advance(to);
    transition(tx, subjects, contract, Model::clone(contract), step, "stage").await
}

/// What ends a contract early: a draft ends like any edit, while the end of what both sides signed
/// is for those who decide on contracts.
pub(crate) fn right_to_terminate(stage: ContractStage) -> Action {
    if stage.is_signed() { Action::Decide } else { Action::Edit }
}

/// Ends a contract that will not be fulfilled. What was invoiced is still owed.
pub async fn terminate(
    tx: &mut Tx,
    subjects: &Subjects,
    contract: &Seen<Model>,
    reason: String,
) -> Result<Model, Fault> {
    if !contract.may(right_to_terminate(contract.stage)) {
        return Err(Fault::Forbidden("forbidden"));
    }
    let mut check = Check::new();
    check.text("/reason", &reason, 1, 2_000);
    check.done()?;
    let step = Step::Terminate(reason);
    transition(tx, subjects, contract, Model::clone(contract), step, "terminated").await
}

/// Offers the contract to delivery, once it is registered.
pub async fn propose_handover(
    tx: &mut Tx,
    actor: &Actor,
    contract: &Allowed<Model, act::Edit>,
    note: Option<String>,
) -> Result<Model, Fault> {
    let waits = matches!(contract.handover, HandoverState::None | HandoverState::Refused);
    if contract.stage != ContractStage::Registered || !waits {
        return Err(ContractRefusal::HandoverState.into());
    }
    let after = spoken(tx, actor, contract, HandoverState::Proposed, note.clone())?;
    let mut after = after;
    tx.update_noting(&**contract, &mut after, "handover.proposed", note).await?;
    Ok(after)
}

/// The FR of the team accepts (the contract goes into execution) or refuses with words; nobody
/// accepts what they offered themselves (`own_handover`).
pub async fn answer_handover(
    tx: &mut Tx,
    subjects: &Subjects,
    actor: &Actor,
    contract: &Seen<Model>,
    accept: bool,
    note: Option<String>,
) -> Result<Model, Fault> {
    let is_fr = contract.team().iter().any(|it| it.role == "fr" && it.user_id == actor.user_id);
    if !is_fr {
        return Err(Fault::Forbidden("not_the_fr"));
    }
    if contract.handover != HandoverState::Proposed {
        return Err(ContractRefusal::HandoverState.into());
    }
    if accept && is_own_handover(contract, &actor.user_id) {
        return Err(ContractRefusal::OwnHandover.into());
    }
    let said = note.as_ref().is_some_and(|note| !note.trim().is_empty());
    if !accept && !said {
        return Err(Fault::field("/note", "required"));
    }
    let (state, verb) = if accept {
        (HandoverState::Accepted, "handover.accepted")
    } else {
        (HandoverState::Refused, "handover.refused")
    };
    let mut after = spoken(tx, actor, contract, state, note.clone())?;
    tx.update_noting(&**contract, &mut after, verb, note).await?;
    if accept {
        let step = Step::Advance(ContractStage::Executing);
        after = transition(tx, subjects, &after, after.clone(), step, "stage").await?;
    }
    Ok(after)
}

/// Whether this user offered the handover: offering and accepting are kept apart. An own offer may
/// still be refused, which takes it back.
pub(crate) fn is_own_handover(contract: &Model, user_id: &str) -> bool {
    contract.handover_by_id.as_ref().is_some_and(|by| by.as_str() == user_id)
}

fn spoken(
    tx: &Tx,
    actor: &Actor,
    contract: &Model,
    state: HandoverState,
    note: Option<String>,
) -> Result<Model, Fault> {
    let mut check = Check::new();
    check.optional_text("/note", note.as_deref(), 4_000);
    check.done()?;
    let mut after = contract.clone();
    after.handover = state;
    after.handover_by_id = Some(actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?);
    after.handover_at = Some(tx.now());
    after.handover_note = note;
    Ok(after)
}

/// A delivery event happened: its plan lines become due. Called by the step that knows the event.
pub async fn trigger(
    tx: &mut Tx,
    contract_id: &ContractId,
    kind: MilestoneKind,
    actual_on: Day,
) -> Result<(), Fault> {
    for line in queries::lines(tx.conn(), contract_id.as_str()).await? {
        if line.trigger_kind != kind || line.triggered_on.is_some() {
            continue;
        }
        let mut after = line.clone();
        after.triggered_on = Some(actual_on);
        after.due_on = Some(actual_on.plus_days(line.payment_days));
        after.forecast_on = after.due_on;
        tx.update(&line, &mut after, "triggered").await?;
    }
    Ok(())
}

/// A delivery event is expected on another day: the forecast of its plan lines moves, never the plan
/// (method 9.3).
pub async fn forecast(
    tx: &mut Tx,
    contract_id: &ContractId,
    kind: MilestoneKind,
    expected_on: Day,
) -> Result<(), Fault> {
    for line in queries::lines(tx.conn(), contract_id.as_str()).await? {
        if line.trigger_kind != kind || line.triggered_on.is_some() {
            continue;
        }
        let mut after = line.clone();
        after.forecast_on = Some(expected_on.plus_days(line.payment_days));
        tx.update(&line, &mut after, "forecast").await?;
    }
    Ok(())
}
