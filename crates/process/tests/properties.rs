//! What must hold for every process, every record and every decision.

use std::collections::BTreeMap;

use process::{
    Check, Criterion, Decision, Definition, Effect, Exit, Fact, Facts, Gate, Moved, Outcome,
    Process, Stage, StageKind, Texts, Track, advance, decide, huawei5, replay, report, scorecard,
    scorecards, stop,
};
use proptest::prelude::*;
use proptest::sample::select;

const FACTS: [&str; 4] = ["a", "b", "c", "d"];

fn texts() -> Texts {
    Texts::new("文", "text")
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        Just(Fact::Missing),
        any::<bool>().prop_map(Fact::Bool),
        (-2_i64..3).prop_map(Fact::Int),
        select(vec!["", " ", "x", "y"]).prop_map(Fact::from),
    ]
}

fn facts_of(names: Vec<String>) -> impl Strategy<Value = Facts> {
    proptest::collection::vec(fact(), names.len()).prop_map(move |values| {
        let mut facts = Facts::new();
        for (name, value) in names.iter().zip(values) {
            facts.set(name, value);
        }
        facts
    })
}

fn small_facts() -> impl Strategy<Value = Facts> {
    facts_of(FACTS.iter().map(ToString::to_string).collect())
}

fn check() -> impl Strategy<Value = Check> {
    let name = || select(FACTS.to_vec()).prop_map(str::to_owned);
    let leaf = prop_oneof![
        name().prop_map(Check::Present),
        name().prop_map(Check::Yes),
        (name(), -2_i64..3).prop_map(|(fact, value)| Check::AtLeast { fact, value }),
        (name(), -2_i64..3).prop_map(|(fact, value)| Check::AtMost { fact, value }),
        name().prop_map(|fact| Check::Equals { fact, text: "x".to_owned() }),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Check::All),
            proptest::collection::vec(inner.clone(), 1..3).prop_map(Check::Any),
            inner.prop_map(|check| Check::Not(Box::new(check))),
        ]
    })
}

/// A chain of open stages, some behind a gate, ending in `won`; `lost` beside it.
fn definition() -> impl Strategy<Value = Definition> {
    let exit = (proptest::collection::vec((check(), any::<bool>()), 0..4), any::<bool>());
    proptest::collection::vec(exit, 1..4).prop_map(|exits| {
        let stage = |key: String, kind, exit| Stage {
            key,
            code: None,
            title: texts(),
            goal: texts(),
            kind,
            lead_role: "ar".to_owned(),
            exit,
        };
        let last = exits.len() - 1;
        let mut gates = Vec::new();
        let mut stages = Vec::new();
        for (index, (criteria, gated)) in exits.into_iter().enumerate() {
            let gate = gated.then(|| format!("g{index}"));
            gates.extend(gate.clone().map(|key| Gate {
                key,
                title: texts(),
                kind: "deal".to_owned(),
                proposers: vec!["ar".to_owned()],
                deciders: vec!["sdt_chair".to_owned(), "sdt_member".to_owned()],
                sla_days: 2,
                valid_days: None,
            }));
            let criteria = criteria.into_iter().enumerate().map(|(nth, (check, hard))| Criterion {
                key: format!("c{nth}"),
                text: texts(),
                check,
                hard,
                control_point: None,
                hint: None,
            });
            let to = if index == last { "won".to_owned() } else { format!("s{}", index + 1) };
            let exit = Exit { to, gate, criteria: criteria.collect() };
            stages.push(stage(format!("s{index}"), StageKind::Open, Some(exit)));
        }
        stages.push(stage("won".to_owned(), StageKind::Won, None));
        stages.push(stage("lost".to_owned(), StageKind::Lost, None));
        let tracks = vec![Track { kind: "deal".to_owned(), stages }];
        Definition { key: "any".to_owned(), version: 1, title: texts(), tracks, gates }
    })
}

/// Only what passes the checks; contradictory criteria are the common reason for not passing.
fn any_process() -> impl Strategy<Value = Process> {
    definition().prop_filter_map("a sound definition", |it| Process::check(it).ok())
}

/// A value that satisfies one simple check.
fn satisfying(check: &Check) -> Option<(String, Fact)> {
    match check {
        Check::Present(fact) => Some((fact.clone(), Fact::from(1000))),
        Check::Yes(fact) => Some((fact.clone(), Fact::from(true))),
        Check::AtLeast { fact, value } | Check::AtMost { fact, value } => {
            Some((fact.clone(), Fact::from(*value)))
        }
        Check::Equals { fact, text } => Some((fact.clone(), Fact::from(text.as_str()))),
        Check::All(_) | Check::Any(_) | Check::Not(_) => None,
    }
}

