//! One list for every kind: scope, words, filters, order, pages by key, a capped count.
//!
//! The page's ids come from one statement, its rows from a second that joins what the screen shows.
//! A wide scope walks the sort index and filters; a narrow one gathers its rows by unit, owner and
//! team and sorts them. The wrong one of the two costs seconds at a million rows.

use crate::{
    actor::Actor,
    fields::FieldGroup,
    list_filter::{conditions, visible_field},
    list_query::{ListQuery, Op},
    policy::{self, Action},
    reach::Reach,
    scoped::ScopeColumns,
    sql::Sql,
};
use base::{
    Count, Fault, Id, Kind, Page,
    page::{COUNT_CAP, MAX_LIMIT},
};
use moka::sync::Cache;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, Value,
    sea_query::{Alias, Expr, ExprTrait as _, SelectStatement, SimpleExpr},
};
use std::{collections::HashMap, sync::LazyLock, time::Duration};
use store::{Backend, Project, RowReader, SearchScope, search::matching_ids};

/// What a field of a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number; also money in minor units.
    Integer,
    /// A day.
    Day,
    /// Milliseconds since 1970.
    Instant,
    /// True or false.
    Flag,
    /// A record's id.
    Id,
}

/// A field that can be filtered by, and sorted by when an index serves it.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key in the API, equal to its column unless said otherwise.
    pub key: &'static str,
    /// The SQL expression over the list's own table. Sortable expressions are never NULL.
    pub expr: &'static str,
    /// What is NULL when the field is empty, when that is not `expr`.
    pub filled: Option<&'static str>,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether an index serves the order.
    pub sortable: bool,
    /// The group that hides it.
    pub group: Option<FieldGroup>,
}

impl Field {
    /// A field whose key is its column.
    pub const fn new(key: &'static str, kind: FieldKind) -> Self {
        Self { key, expr: key, filled: None, kind, sortable: false, group: None }
    }
    /// Sortable by its column, which is never NULL.
    #[must_use]
    pub const fn sorted(mut self) -> Self {
        self.sortable = true;
        self
    }
    /// Sortable by an expression that is never NULL, for example
    /// `COALESCE(entry_on, '9999-12-31')`, which must have an index of the same form.
    #[must_use]
    pub const fn sorted_by(mut self, expr: &'static str) -> Self {
        self.sortable = true;
        self.filled = Some(self.key);
        self.expr = expr;
        self
    }
    /// Hidden with a group of fields.
    #[must_use]
    pub const fn hidden_with(mut self, group: FieldGroup) -> Self {
        self.group = Some(group);
        self
    }
}

/// What a list offers.
#[derive(Debug, Clone, Copy)]
pub struct List {
    /// The kind, for search.
    pub kind: Kind,
    /// The table.
    pub table: &'static str,
    /// How rows are reached; `None` for lists that everybody who may open them sees whole.
    pub scope: Option<ScopeColumns>,
    /// Fields for filter and order.
    pub fields: &'static [Field],
    /// The order when the caller does not say, for example `-updated_at`.
    pub sort: &'static str,
    /// Whether words can be looked for.
    pub searchable: bool,
}

/// Answers a list question: the rows of `R` come from `from`, a select without columns that starts at
/// the list's table and joins what `R` needs.
pub async fn list<R: Project>(
    conn: &DatabaseConnection,
    actor: &Actor,
    spec: &List,
    query: &ListQuery,
    from: &SelectStatement,
) -> Result<Page<R>, Fault> {
    let mut keys = Keys::of(conn, actor, spec, query).await?;
    let mut count = None;
    if keys.is_filtered_walk() {
        let counted = keys.count(conn).await?;
        keys.walks = counted.capped;
        count = Some(counted);
    }
    let Keyed { rows: ids, next, total } = keys.ids(conn, query.limit.clamp(1, MAX_LIMIT)).await?;
    let count = match count.or(total.map(Count::of)) {
        Some(count) => count,
        // The first page knows whether it is the whole list.
        None if query.cursor.is_none() && next.is_none() => {
            Count::of(u64::try_from(ids.len()).unwrap_or(u64::MAX))
        }
        None => keys.count(conn).await?,
    };
    let items = list_rows(conn, spec.table, from, &ids).await?;
    Ok(Page { items, next, count })
}

