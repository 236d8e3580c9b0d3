//! A deal with an authorised quotation, and the contract that is drafted from it.

use base::{Day, Fault};
use contract::{ContractFacts, Contracts, DealFacts};
use decision::{RecordKind, Source, Subjects};
use opportunity::{Opportunities, Stage};
use process::Facts;
use sea_orm::DatabaseExecutor;
use serde_json::{Map, Value, json};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use testkit::{Answer, TestApp};
use wire::BoxFuture;

/// What later steps would know: everything is delivered and paid.
#[derive(Clone, Default)]
pub(crate) struct Later(Arc<AtomicBool>);

impl Source for Later {
    fn kind(&self) -> RecordKind {
        RecordKind::Contract
    }

    fn gather<'a>(
        &'a self,
        _: DatabaseExecutor<'a>,
        _: Day,
        _: &'a str,
        facts: &'a mut Facts,
        _: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let done = self.0.load(Ordering::SeqCst);
            for fact in ["all_milestones_accepted", "all_invoiced", "all_received", "no_open_items"]
            {
                facts.set(fact, done);
            }
            Ok(())
        })
    }
}

/// The test app with one deal.
pub(crate) struct Shop {
    pub(crate) app: TestApp,
    pub(crate) later: Later,
    /// Path of the opportunity.
    pub(crate) deal: String,
    /// Path of its authorised quotation: 900,000 in total.
    pub(crate) quotation: String,
}

fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        decision::migrations(),
        catalog::migrations(),
        account::migrations(),
        lead::migrations(),
        opportunity::migrations(),
        bid::migrations(),
        contract::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A deal of `ar` with `sr` and `fr` in its team; its quotation is authorised until 2026-06-30.
pub(crate) async fn start() -> Shop {
    let later = Later::default();
    let subjects = Subjects::new()
        .subject(Opportunities)
        .source(Opportunities)
        .source(bid::Quotations)
        .source(DealFacts)
        .subject(Contracts)
        .source(ContractFacts)
        .source(later.clone());
    let routes = decision::routes()
        .merge(account::routes())
        .merge(opportunity::routes())
        .merge(bid::routes())
        .merge(contract::routes());
    let followers = opportunity::Followers::new().with(bid::Quotations).with(Contracts);
    let app =
        TestApp::start(migrations(), routes, |app| app.service(subjects).service(followers)).await;
    let customer = json!({"name": "Grid", "class": "b"});
    let customer = app.post("ar", "/api/customers", customer).await.expect(201).id();
    let body = json!({"title": "Substation north", "customer_id": customer, "need": "20 sets",
        "amount_minor": 1_000_000});
    let made = app.post("ar", "/api/opportunities", body).await.expect(201);
    let deal = format!("/api/opportunities/{}", made.id());
    let member = |login: &str| json!({"user_id": app.id(login), "role": login});
    let members = json!({"members": [member("ar"), member("sr"), member("fr")]});
    app.put("ar", &format!("{deal}/team"), made.version(), members).await.expect(200);
    let mut shop = Shop { app, later, deal, quotation: String::new() };
    shop.put_deal(Stage::Proposing).await;
    let lines = json!([{"description": "Transformer", "quantity_milli": 2_000,
        "list_price_minor": 500_000, "discount_bp": 1_000, "unit_cost_minor": 300_000}]);
    let offer = json!({"lines": lines, "valid_until": "2026-06-30", "payment_terms": "30/30/30/10",
        "delivery_terms": "16 weeks"});
    let made = shop.app.post("sr", &format!("{}/quotations", shop.deal), offer).await.expect(201);
    shop.quotation = format!("/api/quotations/{}", made.id());
    shop.verb("sr", &shop.quotation.clone(), "submit", json!({})).await.expect(200);
    shop
}

