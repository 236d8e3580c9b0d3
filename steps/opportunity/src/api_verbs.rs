//! What is done with one opportunity over HTTP.

use crate::{
    api::answer,
    convert::{self, Conversion},
    followers::Followers,
    model::{
        opportunity::{Entity, LossReason, Model, OpportunityId, Stage},
        scorecard::Card,
    },
    queries,
    rules::TeamRole,
    transition::{Step, transition},
    verbs::{self, Answer},
    views::OpportunityView,
};
use access::{Allowed, act};
use account::{api::CustomerInput, api_contact::ContactInput};
use axum::Json;
use base::{Day, Fault, Timestamp};
use decision::Subjects;
use process::{ladder::LadderDefinition, scorecard::ScorecardDefinition};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Tx;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Created, Ctx, Empty, IfMatch, Items, Path, PathId, Ref, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(advance_opportunity))
        .routes(routes!(hold_opportunity))
        .routes(routes!(resume_opportunity))
        .routes(routes!(lose_opportunity))
        .routes(routes!(abandon_opportunity))
        .routes(routes!(set_team))
        .routes(routes!(list_scorecards))
        .routes(routes!(score_opportunity))
        .routes(routes!(get_ladder))
        .routes(routes!(get_opportunity_ladder))
        .routes(routes!(climb_opportunity))
        .routes(routes!(convert_lead))
}

/// Going on to a stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StageInput {
    /// The stage.
    pub to: Stage,
}

/// Putting an opportunity on hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldInput {
    /// Why.
    pub reason: String,
    /// When to look again, after today.
    pub review_on: Day,
}

/// Ending an opportunity without success.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StopInput {
    /// Why.
    pub reason: LossReason,
    /// In words; needed for `other`, and for a loss late on the ladder.
    pub note: Option<String>,
}

/// Loads for editing in the version that the caller saw.
async fn editable(
    ctx: &Ctx,
    tx: &Tx,
    id: &OpportunityId,
    version: i64,
) -> Result<Allowed<Model, act::Edit>, Fault> {
    verbs::load(tx, ctx.actor(), id).await?.allow::<act::Edit>()?.at_version(version)
}

async fn step(ctx: &Ctx, id: &OpportunityId, version: i64, step: Step<'_>) -> Result<Model, Fault> {
    let subjects = ctx.app().service::<Subjects>()?;
    let mut tx = ctx.begin().await?;
    let deal = editable(ctx, &tx, id, version).await?;
    let after = transition(&mut tx, &subjects, &deal, step).await?;
    tx.commit().await?;
    Ok(after)
}

/// Goes on to a stage when the process allows it.
#[utoipa::path(post, path = "/api/opportunities/{id}/stage", tag = "opportunity",
    operation_id = "advance_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = StageInput,
    responses((status = 200, body = OpportunityView)))]
async fn advance_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<StageInput>,
) -> Reply<Versioned<OpportunityView>> {
    let done = step(&ctx, &id, version, Step::Advance(input.to)).await;
    answer(&ctx, &id, done).await
}

/// Puts an opportunity on hold until a review date.
#[utoipa::path(post, path = "/api/opportunities/{id}/hold", tag = "opportunity",
    operation_id = "hold_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = HoldInput,
    responses((status = 200, body = OpportunityView)))]
async fn hold_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<HoldInput>,
) -> Reply<Versioned<OpportunityView>> {
    let hold = Step::Hold { reason: input.reason, review_on: input.review_on };
    let done = step(&ctx, &id, version, hold).await;
    answer(&ctx, &id, done).await
}

/// Pursues an opportunity again.
#[utoipa::path(post, path = "/api/opportunities/{id}/resume", tag = "opportunity",
    operation_id = "resume_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 200, body = OpportunityView)))]
async fn resume_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(_empty): Body<Empty>,
) -> Reply<Versioned<OpportunityView>> {
    let done = step(&ctx, &id, version, Step::Resume).await;
    answer(&ctx, &id, done).await
}

/// Records that an opportunity is lost.
#[utoipa::path(post, path = "/api/opportunities/{id}/lose", tag = "opportunity",
    operation_id = "lose_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = StopInput,
    responses((status = 200, body = OpportunityView)))]
