//! What the workbench asks of somebody.

use crate::stream::start;
use serde_json::json;

#[tokio::test]
async fn the_workbench_shows_what_is_due_first_and_counts_all() {
    let app = start().await;
    let customer = app.post("ar", "/api/customers", json!({"name": "华东电力"})).await.expect(201);
    for index in 0..23 {
        // The last one written is due first.
        let body = json!({
            "title": format!("主变 {index}"), "customer_id": customer.id(), "amount_minor": 100,
            "expected_sign_on": format!("2026-06-{:02}", 28 - index),
        });
        app.post("ar", "/api/opportunities", body).await.expect(201);
    }
    let lead = app.post("ar", "/api/leads", json!({"title": "扩建"})).await.expect(201);
    let bench = app.get("ar", "/api/workbench").await.expect(200);
    assert_eq!(bench.json["counts"]["tasks"], 23, "the own lead waits for somebody else");
    let tasks = bench.json["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), 20);
    assert_eq!(tasks[0]["title"], "主变 22");
    assert_eq!(tasks[0]["task"], "complete_checklist");
    let due: Vec<&str> = tasks.iter().map(|task| task["due_on"].as_str().unwrap()).collect();
    assert!(due.is_sorted(), "{due:?}");

    let head = app.get("head", "/api/workbench").await.expect(200);
    assert_eq!(head.json["counts"]["tasks"], 1);
    assert_eq!(head.json["tasks"][0]["task"], "verify_lead");
    assert_eq!(head.json["tasks"][0]["record_id"], json!(lead.id()));
    let stranger = app.get("stranger", "/api/workbench").await.expect(200);
    assert_eq!(stranger.json["counts"], json!({"decisions": 0, "tasks": 0, "overdue": 0}));
}
