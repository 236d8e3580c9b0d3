//! Days and numbers as people and spreadsheets write them. Pure.
//!
//! What one cell leaves open (is `3/4/2026` in March or April, is `1.234` a thousand) is decided once
//! for its whole column by a [`DayReading`] or [`NumberReading`], and said when the column does not
//! tell.

use crate::target::DayOrder;
use base::{Day, MAX_MINOR};

/// Full-width digits and signs in their usual form, blanks of any kind as blanks.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{2212}' | '\u{2010}'..='\u{2015}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// How a column's days are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct DayReading {
    /// `13/4/2026` was seen: only the day can come first.
    day_first: u64,
    /// `4/13/2026` was seen: only the month can come first.
    month_first: u64,
    /// `3/4/2026` was seen: both are possible.
    open: u64,
    order: Option<DayOrder>,
}

/// What the user should know about how a column is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayNote {
    /// Every slash day of the column could be read both ways; the month is taken first.
    Ambiguous,
    /// Some days fit only day-first, others only month-first; the rarer ones fail.
    Mixed,
}

impl DayReading {
    /// With the user's word on slash days.
    pub fn ordered(order: DayOrder) -> Self {
        Self { order: (order != DayOrder::Auto).then_some(order), ..Self::default() }
    }
    /// Takes a cell into account.
    pub fn see(&mut self, text: &str) {
        let Some((first, second, _)) = slashes(&narrow(text)) else { return };
        match (first > 12, second > 12) {
            (true, false) => self.day_first += 1,
            (false, true) => self.month_first += 1,
            (false, false) if first != second => self.open += 1,
            _ => {}
        }
    }
    /// Whether the day comes first.
    pub fn is_day_first(self) -> bool {
        match self.order {
            Some(order) => order == DayOrder::DayFirst,
            None => self.day_first > self.month_first,
        }
    }
    /// What the user should know.
    pub fn note(self) -> Option<DayNote> {
        if self.order.is_some() {
            None
        } else if self.day_first > 0 && self.month_first > 0 {
            Some(DayNote::Mixed)
        } else if self.day_first + self.month_first == 0 && self.open > 0 {
            Some(DayNote::Ambiguous)
        } else {
            None
        }
    }
    /// The day in a cell: ISO, `M/D/YYYY` or `D/M/YYYY`, `YYYY/M/D`, `D.M.YYYY`, `YYYY.M.D`,
    /// `2026年3月2日`, `20260302`, or the serial number of a spreadsheet; a time of day is left out.
    pub fn day(self, text: &str) -> Option<Day> {
        let narrow = narrow(text);
        let text = narrow.trim();
        if let Some(day) = chinese(text) {
            return Some(day);
        }
        let text = date_part(text);
        if let Some((first, second, year)) = slashes(text) {
            let (month, day) = if self.is_day_first() { (second, first) } else { (first, second) };
            return civil(long_year(year)?, month, day);
        }
        let parts = |mark: char| -> Option<[i64; 3]> {
            let numbers: Option<Vec<i64>> = text.split(mark).map(number).collect();
            numbers?.try_into().ok()
        };
        for mark in ['-', '/', '.'] {
            let Some([first, second, third]) = parts(mark) else { continue };
            return match mark {
                _ if first > 999 => civil(first, second, third),
                '.' => civil(long_year(third)?, second, first),
                // `2-3-2026` is read as a Briton or a Chinese would, and they differ: not at all.
                _ => None,
            };
        }
        serial(text)
    }
}

fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() || text.len() > 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// `3/4/2026`: three numbers of which the last is the year.
fn slashes(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = date_part(text.trim()).split('/').map(number);
    let (first, second, third) = (parts.next()??, parts.next()??, parts.next()??);
    (parts.next().is_none() && first <= 31 && second <= 31).then_some((first, second, third))
}

/// Two digits mean 1970 to 2069, as in spreadsheets.
fn long_year(year: i64) -> Option<i64> {
    match year {
        0..70 => Some(2000 + year),
        70..100 => Some(1900 + year),
        1000.. => Some(year),
        _ => None,
    }
}

fn civil(year: i64, month: i64, day: i64) -> Option<Day> {
    Day::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
}

/// The text before a time of day.
fn date_part(text: &str) -> &str {
    match text.split_once([' ', 'T']) {
        Some((date, time)) if time.trim_start().starts_with(|c: char| c.is_ascii_digit()) => date,
        _ => text,
    }
}

fn chinese(text: &str) -> Option<Day> {
    let (year, rest) = text.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let day = rest.split(['日', '号', '號']).next()?;
    civil(long_year(number(year)?)?, number(month)?, number(day)?)
}

