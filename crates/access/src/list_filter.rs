//! The filters of a list as SQL: fields and operators come from the list's specification, values are
//! bound.

use crate::{
    actor::Actor,
    list::{Field, FieldKind, List},
    list_query::{FilterItem, ListQuery, Op},
    sql::{Sql, containing},
};
use base::{Day, Fault, Id};
use sea_orm::Value;
use store::Backend;

/// How a filter names its field in SQL.
pub(crate) type Naming<'a> = dyn Fn(&Field, &FilterItem) -> String + 'a;

/// The filters of a question, each with ` AND ` before it.
pub(crate) fn conditions(
    backend: Backend,
    actor: &Actor,
    spec: &List,
    query: &ListQuery,
    naming: &Naming,
) -> Result<Sql, Fault> {
    let mut sql = Sql::default();
    for (index, item) in query.filter.iter().enumerate() {
        sql.push(" AND ");
        filter(backend, actor, spec, (index, item), naming, &mut sql)?;
    }
    if let Some(also) = &query.also {
        sql.push(" AND (").append(also).push(")");
    }
    Ok(sql)
}

pub(crate) fn visible_field<'a>(actor: &Actor, spec: &'a List, key: &str) -> Option<&'a Field> {
    spec.fields
        .iter()
        .find(|field| field.key == key)
        .filter(|field| field.group.is_none_or(|group| group.visible_to(actor)))
}

fn filter(
    backend: Backend,
    actor: &Actor,
    spec: &List,
    (index, item): (usize, &FilterItem),
    naming: &Naming,
    sql: &mut Sql,
) -> Result<(), Fault> {
    let field = visible_field(actor, spec, &item.field)
        .ok_or_else(|| Fault::field(format!("/filter/{index}/field"), "field_unknown"))?;
    let expr = naming(field, item);
    let expr = expr.as_str();
    let wrong = || Fault::field(format!("/filter/{index}/value"), "filter_value");
    let one = |value: &serde_json::Value| filter_value(field, value).ok_or_else(wrong);
    let ordered = matches!(field.kind, FieldKind::Integer | FieldKind::Day | FieldKind::Instant);
    match item.op {
        Op::Eq => {
            sql.push(expr).push(" = ").value(one(&item.value)?);
        }
        Op::Ne => {
            let value = one(&item.value)?;
            sql.push("(").push(expr).push(" <> ").value(value);
            sql.push(" OR ").push(expr).push(" IS NULL)");
        }
        Op::In => {
            let values = item.value.as_array().filter(|v| !v.is_empty()).ok_or_else(wrong)?;
            sql.push(expr).push(" IN (");
            for (position, value) in values.iter().enumerate() {
                if position > 0 {
                    sql.push(", ");
                }
                sql.value(one(value)?);
            }
            sql.push(")");
        }
        Op::Contains if field.kind == FieldKind::Text => {
            let text = item.value.as_str().filter(|text| is_storable(text)).ok_or_else(wrong)?;
            sql.push(&backend.ascii_lower(expr)).push(" LIKE ").value(containing(text));
            sql.push(" ESCAPE '\\'");
        }
        Op::Gte if ordered => {
            sql.push(expr).push(" >= ").value(one(&item.value)?);
        }
        Op::Lte if ordered => {
            sql.push(expr).push(" <= ").value(one(&item.value)?);
        }
        Op::Between if ordered => {
            let [from, to] = item.value.as_array().map(Vec::as_slice).unwrap_or_default() else {
                return Err(wrong());
            };
            let (from, to) = (one(from)?, one(to)?);
            sql.push(expr).push(" BETWEEN ").value(from).push(" AND ").value(to);
        }
        Op::Empty => {
            sql.push(field.filled.unwrap_or(field.expr)).push(" IS NULL");
        }
        Op::NotEmpty => {
            sql.push(field.filled.unwrap_or(field.expr)).push(" IS NOT NULL");
        }
        _ => return Err(Fault::field(format!("/filter/{index}/op"), "filter_op")),
    }
    Ok(())
}

/// Whether a text can be in a column at all: PostgreSQL takes no NUL, not even to compare with.
fn is_storable(text: &str) -> bool {
    text.len() <= 400 && !text.contains('\0')
}

fn filter_value(field: &Field, value: &serde_json::Value) -> Option<Value> {
    match field.kind {
        FieldKind::Text => value.as_str().filter(|text| is_storable(text)).map(Into::into),
        FieldKind::Word(words) => value.as_str().filter(|t| words.contains(t)).map(Into::into),
        FieldKind::Integer | FieldKind::Instant => value.as_i64().map(Into::into),
        FieldKind::Day => value.as_str()?.parse::<Day>().ok().map(Into::into),
        FieldKind::Flag => value.as_bool().map(Into::into),
        FieldKind::Id => value.as_str()?.parse::<Id<()>>().ok().map(Into::into),
    }
}
