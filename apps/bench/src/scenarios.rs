//! What is asked of the server, and what it should manage (design targets for two cores).

use crate::{
    direct, imports, load,
    load::{Measured, Plan},
    program::Program,
    report::{Table, Target},
    seed::{Reader, World},
    words::SEARCHED,
};
use access::{ListQuery, list_query::Op};
use axum::{Json, Router, routing::get};
use base::Page;
use opportunity::queries::OpportunityRow;
use std::{error::Error, net::Ipv4Addr, sync::Arc, time::Duration};
use store::Store;

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Connections of readers.
const READERS: usize = 16;
/// Connections of those who write.
const WRITERS: usize = 32;
/// Answers of lists, boards and searches.
const ANSWER_MILLIS: u64 = 20;
/// Of searches for a very common word in a very large scope.
const COMMON_MILLIS: u64 = 50;
/// Part of a constant answer's rate, in percent.
const SHARE: u64 = 20;
/// Records written per second.
const CREATES: u64 = 2_000;
/// Rows imported per second.
const IMPORTED: u64 = 5_000;
/// A condition that a screen would ask with: two stages and an amount.
const FILTER: &str = r#"[{"field":"stage","op":"in","value":["proposing","negotiating"]},{"field":"amount_minor","op":"gte","value":100000000}]"#;

/// Asks one running server everything.
pub(crate) struct Asker<'a> {
    program: &'a Program,
    world: &'a World,
    time: Duration,
    table: Table,
}

impl<'a> Asker<'a> {
    /// Each question is asked for `time`.
    pub(crate) fn new(program: &'a Program, world: &'a World, time: Duration) -> Self {
        let table = Table::of_requests("16 connections over HTTP");
        Self { program, world, time, table }
    }

    /// All questions; `pages` is the rate of the constant page.
    pub(crate) async fn all(mut self, pages: &Measured) -> Result<Table> {
        self.table.measured("constant page of 50 items", pages, Target::None);
        let ping = self.ask(vec![load::get("/api/ping", None)]).await?;
        self.table.measured("constant answer", &ping, Target::None);
        self.record(ping.rate).await?;
        for reader in &self.world.readers {
            self.lists(reader, pages.rate).await?;
        }
        for reader in &self.world.readers {
            let board = self.path("/api/opportunities/board", reader).await?;
            let what = format!("board, {}", reader.reach);
            self.table.measured(&what, &board, Target::P95Millis(ANSWER_MILLIS));
        }
        for reader in &self.world.readers {
            self.searches(reader).await?;
        }
        self.creates().await?;
        self.imports().await;
        Ok(self.table)
    }

    async fn ask(&self, requests: Vec<Vec<u8>>) -> Result<Measured> {
        let plan = Plan {
            address: self.program.address,
            requests: Arc::new(requests),
            clients: READERS,
            time: self.time,
            status: 200,
        };
        Ok(load::run(plan).await?)
    }

    async fn path(&self, path: &str, reader: &Reader) -> Result<Measured> {
        self.ask(vec![load::get(path, Some(&reader.token))]).await
    }

    async fn record(&mut self, pings: u64) -> Result {
        let Some(reader) = self.world.readers.first() else { return Ok(()) };
        let request = |id: &String| {
            load::get(&format!("/api/opportunities/{id}"), Some(reader.token.as_str()))
        };
        let one = self.ask(self.world.deal_ids.iter().map(request).collect()).await?;
        self.table.measured("read one opportunity", &one, Target::Share(SHARE, pings));
        Ok(())
    }

    async fn lists(&mut self, reader: &Reader, pages: u64) -> Result {
        let newest = self.path("/api/opportunities", reader).await?;
        let what = format!("list of 50, {}", reader.reach);
        self.table.measured(&what, &newest, Target::ShareAndP95(SHARE, pages, ANSWER_MILLIS));
        let filtered = format!("/api/opportunities?sort=-amount_minor&filter={}", escape(FILTER));
        let filtered = self.path(&filtered, reader).await?;
        let what = format!("list with filter by amount, {}", reader.reach);
        self.table.measured(&what, &filtered, Target::P95Millis(ANSWER_MILLIS));
        let [_, (_, middle), ..] = SEARCHED;
        let searched = format!("/api/opportunities?q={}", escape(middle));
        let searched = self.path(&searched, reader).await?;
        let what = format!("list with middle word, {}", reader.reach);
        self.table.measured(&what, &searched, Target::P95Millis(ANSWER_MILLIS));
        Ok(())
    }

