//! What a record's page tells, to whom.

use crate::sample::{column, deal, edit, foreign_offer, start};
use serde_json::{Value, json};

const MISSING: &str = "0195b7f2-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_timeline_tells_who_did_what_newest_first() {
    let app = start().await;
    let deal = deal(&app).await;
    let path = format!("/api/records/opportunity/{}", deal.id);
    let sr = app.id("sr");
    edit(&app, "ar", &deal, |d| d.owner_id.clone_from(&sr)).await;
    let body = json!({"text": " 客户要求 10 月交货 \n"});
    let note = app.post("sr", &format!("{path}/notes"), body).await.expect(201);
    assert_eq!(note.json["note"], "客户要求 10 月交货");
    assert_eq!(note.json["actor"], json!({"id": app.id("sr"), "name": "sr of shanghai"}));
    let page = app.get("sr", &format!("{path}/timeline")).await.expect(200).json;
    assert_eq!(column(&page, "verb"), ["noted", "edited", "created"]);
    let owners = &page["items"][1]["changes"][0];
    assert_eq!(owners["field"], "owner_id");
    assert_eq!(owners["before"], json!({"id": app.id("ar"), "name": "ar of shanghai"}));
    assert_eq!(owners["after"]["name"], "sr of shanghai");
    assert_eq!(page["count"], json!({"value": 3, "capped": false}));
    let created = page["items"][2]["changes"].as_array().unwrap();
    let unit = created.iter().find(|change| change["field"] == "unit_id").unwrap();
    assert_eq!(unit["after"]["name"], "shanghai");
}

#[tokio::test]
async fn what_is_hidden_answers_like_what_is_missing() {
    let app = start().await;
    let deal = deal(&app).await;
    for (kind, id) in [
        ("opportunity", deal.id.as_str()),
        ("opportunity", MISSING),
        ("opportunity", "nonsense"),
        ("lead", deal.id.as_str()),
        ("spaceship", MISSING),
        ("user", &app.id("ar")),
    ] {
        let path = format!("/api/records/{kind}/{id}");
        let answer = app.get("stranger", &format!("{path}/timeline")).await;
        let hidden = answer.refused(404, "not_found");
        let missing = app
            .get("stranger", &format!("/api/records/opportunity/{MISSING}/timeline"))
            .await
            .refused(404, "not_found");
        assert_eq!(hidden.json, missing.json);
        let note = json!({"text": "x"});
        app.post("stranger", &format!("{path}/notes"), note).await.refused(404, "not_found");
    }
    let seen = app.get("ar", &format!("/api/records/opportunity/{}/timeline", deal.id)).await;
    assert_eq!(column(&seen.expect(200).json, "verb"), ["created"]);
    let user = format!("/api/records/user/{}/timeline", app.id("ar"));
    app.get("admin", &user).await.expect(200);
    app.get("", &user).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn cost_stays_hidden_in_differences() {
    let app = start().await;
    let deal = deal(&app).await;
    edit(&app, "sr", &deal, |d| d.cost_minor = 80).await;
    let path = format!("/api/records/opportunity/{}/timeline", deal.id);
    let of = |page: Value| page["items"][0]["changes"].clone();
    let seller = of(app.get("ar", &path).await.expect(200).json);
    assert_eq!(seller, json!([]));
    let engineer = of(app.get("sr", &path).await.expect(200).json);
    assert_eq!(engineer, json!([{"field": "cost_minor", "before": 70, "after": 80}]));
    let whole = app.get("ar", &path).await.expect(200);
    assert!(!String::from_utf8_lossy(&whole.bytes).contains("cost_minor"));
}

#[tokio::test]
async fn lines_of_other_records_show_to_those_who_reach_them() {
    let app = start().await;
    let deal = deal(&app).await;
    foreign_offer(&app, &deal).await;
    let path = format!("/api/records/opportunity/{}/timeline", deal.id);
    let kinds = |page: Value| {
        let kinds: Vec<String> = column(&page, "kind").into_iter().map(str::to_owned).collect();
        (kinds, page["count"]["value"].clone())
    };
    let owner = kinds(app.get("ar", &path).await.expect(200).json);
    assert_eq!(owner, (vec!["opportunity".to_owned()], json!(1)));
    let member = kinds(app.get("sr", &path).await.expect(200).json);
    assert_eq!(member, (vec!["quotation".to_owned(), "opportunity".to_owned()], json!(2)));
    let all = kinds(app.get("chair", &path).await.expect(200).json);
    assert_eq!(all, member);
}

#[tokio::test]
async fn pages_show_each_line_once() {
    let app = start().await;
    let mut deal = deal(&app).await;
    for step in 0..9 {
        deal = edit(&app, "ar", &deal, |d| d.title = format!("step {step}")).await;
    }
    let path = format!("/api/records/opportunity/{}/timeline", deal.id);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = app.get("ar", &format!("{path}?limit=4{cursor}")).await.expect(200).json;
        assert_eq!(page["count"]["value"], 10);
        seen.extend(column(&page, "id").into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.reverse();
    sorted.dedup();
    assert_eq!((seen.len(), &seen), (10, &sorted));
    app.get("ar", &format!("{path}?cursor=x")).await.refused(422, "invalid");
    app.get("ar", &format!("{path}?limit=0")).await.refused(422, "invalid");
    app.get("ar", &format!("{path}?limit=201")).await.refused(422, "invalid");
    app.get("ar", &format!("{path}?page=1")).await.refused(400, "bad_query");
}

#[tokio::test]
async fn empty_and_endless_notes_are_refused() {
    let app = start().await;
    let deal = deal(&app).await;
    let path = format!("/api/records/opportunity/{}/notes", deal.id);
    for text in ["", " \n ", &"字".repeat(4_001), "bell \u{7}"] {
        app.post("ar", &path, json!({"text": text})).await.refused(422, "invalid");
    }
    app.post("ar", &path, json!({"text": "字".repeat(4_000)})).await.expect(201);
    app.post("ar", &path, json!({"note": "x"})).await.refused(400, "unknown_field");
}

#[tokio::test]
async fn search_finds_what_the_caller_reaches() {
    let app = start().await;
    let deal = deal(&app).await;
    for words in ["电力", "hddlbyq", "huadong", "OPP-2026-00001", "2026 变压"] {
        for login in ["ar", "head", "chair"] {
            let found = app.get(login, &format!("/api/search?q={words}")).await.expect(200).json;
            assert_eq!(column(&found, "id"), [deal.id.as_str()], "{words} by {login}");
            assert_eq!(found["items"][0]["number"], "OPP-2026-00001");
        }
        for login in ["stranger", "north_head", "colleague"] {
            let found = app.get(login, &format!("/api/search?q={words}")).await.expect(200).json;
            assert_eq!(found, json!({"items": []}), "{words} by {login}");
        }
    }
    let of_kind = |kind: &str| format!("/api/search?q=电力&kind={kind}");
    assert_eq!(
        app.get("ar", &of_kind("opportunity")).await.json["items"][0]["kind"],
        "opportunity"
    );
    assert_eq!(app.get("ar", &of_kind("quotation")).await.json, json!({"items": []}));
    assert_eq!(app.get("ar", &of_kind("spaceship")).await.json, json!({"items": []}));
    assert_eq!(app.get("ar", "/api/search?q=***").await.json, json!({"items": []}));
    assert_eq!(app.get("ar", "/api/search").await.json, json!({"items": []}));
    let long = "x".repeat(101);
    app.get("ar", &format!("/api/search?q={long}")).await.refused(422, "invalid");
}
