//! The people of the story, and how they act: requests to the app in memory.

use crate::assembly;
use access::Actor;
use axum::{Router, body::Body};
use base::{Clock, Fault, Timestamp};
use http::{Method, Request, header};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, RwLock},
};
use store::{Channel, Store};
use tower::ServiceExt;
use wire::{App, Authenticate, BoxFuture, Credential, Signed};

/// The story broke off: which request, and what was answered.
#[derive(Debug)]
pub struct DemoError(pub String);

impl std::fmt::Display for DemoError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for DemoError {}
impl From<Fault> for DemoError {
    fn from(fault: Fault) -> Self {
        Self(fault.to_string())
    }
}

type Known = Arc<RwLock<HashMap<String, Arc<Actor>>>>;

/// Knows the people of the story by their ids, within this process only.
struct Badges(Known);

impl Authenticate for Badges {
    fn authenticate<'a>(
        &'a self,
        _: &'a Store,
        credential: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Signed>, Fault>> {
        let Credential::Token(id) = credential else { return Box::pin(async { Ok(None) }) };
        let found = self.0.read().ok().and_then(|known| known.get(id).cloned());
        let signed = found.map(|actor| Signed { actor, channel: Channel::Page, csrf_token: None });
        Box::pin(async move { Ok(signed) })
    }
}

/// The people, the app and the clock.
pub struct Cast {
    router: Router,
    store: Store,
    clock: Clock,
    now: Timestamp,
    known: Known,
    ids: HashMap<String, String>,
    /// Ids of what the story made, by names of its own.
    pub made: HashMap<String, String>,
}

const DAY_MILLIS: i64 = 86_400_000;

impl Cast {
    /// An app over the store; `clock` is the store's clock and stands still.
    pub fn assemble(store: &Store, clock: &Clock, data: &Path) -> Result<Self, DemoError> {
        let known = Known::default();
        let builder = App::builder(store.clone(), Badges(Arc::clone(&known)));
        let app = assembly::services(builder.service(people::Directory::default()), data)?.build();
        let (router, _) = assembly::routes().split_for_parts();
        let guard = axum::middleware::from_fn_with_state(app.clone(), wire::guard::guard);
        let router = router.layer(guard).with_state(app);
        let (store, clock, now) = (store.clone(), clock.clone(), clock.now());
        Ok(Self { router, store, clock, now, known, ids: HashMap::new(), made: HashMap::new() })
    }

    /// Makes somebody known by login.
    pub async fn meet(&mut self, login: &str, id: &str) -> Result<(), DemoError> {
        let actor = people::actor(self.store.read(), id).await?;
        let actor = actor.ok_or_else(|| DemoError(format!("{login} has no account")))?;
        if let Ok(mut known) = self.known.write() {
            known.insert(id.to_owned(), Arc::new(actor));
        }
        self.ids.insert(login.to_owned(), id.to_owned());
        Ok(())
    }

    /// The database of the story.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The ids of everybody.
    pub(crate) fn people(&self) -> Vec<&str> {
        self.ids.values().map(String::as_str).collect()
    }

    /// Somebody's id.
    pub fn id(&self, login: &str) -> Result<String, DemoError> {
        self.ids.get(login).cloned().ok_or_else(|| DemoError(format!("nobody is called {login}")))
    }

    /// Moves the clock to so many days before today, at a working hour.
    pub fn at(&self, days_ago: i64) {
        let wanted = self.now.millis() - days_ago * DAY_MILLIS;
        self.clock.advance(wanted - self.clock.now().millis());
    }

    /// The day so many days before today, as text.
    pub fn day(&self, days_ago: i64) -> String {
        self.clock.day_of(self.now.plus_millis(-days_ago * DAY_MILLIS)).to_string()
    }

    /// Reads.
    pub async fn get(&self, login: &str, path: &str) -> Result<Value, DemoError> {
        self.send(login, Method::GET, path, None, None).await
    }
    /// Creates.
    pub async fn post(&self, login: &str, path: &str, body: Value) -> Result<Value, DemoError> {
        self.send(login, Method::POST, path, None, Some(body)).await
    }
    /// Does something to the record at `base`, in its present version: `PATCH base`, `PUT
    /// base/part` or `POST base/part`.
    pub async fn act(
        &self,
        login: &str,
        method: Method,
        base: &str,
        part: &str,
        body: Value,
    ) -> Result<Value, DemoError> {
        let version = self.get(login, base).await?["version"].as_i64();
        let path = if part.is_empty() { base.to_owned() } else { format!("{base}/{part}") };
        self.send(login, method, &path, version, Some(body)).await
    }

    /// Does something to a record in a version that the caller knows.
    pub async fn act_at(
        &self,
        login: &str,
        path: &str,
        version: i64,
        body: Value,
    ) -> Result<Value, DemoError> {
        self.send(login, Method::POST, path, Some(version), Some(body)).await
    }

    /// Gives a record a small text file as evidence.
    pub async fn evidence(
        &self,
        login: &str,
        kind: &str,
        id: &str,
        name: &str,
        text: &str,
    ) -> Result<Value, DemoError> {
        let part = |name: &str, value: &str| {
            format!("--demo\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = format!(
            "{}{}{}--demo\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: text/plain\r\n\r\n{text}\r\n--demo--\r\n",
            part("kind", kind),
            part("record_id", id),
            part("purpose", "evidence"),
        );
        let request = Request::post("/api/files")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.id(login)?))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=demo")
            .body(Body::from(body));
        self.answer("POST /api/files", request).await
    }

    async fn send(
        &self,
        login: &str,
        method: Method,
        path: &str,
        version: Option<i64>,
        body: Option<Value>,
    ) -> Result<Value, DemoError> {
        let what = format!("{login}: {method} {path}");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.id(login)?));
        if let Some(version) = version {
            request = request.header(header::IF_MATCH, format!("\"{version}\""));
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.answer(&what, request.body(body)).await
    }

    async fn answer(
        &self,
        what: &str,
        request: Result<Request<Body>, http::Error>,
    ) -> Result<Value, DemoError> {
        let broke = |text: String| DemoError(format!("{what}: {text}"));
        let request = request.map_err(|error| broke(error.to_string()))?;
        let response = self.router.clone().oneshot(request).await;
        let response = response.map_err(|error| broke(error.to_string()))?;
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 16 * 1024 * 1024).await;
        let bytes = bytes.map_err(|error| broke(error.to_string()))?;
        if !status.is_success() {
            return Err(broke(format!("{status} {}", String::from_utf8_lossy(&bytes))));
        }
        Ok(serde_json::from_slice(&bytes).unwrap_or_else(|_| json!({})))
    }
}

/// The id of an answer.
pub(crate) fn id_of(answer: &Value) -> Result<String, DemoError> {
    answer["id"].as_str().map(str::to_owned).ok_or_else(|| DemoError(format!("no id: {answer}")))
}
