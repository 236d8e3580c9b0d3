//! What a verb may be handed: a record that was seen, and the proof that an action on it is allowed.

use crate::{
    actor::Actor,
    policy::{self, Action},
    reach::Placement,
    scoped::Placed,
    team,
};
use base::{Fault, Kind};
use std::{marker::PhantomData, ops::Deref};

/// Actions as types, so that a verb's signature says which right it needs.
pub mod act {
    use crate::policy::Action;

    /// An action as a type.
    pub trait Act {
        /// The action.
        const ACTION: Action;
    }
    macro_rules! acts {
        ($($name:ident),+) => { $(
            #[doc = concat!("Proof of the right to `", stringify!($name), "`.")]
            #[derive(Debug, Clone, Copy)]
            pub struct $name;
            impl Act for $name { const ACTION: Action = Action::$name; }
        )+ };
    }
    acts!(Edit, Assign, Decide, Accept);
}

/// A record that the actor sees, with its team.
#[derive(Debug, Clone)]
pub struct Seen<M> {
    record: M,
    team: Vec<team::Model>,
    actor: Actor,
}

impl<M: Placed> Seen<M> {
    pub(crate) fn new(record: M, team: Vec<team::Model>, actor: Actor) -> Self {
        Self { record, team, actor }
    }
    /// The team of the record (or of its opportunity).
    pub fn team(&self) -> &[team::Model] {
        &self.team
    }
    /// Whether the actor may do this to the record.
    pub fn may(&self, action: Action) -> bool {
        self.may_beside(M::PLACED_KIND, action)
    }
    /// Whether the actor may do this to a record of another kind that sits where this one sits: who
    /// writes the quotations of an opportunity.
    pub fn may_beside(&self, kind: Kind, action: Action) -> bool {
        holds(&self.actor, kind, &self.record, &self.team, action)
    }
    /// The proof for a verb, or [`Fault::Forbidden`].
    pub fn allow<A: act::Act>(self) -> Result<Allowed<M, A>, Fault> {
        if self.may(A::ACTION) {
            Ok(Allowed { record: self.record, team: self.team, action: PhantomData })
        } else {
            Err(Fault::Forbidden("forbidden"))
        }
    }
    /// The record itself.
    pub fn into_inner(self) -> M {
        self.record
    }
}

fn holds<M: Placed>(
    actor: &Actor,
    kind: Kind,
    record: &M,
    team: &[team::Model],
    action: Action,
) -> bool {
    let members: Vec<String> = team.iter().map(|member| member.user_id.clone()).collect();
    let place =
        Placement { owner_id: record.owner_id(), unit_path: record.unit_path(), team: &members };
    policy::reach(actor, kind, action).holds(&place)
}

impl<M> Deref for Seen<M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.record
    }
}

/// A record with the proof that an action on it is allowed.
#[derive(Debug, Clone)]
pub struct Allowed<M, A> {
    record: M,
    team: Vec<team::Model>,
    action: PhantomData<A>,
}

impl<M: Placed, A> Allowed<M, A> {
    /// The team of the record (or of its opportunity).
    pub fn team(&self) -> &[team::Model] {
        &self.team
    }
    /// The record itself.
    pub fn into_inner(self) -> M {
        self.record
    }
    /// [`Fault::Forbidden`] unless the actor has a further right on the same record: for verbs of
    /// which a part needs more than the whole.
    pub fn also(&self, actor: &Actor, action: Action) -> Result<(), Fault> {
        if holds(actor, M::PLACED_KIND, &self.record, &self.team, action) {
            Ok(())
        } else {
            Err(Fault::Forbidden("forbidden"))
        }
    }
    /// [`Fault::Stale`] unless the caller knows this version.
    pub fn at_version(self, version: i64) -> Result<Self, Fault> {
        if self.record.version() == version { Ok(self) } else { Err(Fault::Stale(None)) }
    }
}

impl<M, A> Deref for Allowed<M, A> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.record
    }
}