/// Facts that satisfy the shipped process except for a few: enough records pass, enough do not.
fn shipped_facts() -> impl Strategy<Value = Facts> {
    let stages = huawei5().tracks.iter().flat_map(|track| &track.stages);
    let criteria = stages.filter_map(|stage| stage.exit.as_ref()).flat_map(|exit| &exit.criteria);
    let good: BTreeMap<String, Fact> =
        criteria.filter_map(|criterion| satisfying(&criterion.check)).collect();
    let spoiled = proptest::collection::vec(proptest::option::weighted(0.08, fact()), good.len());
    spoiled.prop_map(move |spoiled| {
        let mut facts = Facts::new();
        for ((name, good), spoiled) in good.iter().zip(spoiled) {
            facts.set(name, spoiled.unwrap_or_else(|| good.clone()));
        }
        facts
    })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    select(vec![Outcome::Go, Outcome::Rework, Outcome::Hold, Outcome::NoGo])
}

fn stage_keys(process: &Process, kind: &str) -> Vec<String> {
    let track = process.track(kind);
    track.map(|it| it.stages.iter().map(|stage| stage.key.clone()).collect()).unwrap_or_default()
}

/// Whether every hard criterion holds, computed without the engine.
fn hard_met(exit: &Exit, facts: &Facts) -> bool {
    exit.criteria.iter().all(|it| !it.hard || it.check.holds(facts))
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ready_means_that_all_hard_criteria_are_met(
        process in any_process(), facts in small_facts(),
    ) {
        for stage in &process.tracks[0].stages {
            let report = report(&process, "deal", &stage.key, &facts);
            prop_assert_eq!(report.is_some(), stage.kind == StageKind::Open);
            if let (Some(report), Some(exit)) = (report, &stage.exit) {
                prop_assert_eq!(report.ready, hard_met(exit, &facts));
                prop_assert_eq!(report.criteria.len(), exit.criteria.len());
                let all = report.criteria.iter().zip(&exit.criteria);
                for (state, criterion) in all {
                    prop_assert_eq!(state.met, criterion.check.holds(&facts));
                }
            }
        }
    }

    #[test]
    fn a_record_advances_exactly_when_nothing_stands_in_the_way(
        process in any_process(),
        facts in small_facts(),
        effective in proptest::option::of(select(vec!["g0", "g1", "g2"])),
    ) {
        let keys = stage_keys(&process, "deal");
        for from in &process.tracks[0].stages {
            for to in &keys {
                let moved = advance(&process, "deal", &from.key, to, &facts, effective);
                let may = from.exit.as_ref().is_some_and(|exit| {
                    &exit.to == to
                        && hard_met(exit, &facts)
                        && exit.gate.as_deref().is_none_or(|gate| effective == Some(gate))
                });
                prop_assert_eq!(moved.is_ok(), may);
                if let (Err(refusal), Some(exit)) = (moved, &from.exit) {
                    let unmet = exit.criteria.iter().filter(|it| it.hard && !it.check.holds(&facts));
                    let wanted = unmet.count()
                        + usize::from(&exit.to != to)
                        + usize::from(exit.gate.is_some() && exit.gate.as_deref() != effective);
                    prop_assert_eq!(refusal.unmet().len(), wanted);
                }
            }
        }
    }

    #[test]
    fn the_shipped_process_never_moves_without_its_hard_criteria_and_its_gate(
        facts in shipped_facts(),
        effective in proptest::option::of(select(vec!["ati", "atb", "atc", "atcc"])),
    ) {
        for track in &huawei5().tracks {
            for from in &track.stages {
                for to in &track.stages {
                    let moved =
                        advance(huawei5(), &track.kind, &from.key, &to.key, &facts, effective);
                    if moved.is_ok() {
                        let Some(exit) = &from.exit else { return Err(TestCaseError::fail("end")) };
                        prop_assert!(hard_met(exit, &facts));
                        prop_assert_eq!(&exit.to, &to.key);
                        prop_assert!(exit.gate.is_none() || exit.gate.as_deref() == effective);
                    }
                }
            }
        }
    }

    #[test]
    fn replaying_the_moves_gives_the_stage(
        process in any_process(),
        tries in proptest::collection::vec((small_facts(), outcome(), 0_u8..8), 0..12),
    ) {
        let mut at = "s0".to_owned();
        let mut moves: Vec<Moved> = Vec::new();
        for (facts, outcome, dice) in tries {
            let Some(exit) = process.stage("deal", &at).and_then(|stage| stage.exit.clone()) else {
                break;
            };
            let moved = match &exit.gate {
                _ if dice == 0 => stop(&process, "deal", &at, "lost", Some("why")).ok(),
                None => advance(&process, "deal", &at, &exit.to, &facts, None).ok(),
                Some(gate) => {
                    let decision = Decision {
                        gate,
                        outcome,
                        proposer: "ann",
                        decider: "bob",
                        decider_roles: &["sdt_chair"],
                        reason: Some("why"),
                        review_on: Some("2026-02-01"),
                        today: "2026-01-01",
                    };
                    match decide(&process, "deal", &at, &facts, &decision) {
                        Ok(Effect::Move(moved)) => Some(moved),
                        Ok(Effect::Stop) => stop(&process, "deal", &at, "lost", Some("why")).ok(),
                        _ => None,
                    }
                }
            };
            if let Some(moved) = moved {
                at.clone_from(&moved.to);
                moves.push(moved);
            }
        }
        prop_assert_eq!(replay(&process, "deal", moves), Ok(at));
    }

    #[test]
    fn a_decision_takes_effect_only_from_another_person_with_a_deciding_role(
        facts in shipped_facts(),
        outcome in outcome(),
        proposer in select(vec!["ann", "bob", "eve"]),
        decider in select(vec!["ann", "bob"]),
        role in prop_oneof![Just("sdt_chair"), select(process::ROLES.to_vec())],
        gate in select(vec!["ati", "atb", "atc", "atcc"]),
        reason in proptest::option::of(select(vec!["", "why"])),
        review_on in proptest::option::of(select(vec!["2025-12-31", "2026-01-01", "2026-01-02"])),
    ) {
        let decision = Decision {
            gate,
            outcome,
            proposer,
            decider,
            decider_roles: &[role],
            reason,
            review_on,
            today: "2026-01-01",
        };
        for track in &huawei5().tracks {
            for stage in &track.stages {
                let Ok(effect) = decide(huawei5(), &track.kind, &stage.key, &facts, &decision)
                else { continue };
                prop_assert_ne!(proposer, decider);
                prop_assert!(huawei5().gate(gate).is_some_and(|it| it.admits_decider(&[role])));
                let Some(exit) = &stage.exit else { return Err(TestCaseError::fail("end")) };
                let opened = huawei5().guarded_stage(gate).and_then(|it| it.exit.as_ref());
                let Some(opened) = opened else { return Err(TestCaseError::fail("no exit")) };
                let ahead = exit.gate.as_deref() == Some(gate);
                prop_assert!(ahead || (exit.gate.is_none() && opened.to == stage.key));
                match (outcome, effect) {
                    (Outcome::Go, Effect::Move(moved)) => {
                        prop_assert!(ahead && hard_met(exit, &facts));
                        prop_assert_eq!(&moved.to, &exit.to);
                    }
                    (Outcome::Go, Effect::Renew) => prop_assert!(!ahead && hard_met(opened, &facts)),
                    (Outcome::Rework, Effect::Stay) | (Outcome::NoGo, Effect::Stop) => {
                        prop_assert_eq!(reason, Some("why"));
                    }
                    (Outcome::Hold, Effect::Park { review_on: day }) => {
                        prop_assert!(day.as_str() > "2026-01-01");
                    }
                    other => return Err(TestCaseError::fail(format!("{other:?}"))),
                }
            }
        }
    }

    #[test]
    fn a_better_score_never_lowers_the_index(
        values in proptest::array::uniform4(1_i64..=4), better in 0_usize..4,
    ) {
        for card in scorecards() {
            let keys = card.factors.iter().map(|factor| factor.key.clone());
            let mut scores: BTreeMap<_, _> = keys.zip(values).collect();
            let before = scorecard::score(card, &scores);
            if let Some(score) = scores.get_mut(&card.factors[better].key) {
                *score = (*score + 1).min(4);
            }
            let after = scorecard::score(card, &scores);
            let (Ok(before), Ok(after)) = (before, after) else {
                return Err(TestCaseError::fail("a full card is scored"));
            };
            prop_assert!(before.index <= after.index);
            prop_assert!((0..=100).contains(&after.index));
            let rank = |key: &str| card.bands.iter().position(|band| band.key == key);
            prop_assert!(rank(&after.band).is_some());
            prop_assert!(rank(&after.band) <= rank(&before.band));
        }
    }
}
