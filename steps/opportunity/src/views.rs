//! What a caller sees of one opportunity, and what the caller may do with it now.

use crate::{
    judged::loaded,
    model::{
        opportunity::{LossReason, Model, Procurement, ProjectGrade, ProjectType, Stage},
        scorecard::{self, Card},
    },
    queries,
    rules::{self, TeamRole},
    transition::KIND,
};
use access::{Action, Permission, Seen};
use base::{Day, Fault, Timestamp};
use decision::{DecisionStatus, Subjects, process_of};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use utoipa::ToSchema;
use wire::{AllowedAction, Ctx, Ref};

/// Somebody of the team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TeamMember {
    /// Who.
    pub user: Ref,
    /// As what.
    pub role: TeamRole,
}

/// A scored card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScorecardView {
    /// Which card.
    pub card: Card,
    /// Score by factor, 4 is best.
    #[schema(value_type = HashMap<String, i64>)]
    pub scores: Value,
    /// 0 to 100.
    pub index: i64,
    /// Key of the band.
    pub band: String,
    /// Who scored.
    pub scored_by: Ref,
    /// When.
    pub scored_at: Timestamp,
}

/// The latest scoring of each card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScorecardsView {
    /// Win probability.
    pub win: Option<ScorecardView>,
    /// Ability to pay.
    pub pay: Option<ScorecardView>,
}

/// The process to which an opportunity is pinned.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpportunityProcess {
    /// Key.
    pub key: String,
    /// Version.
    pub version: i64,
}

/// An opportunity.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpportunityView {
    /// Id.
    pub id: String,
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Who may buy.
    pub customer: Ref,
    /// The lead that it came from.
    pub lead: Option<Ref>,
    /// What the customer needs.
    pub need: Option<String>,
    /// What it may be worth, in minor units.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// The amount by its rung.
    pub weighted_minor: i64,
    /// When the contract is expected to be signed.
    pub expected_sign_on: Option<Day>,
    /// What kind of project.
    pub project_type: Option<ProjectType>,
    /// How much attention it deserves.
    pub project_grade: Option<ProjectGrade>,
    /// What amount and customer suggest.
    pub suggested_grade: ProjectGrade,
    /// How the customer buys.
    pub procurement: Option<Procurement>,
    /// Who else is after it.
    pub competitors: Option<String>,
    /// Where the customer is in the own buying process.
    pub customer_step: Option<String>,
    /// The customer's criteria are known and influenced.
    pub guidance_done: bool,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub stage_since: Timestamp,
    /// Not pursued until the review date.
    pub on_hold: bool,
    /// Why.
    pub hold_reason: Option<String>,
    /// When to look again.
    pub review_on: Option<Day>,
    /// Earned win probability in percent.
    pub rung: i64,
    /// Why it was lost or given up.
    pub loss_reason: Option<LossReason>,
    /// More about why.
    pub loss_note: Option<String>,
    /// When it ended.
    pub closed_on: Option<Day>,
    /// Whose it is.
    pub owner: Ref,
    /// Where it sits.
    pub unit: Ref,
    /// The process that it follows.
    pub process: OpportunityProcess,
    /// Came in with closed history.
    pub history: bool,
    /// Who works on it.
    pub team: Vec<TeamMember>,
    /// The latest scorings.
    pub scorecards: ScorecardsView,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// edit, assign, advance, request_decision, hold, resume, lose, abandon, team, score, climb, quote.
    pub allowed: Vec<AllowedAction>,
}

/// The view of an opportunity that the caller sees.
pub async fn view(ctx: &Ctx, seen: &Seen<Model>) -> Result<OpportunityView, Fault> {
    let conn = ctx.read();
    let deal: &Model = seen;
    let customer = queries::customer(conn, deal).await?;
    let win = queries::latest_card(conn, deal.id.as_str(), Card::Win).await?;
    let pay = queries::latest_card(conn, deal.id.as_str(), Card::Pay).await?;
    let scorers = [&win, &pay].into_iter().flatten().map(|card| card.scored_by_id.as_str());
    let members = seen.team().iter().map(|member| member.user_id.as_str());
    let everybody = members.chain(scorers).chain([deal.owner_id.as_str()]);
    let names = people::names(conn, everybody).await?;
    let team = seen.team().iter().filter_map(|member| {
        let user = people::reference(&names, &member.user_id);
        Some(TeamMember { user, role: TeamRole::parse(&member.role)? })
    });
    let grades = process::project_grades();
    let class = customer.class.as_str();
    let suggested = process::grade::suggest(grades, deal.amount_minor, class);
    let card = |card: Option<scorecard::Model>| card.map(|card| card_view(card, &names));
    Ok(OpportunityView {
        id: deal.id.to_string(),
        number: deal.number.clone(),
        title: deal.title.clone(),
        customer: Ref::new(customer.id.to_string(), customer.name),
        lead: lead_reference(conn, deal).await?,
        need: deal.need.clone(),
        amount_minor: deal.amount_minor,
        currency: deal.currency.clone(),
        weighted_minor: rules::weighted_minor(deal.amount_minor, deal.rung),
        expected_sign_on: deal.expected_sign_on,
        project_type: deal.project_type,
        project_grade: deal.project_grade,
        suggested_grade: ProjectGrade::parse(suggested).unwrap_or(ProjectGrade::General),
        procurement: deal.procurement,
        competitors: deal.competitors.clone(),
        customer_step: deal.customer_step.clone(),
        guidance_done: deal.guidance_done,
        stage: deal.stage,
        stage_since: deal.stage_at,
        on_hold: deal.on_hold,
        hold_reason: deal.hold_reason.clone(),
        review_on: deal.review_on,
        rung: deal.rung,
        loss_reason: deal.loss_reason,
        loss_note: deal.loss_note.clone(),
        closed_on: deal.closed_on,
        owner: people::reference(&names, deal.owner_id.as_str()),
        unit: people::queries::unit_reference(conn, deal.unit_id.as_str()).await?,
        process: OpportunityProcess {
            key: deal.process_key.clone(),
            version: deal.process_version,
        },
        history: deal.history,
        team: team.collect(),
        scorecards: ScorecardsView { win: card(win), pay: card(pay) },
        version: deal.version,
        created_at: deal.created_at,
        updated_at: deal.updated_at,
        allowed: allowed(ctx, seen).await?,
    })
}

