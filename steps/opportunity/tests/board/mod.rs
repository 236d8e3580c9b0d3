//! The board: what it counts is what the list shows, whoever asks.

use crate::common::{Shop, start};
use access::Action;
use base::Timestamp;
use opportunity::{
    Model, OpportunityId, Stage,
    model::opportunity::{Column, Entity},
};
use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Many opportunities over units, owners, stages, currencies.
async fn fill(shop: &Shop, count: usize) {
    let made = shop.bare().await;
    let mut tx = shop.app.ctx("ar").begin().await.unwrap();
    let id: OpportunityId = made.id().parse().unwrap();
    let template = tx.get::<Entity>(id).await.unwrap().unwrap();
    let places = ["shanghai", "beijing", "east", "company"];
    let owners = ["ar", "colleague", "stranger", "head", "sr"];
    let mut deals: Vec<Model> = Vec::new();
    for number in 0..count {
        let unit = &shop.app.world.units[places[number % places.len()]];
        let amount = i64::try_from(number).unwrap() * 1_337;
        deals.push(Model {
            id: tx.new_id(),
            number: format!("OPP-2025-{number:05}"),
            title: format!("deal {number}"),
            amount_minor: amount,
            currency: if number % 3 == 0 { "USD".to_owned() } else { "CNY".to_owned() },
            stage: Stage::ALL[number % Stage::ALL.len()],
            on_hold: number % 5 == 0,
            rung: [10, 25, 50, 75, 90, 100][number % 6],
            owner_id: shop.app.id(owners[number % owners.len()]).parse().unwrap(),
            unit_id: unit.id.clone(),
            unit_path: unit.path.clone(),
            updated_at: Timestamp::from_millis(template.updated_at.millis() + amount),
            ..template.clone()
        });
    }
    tx.insert_many(&deals, "created").await.unwrap();
    let sr = shop.app.id("sr");
    let members = deals.iter().step_by(7).map(|deal| (deal.id.as_str(), sr.as_str(), "sr"));
    let members: Vec<_> = members.collect();
    access::team::insert(&mut tx, "opportunity", members.into_iter()).await.unwrap();
    tx.commit().await.unwrap();
}

type Sums = BTreeMap<(String, String), (i64, i64)>;

async fn expected(shop: &Shop, login: &str) -> (BTreeMap<String, i64>, Sums) {
    let actor = &shop.app.person(login).actor;
    let deals = access::find::<Model>(actor, Action::See)
        .filter(Column::Stage.is_in(Stage::OPEN.iter().copied()))
        .all(shop.app.app.store().read())
        .await
        .unwrap();
    let mut counts = BTreeMap::new();
    let mut sums = Sums::new();
    for deal in deals {
        *counts.entry(deal.stage.to_string()).or_default() += 1;
        let sum = sums.entry((deal.stage.to_string(), deal.currency)).or_default();
        if !deal.on_hold {
            sum.0 += deal.amount_minor;
            sum.1 += opportunity::rules::weighted_minor(deal.amount_minor, deal.rung);
        }
    }
    (counts, sums)
}

fn shown(board: &Value) -> (BTreeMap<String, i64>, Sums) {
    let mut counts = BTreeMap::new();
    let mut sums = Sums::new();
    for column in board["columns"].as_array().unwrap() {
        let stage = column["stage"].as_str().unwrap().to_owned();
        let count = column["count"].as_i64().unwrap();
        if count > 0 {
            counts.insert(stage.clone(), count);
        }
        for sum in column["sums"].as_array().unwrap() {
            let key = (stage.clone(), sum["currency"].as_str().unwrap().to_owned());
            let value = |name: &str| sum[name].as_i64().unwrap();
            sums.insert(key, (value("amount_minor"), value("weighted_minor")));
        }
    }
    (counts, sums)
}

#[tokio::test]
async fn counts_and_sums_are_those_of_the_rows_in_reach() {
    let shop = start().await;
    fill(&shop, 210).await;
    for (login, _, _) in testkit::world::STAFF {
        let board = shop.app.get(login, "/api/opportunities/board").await.expect(200);
        assert_eq!(shown(&board.json), expected(&shop, login).await, "{login}");
    }
    let board = shop.app.get("chair", "/api/opportunities/board").await.expect(200);
    let codes: Vec<_> =
        board.json["columns"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["MO1", "MO2", "MO3", "MO4"]);
}

