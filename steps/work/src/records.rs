//! The registry of kinds: how a record of any kind is loaded within the caller's reach.

use access::{Action, Actor, Permission, Placed, Reach, policy};
use base::Fault;
use sea_orm::{
    ColumnTrait, DatabaseExecutor, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait as _, SelectStatement},
};
use std::{collections::BTreeMap, marker::PhantomData};
use store::{Record, SearchScope, journal};
use wire::BoxFuture;

/// What every record has, whatever its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordHead {
    /// Its kind.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its human number; empty when it has none.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// Its owner; `None` for kinds without a place.
    pub owner_id: Option<String>,
    /// Where it sits; `None` for kinds without a place.
    pub unit_path: Option<String>,
    /// The record whose team counts; `None` for kinds without a place.
    pub team_id: Option<String>,
}

/// A record that the caller sees.
#[derive(Debug, Clone)]
pub struct Found {
    /// What it is.
    pub head: RecordHead,
    /// Whether its files must stay because something rests on them (an acceptance on its evidence).
    pub keeps_files: bool,
    editable: bool,
}

impl Found {
    /// Whether the caller may edit the record.
    pub fn editable(&self) -> bool {
        self.editable
    }
    /// [`Fault::Forbidden`] unless the caller may edit the record.
    pub fn demand_edit(&self) -> Result<(), Fault> {
        if self.editable { Ok(()) } else { Err(Fault::Forbidden("forbidden")) }
    }
}

/// Which records of a kind somebody sees, for conditions.
pub(crate) enum Visible {
    /// All.
    All,
    /// None.
    None,
    /// Those for which this select, which is tied to `journal.record_id`, finds a row.
    Where(Box<SelectStatement>),
}

/// A kind that was registered.
trait Registered: Send + Sync {
    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Found, Fault>>;
    fn visible(&self, actor: &Actor) -> Visible;
    fn search_scope(&self, actor: &Actor) -> Option<SearchScope>;
}

/// The kinds of records that have a timeline, notes and files, and that search finds. A service:
/// `ctx.app().service::<work::Records>()`.
#[derive(Default)]
pub struct Records {
    kinds: BTreeMap<&'static str, Box<dyn Registered>>,
}

impl Records {
    /// No kinds yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers a kind whose records have a place: number (may be empty) and title.
    #[must_use]
    pub fn register<M: Placed + 'static>(
        self,
        number: fn(&M) -> String,
        title: fn(&M) -> String,
    ) -> Self {
        self.register_keeping(number, title, |_| false)
    }

    /// Like [`Records::register`], for kinds on whose files something may rest: while `keeps_files`
    /// holds, no file of the record can be deleted.
    #[must_use]
    pub fn register_keeping<M: Placed + 'static>(
        mut self,
        number: fn(&M) -> String,
        title: fn(&M) -> String,
        keeps_files: fn(&M) -> bool,
    ) -> Self {
        self.kinds.insert(M::KIND, Box::new(PlacedKind { number, title, keeps_files }));
        self
    }

    /// Registers a kind without a place: seen with the permission `see` (`None`: by everybody who is
    /// signed in), edited with the permission `edit`.
    #[must_use]
    pub fn register_open<M: Record + 'static>(
        mut self,
        see: Option<Permission>,
        edit: Permission,
        number: fn(&M) -> String,
        title: fn(&M) -> String,
    ) -> Self {
        let kind = OpenKind::<M> { see, edit, number, title, model: PhantomData };
        self.kinds.insert(M::KIND, Box::new(kind));
        self
    }

    /// The registered kinds.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.keys().copied()
    }

    /// Loads a record within the actor's reach. [`Fault::NotFound`] when it does not exist, is out
    /// of reach, or is of an unknown kind.
    pub async fn find<'a>(
        &'a self,
        conn: impl Into<DatabaseExecutor<'a>>,
        actor: &'a Actor,
        kind: &str,
        id: &'a str,
    ) -> Result<Found, Fault> {
        let registered = self.kinds.get(kind).ok_or(Fault::NotFound)?;
        registered.load(conn.into(), actor, id).await
    }

    /// For each kind, which of its records the actor sees.
    pub(crate) fn visible(&self, actor: &Actor) -> impl Iterator<Item = (&'static str, Visible)> {
        self.kinds.iter().map(|(kind, registered)| (*kind, registered.visible(actor)))
    }

    /// What the actor may find, in one kind or in all.
    pub(crate) fn search_scopes(&self, actor: &Actor, kind: Option<&str>) -> Vec<SearchScope> {
        self.kinds
            .iter()
            .filter(|(known, _)| kind.is_none_or(|wanted| wanted == **known))
            .filter_map(|(_, registered)| registered.search_scope(actor))
            .collect()
    }
}