fn card_view(card: scorecard::Model, names: &HashMap<String, String>) -> ScorecardView {
    ScorecardView {
        card: card.card,
        scored_by: people::reference(names, card.scored_by_id.as_str()),
        scores: card.scores_json,
        index: card.score_index,
        band: card.band,
        scored_at: card.created_at,
    }
}

async fn lead_reference<C: ConnectionTrait>(conn: &C, deal: &Model) -> Result<Option<Ref>, Fault> {
    let Some(id) = &deal.lead_id else { return Ok(None) };
    let found = store::select::<lead::Leads>()
        .filter(lead::model::Column::Id.eq(id.as_str()))
        .one(conn)
        .await
        .map_err(store::internal)?;
    Ok(found.map(|lead| Ref::new(lead.id.to_string(), lead.title)))
}

async fn allowed(ctx: &Ctx, seen: &Seen<Model>) -> Result<Vec<AllowedAction>, Fault> {
    let ended = (!seen.stage.is_open()).then_some("opportunity_not_open");
    let held = seen.on_hold.then_some("on_hold");
    let not_held = (!seen.on_hold).then_some("not_on_hold");
    let gone = matches!(seen.stage, Stage::Lost | Stage::Abandoned);
    let gates = if ended.is_some() {
        Gates { advance: None, request: None }
    } else {
        gates(ctx, seen).await?
    };
    let may_quote = Permission::QuotationCreate.held_by(ctx.actor());
    let no_quote = (!may_quote).then_some(Permission::QuotationCreate.as_str());
    let edit = |action, state| AllowedAction::of(seen, action, Action::Edit, state);
    Ok(vec![
        edit("edit", ended),
        AllowedAction::of(seen, "assign", Action::Assign, None),
        edit("advance", ended.or(held).or(gates.advance)),
        edit("request_decision", ended.or(held).or(gates.request)),
        edit("hold", ended.or(held)),
        edit("resume", ended.or(not_held)),
        edit("lose", ended),
        edit("abandon", ended),
        edit("team", gone.then_some("opportunity_not_open")),
        edit("score", ended),
        edit("climb", ended),
        edit("quote", ended.or(held).or(no_quote)),
    ])
}

/// What stands in the way of going on, and of asking for a decision.
struct Gates {
    advance: Option<&'static str>,
    request: Option<&'static str>,
}

async fn gates(ctx: &Ctx, seen: &Seen<Model>) -> Result<Gates, Fault> {
    let (conn, today, id) = (ctx.read(), ctx.today(), seen.id.as_str());
    let subjects = ctx.app().service::<Subjects>()?;
    let process = process_of(&seen.process_key, seen.process_version)?;
    let (kind, stage) = (KIND.as_str(), seen.stage.as_str());
    let known = subjects.facts(conn, today, KIND, id).await?;
    let requests = decision::queries::rounds(conn, KIND, id).await?;
    let exit = process.stage(kind, stage).and_then(|stage| stage.exit.as_ref());
    let ready = exit.is_some_and(|exit| {
        let gate = requests
            .iter()
            .filter(|it| it.effective_on(today))
            .map(|it| it.gate.as_str())
            .find(|gate| exit.gate.as_deref() == Some(*gate));
        process::advance(process, kind, stage, &exit.to, &known.facts, gate).is_ok()
    });
    let request = match process.gate_at(kind, stage) {
        None => Some("wrong_gate"),
        Some(open) => {
            let asked = requests.iter().any(|request| {
                request.gate == open.gate.key && request.status == DecisionStatus::Submitted
            });
            let report = process::report(process, kind, &open.stage.key, &known.facts);
            let proposer = decision::rules::may_propose(open.gate, ctx.actor(), &loaded(seen));
            if !proposer {
                Some("not_proposer")
            } else if asked {
                Some("decision_open")
            } else {
                (!report.is_some_and(|report| report.ready)).then_some("gate_unmet")
            }
        }
    };
    Ok(Gates { advance: (!ready).then_some("gate_unmet"), request })
}
