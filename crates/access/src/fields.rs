//! Groups of fields that not everybody who sees a record may see. Everything derived from a hidden
//! field is hidden with it: sort, filter, sum, export, search, difference.

use crate::{actor::Actor, policy::Permission};
use serde_json::Value;

base::text_enum! {
    /// A group of fields with one rule.
    pub enum FieldGroup {
        /// Cost, and what is computed from it.
        Cost = "cost",
    }
}

/// The names of fields in the cost group, wherever they occur.
const COST_FIELDS: &[&str] =
    &["unit_cost_minor", "cost_total_minor", "margin_minor", "margin_bp", "cost_minor"];

impl FieldGroup {
    /// Whether the actor may see the group.
    pub fn visible_to(self, actor: &Actor) -> bool {
        match self {
            Self::Cost => Permission::CostSee.held_by(actor),
        }
    }
}

/// Whether the actor may see a field of this name.
pub fn visible(actor: &Actor, field: &str) -> bool {
    !COST_FIELDS.contains(&field) || FieldGroup::Cost.visible_to(actor)
}

/// Removes hidden fields from a JSON value at any depth: for snapshots, differences and checklists.
pub fn redact(actor: &Actor, value: &mut Value) {
    if FieldGroup::Cost.visible_to(actor) {
        return;
    }
    strip(value);
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| !COST_FIELDS.contains(&name.as_str()));
            fields.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
