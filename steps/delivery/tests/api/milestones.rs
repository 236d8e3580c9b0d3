//! Milestones: planned, reached, proved, accepted, and what they do to payments.

use crate::deal::{accept, add, allowed, contract, lines, path, prove, put, start, subjects};
use contract::ContractStage;
use decision::RecordKind;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::TestApp;

const MISSING: &str = "/api/milestones/0195b7f2-0000-7000-8000-000000000000";

fn column<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list["items"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_proved_milestone_is_accepted_and_its_payment_becomes_due() {
    let app = start().await;
    let contract = contract(&app).await;
    let milestone = add(&app, &contract, "delivered", " Lot 1 ").await;
    assert_eq!(milestone.headers["etag"], "\"1\"");
    let view = &milestone.json;
    assert_eq!((&view["label"], &view["status"]), (&json!("Lot 1"), &json!("planned")));
    assert_eq!(view["forecast_on"], "2026-05-31");
    assert_eq!(view["contract"]["name"], "CON-2026-00001");
    assert_eq!(allowed(view, "accept"), Err("forbidden".to_owned()));
    let by_fr = app.get("fr", &path(&milestone)).await.expect(200).json;
    assert_eq!(allowed(&by_fr, "accept"), Err("evidence_missing".to_owned()));
    // The event is expected on 31 May, so the payment 30 days later; its plan stays.
    assert_eq!(lines(&app, &contract, "delivered", "forecast_on").await, ["2026-06-30"]);
    let done = accept(&app, &milestone, "2026-02-20").await.json;
    assert_eq!((&done["status"], &done["actual_on"]), (&json!("accepted"), &json!("2026-02-20")));
    assert_eq!(done["accepted_by"]["name"], "fr of shanghai");
    assert_eq!(done["accepted_at"], json!(testkit::database::NOW));
    assert_eq!(column(&json!({"items": done["evidence"]}), "name"), ["note.pdf"]);
    assert_eq!(lines(&app, &contract, "delivered", "triggered_on").await, ["2026-02-20"]);
    assert_eq!(lines(&app, &contract, "delivered", "due_on").await, ["2026-03-22"]);
    assert_eq!(lines(&app, &contract, "delivered", "planned_on").await, ["2026-06-30"]);
    assert_eq!(lines(&app, &contract, "final_acceptance", "triggered_on").await, [Value::Null]);
    let id = contract.rsplit('/').next().unwrap();
    let lines = app.get("ar", &format!("/api/records/contract/{id}/timeline")).await.expect(200);
    assert!(column(&lines.json, "verb").contains(&"accepted"));
}

#[tokio::test]
async fn nothing_is_accepted_without_right_proof_signature_or_past() {
    let app = start().await;
    let contract = contract(&app).await;
    let milestone = add(&app, &contract, "delivered", "").await;
    let verb = format!("{}/accept", path(&milestone));
    let today = json!({"actual_on": "2026-03-02"});
    app.verb("fr", &verb, 1, today.clone()).await.refused(409, "evidence_missing");
    prove(&app, "ar", &milestone.id()).await.expect(201);
    for login in ["ar", "sr", "head", "auditor", "admin"] {
        app.verb(login, &verb, 1, today.clone()).await.refused(403, "forbidden");
    }
    for login in ["stranger", "colleague", "north_head"] {
        app.verb(login, &verb, 1, today.clone()).await.refused(404, "not_found");
    }
    app.verb("fr", &verb, 1, json!({"actual_on": "2026-03-03"})).await.refused(422, "invalid");
    app.verb("fr", &verb, 1, json!({"actual_on": "1999-03-03"})).await.refused(422, "invalid");
    app.verb("fr", &verb, 1, json!({})).await.refused(400, "bad_type");
    app.verb("fr", &verb, 1, json!({"actual_on": "2026-02-30"})).await.refused(400, "bad_type");
    let stale = app.verb("fr", &verb, 7, today.clone()).await.refused(412, "stale");
    assert_eq!(stale.json["current"]["version"], 1);
    app.post("fr", &verb, today.clone()).await.refused(428, "version_required");
    app.verb("fr", &format!("{MISSING}/accept"), 1, today.clone()).await.refused(404, "not_found");
    for (stage, code) in [
        (ContractStage::Draft, "contract_not_signed"),
        (ContractStage::Authorised, "contract_not_signed"),
        (ContractStage::Terminated, "contract_ended"),
        (ContractStage::Closed, "contract_ended"),
    ] {
        put(&app, &contract, stage).await;
        app.verb("fr", &verb, 1, today.clone()).await.refused(409, code);
        let view = app.get("fr", &path(&milestone)).await.expect(200).json;
        assert_eq!(allowed(&view, "accept"), Err(code.to_owned()));
    }
    put(&app, &contract, ContractStage::Executing).await;
    // The contract manager of the region holds the right as well.
    let done = app.verb("contracts", &verb, 1, today).await.expect(200);
    assert_eq!(done.json["accepted_by"]["name"], "contracts of east");
}

#[tokio::test]
async fn an_accepted_milestone_and_its_proof_stay() {
    let app = start().await;
    let contract = contract(&app).await;
    let milestone = add(&app, &contract, "delivered", "").await;
    let done = accept(&app, &milestone, "2026-03-01").await;
    let (path, version) = (path(&milestone), done.version());
    let edit = json!({"actual_on": null});
    app.patch("ar", &path, version, edit).await.refused(409, "milestone_accepted");
    app.delete("ar", &path, version).await.refused(409, "milestone_accepted");
    let again = json!({"actual_on": "2026-03-02"});
    app.verb("fr", &format!("{path}/accept"), version, again)
        .await
        .refused(409, "milestone_accepted");
    let file = done.json["evidence"][0]["id"].as_str().unwrap();
    app.delete("fr", &format!("/api/files/{file}"), 1).await.refused(409, "files_kept");
    prove(&app, "fr", &milestone.id()).await.expect(201);
    let view = app.get("fr", &path).await.expect(200).json;
    assert_eq!(view["evidence"].as_array().unwrap().len(), 2);
    for action in ["edit", "accept", "remove"] {
        assert_eq!(allowed(&view, action), Err("milestone_accepted".to_owned()), "{action}");
    }
}

#[tokio::test]
async fn the_last_lot_makes_the_payment_due() {
    let app = start().await;
    let contract = contract(&app).await;
    let first = add(&app, &contract, "delivered", "Lot 1").await;
    let second = add(&app, &contract, "delivered", "Lot 2").await;
    let third = add(&app, &contract, "delivered", "Lot 3").await;
    accept(&app, &first, "2026-03-01").await;
    assert_eq!(lines(&app, &contract, "delivered", "triggered_on").await, [Value::Null]);
    accept(&app, &second, "2026-02-15").await;
    assert_eq!(lines(&app, &contract, "delivered", "triggered_on").await, [Value::Null]);
    // The lot that nobody will deliver goes: what is left has happened.
    app.delete("ar", &path(&third), 1).await.expect(204);
    assert_eq!(lines(&app, &contract, "delivered", "triggered_on").await, ["2026-03-01"]);
    // A lot that is added later does not take the payment back.
    add(&app, &contract, "delivered", "Lot 4").await;
    assert_eq!(lines(&app, &contract, "delivered", "due_on").await, ["2026-03-31"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lots_accepted_at_once_make_the_payment_due() {
    let app = Arc::new(start().await);
    let contract = contract(&app).await;
    let mut tasks = Vec::new();
    for lot in 0..6 {
        let milestone = add(&app, &contract, "delivered", &format!("Lot {lot}")).await;
        let app = Arc::clone(&app);
        tasks.push(tokio::spawn(async move {
            accept(&app, &milestone, &format!("2026-02-1{lot}")).await;
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(lines(&app, &contract, "delivered", "triggered_on").await, ["2026-02-15"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn proof_cannot_go_while_it_is_relied_on() {
    let app = Arc::new(start().await);
    let contract = contract(&app).await;
    for _ in 0..6 {
        let milestone = add(&app, &contract, "installed", "").await;
        let file = prove(&app, "fr", &milestone.id()).await.expect(201).id();
        let verb = format!("{}/accept", path(&milestone));
        let body = json!({"actual_on": "2026-03-01"});
        let (accepting, deleting) = (Arc::clone(&app), Arc::clone(&app));
        let accepted = tokio::spawn(async move { accepting.verb("fr", &verb, 1, body).await });
        let deleted =
            tokio::spawn(
                async move { deleting.delete("fr", &format!("/api/files/{file}"), 1).await },
            );
        let (accepted, deleted) = (accepted.await.unwrap(), deleted.await.unwrap());
        let view = app.get("fr", &path(&milestone)).await.expect(200).json;
        let proofs = view["evidence"].as_array().unwrap().len();
        match accepted.status.as_u16() {
            200 => assert_eq!((proofs, deleted.code()), (1, "files_kept")),
            409 => assert_eq!((proofs, accepted.code()), (0, "evidence_missing")),
            status => panic!("{status}: {}", accepted.json),
        }
    }
}

#[tokio::test]
async fn a_slip_moves_the_forecast_never_the_plan() {
    let app = start().await;
    let contract = contract(&app).await;
    let milestone = add(&app, &contract, "delivered", "").await;
    let path = path(&milestone);
    let later = json!({"forecast_on": "2026-08-01", "note": "waits for the crane"});
    let slipped = app.patch("fr", &path, 1, later).await.expect(200);
    assert_eq!((&slipped.json["planned_on"], slipped.version()), (&json!("2026-05-31"), 2));
    assert_eq!(lines(&app, &contract, "delivered", "forecast_on").await, ["2026-08-31"]);
    assert_eq!(lines(&app, &contract, "delivered", "planned_on").await, ["2026-06-30"]);
    let reached = app.patch("fr", &path, 2, json!({"actual_on": "2026-03-01"})).await.expect(200);
    assert_eq!(reached.json["status"], "reached");
    assert_eq!(lines(&app, &contract, "delivered", "forecast_on").await, ["2026-03-31"]);
    assert_eq!(lines(&app, &contract, "delivered", "triggered_on").await, [Value::Null]);
    let back =
        app.patch("fr", &path, 3, json!({"actual_on": null, "note": null})).await.expect(200);
    assert_eq!((&back.json["status"], &back.json["note"]), (&json!("planned"), &Value::Null));
    for wrong in [
        json!({"actual_on": "2026-03-03"}),
        json!({"planned_on": "2099-01-01"}),
        json!({"label": "x".repeat(101)}),
        json!({"note": "x".repeat(4_001)}),
    ] {
        app.patch("fr", &path, 4, wrong).await.refused(422, "invalid");
    }
    app.patch("fr", &path, 4, json!({"status": "accepted"})).await.refused(400, "unknown_field");
    app.patch("fr", &path, 4, json!({"accepted_by": app.id("fr")}))
        .await
        .refused(400, "unknown_field");
    app.patch("fr", &path, 1, json!({"note": "x"})).await.refused(412, "stale");
    app.patch("auditor", &path, 4, json!({"note": "x"})).await.refused(403, "forbidden");
    app.patch("stranger", &path, 4, json!({"note": "x"})).await.refused(404, "not_found");
    app.get("stranger", &path).await.refused(404, "not_found");
    app.get("ar", MISSING).await.refused(404, "not_found");
}

#[tokio::test]
async fn milestones_come_from_the_plan() {
    let app = start().await;
    let contract = contract(&app).await;
    let from_plan = format!("{contract}/milestones/from-plan");
    app.post("stranger", &from_plan, json!({})).await.refused(404, "not_found");
    app.post("auditor", &from_plan, json!({})).await.refused(403, "forbidden");
    let made = app.post("ar", &from_plan, json!({})).await.expect(200).json;
    // The effect of the contract needs no milestone.
    assert_eq!(column(&made, "kind"), ["delivered", "final_acceptance", "warranty_end"]);
    // 30 days before the payment that was planned.
    assert_eq!(made["items"][0]["planned_on"], "2026-05-31");
    let again = app.post("ar", &from_plan, json!({})).await.expect(200).json;
    assert_eq!(column(&again, "id"), column(&made, "id"));
    let list = app.get("fr", &format!("{contract}/milestones")).await.expect(200).json;
    assert_eq!(column(&list, "id"), column(&made, "id"));
    app.get("stranger", &format!("{contract}/milestones")).await.refused(404, "not_found");
    put(&app, &contract, ContractStage::Closed).await;
    app.post("ar", &from_plan, json!({})).await.refused(409, "contract_ended");
    let one = json!({"kind": "installed"});
    app.post("ar", &format!("{contract}/milestones"), one).await.refused(409, "contract_ended");
}

#[tokio::test]
async fn a_milestone_is_added_by_those_who_may_edit_the_contract() {
    let app = start().await;
    let contract = contract(&app).await;
    let path = format!("{contract}/milestones");
    let body = json!({"kind": "installed", "contract_on": "2026-07-01"});
    app.post("auditor", &path, body.clone()).await.refused(403, "forbidden");
    app.post("stranger", &path, body.clone()).await.refused(404, "not_found");
    for login in ["ar", "fr", "contracts", "head"] {
        let made = app.post(login, &path, body.clone()).await.expect(201).json;
        assert_eq!((&made["label"], &made["forecast_on"]), (&json!(""), &json!("2026-07-01")));
        assert_eq!(made["owner"]["name"], "ar of shanghai");
    }
    let wrong = json!({"kind": "installed", "planned_on": "1970-01-01", "label": "x".repeat(101)});
    let answer = app.post("ar", &path, wrong).await.refused(422, "invalid");
    assert_eq!(answer.json["errors"].as_array().map(Vec::len), Some(2));
    app.post("ar", &path, json!({"kind": "teatime"})).await.refused(400, "bad_type");
    let forged = json!({"kind": "installed", "actual_on": "2026-03-01"});
    app.post("ar", &path, forged).await.refused(400, "unknown_field");
}

#[tokio::test]
async fn a_mistake_can_be_removed_but_not_with_its_files() {
    let app = start().await;
    let contract = contract(&app).await;
    let milestone = add(&app, &contract, "installed", "").await;
    let path = path(&milestone);
    let file = prove(&app, "fr", &milestone.id()).await.expect(201).id();
    app.delete("ar", &path, 1).await.refused(409, "milestone_has_files");
    app.delete("fr", &format!("/api/files/{file}"), 1).await.expect(204);
    app.delete("stranger", &path, 1).await.refused(404, "not_found");
    app.delete("auditor", &path, 1).await.refused(403, "forbidden");
    app.delete("ar", &path, 7).await.refused(412, "stale");
    app.delete("ar", &path, 1).await.expect(204);
    app.get("ar", &path).await.refused(404, "not_found");
}

async fn facts(app: &TestApp, contract: &str) -> (bool, bool) {
    let id = contract.rsplit('/').next().unwrap();
    let store = app.app.store();
    let today = store.clock().today();
    let known = subjects().facts(store.read(), today, RecordKind::Contract, id).await.unwrap();
    let yes = |key: &str| known.facts.get(key) == &process::Fact::from(true);
    (yes("all_milestones_accepted"), yes("no_open_items"))
}

#[tokio::test]
async fn a_contract_is_fulfilled_when_everything_is_accepted() {
    let app = start().await;
    let contract = contract(&app).await;
    let fulfil = |version: i64| {
        let path = format!("{contract}/stage");
        let app = &app;
        async move { app.verb("ar", &path, version, json!({"to": "fulfilled"})).await }
    };
    assert_eq!(facts(&app, &contract).await, (false, true));
    let refused = fulfil(1).await.refused(409, "gate_unmet");
    assert_eq!(refused.json["unmet"][0]["key"], "all_milestones_accepted");
    app.post("ar", &format!("{contract}/milestones/from-plan"), json!({})).await.expect(200);
    let list = app.get("fr", &format!("{contract}/milestones")).await.expect(200).json;
    for id in column(&list, "id") {
        assert!(!facts(&app, &contract).await.0);
        fulfil(1).await.refused(409, "gate_unmet");
        let milestone = app.get("fr", &format!("/api/milestones/{id}")).await;
        accept(&app, &milestone, "2026-03-01").await;
    }
    assert_eq!(facts(&app, &contract).await, (true, true));
    let done = fulfil(1).await.expect(200);
    assert_eq!(done.json["stage"], "fulfilled");
}

#[tokio::test]
async fn the_list_shows_what_the_caller_reaches() {
    let app = start().await;
    let contract = contract(&app).await;
    app.post("ar", &format!("{contract}/milestones/from-plan"), json!({})).await.expect(200);
    for (login, rows) in
        [("ar", 3), ("fr", 3), ("head", 3), ("finance", 3), ("colleague", 0), ("stranger", 0)]
    {
        let page = app.get(login, "/api/milestones").await.expect(200).json;
        assert_eq!(page["count"]["value"], rows, "{login}");
    }
    let page = app.get("fr", "/api/milestones?sort=-planned_on&limit=1").await.expect(200).json;
    let row = &page["items"][0];
    assert_eq!((&row["contract"], &row["customer"]), (&json!("CON-2026-00001"), &json!("Grid")));
    assert_eq!((&row["owner"], &row["status"]), (&json!("ar of shanghai"), &json!("planned")));
    let filter = "%5B%7B%22field%22%3A%22kind%22%2C%22op%22%3A%22eq%22%2C%22value%22%3A%22delivered%22%7D%5D";
    let found = app.get("fr", &format!("/api/milestones?filter={filter}")).await.expect(200).json;
    assert_eq!(column(&found, "kind"), ["delivered"]);
    app.get("fr", "/api/milestones?sort=note").await.refused(422, "invalid");
}
