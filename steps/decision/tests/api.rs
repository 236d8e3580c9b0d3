//! Requests, decisions and the path of a record over HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

#[expect(unreachable_pub, reason = "the entity macro wants a public model")]
mod deal;

use deal::{Deals, add, change, read, start, start_with};
use decision::Subjects;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

async fn ask(app: &TestApp, login: &str, deal: &deal::Model, gate: &str) -> Answer {
    let body = json!({"kind": "opportunity", "record_id": deal.id, "gate": gate,
        "note": "please", "version": deal.version});
    app.post(login, "/api/decisions", body).await
}

async fn rule(app: &TestApp, login: &str, request: &Answer, body: Value) -> Answer {
    let path = format!("/api/decisions/{}/outcome", request.id());
    app.verb(login, &path, request.version(), body).await
}

fn keys(answer: &Answer) -> Vec<&str> {
    let unmet = answer.json["unmet"].as_array().unwrap();
    unmet.iter().map(|it| it["key"].as_str().unwrap()).collect()
}

fn may(view: &Value, action: &str) -> (bool, String) {
    let all = view["allowed"].as_array().unwrap();
    let found = all.iter().find(|it| it["action"] == action).unwrap();
    let reason = found["reason"].as_str().unwrap_or_default().to_owned();
    (found["allowed"] == Value::Bool(true), reason)
}

async fn inbox(app: &TestApp, login: &str) -> usize {
    let filter = "%5B%7B%22field%22:%22mine%22,%22op%22:%22eq%22,%22value%22:true%7D%5D";
    let page = app.get(login, &format!("/api/decisions?filter={filter}")).await.expect(200);
    let items = page.json["items"].as_array().unwrap();
    assert!(items.iter().all(|item| item["mine"] == Value::Bool(true)));
    items.len()
}

#[tokio::test]
async fn a_go_moves_the_record_and_counts() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    let request = ask(&app, "ar", &deal, "ati").await.expect(201);
    let seen = &request.json;
    assert_eq!((&seen["round"], &seen["status"]), (&json!(1), &json!("submitted")));
    // Monday plus two working days.
    assert_eq!(seen["due_on"], "2026-03-04");
    assert_eq!(seen["checklist"].as_array().map(Vec::len), Some(12));
    assert_eq!(may(seen, "decide"), (false, "not_decider".to_owned()));
    assert_eq!(may(seen, "withdraw"), (true, String::new()));
    for (login, count) in
        [("ar", 0), ("sr", 0), ("head", 1), ("chair", 1), ("north_head", 0), ("auditor", 0)]
    {
        assert_eq!(inbox(&app, login).await, count, "{login}");
    }
    rule(&app, "stranger", &request, json!({"outcome": "go"})).await.refused(404, "not_found");
    rule(&app, "sr", &request, json!({"outcome": "go"})).await.refused(403, "not_decider");
    rule(&app, "auditor", &request, json!({"outcome": "go"})).await.refused(403, "not_decider");
    let done = rule(&app, "head", &request, json!({"outcome": "go"})).await.expect(200);
    assert_eq!((&done.json["outcome"], &done.json["effective"]), (&json!("go"), &json!(true)));
    assert_eq!(done.json["decider"]["name"], "head of east");
    assert_eq!(read(&app, &deal.id).await.stage, "guiding");
    rule(&app, "chair", &request, json!({"outcome": "go"})).await.refused(409, "already_decided");
    assert_eq!(inbox(&app, "chair").await, 0);
}

