//! Sums that are kept beside the rows that they add up, because adding them up for each question
//! takes too long at a million rows.
//!
//! Triggers keep them, so that they are right whichever statement changes the rows. Each change is a
//! row of its own (what it adds or takes away), and a question adds up: nobody waits for a row that
//! everybody counts in. [`Store::settle`] brings the rows of a group together again.

use crate::{dialect::Backend, internal, journal::Meta, migrate::Column, writer::Store};
use base::Fault;
use sea_orm::{ConnectionTrait, Statement};

/// Sums over the rows of a table. Expressions name its columns as `row.name`.
#[derive(Debug)]
pub struct Rollup {
    /// The table that holds the sums.
    pub name: &'static str,
    /// The table whose rows are added up.
    pub table: &'static str,
    /// The rows that count.
    pub condition: &'static str,
    /// What makes a group: columns of `table`.
    pub groups: &'static [Column],
    /// What is added up besides the number of rows (`row_count`): column and whole number.
    pub sums: &'static [(&'static str, &'static str)],
    /// Columns that the condition or a sum looks at, besides the groups.
    pub watched: &'static [&'static str],
}

impl Rollup {
    fn group_names(&self) -> Vec<&'static str> {
        self.groups.iter().map(|column| column.name).collect()
    }

    fn sum_names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once("row_count").chain(self.sums.iter().map(|(name, _)| *name))
    }

    /// Every column, groups first.
    pub(crate) fn columns(&self) -> String {
        self.group_names().into_iter().chain(self.sum_names()).collect::<Vec<_>>().join(", ")
    }

    /// The columns of the sums.
    pub(crate) fn sum_columns(&self) -> String {
        self.sum_names().collect::<Vec<_>>().join(", ")
    }

    /// Whether two rows of the rollup are of the same group.
    pub(crate) fn is_same_group(&self, one: &str, other: &str) -> String {
        let each =
            self.group_names().into_iter().map(|name| format!("{one}.{name} = {other}.{name}"));
        each.collect::<Vec<_>>().join(" AND ")
    }

    /// What makes a group, as a list of columns.
    pub(crate) fn group(&self) -> String {
        self.group_names().join(", ")
    }

    /// The sums of a group of rows of the rollup.
    pub(crate) fn summed(&self) -> String {
        let each = self.sum_names().map(|name| format!("CAST(SUM({name}) AS BIGINT)"));
        each.collect::<Vec<_>>().join(", ")
    }

    /// A select of what a row adds (no sign) or takes away (`-`), without its `FROM`.
    fn select(&self, row: &str, sign: &str) -> String {
        let groups = self.group_names().into_iter().map(|name| format!("{row}.{name}"));
        let sums = self.sums.iter().map(|(_, sum)| format!("{sign}({})", of_row(sum, row)));
        let all: Vec<String> = groups.chain([format!("{sign}1")]).chain(sums).collect();
        format!("SELECT {}", all.join(", "))
    }

    fn insert(&self, row: &str, sign: &str) -> String {
        let (name, columns, select) = (self.name, self.columns(), self.select(row, sign));
        format!("INSERT INTO {name} ({columns}) {select} WHERE {}", of_row(self.condition, row))
    }

    /// The statement of a trigger that adds what a new row brings.
    pub(crate) fn add(&self) -> String {
        self.insert("NEW", "")
    }

    /// The statement of a trigger that takes away what an old row brought.
    pub(crate) fn take(&self) -> String {
        self.insert("OLD", "-")
    }

    /// Whether an update changes a sum; `distinct` compares two values, of which both may be missing.
    pub(crate) fn is_changed(&self, distinct: &str) -> String {
        let all = self.group_names().into_iter().chain(self.watched.iter().copied());
        let each: Vec<String> =
            all.map(|name| format!("OLD.{name} {distinct} NEW.{name}")).collect();
        each.join(" OR ")
    }

    /// The statements that make the table, keep it, and fill it with the rows that are there.
    pub(crate) fn sql(&self, backend: Backend) -> Vec<String> {
        let (name, group) = (self.name, self.group());
        let groups = self.groups.iter().copied();
        let columns: Vec<String> = groups
            .chain(self.sum_names().map(Column::integer))
            .map(|column| column.sql(backend))
            .collect();
        let mut sql = vec![
            format!("CREATE TABLE {name} ({})", columns.join(", ")),
            format!("CREATE INDEX {name}_group ON {name} ({group})"),
            format!(
                "INSERT INTO {name} ({}) {} FROM {} AS r WHERE {}",
                self.columns(),
                self.select("r", ""),
                self.table,
                of_row(self.condition, "r")
            ),
        ];
        sql.extend(backend.rollup_merge(self));
        sql.extend(backend.rollup_triggers(self));
        sql
    }
}

fn of_row(expression: &str, row: &str) -> String {
    expression.replace("row.", &format!("{row}."))
}

impl Store {
    /// Brings the rows of each group of a rollup together; its sums are the same before, meanwhile
    /// and after. For a job, now and then.
    pub async fn settle(&self, rollup: &Rollup) -> Result<(), Fault> {
        let tx = self.begin(&Meta::system()).await?;
        for sql in self.backend().rollup_merge(rollup) {
            let statement = Statement::from_string(tx.conn().get_database_backend(), sql);
            tx.conn().execute_raw(statement).await.map_err(internal)?;
        }
        tx.commit().await
    }
}
