//! Pure rules: which process, how a refusal of the engine is said, when a decision is due, who is
//! asked.

use crate::{
    DecisionRefusal,
    model::DecisionStatus,
    subject::{Loaded, Material},
};
use access::{Actor, Role, fields};
use base::{Day, Fault};
use process::{CriterionState, Gate, Process, Refusal};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The process that a record follows. A missing one is ours to fix.
pub fn process_of(key: &str, version: i64) -> Result<&'static Process, Fault> {
    process::by_key(key, version)
        .ok_or_else(|| Fault::internal(format!("no process {key} version {version}")))
}

/// THE way in which a refusal of the engine becomes an answer, for every step and every channel.
pub fn refuse(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Unmet(unmet) => DecisionRefusal::GateUnmet.refusal().unmet(unmet).into(),
        Refusal::UnknownStage { stage, .. } => {
            DecisionRefusal::UnknownStage.refusal().with("stage", stage).into()
        }
        Refusal::EndStage(stage) => DecisionRefusal::EndStage.refusal().with("stage", stage).into(),
        Refusal::NotALostEnd(stage) => {
            DecisionRefusal::NotALostEnd.refusal().with("stage", stage).into()
        }
        Refusal::WrongGate { expected, given } => DecisionRefusal::WrongGate
            .refusal()
            .with("gate", given)
            .with("expected", expected)
            .into(),
        Refusal::NotDecider { .. } => Fault::Forbidden("not_decider"),
        Refusal::OwnProposal => DecisionRefusal::OwnProposal.into(),
        Refusal::ReasonRequired => Fault::field("/reason", "required"),
        Refusal::ReviewDateRequired => Fault::field("/review_on", "review_date_required"),
        Refusal::OutOfOrder { from, to, .. } => {
            DecisionRefusal::OutOfOrder.refusal().with("from", from).with("to", to).into()
        }
    }
}

/// The day that lies `days` working days (Monday to Friday) after `day`.
pub fn working_days_after(day: Day, days: i64) -> Day {
    let mut due = day;
    for _ in 0..days.clamp(0, 365) {
        due = due.plus_days(1);
        while is_weekend(due) {
            due = due.plus_days(1);
        }
    }
    due
}

fn is_weekend(day: Day) -> bool {
    // 2000-01-01 was a Saturday.
    Day::new(2000, 1, 1).is_some_and(|saturday| day.days_since(saturday).rem_euclid(7) < 2)
}

/// The roles that may decide a gate.
pub fn deciders(gate: &Gate) -> Vec<Role> {
    gate.deciders.iter().filter_map(|role| Role::parse(role)).collect()
}

/// The roles that the actor holds over a unit, as the engine takes them.
pub fn roles_over(actor: &Actor, unit_path: &str) -> Vec<&'static str> {
    actor.roles_over(unit_path).map(Role::as_str).collect()
}

/// Whether the actor may bring a proposal: by a role over the record's unit, by the role in its
/// team, or as its owner by any role of the own posts.
pub fn may_propose(gate: &Gate, actor: &Actor, record: &Loaded) -> bool {
    let mut roles = roles_over(actor, &record.unit_path);
    let in_team = record.team.iter().filter(|(user, _)| *user == actor.user_id);
    roles.extend(in_team.filter_map(|(_, role)| Role::parse(role)).map(Role::as_str));
    if record.owner_id == actor.user_id {
        roles.extend(actor.grants.iter().map(|grant| grant.role.as_str()));
    }
    gate.admits_proposer(&roles)
}

/// Why the actor cannot decide a request now; `None` when nothing is in the way.
pub fn decide_hindrance(
    gate: Option<&Gate>,
    status: DecisionStatus,
    proposer_id: &str,
    unit_path: &str,
    actor: &Actor,
) -> Option<&'static str> {
    match status {
        DecisionStatus::Decided => return Some(DecisionRefusal::AlreadyDecided.code()),
        DecisionStatus::Withdrawn => return Some(DecisionRefusal::Withdrawn.code()),
        DecisionStatus::Submitted => {}
    }
    if !gate.is_some_and(|gate| gate.admits_decider(&roles_over(actor, unit_path))) {
        return Some("not_decider");
    }
    (proposer_id == actor.user_id).then(|| DecisionRefusal::OwnProposal.code())
}

