//! Search over every kind of record in one index that also holds who may find what.
//!
//! The scope stands in the index as tokens (units, owner, team), so that a common word in a small
//! scope is as fast as a rare one.

use crate::{
    dialect::{self, Backend},
    internal,
    tokens::{Term, index_tokens, query_terms, scope_token},
    tx::Tx,
};
use base::Fault;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value};

/// How a record is found and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchDoc {
    /// Human number, may be empty.
    pub number: String,
    /// What the hit shows first; also found by pinyin.
    pub title: String,
    /// What the hit shows second, for example the customer.
    pub subtitle: String,
    /// Further words by which it is found.
    pub text: String,
    /// The owner's id.
    pub owner_id: String,
    /// Where it sits, for example `00.03.`.
    pub unit_path: String,
    /// Ids of team members who may find it too.
    pub member_ids: Vec<String>,
}

/// Which records of a kind the searcher may find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchScope {
    /// The kind.
    pub kind: &'static str,
    /// Everything of the kind; the other fields do not matter then.
    pub all: bool,
    /// Records in or below these unit paths.
    pub unit_paths: Vec<String>,
    /// Records that this user owns.
    pub owner_id: Option<String>,
    /// Records in whose team this user is.
    pub member_id: Option<String>,
}

/// One record found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Hit {
    /// Kind of record.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Human number, may be empty.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What tells it from others.
    pub subtitle: String,
}

impl SearchDoc {
    fn tokens(&self, kind: &str) -> String {
        let text = format!("{} {} {}", self.number, self.subtitle, self.text);
        let mut tokens = index_tokens(&self.title, &text);
        // A number is also one word, so that "OPP-2026-00042" and its tail are both found.
        tokens.insert(scope_token('k', kind));
        tokens.insert(scope_token('o', &self.owner_id));
        for member in &self.member_ids {
            tokens.insert(scope_token('m', member));
        }
        let mut path = String::new();
        for part in self.unit_path.split_inclusive('.') {
            path.push_str(part);
            tokens.insert(scope_token('u', &path));
        }
        tokens.into_iter().collect::<Vec<_>>().join(" ")
    }
}

/// Search hits at most in one answer.
pub const HITS_MAX: u64 = 50;

/// What a search condition looks like in the index's own query language.
fn match_text(backend: Backend, terms: &[Term], scopes: &[SearchScope]) -> Option<String> {
    let (and, or) = match backend {
        Backend::Sqlite => (" AND ", " OR "),
        Backend::Postgres => (" & ", " | "),
    };
    let quote = |token: &str| match backend {
        Backend::Sqlite => format!("\"{token}\""),
        Backend::Postgres => format!("'{token}'"),
    };
    // Terms hold letters and digits only, so quoting cannot be broken out of.
    let words: Vec<String> = terms
        .iter()
        .map(|term| match (term.prefix, backend) {
            (false, _) => quote(&term.text),
            (true, Backend::Sqlite) => format!("{}*", quote(&term.text)),
            (true, Backend::Postgres) => format!("{}:*", quote(&term.text)),
        })
        .collect();
    if words.is_empty() {
        return None;
    }
    // Kinds that are reached alike share one condition: it is looked up once and not for each kind.
    let mut alike: Vec<(String, Vec<String>)> = Vec::new();
    for scope in scopes {
        let mut who: Vec<String> = Vec::new();
        if !scope.all {
            who.extend(scope.unit_paths.iter().map(|path| quote(&scope_token('u', path))));
            who.extend(scope.owner_id.iter().map(|id| quote(&scope_token('o', id))));
            who.extend(scope.member_id.iter().map(|id| quote(&scope_token('m', id))));
            if who.is_empty() {
                continue;
            }
        }
        let (who, kind) = (who.join(or), quote(&scope_token('k', scope.kind)));
        match alike.iter_mut().find(|(other, _)| *other == who) {
            Some((_, kinds)) => kinds.push(kind),
            None => alike.push((who, vec![kind])),
        }
    }
    let reaches: Vec<String> = alike
        .into_iter()
        .map(|(who, kinds)| match (who.as_str(), kinds.join(or)) {
            ("", kinds) => format!("({kinds})"),
            (who, kinds) => format!("(({kinds}){and}({who}))"),
        })
        .collect();
    if reaches.is_empty() {
        return None;
    }
    Some(format!("{}{and}({})", words.join(and), reaches.join(or)))
}