#[tokio::test]
async fn what_is_missing_is_listed_when_asking_and_when_deciding() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    let short = change(&app, &deal.id, |deal| deal.need = None).await;
    let refused = ask(&app, "ar", &short, "ati").await.refused(409, "gate_unmet");
    assert_eq!(keys(&refused), ["need"]);
    let full = change(&app, &deal.id, |deal| deal.need = Some("3 sets".to_owned())).await;
    ask(&app, "ar", &deal, "ati").await.refused(412, "stale");
    ask(&app, "ar", &full, "atb").await.refused(409, "wrong_gate");
    let request = ask(&app, "ar", &full, "ati").await.expect(201);
    change(&app, &deal.id, |deal| deal.need = None).await;
    let late = rule(&app, "head", &request, json!({"outcome": "go"})).await;
    assert_eq!(keys(&late.refused(409, "gate_unmet")), ["need"]);
    let path = format!("/api/decisions/{}", request.id());
    let view = app.get("head", &path).await.expect(200);
    assert_eq!(view.json["snapshot"]["deal"]["need"], "3 sets", "the material is frozen");
    let met = |list: &str| {
        let criteria = view.json[list].as_array().unwrap();
        criteria.iter().find(|it| it["key"] == "need").unwrap()["met"].clone()
    };
    assert_eq!((met("checklist"), met("live")), (json!(true), json!(false)));
    assert_eq!(view.json["status"], "submitted");
}

#[tokio::test]
async fn two_sources_of_one_fact_are_a_fault() {
    let twice = Subjects::new().subject(Deals).source(Deals).source(Deals);
    let app = start_with(twice).await;
    let deal = add(&app, "validating").await;
    ask(&app, "ar", &deal, "ati").await.refused(500, "internal");
}

#[tokio::test]
async fn only_the_right_people_ask() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    ask(&app, "stranger", &deal, "ati").await.refused(404, "not_found");
    ask(&app, "colleague", &deal, "ati").await.refused(404, "not_found");
    ask(&app, "chair", &deal, "ati").await.refused(403, "forbidden");
    ask(&app, "head", &deal, "ati").await.refused(403, "not_proposer");
    ask(&app, "admin", &deal, "ati").await.refused(403, "not_proposer");
    ask(&app, "sr", &deal, "ati").await.expect(201);
    ask(&app, "ar", &deal, "ati").await.refused(409, "decision_open");
    let body = json!({"kind": "order", "record_id": deal.id, "gate": "ati", "version": 1});
    app.post("ar", "/api/decisions", body).await.refused(400, "bad_type");
    let body = json!({"kind": "contract", "record_id": deal.id, "gate": "atc", "version": 1});
    app.post("ar", "/api/decisions", body).await.refused(404, "not_found");
}

#[tokio::test]
async fn nobody_decides_an_own_proposal() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    // The head becomes owner with the role of a proposer in the team.
    let head = app.id("head");
    let deal = change(&app, &deal.id, |deal| deal.owner_id = head.clone()).await;
    let mut tx = app.ctx("head").begin().await.unwrap();
    let team = [(deal.id.as_str(), head.as_str(), "ar")];
    access::team::insert(&mut tx, "opportunity", team.into_iter()).await.unwrap();
    tx.commit().await.unwrap();
    let request = ask(&app, "head", &deal, "ati").await.expect(201);
    assert_eq!(may(&request.json, "decide"), (false, "own_proposal".to_owned()));
    assert_eq!(inbox(&app, "head").await, 0);
    rule(&app, "head", &request, json!({"outcome": "go"})).await.refused(409, "own_proposal");
    rule(&app, "chair", &request, json!({"outcome": "go"})).await.expect(200);
}

#[tokio::test]
async fn rework_hold_and_no_go_need_their_words() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    let request = ask(&app, "ar", &deal, "ati").await.expect(201);
    for body in [
        json!({"outcome": "rework"}),
        json!({"outcome": "no_go", "reason": " "}),
        json!({"outcome": "hold"}),
        json!({"outcome": "hold", "review_on": "2026-03-02"}),
    ] {
        rule(&app, "head", &request, body).await.refused(422, "invalid");
    }
    let body = json!({"outcome": "rework", "reason": "price missing"});
    let sent_back = rule(&app, "head", &request, body).await.expect(200);
    assert_eq!(sent_back.json["effective"], false);
    assert_eq!(read(&app, &deal.id).await.stage, "validating");
    let again = ask(&app, "ar", &deal, "ati").await.expect(201);
    assert_eq!(again.json["round"], 2);
    let body = json!({"outcome": "hold", "review_on": "2026-04-01", "reason": "budget"});
    rule(&app, "chair", &again, body).await.expect(200);
    let held = read(&app, &deal.id).await;
    assert!(held.on_hold);
    ask(&app, "ar", &held, "ati").await.refused(409, "on_hold");
    let resumed = change(&app, &deal.id, |deal| deal.on_hold = false).await;
    let third = ask(&app, "ar", &resumed, "ati").await.expect(201);
    let body = json!({"outcome": "no_go", "reason": "no budget"});
    rule(&app, "head", &third, body).await.expect(200);
    let ended = read(&app, &deal.id).await;
    assert_eq!(ended.stage, "abandoned");
    ask(&app, "ar", &ended, "ati").await.refused(409, "wrong_gate");
    let path = format!("/api/records/opportunity/{}/path", deal.id);
    let path = app.get("ar", &path).await.expect(200);
    assert_eq!((&path.json["exit"], &path.json["gate"]), (&Value::Null, &Value::Null));
    let last = path.json["stages"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["key"], &last["state"]), (&json!("abandoned"), &json!("current")));
}