/// Ids whose rows are read by one statement when a whole list is asked for.
const ROWS_AT_ONCE: usize = 1_000;

/// Every row that [`list`] would show page by page, at most `max`: for exports. Which rows they are
/// is decided by one statement, so that changes meanwhile neither double nor lose one.
pub async fn list_all<R: Project>(
    conn: &DatabaseConnection,
    actor: &Actor,
    spec: &List,
    query: &ListQuery,
    from: &SelectStatement,
    max: usize,
) -> Result<Vec<R>, Fault> {
    let keys = Keys::of(conn, actor, spec, query).await?;
    let found = keys.page(conn, u64::try_from(max).unwrap_or(u64::MAX)).await?;
    let ids: Vec<String> = found.into_iter().map(|found| found.id).collect();
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        rows.extend(list_rows(conn, spec.table, from, chunk).await?);
    }
    Ok(rows)
}

/// The ids of a page and the cursor of the next one: for pages whose rows are read together with
/// others and whose count is known otherwise.
pub async fn list_ids(
    conn: &DatabaseConnection,
    actor: &Actor,
    spec: &List,
    query: &ListQuery,
) -> Result<(Vec<String>, Option<String>), Fault> {
    let keys = Keys::of(conn, actor, spec, query).await?;
    let Keyed { rows: ids, next, .. } = keys.ids(conn, query.limit.clamp(1, MAX_LIMIT)).await?;
    Ok((ids, next))
}

/// The rows of these ids, in the order of the ids.
pub async fn list_rows<R: Project>(
    conn: &DatabaseConnection,
    table: &'static str,
    from: &SelectStatement,
    ids: &[String],
) -> Result<Vec<R>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let id = || Expr::col((Alias::new(table), Alias::new("id")));
    let mut query = from.clone();
    let mut columns: Vec<SimpleExpr> = vec![id()];
    columns.extend(R::columns());
    query.exprs(columns).and_where(id().is_in(ids.iter().map(String::as_str)));
    let rows = conn.query_all(&query).await.map_err(store::internal)?;
    let mut found = HashMap::with_capacity(rows.len());
    for row in &rows {
        let mut reader = RowReader::new(row);
        let id: String = reader.next()?;
        found.insert(id, R::read(&mut reader)?);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The part of a list question that is the same for its page, its count and its export.
struct Keys<'a> {
    spec: &'a List,
    backend: Backend,
    reach: Reach,
    gather: bool,
    conditions: Sql,
    /// The same conditions, kept from leading away from the sort index.
    walked: Sql,
    /// Whether `walked` is the better form: when so much fits that the sort index soon has a page.
    walks: bool,
    words: Option<(String, Value)>,
    order: Order<'a>,
    after: Option<(Value, String)>,
}

/// A row of a page before it is read.
struct Found {
    id: String,
    key: String,
    total: Option<u64>,
}

/// The rows of a page, the cursor behind it, and how many there are when that was known anyway.
struct Keyed {
    rows: Vec<String>,
    next: Option<String>,
    total: Option<u64>,
}

struct Order<'a> {
    field: &'a Field,
    down: bool,
}

static SCOPE_SIZES: LazyLock<Cache<(&'static str, String), u64>> = LazyLock::new(|| {
    Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(30)).build()
});