/// Finds records by words, numbers, pinyin or initials within the scopes, newest first.
pub async fn search(
    conn: &DatabaseConnection,
    query: &str,
    scopes: &[SearchScope],
    limit: u64,
) -> Result<Vec<Hit>, Fault> {
    let backend = Backend::of(conn);
    let Some(condition) = match_text(backend, &query_terms(query), scopes) else {
        return Ok(Vec::new());
    };
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT e.kind, e.record_id, e.number, e.title, e.subtitle FROM search_index i JOIN \
             search_entry e ON e.rid = i.rowid WHERE search_index MATCH $1 ORDER BY i.rowid DESC \
             LIMIT $2"
        }
        Backend::Postgres => {
            "SELECT kind, record_id, number, title, subtitle FROM (SELECT rid, kind, record_id, \
             number, title, subtitle FROM search_entry WHERE tokens @@ $1::tsquery LIMIT 2000) e \
             ORDER BY rid DESC LIMIT $2"
        }
    };
    let limit = i64::try_from(limit.min(HITS_MAX)).unwrap_or(50);
    let statement = Statement::from_sql_and_values(
        conn.get_database_backend(),
        sql,
        [condition.into(), limit.into()],
    );
    let rows = conn.query_all_raw(statement).await.map_err(internal)?;
    rows.iter()
        .map(|row| {
            let (kind, id, number, title, subtitle) =
                row.try_get_many_by_index().map_err(internal)?;
            Ok(Hit { kind, id, number, title, subtitle })
        })
        .collect()
}

/// A sub-select of the record ids of one kind that match, for lists that are searched: SQL text with
/// one parameter `$1`, and that parameter. `None` when the query has nothing to look for.
pub fn matching_ids(backend: Backend, query: &str, scope: &SearchScope) -> Option<(String, Value)> {
    let condition = match_text(backend, &query_terms(query), std::slice::from_ref(scope))?;
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT e.record_id FROM search_index i JOIN search_entry e ON e.rid = i.rowid WHERE \
             search_index MATCH $1 ORDER BY i.rowid DESC LIMIT 5000"
        }
        Backend::Postgres => {
            "SELECT record_id FROM search_entry WHERE tokens @@ $1::tsquery LIMIT 5000"
        }
    };
    Some((sql.to_owned(), condition.into()))
}

