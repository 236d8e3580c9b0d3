//! Opportunities over HTTP: every verb happy, refused, invalid, stale, and by a stranger.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod board;
mod common;
mod replay;

use common::{may, path, start, unmet};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

#[tokio::test]
async fn an_opportunity_is_created_shown_and_edited() {
    let shop = start().await;
    let made = shop.bare().await;
    let view = &made.json;
    assert_eq!((&view["number"], &view["stage"]), (&json!("OPP-2026-00001"), &json!("validating")));
    assert_eq!((&view["rung"], &view["weighted_minor"]), (&json!(10), &json!(100_000)));
    assert_eq!(view["suggested_grade"], "general");
    assert_eq!((&view["customer"]["name"], &view["currency"]), (&json!("华东电力"), &json!("CNY")));
    assert_eq!(view["team"][0]["role"], "ar");
    assert_eq!(view["process"], json!({"key": "huawei5", "version": 1}));
    assert_eq!(may(&made, "edit"), (true, String::new()));
    assert_eq!(may(&made, "advance"), (false, "gate_unmet".to_owned()));
    assert_eq!(may(&made, "request_decision"), (false, "gate_unmet".to_owned()));
    assert_eq!(may(&made, "resume"), (false, "not_on_hold".to_owned()));
    let at = path(&made, "");
    shop.app.get("stranger", &at).await.refused(404, "not_found");
    shop.app.get("colleague", &at).await.refused(404, "not_found");
    let seen = shop.app.get("auditor", &at).await.expect(200);
    assert_eq!(may(&seen, "edit"), (false, "forbidden".to_owned()));
    let big = json!({"amount_minor": 5_000_000_000_i64, "need": "x", "title": " 500kV "});
    let edited = shop.app.patch("ar", &at, 1, big).await.expect(200);
    assert_eq!((&edited.json["title"], edited.version()), (&json!("500kV"), 2));
    assert_eq!(edited.json["suggested_grade"], "extra_major");
    let stale = shop.app.patch("ar", &at, 1, json!({"need": null})).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["version"], 2);
    shop.app.patch("auditor", &at, 2, json!({"need": "y"})).await.refused(403, "forbidden");
    shop.app.patch("stranger", &at, 2, json!({"need": "y"})).await.refused(404, "not_found");
}

#[tokio::test]
async fn bad_input_is_named_field_by_field() {
    let shop = start().await;
    let wrong = json!({"title": "", "customer_id": shop.customer, "amount_minor": -1,
        "currency": "yuan", "expected_sign_on": "2099-01-01", "need": "x".repeat(4001)});
    let answer = shop.app.post("ar", "/api/opportunities", wrong).await.refused(422, "invalid");
    assert_eq!(answer.json["errors"].as_array().map(Vec::len), Some(5));
    let body = |customer: &str| json!({"title": "a", "customer_id": customer, "amount_minor": 1});
    let nowhere = "0195b7f2-0000-7000-8000-000000000000";
    let unknown = shop.app.post("ar", "/api/opportunities", body(nowhere)).await;
    assert_eq!(unknown.refused(422, "invalid").json["errors"][0]["code"], "unknown_customer");
    let foreign = shop.app.post("stranger", "/api/opportunities", body(&shop.customer)).await;
    assert_eq!(foreign.refused(422, "invalid").json["errors"][0]["code"], "unknown_customer");
    shop.app
        .post("sr", "/api/opportunities", body(&shop.customer))
        .await
        .refused(403, "opportunity.create");
    for (body, status) in [
        (json!({"title": "a", "amount_minor": 1}), 422),
        (json!({"title": "a", "customer_id": shop.customer}), 422),
        (json!({"title": "a", "colour": "red"}), 400),
        (json!({"title": "a", "stage": "nowhere"}), 400),
    ] {
        shop.app.post("ar", "/api/opportunities", body).await.expect(status);
    }
}

