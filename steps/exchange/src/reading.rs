//! Turns the texts of a sheet into the values of a target's fields.
//!
//! First the whole file is looked over once ([`Survey`]): what values are unknown, how days and
//! numbers are written. Then rows are read ([`Reading`]) with what was found and chosen. Pure.

use crate::{
    matching::{Lookup, Meaning},
    parse::{DayNote, DayReading, NumberReading},
    target::{CellProblem, DayOrder, FieldKind, FieldSpec, Row, Value},
};
use base::Params;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;

/// Field to column.
pub type Mapping = BTreeMap<String, String>;
/// Field to (value in the file to what it means).
pub type Values = BTreeMap<String, BTreeMap<String, String>>;

/// Unknown values of a field that are listed; the rest is left to the report.
const UNMATCHED_MAX: usize = 500;
/// Different unknown values that are counted.
const COUNTED_MAX: usize = 20_000;
/// Names that are offered for a value when there are many.
const OFFERED: usize = 20;
/// Names up to this number are all offered.
const OFFERED_ALL: usize = 200;

/// A value of a reference or enum field that no candidate has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnmatchedValue {
    /// As it stands in the file.
    pub value: String,
    /// In how many rows.
    pub count: u64,
    /// What it probably means.
    pub suggestion: Option<String>,
    /// What it may be said to mean.
    pub candidates: Vec<String>,
}

/// Something the user should know about how the file is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportNote {
    /// The field it is about; empty when it is about the file.
    pub field: String,
    /// Stable code: `day_order_ambiguous`, `day_order_mixed`, `file_imported_before`.
    pub code: String,
    /// What the message needs.
    #[schema(value_type = HashMap<String, Value>)]
    pub params: serde_json::Map<String, serde_json::Value>,
}

/// What the look over the file found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Findings {
    /// Unknown values by field.
    pub unmatched: BTreeMap<String, Vec<UnmatchedValue>>,
    /// What the user should know.
    pub notes: Vec<ImportNote>,
    /// How days are written, by field.
    pub days: BTreeMap<String, DayReading>,
    /// How numbers are written, by field.
    pub numbers: BTreeMap<String, NumberReading>,
}

/// A field with the place of its column.
struct Bound {
    spec: FieldSpec,
    column: usize,
    lookup: Lookup,
    /// Value in the file, as it stands there, to what it means.
    said: HashMap<String, String>,
    day: DayReading,
    number: NumberReading,
}

/// Rows as values: a target's fields bound to a file's columns.
pub struct Reading {
    fields: Vec<Bound>,
    missing: Vec<FieldSpec>,
}

impl Reading {
    /// Binds fields to columns. `lookup` answers what cells of a field can mean.
    pub fn new(
        fields: Vec<FieldSpec>,
        columns: &[String],
        mapping: &Mapping,
        values: &Values,
        lookup: impl Fn(&FieldSpec) -> Lookup,
    ) -> Self {
        let mut bound = Vec::new();
        let mut missing = Vec::new();
        for spec in fields {
            let column = mapping
                .get(spec.key)
                .and_then(|name| columns.iter().position(|column| column == name));
            let Some(column) = column else {
                missing.push(spec);
                continue;
            };
            let lookup = if spec.kind.is_looked_up() { lookup(&spec) } else { Lookup::default() };
            let said = values
                .get(spec.key)
                .map(|said| said.iter().map(|(from, to)| (from.clone(), to.clone())).collect());
            bound.push(Bound {
                spec,
                column,
                lookup,
                said: said.unwrap_or_default(),
                day: DayReading::default(),
                number: NumberReading::default(),
            });
        }
        Self { fields: bound, missing }
    }

    /// Uses what was found before.
    pub fn recall(&mut self, findings: &Findings, order: DayOrder) {
        for field in &mut self.fields {
            let key = field.spec.key;
            field.day = match order {
                DayOrder::Auto => findings.days.get(key).copied().unwrap_or_default(),
                said => DayReading::ordered(said),
            };
            field.number = findings.numbers.get(key).copied().unwrap_or_default();
        }
    }