    async fn searches(&mut self, reader: &Reader) -> Result {
        for (kind, word) in SEARCHED {
            let found = self.path(&format!("/api/search?q={}", escape(word)), reader).await?;
            let common = kind == "common word" && matches!(reader.reach, "company" | "region");
            let limit = if common { COMMON_MILLIS } else { ANSWER_MILLIS };
            let what = format!("search, {kind}, {}", reader.reach);
            self.table.measured(&what, &found, Target::P95Millis(limit));
        }
        Ok(())
    }

    async fn creates(&mut self) -> Result {
        let Some(reader) = self.world.readers.last() else { return Ok(()) };
        let request = |index: i64| {
            let body = serde_json::json!({
                "title": format!("南京电网220千伏主变压器采购项目 {index}期"),
                "customer_id": self.world.customer_id,
                "amount_minor": 100_000_000 + index,
                "expected_sign_on": "2027-03-31",
            });
            load::send("POST", "/api/opportunities", &reader.token, &body)
        };
        let plan = Plan {
            address: self.program.address,
            requests: Arc::new((0..1_000).map(request).collect()),
            clients: WRITERS,
            time: self.time,
            status: 201,
        };
        let made = load::run(plan).await?;
        self.table.measured("create, 32 connections, durable", &made, Target::Rate(CREATES));
        Ok(())
    }

    async fn imports(&mut self) {
        let what = "rows of an import of customers";
        let measured = match imports::customers(self.program, self.world).await {
            Ok(rate) => Measured { rate, ..Measured::default() },
            Err(error) => Measured { wrong: Some(error.to_string()), ..Measured::default() },
        };
        self.table.measured(what, &measured, Target::Rate(IMPORTED));
    }
}

fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The limit of what a list can reach: the same fifty rows, kept in memory and written as JSON for
/// each request, without sign-in, permission or database.
pub(crate) async fn constant_page(
    store: &Store,
    world: &World,
    time: Duration,
) -> Result<Measured> {
    let reader = world.readers.first().ok_or("nobody asks")?;
    let actor = direct::actor(store, reader).await?;
    let page = Arc::new(direct::page(store, &actor, &ListQuery::first(50)).await?);
    let answer = move || {
        let page = Arc::clone(&page);
        async move { Json(Shared(page)) }
    };
    let router = Router::new().route("/page", get(answer));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let requests = Arc::new(vec![load::get("/page", None)]);
    let plan = Plan { address, requests, clients: READERS, time, status: 200 };
    let measured = load::run(plan).await?;
    serving.abort();
    Ok(measured)
}

/// A page that many answers share.
struct Shared(Arc<Page<OpportunityRow>>);

impl serde::Serialize for Shared {
    fn serialize<S: serde::Serializer>(
        &self,
        serializer: S,
    ) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Lists, boards and searches without HTTP, one after the other.
pub(crate) async fn without_server(store: &Store, world: &World, time: Duration) -> Result<Table> {
    let mut table = Table::of_requests("one caller, no HTTP");
    let newest = ListQuery::first(50);
    let mut filtered = ListQuery::first(50)
        .and("stage", Op::In, serde_json::json!(["proposing", "negotiating"]))
        .and("amount_minor", Op::Gte, 100_000_000);
    filtered.sort = Some("-amount_minor".to_owned());
    for reader in &world.readers {
        let actor = direct::actor(store, reader).await?;
        let reach = reader.reach;
        let found = direct::lists(store, &actor, &newest, time).await?;
        table.measured(&format!("list of 50, {reach}"), &found, Target::None);
        let found = direct::lists(store, &actor, &filtered, time).await?;
        table.measured(&format!("list with filter by amount, {reach}"), &found, Target::None);
        let found = direct::boards(store, &actor, time).await?;
        table.measured(&format!("board, {reach}"), &found, Target::None);
        for (kind, word) in SEARCHED {
            let found = direct::searches(store, &actor, word, time).await?;
            table.measured(&format!("search, {kind}, {reach}"), &found, Target::None);
        }
    }
    Ok(table)
}
