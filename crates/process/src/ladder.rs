//! The funnel ladder: a win probability is earned rung by rung, by answering the check questions
//! of the next rung (method 10.1).

use std::collections::BTreeSet;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::verify::{DefinitionError, DefinitionErrors, Findings};
use base::Texts;
use base::Unmet;

/// A ladder as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LadderDefinition {
    /// From the lowest rung to the highest.
    pub rungs: Vec<Rung>,
    /// From this percentage on, a loss must be explained in words.
    pub explain_loss_from: i64,
}

/// One rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// Stable key.
    pub key: String,
    /// Win probability in percent.
    pub percent: i64,
    /// What a customer on this rung is called.
    pub title: Texts,
    /// How far things are.
    pub state: Texts,
    /// What must be answered yes before this rung.
    pub questions: Vec<Question>,
}

/// One check question, worded so that yes is the good answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Stable key, unique in the ladder.
    pub key: String,
    /// The question.
    pub text: Texts,
}

/// A checked ladder. It reads like a [`LadderDefinition`] and cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ladder(LadderDefinition);

impl Ladder {
    /// Reads and checks a ladder written in TOML.
    pub fn parse(text: &str) -> Result<Self, DefinitionErrors> {
        let ladder = toml::from_str(text).map_err(|error| {
            DefinitionErrors::from(DefinitionError::new("ladder", error.to_string().trim()))
        })?;
        Self::check(ladder)
    }

    /// Checks a ladder and lists everything that is wrong with it.
    pub fn check(ladder: LadderDefinition) -> Result<Self, DefinitionErrors> {
        let mut findings = Findings::default();
        let rungs = &ladder.rungs;
        if rungs.is_empty() {
            findings.add("rungs", "at least one rung is needed");
        }
        if !rungs.is_sorted_by(|low, high| low.percent < high.percent) {
            findings.add("rungs", "rungs must rise");
        }
        findings.unique("rungs", "rung", rungs.iter().map(|rung| rung.key.as_str()));
        let questions = rungs.iter().flat_map(|rung| &rung.questions);
        findings.unique("rungs", "question", questions.map(|it| it.key.as_str()));
        for rung in rungs {
            let place = format!("rungs.{}", rung.key);
            findings.key(&place, &rung.key);
            findings.texts(&place, &rung.title);
            findings.texts(&place, &rung.state);
            if !(1..=100).contains(&rung.percent) {
                findings.add(&place, "a rung lies between 1 and 100 percent");
            }
            if rung.questions.is_empty() {
                findings.add(&place, "at least one question is needed");
            }
            for question in &rung.questions {
                let place = format!("{place}.questions.{}", question.key);
                findings.key(&place, &question.key);
                findings.texts(&place, &question.text);
            }
        }
        findings.done().map(|()| Self(ladder))
    }

    /// The percentage of the lowest rung.
    pub fn lowest(&self) -> i64 {
        self.rungs.first().map_or(0, |rung| rung.percent)
    }

    /// The percentage of the highest rung: the contract is signed.
    pub fn highest(&self) -> i64 {
        self.rungs.last().map_or(100, |rung| rung.percent)
    }

    /// The rung of this percentage.
    pub fn rung(&self, percent: i64) -> Option<&Rung> {
        self.rungs.iter().find(|rung| rung.percent == percent)
    }

    /// The next rung above this percentage.
    pub fn next(&self, percent: i64) -> Option<&Rung> {
        self.rungs.iter().find(|rung| rung.percent > percent)
    }
}

impl Deref for Ladder {
    type Target = LadderDefinition;

    fn deref(&self) -> &LadderDefinition {
        &self.0
    }
}

/// Why a rung is not reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LadderRefusal {
    /// Questions of the rung that are not answered yes.
    #[error("not answered yes: {}", .0.iter().map(|it| it.key.as_str()).collect::<Vec<_>>().join(", "))]
    Missing(Vec<Unmet>),
    /// The ladder has no rung of this percentage.
    #[error("there is no rung of {0} %")]
    UnknownRung(i64),
    /// One rung at a time.
    #[error("the next rung is {next} %")]
    SkipsRung {
        /// Percentage of the next rung.
        next: i64,
    },
}

