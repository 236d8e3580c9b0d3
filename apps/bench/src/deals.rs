//! The deals: every stage, amount and date, with owners, teams, journal and search entries.

use crate::{
    seed::{Buyer, Company, Worker},
    words::{self, Dice},
};
use access::{Role, team};
use base::{Day, Fault, Id, Timestamp};
use opportunity::model::opportunity::{LossReason, Model, ProjectGrade, ProjectType, Stage};
use store::{SearchDoc, Tx};

/// Of a hundred deals so many stand in a stage; most of three years are over.
const STAGES: [(Stage, u64); 7] = [
    (Stage::Validating, 10),
    (Stage::Guiding, 6),
    (Stage::Proposing, 5),
    (Stage::Negotiating, 4),
    (Stage::Won, 30),
    (Stage::Lost, 30),
    (Stage::Abandoned, 15),
];
/// Of a hundred deals so many have a team of three; the others have their owner alone.
const TEAMS: u64 = 30;
const DAY_MILLIS: i64 = 86_400_000;

/// Writes `count` deals that were born within `span` milliseconds; answers their ids.
pub(crate) async fn insert(
    tx: &mut Tx,
    dice: &mut Dice,
    company: &Company,
    count: usize,
    span: i64,
) -> Result<Vec<String>, Fault> {
    let numbers = tx.next_numbers("OPP", count).await?;
    let mut births: Vec<i64> = (0..count).map(|_| dice.number(span)).collect();
    births.sort_unstable();
    let mut models = Vec::with_capacity(count);
    let mut docs = Vec::with_capacity(count);
    let mut members: Vec<(String, String, &str)> = Vec::new();
    for (number, born) in numbers.into_iter().zip(births) {
        let (worker, buyer) = seller(dice, company)?;
        let mut deal = blank(tx, dice, company, worker, buyer)?;
        deal.number = number;
        deal.created_at = tx.now().plus_millis(born);
        deal.id = Id::generate(deal.created_at);
        live(dice, &mut deal);
        let mut team = vec![(worker.id.to_string(), "ar")];
        if dice.percent(TEAMS) {
            team.extend(helpers(dice, company, worker));
        }
        docs.push(doc(&deal, buyer, &team));
        let id = deal.id.to_string();
        members.extend(team.into_iter().map(|(user, role)| (id.clone(), user, role)));
        models.push(deal);
    }
    tx.insert_many(&models, "created").await?;
    let rows = members.iter().map(|(id, user, role)| (id.as_str(), user.as_str(), *role));
    team::insert(tx, "opportunity", rows).await?;
    for (deal, doc) in models.iter().zip(docs) {
        if deal.stage != Stage::Validating {
            let changes = serde_json::json!({"stage": [Stage::Validating, deal.stage]});
            tx.note("opportunity", deal.id.as_str(), "stage", changes, None);
        }
        tx.reindex(deal, Some(doc));
    }
    Ok(models.into_iter().map(|deal| deal.id.to_string()).collect())
}

/// Who sells, and to whom: somebody whom the office knows.
fn seller<'a>(dice: &mut Dice, company: &'a Company) -> Result<(&'a Worker, &'a Buyer), Fault> {
    // Not every office has a customer of its own when there are few; a few throws find one that has.
    for _ in 0..1_000 {
        let at = company.sellers.get(dice.index(company.sellers.len()));
        let Some(worker) = at.and_then(|at| company.workers.get(*at)) else { continue };
        let Some(buyers) = company.buyers.get(worker.office) else { continue };
        if let Some(buyer) = buyers.get(dice.index(buyers.len())) {
            return Ok((worker, buyer));
        }
    }
    Err(Fault::internal("nobody sells to anybody"))
}

/// An SR and an FR, of the same office when dice fall so, else of any.
fn helpers(dice: &mut Dice, company: &Company, owner: &Worker) -> Vec<(String, &'static str)> {
    let mut found = Vec::new();
    for (role, word) in [(Role::Sr, "sr"), (Role::Fr, "fr")] {
        for _ in 0..50 {
            let worker = company.workers.get(dice.index(company.workers.len()));
            let Some(worker) = worker.filter(|worker| worker.id != owner.id) else { continue };
            if worker.role == role || worker.role == Role::Ar {
                found.push((worker.id.to_string(), word));
                break;
            }
        }
    }
    found
}

