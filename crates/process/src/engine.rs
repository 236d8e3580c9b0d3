//! Judging one record: the checklist of its stage, the way forward, the decision of a gate.
//!
//! All of it is pure. The caller gathers the facts, loads the decisions and stores the result.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::definition::{Criterion, Exit, Gate, OpenGate, Process, Stage, StageKind};
use crate::facts::Facts;
use base::{Texts, Unmet};

base::text_enum! {
    /// What a gate can answer (method 1.4): approved as proposed, sent back with a list, paused
    /// until a review date, stopped. `go_if` (with conditions) and `escalate` (to the next level)
    /// come later as further variants; match with that in mind.
    pub enum Outcome {
        Go = "go",
        Rework = "rework",
        Hold = "hold",
        NoGo = "no_go",
    }
}

/// One criterion as it stands for one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CriterionState {
    /// Key of the criterion.
    pub key: String,
    /// The requirement.
    pub text: Texts,
    /// Whether it blocks.
    pub hard: bool,
    /// The key control point behind it.
    pub control_point: Option<String>,
    /// What to do when it is not met.
    pub hint: Option<Texts>,
    /// Names of the facts that it looks at: the fields to fill.
    pub facts: Vec<String>,
    /// Whether it holds.
    pub met: bool,
    /// The value found, when it looks at exactly one fact and that fact is there.
    pub actual: Option<String>,
}

/// The checklist of one exit for one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExitReport {
    /// Kind of record.
    pub kind: String,
    /// The stage it stands in.
    pub from: String,
    /// The next stage.
    pub to: String,
    /// The gate that guards the exit.
    pub gate: Option<String>,
    /// Every criterion, in the order of the definition.
    pub criteria: Vec<CriterionState>,
    /// Whether all hard criteria are met. A gate must still decide where there is one.
    pub ready: bool,
}

impl ExitReport {
    /// The hard criteria that are not met.
    pub fn unmet(&self) -> Vec<Unmet> {
        self.criteria
            .iter()
            .filter(|state| state.hard && !state.met)
            .map(|state| Unmet { key: state.key.clone(), text: state.text.clone() })
            .collect()
    }

    /// Removes the values of facts that the reader may not see. Whether a criterion is met stays:
    /// it is what the reader needs to know to go on.
    pub fn hide(&mut self, hidden: &[&str]) {
        for state in &mut self.criteria {
            if state.facts.iter().any(|fact| hidden.contains(&fact.as_str())) {
                state.actual = None;
            }
        }
    }
}

/// Why a move or a decision is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Something is missing; everything that is missing is listed.
    #[error("not ready: {}", .0.iter().map(|unmet| unmet.key.as_str()).collect::<Vec<_>>().join(", "))]
    Unmet(Vec<Unmet>),
    /// The process has no such stage for this kind of record.
    #[error("'{kind}' has no stage '{stage}'")]
    UnknownStage {
        /// Kind of record.
        kind: String,
        /// The stage asked for.
        stage: String,
    },
    /// The record has ended; nothing leads on.
    #[error("'{0}' is an end")]
    EndStage(String),
    /// A record is stopped only into a lost end.
    #[error("'{0}' is not a lost end")]
    NotALostEnd(String),
    /// The decision belongs to another gate than the one that is open in this stage.
    #[error("gate '{given}' is not open here")]
    WrongGate {
        /// The gate that is open, if there is one.
        expected: Option<String>,
        /// The gate of the decision.
        given: String,
    },
    /// The decider holds none of the deciding roles (method 1.5).
    #[error("none of the roles may decide '{gate}'")]
    NotDecider {
        /// The gate.
        gate: String,
        /// The roles that may.
        deciders: Vec<String>,
    },
    /// Nobody decides an own proposal (method 1.4 rule 3).
    #[error("nobody decides an own proposal")]
    OwnProposal,
    /// Sending back, refusing and stopping need a reason.
    #[error("a reason is required")]
    ReasonRequired,
    /// A hold needs a review date after today (method 1.4).
    #[error("a review date after today is required")]
    ReviewDateRequired,
    /// A recorded move does not continue where the one before it ended, or skips a stage.
    #[error("the move from '{from}' to '{to}' does not fit a record in '{at}'")]
    OutOfOrder {
        /// Where the record stood.
        at: String,
        /// Where the move starts.
        from: String,
        /// Where it ends.
        to: String,
    },
}