#[tokio::test]
async fn a_request_is_taken_back_by_whom_it_belongs_to() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    let request = ask(&app, "sr", &deal, "ati").await.expect(201);
    let path = format!("/api/decisions/{}/withdraw", request.id());
    app.verb("stranger", &path, 1, json!({})).await.refused(404, "not_found");
    app.verb("head", &path, 1, json!({})).await.refused(403, "not_proposer");
    let stale = app.verb("sr", &path, 7, json!({})).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["version"], 1);
    let gone = app.verb("ar", &path, 1, json!({"note": "too early"})).await.expect(200);
    assert_eq!(gone.json["status"], "withdrawn");
    rule(&app, "head", &request, json!({"outcome": "go"})).await.refused(409, "decision_withdrawn");
    ask(&app, "sr", &deal, "ati").await.expect(201);
}

#[tokio::test]
async fn cost_stays_with_those_who_see_cost() {
    let app = start().await;
    let deal = add(&app, "proposing").await;
    let request = ask(&app, "sr", &deal, "atb").await.expect(201);
    let path = format!("/api/decisions/{}", request.id());
    let margin = |view: &Value, list: &str| {
        let criteria = view[list].as_array().unwrap();
        let state = criteria.iter().find(|it| it["key"] == "margin_positive").unwrap();
        (state["met"].clone(), state["actual"].clone())
    };
    for (login, actual) in [("sr", json!("1250")), ("ar", Value::Null), ("admin", Value::Null)] {
        let view = app.get(login, &path).await.expect(200).json;
        assert_eq!(margin(&view, "checklist"), (json!(true), actual.clone()), "{login}");
        assert_eq!(margin(&view, "live"), (json!(true), actual.clone()), "{login}");
        let shown = view.to_string().contains("1250");
        assert_eq!(shown, login == "sr", "{login}");
        let stages = format!("/api/records/opportunity/{}/path", deal.id);
        let stages = app.get(login, &stages).await.expect(200).json;
        assert_eq!(stages.to_string().contains("1250"), login == "sr", "{login}");
    }
}

#[tokio::test]
async fn an_authorisation_expires_and_is_renewed_without_a_move() {
    let app = start().await;
    let deal = add(&app, "proposing").await;
    let until = "2026-03-10".parse().unwrap();
    let deal = change(&app, &deal.id, |deal| deal.valid_until = Some(until)).await;
    let request = ask(&app, "ar", &deal, "atb").await.expect(201);
    let go = rule(&app, "head", &request, json!({"outcome": "go"})).await.expect(200);
    assert_eq!(go.json["valid_until"], "2026-03-10");
    let path = format!("/api/records/opportunity/{}/path", deal.id);
    let gate_state = |view: &Value| {
        let stages = view["stages"].as_array().unwrap();
        stages.iter().find(|it| it["gate"] == "atb").unwrap()["gate_state"].clone()
    };
    let view = app.get("ar", &path).await.expect(200).json;
    assert_eq!((&view["current"], gate_state(&view)), (&json!("negotiating"), json!("passed")));
    let deciders: Vec<_> = view["deciders"].as_array().unwrap().iter().collect();
    assert_eq!(deciders.len(), 2, "head and chair");
    app.app.store().clock().advance(9 * 86_400_000);
    let view = app.get("ar", &path).await.expect(200).json;
    assert_eq!((&view["gate"], gate_state(&view)), (&json!("atb"), json!("expired")));
    let until = "2026-05-01".parse().unwrap();
    let deal = change(&app, &deal.id, |deal| deal.valid_until = Some(until)).await;
    let renewal = ask(&app, "ar", &deal, "atb").await.expect(201);
    let view = app.get("ar", &path).await.expect(200).json;
    assert_eq!(view["open_request"]["round"], 2);
    assert_eq!(gate_state(&view), "requested");
    let go = rule(&app, "head", &renewal, json!({"outcome": "go"})).await.expect(200);
    assert_eq!(go.json["effective"], true);
    assert_eq!(read(&app, &deal.id).await.stage, "negotiating");
    let first = app.get("ar", &format!("/api/decisions/{}", request.id())).await.expect(200);
    assert_eq!(first.json["effective"], false);
}

