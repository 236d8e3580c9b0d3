//! Pure rules of contracts: templates, plans, what is frozen.

use crate::model::{contract, plan_line};
use base::{Check, Day, Fault, Texts, split_by_basis_points};
use plan_line::MilestoneKind;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Lines of a plan at most.
pub const LINES_MAX: usize = 60;
/// Days from trigger to due day at most.
pub const PAYMENT_DAYS_MAX: i64 = 3_650;

/// A template of a payment plan (method 9.4).
#[derive(Debug, Clone, Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaymentTemplate {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: Texts,
    /// Its lines; the shares add up to 10,000.
    pub lines: Vec<TemplateLine>,
}

/// A line of a template.
#[derive(Debug, Clone, Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateLine {
    /// What it is called.
    pub label: Texts,
    /// Share of the amount in basis points.
    pub share_bp: i64,
    /// What makes it due.
    pub trigger: MilestoneKind,
    /// Days from the trigger to the due day.
    pub days: i64,
}

#[derive(Deserialize)]
struct Templates {
    templates: Vec<PaymentTemplate>,
}

/// The templates that are shipped.
pub fn templates() -> &'static [PaymentTemplate] {
    static TEMPLATES: LazyLock<Vec<PaymentTemplate>> = LazyLock::new(|| {
        toml::from_str::<Templates>(include_str!("../definitions/payment-templates.toml"))
            .map(|all| all.templates)
            .unwrap_or_default()
    });
    &TEMPLATES
}

/// A line as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// What it is called.
    pub label: String,
    /// In minor units.
    pub amount_minor: i64,
    /// What makes it due.
    pub trigger: MilestoneKind,
    /// Days from the trigger to the due day.
    pub payment_days: i64,
    /// When payment is planned.
    pub planned_on: Option<Day>,
}

/// The lines of a template for an amount, in the language of the reader.
pub fn from_template(template: &PaymentTemplate, amount_minor: i64, chinese: bool) -> Vec<NewLine> {
    let shares: Vec<i64> = template.lines.iter().map(|line| line.share_bp).collect();
    let parts = split_by_basis_points(amount_minor, &shares);
    template
        .lines
        .iter()
        .zip(parts)
        .map(|(line, amount_minor)| NewLine {
            label: if chinese { line.label.zh.clone() } else { line.label.en.clone() },
            amount_minor,
            trigger: line.trigger,
            payment_days: line.days,
            planned_on: None,
        })
        .collect()
}

/// The amounts of a plan when the contract's amount changes: each line keeps its share. What is due
/// up to a line is rounded rather than the line itself, so that no line takes all the rounding and
/// none falls below 0.
pub fn rescaled(lines: &[i64], before_minor: i64, after_minor: i64) -> Vec<i64> {
    let by = i128::from(before_minor.max(1));
    let (mut due_before, mut due_after) = (0_i128, 0_i64);
    lines
        .iter()
        .map(|line| {
            due_before += i128::from(*line);
            let scaled = (due_before * i128::from(after_minor) + by / 2) / by;
            let due = i64::try_from(scaled).unwrap_or_default();
            due - std::mem::replace(&mut due_after, due)
        })
        .collect()
}

/// Checks a plan: every line in its bounds, and the sum is the amount.
pub fn check_plan(lines: &[NewLine], amount_minor: i64, today: Day) -> Result<(), Fault> {
    let mut check = Check::new();
    check.ensure(!lines.is_empty() && lines.len() <= LINES_MAX, "/lines", "plan_lines");
    for (index, line) in lines.iter().enumerate() {
        check.text(&format!("/lines/{index}/label"), &line.label, 1, 100);
        check.amount(&format!("/lines/{index}/amount_minor"), line.amount_minor);
        let days = format!("/lines/{index}/payment_days");
        check.range(&days, line.payment_days, 0, PAYMENT_DAYS_MAX);
        if let Some(planned) = line.planned_on {
            check.near(&format!("/lines/{index}/planned_on"), planned, today, 20);
        }
    }
    let sum = lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.amount_minor));
    if sum != Some(amount_minor) {
        let mut params = base::Params::new();
        params.insert("amount_minor", amount_minor.into());
        params.insert("sum_minor", sum.into());
        check.fault_with("/lines", "plan_sum", params);
    }
    check.done()
}

/// Whether the plan is complete: lines that add up to the amount.
pub fn plan_complete(contract: &contract::Model, lines: &[plan_line::Model]) -> bool {
    let sum: i64 = lines.iter().map(|line| line.amount_minor).sum();
    !lines.is_empty() && sum == contract.amount_minor
}

/// Whether the terms are structured enough to be registered (K13).
pub fn terms_structured(contract: &contract::Model) -> bool {
    let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    said(&contract.payment_terms)
        && said(&contract.delivery_terms)
        && said(&contract.penalty_terms)
        && contract.warranty_months.is_some()
}

/// What an ATC authorises: the contract's commercial content and its plan. When this differs from
/// the decision's snapshot, the decision no longer covers the contract.
pub fn frozen(contract: &contract::Model, lines: &[plan_line::Model]) -> Value {
    let plan: Vec<Value> = lines
        .iter()
        .map(|line| {
            json!({
                "position": line.position,
                "label": line.label,
                "amount_minor": line.amount_minor,
                "trigger": line.trigger_kind,
                "payment_days": line.payment_days,
                "planned_on": line.planned_on,
            })
        })
        .collect();
    json!({
        "id": contract.id,
        "number": contract.number,
        "title": contract.title,
        "customer": {"id": contract.customer_id, "name": contract.customer_name},
        "quotation_id": contract.quotation_id,
        "amount_minor": contract.amount_minor,
        "tax_bp": contract.tax_bp,
        "currency": contract.currency,
        "payment_terms": contract.payment_terms,
        "delivery_terms": contract.delivery_terms,
        "warranty_months": contract.warranty_months,
        "penalty_terms": contract.penalty_terms,
        "special_promises": contract.special_promises,
        "plan": plan,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shipped_templates_are_whole() {
        assert_eq!(templates().len(), 4);
        for template in templates() {
            let sum: i64 = template.lines.iter().map(|line| line.share_bp).sum();
            assert_eq!(sum, 10_000, "{}", template.key);
        }
    }

    proptest! {
        #[test]
        fn every_plan_adds_up(amounts in prop::collection::vec(1_i64..=base::MAX_MINOR, 1..6), pick in 0_usize..4) {
            let template = &templates()[pick];
            // From a yuan on: below a few fen the last line cannot take the rounding.
            let mut amount = amounts[0].max(100);
            let lines = from_template(template, amount, true);
            let mut parts: Vec<i64> = lines.iter().map(|line| line.amount_minor).collect();
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            for next in amounts {
                parts = rescaled(&parts, amount, next);
                amount = next;
                prop_assert_eq!(parts.iter().sum::<i64>(), amount);
                prop_assert!(parts.iter().all(|part| *part >= 0), "{:?}", parts);
            }
        }
    }
}
