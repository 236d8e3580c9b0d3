//! What a caller asks of a list: words, filters, order, page. Parsed against what the list offers.

use crate::sql::Sql;
use base::{
    Fault,
    fault::{FieldFault, Params},
    page::{DEFAULT_LIMIT, MAX_LIMIT},
};
use serde::Deserialize;
use serde_json::Value;

/// Conditions in one filter at most.
const FILTERS_MAX: usize = 12;
/// Values in one `in` condition at most.
const VALUES_MAX: usize = 100;

base::text_enum! {
    /// How a filter compares.
    pub enum Op {
        Eq = "eq",
        Ne = "ne",
        In = "in",
        Contains = "contains",
        Gte = "gte",
        Lte = "lte",
        Between = "between",
        Empty = "empty",
        NotEmpty = "not_empty",
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilterItem {
    /// The field's key.
    pub field: String,
    /// How it compares.
    pub op: Op,
    /// A value, a list of values for `in`, a pair for `between`, nothing for `empty`.
    #[serde(default)]
    pub value: Value,
}

/// The question, as it stands in the address of the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListQuery {
    /// Words to look for.
    pub q: Option<String>,
    /// A field's key, with `-` before it when descending.
    pub sort: Option<String>,
    /// All must hold.
    pub filter: Vec<FilterItem>,
    /// Rows of the page.
    pub limit: u64,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// A further condition of the step's own over the list's table, in words that no caller chose.
    pub also: Option<Sql>,
}

/// The parameters of a list as they arrive.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ListParams {
    /// Words to look for.
    pub q: Option<String>,
    /// Field to sort by, `-` before it for descending.
    pub sort: Option<String>,
    /// JSON array of `{field, op, value}`; all must hold.
    pub filter: Option<String>,
    /// Rows of the page, 1 to 200; 50 when absent.
    pub limit: Option<u64>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl ListParams {
    /// The question, with everything checked that does not depend on the list.
    pub fn parse(self) -> Result<ListQuery, Fault> {
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT);
        if limit == 0 || limit > MAX_LIMIT {
            let params = Params::from([("min", 1.into()), ("max", MAX_LIMIT.into())]);
            let fault = FieldFault { pointer: "/limit".into(), code: "out_of_range", params };
            return Err(Fault::Invalid(vec![fault]));
        }
        let filter: Vec<FilterItem> = match self.filter.as_deref() {
            None | Some("") => Vec::new(),
            Some(text) => {
                serde_json::from_str(text).map_err(|_| Fault::field("/filter", "filter_form"))?
            }
        };
        if filter.len() > FILTERS_MAX {
            return Err(Fault::field("/filter", "too_many_filters"));
        }
        for (index, item) in filter.iter().enumerate() {
            if item.value.as_array().is_some_and(|values| values.len() > VALUES_MAX) {
                return Err(Fault::field(format!("/filter/{index}/value"), "too_many_values"));
            }
        }
        let q = self.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty());
        if q.as_ref().is_some_and(|q| q.chars().count() > 100) {
            return Err(Fault::field("/q", "too_long"));
        }
        Ok(ListQuery { q, sort: self.sort, filter, limit, cursor: self.cursor, also: None })
    }
}

impl ListQuery {
    /// A list without any wish, of `limit` rows.
    pub fn first(limit: u64) -> Self {
        Self { limit, ..Self::default() }
    }
    /// The same question with one more condition.
    #[must_use]
    pub fn and(mut self, field: &str, op: Op, value: impl Into<Value>) -> Self {
        self.filter.push(FilterItem { field: field.to_owned(), op, value: value.into() });
        self
    }
}
