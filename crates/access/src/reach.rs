//! Which records: a small value with two readers.

use crate::{scoped::ScopeColumns, sql::Sql, team};
use sea_orm::{
    Condition,
    sea_query::{Expr, ExprTrait as _, Query},
};

/// Which records somebody reaches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reach {
    /// None.
    None,
    /// Every one.
    All,
    /// Those in the unit of this path or below.
    Unit(String),
    /// Those that this user owns.
    Owner(String),
    /// Those in whose team this user is.
    Team(String),
    /// Those that at least one part reaches; never empty, never holds `All`, `None` or `Any`.
    Any(Vec<Reach>),
}

/// Where one record sits, for the reader in memory.
#[derive(Debug, Clone, Copy)]
pub struct Placement<'a> {
    /// The owner's id.
    pub owner_id: &'a str,
    /// The unit's path.
    pub unit_path: &'a str,
    /// The ids of its team.
    pub team: &'a [String],
}

impl Reach {
    /// The union of parts in its shortest form: a grant at the root becomes `All` here, before it
    /// becomes SQL, and units below another granted unit disappear.
    pub fn any(parts: Vec<Self>) -> Self {
        let mut kept: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::None => {}
                Self::All => return Self::All,
                Self::Unit(path) if is_root(&path) => return Self::All,
                Self::Any(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        let paths: Vec<String> = kept
            .iter()
            .filter_map(|part| if let Self::Unit(path) = part { Some(path.clone()) } else { None })
            .collect();
        kept.retain(|part| match part {
            Self::Unit(path) => !paths.iter().any(|above| above != path && path.starts_with(above)),
            _ => true,
        });
        let mut unique: Vec<Self> = Vec::new();
        for part in kept {
            if !unique.contains(&part) {
                unique.push(part);
            }
        }
        match unique.len() {
            0 => Self::None,
            1 => unique.pop().unwrap_or(Self::None),
            _ => Self::Any(unique),
        }
    }

    /// The parts of a union; a single part stands for itself.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Any(parts) => parts,
            Self::None => &[],
            single => std::slice::from_ref(single),
        }
    }

    /// The reader in memory.
    pub fn holds(&self, record: &Placement<'_>) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Unit(path) => record.unit_path.starts_with(path),
            Self::Owner(user) => record.owner_id == user,
            Self::Team(user) => record.team.contains(user),
            Self::Any(parts) => parts.iter().any(|part| part.holds(record)),
        }
    }

    /// The SQL reader as a filter of a select.
    pub fn filter(&self, scope: &ScopeColumns) -> Condition {
        let none = Condition::any();
        match self {
            Self::None => none.add(Expr::value(1).eq(0)),
            Self::All => Condition::all(),
            Self::Unit(path) => {
                let (from, to) = crate::scoped::unit_range(path);
                let column = || Expr::col(scope.unit_path);
                Condition::all().add(column().gte(from)).add(column().lt(to))
            }
            Self::Owner(user) => none.add(Expr::col(scope.owner_id).eq(user.as_str())),
            Self::Team(user) => {
                let teams = Query::select()
                    .column(team::Column::RecordId)
                    .from(team::Entity)
                    .and_where(Expr::col(team::Column::UserId).eq(user.as_str()))
                    .to_owned();
                none.add(Expr::col(scope.team_id).in_subquery(teams))
            }
            Self::Any(parts) => parts.iter().fold(none, |any, part| any.add(part.filter(scope))),
        }
    }

    /// The SQL reader as text over a table's scope columns, for lists. `hint` names a column so that the
    /// planner does not use its index (see [`store::Backend::unindexed`]).
    pub fn condition(&self, scope: &ScopeColumns, hint: &dyn Fn(&str) -> String, sql: &mut Sql) {
        match self {
            Self::None => {
                sql.push("1 = 0");
            }
            Self::All => {
                sql.push("1 = 1");
            }
            Self::Unit(path) => {
                let (from, to) = crate::scoped::unit_range(path);
                let column = hint(scope.unit_path);
                sql.push("(").push(&column).push(" >= ").value(from);
                sql.push(" AND ").push(&column).push(" < ").value(to).push(")");
            }
            Self::Owner(user) => {
                sql.push(&hint(scope.owner_id)).push(" = ").value(user.clone());
            }
            Self::Team(user) => {
                sql.push(scope.team_id)
                    .push(" IN (SELECT record_id FROM team_member WHERE user_id = ");
                sql.value(user.clone()).push(")");
            }
            Self::Any(parts) => {
                sql.push("(");
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        sql.push(" OR ");
                    }
                    part.condition(scope, hint, sql);
                }
                sql.push(")");
            }
        }
    }
}

/// The company itself: a path of one part.
pub(crate) fn is_root(path: &str) -> bool {
    path.matches('.').count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unions_take_their_shortest_form() {
        let unit = |path: &str| Reach::Unit(path.to_owned());
        assert_eq!(Reach::any(vec![]), Reach::None);
        assert_eq!(Reach::any(vec![unit("0000.")]), Reach::All);
        let below = Reach::any(vec![unit("0000.0001."), unit("0000.0001.0002."), Reach::None]);
        assert_eq!(below, unit("0000.0001."));
        let mixed = Reach::any(vec![unit("0000.0001."), Reach::Owner("a".into())]);
        assert_eq!(mixed.parts().len(), 2);
    }
}
