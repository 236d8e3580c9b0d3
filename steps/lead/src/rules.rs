//! Pure rules of leads: elements, grade, the three questions.

use crate::model::{BudgetState, LeadGrade, LeadStatus, Model, WinChance};
use base::Day;
use process::Facts;
use serde::Deserialize;
use std::sync::LazyLock;

base::text_enum! {
    /// What the three questions advise (method 4.5).
    pub enum LeadAdvice {
        Close = "close",
        Convert = "convert",
        ConvertWithSponsor = "convert_with_sponsor",
        NurtureFourWeeks = "nurture_4_weeks",
        NurtureTwelveWeeks = "nurture_12_weeks",
        CloseOrPool = "close_or_pool",
    }
}

/// The numbers behind grade and review.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    warm_at: i64,
    hot_at: i64,
    never_hot_after_days: i64,
    never_cold_before_days: i64,
    review_warm_days: i64,
    review_cold_days: i64,
}

static GRADING: LazyLock<Grading> = LazyLock::new(|| {
    toml::from_str(include_str!("../definitions/grading.toml")).unwrap_or(Grading {
        warm_at: 7,
        hot_at: 10,
        never_hot_after_days: 180,
        never_cold_before_days: 90,
        review_warm_days: 28,
        review_cold_days: 84,
    })
});

/// Which of the four elements are filled (method 4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the method has four elements")]
pub struct Elements {
    /// Pain or expectation.
    pub pain: bool,
    /// Idea of a solution.
    pub idea: bool,
    /// Investment plan and budget.
    pub budget: bool,
    /// People who carry it.
    pub people: bool,
}

impl Elements {
    /// Reads a lead.
    pub fn of(lead: &Model) -> Self {
        let said =
            |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        let planned = lead.budget_state.is_some_and(|state| state != BudgetState::None);
        Self {
            pain: said(&lead.pain),
            idea: said(&lead.solution_idea) || lead.product_id.is_some(),
            budget: said(&lead.budget_source) || planned,
            people: said(&lead.investment_leader) || said(&lead.decision_makers),
        }
    }
    /// How many are filled, 0 to 4.
    pub fn completeness(self) -> i64 {
        [self.pain, self.idea, self.budget, self.people].into_iter().map(i64::from).sum()
    }
}

/// A computed grade, and whether the entry date changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Graded {
    /// The grade.
    pub grade: LeadGrade,
    /// The points alone would give another one.
    pub capped: bool,
}

/// The grade from the four criteria with the cap by the entry date (method 4.2); `None` until all
/// four are answered.
pub fn grade(criteria: [Option<i64>; 4], entry_on: Option<Day>, today: Day) -> Option<Graded> {
    let numbers = &*GRADING;
    let points: i64 = criteria.into_iter().sum::<Option<i64>>()?;
    let by_points = if points >= numbers.hot_at {
        LeadGrade::Hot
    } else if points >= numbers.warm_at {
        LeadGrade::Warm
    } else {
        LeadGrade::Cold
    };
    let days = entry_on.map(|entry| entry.days_since(today));
    let grade = match (by_points, days) {
        (LeadGrade::Hot, Some(days)) if days > numbers.never_hot_after_days => LeadGrade::Warm,
        (LeadGrade::Cold, Some(days)) if days < numbers.never_cold_before_days => LeadGrade::Warm,
        (grade, _) => grade,
    };
    Some(Graded { grade, capped: grade != by_points })
}

/// The computed grade of a lead.
pub fn grade_of(lead: &Model, today: Day) -> Option<Graded> {
    grade([lead.urgency, lead.maturity, lead.agreement, lead.entry], lead.entry_on, today)
}

