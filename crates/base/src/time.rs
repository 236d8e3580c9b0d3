//! Instants, calendar days and the injected clock.
//!
//! Instants are integer milliseconds since 1970 UTC on both databases: RFC 3339 text sorts wrongly
//! on SQLite, and the two databases keep different fractions. Days are ISO text, which sorts.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use std::{
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

/// An instant in milliseconds since 1970 UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant `millis` milliseconds after 1970 UTC.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    /// Milliseconds since 1970 UTC.
    pub const fn millis(self) -> i64 {
        self.0
    }
    /// The instant `millis` later (or earlier, when negative).
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
    /// Whole seconds and the rest in nanoseconds; instants before 1970 count as 1970.
    pub fn unix_parts(self) -> (u64, u32) {
        let secs = u64::try_from(self.0.max(0).div_euclid(1000)).unwrap_or_default();
        let nanos = u32::try_from(self.0.max(0).rem_euclid(1000)).unwrap_or_default() * 1_000_000;
        (secs, nanos)
    }
}

/// A calendar day, written `YYYY-MM-DD`, from 1900 to 2199.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(Date);

impl Day {
    /// The day, when it exists and lies between 1900 and 2199.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(1900..2200).contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok().map(Self)
    }
    /// The day `days` later (or earlier, when negative); stops at the ends of the range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let wide = days.clamp(-200_000, 200_000);
        self.0.checked_add(wide.days()).map_or(self, Self)
    }
    /// Days from `earlier` to this day; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        let span = self.0.since(earlier.0).unwrap_or_default();
        i64::from(span.get_days())
    }
    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }
    /// The month, 1 to 12.
    pub fn month(self) -> i8 {
        self.0.month()
    }
    /// The day of the month, 1 to 31.
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

/// The text is not a day between 1900 and 2199.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a day (YYYY-MM-DD, 1900 to 2199)")]
pub struct NotADay;

impl FromStr for Day {
    type Err = NotADay;
    fn from_str(text: &str) -> Result<Self, NotADay> {
        if text.len() != 10 {
            return Err(NotADay);
        }
        let date: Date = text.parse().map_err(|_| NotADay)?;
        Self::new(date.year(), date.month(), date.day()).ok_or(NotADay)
    }
}
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Where "now" and "today" come from. Nothing else in the product may ask the system.
#[derive(Clone)]
pub struct Clock(Arc<Source>);

struct Source {
    fixed: Option<AtomicI64>,
    zone: TimeZone,
}

impl Clock {
    /// The system's clock; days are counted in `zone`, for example `Asia/Shanghai`.
    pub fn system(zone: &str) -> Option<Self> {
        let zone = TimeZone::get(zone).ok()?;
        Some(Self(Arc::new(Source { fixed: None, zone })))
    }
    /// A clock that stands at `at` until it is set, in UTC: for tests.
    pub fn fixed(at: Timestamp) -> Self {
        let fixed = Some(AtomicI64::new(at.millis()));
        Self(Arc::new(Source { fixed, zone: TimeZone::UTC }))
    }
    /// A clock of the same time zone that stands at the present instant until it is moved.
    #[must_use]
    pub fn standing(&self) -> Self {
        let fixed = Some(AtomicI64::new(self.now().millis()));
        Self(Arc::new(Source { fixed, zone: self.0.zone.clone() }))
    }
    /// Moves a fixed clock, backwards when negative; a system clock ignores it.
    pub fn advance(&self, millis: i64) {
        if let Some(fixed) = &self.0.fixed {
            fixed.fetch_add(millis, Ordering::Relaxed);
        }
    }
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match &self.0.fixed {
            Some(fixed) => Timestamp(fixed.load(Ordering::Relaxed)),
            None => Timestamp(jiff::Timestamp::now().as_millisecond()),
        }
    }
    /// The present day in the company's time zone.
    pub fn today(&self) -> Day {
        self.day_of(self.now())
    }
    /// The instant at which a day begins in the company's time zone.
    pub fn start_of(&self, day: Day) -> Timestamp {
        let begin = day.0.to_zoned(self.0.zone.clone()).map(|zoned| zoned.timestamp());
        Timestamp(begin.unwrap_or_default().as_millisecond())
    }
    /// The day on which an instant falls in the company's time zone.
    pub fn day_of(&self, at: Timestamp) -> Day {
        let instant = jiff::Timestamp::from_millisecond(at.millis()).unwrap_or_default();
        Day(instant.to_zoned(self.0.zone.clone()).date())
    }
}