/// `20260302`, or days since 1899-12-30; five and six digits only, so that a year is no day.
fn serial(text: &str) -> Option<Day> {
    let whole = text.split_once('.').map_or(text, |(whole, part)| {
        if part.bytes().all(|b| b.is_ascii_digit()) { whole } else { text }
    });
    let value = number(whole)?;
    match whole.len() {
        8 => civil(value / 10_000, value / 100 % 100, value % 100),
        5 | 6 => {
            let epoch = Day::new(1900, 1, 1)?;
            let day = epoch.plus_days(value - 2);
            (value >= 10_000 && day.days_since(epoch) == value - 2).then_some(day)
        }
        _ => None,
    }
}

/// How a column's numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct NumberReading {
    comma_decimal: u64,
    point_decimal: u64,
}

impl NumberReading {
    /// Takes a cell into account.
    pub fn see(&mut self, text: &str) {
        let bare = bare(text);
        let digits = bare.digits.trim_start_matches(['-', '+']);
        let (comma, point) = (digits.rfind(','), digits.rfind('.'));
        let behind = |at: usize| digits.len() - at - 1;
        match (comma, point) {
            (Some(comma), Some(point)) if comma > point => self.comma_decimal += 1,
            (Some(_), Some(_)) => self.point_decimal += 1,
            (Some(comma), None)
                if digits.matches(',').count() == 1 && matches!(behind(comma), 1 | 2) =>
            {
                self.comma_decimal += 1;
            }
            (None, Some(_)) if digits.matches('.').count() > 1 => self.comma_decimal += 1,
            (None, Some(point)) if behind(point) != 3 => self.point_decimal += 1,
            _ => {}
        }
    }
    /// Whether `1.234,5` is how the column writes.
    fn is_comma_decimal(self) -> bool {
        self.comma_decimal > self.point_decimal
    }
    /// Minor units (hundredths, rounded half away from zero) of an amount: with a currency sign or
    /// code, thousands separators, 万 and 亿, parentheses for less than zero, or an exponent.
    pub fn minor(self, text: &str) -> Option<i64> {
        let minor = self.scaled(text, 2)?;
        (minor.abs() <= MAX_MINOR).then_some(minor)
    }
    /// A whole number; `12.0` is one.
    pub fn integer(self, text: &str) -> Option<i64> {
        let milli = self.scaled(text, 3)?;
        (milli % 1000 == 0).then_some(milli / 1000)
    }

    fn scaled(self, text: &str, places: i32) -> Option<i64> {
        let bare = bare(text);
        let (decimal, thousands) = if self.is_comma_decimal() { (',', '.') } else { ('.', ',') };
        let negative = bare.negative != bare.digits.starts_with('-');
        let digits = bare.digits.trim_start_matches(['-', '+']);
        let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (digits, 0),
        };
        let (whole, part) = mantissa.split_once(decimal).unwrap_or((mantissa, ""));
        let whole = ungrouped(whole, thousands)?;
        if (whole.is_empty() && part.is_empty()) || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let part = part.get(..part.len().min(24))?;
        let shift = places + exponent + bare.power - i32::try_from(part.len()).ok()?;
        let value = shifted(format!("{whole}{part}").trim_start_matches('0'), shift)?;
        Some(if negative { -value } else { value })
    }
}

/// Digits without their separators; groups after the first must have three digits, or four as in
/// 1,0000.
fn ungrouped(whole: &str, thousands: char) -> Option<String> {
    let parts: Vec<&str> = whole.split([thousands, '\'', '\u{2019}', ' ']).collect();
    let digits = |text: &&str| text.bytes().all(|b| b.is_ascii_digit());
    let grouped = parts.len() == 1
        || (parts.first().is_some_and(|first| (1..=4).contains(&first.len()))
            && [3, 4].iter().any(|size| parts.iter().skip(1).all(|part| part.len() == *size)));
    (grouped && parts.iter().all(digits)).then(|| parts.concat())
}

/// `digits × 10^shift`, rounded half away from zero.
fn shifted(digits: &str, shift: i32) -> Option<i64> {
    if digits.is_empty() {
        return Some(0);
    }
    if digits.len() > 30 || shift.abs() > 40 {
        return None;
    }
    let value: i128 = digits.parse().ok()?;
    let by = 10_i128.checked_pow(shift.unsigned_abs())?;
    let exact = if shift >= 0 { value.checked_mul(by)? } else { value.checked_add(by / 2)? / by };
    i64::try_from(exact).ok()
}

/// A number without what stands around it.
struct Bare {
    digits: String,
    negative: bool,
    /// 4 for 万, 8 for 亿.
    power: i32,
}