impl Tx {
    /// What must run before every row of `search_entry` is deleted, when a database is emptied.
    pub fn search_reset(&self) -> &'static [&'static str] {
        match self.backend() {
            Backend::Sqlite => dialect::sqlite::SEARCH_RESET,
            Backend::Postgres => &[],
        }
    }

    /// Writes the gathered index changes: one entry per record, the last word wins.
    pub(crate) async fn flush_index(&mut self) -> Result<(), Fault> {
        let changes = std::mem::take(&mut self.index);
        if changes.is_empty() {
            return Ok(());
        }
        let mut last = std::collections::BTreeMap::new();
        for (kind, id, doc) in changes {
            last.insert((kind, id), doc);
        }
        let docs: Vec<_> = last.into_iter().collect();
        for chunk in docs.chunks(500) {
            match self.backend() {
                Backend::Sqlite => self.index_sqlite(chunk).await?,
                Backend::Postgres => self.index_postgres(chunk).await?,
            }
        }
        Ok(())
    }

    async fn index_sqlite(
        &mut self,
        docs: &[((&'static str, String), Option<SearchDoc>)],
    ) -> Result<(), Fault> {
        let mut rows: Vec<Value> = Vec::new();
        let mut tokens: std::collections::BTreeMap<&str, String> =
            std::collections::BTreeMap::new();
        for ((kind, id), doc) in docs {
            match doc {
                None => {
                    self.raw(
                        dialect::sqlite::SEARCH_INDEX_DELETE,
                        [(*kind).into(), id.as_str().into()],
                    )
                    .await?;
                    self.raw(
                        "DELETE FROM search_entry WHERE kind = $1 AND record_id = $2",
                        [(*kind).into(), id.as_str().into()],
                    )
                    .await?;
                }
                Some(doc) => {
                    rows.extend(entry_values(kind, id, doc));
                    tokens.insert(id, doc.tokens(kind));
                }
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "INSERT INTO search_entry (kind, record_id, number, title, subtitle) VALUES {} ON \
             CONFLICT (record_id, kind) DO UPDATE SET number = excluded.number, title = \
             excluded.title, subtitle = excluded.subtitle RETURNING rid, record_id",
            placeholders(rows.len() / 5, 5)
        );
        let statement =
            Statement::from_sql_and_values(self.conn().get_database_backend(), sql, rows);
        let entries = self.conn().query_all_raw(statement).await.map_err(internal)?;
        let mut values: Vec<Value> = Vec::new();
        for entry in &entries {
            let (rid, id): (i64, String) = entry.try_get_many_by_index().map_err(internal)?;
            values.push(rid.into());
            values.push(tokens.remove(id.as_str()).unwrap_or_default().into());
        }
        let sql = format!(
            "INSERT OR REPLACE INTO search_index (rowid, tokens) VALUES {}",
            placeholders(values.len() / 2, 2)
        );
        self.raw(&sql, values).await
    }

    async fn index_postgres(
        &mut self,
        docs: &[((&'static str, String), Option<SearchDoc>)],
    ) -> Result<(), Fault> {
        let mut rows: Vec<Value> = Vec::new();
        for ((kind, id), doc) in docs {
            match doc {
                None => {
                    self.raw(
                        "DELETE FROM search_entry WHERE kind = $1 AND record_id = $2",
                        [(*kind).into(), id.as_str().into()],
                    )
                    .await?;
                }
                Some(doc) => {
                    rows.extend(entry_values(kind, id, doc));
                    rows.push(doc.tokens(kind).into());
                }
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        let tuples: Vec<String> = (0..rows.len() / 6)
            .map(|row| {
                let at = |column: usize| row * 6 + column;
                format!(
                    "(${}, ${}, ${}, ${}, ${}, array_to_tsvector(string_to_array(${}, ' ')))",
                    at(1),
                    at(2),
                    at(3),
                    at(4),
                    at(5),
                    at(6)
                )
            })
            .collect();
        let sql = format!(
            "INSERT INTO search_entry (kind, record_id, number, title, subtitle, tokens) VALUES {} \
             ON CONFLICT (record_id, kind) DO UPDATE SET number = excluded.number, title = \
             excluded.title, subtitle = excluded.subtitle, tokens = excluded.tokens",
            tuples.join(", ")
        );
        self.raw(&sql, rows).await
    }

    async fn raw(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<(), Fault> {
        let backend = self.conn().get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.conn().execute_raw(statement).await.map_err(internal)?;
        Ok(())
    }
}

fn entry_values(kind: &str, id: &str, doc: &SearchDoc) -> [Value; 5] {
    [
        kind.into(),
        id.into(),
        doc.number.as_str().into(),
        doc.title.as_str().into(),
        doc.subtitle.as_str().into(),
    ]
}

fn placeholders(rows: usize, columns: usize) -> String {
    let tuple = |row: usize| {
        let marks: Vec<String> = (1..=columns).map(|c| format!("${}", row * columns + c)).collect();
        format!("({})", marks.join(", "))
    };
    (0..rows).map(tuple).collect::<Vec<_>>().join(", ")
}
