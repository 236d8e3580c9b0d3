//! A row as the verbs take it. Pure.

use crate::{
    model::opportunity::{LossReason, Stage},
    rules,
    verbs::{End, NewOpportunity, OpportunityEdit, Origin, Past},
};
use base::{Clock, Day, Fault, Id, fault::FieldFault};
use exchange::{Options, Row};
use people::Place;
use wire::Patch;

/// Characters of a title at most.
const TITLE_MAX: usize = 200;
/// Characters of a key at most.
const KEY_MAX: usize = 100;

/// A row as the verbs take it, before its place and customer are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    /// Its place among the rows of the batch.
    pub(super) index: usize,
    pub(super) key: Option<String>,
    /// `None` when the row names no customer.
    pub(super) customer_id: Option<Id<account::customer::Entity>>,
    pub(super) product_id: Option<Id<catalog::product::Entity>>,
    pub(super) owner_id: Option<String>,
    pub(super) unit_id: Option<String>,
    title: Option<String>,
    need: Option<String>,
    competitors: Option<String>,
    pub(super) amount_minor: i64,
    expected_sign_on: Option<Day>,
    /// The stage that the row says; the first when it says none.
    pub(super) stage: Stage,
    /// The row says its stage.
    pub(super) says_stage: bool,
    begun_on: Option<Day>,
    closed_on: Option<Day>,
    loss_reason: Option<LossReason>,
    loss_note: Option<String>,
}

impl Draft {
    /// Reads a row; everything that is wrong with it as fields of the row.
    pub(super) fn read(index: usize, row: &Row, history: bool, today: Day) -> Result<Self, Fault> {
        let text = |field: &str| row.text(field).map(str::to_owned);
        let said = row.word("stage").and_then(Stage::parse);
        let stage = said.unwrap_or(Stage::Validating);
        let draft = Self {
            index,
            key: text("external_key"),
            customer_id: id(row, "customer_id")?,
            product_id: id(row, "product_id")?,
            owner_id: row.id("owner_id").map(str::to_owned),
            unit_id: row.id("unit_id").map(str::to_owned),
            title: text("title"),
            need: text("need"),
            competitors: text("competitors"),
            amount_minor: row.money("amount_minor").unwrap_or_default(),
            expected_sign_on: row.day("expected_sign_on"),
            stage,
            says_stage: said.is_some(),
            begun_on: row.day("begun_on"),
            closed_on: row.day("closed_on"),
            loss_reason: row.word("loss_reason").and_then(LossReason::parse),
            loss_note: text("loss_note"),
        };
        draft.check(history, today)?;
        Ok(draft)
    }

    fn check(&self, history: bool, today: Day) -> Result<(), Fault> {
        let mut check = base::Check::new();
        check.optional_text("/external_key", self.key.as_deref(), KEY_MAX);
        check.optional_text("/title", self.title.as_deref(), TITLE_MAX);
        check.optional_text("/need", self.need.as_deref(), 4_000);
        check.optional_text("/competitors", self.competitors.as_deref(), 2_000);
        check.optional_text("/loss_note", self.loss_note.as_deref(), rules::NOTE_MAX);
        check.amount("/amount_minor", self.amount_minor);
        let named = self.title.is_some() || self.product_id.is_some() || self.key.is_some();
        check.ensure(named, "/title", "required");
        if let Some(day) = self.expected_sign_on {
            check.near("/expected_sign_on", day, today, 10);
        }
        if history && !self.stage.is_open() {
            check.ensure(self.closed_on.is_some(), "/closed_on", "required");
            let closed = self.closed_on.unwrap_or(today);
            check.ensure(closed <= today, "/closed_on", "day_in_future");
            let ordered = self.begun_on.is_none_or(|begun| begun <= closed);
            check.ensure(ordered, "/closed_on", "closed_before_begun");
        }
        check.ensure(self.begun_on.is_none_or(|day| day <= today), "/begun_on", "day_in_future");
        check.done()
    }

    /// What it is called: its title, or its product and customer, or its key.
    fn title(&self, product: Option<&str>, customer: Option<&str>) -> String {
        let made = match (&self.title, product, customer) {
            (Some(title), ..) => title.clone(),
            (None, Some(product), Some(customer)) => format!("{product} · {customer}"),
            (None, Some(name), None) => name.to_owned(),
            (None, None, customer) => {
                let key = self.key.clone().unwrap_or_default();
                customer.map_or(key.clone(), |customer| format!("{customer} · {key}"))
            }
        };
        made.chars().take(TITLE_MAX).collect()
    }