const SIGNS: &[char] =
    &['¥', '￥', '$', '€', '£', '₩', '₹', '₽', '฿', '元', '圆', '圓', '円', '整'];
const CODES: &[&str] = &[
    "RMB",
    "CNY",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "HKD",
    "TWD",
    "KRW",
    "INR",
    "AUD",
    "CAD",
    "CHF",
    "SGD",
    "US",
    "HK",
    "人民币",
    "美元",
    "欧元",
    "港币",
];

fn bare(text: &str) -> Bare {
    let narrow = narrow(text);
    let mut rest = narrow.trim().to_owned();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        negative = true;
        rest = inner.trim().to_owned();
    }
    if let Some(inner) = rest.strip_suffix('-') {
        negative = !negative;
        rest = inner.trim().to_owned();
    }
    if let Some(inner) = rest.strip_prefix('-') {
        negative = !negative;
        rest = inner.trim().to_owned();
    }
    let mut power = 0;
    loop {
        let before = rest.len();
        rest = rest.trim_matches(|c: char| SIGNS.contains(&c) || c == ' ').to_owned();
        for code in CODES {
            let upper = rest.to_uppercase();
            // Letters keep their length in both cases here, so the cut is at the same place.
            if upper.starts_with(code) {
                rest = rest.get(code.len()..).unwrap_or_default().trim().to_owned();
            } else if upper.ends_with(code) {
                let keep = rest.len().saturating_sub(code.len());
                rest = rest.get(..keep).unwrap_or_default().trim().to_owned();
            }
        }
        for (unit, tens) in [('万', 4), ('萬', 4), ('亿', 8), ('億', 8)] {
            if let Some(inner) = rest.strip_suffix(unit) {
                power += tens;
                rest = inner.trim().to_owned();
            }
        }
        if let Some(inner) = rest.strip_prefix('-') {
            negative = !negative;
            rest = inner.trim().to_owned();
        }
        if rest.len() == before {
            break;
        }
    }
    Bare { digits: rest, negative, power }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Option<String> {
        let mut reading = DayReading::default();
        reading.see(text);
        reading.day(text).map(|day| day.to_string())
    }

    #[test]
    fn days_in_every_usual_form() {
        for (text, iso) in [
            ("2026-03-02", "2026-03-02"),
            ("2026-3-2", "2026-03-02"),
            ("2026-03-02T10:30:00Z", "2026-03-02"),
            ("2026-03-02 10:30", "2026-03-02"),
            ("3/2/2026", "2026-03-02"),
            ("10/20/2016", "2016-10-20"),
            ("20/10/2016", "2016-10-20"),
            ("3/2/26", "2026-03-02"),
            ("12/31/99", "1999-12-31"),
            ("2.3.2026", "2026-03-02"),
            ("02.03.2026", "2026-03-02"),
            ("2026/3/2", "2026-03-02"),
            ("2026.3.2", "2026-03-02"),
            ("2026年3月2日", "2026-03-02"),
            ("２０２６年３月２日", "2026-03-02"),
            ("2026年 3月 2日 上午", "2026-03-02"),
            ("20260302", "2026-03-02"),
            ("46083", "2026-03-02"),
            ("46083.75", "2026-03-02"),
            (" 2026-03-02 ", "2026-03-02"),
        ] {
            assert_eq!(day(text).as_deref(), Some(iso), "{text}");
        }
        for text in [
            "",
            "1996",
            "13/13/2026",
            "2026-02-30",
            "31.2.2026",
            "2-3-2026",
            "soon",
            "3/2",
            "9999",
            "1899-12-31",
            "3/2/2026/1",
            "0/0/2026",
            "999999999999",
            "-5",
            "2026-3-2-1",
            "1e5",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_says_how_its_days_are_read() {
        let read = |cells: &[&str]| {
            let mut reading = DayReading::default();
            for cell in cells {
                reading.see(cell);
            }
            (reading.day("3/4/2026").map(|d| d.to_string()), reading.note())
        };
        let march = Some("2026-03-04".to_owned());
        let april = Some("2026-04-03".to_owned());
        assert_eq!(read(&["3/4/2026", "12/31/2025"]), (march.clone(), None));
        assert_eq!(read(&["3/4/2026", "31/12/2025"]), (april.clone(), None));
        assert_eq!(read(&["3/4/2026", "5/6/2025"]), (march.clone(), Some(DayNote::Ambiguous)));
        assert_eq!(read(&["5/5/2025", "2026-01-01"]), (march, None));
        let mixed = ["13/1/2026", "14/1/2026", "1/15/2026"];
        assert_eq!(read(&mixed), (april.clone(), Some(DayNote::Mixed)));
        let said = DayReading::ordered(DayOrder::DayFirst);
        assert_eq!((said.day("3/4/2026").map(|d| d.to_string()), said.note()), (april, None));
    }

    #[test]
    fn amounts_in_every_usual_form() {
        for (text, minor) in [
            ("0", 0),
            ("1054", 105_400),
            ("1,234.50", 123_450),
            ("1 234.50", 123_450),
            ("1'234.50", 123_450),
            ("1,234,567", 123_456_700),
            ("1.234.567,89", 123_456_789),
            ("12,5", 1_250),
            ("¥1,234.5", 123_450),
            ("￥１，２３４．５０", 123_450),
            ("$ 99", 9_900),
            ("US$99.99", 9_999),
            ("99.99 USD", 9_999),
            ("RMB 12", 1_200),
            ("12元", 1_200),
            ("12.5万", 12_500_000),
            ("12.5万元", 12_500_000),
            ("1.2亿", 12_000_000_000),
            ("人民币 3 万元", 3_000_000),
            ("(1,234.50)", -123_450),
            ("-5", -500),
            ("5-", -500),
            ("−5", -500),
            ("-$5", -500),
            ("$-5", -500),
            ("1.05E+06", 105_000_000),
            ("1054.1999999999998", 105_420),
            ("0.005", 1),
            ("-0.005", -1),
            ("1,0000", 1_000_000),
            (".5", 50),
            ("90071992547409.91", MAX_MINOR),
        ] {
            let mut reading = NumberReading::default();
            reading.see(text);
            assert_eq!(reading.minor(text), Some(minor), "{text}");
        }
        for text in [
            "",
            "-",
            "abc",
            "12%",
            "1,23,4",
            "1..2",
            "12 kg",
            "90071992547409.92",
            "1e99",
            "--5x",
            "万",
        ] {
            let mut reading = NumberReading::default();
            reading.see(text);
            assert_eq!(reading.minor(text), None, "{text}");
        }
    }

    #[test]
    fn a_column_says_how_its_numbers_are_read() {
        let mut german = NumberReading::default();
        for cell in ["1.234", "12,50", "3.000,00"] {
            german.see(cell);
        }
        assert_eq!(german.minor("1.234"), Some(123_400));
        let mut english = NumberReading::default();
        for cell in ["1,234", "12.50", "3,000.00"] {
            english.see(cell);
        }
        assert_eq!(english.minor("1,234"), Some(123_400));
        assert_eq!(NumberReading::default().minor("1.234"), Some(123));
        assert_eq!(NumberReading::default().integer("2,822"), Some(2_822));
        assert_eq!(NumberReading::default().integer("12.0"), Some(12));
        assert_eq!(NumberReading::default().integer("12.5"), None);
    }

    proptest! {
        #[test]
        fn amounts_survive_their_own_text(minor in -MAX_MINOR..=MAX_MINOR) {
            let text = crate::export::decimal(minor, 2);
            prop_assert_eq!(NumberReading::default().minor(&text), Some(minor));
        }
        #[test]
        fn grouped_amounts_too(minor in 0..=MAX_MINOR) {
            let text = crate::export::decimal(minor, 2);
            let (whole, part) = text.split_once('.').unwrap();
            let mut grouped = String::new();
            for (index, digit) in whole.chars().enumerate() {
                if index > 0 && (whole.len() - index) % 3 == 0 { grouped.push(','); }
                grouped.push(digit);
            }
            prop_assert_eq!(NumberReading::default().minor(&format!("¥{grouped}.{part}")), Some(minor));
        }
        #[test]
        fn days_survive_their_forms(days in 0_i64..109_000) {
            let day = Day::new(1900, 1, 1).unwrap().plus_days(days);
            let (y, m, d) = (day.year(), day.month(), day.day());
            let forms = [
                day.to_string(), format!("{y}/{m}/{d}"), format!("{d}.{m}.{y}"), format!("{y}年{m}月{d}日"),
                format!("{m}/{d}/{y}"), format!("{y}{m:02}{d:02}"),
            ];
            for form in forms {
                prop_assert_eq!(DayReading::ordered(DayOrder::MonthFirst).day(&form), Some(day));
            }
            if days > 10_000 {
                prop_assert_eq!(DayReading::default().day(&(days + 2).to_string()), Some(day));
            }
        }
        #[test]
        fn nothing_panics(text in "\\PC{0,20}") {
            let mut days = DayReading::default();
            days.see(&text);
            let _day = days.day(&text);
            let mut numbers = NumberReading::default();
            numbers.see(&text);
            let _numbers = (numbers.minor(&text), numbers.integer(&text));
        }
    }
}
