//! Leads over HTTP: every verb happy, refused, invalid, stale, and by a stranger.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use serde_json::{Value, json};
use testkit::{Answer, TestApp};

fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        catalog::migrations(),
        account::migrations(),
        lead::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn start() -> TestApp {
    TestApp::start(migrations(), lead::routes(), |app| app).await
}

async fn collected(app: &TestApp) -> Answer {
    let body = json!({
        "title": "220kV 主变更换", "customer_name": "华东电力", "source": "visit",
        "pain": "主变过载", "solution_idea": "SZ20 主变", "budget_source": "技改", "budget_state": "planned",
        "investment_leader": "王总", "amount_minor": 1_200_000_000_i64, "entry_on": "2026-04-20",
        "urgency": 3, "maturity": 3, "agreement": 2, "entry": 3,
    });
    app.post("ar", "/api/leads", body).await.expect(201)
}

fn path(lead: &Answer, verb: &str) -> String {
    let id = lead.json["id"].as_str().unwrap();
    if verb.is_empty() { format!("/api/leads/{id}") } else { format!("/api/leads/{id}/{verb}") }
}

fn action<'a>(lead: &'a Answer, name: &str) -> &'a Value {
    let all = lead.json["allowed"].as_array().unwrap();
    all.iter().find(|action| action["action"] == name).unwrap()
}

#[tokio::test]
async fn a_lead_is_collected_with_grade_and_completeness() {
    let app = start().await;
    let lead = collected(&app).await;
    assert_eq!(lead.json["number"], "LEAD-2026-00001");
    assert_eq!((&lead.json["completeness"], &lead.json["grade"]), (&json!(4), &json!("hot")));
    assert_eq!(lead.headers["etag"], "\"1\"");
    assert_eq!(action(&lead, "verify")["reason"], "forbidden");
    let far = json!({"entry_on": "2027-01-01"});
    let capped = app.patch("ar", &path(&lead, ""), 1, far).await.expect(200);
    assert_eq!(
        (&capped.json["grade"], &capped.json["grade_capped"]),
        (&json!("warm"), &json!(true))
    );
}

#[tokio::test]
async fn bad_input_is_named_field_by_field() {
    let app = start().await;
    let wrong = json!({
        "title": " ", "currency": "yuan", "amount_minor": 9_007_199_254_740_992_i64, "urgency": 4,
        "entry_on": "2099-01-01", "pain": "x".repeat(4001),
    });
    let answer = app.post("ar", "/api/leads", wrong).await.refused(422, "invalid");
    let mut pointers: Vec<&str> = answer.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    pointers.sort_unstable();
    let wanted = ["/amount_minor", "/currency", "/entry_on", "/pain", "/title", "/urgency"];
    assert_eq!(pointers, wanted);
    for (body, code) in [
        (json!({"title": "a", "colour": "red"}), "unknown_field"),
        (json!({"title": 7}), "bad_type"),
        (json!({"title": "a", "entry_on": "31.12.2026"}), "bad_type"),
        (json!({"title": "a", "source": "dream"}), "bad_type"),
    ] {
        app.post("ar", "/api/leads", body).await.refused(400, code);
    }
    let foreign = json!({"title": "a", "customer_id": "01900000-0000-7000-8000-000000000000"});
    app.post("ar", "/api/leads", foreign).await.refused(422, "invalid");
    let owner = json!({"title": "a", "owner_id": "nobody"});
    app.post("ar", "/api/leads", owner).await.refused(422, "invalid");
    app.post("finance", "/api/leads", json!({"title": "a"})).await.refused(403, "lead.create");
    app.post("", "/api/leads", json!({"title": "a"})).await.refused(401, "unauthenticated");
    let list = app.get("ar", "/api/leads").await.expect(200);
    assert_eq!(list.json["count"]["value"], 0, "nothing half written");
}

#[tokio::test]
async fn a_stranger_finds_nothing_and_a_colleague_may_not_edit() {
    let app = start().await;
    let lead = collected(&app).await;
    app.get("stranger", &path(&lead, "")).await.refused(404, "not_found");
    app.get("north_head", &path(&lead, "")).await.refused(404, "not_found");
    app.patch("stranger", &path(&lead, ""), 1, json!({"title": "b"}))
        .await
        .refused(404, "not_found");
    app.get("colleague", &path(&lead, "")).await.refused(404, "not_found");
    app.get("head", &path(&lead, "")).await.expect(200);
    app.get("auditor", &path(&lead, "")).await.expect(200);
    app.patch("auditor", &path(&lead, ""), 1, json!({"title": "b"}))
        .await
        .refused(403, "forbidden");
    app.get("ar", "/api/leads/not-an-id").await.refused(404, "not_found");
    for (login, rows) in
        [("ar", 1), ("head", 1), ("lead_manager", 1), ("stranger", 0), ("colleague", 0)]
    {
        let list = app.get(login, "/api/leads").await.expect(200);
        assert_eq!(list.json["items"].as_array().unwrap().len(), rows, "{login}");
        let found = app.get(login, "/api/leads?q=主变").await.expect(200);
        assert_eq!(found.json["items"].as_array().unwrap().len(), rows, "{login} by words");
    }
}

