//! Text and values of a statement that is put together: identifiers come from static
//! specifications, everything from outside is a bound value.

use sea_orm::{DatabaseBackend, Statement, Value};

/// A statement in the making.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Starts with a text.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }
    /// Adds a text of ours.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }
    /// Adds a bound value.
    pub fn value(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }
    /// Adds bound values in brackets, as `IN` wants them.
    pub fn any_of<V: Into<Value> + Clone>(&mut self, values: &[V]) -> &mut Self {
        for (index, value) in values.iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", " }).value(value.clone());
        }
        self.push(")")
    }
    /// Adds another statement's text and values; its placeholders are renumbered.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        let mut rest = other.text.as_str();
        while let Some(at) = rest.find('$') {
            let (before, after) = rest.split_at(at);
            self.text.push_str(before);
            let digits = after.get(1..).unwrap_or_default();
            let length = digits.bytes().take_while(u8::is_ascii_digit).count();
            let number: usize = digits.get(..length).unwrap_or_default().parse().unwrap_or(0);
            if let Some(value) = number.checked_sub(1).and_then(|index| other.values.get(index)) {
                self.value(value.clone());
            }
            rest = digits.get(length..).unwrap_or_default();
        }
        self.text.push_str(rest);
        self
    }
    /// Whether there is nothing in it yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
    /// Text and values.
    pub fn into_parts(self) -> (String, Vec<Value>) {
        (self.text, self.values)
    }
    /// The statement for a database.
    pub fn statement(self, backend: DatabaseBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}

/// The pattern of `LIKE … ESCAPE '\'` for texts that contain this one, compared with
/// [`store::Backend::ascii_lower`].
pub fn containing(text: &str) -> String {
    let escaped =
        text.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn appended_values_are_renumbered() {
        let mut inner = Sql::new("b = ");
        inner.value(2_i64);
        let mut outer = Sql::new("a = ");
        outer.value(1_i64).push(" AND ").append(&inner).push(" AND c IN ").any_of(&[3_i64, 4]);
        assert_eq!(outer.text, "a = $1 AND b = $2 AND c IN ($3, $4)");
        assert_eq!(outer.values.len(), 4);
    }
}