struct PlacedKind<M> {
    number: fn(&M) -> String,
    title: fn(&M) -> String,
    keeps_files: fn(&M) -> bool,
}

impl<M: Placed + 'static> Registered for PlacedKind<M> {
    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Found, Fault>> {
        Box::pin(async move {
            let seen = access::get::<M, _>(&conn, actor, id).await?;
            Ok(Found {
                head: RecordHead {
                    kind: M::KIND,
                    id: seen.id_text().to_owned(),
                    number: (self.number)(&seen),
                    title: (self.title)(&seen),
                    owner_id: Some(seen.owner_id().to_owned()),
                    unit_path: Some(seen.unit_path().to_owned()),
                    team_id: Some(seen.team_id().to_owned()),
                },
                keeps_files: (self.keeps_files)(&seen),
                editable: seen.may(Action::Edit),
            })
        })
    }

    fn visible(&self, actor: &Actor) -> Visible {
        match policy::reach(actor, M::PLACED_KIND, Action::See) {
            Reach::All => Visible::All,
            Reach::None => Visible::None,
            _ => {
                let (id, _) = M::key_columns();
                let mut select =
                    access::find::<M>(actor, Action::See).select_only().column(id).into_query();
                let record_id = (journal::Entity, journal::Column::RecordId);
                select.and_where(Expr::col(id.as_column_ref()).equals(record_id));
                Visible::Where(Box::new(select))
            }
        }
    }

    fn search_scope(&self, actor: &Actor) -> Option<SearchScope> {
        Some(access::list::search_scope(actor, M::PLACED_KIND, false))
    }
}

struct OpenKind<M> {
    see: Option<Permission>,
    edit: Permission,
    number: fn(&M) -> String,
    title: fn(&M) -> String,
    model: PhantomData<fn() -> M>,
}

impl<M> OpenKind<M> {
    fn seen_by(&self, actor: &Actor) -> bool {
        self.see.is_none_or(|permission| permission.held_by(actor))
    }
}

impl<M: Record + 'static> Registered for OpenKind<M> {
    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Found, Fault>> {
        Box::pin(async move {
            if !self.seen_by(actor) {
                return Err(Fault::NotFound);
            }
            let (key, _) = M::key_columns();
            let found = store::select::<M::Entity>().filter(key.eq(id)).one(&conn).await;
            let record = found.map_err(store::internal)?.ok_or(Fault::NotFound)?;
            Ok(Found {
                head: RecordHead {
                    kind: M::KIND,
                    id: record.id_text().to_owned(),
                    number: (self.number)(&record),
                    title: (self.title)(&record),
                    owner_id: None,
                    unit_path: None,
                    team_id: None,
                },
                keeps_files: false,
                editable: self.edit.held_by(actor),
            })
        })
    }

    fn visible(&self, actor: &Actor) -> Visible {
        if self.seen_by(actor) { Visible::All } else { Visible::None }
    }

    fn search_scope(&self, actor: &Actor) -> Option<SearchScope> {
        let kind = base::Kind(M::KIND);
        self.seen_by(actor).then(|| access::list::search_scope(actor, kind, true))
    }
}
