//! Pure rules of money: status, overdue, ageing, what may still be invoiced and allocated.

use crate::CashRefusal;
use base::{Day, Fault};
use contract::ContractStage;

base::text_enum! {
    /// Where a plan line stands; follows from its trigger and its figures (method 2.4).
    pub enum PlanStatus {
        Waiting = "waiting",
        Invoiceable = "invoiceable",
        PartInvoiced = "part_invoiced",
        Invoiced = "invoiced",
        PartPaid = "part_paid",
        Paid = "paid",
    }
}
base::text_enum! {
    /// Where an invoice stands; follows from its figures.
    pub enum InvoiceStatus {
        Issued = "issued",
        PartSettled = "part_settled",
        Settled = "settled",
        Voided = "voided",
    }
}
base::text_enum! {
    /// How long something is overdue (method 9.7).
    pub enum Bucket {
        NotDue = "not_due",
        UpTo30 = "d1_30",
        UpTo60 = "d31_60",
        UpTo90 = "d61_90",
        UpTo180 = "d91_180",
        UpTo365 = "d181_365",
        Over365 = "over_365",
    }
}

impl Bucket {
    /// The bucket of so many overdue days; 0 and less are not due.
    pub fn of(overdue_days: i64) -> Self {
        match overdue_days {
            ..=0 => Self::NotDue,
            1..=30 => Self::UpTo30,
            31..=60 => Self::UpTo60,
            61..=90 => Self::UpTo90,
            91..=180 => Self::UpTo180,
            181..=365 => Self::UpTo365,
            _ => Self::Over365,
        }
    }
    /// The due days that fall into it: from and to, both inclusive, `None` when open.
    pub fn due_days(self, today: Day) -> (Option<Day>, Option<Day>) {
        let ago = |days: i64| Some(today.plus_days(-days));
        match self {
            Self::NotDue => (ago(0), None),
            Self::UpTo30 => (ago(30), ago(1)),
            Self::UpTo60 => (ago(60), ago(31)),
            Self::UpTo90 => (ago(90), ago(61)),
            Self::UpTo180 => (ago(180), ago(91)),
            Self::UpTo365 => (ago(365), ago(181)),
            Self::Over365 => (None, ago(366)),
        }
    }
}

/// The figures of a plan line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Planned, in minor units.
    pub planned_minor: i64,
    /// Invoiced and not void.
    pub invoiced_minor: i64,
    /// Received and allocated.
    pub received_minor: i64,
}

/// What a plan line counts for: what was planned, or only what was invoiced once its contract is
/// terminated. The rest falls away then; what was invoiced is owed.
pub fn counted_minor(stage: ContractStage, planned_minor: i64, invoiced_minor: i64) -> i64 {
    if stage == ContractStage::Terminated { invoiced_minor } else { planned_minor }
}

/// The status of a plan line.
pub fn plan_status(triggered: bool, figures: Figures) -> PlanStatus {
    let Figures { planned_minor, invoiced_minor, received_minor } = figures;
    if received_minor >= planned_minor && planned_minor > 0 {
        PlanStatus::Paid
    } else if received_minor > 0 {
        PlanStatus::PartPaid
    } else if invoiced_minor >= planned_minor && planned_minor > 0 {
        PlanStatus::Invoiced
    } else if invoiced_minor > 0 {
        PlanStatus::PartInvoiced
    } else if triggered {
        PlanStatus::Invoiceable
    } else {
        PlanStatus::Waiting
    }
}

/// The status of an invoice.
pub fn invoice_status(voided: bool, amount_minor: i64, allocated_minor: i64) -> InvoiceStatus {
    if voided {
        InvoiceStatus::Voided
    } else if allocated_minor >= amount_minor {
        InvoiceStatus::Settled
    } else if allocated_minor > 0 {
        InvoiceStatus::PartSettled
    } else {
        InvoiceStatus::Issued
    }
}

/// Days after the due day, when money is still open; 0 otherwise.
pub fn overdue_days(due_on: Option<Day>, open_minor: i64, today: Day) -> i64 {
    match due_on {
        Some(due) if open_minor > 0 => today.days_since(due).max(0),
        _ => 0,
    }
}

/// Whether an amount may be invoiced: the trigger is fulfilled and the line is not exceeded.
pub fn may_invoice(triggered: bool, figures: Figures, amount_minor: i64) -> Result<(), Fault> {
    if !triggered {
        return Err(CashRefusal::TriggerMissing.into());
    }
    let rest = figures.planned_minor - figures.invoiced_minor;
    if amount_minor > rest {
        return Err(CashRefusal::OverPlan.refusal().with("rest_minor", rest).into());
    }
    Ok(())
}

/// Whether an amount of a receipt may go to an invoice.
pub fn may_allocate(
    receipt_rest_minor: i64,
    invoice_rest_minor: i64,
    amount_minor: i64,
) -> Result<(), Fault> {
    if amount_minor > receipt_rest_minor {
        let refusal = CashRefusal::OverReceipt.refusal().with("rest_minor", receipt_rest_minor);
        return Err(refusal.into());
    }
    if amount_minor > invoice_rest_minor {
        let refusal = CashRefusal::OverInvoice.refusal().with("rest_minor", invoice_rest_minor);
        return Err(refusal.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn buckets_meet_without_gap_or_overlap() {
        let today: Day = "2026-03-02".parse().unwrap();
        for days in -10..800 {
            let due = today.plus_days(-days);
            let holding: Vec<Bucket> = Bucket::ALL
                .iter()
                .copied()
                .filter(|bucket| {
                    let (from, to) = bucket.due_days(today);
                    from.is_none_or(|from| due >= from) && to.is_none_or(|to| due <= to)
                })
                .collect();
            assert_eq!(holding, [Bucket::of(days)], "{days} days");
        }
    }

    #[test]
    fn the_status_follows_the_figures() {
        let line = |invoiced_minor, received_minor| Figures {
            planned_minor: 100,
            invoiced_minor,
            received_minor,
        };
        assert_eq!(plan_status(false, line(0, 0)), PlanStatus::Waiting);
        assert_eq!(plan_status(true, line(0, 0)), PlanStatus::Invoiceable);
        assert_eq!(plan_status(true, line(40, 0)), PlanStatus::PartInvoiced);
        assert_eq!(plan_status(true, line(100, 0)), PlanStatus::Invoiced);
        assert_eq!(plan_status(true, line(100, 1)), PlanStatus::PartPaid);
        assert_eq!(plan_status(true, line(100, 100)), PlanStatus::Paid);
    }

    proptest! {
        #[test]
        fn allocations_never_exceed_either_side(
            receipt in 0_i64..1_000, invoice in 0_i64..1_000, wanted in prop::collection::vec(1_i64..500, 0..20),
        ) {
            let mut done = 0;
            for amount in wanted {
                if may_allocate(receipt - done, invoice - done, amount).is_ok() {
                    done += amount;
                }
                prop_assert!(done <= receipt && done <= invoice);
            }
        }
    }
}
