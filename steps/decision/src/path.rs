//! The stage path of one record with the state of its gates: pure, from the process, the record and
//! its requests.

use crate::{
    model::{DecisionStatus, Model},
    subject::Loaded,
};
use base::{Day, Texts};
use process::{Outcome, Process, Stage, StageKind};

base::text_enum! {
    /// Where a stage of the path lies for this record.
    pub enum StageState {
        Done = "done",
        Current = "current",
        Next = "next",
        Later = "later",
        Stopped = "stopped",
    }
}

base::text_enum! {
    /// How far the gate behind a stage is; `open` means that nobody has asked yet.
    pub enum GateState {
        None = "none",
        Open = "open",
        Requested = "requested",
        Passed = "passed",
        Rework = "rework",
        Hold = "hold",
        NoGo = "no_go",
        Expired = "expired",
    }
}

/// One stage of the path.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct PathStage {
    /// Key.
    pub key: String,
    /// Code of the method; empty for ends.
    pub code: String,
    /// What it is called.
    pub title: Texts,
    /// What it is for.
    pub goal: Texts,
    /// Where it lies for this record.
    pub state: StageState,
    /// The gate that guards its exit.
    pub gate: Option<String>,
    /// How far that gate is.
    pub gate_state: GateState,
}

/// The stages from the first to the end of the way, and the lost end when the record stands in one.
/// `requests` are those of the record, the newest first.
pub fn stages(
    process: &Process,
    record: &Loaded,
    requests: &[Model],
    today: Day,
) -> Vec<PathStage> {
    let kind = record.kind.as_str();
    let mut way: Vec<&Stage> = Vec::new();
    let mut next = process.first_stage(kind);
    while let Some(stage) = next {
        way.push(stage);
        next = stage.exit.as_ref().and_then(|exit| process.stage(kind, &exit.to));
    }
    let on_way = |key: &str| way.iter().position(|stage| stage.key == key);
    let stopped = on_way(&record.stage).is_none();
    // Where a stopped record does not say where it was stopped, it counts as stopped at the start.
    let here = on_way(&record.stage).or_else(|| on_way(record.stopped_in.as_deref()?));
    let here = here.unwrap_or_default();
    let mut path: Vec<PathStage> = way
        .iter()
        .enumerate()
        .map(|(index, stage)| {
            let state = match index {
                _ if index < here => StageState::Done,
                _ if index == here && stopped => StageState::Stopped,
                _ if index == here => StageState::Current,
                _ if index == here + 1 && !stopped => StageState::Next,
                _ => StageState::Later,
            };
            entry(stage, state, requests, today)
        })
        .collect();
    let end = process.stage(kind, &record.stage).filter(|end| stopped && is_lost(end));
    path.extend(end.map(|end| entry(end, StageState::Current, requests, today)));
    path
}

fn is_lost(stage: &Stage) -> bool {
    stage.kind == StageKind::Lost
}

fn entry(stage: &Stage, lies: StageState, requests: &[Model], today: Day) -> PathStage {
    let gate = stage.exit.as_ref().and_then(|exit| exit.gate.clone());
    let gate_state =
        gate.as_deref().map_or(GateState::None, |gate| gate_state(gate, requests, today));
    PathStage {
        key: stage.key.clone(),
        code: stage.code.clone().unwrap_or_default(),
        title: stage.title.clone(),
        goal: stage.goal.clone(),
        state: lies,
        gate,
        gate_state,
    }
}

fn gate_state(gate: &str, requests: &[Model], today: Day) -> GateState {
    let counts = |it: &&Model| it.gate == gate && it.status != DecisionStatus::Withdrawn;
    let Some(latest) = requests.iter().find(counts) else { return GateState::Open };
    match latest.outcome {
        None => GateState::Requested,
        Some(Outcome::Go) if latest.effective_on(today) => GateState::Passed,
        Some(Outcome::Go) => GateState::Expired,
        Some(Outcome::Rework) => GateState::Rework,
        Some(Outcome::Hold) => GateState::Hold,
        Some(Outcome::NoGo) => GateState::NoGo,
    }
}