async fn lose_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<StopInput>,
) -> Reply<Versioned<OpportunityView>> {
    let stop = Step::Stop { to: Stage::Lost, reason: input.reason, note: input.note };
    let done = step(&ctx, &id, version, stop).await;
    answer(&ctx, &id, done).await
}

/// Gives an opportunity up.
#[utoipa::path(post, path = "/api/opportunities/{id}/abandon", tag = "opportunity",
    operation_id = "abandon_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = StopInput,
    responses((status = 200, body = OpportunityView)))]
async fn abandon_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<StopInput>,
) -> Reply<Versioned<OpportunityView>> {
    let stop = Step::Stop { to: Stage::Abandoned, reason: input.reason, note: input.note };
    let done = step(&ctx, &id, version, stop).await;
    answer(&ctx, &id, done).await
}

/// Somebody for the team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamMemberInput {
    /// Who.
    pub user_id: String,
    /// As what.
    pub role: TeamRole,
}

/// The whole team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamInput {
    /// Everybody; at most one AR, one SR and one FR.
    pub members: Vec<TeamMemberInput>,
}

/// Replaces the team.
#[utoipa::path(put, path = "/api/opportunities/{id}/team", tag = "opportunity",
    operation_id = "set_team",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = TeamInput,
    responses((status = 200, body = OpportunityView)))]
async fn set_team(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<TeamInput>,
) -> Reply<Versioned<OpportunityView>> {
    let members = input.members.into_iter().map(|member| (member.user_id, member.role)).collect();
    let done = async {
        let followers = ctx.app().service::<Followers>()?;
        let mut tx = ctx.begin().await?;
        let deal = editable(&ctx, &tx, &id, version).await?;
        let after = verbs::set_team(&mut tx, &followers, &deal, members).await?;
        tx.commit().await?;
        Ok(after)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// The scorecards with their factors, options and bands.
#[utoipa::path(get, path = "/api/scorecards", tag = "opportunity",
    operation_id = "list_scorecards",
    responses((status = 200, body = Items<ScorecardDefinition>)))]
async fn list_scorecards(_: Ctx) -> Reply<Json<Items<ScorecardDefinition>>> {
    let items = process::scorecards().iter().map(|card| ScorecardDefinition::clone(card));
    Ok(Json(Items { items: items.collect() }))
}

/// A scored card.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoresInput {
    /// Score by factor: 4 is best, 1 is worst; every factor.
    pub scores: BTreeMap<String, i64>,
}

/// Scores a card anew; earlier scorings are kept.
#[utoipa::path(put, path = "/api/opportunities/{id}/scorecards/{card}", tag = "opportunity",
    operation_id = "score_opportunity",
    params(("id" = String, Path), ("card" = Card, Path), ("If-Match" = String, Header)),
    request_body = ScoresInput, responses((status = 200, body = OpportunityView)))]
async fn score_opportunity(
    ctx: Ctx,
    Path((id, card)): Path<(OpportunityId, Card)>,
    IfMatch(version): IfMatch,
    Body(input): Body<ScoresInput>,
) -> Reply<Versioned<OpportunityView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let deal = editable(&ctx, &tx, &id, version).await?;
        let after = verbs::score(&mut tx, ctx.actor(), &deal, card, &input.scores).await?;
        tx.commit().await?;
        Ok(after)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// The funnel ladder with its check questions.
#[utoipa::path(get, path = "/api/ladder", tag = "opportunity", operation_id = "get_ladder",
    responses((status = 200, body = LadderDefinition)))]
async fn get_ladder(_: Ctx) -> Reply<Json<LadderDefinition>> {
    Ok(Json(LadderDefinition::clone(process::funnel_ladder())))
}

/// The answer to a check question.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnswerView {
    /// Key of the question.
    pub question: String,
    /// Yes is the good answer.
    pub yes: bool,
    /// By what it is known.
    pub evidence: Option<String>,
    /// Who answered.
    pub by: Ref,
    /// When.
    pub at: Timestamp,
}

/// Where an opportunity stands on the ladder.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordLadder {
    /// Earned win probability in percent.
    pub rung: i64,
    /// The latest answer to each question that was answered.
    pub answers: Vec<AnswerView>,
}

