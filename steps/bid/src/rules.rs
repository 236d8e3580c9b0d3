//! Pure rules of quotations: prices, totals, margin, which stored line an edit means, status.

use crate::model::quotation::QuotationStatus;
use base::{Check, Day, Fault, MAX_MINOR, basis_points, money::times_milli, share_of};

/// Lines of one quotation at most.
pub const LINES_MAX: usize = 500;
/// A whole in basis points: the largest discount.
const WHOLE_BP: i64 = 10_000;
/// The largest quantity: a thousand million pieces, in thousandths.
const QUANTITY_MAX_MILLI: i64 = 1_000_000_000_000;
/// Characters of a description at most.
const DESCRIPTION_MAX: usize = 1_000;
/// Characters of a unit at most.
const UNIT_MAX: usize = 30;

/// What the price of a line rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Priced {
    /// How many, in thousandths.
    pub quantity_milli: i64,
    /// List price of one, in minor units.
    pub list_price_minor: i64,
    /// Discount off the list price, in basis points.
    pub discount_bp: i64,
    /// Cost of one in minor units, when known.
    pub unit_cost_minor: Option<i64>,
}

/// What a line comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineFigures {
    /// Price of one after the discount, rounded half away from zero.
    pub net_price_minor: i64,
    /// Net price times quantity, rounded half away from zero.
    pub amount_minor: i64,
    /// List price times quantity.
    pub list_minor: i64,
    /// Cost times quantity, when known.
    pub cost_minor: Option<i64>,
}

impl Priced {
    /// What the line comes to; `None` when a figure leaves ±2^53.
    pub fn figures(&self) -> Option<LineFigures> {
        let net_price_minor = share_of(self.list_price_minor, WHOLE_BP - self.discount_bp);
        let cost_minor = match self.unit_cost_minor {
            Some(cost) => Some(times_milli(cost, self.quantity_milli)?),
            None => None,
        };
        Some(LineFigures {
            net_price_minor,
            amount_minor: times_milli(net_price_minor, self.quantity_milli)?,
            list_minor: times_milli(self.list_price_minor, self.quantity_milli)?,
            cost_minor,
        })
    }
}

/// What a quotation comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// At list prices.
    pub list_total_minor: i64,
    /// List total less total.
    pub discount_minor: i64,
    /// What the customer pays.
    pub total_minor: i64,
    /// What it costs us; known when the cost of every line is.
    pub cost_total_minor: Option<i64>,
    /// Total less cost.
    pub margin_minor: Option<i64>,
    /// Margin by total, in basis points; 0 when the total is 0.
    pub margin_bp: Option<i64>,
}

/// The figures of every line and the totals. A figure beyond ±2^53 is a fault at its line, or at
/// `/lines` for a total (`amount_range`).
pub fn totals(lines: &[Priced]) -> Result<(Vec<LineFigures>, Totals), Fault> {
    let mut check = Check::new();
    let mut figures = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        match line.figures() {
            Some(figure) => figures.push(figure),
            None => check.fault(&format!("/lines/{index}/quantity_milli"), "amount_range"),
        }
    }
    check.done()?;
    let wide = || Fault::field("/lines", "amount_range");
    let totals = sum_up(&figures).ok_or_else(wide)?;
    Ok((figures, totals))
}

fn sum_up(figures: &[LineFigures]) -> Option<Totals> {
    let list_total_minor = sum(figures.iter().map(|line| line.list_minor))?;
    let total_minor = sum(figures.iter().map(|line| line.amount_minor))?;
    let costs: Option<Vec<i64>> = figures.iter().map(|line| line.cost_minor).collect();
    let mut totals = Totals {
        list_total_minor,
        discount_minor: within(list_total_minor - total_minor)?,
        total_minor,
        ..Totals::default()
    };
    if let Some(costs) = costs.filter(|costs| !costs.is_empty()) {
        let cost = sum(costs.into_iter())?;
        let margin = within(total_minor - cost)?;
        totals.cost_total_minor = Some(cost);
        totals.margin_minor = Some(margin);
        totals.margin_bp = Some(within(basis_points(margin, total_minor))?);
    }
    Some(totals)
}

fn sum(mut values: impl Iterator<Item = i64>) -> Option<i64> {
    values.try_fold(0_i64, |total, value| total.checked_add(value).and_then(within))
}