impl Refusal {
    /// Stable code for the problem catalogue and the pages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unmet(_) => "criteria_unmet",
            Self::UnknownStage { .. } => "unknown_stage",
            Self::EndStage(_) => "end_stage",
            Self::NotALostEnd(_) => "not_a_lost_end",
            Self::WrongGate { .. } => "wrong_gate",
            Self::NotDecider { .. } => "not_decider",
            Self::OwnProposal => "own_proposal",
            Self::ReasonRequired => "reason_required",
            Self::ReviewDateRequired => "review_date_required",
            Self::OutOfOrder { .. } => "out_of_order",
        }
    }

    /// What is missing, for the list on the page; empty for every other refusal.
    pub fn unmet(&self) -> &[Unmet] {
        if let Self::Unmet(unmet) = self { unmet } else { &[] }
    }
}

/// A record moved from one stage to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Moved {
    /// Stage before.
    pub from: String,
    /// Stage after.
    pub to: String,
}

/// A decision as it is brought to the engine.
#[derive(Debug, Clone, Copy)]
pub struct Decision<'a> {
    /// Key of the gate.
    pub gate: &'a str,
    /// The answer.
    pub outcome: Outcome,
    /// Who proposed: an id.
    pub proposer: &'a str,
    /// Who decides: an id.
    pub decider: &'a str,
    /// The roles that the decider holds for this record.
    pub decider_roles: &'a [&'a str],
    /// Why; required for rework and no-go.
    pub reason: Option<&'a str>,
    /// When to look again, `YYYY-MM-DD`; required for hold.
    pub review_on: Option<&'a str>,
    /// Today, `YYYY-MM-DD`.
    pub today: &'a str,
}

/// What a decision does to the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// The record moves on.
    Move(Moved),
    /// The stage stays; the proposal is open for another round.
    Stay,
    /// The stage stays and the record leaves the active funnel until the review date.
    Park {
        /// When to look again, `YYYY-MM-DD`.
        review_on: String,
    },
    /// The record ends; the caller chooses the lost end and goes there with [`stop`].
    Stop,
    /// The stage stays; the decision that opened it counts anew.
    Renew,
}

/// The checklist of the stage's exit, or nothing when the stage is unknown or an end.
pub fn report(process: &Process, kind: &str, stage: &str, facts: &Facts) -> Option<ExitReport> {
    let stage = process.stage(kind, stage)?;
    let exit = stage.exit.as_ref()?;
    let criteria: Vec<_> = exit.criteria.iter().map(|it| state(it, facts)).collect();
    Some(ExitReport {
        kind: kind.to_owned(),
        from: stage.key.clone(),
        to: exit.to.clone(),
        gate: exit.gate.clone(),
        ready: criteria.iter().all(|state| state.met || !state.hard),
        criteria,
    })
}

fn state(criterion: &Criterion, facts: &Facts) -> CriterionState {
    let names = criterion.check.facts();
    let actual = match names.first() {
        Some(only) if names.len() == 1 => facts.get(only).shown(),
        _ => None,
    };
    CriterionState {
        key: criterion.key.clone(),
        text: criterion.text.clone(),
        hard: criterion.hard,
        control_point: criterion.control_point.clone(),
        hint: criterion.hint.clone(),
        facts: names.into_iter().map(str::to_owned).collect(),
        met: criterion.check.holds(facts),
        actual,
    }
}

/// THE way forward. `effective` is the key of the gate with an effective go decision for this
/// exit, if there is one. A refusal lists everything that stands in the way in one go: a wrong
/// target, every unmet hard criterion, the missing decision.
pub fn advance(
    process: &Process,
    kind: &str,
    from: &str,
    to: &str,
    facts: &Facts,
    effective: Option<&str>,
) -> Result<Moved, Refusal> {
    let (stage, exit) = open_exit(process, kind, from)?;
    let target = find(process, kind, to)?;
    let mut unmet = Vec::new();
    if exit.to != target.key {
        unmet.push(out_of_order(target, find(process, kind, &exit.to)?));
    }
    unmet.extend(
        exit.criteria
            .iter()
            .filter(|it| it.hard && !it.check.holds(facts))
            .map(|it| Unmet { key: it.key.clone(), text: it.text.clone() }),
    );
    if let Some(key) = exit.gate.as_deref()
        && effective != Some(key)
    {
        unmet.push(no_decision(key, process.gate(key)));
    }
    if unmet.is_empty() {
        Ok(Moved { from: stage.key.clone(), to: target.key.clone() })
    } else {
        Err(Refusal::Unmet(unmet))
    }
}

