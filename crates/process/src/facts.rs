//! What is known about one record: a plain map that a step fills and the engine reads.

use std::collections::{BTreeMap, btree_map::Entry};

use serde::{Deserialize, Serialize};

/// One known thing. Money is in minor units, margins in basis points, dates as `YYYY-MM-DD` text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fact {
    /// Nothing is known.
    #[default]
    Missing,
    /// A yes or a no.
    Bool(bool),
    /// A whole number in the unit that its name ends with.
    Int(i64),
    /// Anything else. Blank text counts as absent.
    Text(String),
}

impl Fact {
    /// Whether there is something: not missing and not blank. A no is something.
    pub fn is_present(&self) -> bool {
        match self {
            Self::Missing => false,
            Self::Bool(_) | Self::Int(_) => true,
            Self::Text(text) => !text.trim().is_empty(),
        }
    }

    /// The value as a report shows it; `None` when absent.
    pub fn shown(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Int(value) => Some(value.to_string()),
            Self::Text(text) if self.is_present() => Some(text.clone()),
            Self::Missing | Self::Text(_) => None,
        }
    }
}

impl From<bool> for Fact {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Fact {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Fact {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Fact {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Fact {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// Facts by name. A name that was never set is [`Fact::Missing`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<String, Fact>);

impl Facts {
    /// Nothing known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets one fact; a later value replaces an earlier one.
    pub fn set(&mut self, key: &str, fact: impl Into<Fact>) -> &mut Self {
        self.0.insert(key.to_owned(), fact.into());
        self
    }

    /// Takes over what another source knows. Two sources never speak about the same fact: the later
    /// would silence the earlier. The name of such a fact is the error.
    pub fn join(&mut self, other: Self) -> Result<(), String> {
        for (key, fact) in other.0 {
            match self.0.entry(key) {
                Entry::Occupied(known) => return Err(known.key().clone()),
                Entry::Vacant(free) => free.insert(fact),
            };
        }
        Ok(())
    }

    /// Reads one fact.
    pub fn get(&self, key: &str) -> &Fact {
        self.0.get(key).unwrap_or(&Fact::Missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_that_was_never_set_is_missing() {
        assert_eq!(Facts::new().get("need"), &Fact::Missing);
    }

    #[test]
    fn an_absent_option_is_missing_and_a_blank_text_is_absent() {
        let mut facts = Facts::new();
        facts.set("need", None::<String>).set("customer", "  ").set("amount_minor", Some(0));
        assert_eq!(facts.get("need"), &Fact::Missing);
        assert!(!facts.get("customer").is_present());
        assert_eq!(facts.get("customer").shown(), None);
        assert!(facts.get("amount_minor").is_present());
        assert_eq!(facts.get("amount_minor").shown().as_deref(), Some("0"));
    }

    #[test]
    fn two_sources_do_not_speak_about_one_fact() {
        let (mut known, mut other) = (Facts::new(), Facts::new());
        known.set("a", true);
        other.set("b", 7);
        assert_eq!(known.join(other.clone()), Ok(()));
        assert_eq!(known.get("b"), &Fact::Int(7));
        assert_eq!(known.join(other), Err("b".to_owned()));
    }

    #[test]
    fn facts_survive_a_snapshot() -> Result<(), serde_json::Error> {
        let mut facts = Facts::new();
        facts.set("a", true).set("b", 7).set("c", "x").set("d", Fact::Missing);
        let text = serde_json::to_string(&facts)?;
        assert_eq!(text, r#"{"a":true,"b":7,"c":"x","d":null}"#);
        assert_eq!(serde_json::from_str::<Facts>(&text)?, facts);
        Ok(())
    }
}
