//! What a caller sees of milestones and open items.

use crate::model::{
    milestone::{MilestoneStatus, Model},
    open_item::{self, OpenItemKind, OpenItemStatus},
};
use access::{Action, Actor, Seen};
use base::{Day, Fault, Timestamp};
use contract::{Contract, MilestoneKind};
use sea_orm::ConnectionTrait;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;
use wire::{AllowedAction, Ref};
use work::FileView;

/// A milestone.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MilestoneView {
    /// Id.
    pub id: String,
    /// Of which contract.
    pub contract_id: String,
    /// The contract with its number.
    pub contract: Ref,
    /// With whom.
    pub customer: Ref,
    /// Which event.
    pub kind: MilestoneKind,
    /// What tells it from others of its kind.
    pub label: String,
    /// When we planned it.
    pub planned_on: Option<Day>,
    /// When we expect it now.
    pub forecast_on: Option<Day>,
    /// When the contract demands it.
    pub contract_on: Option<Day>,
    /// When it was reached.
    pub actual_on: Option<Day>,
    /// Where it stands.
    pub status: MilestoneStatus,
    /// The files that prove it.
    pub evidence: Vec<FileView>,
    /// Who accepted it.
    pub accepted_by: Option<Ref>,
    /// When.
    pub accepted_at: Option<Timestamp>,
    /// In words.
    pub note: Option<String>,
    /// Whose the deal is.
    pub owner: Ref,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do now.
    pub allowed: Vec<AllowedAction>,
}

/// The views of milestones of one contract that the caller sees.
pub async fn views<C: ConnectionTrait>(
    conn: &C,
    contract: &Contract,
    milestones: Vec<Seen<Model>>,
) -> Result<Vec<MilestoneView>, Fault> {
    let ids = milestones.iter().map(|milestone| milestone.id.as_str());
    let mut files = work::files_by_record(conn, "milestone", ids).await?;
    let people: BTreeSet<&str> = milestones
        .iter()
        .flat_map(|milestone| [Some(&milestone.owner_id), milestone.accepted_by.as_ref()])
        .flatten()
        .map(base::Id::as_str)
        .collect();
    let people = people::names(conn, people).await?;
    let views = milestones.iter().map(|seen| {
        let evidence = files.remove(seen.id.as_str()).unwrap_or_default();
        view(contract, seen, evidence, &people)
    });
    Ok(views.collect())
}

fn view(
    contract: &Contract,
    seen: &Seen<Model>,
    evidence: Vec<FileView>,
    people: &HashMap<String, String>,
) -> MilestoneView {
    let milestone: &Model = seen;
    let accepted_by = milestone.accepted_by.as_ref();
    MilestoneView {
        id: milestone.id.to_string(),
        contract_id: milestone.contract_id.to_string(),
        contract: Ref::new(contract.id.to_string(), contract.number.clone()),
        customer: Ref::new(contract.customer_id.to_string(), contract.customer_name.clone()),
        kind: milestone.kind,
        label: milestone.label.clone(),
        planned_on: milestone.planned_on,
        forecast_on: milestone.forecast_on,
        contract_on: milestone.contract_on,
        actual_on: milestone.actual_on,
        status: milestone.status,
        accepted_by: accepted_by.map(|id| people::reference(people, id.as_str())),
        accepted_at: milestone.accepted_at,
        note: milestone.note.clone(),
        owner: people::reference(people, milestone.owner_id.as_str()),
        version: milestone.version,
        created_at: milestone.created_at,
        updated_at: milestone.updated_at,
        allowed: allowed(contract, seen, evidence.is_empty()),
        evidence,
    }
}

