//! The app of some steps, in memory, without a socket.

use crate::{
    database::database,
    world::{Person, World},
};
use access::Actor;
use axum::{Router, body::Body};
use base::Fault;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use std::{collections::HashMap, sync::Arc};
use store::{Channel, Migration, Store};
use tower::ServiceExt;
use wire::{App, Authenticate, BoxFuture, Credential, Ctx, Signed, app::AppBuilder};

/// Bearer tokens of the test: the user's id.
struct Badges(HashMap<String, Arc<Actor>>);

impl Authenticate for Badges {
    fn authenticate<'a>(
        &'a self,
        _: &'a Store,
        credential: &'a Credential,
    ) -> BoxFuture<'a, Result<Option<Signed>, Fault>> {
        let Credential::Token(token) = credential else { return Box::pin(async { Ok(None) }) };
        let found = self.0.get(token).map(|actor| Signed {
            actor: Arc::clone(actor),
            channel: Channel::Page,
            csrf_token: None,
        });
        Box::pin(async move { Ok(found) })
    }
}

/// An app with its company.
pub struct TestApp {
    /// The app's state.
    pub app: App,
    /// The company.
    pub world: World,
    router: Router,
}

/// What the app answered.
#[derive(Debug)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: http::HeaderMap,
    /// Body as JSON; `Null` when it is none.
    pub json: Value,
    /// Body as bytes.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The problem's code; empty when the answer is no problem.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }
    /// The view's version.
    pub fn version(&self) -> i64 {
        self.json["version"].as_i64().unwrap_or_else(|| panic!("no version: {self:?}"))
    }
    /// The view's id.
    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_else(|| panic!("no id: {self:?}")).to_owned()
    }
    /// Asserts the status and gives the answer on.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }
    /// Asserts status and problem code and gives the answer on.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.code(), code, "{}", answer.json);
        answer
    }
}

impl TestApp {
    /// The app of these routes on a fresh database with these migrations and the test company.
    /// `services` adds what the steps look up by type.
    pub async fn start(
        migrations: Vec<Migration>,
        routes: wire::Router,
        services: impl FnOnce(AppBuilder) -> AppBuilder,
    ) -> Self {
        let store = database(migrations).await;
        let world = World::found(&store).await;
        let badges = world
            .people
            .values()
            .map(|person| (person.id.clone(), Arc::clone(&person.actor)))
            .collect();
        let app = services(App::builder(store, Badges(badges))).build();
        let (router, _) = routes.split_for_parts();
        let guard = axum::middleware::from_fn_with_state(app.clone(), wire::guard::guard);
        let router = router.layer(guard).with_state(app.clone());
        Self { app, world, router }
    }

    /// Somebody's context, for verbs without a request.
    pub fn ctx(&self, login: &str) -> Ctx {
        let actor = Arc::clone(&self.world.person(login).actor);
        Ctx::of(self.app.clone(), actor, Channel::Page)
    }
    /// Somebody by login.
    pub fn person(&self, login: &str) -> &Person {
        self.world.person(login)
    }
    /// Somebody's id.
    pub fn id(&self, login: &str) -> String {
        self.world.person(login).id.clone()
    }

    /// Reads.
    pub async fn get(&self, login: &str, path: &str) -> Answer {
        self.send(login, Method::GET, path, None, None).await
    }
    /// Creates, or runs a verb that needs no version.
    pub async fn post(&self, login: &str, path: &str, body: Value) -> Answer {
        self.send(login, Method::POST, path, None, Some(body)).await
    }
    /// Runs a verb of an existing record.
    pub async fn verb(&self, login: &str, path: &str, version: i64, body: Value) -> Answer {
        self.send(login, Method::POST, path, Some(version), Some(body)).await
    }
    /// Changes a record.
    pub async fn patch(&self, login: &str, path: &str, version: i64, body: Value) -> Answer {
        self.send(login, Method::PATCH, path, Some(version), Some(body)).await
    }
    /// Replaces a part of a record.
    pub async fn put(&self, login: &str, path: &str, version: i64, body: Value) -> Answer {
        self.send(login, Method::PUT, path, Some(version), Some(body)).await
    }
    /// Deletes.
    pub async fn delete(&self, login: &str, path: &str, version: i64) -> Answer {
        self.send(login, Method::DELETE, path, Some(version), None).await
    }

    /// Sends a request as somebody; an empty login sends it as nobody.
    pub async fn send(
        &self,
        login: &str,
        method: Method,
        path: &str,
        version: Option<i64>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path.replace(' ', "%20"));
        if !login.is_empty() {
            let badge = format!("Bearer {}", self.world.person(login).id);
            request = request.header(header::AUTHORIZATION, badge);
        }
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
        self.raw(request.body(body).unwrap()).await
    }

    /// Posts with an idempotency key.
    pub async fn post_once(&self, login: &str, path: &str, key: &str, body: &Value) -> Answer {
        let request = Request::post(path)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.world.person(login).id))
            .header(header::CONTENT_TYPE, "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()));
        self.raw(request.unwrap()).await
    }

    /// Sends a request as it is.
    pub async fn raw(&self, request: Request<Body>) -> Answer {
        ask(self.router.clone(), request).await
    }
}

/// What a router answers to a request.
pub async fn ask(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes().to_vec();
    let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status: parts.status, headers: parts.headers, json, bytes }
}

/// A text as the value of a query parameter.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        std::fmt::Write::write_fmt(&mut encoded, format_args!("%{byte:02X}")).unwrap();
    }
    encoded
}