impl<'a> Keys<'a> {
    async fn of(
        conn: &DatabaseConnection,
        actor: &Actor,
        spec: &'a List,
        query: &ListQuery,
    ) -> Result<Self, Fault> {
        let backend = Backend::of(conn);
        let reach = match spec.scope {
            Some(_) => policy::reach(actor, spec.kind, Action::See),
            None => Reach::All,
        };
        let order = order(actor, spec, query.sort.as_deref())?;
        let plain = conditions(backend, actor, spec, query, &|field, _| field.expr.to_owned())?;
        // An index has a word and the default order together; else the order's own is the better one
        // once enough fits.
        let is_default = order.field.key == spec.sort.trim_start_matches('-');
        let walked = conditions(backend, actor, spec, query, &|field, item| {
            let leads = match field.kind {
                FieldKind::Text | FieldKind::Id => true,
                _ => field.key == order.field.key || (is_default && item.op == Op::Eq),
            };
            if leads { field.expr.to_owned() } else { backend.unindexed(field.expr) }
        })?;
        let words = words(backend, actor, spec, query);
        let after = match &query.cursor {
            Some(cursor) => Some(parse_cursor(cursor, order.field)?),
            None => None,
        };
        let gather = match (&words, spec.scope) {
            (None, Some(_)) => narrow(conn, backend, spec, &reach).await?,
            _ => false,
        };
        let walks = false;
        Ok(Self {
            spec,
            backend,
            reach,
            gather,
            conditions: plain,
            walked,
            walks,
            words,
            order,
            after,
        })
    }

    /// Whether how much fits decides between the sort index and those of the filters.
    fn is_filtered_walk(&self) -> bool {
        !self.gather && self.words.is_none() && !self.conditions.is_empty()
    }

    /// The ids of the next `limit` rows, and the cursor behind them when there are more.
    async fn ids(&self, conn: &DatabaseConnection, limit: u64) -> Result<Keyed, Fault> {
        let mut found = self.page(conn, limit + 1).await?;
        let more = u64::try_from(found.len()).unwrap_or(u64::MAX) > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = if more { found.last().map(|row| cursor_text(&row.id, &row.key)) } else { None };
        let total = found.first().and_then(|row| row.total);
        let rows = found.into_iter().map(|row| row.id).collect();
        Ok(Keyed { rows, next, total })
    }

    /// Whether all matches are looked at anyway, so that they are counted on the way.
    fn counts_on_the_way(&self) -> bool {
        self.words.is_some() && self.after.is_none()
    }

    /// Ids and sort keys of the next `limit` rows.
    async fn page(&self, conn: &DatabaseConnection, limit: u64) -> Result<Vec<Found>, Fault> {
        let mut sql = Sql::default();
        let key = self.order.field.expr;
        let way = if self.order.down { "DESC" } else { "ASC" };
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        if self.gather {
            sql.push("SELECT id, k FROM (");
            for (index, part) in self.reach.parts().iter().enumerate() {
                if index > 0 {
                    sql.push(" UNION ");
                }
                sql.push("SELECT * FROM (SELECT id, ").push(key).push(" AS k FROM ");
                sql.push(self.spec.table).push(" WHERE ");
                self.scope_condition(part, &str::to_owned, &mut sql);
                self.rest(&self.conditions, &mut sql);
                let sorted = self.backend.unindexed(key);
                sql.push(" ORDER BY ").push(&sorted).push(" ").push(way).push(", id ").push(way);
                sql.push(" LIMIT ").value(limit).push(") AS b");
                sql.push(&index.to_string());
            }
            sql.push(") AS g ORDER BY k ").push(way).push(", id ").push(way);
        } else {
            sql.push("SELECT id, ").push(key).push(" AS k");
            if self.counts_on_the_way() {
                sql.push(", COUNT(*) OVER () AS total");
            }
            sql.push(" FROM ").push(self.spec.table).push(" WHERE ");
            let hint = |column: &str| self.backend.unindexed(column);
            self.scope_condition(&self.reach, &hint, &mut sql);
            self.rest(if self.walks { &self.walked } else { &self.conditions }, &mut sql);
            // Words first: their few ids are the cheap way in, the sort index is not.
            let sorted =
                if self.words.is_some() { self.backend.unindexed(key) } else { key.to_owned() };
            sql.push(" ORDER BY ").push(&sorted).push(" ").push(way).push(", id ").push(way);
        }
        sql.push(" LIMIT ").value(limit);
        let rows = conn
            .query_all_raw(sql.statement(conn.get_database_backend()))
            .await
            .map_err(store::internal)?;
        rows.iter()
            .map(|row| {
                let id: String = row.try_get_by_index(0).map_err(store::internal)?;
                let total: Option<i64> = if self.counts_on_the_way() {
                    row.try_get_by_index(2).map_err(store::internal)?
                } else {
                    None
                };
                let total = total.and_then(|total| u64::try_from(total).ok());
                Ok(Found { id, key: self.key_text(row)?, total })
            })
            .collect()
    }