    /// What is written down about a new opportunity.
    pub(super) fn to_new(
        &self,
        place: Place,
        customer: (Id<account::customer::Entity>, Option<&str>),
        product: Option<&str>,
        options: &Options,
        past: Past,
    ) -> NewOpportunity {
        let (customer_id, customer) = customer;
        let edit = OpportunityEdit {
            title: Some(self.title(product, customer)),
            need: Patch::from(self.need.clone()),
            amount_minor: Some(self.amount_minor),
            currency: Some(options.currency.clone()),
            expected_sign_on: Patch::from(self.expected_sign_on),
            competitors: Patch::from(self.competitors.clone()),
            ..OpportunityEdit::default()
        };
        let origin = Origin {
            lead_id: None,
            product_id: self.product_id.clone(),
            external_key: self.key.clone(),
        };
        NewOpportunity { place, customer_id, edit, origin, past }
    }

    /// What a row of history says about the time before; nothing for a new record.
    pub(super) fn past(&self, clock: &Clock) -> Past {
        let end = match (self.stage.is_open(), self.closed_on) {
            (false, Some(on)) => Some(End {
                stage: self.stage,
                on,
                at: clock.start_of(on),
                loss_reason: (self.stage != Stage::Won)
                    .then(|| self.loss_reason.unwrap_or(LossReason::Other)),
                loss_note: self.loss_note.clone(),
            }),
            _ => None,
        };
        Past { begun_at: self.begun_on.map(|day| clock.start_of(day)), end }
    }

    /// What it changes on an opportunity that exists: its filled cells, but neither amount nor owner;
    /// a stage is a step of its own.
    pub(super) fn edit(&self) -> OpportunityEdit {
        OpportunityEdit {
            title: self.title.clone(),
            need: Patch::from(self.need.clone()),
            expected_sign_on: Patch::from(self.expected_sign_on),
            competitors: Patch::from(self.competitors.clone()),
            ..OpportunityEdit::default()
        }
    }
}

fn id<T>(row: &Row, field: &'static str) -> Result<Option<Id<T>>, Fault> {
    let unknown = |_| {
        let params = base::Params::new();
        Fault::Invalid(vec![FieldFault {
            pointer: format!("/{field}"),
            code: "unknown_reference",
            params,
        }])
    };
    row.id(field).map(str::parse).transpose().map_err(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::Value;

    const TODAY: &str = "2026-03-02";

    fn read(
        cells: &[(&'static str, Value)],
        history: bool,
    ) -> Result<Draft, Vec<(String, &'static str)>> {
        let mut row = Row::new(2);
        for (field, value) in cells {
            row.set(field, value.clone());
        }
        Draft::read(0, &row, history, TODAY.parse().unwrap()).map_err(|fault| match fault {
            Fault::Invalid(faults) => faults.into_iter().map(|f| (f.pointer, f.code)).collect(),
            other => panic!("{other}"),
        })
    }

    fn day(text: &str) -> Value {
        Value::Day(text.parse().unwrap())
    }

    #[test]
    fn an_end_has_a_day_that_is_over() {
        let won = ("stage", Value::Word("won".into()));
        let key = ("external_key", Value::Text("K1".into()));
        let faults = read(&[key.clone(), won.clone()], true).unwrap_err();
        assert_eq!(faults, [("/closed_on".to_owned(), "required")]);
        let future = ("closed_on", day("2026-03-03"));
        let faults = read(&[key.clone(), won.clone(), future], true).unwrap_err();
        assert_eq!(faults, [("/closed_on".to_owned(), "day_in_future")]);
        let days = [("closed_on", day("2026-01-01")), ("begun_on", day("2026-01-02"))];
        let cells = [vec![key.clone(), won.clone()], days.to_vec()].concat();
        assert_eq!(
            read(&cells, true).unwrap_err(),
            [("/closed_on".to_owned(), "closed_before_begun")]
        );
        assert!(read(&[key, won], false).is_ok(), "the transition function will say no");
    }

    #[test]
    fn a_row_without_title_is_named_after_product_and_customer() {
        let draft = read(&[("external_key", Value::Text("K1".into()))], false).unwrap();
        assert_eq!(draft.title(Some("GTX Pro"), Some("Acme")), "GTX Pro · Acme");
        assert_eq!(draft.title(Some("GTX Pro"), None), "GTX Pro");
        assert_eq!(draft.title(None, Some("Acme")), "Acme · K1");
        assert_eq!(draft.title(None, None), "K1");
        assert_eq!(read(&[], false).unwrap_err(), [("/title".to_owned(), "required")]);
    }

    #[test]
    fn only_what_has_ended_keeps_an_end() {
        let clock = Clock::fixed(base::Timestamp::from_millis(0));
        let key = ("external_key", Value::Text("K1".into()));
        let open = [
            key.clone(),
            ("stage", Value::Word("guiding".into())),
            ("begun_on", day("2026-01-05")),
        ];
        let past = read(&open, true).unwrap().past(&clock);
        assert_eq!(
            (past.end, past.begun_at),
            (None, Some(clock.start_of("2026-01-05".parse().unwrap())))
        );
        let lost = [key, ("stage", Value::Word("lost".into())), ("closed_on", day("2026-01-05"))];
        let end = read(&lost, true).unwrap().past(&clock).end.unwrap();
        assert_eq!((end.stage, end.loss_reason), (Stage::Lost, Some(LossReason::Other)));
    }
}