#[tokio::test]
async fn every_way_into_a_stage_answers_the_same() {
    let shop = start().await;
    let deal = shop.bare().await;
    let (at, id) = (path(&deal, ""), deal.id());
    let missing = [
        "need",
        "expected_sign_on",
        "project_type",
        "project_grade",
        "win_index",
        "pay_index",
        "pay_index_enough",
        "sr",
        "fr",
        "decision:ati",
    ];
    for login in ["ar", "head", "admin"] {
        let stage = json!({"to": "guiding"});
        let posted = shop.app.verb(login, &path(&deal, "stage"), 1, stage).await;
        let posted = posted.refused(409, "gate_unmet");
        let patched = shop.app.patch(login, &at, 1, json!({"stage": "guiding"})).await;
        let patched = patched.refused(409, "gate_unmet");
        let many = json!({"items": [{"id": id, "version": 1}], "set": {"stage": "guiding"}});
        let many = shop.app.post(login, "/api/opportunities/bulk", many).await.expect(200);
        let result = &many.json["results"][0];
        assert_eq!(result["outcome"], "refused");
        assert_eq!(unmet(&posted.json), missing, "{login}");
        assert_eq!(posted.json["unmet"], patched.json["unmet"], "{login}");
        assert_eq!(posted.json["unmet"], result["problem"]["unmet"], "{login}");
        assert_eq!(result["problem"]["code"], "gate_unmet");
    }
    for to in ["negotiating", "won", "lost", "abandoned"] {
        let refused = shop.app.patch("admin", &at, 1, json!({"stage": to})).await;
        let refused = refused.refused(409, "gate_unmet");
        assert_eq!(unmet(&refused.json)[0], "order", "{to}");
    }
    assert_eq!(shop.read(&deal).await.version(), 1, "nothing happened");
    let ready = shop.ready().await;
    let (at, stage) = (path(&ready, ""), json!({"stage": "guiding"}));
    let refused = shop.app.patch("admin", &at, ready.version(), stage).await;
    let refused = refused.refused(409, "gate_unmet");
    assert_eq!(unmet(&refused.json), ["decision:ati"], "criteria alone open no gate");
}

#[tokio::test]
async fn a_deal_goes_from_validation_to_the_signed_contract() {
    let shop = start().await;
    let deal = shop.ready().await;
    assert_eq!(may(&deal, "request_decision"), (true, String::new()));
    let deal = shop.pass(&deal, "ati").await;
    assert_eq!(deal.json["stage"], "guiding");
    assert_eq!(may(&deal, "advance"), (true, String::new()));
    let to = |stage: &str| json!({"to": stage});
    let at = path(&deal, "stage");
    let deal = shop.app.verb("ar", &at, deal.version(), to("proposing")).await.expect(200);
    let early = shop.ask(&deal, "atb").await.refused(409, "gate_unmet");
    assert_eq!(unmet(&early.json), ["quotation_submitted", "quotation_valid", "margin_positive"]);
    shop.later.quoted.store(true, Ordering::SeqCst);
    let request = shop.ask(&deal, "atb").await.expect(201);
    assert_eq!(request.json["snapshot"]["quotation"], json!({"id": "q1"}), "no cost for the AR");
    assert_eq!(request.json["snapshot"]["opportunity"]["number"], "OPP-2026-00001");
    assert_eq!(request.json["snapshot"]["team"].as_array().map(Vec::len), Some(3));
    shop.rule(&request, json!({"outcome": "go"})).await.expect(200);
    let deal = shop.read(&deal).await;
    assert_eq!(deal.json["stage"], "negotiating");
    let won = shop.app.verb("ar", &at, deal.version(), to("won")).await.refused(409, "gate_unmet");
    assert_eq!(unmet(&won.json), ["contract_signed"]);
    shop.later.signed.store(true, Ordering::SeqCst);
    let won = shop.app.verb("ar", &at, deal.version(), to("won")).await.expect(200);
    assert_eq!((&won.json["stage"], &won.json["closed_on"]), (&json!("won"), &json!("2026-03-02")));
    assert_eq!(may(&won, "edit"), (false, "opportunity_not_open".to_owned()));
    assert_eq!(may(&won, "team"), (true, String::new()));
    let more = shop.app.patch("ar", &path(&won, ""), won.version(), json!({"need": "z"})).await;
    more.refused(409, "opportunity_not_open");
    let again = shop.app.verb("ar", &at, won.version(), to("won")).await;
    again.refused(409, "end_stage");
}