    /// The required fields that have no column.
    pub fn missing_required(&self) -> Vec<&'static str> {
        self.missing.iter().filter(|spec| spec.required).map(|spec| spec.key).collect()
    }

    /// What cannot be meant by a value: (field, value in the file).
    pub fn wrong_meanings(&self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        for field in &self.fields {
            for (from, to) in &field.said {
                let known = matches!(field.lookup.find(to), Meaning::Found(_)) || field.spec.open;
                if !known {
                    wrong.push((field.spec.key, from.clone()));
                }
            }
        }
        wrong
    }

    /// Reads a row: its values, and what is wrong with its cells.
    pub fn row(&self, number: u64, cells: &[String]) -> (Row, Vec<CellProblem>) {
        let mut row = Row::new(number);
        let mut problems = Vec::new();
        for field in &self.fields {
            let text = cells.get(field.column).map_or("", |cell| cell.trim());
            if text.is_empty() && !field.said.contains_key("") {
                if field.spec.required {
                    problems.push(CellProblem::new(field.spec.key, "required"));
                }
                continue;
            }
            match field.value(text) {
                Ok(value) => row.set(field.spec.key, value),
                Err(code) => {
                    let mut problem = CellProblem::new(field.spec.key, code);
                    let shown: String = text.chars().take(120).collect();
                    problem.params = Params::from([("value", shown.into())]);
                    problems.push(problem);
                }
            }
        }
        for spec in self.missing.iter().filter(|spec| spec.required) {
            problems.push(CellProblem::new(spec.key, "required"));
        }
        (row, problems)
    }

    /// A row's cells as they will be understood, by field; what cannot be read stays as it is.
    pub fn shown(&self, row: &Row, cells: &[String]) -> BTreeMap<String, String> {
        let mut shown = BTreeMap::new();
        for field in &self.fields {
            let raw = cells.get(field.column).map_or("", |cell| cell.trim());
            let text = match row.get(field.spec.key) {
                None => raw.to_owned(),
                Some(Value::Money(minor)) => crate::export::decimal(*minor, 2),
                Some(Value::Day(day)) => day.to_string(),
                Some(Value::Integer(number)) => number.to_string(),
                Some(Value::Id(id)) => field.lookup.name_of(id).unwrap_or(raw).to_owned(),
                Some(Value::Text(text) | Value::Word(text) | Value::Unmatched(text)) => {
                    text.clone()
                }
            };
            shown.insert(field.spec.key.to_owned(), text);
        }
        shown
    }
}

impl Bound {
    fn value(&self, text: &str) -> Result<Value, &'static str> {
        match self.spec.kind {
            FieldKind::Text => Ok(Value::Text(text.to_owned())),
            FieldKind::Money => self.number.minor(text).map(Value::Money).ok_or("money_form"),
            FieldKind::Day => self.day.day(text).map(Value::Day).ok_or("day_form"),
            FieldKind::Integer => {
                self.number.integer(text).map(Value::Integer).ok_or("integer_form")
            }
            FieldKind::Enum(_) | FieldKind::Reference => {
                let meant = self.said.get(text).map_or(text, String::as_str);
                match self.lookup.find(meant) {
                    Meaning::Found(id) if self.spec.kind == FieldKind::Reference => {
                        Ok(Value::Id(id.to_owned()))
                    }
                    Meaning::Found(word) => Ok(Value::Word(word.to_owned())),
                    Meaning::Unknown if self.spec.open => Ok(Value::Unmatched(meant.to_owned())),
                    Meaning::Unknown => Err("value_unknown"),
                    Meaning::Ambiguous => Err("value_ambiguous"),
                }
            }
        }
    }
}

/// The look over a whole file.
pub struct Survey<'a> {
    reading: &'a Reading,
    days: HashMap<&'static str, DayReading>,
    numbers: HashMap<&'static str, NumberReading>,
    unknown: HashMap<&'static str, HashMap<String, u64>>,
}

impl<'a> Survey<'a> {
    /// Starts.
    pub fn new(reading: &'a Reading, order: DayOrder) -> Self {
        let mut days = HashMap::new();
        let mut numbers = HashMap::new();
        for field in &reading.fields {
            match field.spec.kind {
                FieldKind::Day => {
                    days.insert(field.spec.key, DayReading::ordered(order));
                }
                FieldKind::Money | FieldKind::Integer => {
                    numbers.insert(field.spec.key, NumberReading::default());
                }
                _ => {}
            }
        }
        Self { reading, days, numbers, unknown: HashMap::new() }
    }

    /// Takes a row into account.
    pub fn see(&mut self, cells: &[String]) {
        for field in &self.reading.fields {
            let text = cells.get(field.column).map_or("", |cell| cell.trim());
            if text.is_empty() {
                continue;
            }
            let key = field.spec.key;
            if let Some(day) = self.days.get_mut(key) {
                day.see(text);
            } else if let Some(number) = self.numbers.get_mut(key) {
                number.see(text);
            } else if field.spec.kind.is_looked_up() && field.lookup.find(text) == Meaning::Unknown
            {
                let counts = self.unknown.entry(key).or_default();
                if let Some(count) = counts.get_mut(text) {
                    *count += 1;
                } else if counts.len() < COUNTED_MAX {
                    counts.insert(text.to_owned(), 1);
                }
            }
        }
    }

    /// What was found.
    pub fn done(self) -> Findings {
        let mut findings = Findings::default();
        for field in &self.reading.fields {
            let key = field.spec.key;
            if let Some(counts) = self.unknown.get(key) {
                findings.unmatched.insert(key.to_owned(), listed(field, counts));
            }
        }
        for (key, day) in &self.days {
            findings.days.insert((*key).to_owned(), *day);
            let code = match day.note() {
                Some(DayNote::Ambiguous) => "day_order_ambiguous",
                Some(DayNote::Mixed) => "day_order_mixed",
                None => continue,
            };
            let read_as = if day.is_day_first() { "D/M/YYYY" } else { "M/D/YYYY" };
            let params = [("read_as".to_owned(), read_as.into())].into_iter().collect();
            findings.notes.push(ImportNote { field: (*key).to_owned(), code: code.into(), params });
        }
        findings.notes.sort_by(|a, b| a.field.cmp(&b.field));
        for (key, number) in self.numbers {
            findings.numbers.insert(key.to_owned(), number);
        }
        findings
    }
}