fn allowed(contract: &Contract, seen: &Seen<Model>, unproved: bool) -> Vec<AllowedAction> {
    let ended = contract.stage.is_ended().then_some("contract_ended");
    let accepted = seen.is_accepted().then_some("milestone_accepted");
    let unsigned = (!contract.stage.is_signed()).then_some("contract_not_signed");
    let unproved_code = unproved.then_some("evidence_missing");
    let filed = (!unproved).then_some("milestone_has_files");
    let settled = ended.or(accepted);
    vec![
        AllowedAction::of(seen, "edit", Action::Edit, settled),
        AllowedAction::of(seen, "attach", Action::Edit, None),
        AllowedAction::of(seen, "accept", Action::Accept, settled.or(unsigned).or(unproved_code)),
        AllowedAction::of(seen, "remove", Action::Edit, settled.or(filed)),
    ]
}

/// An open item of a contract.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OpenItemView {
    /// Id.
    pub id: String,
    /// Of which contract.
    pub contract_id: String,
    /// What kind.
    pub kind: OpenItemKind,
    /// What it is about.
    pub title: String,
    /// More about it.
    pub detail: Option<String>,
    /// Whether it is settled.
    pub status: OpenItemStatus,
    /// Who raised it.
    pub raised_by: Ref,
    /// When.
    pub raised_on: Day,
    /// Who settles it.
    pub responsible: Option<Ref>,
    /// Until when.
    pub due_on: Option<Day>,
    /// How it was settled.
    pub resolution: Option<String>,
    /// Who closed it.
    pub closed_by: Option<Ref>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// Version.
    pub version: i64,
    /// Born.
    pub created_at: Timestamp,
    /// Last changed.
    pub updated_at: Timestamp,
    /// What the caller may do now.
    pub allowed: Vec<AllowedAction>,
}

/// The views of items of a contract that the caller sees.
pub async fn item_views<C: ConnectionTrait>(
    conn: &C,
    contract: &Seen<Contract>,
    items: Vec<open_item::Model>,
) -> Result<Vec<OpenItemView>, Fault> {
    let people: BTreeSet<&str> = items
        .iter()
        .flat_map(|item| {
            [Some(&item.raised_by), item.responsible_id.as_ref(), item.closed_by.as_ref()]
        })
        .flatten()
        .map(base::Id::as_str)
        .collect();
    let people = people::names(conn, people).await?;
    let person = |id: &people::user::UserId| people::reference(&people, id.as_str());
    let ended = contract.stage.is_ended().then_some("contract_ended");
    let views = items.iter().map(|item| {
        let closed = (item.status == OpenItemStatus::Closed).then_some("item_closed");
        let open = (item.status == OpenItemStatus::Open).then_some("item_open");
        OpenItemView {
            id: item.id.to_string(),
            contract_id: item.contract_id.to_string(),
            kind: item.kind,
            title: item.title.clone(),
            detail: item.detail.clone(),
            status: item.status,
            raised_by: person(&item.raised_by),
            raised_on: item.raised_on,
            responsible: item.responsible_id.as_ref().map(person),
            due_on: item.due_on,
            resolution: item.resolution.clone(),
            closed_by: item.closed_by.as_ref().map(person),
            closed_at: item.closed_at,
            version: item.version,
            created_at: item.created_at,
            updated_at: item.updated_at,
            allowed: vec![
                AllowedAction::of(contract, "edit", Action::Edit, closed),
                AllowedAction::of(contract, "close", Action::Edit, closed),
                AllowedAction::of(contract, "reopen", Action::Edit, open.or(ended)),
            ],
        }
    });
    Ok(views.collect())
}

/// The milestones of a contract as the caller sees them. They share the contract's place and team, so
/// whoever sees the contract sees them; the rights on them are their own.
pub async fn of_contract<C: ConnectionTrait>(
    conn: &C,
    actor: &Actor,
    contract: &Contract,
) -> Result<Vec<MilestoneView>, Fault> {
    let mut seen = Vec::new();
    for milestone in crate::queries::of_contract(conn, contract.id.as_str()).await? {
        // A contract has few milestones.
        match access::get::<Model, _>(conn, actor, milestone.id.as_str()).await {
            Ok(milestone) => seen.push(milestone),
            Err(Fault::NotFound) => {}
            Err(fault) => return Err(fault),
        }
    }
    views(conn, contract, seen).await
}
