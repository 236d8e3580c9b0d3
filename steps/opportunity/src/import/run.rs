//! Rows coming in: a batch is looked up at once, written in few statements, answered row by row.

use super::{KIND, rows::Draft, stage_candidates};
use crate::{
    model::opportunity::{Model, Stage},
    queries,
    transition::{Step, transition},
    verbs::{self, NewOpportunity, Past},
};
use access::{Allowed, act};
use account::verbs::NewCustomer;
use base::{Day, Fault, Id};
use catalog::product;
use decision::Subjects;
use exchange::{
    Candidate, CellProblem, MissingAccount, Mode, Plan, Prepared, Reason, Row, RowResult,
};
use people::Place;
use sea_orm::QueryOrder as _;
use std::collections::{HashMap, HashSet};
use store::Tx;
use wire::{BoxFuture, Ctx};

/// What a customer is called that stands for none.
const NO_ACCOUNT: &str = "(no account)";

type CustomerId = Id<account::customer::Entity>;

/// What one run knows before its first row, and learns with each.
pub(super) struct Run {
    plan: Plan,
    today: Day,
    customers: Vec<Candidate>,
    products: Vec<Candidate>,
    users: Vec<Candidate>,
    units: Vec<Candidate>,
    customer_names: HashMap<String, String>,
    product_names: HashMap<String, String>,
    /// Keys that earlier rows named.
    met: HashSet<String>,
    /// Owner and unit as asked for, to what they are.
    places: HashMap<(Option<String>, Option<String>), Result<Place, Reason>>,
    /// The placeholder of a unit.
    placeholders: HashMap<String, CustomerId>,
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

/// A row that is ready to be written.
struct Ready {
    draft: Draft,
    new: NewOpportunity,
    /// What was done differently from what the row says.
    note: Option<Reason>,
}

impl Run {
    pub(super) async fn load(ctx: &Ctx, plan: &Plan) -> Result<Self, Fault> {
        let conn = ctx.read();
        let customers = account::queries::visible_names(conn, ctx.actor()).await?;
        let customer_names = customers.iter().cloned().collect();
        let named = |names: Vec<(String, String)>| {
            names.into_iter().map(|(id, name)| Candidate::new(id, name)).collect()
        };
        let found = store::select::<product::Entity>()
            .order_by_asc(product::Column::Id)
            .all(conn)
            .await
            .map_err(store::internal)?;
        let mut products = Vec::with_capacity(found.len() * 2);
        let mut product_names = HashMap::new();
        for product in found {
            let id = product.id.to_string();
            products.push(Candidate::new(id.as_str(), product.name.as_str()));
            if product.code != product.name {
                products.push(Candidate::new(id.as_str(), product.code));
            }
            product_names.insert(id, product.name);
        }
        Ok(Self {
            plan: plan.clone(),
            today: ctx.today(),
            customers: named(customers),
            products,
            users: named(people::queries::user_names(conn).await?),
            units: named(people::queries::unit_names(conn).await?),
            customer_names,
            product_names,
            met: HashSet::new(),
            places: HashMap::new(),
            placeholders: HashMap::new(),
        })
    }