/// Where an opportunity stands on the ladder, with its answers.
#[utoipa::path(get, path = "/api/opportunities/{id}/ladder", tag = "opportunity",
    operation_id = "get_opportunity_ladder", params(("id" = String, Path)),
    responses((status = 200, body = RecordLadder)))]
async fn get_opportunity_ladder(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
) -> Reply<Versioned<RecordLadder>> {
    let seen = access::get::<Model, _>(ctx.read(), ctx.actor(), id.as_str()).await?;
    let answers = queries::answers(ctx.read(), id.as_str()).await?;
    let people = answers.iter().map(|answer| answer.answered_by_id.as_str());
    let names = people::names(ctx.read(), people).await?;
    let answers = answers.into_iter().map(|answer| AnswerView {
        by: people::reference(&names, answer.answered_by_id.as_str()),
        question: answer.question,
        yes: answer.yes,
        evidence: answer.evidence,
        at: answer.updated_at,
    });
    Ok(Versioned(seen.version, RecordLadder { rung: seen.rung, answers: answers.collect() }))
}

/// An answer to a check question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInput {
    /// Key of the question.
    pub question: String,
    /// Yes is the good answer.
    pub yes: bool,
    /// By what it is known.
    pub evidence: Option<String>,
}

/// Going to a rung.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RungInput {
    /// Percentage of the rung.
    pub to: i64,
    /// Answers given now; earlier ones count too.
    #[serde(default)]
    pub answers: Vec<AnswerInput>,
    /// Needed for going down.
    pub note: Option<String>,
}

/// Goes to a rung of the ladder: up when its questions are answered, down with a note.
#[utoipa::path(post, path = "/api/opportunities/{id}/rung", tag = "opportunity",
    operation_id = "climb_opportunity",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = RungInput,
    responses((status = 200, body = OpportunityView)))]
async fn climb_opportunity(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<RungInput>,
) -> Reply<Versioned<OpportunityView>> {
    let RungInput { to, answers, note } = input;
    let answers = answers
        .into_iter()
        .map(|it| Answer { question: it.question, yes: it.yes, evidence: it.evidence })
        .collect();
    let done = async {
        let mut tx = ctx.begin().await?;
        let deal = editable(&ctx, &tx, &id, version).await?;
        let after = verbs::climb(&mut tx, ctx.actor(), &deal, to, answers, note).await?;
        tx.commit().await?;
        Ok(after)
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Converting a lead.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConvertInput {
    /// What the opportunity is about.
    pub opportunity_title: String,
    /// The customer; when the lead knows none.
    pub customer: Option<CustomerInput>,
    /// Somebody there.
    pub contact: Option<ContactInput>,
    /// When the contract is expected to be signed.
    pub expected_sign_on: Option<Day>,
}

/// What a lead became.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConvertedLead {
    /// The opportunity.
    pub opportunity_id: String,
    /// Its customer.
    pub customer_id: String,
}

/// Makes an opportunity of a lead, with its customer and contact when they are new.
#[utoipa::path(post, path = "/api/leads/{id}/convert", tag = "opportunity",
    operation_id = "convert_lead",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = ConvertInput,
    responses((status = 201, body = ConvertedLead)))]
async fn convert_lead(
    ctx: Ctx,
    PathId(id): PathId<lead::Leads>,
    IfMatch(version): IfMatch,
    Body(input): Body<ConvertInput>,
) -> Reply<Created<ConvertedLead>> {
    let conversion = Conversion {
        title: input.opportunity_title,
        customer: input.customer.map(Into::into),
        contact: input.contact.map(Into::into),
        expected_sign_on: input.expected_sign_on,
    };
    let mut tx = ctx.begin().await?;
    let lead = lead::verbs::load(&tx, ctx.actor(), &id).await?;
    let lead = lead.allow::<act::Edit>()?.at_version(version)?;
    let deal = convert::convert_lead(&mut tx, ctx.actor(), &lead, conversion).await?;
    tx.commit().await?;
    Ok(Created {
        version: deal.version,
        location: format!("/api/opportunities/{}", deal.id),
        view: ConvertedLead {
            opportunity_id: deal.id.to_string(),
            customer_id: deal.customer_id.to_string(),
        },
    })
}
