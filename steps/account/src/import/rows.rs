//! A row as the verbs take it, and when two rows or a row and a customer are the same. Pure.

use crate::{
    model::customer::{self, CustomerClass},
    rules,
    verbs::{self, CustomerEdit, NewContact, NewCustomer},
};
use base::Fault;
use exchange::{Row, Value};
use std::{collections::HashMap, str::FromStr};
use wire::Patch;

/// By what a customer is recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) external_key: Option<String>,
    pub(super) legal_id: Option<String>,
    pub(super) name_key: String,
}

/// How sure it is that two are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sameness {
    /// They are called so, and nothing tells them apart.
    ByName,
    /// They have the same key or legal id.
    ByKey,
}

impl Identity {
    pub(super) fn of(customer: &customer::Model) -> Self {
        Self {
            external_key: customer.external_key.clone(),
            legal_id: customer.legal_id.clone(),
            name_key: customer.name_key.clone(),
        }
    }
    /// Whether both are one customer.
    pub(super) fn same(&self, other: &Self) -> Option<Sameness> {
        let pairs = [(&self.external_key, &other.external_key), (&self.legal_id, &other.legal_id)];
        let known = |(mine, theirs): &(&Option<String>, &Option<String>)| {
            mine.is_some() && theirs.is_some()
        };
        if pairs.iter().filter(|pair| known(pair)).any(|(mine, theirs)| mine == theirs) {
            return Some(Sameness::ByKey);
        }
        let told_apart = pairs.iter().any(known);
        (!told_apart && self.name_key == other.name_key).then_some(Sameness::ByName)
    }
}

/// The customers that earlier rows of the file named.
#[derive(Debug, Default)]
pub(super) struct Met {
    seen: HashMap<String, Vec<(Identity, u64)>>,
    made: HashMap<String, Option<String>>,
}

impl Met {
    /// The earlier row that named the same customer.
    pub(super) fn row_of(&self, identity: &Identity) -> Option<u64> {
        let places = [&identity.external_key, &identity.legal_id];
        let names = places.into_iter().flatten().chain([&identity.name_key]);
        names
            .filter_map(|name| self.seen.get(name))
            .flatten()
            .find(|(other, _)| identity.same(other).is_some())
            .map(|(_, row)| *row)
    }
    /// Remembers what a row named.
    pub(super) fn remember(&mut self, identity: &Identity, row: u64) {
        let places = [&identity.external_key, &identity.legal_id];
        for name in places.into_iter().flatten().chain([&identity.name_key]) {
            self.seen.entry(name.clone()).or_default().push((identity.clone(), row));
        }
    }
    /// Remembers which customer a name is; `None` when it will be gone again.
    pub(super) fn made(&mut self, name_key: &str, id: Option<&str>) {
        self.made.insert(name_key.to_owned(), id.map(str::to_owned));
    }
    /// Whether an earlier row made or found a customer of this name.
    pub(super) fn has(&self, name_key: &str) -> bool {
        self.made.contains_key(name_key)
    }
    /// The customer of this name that an earlier row made or found.
    pub(super) fn id_of(&self, name_key: &str) -> Option<&str> {
        self.made.get(name_key)?.as_deref()
    }
}

/// A row as the verbs take it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Its place among the rows of the batch.
    pub(super) index: usize,
    /// Its number in the sheet.
    pub(super) row: u64,
    pub(super) identity: Identity,
    pub(super) new: NewCustomer,
    pub(super) contact: Option<NewContact>,
    /// The name of a parent that was no customer when the run began.
    pub(super) parent: Option<String>,
}

impl Draft {
    /// Reads a row; everything that is wrong with it as fields of the row.
    pub(super) fn read(index: usize, row: &Row, history: bool) -> Result<Self, Fault> {
        let text = |field: &str| row.text(field).map(str::to_owned);
        let new = NewCustomer {
            name: text("name").unwrap_or_default(),
            legal_id: text("legal_id"),
            class: row.word("class").and_then(CustomerClass::parse),
            industry: row.word("industry").map(str::to_owned).or_else(|| text("industry")),
            ownership: text("ownership"),
            parent_id: id(row, "parent_id")?,
            region: text("region"),
            website: text("website"),
            note: text("note"),
            owner_id: id(row, "owner_id")?,
            unit_id: id(row, "unit_id")?,
            history,
            external_key: text("external_key"),
        };
        let contact = text("contact_name").map(|name| NewContact {
            name,
            title: text("contact_title"),
            department: None,
            phone: text("contact_phone"),
            email: text("contact_email"),
            note: None,
        });
        verbs::check_new(&new)?;
        if let Some(contact) = &contact {
            verbs::check_new_contact(contact).map_err(contact_fault)?;
        }
        let identity = Identity {
            external_key: rules::clean(new.external_key.as_deref()),
            legal_id: rules::legal_id(new.legal_id.as_deref()),
            name_key: rules::name_key(&new.name),
        };
        let parent = match row.get("parent_id") {
            Some(Value::Unmatched(name)) => Some(name.clone()),
            _ => None,
        };
        Ok(Self { index, row: row.number, identity, new, contact, parent })
    }