    async fn count(&self, conn: &DatabaseConnection) -> Result<Count, Fault> {
        let mut sql = Sql::new("SELECT COUNT(*) FROM (");
        let cap = i64::try_from(COUNT_CAP + 1).unwrap_or(i64::MAX);
        let parts =
            if self.gather { self.reach.parts() } else { std::slice::from_ref(&self.reach) };
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                sql.push(" UNION ");
            }
            sql.push("SELECT * FROM (SELECT id FROM ").push(self.spec.table).push(" WHERE ");
            self.scope_condition(part, &str::to_owned, &mut sql);
            sql.append(&self.conditions);
            self.words_condition(&mut sql);
            sql.push(" LIMIT ").value(cap).push(") AS b").push(&index.to_string());
        }
        sql.push(") AS g");
        let row = conn
            .query_one_raw(sql.statement(conn.get_database_backend()))
            .await
            .map_err(store::internal)?;
        let counted: i64 = match row {
            Some(row) => row.try_get_by_index(0).map_err(store::internal)?,
            None => 0,
        };
        Ok(Count::of(u64::try_from(counted).unwrap_or_default()))
    }

    fn scope_condition(&self, reach: &Reach, hint: &dyn Fn(&str) -> String, sql: &mut Sql) {
        match &self.spec.scope {
            Some(scope) => reach.condition(scope, hint, sql),
            None => {
                sql.push("1 = 1");
            }
        }
    }

    fn words_condition(&self, sql: &mut Sql) {
        if let Some(words) = &self.words {
            push_words(words, sql);
        }
    }

    fn rest(&self, conditions: &Sql, sql: &mut Sql) {
        sql.append(conditions);
        self.words_condition(sql);
        if let Some((key, id)) = &self.after {
            let compare = if self.order.down { " < (" } else { " > (" };
            sql.push(" AND (").push(self.order.field.expr).push(", id)").push(compare);
            sql.value(key.clone()).push(", ").value(id.clone()).push(")");
        }
    }

    fn key_text(&self, row: &sea_orm::QueryResult) -> Result<String, Fault> {
        match self.order.field.kind {
            FieldKind::Integer | FieldKind::Instant => {
                let key: i64 = row.try_get_by_index(1).map_err(store::internal)?;
                Ok(key.to_string())
            }
            _ => row.try_get_by_index(1).map_err(store::internal),
        }
    }
}

fn cursor_text(id: &str, key: &str) -> String {
    serde_json::to_string(&[key, id]).unwrap_or_default()
}

fn parse_cursor(cursor: &str, field: &Field) -> Result<(Value, String), Fault> {
    let wrong = || Fault::field("/cursor", "cursor_form");
    let [key, id]: [String; 2] = serde_json::from_str(cursor).map_err(|_| wrong())?;
    if key.contains('\0') {
        return Err(wrong());
    }
    let _checked: Id<()> = id.parse().map_err(|_| wrong())?;
    let key: Value = match field.kind {
        FieldKind::Integer | FieldKind::Instant => key.parse::<i64>().map_err(|_| wrong())?.into(),
        _ => key.into(),
    };
    Ok((key, id))
}

fn order<'a>(actor: &Actor, spec: &'a List, sort: Option<&str>) -> Result<Order<'a>, Fault> {
    let text = sort.unwrap_or(spec.sort);
    let (down, key) = match text.strip_prefix('-') {
        Some(key) => (true, key),
        None => (false, text),
    };
    let field = visible_field(actor, spec, key)
        .filter(|field| field.sortable)
        .ok_or_else(|| Fault::field("/sort", "field_unknown"))?;
    Ok(Order { field, down })
}