#[tokio::test]
async fn hold_stops_the_way_on_until_resumed() {
    let shop = start().await;
    let deal = shop.ready().await;
    let at = path(&deal, "hold");
    let version = deal.version();
    for body in [
        json!({"reason": " ", "review_on": "2026-04-01"}),
        json!({"reason": "budget", "review_on": "2026-03-02"}),
    ] {
        shop.app.verb("ar", &at, version, body).await.refused(422, "invalid");
    }
    let body = json!({"reason": "budget", "review_on": "2026-04-01"});
    shop.app.verb("auditor", &at, version, body.clone()).await.refused(403, "forbidden");
    let held = shop.app.verb("ar", &at, version, body).await.expect(200);
    assert_eq!(
        (&held.json["on_hold"], &held.json["review_on"]),
        (&json!(true), &json!("2026-04-01"))
    );
    shop.ask(&held, "ati").await.refused(409, "on_hold");
    let stage = json!({"to": "guiding"});
    let refused = shop.app.verb("ar", &path(&held, "stage"), held.version(), stage).await;
    refused.refused(409, "on_hold");
    let resume = path(&held, "resume");
    let back = shop.app.verb("ar", &resume, held.version(), json!({})).await.expect(200);
    assert_eq!((&back.json["on_hold"], &back.json["review_on"]), (&json!(false), &Value::Null));
    let again = shop.app.verb("ar", &resume, back.version(), json!({})).await;
    again.refused(409, "not_on_hold");
    // A gate can do the same.
    let request = shop.ask(&back, "ati").await.expect(201);
    let pause = json!({"outcome": "hold", "review_on": "2026-05-01", "reason": "credit"});
    shop.rule(&request, pause).await.expect(200);
    let parked = shop.read(&deal).await;
    assert_eq!(
        (&parked.json["on_hold"], &parked.json["hold_reason"]),
        (&json!(true), &json!("credit"))
    );
}

#[tokio::test]
async fn a_loss_has_a_reason_and_late_ones_words() {
    let shop = start().await;
    let deal = shop.ready().await;
    let request = shop.ask(&deal, "ati").await.expect(201);
    let at = path(&deal, "lose");
    shop.app
        .verb("ar", &at, deal.version(), json!({"reason": "mood"}))
        .await
        .refused(400, "bad_type");
    let other = json!({"reason": "other"});
    shop.app.verb("ar", &at, deal.version(), other).await.refused(422, "invalid");
    let mut late = deal;
    for to in [25, 50] {
        late = climbed(&shop, &late, to).await;
    }
    let price = json!({"reason": "price"});
    shop.app.verb("ar", &at, late.version(), price).await.refused(422, "invalid");
    let price = json!({"reason": "price", "note": "12 % above the rival"});
    let lost = shop.app.verb("ar", &at, late.version(), price).await.expect(200);
    assert_eq!((&lost.json["stage"], &lost.json["loss_reason"]), (&json!("lost"), &json!("price")));
    let request = shop.app.get("ar", &format!("/api/decisions/{}", request.id())).await.expect(200);
    assert_eq!(request.json["status"], "withdrawn", "nothing is left to decide");
    let path_view = format!("/api/records/opportunity/{}/path", lost.id());
    let stages = shop.app.get("ar", &path_view).await.expect(200);
    assert_eq!(stages.json["stages"][0]["state"], "stopped");
    let given_up = shop.bare().await;
    let at = path(&given_up, "abandon");
    let gone = shop.app.verb("ar", &at, 1, json!({"reason": "no_budget"})).await.expect(200);
    assert_eq!(gone.json["stage"], "abandoned");
    shop.app.verb("ar", &at, 2, json!({"reason": "credit"})).await.refused(409, "end_stage");
}