/// The last day on which a go of this gate counts: the gate's own span, and not longer than what
/// was proposed is on offer.
pub fn valid_until(gate: &Gate, decided_on: Day, offered_until: Option<Day>) -> Option<Day> {
    let span = gate.valid_days.map(|days| decided_on.plus_days(days));
    match (span, offered_until) {
        (Some(span), Some(offered)) => Some(span.min(offered)),
        (one, other) => one.or(other),
    }
}

/// Removes values that the actor may not see from criteria; whether one is met stays.
pub fn conceal(actor: &Actor, criteria: &mut [CriterionState]) {
    for state in criteria {
        if state.facts.iter().any(|fact| !fields::visible(actor, fact)) {
            state.actual = None;
        }
    }
}

/// The day that a frozen snapshot gives for [`crate::subject::VALID_UNTIL`].
pub fn offered_until(snapshot: &Value) -> Option<Day> {
    snapshot.get("facts")?.get(crate::subject::VALID_UNTIL)?.as_str()?.parse().ok()
}

/// The snapshot as it is frozen: what the sources wrote, and the facts themselves.
pub fn freeze(mut snapshot: Map<String, Value>, facts: &process::Facts) -> Result<Value, Fault> {
    let facts = serde_json::to_value(facts).map_err(|error| Fault::Internal(Box::new(error)))?;
    snapshot.insert("facts".to_owned(), facts);
    Ok(Value::Object(snapshot))
}

/// The facts of a snapshot under these names.
pub fn facts_of(snapshot: &Value, names: &[&str]) -> Material {
    let fact = |name: &&str| snapshot.get("facts").and_then(|facts| facts.get(name));
    names.iter().map(|name| ((*name).to_owned(), fact(name).cloned().unwrap_or_default())).collect()
}

/// The names under which two materials differ.
pub fn differing(one: &Material, other: &Material) -> Vec<String> {
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    names.into_iter().filter(|name| one.get(*name) != other.get(*name)).cloned().collect()
}

/// Removes the names of what the actor may not see.
pub fn conceal_names(actor: &Actor, names: &mut Vec<String>) {
    names.retain(|name| fields::visible(actor, name));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn working_days_skip_the_weekend() {
        for (from, days, due) in [
            ("2026-03-02", 0, "2026-03-02"),
            ("2026-03-02", 2, "2026-03-04"),
            ("2026-03-05", 1, "2026-03-06"),
            ("2026-03-06", 1, "2026-03-09"),
            ("2026-03-06", 2, "2026-03-10"),
            ("2026-03-07", 1, "2026-03-09"),
            ("2026-03-08", 5, "2026-03-13"),
            ("1999-12-31", 1, "2000-01-03"),
        ] {
            assert_eq!(working_days_after(day(from), days), day(due), "{days} after {from}");
        }
    }

    #[test]
    fn material_differs_where_a_name_has_another_value_or_none() {
        let material = |json: Value| json.as_object().cloned().unwrap();
        let frozen = serde_json::json!({"facts": {"a": 1, "b": "x", "other": true}});
        let facts = facts_of(&frozen, &["a", "b", "missing"]);
        assert_eq!(facts, material(serde_json::json!({"a": 1, "b": "x", "missing": null})));
        let live = material(serde_json::json!({"a": 1, "b": "y", "c": 2}));
        assert_eq!(differing(&facts, &live), ["b", "c", "missing"]);
        assert!(differing(&facts, &facts).is_empty());
    }

    #[test]
    fn an_authorisation_ends_with_the_first_of_its_limits() {
        let gate = |key| process::huawei5().gate(key).unwrap();
        let (decided, soon, late) = (day("2026-03-02"), day("2026-03-20"), day("2026-09-01"));
        assert_eq!(valid_until(gate("ati"), decided, None), None);
        assert_eq!(valid_until(gate("atb"), decided, Some(soon)), Some(soon));
        assert_eq!(valid_until(gate("atc"), decided, None), Some(day("2026-04-01")));
        assert_eq!(valid_until(gate("atc"), decided, Some(soon)), Some(soon));
        assert_eq!(valid_until(gate("atc"), decided, Some(late)), Some(day("2026-04-01")));
    }
}
