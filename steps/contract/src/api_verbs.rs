//! Contracts over HTTP: sign, register, hand over, go on, terminate.

use crate::{
    api::answer,
    model::contract::{ContractStage, Entity},
    verbs,
    views::ContractView,
};
use access::act;
use base::{Day, Fault};
use decision::Subjects;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use wire::{Body, Ctx, Empty, IfMatch, PathId, Reply, Versioned};

pub(crate) fn routes() -> wire::Router {
    wire::Router::new()
        .routes(routes!(sign_contract))
        .routes(routes!(register_contract))
        .routes(routes!(advance_contract))
        .routes(routes!(terminate_contract))
        .routes(routes!(propose_handover))
        .routes(routes!(accept_handover))
        .routes(routes!(refuse_handover))
}

/// Both sides have signed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInput {
    /// When.
    pub signed_on: Day,
    /// Who signed for the customer.
    pub customer_signer: String,
}

/// Signs: needs an ATC that covers the contract as it stands.
#[utoipa::path(post, path = "/api/contracts/{id}/sign", tag = "contract",
    operation_id = "sign_contract",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = SignInput,
    responses((status = 200, body = ContractView)))]
async fn sign_contract(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<SignInput>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let subjects = ctx.app().service::<Subjects>()?;
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let contract = seen.allow::<act::Edit>()?.at_version(version)?;
        let (day, signer) = (input.signed_on, input.customer_signer.as_str());
        verbs::sign(&mut tx, &subjects, ctx.actor(), &contract, day, signer).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Registers a signed contract with structured terms.
#[utoipa::path(post, path = "/api/contracts/{id}/register", tag = "contract",
    operation_id = "register_contract",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = Empty,
    responses((status = 200, body = ContractView)))]
async fn register_contract(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    _body: Body<Empty>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let subjects = ctx.app().service::<Subjects>()?;
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let contract = seen.allow::<act::Edit>()?.at_version(version)?;
        verbs::register(&mut tx, &subjects, &contract).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Where it should go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractStageInput {
    /// The next stage.
    pub to: ContractStage,
}

/// Goes on to the next stage; the process decides.
#[utoipa::path(post, path = "/api/contracts/{id}/stage", tag = "contract",
    operation_id = "advance_contract",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = ContractStageInput, responses((status = 200, body = ContractView)))]
async fn advance_contract(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<ContractStageInput>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let subjects = ctx.app().service::<Subjects>()?;
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let contract = seen.allow::<act::Edit>()?.at_version(version)?;
        verbs::advance(&mut tx, &subjects, &contract, input.to).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// Why a contract ends early.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TerminateInput {
    /// In words.
    pub reason: String,
}

/// Ends a contract that will not be fulfilled.
#[utoipa::path(post, path = "/api/contracts/{id}/terminate", tag = "contract",
    operation_id = "terminate_contract",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = TerminateInput, responses((status = 200, body = ContractView)))]
async fn terminate_contract(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<TerminateInput>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let subjects = ctx.app().service::<Subjects>()?;
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        if seen.version != version {
            return Err(Fault::Stale(None));
        }
        verbs::terminate(&mut tx, &subjects, &seen, input.reason).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

/// What is said at a handover.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverInput {
    /// In words; needed to refuse.
    pub note: Option<String>,
}

/// Offers a registered contract to delivery.
#[utoipa::path(post, path = "/api/contracts/{id}/handover/propose", tag = "contract",
    operation_id = "propose_handover",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = HandoverInput, responses((status = 200, body = ContractView)))]
async fn propose_handover(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<HandoverInput>,
) -> Reply<Versioned<ContractView>> {
    let done = async {
        let mut tx = ctx.begin().await?;
        let seen = verbs::load(&tx, ctx.actor(), &id).await?;
        let contract = seen.allow::<act::Edit>()?.at_version(version)?;
        verbs::propose_handover(&mut tx, ctx.actor(), &contract, input.note).await?;
        tx.commit().await
    };
    let done = done.await;
    answer(&ctx, &id, done).await
}

async fn answer_handover(
    ctx: &Ctx,
    id: &crate::ContractId,
    version: i64,
    accept: bool,
    input: HandoverInput,
) -> Result<(), Fault> {
    let subjects = ctx.app().service::<Subjects>()?;
    let mut tx = ctx.begin().await?;
    let seen = verbs::load(&tx, ctx.actor(), id).await?;
    if seen.version != version {
        return Err(Fault::Stale(None));
    }
    verbs::answer_handover(&mut tx, &subjects, ctx.actor(), &seen, accept, input.note).await?;
    tx.commit().await
}

/// The FR accepts: the contract goes into execution.
#[utoipa::path(post, path = "/api/contracts/{id}/handover/accept", tag = "contract",
    operation_id = "accept_handover",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = HandoverInput, responses((status = 200, body = ContractView)))]
async fn accept_handover(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<HandoverInput>,
) -> Reply<Versioned<ContractView>> {
    let done = answer_handover(&ctx, &id, version, true, input).await;
    answer(&ctx, &id, done).await
}

/// The FR refuses with words until what is missing is there.
#[utoipa::path(post, path = "/api/contracts/{id}/handover/refuse", tag = "contract",
    operation_id = "refuse_handover",
    params(("id" = String, Path), ("If-Match" = String, Header)),
    request_body = HandoverInput, responses((status = 200, body = ContractView)))]
async fn refuse_handover(
    ctx: Ctx,
    PathId(id): PathId<Entity>,
    IfMatch(version): IfMatch,
    Body(input): Body<HandoverInput>,
) -> Reply<Versioned<ContractView>> {
    let done = answer_handover(&ctx, &id, version, false, input).await;
    answer(&ctx, &id, done).await
}