async fn climbed(shop: &common::Shop, deal: &testkit::Answer, to: i64) -> testkit::Answer {
    let questions = &process::funnel_ladder().rung(to).unwrap().questions;
    let answers: Vec<Value> = questions
        .iter()
        .map(|it| json!({"question": it.key, "yes": true, "evidence": "minutes"}))
        .collect();
    let body = json!({"to": to, "answers": answers});
    shop.app.verb("ar", &path(deal, "rung"), deal.version(), body).await.expect(200)
}

#[tokio::test]
async fn a_rung_is_earned_by_answers() {
    let shop = start().await;
    let deal = shop.bare().await;
    let at = path(&deal, "rung");
    let one = json!({"to": 25, "answers": [{"question": "budget_known", "yes": true}]});
    let short = shop.app.verb("ar", &at, 1, one).await.refused(409, "rung_unanswered");
    assert_eq!(unmet(&short.json), ["project_discussed"]);
    shop.app.verb("ar", &at, 1, json!({"to": 75})).await.refused(409, "rung_skipped");
    shop.app.verb("ar", &at, 1, json!({"to": 33})).await.refused(422, "invalid");
    let unknown = json!({"to": 25, "answers": [{"question": "weather", "yes": true}]});
    shop.app.verb("ar", &at, 1, unknown).await.refused(422, "invalid");
    let up = climbed(&shop, &deal, 25).await;
    assert_eq!((&up.json["rung"], &up.json["weighted_minor"]), (&json!(25), &json!(250_000)));
    let ladder = shop.app.get("ar", &path(&deal, "ladder")).await.expect(200);
    assert_eq!(ladder.json["answers"].as_array().map(Vec::len), Some(2));
    assert_eq!(ladder.json["answers"][0]["by"]["name"], "ar of shanghai");
    shop.app.verb("ar", &at, up.version(), json!({"to": 10})).await.refused(422, "invalid");
    let down = json!({"to": 10, "note": "the budget was cut"});
    let down = shop.app.verb("ar", &at, up.version(), down).await.expect(200);
    assert_eq!(down.json["rung"], 10);
    let all = shop.app.get("sr", "/api/ladder").await.expect(200);
    assert_eq!(all.json["rungs"].as_array().map(Vec::len), Some(6));
}

