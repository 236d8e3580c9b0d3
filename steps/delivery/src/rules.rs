//! Pure rules of delivery (method 9.3): days, triggers, whether everything is accepted.

use crate::model::milestone::Model;
use base::Day;
use contract::MilestoneKind;

/// The day on which a milestone is, or is expected to be, reached.
pub fn expected_on(milestone: &Model) -> Option<Day> {
    milestone.actual_on.or(milestone.forecast_on).or(milestone.planned_on)
}

/// The day on which an event as a whole is expected: when the last of its milestones is.
pub fn event_expected_on(milestones: &[Model], kind: MilestoneKind) -> Option<Day> {
    milestones.iter().filter(|milestone| milestone.kind == kind).filter_map(expected_on).max()
}

/// The day on which an event happened: when the last of its milestones was reached, once all of them
/// are accepted. Its payments count from here.
pub fn event_happened_on(milestones: &[Model], kind: MilestoneKind) -> Option<Day> {
    let of_kind = || milestones.iter().filter(|milestone| milestone.kind == kind);
    let accepted = of_kind().all(Model::is_accepted);
    if accepted { of_kind().filter_map(|milestone| milestone.actual_on).max() } else { None }
}

/// The events that payments wait for and that no milestone stands for. The effect of the contract
/// needs none: the registration proves it.
pub fn uncovered(milestones: &[Model], triggers: &[MilestoneKind]) -> Vec<MilestoneKind> {
    let mut missing: Vec<MilestoneKind> = triggers
        .iter()
        .copied()
        .filter(|kind| *kind != MilestoneKind::ContractEffective)
        .filter(|kind| !milestones.iter().any(|milestone| milestone.kind == *kind))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Whether delivery is complete (K16): there are milestones, each is accepted, and none is missing
/// that a payment waits for.
pub fn all_accepted(milestones: &[Model], triggers: &[MilestoneKind]) -> bool {
    !milestones.is_empty()
        && milestones.iter().all(Model::is_accepted)
        && uncovered(milestones, triggers).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::milestone::MilestoneStatus;
    use MilestoneKind::{ContractEffective, Delivered, FinalAcceptance};
    use base::{Id, Timestamp};

    fn milestone(kind: MilestoneKind, actual: Option<Day>, accepted: bool) -> Model {
        let now = Timestamp::from_millis(0);
        let status = match (accepted, actual) {
            (true, _) => MilestoneStatus::Accepted,
            (false, Some(_)) => MilestoneStatus::Reached,
            (false, None) => MilestoneStatus::Planned,
        };
        Model {
            id: Id::generate(now),
            contract_id: Id::generate(now),
            opportunity_id: Id::generate(now),
            kind,
            label: String::new(),
            planned_on: Day::new(2026, 1, 1),
            forecast_on: Day::new(2026, 2, 1),
            contract_on: None,
            actual_on: actual,
            status,
            accepted_by: None,
            accepted_at: None,
            note: None,
            owner_id: Id::generate(now),
            unit_id: Id::generate(now),
            unit_path: String::new(),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    #[test]
    fn an_event_has_happened_when_its_last_milestone_is_accepted() {
        let first = milestone(Delivered, Day::new(2026, 3, 1), true);
        let second = milestone(Delivered, Day::new(2026, 4, 1), false);
        let other = milestone(FinalAcceptance, None, false);
        let mut lots = vec![first, second, other];
        assert_eq!(event_happened_on(&lots, Delivered), None);
        assert_eq!(event_expected_on(&lots, Delivered), Day::new(2026, 4, 1));
        lots[1].status = MilestoneStatus::Accepted;
        assert_eq!(event_happened_on(&lots, Delivered), Day::new(2026, 4, 1));
        assert_eq!(event_happened_on(&lots, FinalAcceptance), None);
        assert_eq!(event_happened_on(&lots, ContractEffective), None);
        assert_eq!(event_expected_on(&lots, FinalAcceptance), Day::new(2026, 2, 1));
    }

    #[test]
    fn delivery_is_complete_when_everything_is_accepted_and_nothing_is_missing() {
        let done = milestone(Delivered, Day::new(2026, 3, 1), true);
        assert!(!all_accepted(&[], &[]));
        assert!(all_accepted(std::slice::from_ref(&done), &[Delivered, ContractEffective]));
        assert!(!all_accepted(std::slice::from_ref(&done), &[Delivered, FinalAcceptance]));
        let open = milestone(FinalAcceptance, Day::new(2026, 3, 2), false);
        assert!(!all_accepted(&[done, open], &[Delivered, FinalAcceptance]));
    }

    #[test]
    fn what_payments_wait_for_is_named_once() {
        let triggers = [FinalAcceptance, Delivered, Delivered, ContractEffective];
        assert_eq!(uncovered(&[], &triggers), [Delivered, FinalAcceptance]);
    }
}
