//! Reads of quotations; what answers a user starts from the scope.

use crate::{
    ATB,
    model::{line, quotation},
    rules::{self, QuotationState},
};
use access::{
    Field, FieldGroup, FieldKind, List, ListQuery, ScopeColumns, list_query::Op, policy::kinds,
    sql::Sql,
};
use base::{Day, Fault, Timestamp};
use decision::{RecordKind, model as decided};
use people::user;
use quotation::{Column, Entity, QuotationStatus};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, JoinType, QueryFilter, QueryOrder,
    sea_query::{Alias, Expr, ExprTrait as _, Query, SelectStatement},
};
use serde_json::Value;

/// The list of quotations, every version of them.
pub const QUOTATIONS: List = List {
    kind: kinds::QUOTATION,
    table: "quotation",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("number", FieldKind::Text).sorted(),
        Field::new("status", FieldKind::Word(&["draft", "submitted", "superseded", "withdrawn"]))
            .sorted(),
        Field::new("total_minor", FieldKind::Integer).sorted(),
        Field::new("valid_until", FieldKind::Day).sorted_by("COALESCE(valid_until, '9999-12-31')"),
        Field::new("opportunity_id", FieldKind::Id),
        Field::new("revision", FieldKind::Integer),
        Field::new("currency", FieldKind::Text),
        Field::new("discount_minor", FieldKind::Integer),
        Field::new("margin_bp", FieldKind::Integer).hidden_with(FieldGroup::Cost),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
        Field::new("submitted_at", FieldKind::Instant),
        Field::new("created_at", FieldKind::Instant),
    ],
    sort: "-updated_at",
    searchable: true,
};

store::project! {
    /// One quotation as the list reads it; where it stands is computed from the last two columns.
    #[derive(Debug)]
    pub struct Row {
        /// Id.
        pub id: String = (Entity, Column::Id),
        /// Number.
        pub number: String = (Entity, Column::Number),
        /// The opportunity's title.
        pub opportunity: String = (opportunity::Entity, opportunity::model::opportunity::Column::Title),
        /// The opportunity.
        pub opportunity_id: String = (Entity, Column::OpportunityId),
        /// Version.
        pub revision: i64 = (Entity, Column::Revision),
        /// What is stored of where it stands.
        pub status: QuotationStatus = (Entity, Column::Status),
        /// What the customer pays.
        pub total_minor: i64 = (Entity, Column::TotalMinor),
        /// Its currency.
        pub currency: String = (Entity, Column::Currency),
        /// Validity.
        pub valid_until: Option<Day> = (Entity, Column::ValidUntil),
        /// Whose it is.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Last changed.
        pub updated_at: Timestamp = (Entity, Column::UpdatedAt),
        /// Version.
        pub version: i64 = (Entity, Column::Version),
        /// The effective bid decision that names this version.
        pub authorised_by: Option<String> = ("atb", "id"),
        /// Itself, while its validity lasts.
        pub standing: Option<String> = ("standing", "id"),
    }
}

impl Row {
    /// Where it stands.
    pub fn state(&self) -> QuotationState {
        rules::state(self.status, self.authorised_by.is_some(), self.standing.is_none())
    }
}

/// That the frozen material of the decision `atb` names the quotation.
const NAMES_IT: &str = "atb.snapshot_json -> 'quotation' ->> 'id' = quotation.id";

/// Where the list starts; decisions and validity are read as of `today`.
pub fn quotations(today: Day) -> SelectStatement {
    let atb = |column: decided::Column| Expr::col((Alias::new("atb"), column));
    let standing = |column: Column| Expr::col((Alias::new("standing"), column));
    let authorises = Condition::all()
        .add(atb(decided::Column::RecordId).equals((Entity, Column::OpportunityId)))
        .add(atb(decided::Column::Kind).eq(RecordKind::Opportunity))
        .add(atb(decided::Column::Gate).eq(ATB))
        .add(atb(decided::Column::InForce).eq(true))
        .add(
            Condition::any()
                .add(atb(decided::Column::ValidUntil).is_null())
                .add(atb(decided::Column::ValidUntil).gte(today)),
        )
        .add(Expr::cust(NAMES_IT));
    let stands = Condition::all()
        .add(standing(Column::Id).equals((Entity, Column::Id)))
        .add(standing(Column::ValidUntil).gte(today));
    Query::select()
        .from(Entity)
        .inner_join(
            opportunity::Entity,
            Expr::col((opportunity::Entity, opportunity::model::opportunity::Column::Id))
                .equals((Entity, Column::OpportunityId)),
        )
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id)).equals((Entity, Column::OwnerId)),
        )
        .join_as(JoinType::LeftJoin, decided::Entity, Alias::new("atb"), authorises)
        .join_as(JoinType::LeftJoin, Entity, Alias::new("standing"), stands)
        .to_owned()
}