#[tokio::test]
async fn a_column_is_read_page_by_page() {
    let shop = start().await;
    fill(&shop, 300).await;
    let board = shop.app.get("chair", "/api/opportunities/board").await.expect(200);
    let column = &board.json["columns"][1];
    let count = usize::try_from(column["count"].as_i64().unwrap()).unwrap();
    let mut ids: Vec<String> = Vec::new();
    let mut collect = |items: &Value| {
        for item in items.as_array().unwrap() {
            assert_eq!(item["stage"], "guiding");
            ids.push(item["id"].as_str().unwrap().to_owned());
        }
    };
    assert_eq!(column["cards"].as_array().map(Vec::len), Some(30));
    collect(&column["cards"]);
    let mut next = column["next"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let cursor = testkit::encoded(&cursor);
        let at = format!("/api/opportunities/board/guiding?limit=7&cursor={cursor}");
        let page = shop.app.get("chair", &at).await.expect(200);
        collect(&page.json["items"]);
        next = page.json["next"].as_str().map(str::to_owned);
    }
    assert_eq!(ids.len(), count);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "no card twice");
}

#[tokio::test]
async fn words_and_filters_narrow_the_board() {
    let shop = start().await;
    fill(&shop, 60).await;
    let filter = "%5B%7B%22field%22:%22currency%22,%22op%22:%22eq%22,%22value%22:%22USD%22%7D%5D";
    let board = shop.app.get("chair", &format!("/api/opportunities/board?filter={filter}")).await;
    let (counts, sums) = shown(&board.expect(200).json);
    let all = expected(&shop, "chair").await.1;
    let dollars: Sums = all.into_iter().filter(|((_, currency), _)| currency == "USD").collect();
    assert_eq!(sums, dollars);
    assert!(counts.values().sum::<i64>() < 60);
    let made = shop.bare().await;
    let at = format!("/api/opportunities/board?q={}", made.json["number"].as_str().unwrap());
    let board = shop.app.get("ar", &at).await.expect(200);
    assert_eq!(shown(&board.json).0, BTreeMap::from([("validating".to_owned(), 1)]));
    let nobody = shop.app.get("north_head", &at).await.expect(200);
    assert_eq!(shown(&nobody.json).0, BTreeMap::new());
    shop.app.get("ar", "/api/opportunities/board?limit=3").await.refused(400, "bad_query");
    shop.app.get("ar", "/api/opportunities/board/nowhere").await.refused(404, "not_found");
}

#[tokio::test]
async fn the_board_costs_few_statements() {
    let shop = start().await;
    fill(&shop, 120).await;
    for login in ["chair", "ar"] {
        // The first call also learns how large the scope is.
        shop.app.get(login, "/api/opportunities/board").await.expect(200);
        let before = shop.app.app.store().statements();
        shop.app.get(login, "/api/opportunities/board").await.expect(200);
        let cost = shop.app.app.store().statements() - before;
        assert!(cost <= 6, "{login}: {cost} statements");
    }
}

#[tokio::test]
async fn the_list_is_sorted_and_filtered() {
    let shop = start().await;
    fill(&shop, 40).await;
    for sort in ["updated_at", "-amount_minor", "expected_sign_on"] {
        let page =
            shop.app.get("chair", &format!("/api/opportunities?sort={sort}&limit=200")).await;
        let items = page.expect(200).json["items"].as_array().unwrap().clone();
        assert_eq!(items.len(), 41, "{sort}");
        let key = |item: &Value| match sort {
            "-amount_minor" => -item["amount_minor"].as_i64().unwrap(),
            "updated_at" => item["updated_at"].as_i64().unwrap(),
            _ => 0,
        };
        assert!(items.is_sorted_by_key(key), "{sort}");
    }
    shop.app.get("chair", "/api/opportunities?sort=title").await.refused(422, "invalid");
    let own = json!([{"field": "owner_id", "op": "eq", "value": shop.app.id("colleague")}]);
    let own = testkit::encoded(&own.to_string());
    let page = shop.app.get("chair", &format!("/api/opportunities?filter={own}")).await.expect(200);
    assert_eq!(page.json["count"]["value"], 8);
}