#[tokio::test]
async fn scorings_are_kept_and_the_latest_counts() {
    let shop = start().await;
    let deal = shop.bare().await;
    let first = shop.scored(&deal, "win", [4, 4, 4, 4]).await;
    assert_eq!(first.json["scorecards"]["win"]["index"], 100);
    let second = shop.scored(&first, "win", [2, 2, 2, 1]).await;
    assert_eq!(second.json["scorecards"]["win"]["band"], "low");
    assert_eq!(second.json["scorecards"]["pay"], Value::Null);
    let at = path(&deal, "scorecards/win");
    let wrong = json!({"scores": {"charm": 4}});
    let wrong = shop.app.put("ar", &at, second.version(), wrong).await.refused(422, "invalid");
    assert_eq!(wrong.json["errors"].as_array().map(Vec::len), Some(5));
    let at = path(&deal, "scorecards/luck");
    shop.app
        .put("ar", &at, second.version(), json!({"scores": {}}))
        .await
        .refused(404, "not_found");
    let cards = shop.app.get("sr", "/api/scorecards").await.expect(200);
    assert_eq!(cards.json["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn the_team_sees_finds_and_edits_the_deal() {
    let shop = start().await;
    let deal = shop.bare().await;
    let at = path(&deal, "");
    let colleague = shop.app.id("colleague");
    shop.app.get("colleague", &at).await.refused(404, "not_found");
    let members = |users: &[(&str, &str)]| {
        let members = users.iter().map(|(user, role)| json!({"user_id": user, "role": role}));
        json!({"members": members.collect::<Vec<_>>()})
    };
    let team = path(&deal, "team");
    let ar = shop.app.id("ar");
    let nobody = "0195b7f2-0000-7000-8000-000000000000";
    for wrong in [
        members(&[(&ar, "ar"), (&colleague, "ar")]),
        members(&[(&ar, "sr"), (&ar, "sr")]),
        members(&[(nobody, "member")]),
    ] {
        shop.app.put("ar", &team, 1, wrong).await.refused(422, "invalid");
    }
    let both = members(&[(&ar, "ar"), (&colleague, "member")]);
    let staffed = shop.app.put("ar", &team, 1, both).await.expect(200);
    assert_eq!((staffed.version(), &staffed.json["team"][1]["role"]), (2, &json!("member")));
    shop.app.get("colleague", &at).await.expect(200);
    let found = shop.app.get("colleague", "/api/opportunities?q=主变").await.expect(200);
    assert_eq!(found.json["count"]["value"], 1);
    shop.app.patch("colleague", &at, 2, json!({"need": "n"})).await.expect(200);
    let alone = members(&[(&ar, "ar")]);
    shop.app.put("ar", &team, 3, alone).await.expect(200);
    let found = shop.app.get("colleague", "/api/opportunities?q=主变").await.expect(200);
    assert_eq!(found.json["count"]["value"], 0, "gone from the search with the team");
    let by_customer = shop.app.get("ar", "/api/opportunities?q=华东").await.expect(200);
    assert_eq!(by_customer.json["count"]["value"], 1);
}

#[tokio::test]
async fn a_deal_is_given_away_with_its_requests() {
    let shop = start().await;
    let deal = shop.ready().await;
    let request = shop.ask(&deal, "ati").await.expect(201);
    let to = json!({"owner_id": shop.app.id("stranger")});
    let at = path(&deal, "");
    shop.app.patch("ar", &at, deal.version(), to.clone()).await.refused(403, "forbidden");
    let given = shop.app.patch("head", &at, deal.version(), to).await.expect(200);
    assert_eq!(given.json["unit"]["name"], "beijing");
    shop.app.get("stranger", &format!("/api/decisions/{}", request.id())).await.expect(200);
    shop.app.get("north_head", &format!("/api/decisions/{}", request.id())).await.expect(200);
    shop.app
        .get("head", &format!("/api/decisions/{}", request.id()))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn bulk_answers_for_each_record() {
    let shop = start().await;
    let (one, two) = (shop.bare().await, shop.bare().await);
    let items = json!([
        {"id": one.id(), "version": 1},
        {"id": two.id(), "version": 9},
        {"id": "0195b7f2-0000-7000-8000-000000000000", "version": 1},
        {"id": "x", "version": 1},
    ]);
    let body = json!({"items": items, "set": {"expected_sign_on": "2026-09-30"}});
    let done = shop.app.post("ar", "/api/opportunities/bulk", body).await.expect(200);
    let results = done.json["results"].as_array().unwrap();
    let outcomes: Vec<_> = results.iter().map(|it| it["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["updated", "stale", "not_found", "not_found"]);
    let none = json!({"items": [], "set": {}});
    shop.app.post("ar", "/api/opportunities/bulk", none).await.refused(422, "invalid");
}

#[tokio::test]
async fn a_lead_becomes_an_opportunity_with_its_customer() {
    let shop = start().await;
    let body = json!({"title": "主变更换", "customer_name": "华南电网", "pain": "过载",
        "amount_minor": 700_000_000, "entry_on": "2026-04-01",
        "urgency": 3, "maturity": 3, "agreement": 3, "entry": 3});
    let lead = shop.app.post("ar", "/api/leads", body).await.expect(201);
    let at = format!("/api/leads/{}/convert", lead.id());
    let verify = format!("/api/leads/{}/verify", lead.id());
    let customer = json!({"name": "华南电网", "class": "s"});
    let full = json!({"opportunity_title": "主变更换项目", "customer": customer,
        "contact": {"name": "王工"}, "expected_sign_on": "2026-08-31"});
    let early = shop.app.verb("ar", &at, 1, full.clone()).await;
    early.refused(409, "gate_unmet");
    let yes = json!({"is_lead": true, "distance": "hot", "win": "high"});
    let lead = shop.app.verb("lead_manager", &verify, 1, yes).await.expect(200);
    let version = lead.version();
    let bare = json!({"opportunity_title": "主变更换项目"});
    shop.app.verb("ar", &at, version, bare).await.refused(422, "invalid");
    let wrong = json!({"opportunity_title": " ", "customer": {"name": ""}});
    shop.app.verb("ar", &at, version, wrong).await.refused(422, "invalid");
    shop.app.verb("stranger", &at, version, full.clone()).await.refused(404, "not_found");
    shop.app.verb("ar", &at, 1, full.clone()).await.refused(412, "stale");
    let made = shop.app.verb("ar", &at, version, full.clone()).await.expect(201);
    let opportunity = made.json["opportunity_id"].as_str().unwrap();
    let deal = shop.app.get("ar", &format!("/api/opportunities/{opportunity}")).await.expect(200);
    assert_eq!(
        (&deal.json["need"], &deal.json["amount_minor"]),
        (&json!("过载"), &json!(700_000_000))
    );
    assert_eq!(deal.json["lead"]["name"], "主变更换");
    assert_eq!(deal.json["suggested_grade"], "major", "a strategic customer");
    let customer = made.json["customer_id"].as_str().unwrap();
    let customer = shop.app.get("ar", &format!("/api/customers/{customer}")).await.expect(200);
    assert_eq!(customer.json["contacts"][0]["name"], "王工");
    let lead = shop.app.get("ar", &format!("/api/leads/{}", lead.id())).await.expect(200);
    assert_eq!(
        (&lead.json["status"], &lead.json["opportunity"]["id"]),
        (&json!("converted"), &json!(opportunity))
    );
    shop.app
        .verb("ar", &at, lead.version(), json!({"opportunity_title": "x"}))
        .await
        .refused(409, "lead_not_open");
    let page = shop.app.get("ar", "/api/opportunities").await.expect(200);
    assert_eq!(page.json["count"]["value"], 1, "refused conversions left nothing behind");
}

#[tokio::test]
async fn an_export_is_the_list() {
    let shop = start().await;
    shop.bare().await;
    let file = shop.app.get("ar", "/api/opportunities/export?format=csv").await.expect(200);
    let text = String::from_utf8_lossy(&file.bytes).into_owned();
    assert!(text.contains("OPP-2026-00001") && text.contains("10000.00"), "{text}");
    let none = shop.app.get("stranger", "/api/opportunities/export?format=csv").await.expect(200);
    assert!(!String::from_utf8_lossy(&none.bytes).contains("OPP-"));
}

#[tokio::test]
async fn an_opportunity_is_made_within_reach() {
    let shop = start().await;
    let app = &shop.app;
    for (place, code) in [
        (json!({"unit_id": app.world.units["beijing"].id}), "unit_out_of_reach"),
        (json!({"owner_id": app.id("stranger")}), "owner_out_of_reach"),
    ] {
        let mut body = json!({"title": "220kV 主变", "customer_id": shop.customer});
        body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        let refused = app.post("ar", "/api/opportunities", body).await.refused(422, "invalid");
        assert_eq!(refused.json["errors"][0]["code"], code);
    }
    // A member of the team from elsewhere converts a lead: what comes of it stays where the lead is.
    let body = json!({"title": "城南变", "customer_name": "新客户", "pain": "过载"});
    let lead = app.post("ar", "/api/leads", body).await.expect(201);
    let at = format!("/api/leads/{}", lead.id());
    let to = json!({"owner_id": app.id("stranger")});
    app.patch("ar", &at, 1, to).await.expect(200);
    let yes = json!({"is_lead": true, "distance": "hot", "win": "high"});
    app.verb("north_head", &format!("{at}/verify"), 2, yes).await.expect(200);
    let body = json!({"opportunity_title": "城南变", "customer": {"name": "新客户"}});
    let made = app.verb("ar", &format!("{at}/convert"), 3, body).await.expect(201);
    let customer = made.json["customer_id"].as_str().unwrap();
    let customer = app.get("stranger", &format!("/api/customers/{customer}")).await.expect(200);
    assert_eq!(customer.json["unit"]["name"], "beijing");
}
