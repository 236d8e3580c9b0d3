//! Money as integer minor units with a currency; shares as basis points. No floats anywhere.

use crate::fault::Fault;

/// The largest amount in minor units that a page can hold exactly (2^53 - 1).
pub const MAX_MINOR: i64 = 9_007_199_254_740_991;

/// An amount in minor units (fen, cents) of one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Money {
    /// Minor units.
    pub minor: i64,
    /// Three capital letters, ISO 4217.
    pub currency: String,
}

impl Money {
    /// The sum of two amounts. Fails when the currencies differ (`currency_differs`) or the sum
    /// leaves the range (`amount_range`).
    pub fn plus(&self, other: &Self) -> Result<Self, Fault> {
        if self.currency != other.currency {
            return Err(Fault::field("/currency", "currency_differs"));
        }
        let minor = add_minor(self.minor, other.minor)?;
        Ok(Self { minor, currency: self.currency.clone() })
    }
}

/// `a + b` within ±2^53; `amount_range` beyond it.
pub fn add_minor(a: i64, b: i64) -> Result<i64, Fault> {
    a.checked_add(b)
        .filter(|sum| sum.abs() <= MAX_MINOR)
        .ok_or_else(|| Fault::field("/amount_minor", "amount_range"))
}

/// `amount × share` where the share is in basis points, rounded half away from zero.
pub fn share_of(amount_minor: i64, share_bp: i64) -> i64 {
    round_div(i128::from(amount_minor) * i128::from(share_bp), 10_000)
}

/// `quantity × price`: the quantity in thousandths, the price in minor units, rounded half away
/// from zero. `None` beyond ±2^53.
pub fn times_milli(price_minor: i64, quantity_milli: i64) -> Option<i64> {
    let value = round_div(i128::from(price_minor) * i128::from(quantity_milli), 1_000);
    (value.abs() <= MAX_MINOR).then_some(value)
}

/// `part / whole` in basis points, rounded half away from zero; 0 when the whole is 0.
pub fn basis_points(part_minor: i64, whole_minor: i64) -> i64 {
    if whole_minor == 0 {
        return 0;
    }
    round_div(i128::from(part_minor) * 10_000, i128::from(whole_minor))
}

/// Splits an amount by shares in basis points that add up to 10,000; the last part takes the
/// rounding difference, so that the parts always add up to the amount (method 9.4).
pub fn split_by_basis_points(amount_minor: i64, shares_bp: &[i64]) -> Vec<i64> {
    let mut parts: Vec<i64> = shares_bp.iter().map(|bp| share_of(amount_minor, *bp)).collect();
    let rest = amount_minor - parts.iter().sum::<i64>();
    if let Some(last) = parts.last_mut() {
        *last += rest;
    }
    parts
}

fn round_div(value: i128, by: i128) -> i64 {
    let (value, by) = if by < 0 { (-value, -by) } else { (value, by) };
    let half = by / 2;
    let rounded = if value >= 0 { (value + half) / by } else { (value - half) / by };
    i64::try_from(rounded).unwrap_or(if rounded > 0 { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(share_of(5, 1_000), 1);
        assert_eq!(share_of(-5, 1_000), -1);
        assert_eq!(share_of(4, 1_000), 0);
        assert_eq!(basis_points(1, 3), 3_333);
        assert_eq!(times_milli(199, 1_500), Some(299));
    }

    #[test]
    fn sums_refuse_what_they_cannot_say() {
        let yuan = Money { minor: 1, currency: "CNY".into() };
        let dollar = Money { minor: 1, currency: "USD".into() };
        assert!(yuan.plus(&dollar).is_err());
        assert!(add_minor(MAX_MINOR, 1).is_err());
    }

    proptest! {
        #[test]
        fn parts_add_up(amount in -MAX_MINOR..=MAX_MINOR, cuts in prop::collection::vec(0_i64..=10_000, 1..8)) {
            let mut cuts = cuts;
            cuts.sort_unstable();
            let mut shares: Vec<i64> = Vec::new();
            let mut last = 0;
            for cut in cuts { shares.push(cut - last); last = cut; }
            shares.push(10_000 - last);
            let parts = split_by_basis_points(amount, &shares);
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
        }
    }
}