#[tokio::test]
async fn the_collector_never_verifies() {
    let app = start().await;
    let lead = collected(&app).await;
    let yes = json!({"is_lead": true, "distance": "hot", "win": "high"});
    app.verb("ar", &path(&lead, "verify"), 1, yes.clone())
        .await
        .refused(409, "verifier_is_collector");
    app.verb("fr", &path(&lead, "verify"), 1, yes.clone()).await.refused(404, "not_found");
    app.verb("admin", &path(&lead, "verify"), 1, yes.clone()).await.refused(403, "forbidden");
    let unsaid = json!({"is_lead": true});
    app.verb("lead_manager", &path(&lead, "verify"), 1, unsaid).await.refused(422, "invalid");
    app.post("lead_manager", &path(&lead, "verify"), yes.clone())
        .await
        .refused(428, "version_required");
    let stale = app.verb("lead_manager", &path(&lead, "verify"), 9, yes.clone()).await;
    assert_eq!(stale.refused(412, "stale").json["current"]["version"], 1);
    let done = app.verb("lead_manager", &path(&lead, "verify"), 1, yes).await.expect(200);
    assert_eq!(
        (&done.json["status"], &done.json["verification"]["advice"]),
        (&json!("nurturing"), &json!("convert"))
    );
    assert_eq!(done.json["review_on"], "2026-03-30");
    assert_eq!(done.json["exit"]["ready"], true);
    let head = app.get("ar", &path(&lead, "")).await.expect(200);
    assert_eq!(action(&head, "convert")["allowed"], true);
}

#[tokio::test]
async fn what_is_no_lead_is_closed_and_can_come_back() {
    let app = start().await;
    let lead = collected(&app).await;
    let no = json!({"is_lead": false, "note": "传闻"});
    let closed = app.verb("head", &path(&lead, "verify"), 1, no).await.expect(200);
    assert_eq!(
        (&closed.json["status"], &closed.json["close_reason"]),
        (&json!("closed"), &json!("not_real"))
    );
    app.patch("ar", &path(&lead, ""), 2, json!({"title": "b"})).await.refused(409, "lead_not_open");
    let again = app.verb("ar", &path(&lead, "reopen"), 2, json!({})).await.expect(200);
    assert_eq!((&again.json["status"], &again.json["verification"]), (&json!("new"), &Value::Null));
    app.verb("ar", &path(&lead, "reopen"), 3, json!({})).await.refused(409, "lead_not_closed");
    let unsaid = json!({"reason": "other"});
    app.verb("ar", &path(&lead, "close"), 3, unsaid).await.refused(422, "invalid");
    let reason = json!({"reason": "no_budget", "note": "明年再议"});
    let closed = app.verb("ar", &path(&lead, "close"), 3, reason).await.expect(200);
    assert_eq!(closed.json["status"], "closed");
}

