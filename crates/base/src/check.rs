//! Collects everything that is wrong with an input, so that the user sees all of it at once.

use crate::{
    fault::{Fault, FieldFault, Params},
    money::MAX_MINOR,
    time::Day,
};

/// Gathers field faults; `done` turns them into one answer.
///
/// ```
/// let mut check = base::Check::new();
/// check.text("/title", "", 1, 200);
/// assert!(check.done().is_err());
/// ```
#[derive(Debug, Default)]
pub struct Check {
    faults: Vec<FieldFault>,
}

impl Check {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds a fault without parameters.
    pub fn fault(&mut self, pointer: &str, code: &'static str) {
        self.fault_with(pointer, code, Params::new());
    }
    /// Adds a fault with parameters.
    pub fn fault_with(&mut self, pointer: &str, code: &'static str, params: Params) {
        self.faults.push(FieldFault { pointer: pointer.to_owned(), code, params });
    }
    /// Adds the fault unless `holds`.
    pub fn ensure(&mut self, holds: bool, pointer: &str, code: &'static str) {
        if !holds {
            self.fault(pointer, code);
        }
    }
    /// A text of `min` to `max` characters after trimming, without control characters other than
    /// line breaks and tabs.
    pub fn text(&mut self, pointer: &str, value: &str, min: usize, max: usize) {
        let length = value.trim().chars().count();
        if length < min {
            self.fault(pointer, "required");
        } else if value.chars().count() > max {
            self.fault_with(pointer, "too_long", Params::from([("max", max.into())]));
        } else if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            self.fault(pointer, "control_character");
        }
    }
    /// An optional text of at most `max` characters.
    pub fn optional_text(&mut self, pointer: &str, value: Option<&str>, max: usize) {
        if let Some(value) = value {
            self.text(pointer, value, 0, max);
        }
    }
    /// An amount from 0 to 2^53 - 1 minor units.
    pub fn amount(&mut self, pointer: &str, minor: i64) {
        self.range(pointer, minor, 0, MAX_MINOR);
    }
    /// A number within bounds.
    pub fn range(&mut self, pointer: &str, value: i64, min: i64, max: i64) {
        if value < min || value > max {
            let params = Params::from([("min", min.into()), ("max", max.into())]);
            self.fault_with(pointer, "out_of_range", params);
        }
    }
    /// Three capital letters.
    pub fn currency(&mut self, pointer: &str, value: &str) {
        let fits = value.len() == 3 && value.bytes().all(|b| b.is_ascii_uppercase());
        self.ensure(fits, pointer, "currency_code");
    }
    /// A day not further than `years` years from `today`.
    pub fn near(&mut self, pointer: &str, day: Day, today: Day, years: i64) {
        if day.days_since(today).abs() > years * 366 {
            self.fault_with(pointer, "day_range", Params::from([("years", years.into())]));
        }
    }
    /// Everything that was found, or nothing.
    pub fn done(self) -> Result<(), Fault> {
        if self.faults.is_empty() { Ok(()) } else { Err(Fault::Invalid(self.faults)) }
    }
}