impl Shop {
    /// The present version of a record.
    pub(crate) async fn version(&self, path: &str) -> i64 {
        self.app.get("auditor", path).await.expect(200).version()
    }
    /// A verb on the present version.
    pub(crate) async fn verb(&self, login: &str, path: &str, verb: &str, body: Value) -> Answer {
        let version = self.version(path).await;
        self.app.verb(login, &format!("{path}/{verb}"), version, body).await
    }
    /// A change of the present version.
    pub(crate) async fn patch(&self, login: &str, path: &str, body: Value) -> Answer {
        let version = self.version(path).await;
        self.app.patch(login, path, version, body).await
    }
    /// Replaces the plan of the present version.
    pub(crate) async fn plan(&self, login: &str, path: &str, body: Value) -> Answer {
        let version = self.version(path).await;
        self.app.put(login, &format!("{path}/plan"), version, body).await
    }
    /// Asks for a decision.
    pub(crate) async fn ask(&self, login: &str, kind: &str, path: &str, gate: &str) -> Answer {
        let id = path.rsplit('/').next().unwrap();
        let version = self.version(path).await;
        let body = json!({"kind": kind, "record_id": id, "gate": gate, "version": version});
        self.app.post(login, "/api/decisions", body).await
    }
    /// Decides a request.
    pub(crate) async fn rule(&self, request: &Answer, body: Value) -> Answer {
        let path = format!("/api/decisions/{}", request.id());
        self.verb("chair", &path, "outcome", body).await
    }
    /// Asks for a decision and gets a go.
    pub(crate) async fn pass(&self, kind: &str, path: &str, gate: &str) {
        let request = self.ask("ar", kind, path, gate).await.expect(201);
        self.rule(&request, json!({"outcome": "go"})).await.expect(200);
    }
    /// Moves the opportunity behind every gate's back.
    pub(crate) async fn put_deal(&self, stage: Stage) {
        let id: opportunity::OpportunityId = self.deal.rsplit('/').next().unwrap().parse().unwrap();
        let mut tx = self.app.ctx("ar").begin().await.unwrap();
        let before = tx.get::<opportunity::Entity>(id).await.unwrap().unwrap();
        let mut after = before.clone();
        after.stage = stage;
        after.win_index = Some(60);
        tx.update(&before, &mut after, "stage").await.unwrap();
        tx.commit().await.unwrap();
    }
    /// Authorises the quotation.
    pub(crate) async fn authorise(&self) {
        self.pass("opportunity", &self.deal, "atb").await;
    }
    /// Tries to draft a contract.
    pub(crate) async fn try_draft(&self, login: &str) -> Answer {
        self.app.post(login, &format!("{}/contract", self.quotation), json!({})).await
    }
    /// The path of a drafted contract with everything that is asked for before signature.
    pub(crate) async fn draft(&self) -> String {
        self.authorise().await;
        let made = self.try_draft("ar").await.expect(201);
        let path = format!("/api/contracts/{}", made.id());
        let terms = json!({"warranty_months": 24, "penalty_terms": "0.5% a week, at most 5%",
            "special_promises": "none"});
        self.patch("ar", &path, terms).await.expect(200);
        path
    }
    /// The path of a contract with an effective ATC.
    pub(crate) async fn authorised(&self) -> String {
        let path = self.draft().await;
        self.pass("contract", &path, "atc").await;
        path
    }
    /// Signs on the test's today.
    pub(crate) async fn sign(&self, path: &str) -> Answer {
        let body = json!({"signed_on": "2026-03-02", "customer_signer": "Wang"});
        self.verb("ar", path, "sign", body).await
    }
    /// The path of a registered contract.
    pub(crate) async fn registered(&self) -> String {
        let path = self.authorised().await;
        self.sign(&path).await.expect(200);
        self.verb("contracts", &path, "register", json!({})).await.expect(200);
        path
    }
    /// The path of a contract in execution.
    pub(crate) async fn executing(&self) -> String {
        let path = self.registered().await;
        self.verb("ar", &path, "handover/propose", json!({})).await.expect(200);
        self.verb("fr", &path, "handover/accept", json!({})).await.expect(200);
        path
    }
    /// From now on everything is delivered and paid.
    pub(crate) fn all_done(&self) {
        self.later.0.store(true, Ordering::SeqCst);
    }
}

/// The keys of what a refusal misses.
pub(crate) fn unmet(answer: &Answer) -> Vec<&str> {
    let unmet = answer.json["unmet"].as_array().unwrap();
    unmet.iter().map(|it| it["key"].as_str().unwrap()).collect()
}

/// The pointers of wrong fields.
pub(crate) fn pointers(answer: &Answer) -> Vec<&str> {
    let errors = answer.json["errors"].as_array().unwrap();
    errors.iter().map(|it| it["pointer"].as_str().unwrap()).collect()
}

/// Whether an action is offered, and why not.
pub(crate) fn allowed<'a>(view: &'a Answer, action: &str) -> Result<(), &'a str> {
    let actions = view.json["allowed"].as_array().unwrap();
    let found = actions.iter().find(|it| it["action"] == action).unwrap();
    found["reason"].as_str().map_or(Ok(()), Err)
}

/// The amounts of the plan.
pub(crate) fn amounts(view: &Answer) -> Vec<i64> {
    let lines = view.json["plan"].as_array().unwrap();
    lines.iter().map(|line| line["amount_minor"].as_i64().unwrap()).collect()
}