/// The ids of the words of a question: SQL with one parameter, and that parameter.
fn words(
    backend: Backend,
    actor: &Actor,
    spec: &List,
    query: &ListQuery,
) -> Option<(String, Value)> {
    let q = query.q.as_ref().filter(|_| spec.searchable)?;
    let scope = search_scope(actor, spec.kind, spec.scope.is_none());
    // Nothing to look for in "***": an empty list, not the whole one.
    let nothing = || ("SELECT '' WHERE '' = $1".to_owned(), "none".into());
    Some(matching_ids(backend, q, &scope).unwrap_or_else(nothing))
}

fn push_words((text, value): &(String, Value), sql: &mut Sql) {
    let (before, after) = text.split_once("$1").unwrap_or((text, ""));
    sql.push(" AND id IN (").push(before).value(value.clone()).push(after).push(")");
}

/// The filters and words of a question as ` AND …`, without scope and order: for a step's own sums
/// over the rows of a list.
pub fn narrowed(
    backend: Backend,
    actor: &Actor,
    spec: &List,
    query: &ListQuery,
) -> Result<Sql, Fault> {
    let mut sql = conditions(backend, actor, spec, query, &|field, _| field.expr.to_owned())?;
    if let Some(words) = words(backend, actor, spec, query) {
        push_words(&words, &mut sql);
    }
    Ok(sql)
}

/// The part of the search index that the actor reaches for a kind.
pub fn search_scope(actor: &Actor, kind: Kind, unscoped: bool) -> SearchScope {
    let mut scope = SearchScope {
        kind: kind.as_str(),
        all: unscoped,
        unit_paths: Vec::new(),
        owner_id: None,
        member_id: None,
    };
    let reach = policy::reach(actor, kind, Action::See);
    if reach == Reach::All {
        scope.all = true;
    }
    for part in reach.parts() {
        match part {
            Reach::Unit(path) => scope.unit_paths.push(path.clone()),
            Reach::Owner(user) => scope.owner_id = Some(user.clone()),
            Reach::Team(user) => scope.member_id = Some(user.clone()),
            Reach::None | Reach::All | Reach::Any(_) => {}
        }
    }
    scope
}

/// Whether gathering the rows of the scope is cheaper than walking the sort index.
async fn narrow(
    conn: &DatabaseConnection,
    backend: Backend,
    spec: &List,
    reach: &Reach,
) -> Result<bool, Fault> {
    let Some(scope) = &spec.scope else { return Ok(false) };
    if matches!(reach, Reach::All | Reach::None) {
        return Ok(false);
    }
    let whole = (spec.table, String::new());
    let total = if let Some(total) = SCOPE_SIZES.get(&whole) {
        total
    } else {
        let total = backend.estimate_rows(conn, spec.table).await?;
        SCOPE_SIZES.insert(whole, total);
        total
    };
    let limit = backend.gather_limit(total);
    let mut rows = 0;
    for part in reach.parts() {
        let Reach::Unit(path) = part else { continue };
        let key = (spec.table, path.clone());
        rows += if let Some(size) = SCOPE_SIZES.get(&key) {
            size
        } else {
            let mut sql = Sql::new("SELECT COUNT(*) FROM (SELECT 1 FROM ");
            sql.push(spec.table).push(" WHERE ");
            part.condition(scope, &str::to_owned, &mut sql);
            sql.push(" LIMIT ").value(i64::try_from(limit + 1).unwrap_or(i64::MAX));
            sql.push(") AS s");
            let row = conn
                .query_one_raw(sql.statement(conn.get_database_backend()))
                .await
                .map_err(store::internal)?;
            let size: i64 = match row {
                Some(row) => row.try_get_by_index(0).map_err(store::internal)?,
                None => 0,
            };
            let size = u64::try_from(size).unwrap_or_default();
            SCOPE_SIZES.insert(key, size);
            size
        };
    }
    Ok(rows <= limit)
}
