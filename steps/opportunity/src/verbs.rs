//! What is done with opportunities besides moving them. Each verb works within a transaction that the
//! caller commits.

use crate::{
    OpportunityRefusal,
    followers::Followers,
    model::{
        opportunity::{
            LossReason, Model, OpportunityId, Procurement, ProjectGrade, ProjectType, Stage,
        },
        rung_answer,
        scorecard::{self, Card},
    },
    rules::{self, TeamRole},
    transition::{KIND, demand_open},
};
use access::{Actor, Allowed, Seen, act, team};
use base::{Check, Day, Fault, Id, Timestamp};
use decision::Subjects;
use people::{Place, user};
use process::{Fact, funnel_ladder, ladder};
use sea_orm::{ColumnTrait, QueryFilter};
use std::collections::{BTreeMap, BTreeSet};
use store::{SearchDoc, Tx};
use wire::Patch;

/// What somebody writes down about an opportunity; absent leaves as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpportunityEdit {
    /// What it is about.
    pub title: Option<String>,
    /// Who may buy.
    pub customer_id: Option<Id<account::customer::Entity>>,
    /// What the customer needs.
    pub need: Patch<String>,
    /// What it may be worth.
    pub amount_minor: Option<i64>,
    /// Three letters.
    pub currency: Option<String>,
    /// When the contract is expected to be signed.
    pub expected_sign_on: Patch<Day>,
    /// What kind of project.
    pub project_type: Patch<ProjectType>,
    /// How much attention it deserves.
    pub project_grade: Patch<ProjectGrade>,
    /// How the customer buys.
    pub procurement: Patch<Procurement>,
    /// Who else is after it.
    pub competitors: Patch<String>,
    /// Where the customer is in the own buying process.
    pub customer_step: Patch<String>,
    /// Guidance is done.
    pub guidance_done: Option<bool>,
}

/// Where an opportunity comes from, when it is not simply written down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The lead.
    pub lead_id: Option<Id<lead::Leads>>,
    /// The product that it is mainly about.
    pub product_id: Option<Id<catalog::product::Entity>>,
    /// Its key in the system it is imported from.
    pub external_key: Option<String>,
}

/// An opportunity that is to be written down, with everything that was looked up for it.
#[derive(Debug, Clone)]
pub struct NewOpportunity {
    /// Where it sits and whose it is.
    pub place: Place,
    /// Who may buy; whether the actor knows the customer is for the caller to ask
    /// ([`known_customer`]).
    pub customer_id: Id<account::customer::Entity>,
    /// What is written down about it.
    pub edit: OpportunityEdit,
    /// Where it comes from.
    pub origin: Origin,
    /// What happened to it before it came here; only an import of history says so.
    pub past: Past,
}

/// What happened to an opportunity in another system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// When it began; now when nobody knows.
    pub begun_at: Option<Timestamp>,
    /// How it ended; it is under way when nothing stands here, and then begins in the first stage.
    pub end: Option<End>,
}

/// How an opportunity ended in another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// Won, lost or abandoned.
    pub stage: Stage,
    /// On which day.
    pub on: Day,
    /// When that day began.
    pub at: Timestamp,
    /// Why it was lost or given up.
    pub loss_reason: Option<LossReason>,
    /// More about why.
    pub loss_note: Option<String>,
}

/// Opens an opportunity in the first stage, on the lowest rung, with its owner as AR. Whether the
/// actor knows the customer is for the caller to ask ([`known_customer`]).
pub async fn create(
    tx: &mut Tx,
    actor: &Actor,
    place: Place,
    customer_id: Id<account::customer::Entity>,
    edit: OpportunityEdit,
    origin: Origin,
) -> Result<Model, Fault> {
    let past = Past::default();
    let new = NewOpportunity { place, customer_id, edit, origin, past };
    let made = create_many(tx, actor, vec![new]).await?.pop();
    made.ok_or_else(|| Fault::internal("no opportunity"))
}