/// Judges a decision of the gate that is open in the stage (see [`Process::gate_at`]).
///
/// Whoever may not decide learns only that; then the decision itself must be complete; a go is
/// finally judged by [`advance`], so it needs every hard criterion of the exit that the gate guards.
pub fn decide(
    process: &Process,
    kind: &str,
    stage: &str,
    facts: &Facts,
    decision: &Decision<'_>,
) -> Result<Effect, Refusal> {
    open_exit(process, kind, stage)?;
    let open = gate_open(process, kind, stage, decision.gate)?;
    let gate = open.gate;
    if !gate.admits_decider(decision.decider_roles) {
        let deciders = gate.deciders.clone();
        return Err(Refusal::NotDecider { gate: gate.key.clone(), deciders });
    }
    if decision.proposer == decision.decider {
        return Err(Refusal::OwnProposal);
    }
    match decision.outcome {
        Outcome::Go => {
            let from = &open.stage.key;
            let moved = advance(process, kind, from, &open.exit.to, facts, Some(&gate.key))?;
            Ok(if open.renews { Effect::Renew } else { Effect::Move(moved) })
        }
        Outcome::Rework => given_reason(decision.reason).map(|()| Effect::Stay),
        Outcome::NoGo => given_reason(decision.reason).map(|()| Effect::Stop),
        Outcome::Hold => decision
            .review_on
            .filter(|day| is_day(day) && is_day(decision.today) && *day > decision.today)
            .map(|day| Effect::Park { review_on: day.to_owned() })
            .ok_or(Refusal::ReviewDateRequired),
    }
}

/// The gate that is open in the stage, when it is the one asked for.
pub fn gate_open<'a>(
    process: &'a Process,
    kind: &str,
    stage: &str,
    gate: &str,
) -> Result<OpenGate<'a>, Refusal> {
    let open = process.gate_at(kind, stage);
    let expected = open.as_ref().map(|open| open.gate.key.clone());
    open.filter(|open| open.gate.key == gate)
        .ok_or_else(|| Refusal::WrongGate { expected, given: gate.to_owned() })
}

/// The way into a lost end, open from every open stage, with a reason.
pub fn stop(
    process: &Process,
    kind: &str,
    from: &str,
    to: &str,
    reason: Option<&str>,
) -> Result<Moved, Refusal> {
    let (stage, _) = open_exit(process, kind, from)?;
    let target = find(process, kind, to)?;
    if target.kind != StageKind::Lost {
        return Err(Refusal::NotALostEnd(target.key.clone()));
    }
    given_reason(reason)?;
    Ok(Moved { from: stage.key.clone(), to: target.key.clone() })
}

/// The stage that recorded moves lead to, starting in the first stage of the track. Each move
/// must start where the record stands and go to the next stage or to a lost end.
pub fn replay(
    process: &Process,
    kind: &str,
    moves: impl IntoIterator<Item = Moved>,
) -> Result<String, Refusal> {
    let mut at = process.first_stage(kind).ok_or_else(|| unknown(kind, ""))?;
    for Moved { from, to } in moves {
        let target = find(process, kind, &to)?;
        let fits = at.exit.as_ref().is_some_and(|exit| {
            from == at.key && (exit.to == target.key || target.kind == StageKind::Lost)
        });
        if !fits {
            return Err(Refusal::OutOfOrder { at: at.key.clone(), from, to });
        }
        at = target;
    }
    Ok(at.key.clone())
}

fn find<'a>(process: &'a Process, kind: &str, stage: &str) -> Result<&'a Stage, Refusal> {
    process.stage(kind, stage).ok_or_else(|| unknown(kind, stage))
}

fn unknown(kind: &str, stage: &str) -> Refusal {
    Refusal::UnknownStage { kind: kind.to_owned(), stage: stage.to_owned() }
}

fn open_exit<'a>(
    process: &'a Process,
    kind: &str,
    stage: &str,
) -> Result<(&'a Stage, &'a Exit), Refusal> {
    let stage = find(process, kind, stage)?;
    let exit = stage.exit.as_ref().ok_or_else(|| Refusal::EndStage(stage.key.clone()))?;
    Ok((stage, exit))
}

fn given_reason(reason: Option<&str>) -> Result<(), Refusal> {
    reason.filter(|text| !text.trim().is_empty()).map(|_| ()).ok_or(Refusal::ReasonRequired)
}

fn out_of_order(target: &Stage, next: &Stage) -> Unmet {
    Unmet {
        key: "order".to_owned(),
        text: Texts::new(
            format!("“{}”不是下一阶段，下一阶段是“{}”", target.title.zh, next.title.zh),
            format!(
                "“{}” is not the next stage; the next stage is “{}”",
                target.title.en, next.title.en
            ),
        ),
    }
}

fn no_decision(key: &str, gate: Option<&Gate>) -> Unmet {
    let (zh, en) = gate.map_or((key, key), |gate| (&gate.title.zh, &gate.title.en));
    Unmet {
        key: format!("decision:{key}"),
        text: Texts::new(format!("需要有效且通过的{zh}"), format!("An effective go from {en}")),
    }
}

/// Whether a text has the shape `YYYY-MM-DD`, so that comparing texts compares days.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
        && ("01"..="12").contains(&&text[5..7])
        && ("01"..="31").contains(&&text[8..10])
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