    /// What it changes on a customer that is there already: its filled cells.
    pub(super) fn edit(&self) -> CustomerEdit {
        let filled = |text: &Option<String>| Patch::from(rules::clean(text.as_deref()));
        CustomerEdit {
            name: Some(self.new.name.clone()),
            legal_id: filled(&self.new.legal_id),
            class: self.new.class,
            industry: filled(&self.new.industry),
            ownership: filled(&self.new.ownership),
            parent_id: Patch::from(self.new.parent_id.clone()),
            region: filled(&self.new.region),
            website: filled(&self.new.website),
            note: filled(&self.new.note),
            owner_id: self.new.owner_id.clone(),
            unit_id: self.new.unit_id.clone(),
            external_key: filled(&self.new.external_key),
        }
    }
}

fn id<T: FromStr>(row: &Row, field: &'static str) -> Result<Option<T>, Fault> {
    let parsed = row.id(field).map(str::parse).transpose();
    parsed.map_err(|_| Fault::field(format!("/{field}"), "unknown_reference"))
}

/// Faults of a contact's fields as faults of the row's.
fn contact_fault(fault: Fault) -> Fault {
    let Fault::Invalid(mut faults) = fault else { return fault };
    for fault in &mut faults {
        fault.pointer = format!("/contact_{}", fault.pointer.trim_start_matches('/'));
    }
    Fault::Invalid(faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(key: Option<&str>, legal_id: Option<&str>, name: &str) -> Identity {
        Identity {
            external_key: key.map(str::to_owned),
            legal_id: legal_id.map(str::to_owned),
            name_key: rules::name_key(name),
        }
    }

    #[test]
    fn keys_tell_more_than_names() {
        let known = identity(Some("K1"), Some("L1"), "华东电力");
        for (other, sameness) in [
            (identity(Some("K1"), None, "改名"), Some(Sameness::ByKey)),
            (identity(Some("K2"), Some("L1"), "改名"), Some(Sameness::ByKey)),
            (identity(Some("K2"), None, "华东电力"), None),
            (identity(None, Some("L2"), "华东电力"), None),
            (identity(None, None, "华东电力有限公司"), Some(Sameness::ByName)),
            (identity(None, None, "华北电力"), None),
        ] {
            assert_eq!(known.same(&other), sameness, "{other:?}");
        }
    }

    #[test]
    fn a_repeated_row_is_known_by_any_of_its_marks() {
        let mut met = Met::default();
        met.remember(&identity(Some("K1"), Some("L1"), "A"), 2);
        met.remember(&identity(Some("K3"), None, "B"), 3);
        assert_eq!(met.row_of(&identity(None, Some("L1"), "C")), Some(2));
        assert_eq!(met.row_of(&identity(None, None, "B")), Some(3));
        assert_eq!(met.row_of(&identity(Some("K4"), None, "B")), None);
    }

    #[test]
    fn rows_become_drafts_or_say_which_cell_is_wrong() {
        let mut row = Row::new(2);
        row.set("name", Value::Text("Acme".into()));
        row.set("class", Value::Word("a".into()));
        row.set("parent_id", Value::Unmatched("Acme Group".into()));
        row.set("contact_name", Value::Text("Li Na".into()));
        let draft = Draft::read(0, &row, true).unwrap();
        assert_eq!((draft.new.class, draft.new.history), (Some(CustomerClass::A), true));
        assert_eq!(draft.parent.as_deref(), Some("Acme Group"));
        row.set("contact_email", Value::Text("nowhere".into()));
        let Err(Fault::Invalid(faults)) = Draft::read(0, &row, true) else { panic!("accepted") };
        assert_eq!((faults[0].pointer.as_str(), faults[0].code), ("/contact_email", "bad_email"));
    }
}
