//! Projections for hot reads: only the columns that a screen shows, mapped by position.

use crate::internal;
use base::Fault;
use sea_orm::{
    ConnectionTrait, EntityTrait, QueryResult, QuerySelect, QueryTrait, Select, TryGetable,
    sea_query::{SelectStatement, SimpleExpr},
};

/// Reads a row from left to right.
pub struct RowReader<'a> {
    row: &'a QueryResult,
    at: usize,
}

impl<'a> RowReader<'a> {
    /// Starts at the first column.
    pub fn new(row: &'a QueryResult) -> Self {
        Self { row, at: 0 }
    }
    /// The next column.
    #[expect(clippy::should_implement_trait, reason = "not an iterator: each column has its type")]
    pub fn next<T: TryGetable>(&mut self) -> Result<T, Fault> {
        let value = self.row.try_get_by_index(self.at).map_err(internal)?;
        self.at += 1;
        Ok(value)
    }
}

/// A struct that is read from a select list. Made by [`project!`](crate::project).
pub trait Project: Sized + Send {
    /// The select list, in the order in which `read` takes it.
    fn columns() -> Vec<SimpleExpr>;
    /// Reads the columns in that order.
    fn read(row: &mut RowReader<'_>) -> Result<Self, Fault>;
}

/// Runs a select with the columns of `R` only.
pub async fn projected<R: Project, E: EntityTrait, C: ConnectionTrait>(
    conn: &C,
    select: Select<E>,
) -> Result<Vec<R>, Fault> {
    let mut query = select.select_only().into_query();
    query.exprs(R::columns());
    projected_statement(conn, &query).await
}

/// Runs a statement whose select list already is that of `R`.
pub async fn projected_statement<R: Project, C: ConnectionTrait>(
    conn: &C,
    query: &SelectStatement,
) -> Result<Vec<R>, Fault> {
    let rows = conn.query_all(query).await.map_err(internal)?;
    rows.iter().map(|row| R::read(&mut RowReader::new(row))).collect()
}

/// Declares a row of a list: each field with the expression that fills it.
///
/// ```text
/// store::project! {
///     /// One line of the list of leads.
///     #[derive(serde::Serialize, utoipa::ToSchema)]
///     pub struct LeadRow {
///         /// Id.
///         pub id: LeadId = (lead::Entity, lead::Column::Id),
///     }
/// }
/// ```
#[macro_export]
macro_rules! project {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $type:ty = $expr:expr),+ $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $type),+ }
        impl $crate::Project for $name {
            fn columns() -> ::std::vec::Vec<$crate::macro_support::sea_orm::sea_query::SimpleExpr> {
                use $crate::macro_support::sea_orm::sea_query::Expr;
                vec![$(Expr::col($expr).into()),+]
            }
            fn read(row: &mut $crate::RowReader<'_>) -> Result<Self, $crate::macro_support::base::Fault> {
                Ok(Self { $($field: row.next()?),+ })
            }
        }
    };
}
