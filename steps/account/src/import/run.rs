//! Rows coming in: a batch is looked up at once, written in few statements, answered row by row.

use super::{
    INDUSTRIES,
    rows::{Draft, Identity, Met},
};
use crate::{
    Followers,
    model::customer,
    queries, rules,
    verbs::{self, ContactEdit, NewContact, NewCustomer},
};
use access::{Seen, act};
use base::Fault;
use exchange::{Candidate, CellProblem, Mode, Plan, Prepared, Reason, Row, RowResult};
use std::collections::HashSet;
use store::Tx;
use wire::{BoxFuture, Ctx, Patch};

/// The kind of record, as in the journal.
pub(super) const KIND: &str = "customer";

/// What one run knows before its first row, and learns with each.
pub(super) struct Run {
    pub(super) plan: Plan,
    pub(super) users: Vec<Candidate>,
    pub(super) units: Vec<Candidate>,
    pub(super) groups: Vec<Candidate>,
    /// Trades that customers have.
    pub(super) industries: Vec<String>,
    pub(super) met: Met,
}

/// One answer for each row of a batch.
struct Answers(Vec<Option<RowResult>>);

impl Answers {
    fn set(&mut self, index: usize, result: RowResult) {
        if let Some(answer) = self.0.get_mut(index) {
            *answer = Some(result);
        }
    }
    fn done(self) -> Result<Vec<RowResult>, Fault> {
        let missing = || Fault::internal("a row without an answer");
        self.0.into_iter().map(|answer| answer.ok_or_else(missing)).collect()
    }
}

impl Prepared for Run {
    fn candidates(&self, field: &str) -> Vec<Candidate> {
        match field {
            "owner_id" => self.users.clone(),
            "unit_id" => self.units.clone(),
            "parent_id" => self.groups.clone(),
            "industry" => {
                let known = self.industries.iter().map(String::as_str);
                let all = INDUSTRIES.iter().copied().chain(known);
                all.map(|word| Candidate::new(word, word)).collect()
            }
            _ => Vec::new(),
        }
    }
    fn check(&self, row: &Row) -> Vec<CellProblem> {
        self.read(0, row).map_or_else(CellProblem::from_fault, |_| Vec::new())
    }
    fn apply<'a>(
        &'a mut self,
        ctx: &'a Ctx,
        tx: &'a mut Tx,
        rows: &'a [Row],
    ) -> BoxFuture<'a, Result<Vec<RowResult>, Fault>> {
        Box::pin(self.take_in(ctx, tx, rows))
    }
}

impl Run {
    fn read(&self, index: usize, row: &Row) -> Result<Draft, Fault> {
        Draft::read(index, row, self.plan.options.mode == Mode::History)
    }