fn within(value: i64) -> Option<i64> {
    (-MAX_MINOR..=MAX_MINOR).contains(&value).then_some(value)
}

/// The parts of a line that have bounds.
#[derive(Debug, Clone, Copy)]
pub struct LineSheet<'a> {
    /// What is offered.
    pub description: &'a str,
    /// Counted in what.
    pub unit: Option<&'a str>,
    /// Its price.
    pub priced: Priced,
}

/// Collects what is wrong with the lines of a quotation.
pub fn check_lines<'a>(check: &mut Check, lines: impl ExactSizeIterator<Item = LineSheet<'a>>) {
    if lines.len() > LINES_MAX {
        let params = base::Params::from([("max", LINES_MAX.into())]);
        check.fault_with("/lines", "too_many_lines", params);
        return;
    }
    for (index, line) in lines.enumerate() {
        let at = |field: &str| format!("/lines/{index}/{field}");
        let priced = line.priced;
        check.text(&at("description"), line.description, 1, DESCRIPTION_MAX);
        check.optional_text(&at("unit"), line.unit, UNIT_MAX);
        check.range(&at("quantity_milli"), priced.quantity_milli, 1, QUANTITY_MAX_MILLI);
        check.amount(&at("list_price_minor"), priced.list_price_minor);
        check.range(&at("discount_bp"), priced.discount_bp, 0, WHOLE_BP);
        if let Some(cost) = priced.unit_cost_minor {
            check.amount(&at("unit_cost_minor"), cost);
        }
    }
}

/// What tells one line of a quotation from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineKey<'a> {
    /// Its id, when the sender says it.
    pub id: Option<&'a str>,
    /// The product.
    pub product_id: Option<&'a str>,
    /// What is offered.
    pub description: &'a str,
}

/// For each sent line the stored line that it means, by the first of: its id; product and
/// description; product; description, for lines without a product; the same place, for lines
/// without a product. No stored line is meant twice.
pub fn meant(stored: &[LineKey<'_>], sent: &[LineKey<'_>]) -> Vec<Option<usize>> {
    type Means = fn(&LineKey<'_>, &LineKey<'_>, bool) -> bool;
    let passes: [Means; 5] = [
        |sent, stored, _| sent.id.is_some() && sent.id == stored.id,
        |sent, stored, _| {
            sent.id.is_none()
                && sent.product_id.is_some()
                && sent.product_id == stored.product_id
                && sent.description.trim() == stored.description
        },
        |sent, stored, _| {
            sent.id.is_none() && sent.product_id.is_some() && sent.product_id == stored.product_id
        },
        |sent, stored, _| {
            sent.id.is_none()
                && sent.product_id.is_none()
                && stored.product_id.is_none()
                && sent.description.trim() == stored.description
        },
        |sent, stored, same_place| {
            same_place
                && sent.id.is_none()
                && sent.product_id.is_none()
                && stored.product_id.is_none()
        },
    ];
    let mut taken = vec![false; stored.len()];
    let mut found: Vec<Option<usize>> = vec![None; sent.len()];
    for means in passes {
        for (place, (line, found)) in sent.iter().zip(&mut found).enumerate() {
            if found.is_some() {
                continue;
            }
            let hit = stored
                .iter()
                .zip(&taken)
                .enumerate()
                .position(|(at, (other, taken))| !taken && means(line, other, at == place));
            if let Some(hit) = hit {
                if let Some(taken) = taken.get_mut(hit) {
                    *taken = true;
                }
                *found = Some(hit);
            }
        }
    }
    found
}

base::text_enum! {
    /// Where a quotation stands for a reader: what is stored, and what decisions and the calendar
    /// make of a submitted one.
    pub enum QuotationState {
        Draft = "draft",
        Submitted = "submitted",
        Authorised = "authorised",
        Superseded = "superseded",
        Withdrawn = "withdrawn",
        Expired = "expired",
    }
}

