//! Project grades: how much attention a deal deserves, suggested from its amount and its customer
//! (method 3.6).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::verify::{DefinitionError, DefinitionErrors, Findings};
use base::Texts;

/// One grade and what suggests it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProjectGradeDefinition)]
pub struct Grade {
    /// Stable key.
    pub key: String,
    /// What it is called.
    pub title: Texts,
    /// The smallest amount in minor units that suggests it; none means that no amount does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_from_minor: Option<i64>,
    /// Classes of customers that suggest it whatever the amount.
    #[serde(default)]
    pub customer_classes: Vec<String>,
}

/// Reads and checks a TOML file of `[[grades]]`, from the highest to the lowest.
pub fn parse(text: &str) -> Result<Vec<Grade>, DefinitionErrors> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        grades: Vec<Grade>,
    }
    let file: File = toml::from_str(text).map_err(|error| {
        DefinitionErrors::from(DefinitionError::new("grades", error.to_string().trim()))
    })?;
    let mut findings = Findings::default();
    let grades = file.grades;
    findings.unique("grades", "grade", grades.iter().map(|grade| grade.key.as_str()));
    for grade in &grades {
        let place = format!("grades.{}", grade.key);
        findings.key(&place, &grade.key);
        findings.texts(&place, &grade.title);
    }
    let amounts: Vec<i64> = grades.iter().filter_map(|grade| grade.amount_from_minor).collect();
    if !amounts.is_sorted_by(|high, low| high > low) {
        findings.add("grades", "amounts must fall from high to low");
    }
    if amounts.last() != Some(&0) {
        findings.add("grades", "the last amount must be 0");
    }
    let classes = grades.iter().flat_map(|grade| &grade.customer_classes);
    findings.unique("grades", "customer class", classes.map(String::as_str));
    findings.done().map(|()| grades)
}

/// The highest grade that the amount or the customer's class suggests.
pub fn suggest<'a>(grades: &'a [Grade], amount_minor: i64, customer_class: &str) -> &'a str {
    let suggested = grades.iter().find(|grade| {
        grade.amount_from_minor.is_some_and(|from| amount_minor.max(0) >= from)
            || grade.customer_classes.iter().any(|class| class == customer_class)
    });
    suggested.map(|grade| grade.key.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project_grades;

    #[test]
    fn amount_and_customer_suggest_the_highest_grade() {
        for (amount_minor, class, grade) in [
            (0, "c", "general"),
            (499_999_999, "c", "general"),
            (500_000_000, "c", "important"),
            (1_999_999_999, "b", "important"),
            (2_000_000_000, "c", "major"),
            (5_000_000_000, "c", "extra_major"),
            (5_000_000_000, "s", "extra_major"),
            (1, "s", "major"),
            (1, "a", "important"),
            (2_000_000_000, "a", "major"),
            (-1, "c", "general"),
        ] {
            assert_eq!(suggest(project_grades(), amount_minor, class), grade, "{amount_minor}");
        }
    }

    #[test]
    fn grades_that_do_not_fall_or_leave_a_gap_are_refused() {
        let text = "[[grades]]\nkey = \"a\"\ntitle = { zh = \"一\", en = \"a\" }\namount_from_minor = 5\n\
                    [[grades]]\nkey = \"b\"\ntitle = { zh = \"二\", en = \"b\" }\namount_from_minor = 7\n";
        let reasons = parse(text).err().map(|errors| errors.0.into_iter().map(|it| it.reason));
        assert_eq!(
            reasons.map(Iterator::collect::<Vec<_>>),
            Some(vec![
                "amounts must fall from high to low".to_owned(),
                "the last amount must be 0".to_owned()
            ])
        );
    }
}
