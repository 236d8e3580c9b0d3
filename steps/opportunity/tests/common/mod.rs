//! The app of this step on a fresh database, and opportunities to test with.

use base::{Day, Fault};
use decision::{RecordKind, Source, Subjects};
use opportunity::Opportunities;
use process::Facts;
use sea_orm::DatabaseExecutor;
use serde_json::{Map, Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use testkit::{Answer, TestApp};
use wire::BoxFuture;

/// What later steps would know: a submitted quotation, a signed contract.
#[derive(Clone, Default)]
pub(crate) struct Later {
    pub(crate) quoted: Arc<AtomicBool>,
    pub(crate) signed: Arc<AtomicBool>,
}

impl Source for Later {
    fn kind(&self) -> RecordKind {
        RecordKind::Opportunity
    }

    fn gather<'a>(
        &'a self,
        _: DatabaseExecutor<'a>,
        _: Day,
        _: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            if self.quoted.load(Ordering::SeqCst) {
                facts.set("quotation_submitted", true).set("quotation_valid", true);
                facts.set("margin_bp", 1_250);
                snapshot.insert("quotation".to_owned(), json!({"id": "q1", "margin_bp": 1_250}));
            }
            facts.set("contract_signed", self.signed.load(Ordering::SeqCst));
            Ok(())
        })
    }
}

/// The test app, with everything that a test of this step calls.
pub(crate) struct Shop {
    pub(crate) app: TestApp,
    pub(crate) later: Later,
    pub(crate) customer: String,
}

pub(crate) async fn start() -> Shop {
    let migrations = [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        decision::migrations(),
        catalog::migrations(),
        account::migrations(),
        lead::migrations(),
        opportunity::migrations(),
    ];
    let routes = decision::routes()
        .merge(account::routes())
        .merge(lead::routes())
        .merge(opportunity::routes());
    let later = Later::default();
    let subjects =
        Subjects::new().subject(Opportunities).source(Opportunities).source(later.clone());
    let migrations = migrations.into_iter().flatten().collect();
    let app = TestApp::start(migrations, routes, |app| {
        app.service(subjects).service(opportunity::Followers::new())
    })
    .await;
    let body = json!({"name": "华东电力", "class": "b"});
    let customer = app.post("ar", "/api/customers", body).await.expect(201).id();
    Shop { app, later, customer }
}

impl Shop {
    /// An opportunity of `ar` with nothing but the least.
    pub(crate) async fn bare(&self) -> Answer {
        let body =
            json!({"title": "220kV 主变", "customer_id": self.customer, "amount_minor": 1_000_000});
        self.app.post("ar", "/api/opportunities", body).await.expect(201)
    }

    /// An opportunity of `ar` that has all that ATI asks for.
    pub(crate) async fn ready(&self) -> Answer {
        let made = self.bare().await;
        let filled = json!({"need": "20 sets", "expected_sign_on": "2026-06-30",
            "project_type": "own_project", "project_grade": "general"});
        let at = path(&made, "");
        let made = self.app.patch("ar", &at, made.version(), filled).await.expect(200);
        let made = self.staffed(&made).await;
        let made = self.scored(&made, "win", [4, 3, 3, 3]).await;
        self.scored(&made, "pay", [3, 3, 3, 3]).await
    }

    /// With the iron triangle appointed.
    pub(crate) async fn staffed(&self, deal: &Answer) -> Answer {
        let members: Vec<Value> = ["ar", "sr", "fr"]
            .iter()
            .map(|role| json!({"user_id": self.app.id(role), "role": role}))
            .collect();
        let at = path(deal, "team");
        self.app.put("ar", &at, deal.version(), json!({"members": members})).await.expect(200)
    }

    pub(crate) async fn scored(&self, deal: &Answer, card: &str, values: [i64; 4]) -> Answer {
        let factors = &process::scorecard(card).unwrap().factors;
        let scores: Map<String, Value> =
            factors.iter().map(|it| it.key.clone()).zip(values.map(Value::from)).collect();
        let at = path(deal, &format!("scorecards/{card}"));
        self.app.put("ar", &at, deal.version(), json!({"scores": scores})).await.expect(200)
    }

    pub(crate) async fn read(&self, deal: &Answer) -> Answer {
        self.app.get("ar", &path(deal, "")).await.expect(200)
    }

    pub(crate) async fn ask(&self, deal: &Answer, gate: &str) -> Answer {
        let now = self.read(deal).await;
        let body = json!({"kind": "opportunity", "record_id": now.id(), "gate": gate,
            "version": now.version()});
        self.app.post("ar", "/api/decisions", body).await
    }

    pub(crate) async fn rule(&self, request: &Answer, body: Value) -> Answer {
        let at = format!("/api/decisions/{}/outcome", request.id());
        self.app.verb("head", &at, request.version(), body).await
    }

    /// Through a gate.
    pub(crate) async fn pass(&self, deal: &Answer, gate: &str) -> Answer {
        let request = self.ask(deal, gate).await.expect(201);
        self.rule(&request, json!({"outcome": "go"})).await.expect(200);
        self.read(deal).await
    }
}

pub(crate) fn path(deal: &Answer, verb: &str) -> String {
    let id = deal.id();
    if verb.is_empty() {
        format!("/api/opportunities/{id}")
    } else {
        format!("/api/opportunities/{id}/{verb}")
    }
}

pub(crate) fn unmet(problem: &Value) -> Vec<&str> {
    let all = problem["unmet"].as_array().unwrap();
    all.iter().map(|it| it["key"].as_str().unwrap()).collect()
}

pub(crate) fn may(view: &Answer, action: &str) -> (bool, String) {
    let all = view.json["allowed"].as_array().unwrap();
    let found = all.iter().find(|it| it["action"] == action).unwrap();
    let reason = found["reason"].as_str().unwrap_or_default().to_owned();
    (found["allowed"] == Value::Bool(true), reason)
}