/// Where a quotation stands: `authorised` when an effective bid decision (ATB) was made on it,
/// `expired` when its validity is past.
pub fn state(status: QuotationStatus, authorised: bool, expired: bool) -> QuotationState {
    match status {
        QuotationStatus::Draft => QuotationState::Draft,
        QuotationStatus::Superseded => QuotationState::Superseded,
        QuotationStatus::Withdrawn => QuotationState::Withdrawn,
        QuotationStatus::Submitted if authorised => QuotationState::Authorised,
        QuotationStatus::Submitted if expired => QuotationState::Expired,
        QuotationStatus::Submitted => QuotationState::Submitted,
    }
}

/// Whether an offer still stands on this day.
pub fn is_valid(valid_until: Option<Day>, today: Day) -> bool {
    valid_until.is_some_and(|last| last >= today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn priced(quantity_milli: i64, list: i64, discount_bp: i64, cost: Option<i64>) -> Priced {
        Priced { quantity_milli, list_price_minor: list, discount_bp, unit_cost_minor: cost }
    }

    #[test]
    fn the_discount_comes_off_before_the_quantity_multiplies() {
        let line = priced(2_500, 10_001, 1_250, Some(6_000));
        let figures = LineFigures {
            net_price_minor: 8_751,
            amount_minor: 21_878,
            list_minor: 25_003,
            cost_minor: Some(15_000),
        };
        assert_eq!(line.figures(), Some(figures));
        let (lines, totals) = totals(&[line]).unwrap();
        assert_eq!(lines, [figures]);
        let expected = Totals {
            list_total_minor: 25_003,
            discount_minor: 3_125,
            total_minor: 21_878,
            cost_total_minor: Some(15_000),
            margin_minor: Some(6_878),
            margin_bp: Some(3_144),
        };
        assert_eq!(totals, expected);
    }

    #[test]
    fn a_margin_needs_every_cost() {
        let known = priced(1_000, 100, 0, Some(60));
        let (_, totals) = totals(&[known, Priced { unit_cost_minor: None, ..known }]).unwrap();
        assert_eq!(totals.total_minor, 200);
        assert_eq!(
            (totals.cost_total_minor, totals.margin_minor, totals.margin_bp),
            (None, None, None)
        );
        assert_eq!(super::totals(&[]).unwrap().1, Totals::default());
    }

    #[test]
    fn what_cannot_be_said_exactly_is_a_fault_where_it_stands() {
        let pointer = |lines: &[Priced]| match totals(lines) {
            Err(Fault::Invalid(faults)) => faults.into_iter().map(|f| f.pointer).collect(),
            _ => Vec::new(),
        };
        let huge = priced(1_000, MAX_MINOR, 0, None);
        assert_eq!(pointer(&[huge]), Vec::<String>::new());
        let fine = priced(1_000, 1, 0, None);
        assert_eq!(
            pointer(&[fine, priced(2_000, MAX_MINOR, 0, None)]),
            ["/lines/1/quantity_milli"]
        );
        assert_eq!(pointer(&[priced(2_000, 1, 0, Some(MAX_MINOR))]), ["/lines/0/quantity_milli"]);
        assert_eq!(pointer(&[huge, fine]), ["/lines"]);
        // A share of the total that no page can show.
        assert_eq!(pointer(&[priced(1_000, 1, 0, Some(MAX_MINOR))]), ["/lines"]);
    }

    #[test]
    fn a_status_is_read_with_decisions_and_calendar() {
        use QuotationStatus as S;
        assert_eq!(state(S::Draft, false, true), QuotationState::Draft);
        assert_eq!(state(S::Submitted, false, false), QuotationState::Submitted);
        assert_eq!(state(S::Submitted, true, false), QuotationState::Authorised);
        assert_eq!(state(S::Submitted, false, true), QuotationState::Expired);
        assert_eq!(state(S::Superseded, true, true), QuotationState::Superseded);
        assert_eq!(state(S::Withdrawn, true, false), QuotationState::Withdrawn);
    }

    #[test]
    fn a_sent_line_means_the_stored_one_that_fits_best() {
        let key = |id, product_id, description| LineKey { id, product_id, description };
        let stored = [
            key(Some("1"), Some("p"), "Relay"),
            key(Some("2"), Some("p"), "Relay, spare"),
            key(Some("3"), None, "Work"),
            key(Some("4"), None, "Travel"),
        ];
        let sent = [
            key(None, None, "Travel"),
            key(None, Some("p"), "Relay, spare"),
            key(None, None, "Work on site"),
            key(None, Some("p"), "Relay, new"),
            key(None, Some("q"), "Work"),
            key(Some("9"), None, "Work"),
        ];
        assert_eq!(meant(&stored, &sent), [Some(3), Some(1), Some(2), Some(0), None, None]);
        let by_id = [key(Some("3"), Some("q"), "Relay"), key(None, None, "Work")];
        assert_eq!(meant(&stored, &by_id), [Some(2), None]);
    }

    fn lines() -> impl Strategy<Value = Vec<Priced>> {
        let line = (
            1..=1_000_000_i64,
            0..=1_000_000_000_i64,
            0..=10_000_i64,
            any::<bool>(),
            0..=1_000_000_000_i64,
        )
            .prop_map(|(q, list, bp, known, cost)| priced(q, list, bp, known.then_some(cost)));
        prop::collection::vec(line, 0..20)
    }

    proptest! {
        #[test]
        fn totals_are_the_sums_of_the_lines(lines in lines()) {
            let (figures, totals) = totals(&lines).unwrap();
            prop_assert_eq!(totals.total_minor, figures.iter().map(|f| f.amount_minor).sum::<i64>());
            prop_assert_eq!(totals.list_total_minor - totals.discount_minor, totals.total_minor);
            prop_assert!(totals.discount_minor >= 0);
            prop_assert_eq!(totals.cost_total_minor.is_some(), !lines.is_empty() && lines.iter().all(|l| l.unit_cost_minor.is_some()));
            if let (Some(cost), Some(margin)) = (totals.cost_total_minor, totals.margin_minor) {
                prop_assert_eq!(cost + margin, totals.total_minor);
            }
            for (line, figure) in lines.iter().zip(&figures) {
                // Rounding moves no price by more than half a unit.
                let exact = i128::from(line.list_price_minor) * i128::from(10_000 - line.discount_bp);
                prop_assert!((exact - i128::from(figure.net_price_minor) * 10_000).abs() * 2 <= 10_000);
                let exact = i128::from(figure.net_price_minor) * i128::from(line.quantity_milli);
                prop_assert!((exact - i128::from(figure.amount_minor) * 1_000).abs() * 2 <= 1_000);
            }
        }

        #[test]
        fn no_figure_leaves_the_range_or_panics(
            lines in prop::collection::vec((1..=QUANTITY_MAX_MILLI, 0..=MAX_MINOR, 0..=10_000_i64, prop::option::of(0..=MAX_MINOR)), 0..6)
        ) {
            let lines: Vec<Priced> = lines.into_iter().map(|(q, l, d, c)| priced(q, l, d, c)).collect();
            if let Ok((figures, totals)) = totals(&lines) {
                for figure in &figures {
                    prop_assert!(figure.amount_minor <= MAX_MINOR && figure.list_minor <= MAX_MINOR);
                }
                for figure in [totals.margin_minor, totals.margin_bp, totals.cost_total_minor] {
                    prop_assert!(figure.is_none_or(|figure| figure.abs() <= MAX_MINOR));
                }
            }
        }

        #[test]
        fn what_is_sent_back_unchanged_means_itself(
            products in prop::collection::vec(prop::option::of(0..3_u8), 0..12), mute in any::<bool>()
        ) {
            let texts: Vec<(String, Option<String>, String)> = products.iter().enumerate()
                .map(|(at, product)| (at.to_string(), product.map(|p| p.to_string()), format!("line {}", at % 4)))
                .collect();
            let keys: Vec<LineKey<'_>> = texts.iter()
                .map(|(id, product, text)| LineKey { id: Some(id), product_id: product.as_deref(), description: text })
                .collect();
            let sent: Vec<LineKey<'_>> = keys.iter().map(|key| LineKey { id: key.id.filter(|_| !mute), ..*key }).collect();
            let found = meant(&keys, &sent);
            let mut used: Vec<usize> = found.iter().copied().flatten().collect();
            prop_assert_eq!(used.len(), keys.len());
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), keys.len());
            for (line, hit) in sent.iter().zip(&found) {
                let hit = &keys[hit.unwrap()];
                prop_assert_eq!((hit.product_id, hit.description), (line.product_id, line.description));
            }
        }
    }
}