    fn is_history(&self) -> bool {
        self.plan.options.mode == Mode::History
    }
}

impl Prepared for Run {
    fn candidates(&self, field: &str) -> Vec<Candidate> {
        match field {
            "customer_id" => self.customers.clone(),
            "product_id" => self.products.clone(),
            "owner_id" => self.users.clone(),
            "unit_id" => self.units.clone(),
            "stage" => stage_candidates(),
            _ => Vec::new(),
        }
    }
    fn check(&self, row: &Row) -> Vec<CellProblem> {
        Draft::read(0, row, self.is_history(), self.today)
            .map_or_else(CellProblem::from_fault, |_| Vec::new())
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
    async fn take_in(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        rows: &[Row],
    ) -> Result<Vec<RowResult>, Fault> {
        if self.plan.dry_run {
            // What an earlier batch made is gone again.
            self.placeholders.clear();
        }
        let mut answers = Answers(vec![None; rows.len()]);
        let mut drafts = Vec::with_capacity(rows.len());
        for (index, row) in rows.iter().enumerate() {
            match Draft::read(index, row, self.is_history(), self.today) {
                Ok(draft) => drafts.push(draft),
                Err(fault) => answers.set(index, RowResult::refused(fault)?),
            }
        }
        let keys: Vec<&str> = drafts.iter().filter_map(|draft| draft.key.as_deref()).collect();
        let known = queries::by_external_keys(tx.conn(), &keys).await?;
        let mut ready = Vec::with_capacity(drafts.len());
        for draft in drafts {
            if let Some(key) = &draft.key {
                if !self.met.insert(key.clone()) {
                    answers.set(draft.index, RowResult::skipped(Reason::new("duplicate_row")));
                    continue;
                }
                if let Some(deal) = known.get(key) {
                    answers.set(draft.index, self.meet(ctx, tx, deal, &draft).await?);
                    continue;
                }
            }
            let index = draft.index;
            match self.look_up(ctx, tx, draft).await? {
                Ok(one) => ready.push(one),
                Err(result) => answers.set(index, result),
            }
        }
        self.write(ctx, tx, ready, &mut answers).await?;
        answers.done()
    }

    /// A row whose opportunity is there already.
    async fn meet(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        known: &Model,
        draft: &Draft,
    ) -> Result<RowResult, Fault> {
        let (id, number) = (known.id.as_str(), known.number.as_str());
        let seen = match verbs::load(tx, ctx.actor(), &known.id).await {
            Ok(seen) => seen,
            Err(Fault::NotFound) => return Ok(RowResult::skipped(Reason::new("duplicate"))),
            Err(fault) => return Err(fault),
        };
        if !self.plan.options.update {
            return Ok(RowResult::skipped(Reason::new("duplicate")).about(KIND, id, number));
        }
        let subjects = ctx.app().service::<Subjects>()?;
        let edited = match seen.allow::<act::Edit>() {
            Ok(allowed) => self.edit(ctx, tx, &subjects, &allowed, draft).await,
            Err(fault) => Err(fault),
        };
        match edited {
            Ok(()) => Ok(RowResult::updated(KIND, id, number)),
            Err(fault) => Ok(RowResult::refused(fault)?.about(KIND, id, number)),
        }
    }

    /// Writes a row's cells on its opportunity. A row that says another stage takes the step by the
    /// one transition function; refused, it changes nothing.
    async fn edit(
        &self,
        ctx: &Ctx,
        tx: &mut Tx,
        subjects: &Subjects,
        known: &Allowed<Model, act::Edit>,
        draft: &Draft,
    ) -> Result<(), Fault> {
        // History comes in as what it was; where it stands since is not the old system's to say.
        let moves = !self.is_history() && draft.says_stage && draft.stage != known.stage;
        if !moves {
            verbs::edit(tx, subjects, ctx.actor(), known, draft.edit()).await?;
            return Ok(());
        }
        let point = tx.save_point().await?;
        let tried = match verbs::edit(tx, subjects, ctx.actor(), known, draft.edit()).await {
            Ok(edited) => transition(tx, subjects, &edited, Step::Advance(draft.stage)).await,
            Err(fault) => Err(fault),
        };
        match tried {
            Ok(_) => tx.keep(point).await,
            Err(fault) => {
                tx.go_back(point).await?;
                Err(fault)
            }
        }
    }

    /// Finds a row's place and customer.
    async fn look_up(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        draft: Draft,
    ) -> Result<Result<Ready, RowResult>, Fault> {
        let wish = (draft.owner_id.clone(), draft.unit_id.clone());
        if !self.places.contains_key(&wish) {
            let (owner, unit) = (wish.0.as_deref(), wish.1.as_deref());
            let found = match people::place(tx.conn(), ctx.actor(), owner, unit).await {
                Ok(place) => Ok(place),
                Err(fault) => Err(Reason::of(fault)?),
            };
            self.places.insert(wish.clone(), found);
        }
        let place = match self.places.get(&wish) {
            Some(Ok(place)) => place.clone(),
            Some(Err(reason)) => return Ok(Err(RowResult::failed(reason.clone()))),
            None => return Err(Fault::internal("no place")),
        };
        let mut note = None;
        let customer_id = match (&draft.customer_id, self.plan.options.missing_account) {
            (Some(id), _) => id.clone(),
            (None, MissingAccount::Skip) => {
                return Ok(Err(RowResult::skipped(Reason::new("account_missing"))));
            }
            (None, MissingAccount::Placeholder) => {
                note = Some(Reason::new("account_placeholder").with("customer", NO_ACCOUNT));
                self.placeholder(ctx, tx, &place).await?
            }
        };
        if self.is_history() && draft.stage.is_open() && draft.stage != Stage::Validating {
            let first = Stage::Validating.as_str();
            let entry = note.unwrap_or_else(|| Reason::new("stage_entry"));
            note = Some(entry.with("stage", draft.stage.as_str()).with("entered", first));
        }
        let past = if self.is_history() { draft.past(ctx.clock()) } else { Past::default() };
        let named = draft.customer_id.as_ref().map(Id::as_str);
        let customer = named.and_then(|id| self.customer_names.get(id)).map(String::as_str);
        let product = draft.product_id.as_ref().map(Id::as_str);
        let product = product.and_then(|id| self.product_names.get(id)).map(String::as_str);
        let new = draft.to_new(place, (customer_id, customer), product, &self.plan.options, past);
        Ok(Ok(Ready { draft, new, note }))
    }

    /// The customer of a unit that stands for none; made when it is first needed.
    async fn placeholder(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        place: &Place,
    ) -> Result<CustomerId, Fault> {
        let unit = place.unit_id.to_string();
        if let Some(id) = self.placeholders.get(&unit) {
            return Ok(id.clone());
        }
        let key = format!("no-account:{unit}");
        let known = account::queries::by_external_keys(tx.conn(), &[key.as_str()]).await?;
        let id = if let Some(customer) = known.into_iter().next() {
            customer.id
        } else {
            let new = NewCustomer {
                name: NO_ACCOUNT.to_owned(),
                external_key: Some(key),
                unit_id: Some(place.unit_id.clone()),
                history: self.is_history(),
                ..NewCustomer::default()
            };
            account::verbs::create(tx, ctx.actor(), &new).await?.id
        };
        self.placeholders.insert(unit, id.clone());
        Ok(id)
    }

    async fn write(
        &mut self,
        ctx: &Ctx,
        tx: &mut Tx,
        ready: Vec<Ready>,
        answers: &mut Answers,
    ) -> Result<(), Fault> {
        let is_later = |one: &Ready| !self.is_history() && one.draft.stage != Stage::Validating;
        let (later, ready): (Vec<Ready>, Vec<Ready>) = ready.into_iter().partition(is_later);
        let news: Vec<NewOpportunity> = ready.iter().map(|one| one.new.clone()).collect();
        if !news.is_empty() {
            let deals = verbs::create_many(tx, ctx.actor(), news).await?;
            for (one, deal) in ready.into_iter().zip(deals) {
                answers.set(one.draft.index, made(&one, &deal));
            }
        }
        let subjects = ctx.app().service::<Subjects>()?;
        for one in later {
            let result = try_stage(ctx, tx, &subjects, &one).await?;
            answers.set(one.draft.index, result);
        }
        Ok(())
    }
}

fn made(one: &Ready, deal: &Model) -> RowResult {
    let heading = one.draft.stage.as_str();
    let result = RowResult::created(KIND, deal.id.as_str(), deal.number.as_str());
    let result = result.tally(heading, one.draft.amount_minor);
    match &one.note {
        Some(note) => result.noting(note.clone()),
        None => result,
    }
}

/// A new record whose row says another stage than the first: the one transition function judges it
/// like on the page, and takes the record back with its refusal.
async fn try_stage(
    ctx: &Ctx,
    tx: &mut Tx,
    subjects: &Subjects,
    one: &Ready,
) -> Result<RowResult, Fault> {
    let point = tx.save_point().await?;
    let tried = match verbs::create_many(tx, ctx.actor(), vec![one.new.clone()]).await {
        Ok(deals) => match deals.first() {
            Some(deal) => transition(tx, subjects, deal, Step::Advance(one.draft.stage)).await,
            None => Err(Fault::internal("no opportunity")),
        },
        Err(fault) => Err(fault),
    };
    match tried {
        Ok(deal) => {
            tx.keep(point).await?;
            Ok(made(one, &deal))
        }
        Err(fault) => {
            let refused = RowResult::refused(fault)?;
            tx.go_back(point).await?;
            Ok(refused)
        }
    }
}