/// Takes conditions on `status` out of a question and asks them of what a reader sees: decisions and
/// calendar included. Operators: `eq`, `ne`, `in`.
pub fn by_state(query: &mut ListQuery, today: Day) -> Result<(), Fault> {
    let mut also: Option<Sql> = None;
    let mut rest = Vec::with_capacity(query.filter.len());
    for (index, item) in std::mem::take(&mut query.filter).into_iter().enumerate() {
        if item.field != "status" {
            rest.push(item);
            continue;
        }
        let wrong = |part: &str, code| Fault::field(format!("/filter/{index}/{part}"), code);
        let words: Vec<&Value> = match (item.op, &item.value) {
            (Op::Eq | Op::Ne, value) => vec![value],
            (Op::In, Value::Array(values)) if !values.is_empty() => values.iter().collect(),
            (Op::In, _) => return Err(wrong("value", "filter_value")),
            _ => return Err(wrong("op", "filter_op")),
        };
        let sql = also.get_or_insert_with(|| Sql::new("1 = 1"));
        sql.push(if item.op == Op::Ne { " AND NOT (1 = 0" } else { " AND (1 = 0" });
        for word in words {
            let state = word.as_str().and_then(QuotationState::parse);
            let state = state.ok_or_else(|| wrong("value", "filter_value"))?;
            sql.push(" OR (");
            state_condition(state, today, sql);
            sql.push(")");
        }
        sql.push(")");
    }
    query.filter = rest;
    query.also = also;
    Ok(())
}

/// The condition of one state over the list's table; never NULL, so that it can be negated.
fn state_condition(state: QuotationState, today: Day, sql: &mut Sql) {
    let stored = match state {
        QuotationState::Draft => QuotationStatus::Draft,
        QuotationState::Superseded => QuotationStatus::Superseded,
        QuotationState::Withdrawn => QuotationStatus::Withdrawn,
        QuotationState::Submitted | QuotationState::Authorised | QuotationState::Expired => {
            QuotationStatus::Submitted
        }
    };
    sql.push("status = ").value(stored);
    if stored != QuotationStatus::Submitted {
        return;
    }
    sql.push(if state == QuotationState::Authorised {
        " AND EXISTS ("
    } else {
        " AND NOT EXISTS ("
    });
    sql.push("SELECT 1 FROM decision_request atb WHERE atb.record_id = quotation.opportunity_id");
    sql.push(" AND atb.kind = ").value(RecordKind::Opportunity).push(" AND atb.gate = ").value(ATB);
    sql.push(" AND atb.in_force AND COALESCE(atb.valid_until, '9999-12-31') >= ").value(today);
    sql.push(" AND ").push(NAMES_IT).push(")");
    if state != QuotationState::Authorised {
        let past = state == QuotationState::Expired;
        sql.push(" AND COALESCE(valid_until, '')").push(if past { " < " } else { " >= " });
        sql.value(today);
    }
}

/// One version, whoever asks; for later steps whose record names it.
pub async fn one<C: ConnectionTrait>(conn: &C, id: &str) -> Result<quotation::Model, Fault> {
    let found = store::select::<Entity>().filter(Column::Id.eq(id)).one(conn).await;
    found.map_err(store::internal)?.ok_or(Fault::NotFound)
}

/// The lines of a quotation in their order.
pub async fn lines<C: ConnectionTrait>(
    conn: &C,
    quotation_id: &str,
) -> Result<Vec<line::Model>, Fault> {
    store::select::<line::Entity>()
        .filter(line::Column::QuotationId.eq(quotation_id))
        .order_by_asc(line::Column::Position)
        .order_by_asc(line::Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// Every version of an opportunity's quotation, the newest first; for checks and facts.
pub async fn versions<C: ConnectionTrait>(
    conn: &C,
    opportunity_id: &str,
) -> Result<Vec<quotation::Model>, Fault> {
    store::select::<Entity>()
        .filter(Column::OpportunityId.eq(opportunity_id))
        .order_by_desc(Column::Revision)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// What an effective bid decision authorised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorised {
    /// Which version.
    pub quotation_id: String,
    /// To whom it is offered.
    pub customer_id: String,
    /// At which total, in minor units.
    pub total_minor: i64,
    /// In which currency.
    pub currency: String,
}

/// What the effective bid decision of an opportunity authorised, if there is one and it was not
/// withdrawn since. A version that a newer one superseded stays authorised until that is decided.
pub async fn authorised<C: ConnectionTrait>(
    conn: &C,
    opportunity_id: &str,
    today: Day,
) -> Result<Option<Authorised>, Fault> {
    let kind = RecordKind::Opportunity;
    let Some(go) = decision::effective(conn, kind, opportunity_id, ATB, today).await? else {
        return Ok(None);
    };
    let Some(quotation) = go.snapshot_json.get("quotation") else { return Ok(None) };
    let text = |field: &str| quotation.get(field).and_then(Value::as_str).map(str::to_owned);
    let total = quotation.get("total_minor").and_then(Value::as_i64);
    let customer = go.snapshot_json.pointer("/opportunity/customer/id").and_then(Value::as_str);
    let (Some(quotation_id), Some(customer_id), Some(currency), Some(total_minor)) =
        (text("id"), customer.map(str::to_owned), text("currency"), total)
    else {
        return Ok(None);
    };
    let withdrawn = one(conn, &quotation_id).await?.status == QuotationStatus::Withdrawn;
    Ok((!withdrawn).then_some(Authorised { quotation_id, customer_id, total_minor, currency }))
}