#[tokio::test]
async fn clicks_at_the_same_moment_count_once() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    let (one, two) = tokio::join!(ask(&app, "ar", &deal, "ati"), ask(&app, "sr", &deal, "ati"));
    let (made, refused) = if one.status == 201 { (one, two) } else { (two, one) };
    let made = made.expect(201);
    refused.refused(409, "decision_open");
    let go = || json!({"outcome": "go"});
    let no = || json!({"outcome": "no_go", "reason": "why"});
    let (one, two) =
        tokio::join!(rule(&app, "head", &made, go()), rule(&app, "chair", &made, no()));
    let codes = [one.status.as_u16(), two.status.as_u16()];
    assert!(codes.contains(&200), "{codes:?}");
    assert!(codes.contains(&409) || codes.contains(&412), "{codes:?}");
    let view = app.get("ar", &format!("/api/decisions/{}", made.id())).await.expect(200);
    let stage = read(&app, &deal.id).await.stage;
    let outcome = if stage == "guiding" { "go" } else { "no_go" };
    assert_eq!(view.json["outcome"], outcome, "the record follows the decision that counted");
}

#[tokio::test]
async fn the_path_and_the_process_are_shown() {
    let app = start().await;
    let deal = add(&app, "guiding").await;
    let path = format!("/api/records/opportunity/{}/path", deal.id);
    app.get("stranger", &path).await.refused(404, "not_found");
    app.get("ar", "/api/records/order/1/path").await.refused(404, "not_found");
    let view = app.get("ar", &path).await.expect(200).json;
    let states: Vec<_> = view["stages"].as_array().unwrap().iter().map(|it| &it["state"]).collect();
    assert_eq!(states, ["done", "current", "next", "later", "later"]);
    assert_eq!(view["exit"]["ready"], true);
    let process = app.get("stranger", "/api/processes/huawei5").await.expect(200);
    assert_eq!(process.json["tracks"].as_array().map(Vec::len), Some(3));
    app.get("ar", "/api/processes/none").await.refused(404, "not_found");
}

#[tokio::test]
async fn the_list_is_filtered_and_within_reach() {
    let app = start().await;
    let deal = add(&app, "validating").await;
    ask(&app, "ar", &deal, "ati").await.expect(201);
    for (login, count) in [("ar", 1), ("head", 1), ("stranger", 0), ("colleague", 0)] {
        let page = app.get(login, "/api/decisions").await.expect(200);
        assert_eq!(page.json["count"]["value"], count, "{login}");
    }
    for (field, value, count) in [
        ("status", "submitted", 1),
        ("status", "decided", 0),
        ("gate", "ati", 1),
        ("kind", "contract", 0),
    ] {
        let filter = format!(
            "%5B%7B%22field%22:%22{field}%22,%22op%22:%22eq%22,%22value%22:%22{value}%22%7D%5D"
        );
        let page = app.get("ar", &format!("/api/decisions?filter={filter}")).await.expect(200);
        assert_eq!(page.json["count"]["value"], count, "{field} {value}");
    }
    let sorted = app.get("ar", "/api/decisions?sort=due_on").await.expect(200);
    assert_eq!(sorted.json["items"][0]["proposer"], "ar of shanghai");
}