#[tokio::test]
async fn no_channel_moves_a_lead_past_its_criteria() {
    let app = start().await;
    let lead = collected(&app).await;
    let unmet = |answer: &Value| {
        let list = answer["unmet"].as_array().unwrap();
        list.iter().map(|u| u["key"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let status = json!({"status": "nurturing"});
    let patched =
        app.patch("ar", &path(&lead, ""), 1, status.clone()).await.refused(409, "gate_unmet");
    let bulk = json!({"items": [{"id": lead.id(), "version": 1}], "set": status});
    let answer = app.post("admin", "/api/leads/bulk", bulk).await.expect(200);
    let result = &answer.json["results"][0];
    assert_eq!(result["outcome"], "refused");
    assert_eq!(unmet(&patched.json), unmet(&result["problem"]));
    assert_eq!(unmet(&patched.json), ["verified", "verifier_differs"]);
    let yes = json!({"is_lead": true, "distance": "hot", "win": "high"});
    app.verb("head", &path(&lead, "verify"), 1, yes).await.expect(200);
    let converted = json!({"status": "converted"});
    app.patch("ar", &path(&lead, ""), 2, converted).await.refused(409, "lead_converts");
}

#[tokio::test]
async fn a_lead_is_given_away_in_bulk() {
    let app = start().await;
    let lead = collected(&app).await;
    let to = json!({"owner_id": app.id("colleague")});
    let items = json!([{"id": lead.id(), "version": 1}, {"id": lead.id(), "version": 7}, {"id": "x", "version": 1}]);
    let answer =
        app.post("head", "/api/leads/bulk", json!({"items": items, "set": to})).await.expect(200);
    let outcomes: Vec<&Value> =
        answer.json["results"].as_array().unwrap().iter().map(|r| &r["outcome"]).collect();
    assert_eq!(outcomes, ["updated", "stale", "not_found"]);
    app.get("colleague", &path(&lead, "")).await.expect(200);
    app.get("ar", &path(&lead, "")).await.expect(200);
    let too_many: Vec<Value> = (0..201).map(|_| json!({"id": lead.id(), "version": 1})).collect();
    app.post("head", "/api/leads/bulk", json!({"items": too_many, "set": {}}))
        .await
        .refused(422, "invalid");
}

#[tokio::test]
async fn a_bulk_action_with_a_key_runs_once() {
    let app = start().await;
    let (one, two, three) = (collected(&app).await, collected(&app).await, collected(&app).await);
    let items: Vec<Value> =
        [&one, &two, &three].iter().map(|lead| json!({"id": lead.id(), "version": 1})).collect();
    let body = json!({"items": items, "set": {"owner_id": app.id("colleague")}});
    let outcomes = |answer: &Answer| {
        let results = answer.json["results"].as_array().unwrap().clone();
        results.into_iter().map(|it| it["outcome"].clone()).collect::<Vec<_>>()
    };
    let first = app.post_once("head", "/api/leads/bulk", "k-1", &body).await.expect(200);
    assert_eq!(outcomes(&first), ["updated", "updated", "updated"], "{}", first.json);
    let again = app.post_once("head", "/api/leads/bulk", "k-1", &body).await.expect(200);
    assert_eq!(
        (&again.json, again.headers["idempotent-replay"].as_bytes()),
        (&first.json, &b"true"[..])
    );
    let lead = app.get("head", &path(&two, "")).await.expect(200);
    assert_eq!(lead.version(), 2);
    // The first is refused, so the claim is made by the second.
    let mixed = json!({"items": [
        {"id": one.id(), "version": 1}, {"id": two.id(), "version": 2}, {"id": three.id(), "version": 2},
    ], "set": {"owner_id": app.id("sr")}});
    let first = app.post_once("head", "/api/leads/bulk", "k-2", &mixed).await.expect(200);
    assert_eq!(outcomes(&first), ["stale", "updated", "updated"]);
    let again = app.post_once("head", "/api/leads/bulk", "k-2", &mixed).await.expect(200);
    assert_eq!(again.json, first.json);
    // Nothing was written at all: the answer is still the same, even after the cause is gone.
    let none =
        json!({"items": [{"id": one.id(), "version": 3}], "set": {"owner_id": app.id("sr")}});
    let first = app.post_once("head", "/api/leads/bulk", "k-3", &none).await.expect(200);
    app.patch("head", &path(&one, ""), 2, json!({"title": "b"})).await.expect(200);
    let again = app.post_once("head", "/api/leads/bulk", "k-3", &none).await.expect(200);
    assert_eq!((outcomes(&first), &again.json), (vec![json!("stale")], &first.json));
}

#[tokio::test]
async fn the_list_needs_four_statements_at_most() {
    let app = start().await;
    collected(&app).await;
    app.get("head", "/api/leads").await.expect(200);
    let before = app.app.store().statements();
    app.get("head", "/api/leads?sort=-amount_minor").await.expect(200);
    let list = app.app.store().statements() - before;
    assert!(list <= 4, "{list} statements");
}

#[tokio::test]
async fn a_lead_is_written_down_within_reach_and_handed_over_to_anybody() {
    let app = start().await;
    let lead = |place: Value| {
        let mut body = json!({"title": "220kV 主变更换"});
        body.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        body
    };
    let beijing = json!({"unit_id": app.world.units["beijing"].id});
    let refused = app.post("ar", "/api/leads", lead(beijing)).await.refused(422, "invalid");
    assert_eq!(refused.json["errors"][0]["code"], "unit_out_of_reach");
    let stranger = json!({"owner_id": app.id("stranger")});
    let refused = app.post("ar", "/api/leads", lead(stranger.clone())).await;
    let refused = refused.refused(422, "invalid");
    assert_eq!(refused.json["errors"][0]["code"], "owner_out_of_reach");
    let colleague = json!({"owner_id": app.id("colleague")});
    let lead = app.post("ar", "/api/leads", lead(colleague)).await.expect(201);
    // The head of both hands it over: to where the new owner works, not to where nobody of them does.
    let far = json!({"owner_id": app.id("stranger"), "unit_id": app.world.units["north"].id});
    let refused = app.patch("head", &path(&lead, ""), 1, far).await.refused(422, "invalid");
    assert_eq!(refused.json["errors"][0]["code"], "unit_out_of_reach");
    let given = app.patch("colleague", &path(&lead, ""), 1, stranger).await.expect(200);
    assert_eq!(given.json["unit"]["name"], "beijing");
}