/// Opens many at once, in few statements; the first that is wrong refuses them all. One that ended
/// elsewhere is kept as history with its end: it never passed our gates, and says so.
pub async fn create_many(
    tx: &mut Tx,
    actor: &Actor,
    news: Vec<NewOpportunity>,
) -> Result<Vec<Model>, Fault> {
    let mut deals = Vec::with_capacity(news.len());
    for new in news {
        deals.push(build(tx, actor, new)?);
    }
    let numbers = tx.next_numbers("OPP", deals.len()).await?;
    for (deal, number) in deals.iter_mut().zip(numbers) {
        deal.number = number;
    }
    tx.insert_many(&deals, "created").await?;
    let owner = |deal: &'_ Model| (deal.id.to_string(), deal.owner_id.to_string());
    let owners: Vec<(String, String)> = deals.iter().map(owner).collect();
    let members =
        owners.iter().map(|(id, user)| (id.as_str(), user.as_str(), TeamRole::Ar.as_str()));
    team::insert(tx, KIND.as_str(), members).await?;
    let customers = deals.iter().map(|deal| deal.customer_id.as_str());
    let names = crate::queries::customer_names(tx.conn(), customers).await?;
    for deal in &deals {
        let name = names.get(deal.customer_id.as_str()).cloned().unwrap_or_default();
        let doc = search_doc(deal, name, vec![deal.owner_id.to_string()]);
        tx.reindex(deal, Some(doc));
    }
    Ok(deals)
}

fn build(tx: &Tx, actor: &Actor, new: NewOpportunity) -> Result<Model, Fault> {
    if new.edit.amount_minor.is_none() {
        return Err(Fault::field("/amount_minor", "required"));
    }
    let mut deal = blank(tx, actor, new.place, new.customer_id);
    deal.lead_id = new.origin.lead_id;
    deal.product_id = new.origin.product_id;
    deal.external_key = new.origin.external_key;
    apply(tx, &mut deal, new.edit)?;
    deal.created_at = new.past.begun_at.unwrap_or(deal.created_at);
    if let Some(end) = new.past.end {
        rules::check_end(end.stage, end.on, tx.today())?;
        deal.history = true;
        deal.stage = end.stage;
        deal.stage_at = end.at;
        deal.closed_on = Some(end.on);
        deal.loss_reason = end.loss_reason;
        deal.loss_note = end.loss_note;
        if end.stage == Stage::Won {
            deal.rung = funnel_ladder().highest();
        }
    }
    Ok(deal)
}

