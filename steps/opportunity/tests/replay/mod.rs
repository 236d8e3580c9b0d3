//! Whatever is tried on an opportunity: what the journal and the decisions say leads to its stage.

use crate::common::{Shop, path, start};
use opportunity::Stage;
use process::{Moved, huawei5, replay};
use proptest::{
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use store::journal;
use testkit::Answer;

/// Something that somebody tries.
#[derive(Debug, Clone)]
enum Try {
    Post(Stage),
    Patch(Stage),
    Bulk(Stage),
    Ask(&'static str),
    Rule(&'static str),
    Hold,
    Resume,
    Stop(&'static str),
    Need(Option<&'static str>),
    Quote(bool),
    Sign(bool),
}

fn any_try() -> impl Strategy<Value = Try> {
    let stage = || select(Stage::ALL.to_vec());
    let next = select(Stage::OPEN.to_vec());
    prop_oneof![
        3 => stage().prop_map(Try::Post),
        2 => next.prop_map(Try::Patch),
        2 => stage().prop_map(Try::Bulk),
        5 => select(vec!["ati", "ati", "atb"]).prop_map(Try::Ask),
        7 => select(vec!["go", "go", "go", "go", "rework", "hold", "no_go"]).prop_map(Try::Rule),
        1 => Just(Try::Hold),
        3 => Just(Try::Resume),
        1 => select(vec!["lose", "abandon"]).prop_map(Try::Stop),
        1 => select(vec![None, Some("5 sets"), Some("7 sets")]).prop_map(Try::Need),
        3 => select(vec![true, true, false]).prop_map(Try::Quote),
        2 => any::<bool>().prop_map(Try::Sign),
    ]
}

/// Tries it; whether it is allowed does not matter here, only that it does not break anything.
async fn attempt(shop: &Shop, deal: &Answer, attempt: &Try, open: &mut Option<Answer>) {
    let now = shop.read(deal).await;
    let (at, version) = (path(deal, ""), now.version());
    let verb = |name: &str| path(deal, name);
    let answer = match attempt {
        Try::Post(to) => shop.app.verb("ar", &verb("stage"), version, json!({"to": to})).await,
        Try::Patch(to) => shop.app.patch("admin", &at, version, json!({"stage": to})).await,
        Try::Bulk(to) => {
            let items = json!([{"id": deal.id(), "version": version}]);
            let body = json!({"items": items, "set": {"stage": to}});
            shop.app.post("head", "/api/opportunities/bulk", body).await
        }
        Try::Ask(gate) => {
            let asked = shop.ask(deal, gate).await;
            if asked.status == 201 {
                *open = Some(asked);
            }
            return;
        }
        Try::Rule(outcome) => {
            let Some(request) = open.take() else { return };
            let body = json!({"outcome": outcome, "reason": "why", "review_on": "2026-08-01"});
            shop.rule(&request, body).await
        }
        Try::Hold => {
            let body = json!({"reason": "budget", "review_on": "2026-08-01"});
            shop.app.verb("ar", &verb("hold"), version, body).await
        }
        Try::Resume => shop.app.verb("ar", &verb("resume"), version, json!({})).await,
        Try::Stop(how) => {
            let body = json!({"reason": "price", "note": "too high"});
            shop.app.verb("ar", &verb(how), version, body).await
        }
        Try::Need(need) => shop.app.patch("ar", &at, version, json!({"need": need})).await,
        Try::Quote(quoted) => return shop.later.quoted.store(*quoted, Ordering::SeqCst),
        Try::Sign(signed) => return shop.later.signed.store(*signed, Ordering::SeqCst),
    };
    assert!(answer.status.as_u16() < 500, "{attempt:?}: {answer:?}");
}

/// The moves of the stage that the journal holds, in order.
async fn moves(shop: &Shop, id: &str) -> Vec<Moved> {
    let entries = store::select::<journal::Entity>()
        .filter(journal::Column::RecordId.eq(id))
        .filter(journal::Column::Kind.eq("opportunity"))
        .order_by_asc(journal::Column::Id)
        .all(shop.app.app.store().read())
        .await
        .unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    entries
        .into_iter()
        .filter_map(|entry| {
            let stage = entry.changes_json.get("stage")?;
            Some(Moved { from: text(&stage[0])?, to: text(&stage[1])? })
        })
        .collect()
}

/// The gates of which a go is recorded.
async fn passed(shop: &Shop, id: &str) -> Vec<String> {
    let decisions = store::select::<decision::model::Entity>()
        .filter(decision::model::Column::RecordId.eq(id))
        .filter(decision::model::Column::Outcome.eq(process::Outcome::Go))
        .all(shop.app.app.store().read())
        .await
        .unwrap();
    decisions.into_iter().map(|decision| decision.gate).collect()
}

#[tokio::test]
async fn replaying_moves_and_decisions_gives_the_stage() {
    let shop = start().await;
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let tries = proptest::collection::vec(any_try(), 1..40);
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..24 {
        let tries = tries.new_tree(&mut runner).unwrap().current();
        let deal = shop.ready().await;
        let mut open = None;
        for one in &tries {
            attempt(&shop, &deal, one, &mut open).await;
        }
        let stage = shop.read(&deal).await.json["stage"].as_str().unwrap().to_owned();
        let moves = moves(&shop, &deal.id()).await;
        let replayed = replay(huawei5(), "opportunity", moves.clone());
        assert_eq!(replayed.as_deref(), Ok(stage.as_str()), "{tries:?}");
        let passed = passed(&shop, &deal.id()).await;
        for moved in moves {
            let from = huawei5().stage("opportunity", &moved.from).unwrap();
            let exit = from.exit.as_ref().unwrap();
            if let Some(gate) = exit.gate.as_ref().filter(|_| exit.to == moved.to) {
                assert!(passed.contains(gate), "through {gate} without a go: {tries:?}");
            }
        }
        reached.insert(stage);
    }
    assert!(reached.len() >= 4, "the tries reach few stages: {reached:?}");
}
