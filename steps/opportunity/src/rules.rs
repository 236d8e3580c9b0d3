//! Pure rules of opportunities: weights, teams, scores, the ladder's answers, what an input may hold.

use crate::{
    OpportunityRefusal,
    model::opportunity::{LossReason, Model, Stage},
};
use base::{Check, Day, Fault, Params, fault::FieldFault, money};
use process::{funnel_ladder, ladder::LadderRefusal, scorecard::ScoreRefusal};
use std::collections::BTreeSet;

base::text_enum! {
    /// What somebody is in the team of an opportunity (method 3.1).
    pub enum TeamRole {
        Ar = "ar",
        Sr = "sr",
        Fr = "fr",
        Sponsor = "sponsor",
        Member = "member",
    }
}

/// The iron triangle: one of each.
pub const TRIANGLE: &[TeamRole] = &[TeamRole::Ar, TeamRole::Sr, TeamRole::Fr];
/// People in a team at most.
pub const TEAM_MAX: usize = 50;
/// Characters of a note or reason at most.
pub const NOTE_MAX: usize = 2_000;

/// The amount that a rung makes of an amount, in minor units, half rounded up.
pub fn weighted_minor(amount_minor: i64, rung: i64) -> i64 {
    money::share_of(amount_minor, rung * 100)
}

/// Checks what an opportunity holds after an edit.
pub fn check(deal: &Model, today: Day) -> Result<(), Fault> {
    let mut check = Check::new();
    check.text("/title", &deal.title, 1, 200);
    check.optional_text("/need", deal.need.as_deref(), 4_000);
    check.optional_text("/competitors", deal.competitors.as_deref(), 2_000);
    check.optional_text("/customer_step", deal.customer_step.as_deref(), 500);
    check.amount("/amount_minor", deal.amount_minor);
    check.currency("/currency", &deal.currency);
    if let Some(day) = deal.expected_sign_on {
        check.near("/expected_sign_on", day, today, 10);
    }
    check.done()
}

/// Checks a team: not too large, nobody twice in a role, one of each in the triangle.
pub fn check_team(members: &[(String, TeamRole)]) -> Result<(), Fault> {
    let mut check = Check::new();
    if members.len() > TEAM_MAX {
        check.fault_with("/members", "too_many", Params::from([("max", TEAM_MAX.into())]));
    }
    let mut seen = BTreeSet::new();
    let mut corners = BTreeSet::new();
    for (index, (user_id, role)) in members.iter().enumerate() {
        let pointer = format!("/members/{index}");
        check.ensure(seen.insert((user_id, role)), &pointer, "member_twice");
        if TRIANGLE.contains(role) {
            check.ensure(corners.insert(role), &format!("{pointer}/role"), "role_taken");
        }
    }
    check.done()
}

/// What is wrong with a scored card, field by field.
pub fn score_fault(refusal: ScoreRefusal) -> Fault {
    let fault = |key: String, code| FieldFault {
        pointer: format!("/scores/{key}"),
        code,
        params: Params::new(),
    };
    let ScoreRefusal { missing, unknown, out_of_range } = refusal;
    let missing = missing.into_iter().map(|key| fault(key, "required"));
    let unknown = unknown.into_iter().map(|key| fault(key, "unknown_factor"));
    let wrong = out_of_range.into_iter().map(|key| FieldFault {
        params: Params::from([("min", 1.into()), ("max", 4.into())]),
        ..fault(key, "out_of_range")
    });
    Fault::Invalid(missing.chain(unknown).chain(wrong).collect())
}

/// How a refusal of the ladder is said.
pub fn ladder_fault(refusal: LadderRefusal) -> Fault {
    match refusal {
        LadderRefusal::Missing(unmet) => {
            OpportunityRefusal::RungUnanswered.refusal().unmet(unmet).into()
        }
        LadderRefusal::SkipsRung { next } => {
            OpportunityRefusal::RungSkipped.refusal().with("next", next).into()
        }
        LadderRefusal::UnknownRung(_) => Fault::field("/to", "unknown_rung"),
    }
}

/// How many questions the ladder has.
pub fn question_count() -> usize {
    funnel_ladder().rungs.iter().map(|rung| rung.questions.len()).sum()
}

/// Whether the ladder has this question.
pub fn is_question(key: &str) -> bool {
    let rungs = &funnel_ladder().rungs;
    rungs.iter().flat_map(|rung| &rung.questions).any(|question| question.key == key)
}

/// Checks the words of a loss: `other` and a loss late on the ladder need a note (method 10.1).
pub fn check_stop(
    to: Stage,
    rung: i64,
    reason: LossReason,
    note: Option<&str>,
) -> Result<(), Fault> {
    let mut check = Check::new();
    check.optional_text("/note", note, NOTE_MAX);
    let late = to == Stage::Lost && rung >= funnel_ladder().explain_loss_from;
    let explained = note.is_some_and(|note| !note.trim().is_empty());
    let needed = late || reason == LossReason::Other;
    check.ensure(explained || !needed, "/note", "required");
    check.done()
}

/// Checks the end of an opportunity that comes in as history: an end, not in the future.
pub fn check_end(stage: Stage, on: Day, today: Day) -> Result<(), Fault> {
    let mut check = Check::new();
    check.ensure(!stage.is_open(), "/stage", "end_required");
    check.ensure(on <= today, "/closed_on", "day_in_future");
    check.done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use TeamRole::{Ar, Fr, Member, Sponsor, Sr};
    use proptest::prelude::*;

    #[test]
    fn a_triangle_has_one_of_each() {
        let team = |members: &[(&str, TeamRole)]| {
            let members: Vec<_> =
                members.iter().map(|(user, role)| ((*user).to_owned(), *role)).collect();
            check_team(&members).is_ok()
        };
        assert!(team(&[]));
        assert!(team(&[("a", Ar), ("a", Sr), ("b", Fr), ("c", Sponsor), ("d", Sponsor)]));
        assert!(!team(&[("a", Ar), ("b", Ar)]));
        assert!(!team(&[("a", Member), ("a", Member)]));
        assert!(!team(&vec![("a", Member); 51]));
    }

    #[test]
    fn a_late_loss_is_explained() {
        let stop = |to, rung, reason, note| check_stop(to, rung, reason, note).is_ok();
        assert!(stop(Stage::Lost, 25, LossReason::Price, None));
        assert!(!stop(Stage::Lost, 50, LossReason::Price, None));
        assert!(!stop(Stage::Lost, 75, LossReason::Price, Some(" ")));
        assert!(stop(Stage::Lost, 75, LossReason::Price, Some("12 % above the rival")));
        assert!(stop(Stage::Abandoned, 75, LossReason::Credit, None));
        assert!(!stop(Stage::Abandoned, 10, LossReason::Other, None));
    }

    #[test]
    fn questions_are_those_of_the_ladder() {
        assert!(is_question("problems_known"));
        assert!(!is_question("weather"));
    }

    proptest! {
        /// The board sums `(amount * rung + 50) / 100` in the database.
        #[test]
        fn weights_are_those_of_the_board(amount in 0..=money::MAX_MINOR, rung in 0_i64..=100) {
            prop_assert_eq!(weighted_minor(amount, rung), (amount * rung + 50) / 100);
        }
    }
}