fn blank(
    tx: &Tx,
    dice: &mut Dice,
    company: &Company,
    worker: &Worker,
    buyer: &Buyer,
) -> Result<Model, Fault> {
    let office = company.offices.get(worker.office).ok_or_else(|| Fault::internal("no office"))?;
    let process = process::huawei5();
    Ok(Model {
        id: tx.new_id(),
        number: String::new(),
        title: words::title(dice),
        customer_id: buyer.id.clone(),
        lead_id: None,
        product_id: None,
        need: dice.percent(50).then(|| words::need(dice)),
        // From 100,000 to 1,000,000,000 yuan, most of them small.
        amount_minor: (dice.number(900) + 100) * 10_i64.pow(dice.pick(&[5, 5, 6, 6, 7, 8], 5)),
        currency: dice
            .pick(&["CNY", "CNY", "CNY", "CNY", "CNY", "CNY", "USD", "EUR"], "CNY")
            .into(),
        expected_sign_on: None,
        project_type: Some(dice.pick(ProjectType::ALL, ProjectType::Other)),
        project_grade: Some(dice.pick(ProjectGrade::ALL, ProjectGrade::General)),
        procurement: None,
        competitors: None,
        customer_step: None,
        guidance_done: false,
        stage: Stage::Validating,
        stage_at: tx.now(),
        stopped_in: None,
        on_hold: false,
        hold_reason: None,
        review_on: None,
        rung: 10,
        win_index: None,
        pay_index: None,
        loss_reason: None,
        loss_note: None,
        closed_on: None,
        process_key: process.key.clone(),
        process_version: process.version,
        history: false,
        external_key: None,
        owner_id: worker.id.clone(),
        unit_id: office.id.clone(),
        unit_path: office.path.clone(),
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}

/// Lets a deal go as far as the dice say.
fn live(dice: &mut Dice, deal: &mut Model) {
    let mut fall = dice.below(STAGES.iter().map(|(_, share)| share).sum());
    for (stage, share) in STAGES {
        if fall < share {
            deal.stage = stage;
            break;
        }
        fall -= share;
    }
    let days = dice.number(180);
    deal.updated_at = deal.created_at.plus_millis(days * DAY_MILLIS + dice.number(DAY_MILLIS));
    deal.stage_at = deal.updated_at;
    deal.version = 1 + dice.number(6);
    deal.expected_sign_on = day(deal.created_at).map(|day| day.plus_days(30 + dice.number(400)));
    deal.guidance_done = deal.stage != Stage::Validating;
    deal.rung = match deal.stage {
        Stage::Validating => 10,
        Stage::Guiding => 25,
        Stage::Proposing => 50,
        Stage::Negotiating => 75,
        Stage::Won => 100,
        Stage::Lost | Stage::Abandoned => 0,
    };
    if deal.stage.is_open() {
        deal.on_hold = dice.percent(3);
        return;
    }
    deal.closed_on = day(deal.updated_at);
    if deal.stage != Stage::Won {
        deal.stopped_in = Some(Stage::Proposing);
        deal.loss_reason = Some(dice.pick(LossReason::ALL, LossReason::Other));
    }
}

/// The day of an instant; what happens at night does not matter here.
fn day(at: Timestamp) -> Option<Day> {
    Some(Day::new(1970, 1, 1)?.plus_days(at.millis() / DAY_MILLIS))
}

/// The entry that the verbs of the step write.
fn doc(deal: &Model, buyer: &Buyer, team: &[(String, &str)]) -> SearchDoc {
    SearchDoc {
        number: deal.number.clone(),
        title: deal.title.clone(),
        subtitle: buyer.name.clone(),
        text: deal.need.clone().unwrap_or_default(),
        owner_id: deal.owner_id.to_string(),
        unit_path: deal.unit_path.clone(),
        member_ids: team.iter().map(|(user, _)| user.clone()).collect(),
    }
}