fn blank(
    tx: &Tx,
    actor: &Actor,
    place: Place,
    customer_id: Id<account::customer::Entity>,
) -> Model {
    let process = process::huawei5();
    Model {
        id: tx.new_id(),
        number: String::new(),
        title: String::new(),
        customer_id,
        lead_id: None,
        product_id: None,
        need: None,
        amount_minor: 0,
        currency: actor.currency.clone(),
        expected_sign_on: None,
        project_type: None,
        project_grade: None,
        procurement: None,
        competitors: None,
        customer_step: None,
        guidance_done: false,
        stage: Stage::Validating,
        stage_at: tx.now(),
        stopped_in: None,
        on_hold: false,
        hold_reason: None,
        review_on: None,
        rung: funnel_ladder().lowest(),
        win_index: None,
        pay_index: None,
        loss_reason: None,
        loss_note: None,
        closed_on: None,
        process_key: process.key.clone(),
        process_version: process.version,
        history: false,
        external_key: None,
        owner_id: place.owner_id,
        unit_id: place.unit_id,
        unit_path: place.unit_path,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// Takes opportunities away with their teams, when their import is undone; what hangs on one refuses
/// (see [`store::is_reference_fault`]).
pub(crate) async fn remove(tx: &mut Tx, deals: &[Model]) -> Result<(), Fault> {
    for deal in deals {
        tx.delete(deal, "undone").await?;
    }
    team::remove(tx, deals.iter().map(|deal| deal.id.as_str())).await
}

/// Edits an opportunity that is under way. Refused: `opportunity_not_open`; `contract_binds` for
/// another customer or currency once there is a contract, which has copied them.
pub async fn edit(
    tx: &mut Tx,
    subjects: &Subjects,
    actor: &Actor,
    deal: &Allowed<Model, act::Edit>,
    edit: OpportunityEdit,
) -> Result<Model, Fault> {
    demand_open(deal)?;
    if let Some(customer_id) = &edit.customer_id {
        known_customer(tx, actor, customer_id).await?;
    }
    let mut after = Model::clone(deal);
    apply(tx, &mut after, edit)?;
    if after.customer_id != deal.customer_id || after.currency != deal.currency {
        let known = subjects.facts(tx.conn(), tx.today(), KIND, deal.id.as_str()).await?;
        if known.facts.get(HAS_CONTRACT) == &Fact::Bool(true) {
            return Err(OpportunityRefusal::ContractBinds.into());
        }
    }
    tx.update(&**deal, &mut after, "edited").await?;
    index(tx, &after).await?;
    Ok(after)
}

/// The fact by which a later step says that there is a contract.
pub const HAS_CONTRACT: &str = "has_contract";

/// A customer that the caller cannot see is as unknown as one that does not exist.
pub async fn known_customer(
    tx: &Tx,
    actor: &Actor,
    customer_id: &Id<account::customer::Entity>,
) -> Result<(), Fault> {
    let id = customer_id.as_str();
    match access::get::<account::customer::Model, _>(tx.conn(), actor, id).await {
        Ok(_) => Ok(()),
        Err(Fault::NotFound) => Err(Fault::field("/customer_id", "unknown_customer")),
        Err(fault) => Err(fault),
    }
}

fn apply(tx: &Tx, deal: &mut Model, edit: OpportunityEdit) -> Result<(), Fault> {
    if let Some(title) = edit.title {
        title.trim().clone_into(&mut deal.title);
    }
    if let Some(customer_id) = edit.customer_id {
        deal.customer_id = customer_id;
    }
    deal.amount_minor = edit.amount_minor.unwrap_or(deal.amount_minor);
    if let Some(currency) = edit.currency {
        deal.currency = currency;
    }
    deal.guidance_done = edit.guidance_done.unwrap_or(deal.guidance_done);
    edit.need.apply(&mut deal.need);
    edit.expected_sign_on.apply(&mut deal.expected_sign_on);
    edit.project_type.apply(&mut deal.project_type);
    edit.project_grade.apply(&mut deal.project_grade);
    edit.procurement.apply(&mut deal.procurement);
    edit.competitors.apply(&mut deal.competitors);
    edit.customer_step.apply(&mut deal.customer_step);
    rules::check(deal, tx.today())
}

/// Gives an opportunity to another owner or unit. Its requests for decisions go with it, and what
/// later steps hold of it.
pub async fn assign(
    tx: &mut Tx,
    followers: &Followers,
    deal: &Allowed<Model, act::Assign>,
    place: Place,
) -> Result<Model, Fault> {
    let mut after = Model::clone(deal);
    decision::verbs::follow(tx, KIND, deal.id.as_str(), &place).await?;
    after.owner_id = place.owner_id;
    after.unit_id = place.unit_id;
    after.unit_path = place.unit_path;
    tx.update(&**deal, &mut after, "assigned").await?;
    index(tx, &after).await?;
    followers.follow(tx, &after).await?;
    Ok(after)
}

/// Replaces the team. AR, SR and FR are named by a post of that role over the deal's unit
/// (`no_such_post` otherwise): the role in the team brings rights with it. Whoever works on the contract later is in the same team, so it stays open until
/// the opportunity is lost.
pub async fn set_team(
    tx: &mut Tx,
    followers: &Followers,
    deal: &Allowed<Model, act::Edit>,
    members: Vec<(String, TeamRole)>,
) -> Result<Model, Fault> {
    if deal.stage != Stage::Won {
        demand_open(deal)?;
    }
    rules::check_team(&members)?;
    let active = active_users(tx, &members).await?;
    let users: Vec<&str> = members.iter().map(|(user, _)| user.as_str()).collect();
    let posted = people::queries::posted(tx.conn(), &users, &deal.unit_path).await?;
    let mut check = Check::new();
    for (index, (user_id, role)) in members.iter().enumerate() {
        let pointer = format!("/members/{index}/user_id");
        let known = active.contains_key(user_id);
        check.ensure(known, &pointer, "unknown_user");
        // Who works in the role already keeps it when the deal or the own post has moved.
        let holds =
            || deal.team().iter().any(|it| it.user_id == *user_id && it.role == role.as_str());
        let fits = !rules::TRIANGLE.contains(role)
            || posted.contains(&(user_id.clone(), role.as_str()))
            || holds();
        check.ensure(fits || !known, &pointer, "no_such_post");
    }
    check.done()?;
    let rows: Vec<(String, String)> =
        members.iter().map(|(user, role)| (user.clone(), role.to_string())).collect();
    team::replace(tx, KIND.as_str(), deal.id.as_str(), &rows).await?;
    let words: Vec<String> = members
        .iter()
        .filter_map(|(user, role)| Some((active.get(user)?, role)))
        .map(|(name, role)| format!("{}: {name}", role.as_str().to_uppercase()))
        .collect();
    let mut after = Model::clone(deal);
    tx.update_noting(&**deal, &mut after, "team", Some(words.join(", "))).await?;
    index(tx, &after).await?;
    followers.follow(tx, &after).await?;
    Ok(after)
}

/// The names of those members who are active users.
async fn active_users(
    tx: &Tx,
    members: &[(String, TeamRole)],
) -> Result<BTreeMap<String, String>, Fault> {
    let found = store::select::<user::Entity>()
        .filter(user::Column::Id.is_in(members.iter().map(|(user, _)| user.as_str())))
        .filter(user::Column::Active.eq(true))
        .all(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(found.into_iter().map(|user| (user.id.to_string(), user.name)).collect())
}

/// Scores a card; every scoring is kept, the latest counts (method 5.1, 5.2).
pub async fn score(
    tx: &mut Tx,
    actor: &Actor,
    deal: &Allowed<Model, act::Edit>,
    card: Card,
    scores: &BTreeMap<String, i64>,
) -> Result<Model, Fault> {
    demand_open(deal)?;
    let definition = process::scorecard(card.as_str())
        .ok_or_else(|| Fault::internal(format!("no scorecard {card}")))?;
    let result = process::scorecard::score(definition, scores).map_err(rules::score_fault)?;
    let model = scorecard::Model {
        id: tx.new_id(),
        opportunity_id: deal.id.clone(),
        card,
        scores_json: serde_json::json!(scores),
        score_index: result.index,
        band: result.band,
        scored_by_id: actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    tx.insert_as(&model, "scored", None).await?;
    let mut after = Model::clone(deal);
    match card {
        Card::Win => after.win_index = Some(result.index),
        Card::Pay => after.pay_index = Some(result.index),
    }
    tx.update(&**deal, &mut after, "scored").await?;
    Ok(after)
}

/// An answer to a check question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Key of the question.
    pub question: String,
    /// Yes is the good answer.
    pub yes: bool,
    /// By what it is known.
    pub evidence: Option<String>,
}

/// Goes to a rung of the ladder: up one at a time, with all its questions answered yes, now or
/// before; down with a note (method 10.1). Staying only records the answers.
pub async fn climb(
    tx: &mut Tx,
    actor: &Actor,
    deal: &Allowed<Model, act::Edit>,
    to: i64,
    answers: Vec<Answer>,
    note: Option<String>,
) -> Result<Model, Fault> {
    demand_open(deal)?;
    let mut check = Check::new();
    check.optional_text("/note", note.as_deref(), rules::NOTE_MAX);
    let explained = note.as_ref().is_some_and(|note| !note.trim().is_empty());
    check.ensure(to >= deal.rung || explained, "/note", "required");
    // As many as there are questions, each once: nothing else can be meant.
    let max = rules::question_count();
    check.ensure(answers.len() <= max, "/answers", "out_of_range");
    let mut asked = BTreeSet::new();
    for (index, answer) in answers.iter().take(max).enumerate() {
        let pointer = format!("/answers/{index}");
        let first = asked.insert(answer.question.as_str());
        check.ensure(first, &format!("{pointer}/question"), "duplicate_row");
        let known = rules::is_question(&answer.question);
        check.ensure(known, &format!("{pointer}/question"), "unknown_question");
        let evidence = answer.evidence.as_deref();
        check.optional_text(&format!("{pointer}/evidence"), evidence, rules::NOTE_MAX);
    }
    check.done()?;
    let mut known = answered(tx, &deal.id).await?;
    for answer in answers {
        record_answer(tx, actor, &deal.id, &mut known, answer).await?;
    }
    let yes = known.values().filter(|it| it.yes).map(|it| it.question.clone()).collect();
    ladder::climb(funnel_ladder(), deal.rung, to, &yes).map_err(rules::ladder_fault)?;
    let mut after = Model::clone(deal);
    after.rung = to;
    tx.update_noting(&**deal, &mut after, "climbed", note).await?;
    Ok(after)
}

async fn answered(
    tx: &Tx,
    id: &OpportunityId,
) -> Result<BTreeMap<String, rung_answer::Model>, Fault> {
    let found = crate::queries::answers(tx.conn(), id.as_str()).await?;
    Ok(found.into_iter().map(|answer| (answer.question.clone(), answer)).collect())
}

async fn record_answer(
    tx: &mut Tx,
    actor: &Actor,
    id: &OpportunityId,
    known: &mut BTreeMap<String, rung_answer::Model>,
    answer: Answer,
) -> Result<(), Fault> {
    let answered_by_id = actor.user_id.parse().map_err(|_| Fault::Unauthenticated)?;
    let Answer { question, yes, evidence } = answer;
    let after = if let Some(before) = known.get(&question) {
        let mut after = before.clone();
        after.yes = yes;
        after.evidence = evidence;
        after.answered_by_id = answered_by_id;
        tx.update(before, &mut after, "answered").await?;
        after
    } else {
        let model = rung_answer::Model {
            id: tx.new_id(),
            opportunity_id: id.clone(),
            question: question.clone(),
            yes,
            evidence,
            answered_by_id,
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        tx.insert_as(&model, "answered", None).await?;
        model
    };
    known.insert(question, after);
    Ok(())
}

/// An opportunity by id, within reach.
pub async fn load(tx: &Tx, actor: &Actor, id: &OpportunityId) -> Result<Seen<Model>, Fault> {
    access::get::<Model, _>(tx.conn(), actor, id.as_str()).await
}

/// Brings the search entry up to date: it also holds the customer's name and who is in the team.
pub async fn index(tx: &mut Tx, deal: &Model) -> Result<(), Fault> {
    let customer = tx.get::<account::customer::Entity>(deal.customer_id.clone()).await?;
    let name = customer.map(|customer| customer.name).unwrap_or_default();
    team::index(tx, deal, search_doc(deal, name, Vec::new())).await
}

fn search_doc(deal: &Model, customer: String, member_ids: Vec<String>) -> SearchDoc {
    let text = [&deal.need, &deal.external_key].into_iter().flatten().cloned();
    SearchDoc {
        number: deal.number.clone(),
        title: deal.title.clone(),
        subtitle: customer,
        text: text.collect::<Vec<_>>().join(" "),
        owner_id: deal.owner_id.to_string(),
        unit_path: deal.unit_path.clone(),
        member_ids,
    }
}