/// The unknown values of a field, most frequent first, with what they may mean.
fn listed(field: &Bound, counts: &HashMap<String, u64>) -> Vec<UnmatchedValue> {
    let mut counts: Vec<(&String, &u64)> = counts.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    counts.truncate(UNMATCHED_MAX);
    let all = (field.lookup.len() <= OFFERED_ALL).then(|| field.lookup.names());
    counts
        .into_iter()
        .map(|(value, count)| {
            let (suggestion, near) = field.lookup.nearest(value, OFFERED);
            let candidates = all.clone().unwrap_or(near);
            UnmatchedValue { value: value.clone(), count: *count, suggestion, candidates }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Candidate;

    fn reading(values: &Values) -> Reading {
        let fields = vec![
            FieldSpec::new("title", FieldKind::Text, "标题", "Title").required(),
            FieldSpec::new("product", FieldKind::Reference, "产品", "Product"),
            FieldSpec::new("industry", FieldKind::Enum(&["technology"]), "行业", "Industry").open(),
            FieldSpec::new("amount", FieldKind::Money, "金额", "Amount"),
            FieldSpec::new("on", FieldKind::Day, "日期", "Day"),
            FieldSpec::new("need", FieldKind::Text, "需求", "Need").required(),
        ];
        let columns = ["t", "p", "i", "a", "o", "n"].map(str::to_owned);
        let mapping = [
            ("title", "t"),
            ("product", "p"),
            ("industry", "i"),
            ("amount", "a"),
            ("on", "o"),
            ("need", "n"),
        ];
        let mapping = mapping.map(|(f, c)| (f.to_owned(), c.to_owned())).into_iter().collect();
        Reading::new(fields, &columns, &mapping, values, |spec| {
            Lookup::new(match spec.key {
                "product" => {
                    vec![Candidate::new("p1", "GTX Pro"), Candidate::new("p2", "MG Special")]
                }
                _ => vec![Candidate::new("technology", "technology")],
            })
        })
    }

    fn cells(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn a_survey_finds_what_is_unknown_and_how_days_are_written() {
        let reading = reading(&Values::new());
        let mut survey = Survey::new(&reading, DayOrder::Auto);
        survey.see(&cells(&["a", "GTXPro", "technolgy", "1.234,50", "3/4/2026"]));
        survey.see(&cells(&["b", "GTXPro", "technology", "5", ""]));
        survey.see(&cells(&["c", "Unheard", "", "", "5/6/2026"]));
        let findings = survey.done();
        let products = &findings.unmatched["product"];
        assert_eq!((products[0].value.as_str(), products[0].count), ("GTXPro", 2));
        assert_eq!(products[0].suggestion.as_deref(), Some("GTX Pro"));
        assert_eq!(products[1].suggestion, None);
        assert_eq!(products[1].candidates, ["GTX Pro", "MG Special"]);
        assert_eq!(findings.unmatched["industry"][0].suggestion.as_deref(), Some("technology"));
        assert_eq!(findings.notes[0].code, "day_order_ambiguous");
        let json = serde_json::to_value(&findings).unwrap();
        assert_eq!(serde_json::from_value::<Findings>(json).unwrap(), findings);
    }

    #[test]
    fn rows_become_values_or_problems() {
        let said = Values::from([(
            "product".to_owned(),
            BTreeMap::from([("GTXPro".to_owned(), "GTX Pro".to_owned())]),
        )]);
        let reading = reading(&said);
        assert_eq!(reading.wrong_meanings(), []);
        let (row, problems) =
            reading.row(2, &cells(&["Deal", "GTXPro", "farming", "¥1,234.5", "2026年3月2日", "x"]));
        assert_eq!(problems, []);
        assert_eq!(row.id("product"), Some("p1"));
        assert_eq!(row.unmatched("industry"), Some("farming"));
        assert_eq!(row.money("amount"), Some(123_450));
        assert_eq!(row.day("on").map(|day| day.to_string()).as_deref(), Some("2026-03-02"));
        let (_, problems) = reading.row(3, &cells(&["", "Unheard", "", "many", "soon"]));
        let codes: Vec<_> = problems.iter().map(|p| (p.field.as_str(), p.code)).collect();
        assert_eq!(
            codes,
            [
                ("title", "required"),
                ("product", "value_unknown"),
                ("amount", "money_form"),
                ("on", "day_form"),
                ("need", "required"),
            ]
        );
    }

    #[test]
    fn meanings_that_are_none_are_named() {
        let said = Values::from([(
            "product".to_owned(),
            BTreeMap::from([("x".to_owned(), "No such product".to_owned())]),
        )]);
        assert_eq!(reading(&said).wrong_meanings(), [("product", "x".to_owned())]);
    }
}