impl LadderRefusal {
    /// Stable code for the problem catalogue and the pages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "rung_questions_open",
            Self::UnknownRung(_) => "unknown_rung",
            Self::SkipsRung { .. } => "rung_skipped",
        }
    }

    /// The open questions; empty for every other refusal.
    pub fn unmet(&self) -> &[Unmet] {
        if let Self::Missing(unmet) = self { unmet } else { &[] }
    }
}

/// Judges a change of rung, in percent; `from` 0 means that the record is not on the ladder yet.
///
/// Up goes one rung at a time, with all questions of that rung answered yes. Down, and staying,
/// are free; the caller asks for the note that going down needs.
pub fn climb(
    ladder: &Ladder,
    from: i64,
    to: i64,
    answered_yes: &BTreeSet<String>,
) -> Result<(), LadderRefusal> {
    if from != 0 && ladder.rung(from).is_none() {
        return Err(LadderRefusal::UnknownRung(from));
    }
    let rung = ladder.rung(to).ok_or(LadderRefusal::UnknownRung(to))?;
    match ladder.next(from) {
        Some(next) if to > next.percent => Err(LadderRefusal::SkipsRung { next: next.percent }),
        Some(next) if to == next.percent => {
            let open = rung.questions.iter().filter(|it| !answered_yes.contains(&it.key));
            let open: Vec<_> =
                open.map(|it| Unmet { key: it.key.clone(), text: it.text.clone() }).collect();
            if open.is_empty() { Ok(()) } else { Err(LadderRefusal::Missing(open)) }
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::funnel_ladder;

    fn answers(percent: i64) -> BTreeSet<String> {
        let questions = funnel_ladder().rung(percent).map(|rung| rung.questions.clone());
        questions.unwrap_or_default().into_iter().map(|it| it.key).collect()
    }

    #[test]
    fn the_rungs_are_those_of_the_method() {
        let rungs = &funnel_ladder().rungs;
        let shape: Vec<_> = rungs.iter().map(|it| (it.percent, it.questions.len())).collect();
        assert_eq!(shape, [(10, 4), (25, 2), (50, 3), (75, 7), (90, 6), (100, 3)]);
    }

    #[test]
    fn every_rung_is_climbed_with_its_own_answers() {
        let mut from = 0;
        for to in [10, 25, 50, 75, 90, 100] {
            assert_eq!(climb(funnel_ladder(), from, to, &answers(to)), Ok(()));
            let mut short = answers(to);
            let Some(gone) = short.pop_first() else { panic!("a rung has questions") };
            let refusal = climb(funnel_ladder(), from, to, &short);
            let keys =
                refusal.as_ref().err().map(|it| it.unmet().iter().map(|u| u.key.clone()).collect());
            assert_eq!(keys, Some(vec![gone]));
            from = to;
        }
    }

    #[test]
    fn rungs_are_not_skipped_and_unknown_ones_refused() {
        let all: BTreeSet<_> = [10, 25, 50, 75, 90, 100].into_iter().flat_map(answers).collect();
        let ladder = funnel_ladder();
        assert_eq!(climb(ladder, 10, 50, &all), Err(LadderRefusal::SkipsRung { next: 25 }));
        assert_eq!(climb(ladder, 0, 25, &all), Err(LadderRefusal::SkipsRung { next: 10 }));
        assert_eq!(climb(ladder, 10, 30, &all), Err(LadderRefusal::UnknownRung(30)));
        assert_eq!(climb(ladder, 30, 50, &all), Err(LadderRefusal::UnknownRung(30)));
        assert_eq!(climb(ladder, 10, 0, &all), Err(LadderRefusal::UnknownRung(0)));
    }

    #[test]
    fn going_down_and_staying_ask_nothing() {
        let none = BTreeSet::new();
        assert_eq!(climb(funnel_ladder(), 90, 25, &none), Ok(()));
        assert_eq!(climb(funnel_ladder(), 50, 50, &none), Ok(()));
        assert_eq!(climb(funnel_ladder(), 100, 100, &none), Ok(()));
    }

    #[test]
    fn a_ladder_that_does_not_rise_is_refused() {
        let mut ladder = funnel_ladder().0.clone();
        ladder.rungs.swap(0, 1);
        let errors = Ladder::check(ladder).map_err(|errors| errors.to_string());
        assert_eq!(errors, Err("rungs: rungs must rise".to_owned()));
    }
}
