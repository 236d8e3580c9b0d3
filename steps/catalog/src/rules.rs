//! Pure rules: what a product may look like.

use base::Check;

/// Characters of a code at most.
const CODE_MAX: usize = 60;
/// Characters of a name at most.
const NAME_MAX: usize = 200;
/// Characters of a series at most.
const SERIES_MAX: usize = 100;

/// The parts of a product that have rules.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// What it is ordered by.
    pub code: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// The family it belongs to.
    pub series: Option<&'a str>,
    /// List price in minor units.
    pub list_price_minor: i64,
    /// Cost in minor units.
    pub unit_cost_minor: Option<i64>,
    /// Three letters.
    pub currency: &'a str,
}

/// Collects what is wrong with a product.
pub fn check(check: &mut Check, sheet: &Sheet<'_>) {
    check.text("/code", sheet.code, 1, CODE_MAX);
    // A code is typed, printed and looked up: it stays on one line.
    check.ensure(!sheet.code.trim().contains(['\n', '\r', '\t']), "/code", "bad_format");
    check.text("/name", sheet.name, 1, NAME_MAX);
    check.optional_text("/series", sheet.series, SERIES_MAX);
    check.amount("/list_price_minor", sheet.list_price_minor);
    if let Some(cost) = sheet.unit_cost_minor {
        check.amount("/unit_cost_minor", cost);
    }
    check.currency("/currency", sheet.currency);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHEET: Sheet<'_> = Sheet {
        code: "T1-200",
        name: "变压器",
        series: None,
        list_price_minor: 1_000,
        unit_cost_minor: Some(700),
        currency: "CNY",
    };

    fn fits(sheet: &Sheet<'_>) -> bool {
        let mut found = Check::new();
        check(&mut found, sheet);
        found.done().is_ok()
    }

    #[test]
    fn every_part_has_its_bounds() {
        assert!(fits(&SHEET));
        assert!(!fits(&Sheet { code: "", ..SHEET }));
        assert!(fits(&Sheet { code: "GTX Plus Pro", ..SHEET }));
        assert!(!fits(&Sheet { code: "T1\n200", ..SHEET }));
        assert!(!fits(&Sheet { name: " ", ..SHEET }));
        assert!(!fits(&Sheet { list_price_minor: -1, ..SHEET }));
        assert!(!fits(&Sheet { unit_cost_minor: Some(base::MAX_MINOR + 1), ..SHEET }));
        assert!(!fits(&Sheet { currency: "cny", ..SHEET }));
    }
}