    async fn take_in(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        rows: &[Row],
    ) -> Result<Vec<RowResult>, Fault> {
        let mut answers = Answers(vec![None; rows.len()]);
        let mut drafts = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            match self.read(index, row) {
                Ok(draft) => drafts.push(draft),
                Err(fault) => answers.set(index, RowResult::refused(fault)?),
            }
        }
        let known = known(tx, &drafts).await?;
        let mut fresh = Vec::new();
        for mut draft in drafts {
            if let Some(row) = self.met.row_of(&draft.identity) {
                let reason = Reason::new("duplicate_row").with("row", row);
                answers.set(draft.index, RowResult::skipped(reason));
                continue;
            }
            self.met.remember(&draft.identity, draft.row);
            let same = |(identity, customer): &(Identity, customer::Model)| {
                draft.identity.same(identity).map(|sameness| (sameness, customer.clone()))
            };
            match known.iter().filter_map(same).max_by_key(|(sameness, _)| *sameness) {
                Some((_, customer)) => {
                    self.met.made(&draft.identity.name_key, Some(customer.id.as_str()));
                    self.find_parent(&mut draft);
                    answers.set(draft.index, self.meet(ctx, tx, &customer, &draft).await?);
                }
                None => fresh.push(draft),
            }
        }
        self.make(ctx, tx, fresh, &mut answers).await?;
        answers.done()
    }

    /// Replaces the parent's name by the customer that an earlier row made or found.
    fn find_parent(&self, draft: &mut Draft) {
        let Some(name) = &draft.parent else { return };
        if let Some(id) = self.met.id_of(&rules::name_key(name)) {
            draft.new.parent_id = id.parse().ok();
            draft.parent = None;
        }
    }

    /// Says that the row came in without its parent.
    fn noting_parent(&self, draft: &Draft, result: RowResult) -> RowResult {
        let Some(name) = &draft.parent else { return result };
        // In a dry run the customer of an earlier batch is gone again, but counts as found.
        if self.plan.dry_run && self.met.has(&rules::name_key(name)) {
            return result;
        }
        let reason = Reason::new("unknown_reference").with("field", "parent_id");
        result.noting(reason.with("value", name.as_str()))
    }

    /// A row whose customer is there already.
    async fn meet(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        known: &customer::Model,
        draft: &Draft,
    ) -> Result<RowResult, Fault> {
        let (id, number) = (known.id.as_str(), known.number.as_str());
        let seen: Seen<customer::Model> = match access::get(tx.conn(), ctx.actor(), id).await {
            Ok(seen) => seen,
            Err(Fault::NotFound) => {
                let owner = people::person(tx.conn(), known.owner_id.as_str()).await?;
                let reason = Reason::new("exists").with("owner", owner.name);
                return Ok(RowResult::skipped(reason));
            }
            Err(fault) => return Err(fault),
        };
        if !self.plan.options.update {
            let skipped = RowResult::skipped(Reason::new("exists"));
            return Ok(skipped.about(KIND, id, number));
        }
        let followers = ctx.app().service::<Followers>()?;
        let edited = match seen.allow::<act::Edit>() {
            Ok(allowed) => verbs::edit(tx, ctx.actor(), &allowed, &followers, &draft.edit()).await,
            Err(fault) => Err(fault),
        };
        let customer = match edited {
            Ok(customer) => customer,
            Err(fault) => return Ok(RowResult::refused(fault)?.about(KIND, id, number)),
        };
        let result = self.noting_parent(draft, RowResult::updated(KIND, id, number));
        match &draft.contact {
            None => Ok(result),
            Some(contact) => match put_contact(tx, &customer, contact).await {
                Ok(()) => Ok(result),
                Err(fault) => Ok(result.noting(Reason::of(fault)?)),
            },
        }
    }

    /// New customers, a parent before those below it.
    async fn make(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        mut fresh: Vec<Draft>,
        answers: &mut Answers,
    ) -> Result<(), Fault> {
        while !fresh.is_empty() {
            for draft in &mut fresh {
                self.find_parent(draft);
            }
            let names: HashSet<String> =
                fresh.iter().map(|draft| draft.identity.name_key.clone()).collect();
            let waits = |draft: &Draft| {
                let parent = draft.parent.as_deref().map(rules::name_key);
                parent.is_some_and(|key| key != draft.identity.name_key && names.contains(&key))
            };
            let (later, now): (Vec<_>, Vec<_>) = fresh.into_iter().partition(waits);
            // Rows that wait for each other come in without their parents.
            let (later, now) = if now.is_empty() { (now, later) } else { (later, now) };
            self.make_wave(ctx, tx, now, answers).await?;
            fresh = later;
        }
        Ok(())
    }

    async fn make_wave(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        wave: Vec<Draft>,
        answers: &mut Answers,
    ) -> Result<(), Fault> {
        let news: Vec<NewCustomer> = wave.iter().map(|draft| draft.new.clone()).collect();
        let point = tx.save_point().await?;
        let made = match verbs::create_many(tx, ctx.actor(), &news).await {
            Ok(made) => {
                tx.keep(point).await?;
                made.into_iter().map(Ok).collect()
            }
            Err(fault) => {
                let _about_a_row = Reason::of(fault)?;
                tx.go_back(point).await?;
                one_by_one(ctx, tx, &news).await?
            }
        };
        for (draft, made) in wave.into_iter().zip(made) {
            let customer = match made {
                Ok(customer) => customer,
                Err(reason) => {
                    answers.set(draft.index, RowResult::failed(reason));
                    continue;
                }
            };
            let id = customer.id.as_str();
            if let Some(contact) = &draft.contact {
                verbs::add_contact(tx, &customer, contact).await?;
            }
            self.met.made(&draft.identity.name_key, (!self.plan.dry_run).then_some(id));
            let result = RowResult::created(KIND, id, customer.number.as_str());
            answers.set(draft.index, self.noting_parent(&draft, result));
        }
        Ok(())
    }
}

/// Each by itself, because one of them cannot come in and the others shall.
async fn one_by_one(
    ctx: &Ctx,
    tx: &mut Tx,
    news: &[NewCustomer],
) -> Result<Vec<Result<customer::Model, Reason>>, Fault> {
    let mut made = Vec::with_capacity(news.len());
    for new in news {
        let point = tx.save_point().await?;
        match verbs::create(tx, ctx.actor(), new).await {
            Ok(customer) => {
                tx.keep(point).await?;
                made.push(Ok(customer));
            }
            Err(fault) => {
                made.push(Err(Reason::of(fault)?));
                tx.go_back(point).await?;
            }
        }
    }
    Ok(made)
}

/// The customers that rows of a batch may mean, whoever may see them.
async fn known(tx: &Tx, drafts: &[Draft]) -> Result<Vec<(Identity, customer::Model)>, Fault> {
    let keys: Vec<&str> =
        drafts.iter().filter_map(|d| d.identity.external_key.as_deref()).collect();
    let legal_ids: Vec<&str> =
        drafts.iter().filter_map(|d| d.identity.legal_id.as_deref()).collect();
    let names: Vec<&str> = drafts.iter().map(|d| d.identity.name_key.as_str()).collect();
    let mut found = queries::by_external_keys(tx.conn(), &keys).await?;
    found.extend(queries::by_legal_ids(tx.conn(), &legal_ids).await?);
    found.extend(queries::by_name_keys(tx.conn(), &names).await?);
    Ok(found.into_iter().map(|customer| (Identity::of(&customer), customer)).collect())
}

/// Adds the contact of a row, or fills in what the row says about one of the same name.
async fn put_contact(
    tx: &mut Tx,
    customer: &customer::Model,
    new: &NewContact,
) -> Result<(), Fault> {
    let contacts = queries::contacts(tx.conn(), &customer.id).await?;
    let Some(before) = contacts.iter().find(|contact| contact.name == new.name.trim()) else {
        verbs::add_contact(tx, customer, new).await?;
        return Ok(());
    };
    let edit = ContactEdit {
        title: Patch::from(new.title.clone()),
        phone: Patch::from(new.phone.clone()),
        email: Patch::from(new.email.clone()),
        ..ContactEdit::default()
    };
    verbs::edit_contact(tx, before, &edit).await?;
    Ok(())
}