mod api {
    use super::{Day, Timestamp};
    use utoipa::{
        PartialSchema, ToSchema,
        openapi::{
            KnownFormat, ObjectBuilder, RefOr, SchemaFormat,
            schema::{Schema, Type},
        },
    };

    impl PartialSchema for Timestamp {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .description(Some("Milliseconds since 1970-01-01 UTC"))
                .into()
        }
    }
    impl ToSchema for Timestamp {
        fn name() -> std::borrow::Cow<'static, str> {
            "Instant".into()
        }
    }
    impl PartialSchema for Day {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
                .into()
        }
    }
    impl ToSchema for Day {
        fn name() -> std::borrow::Cow<'static, str> {
            "Day".into()
        }
    }
}

mod sql {
    use super::{Day, Timestamp};
    use sea_orm::{
        ColIdx, QueryResult, TryGetError, TryGetable, Value,
        sea_query::{ArrayType, ColumnType, Nullable, StringLen, ValueType, ValueTypeErr},
    };

    impl From<Timestamp> for Value {
        fn from(at: Timestamp) -> Self {
            at.0.into()
        }
    }
    impl TryGetable for Timestamp {
        fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
            i64::try_get_by(row, index).map(Self)
        }
    }
    impl ValueType for Timestamp {
        fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
            <i64 as ValueType>::try_from(value).map(Self)
        }
        fn type_name() -> String {
            "Timestamp".to_owned()
        }
        fn array_type() -> ArrayType {
            ArrayType::BigInt
        }
        fn column_type() -> ColumnType {
            ColumnType::BigInteger
        }
    }
    impl Nullable for Timestamp {
        fn null() -> Value {
            <i64 as Nullable>::null()
        }
    }

    impl From<Day> for Value {
        fn from(day: Day) -> Self {
            day.to_string().into()
        }
    }
    impl TryGetable for Day {
        fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
            let text = String::try_get_by(row, index)?;
            text.parse().map_err(|error: super::NotADay| {
                TryGetError::DbErr(sea_orm::DbErr::Type(format!("{text}: {error}")))
            })
        }
    }
    impl ValueType for Day {
        fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
            <String as ValueType>::try_from(value)?.parse().map_err(|_| ValueTypeErr)
        }
        fn type_name() -> String {
            "Day".to_owned()
        }
        fn array_type() -> ArrayType {
            ArrayType::String
        }
        fn column_type() -> ColumnType {
            ColumnType::String(StringLen::None)
        }
    }
    impl Nullable for Day {
        fn null() -> Value {
            <String as Nullable>::null()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_and_refuse() {
        let day: Day = "2026-02-28".parse().unwrap();
        assert_eq!(day.plus_days(1).to_string(), "2026-03-01");
        assert_eq!(day.plus_days(30).days_since(day), 30);
        assert_eq!(day.days_since(day.plus_days(400)), -400);
        for bad in ["2026-02-30", "26-02-28", "2026/02/28", "1899-12-31", "2200-01-01", ""] {
            assert_eq!(bad.parse::<Day>(), Err(NotADay), "{bad}");
        }
    }

    #[test]
    fn a_fixed_clock_stands_still() {
        let clock = Clock::fixed(Timestamp::from_millis(0));
        assert_eq!(clock.today().to_string(), "1970-01-01");
        clock.advance(86_400_000);
        assert_eq!(clock.today().to_string(), "1970-01-02");
    }

    #[test]
    fn a_day_begins_where_the_company_is() {
        let clock = Clock::system("Asia/Shanghai").unwrap();
        let day: Day = "2026-03-02".parse().unwrap();
        let start = clock.start_of(day);
        assert_eq!(start.millis(), 1_772_380_800_000);
        assert_eq!(clock.day_of(start), day);
        assert_eq!(clock.day_of(start.plus_millis(-1)), day.plus_days(-1));
    }
}