/// What the answers to the three questions advise (method 4.5).
pub fn advice(
    is_lead: bool,
    distance: Option<LeadGrade>,
    win: Option<WinChance>,
) -> Option<LeadAdvice> {
    if !is_lead {
        return Some(LeadAdvice::Close);
    }
    Some(match (distance?, win?) {
        (LeadGrade::Hot, WinChance::Low) => LeadAdvice::ConvertWithSponsor,
        (LeadGrade::Hot, _) => LeadAdvice::Convert,
        (_, WinChance::Low) => LeadAdvice::CloseOrPool,
        (LeadGrade::Warm, _) => LeadAdvice::NurtureFourWeeks,
        (LeadGrade::Cold, _) => LeadAdvice::NurtureTwelveWeeks,
    })
}

/// When a verified lead is looked at again.
pub fn review_on(distance: LeadGrade, today: Day) -> Day {
    match distance {
        LeadGrade::Cold => today.plus_days(GRADING.review_cold_days),
        LeadGrade::Warm | LeadGrade::Hot => today.plus_days(GRADING.review_warm_days),
    }
}

/// Whether somebody still works on it.
pub fn is_open(status: LeadStatus) -> bool {
    matches!(status, LeadStatus::New | LeadStatus::Nurturing)
}

/// What the process engine judges a lead by.
pub fn facts(lead: &Model) -> Facts {
    let mut facts = Facts::new();
    let advice = lead.is_lead.and_then(|is_lead| advice(is_lead, lead.distance, lead.win));
    let converts = matches!(advice, Some(LeadAdvice::Convert | LeadAdvice::ConvertWithSponsor));
    let differs = lead.verifier_id.as_ref().is_some_and(|verifier| *verifier != lead.collector_id);
    let customer = lead.customer_id.as_ref().map(ToString::to_string);
    facts.set("verified", lead.verified_at.is_some());
    facts.set("verifier_differs", differs);
    facts.set("is_lead", lead.is_lead.unwrap_or(false));
    facts.set("matrix_convert", converts);
    facts.set("customer", customer.or_else(|| lead.customer_name.clone()));
    facts.set("need", lead.pain.clone());
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_entry_date_caps_the_grade() {
        let today = day("2026-03-02");
        let graded = |points: [i64; 4], entry: &str| {
            grade(points.map(Some), Some(day(entry)), today).map(|g| (g.grade, g.capped)).unwrap()
        };
        assert_eq!(graded([3, 3, 3, 3], "2026-04-01"), (LeadGrade::Hot, false));
        assert_eq!(graded([3, 3, 3, 3], "2026-10-01"), (LeadGrade::Warm, true));
        assert_eq!(graded([1, 1, 2, 2], "2026-04-01"), (LeadGrade::Warm, true));
        assert_eq!(graded([1, 1, 2, 2], "2026-10-01"), (LeadGrade::Cold, false));
        assert_eq!(grade([Some(3), None, Some(3), Some(3)], None, today), None);
    }

    #[test]
    fn the_matrix_is_the_one_of_the_method() {
        use LeadGrade::{Cold, Hot, Warm};
        use WinChance::{High, Low, Medium};
        assert_eq!(advice(false, None, None), Some(LeadAdvice::Close));
        assert_eq!(advice(true, Some(Hot), Some(High)), Some(LeadAdvice::Convert));
        assert_eq!(advice(true, Some(Hot), Some(Medium)), Some(LeadAdvice::Convert));
        assert_eq!(advice(true, Some(Hot), Some(Low)), Some(LeadAdvice::ConvertWithSponsor));
        assert_eq!(advice(true, Some(Warm), Some(Medium)), Some(LeadAdvice::NurtureFourWeeks));
        assert_eq!(advice(true, Some(Cold), Some(High)), Some(LeadAdvice::NurtureTwelveWeeks));
        assert_eq!(advice(true, Some(Warm), Some(Low)), Some(LeadAdvice::CloseOrPool));
        assert_eq!(advice(true, Some(Warm), None), None);
    }

    proptest! {
        #[test]
        fn a_far_purchase_is_never_hot(points in prop::array::uniform4(1_i64..=3), days in 181_i64..2000) {
            let today = day("2026-03-02");
            let graded = grade(points.map(Some), Some(today.plus_days(days)), today).unwrap();
            prop_assert_ne!(graded.grade, LeadGrade::Hot);
        }
    }
}
