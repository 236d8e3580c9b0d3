//! The context of a request: who, when, and the database.

use crate::{
    app::{App, Credential, Signed},
    problem::Problem,
};
use access::Actor;
use axum::extract::FromRequestParts;
use base::{Clock, Day, Fault, Timestamp};
use http::{HeaderMap, header, request::Parts};
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use store::{Attempt, Backend, Channel, Meta, Store, Tx};

/// The name of the session cookie.
pub const SESSION_COOKIE: &str = "truss_session";

/// Who acts, in which request, on what. Also made without a request, for jobs and the command line.
#[derive(Clone)]
pub struct Ctx {
    app: App,
    actor: Arc<Actor>,
    csrf_token: Option<String>,
    meta: Meta,
}

/// The id of a request, set by the router.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

impl Ctx {
    /// A context for a user without a request.
    pub fn of(app: App, actor: Arc<Actor>, channel: Channel) -> Self {
        let meta = Meta::user(actor.user_id.clone(), channel);
        Self { app, actor, csrf_token: None, meta }
    }
    /// The same context under an id that ties everything done in it together in the journal.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.meta.request_id = Some(id.into());
        self
    }
    /// What the server shares.
    pub fn app(&self) -> &App {
        &self.app
    }
    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }
    /// The acting user's id.
    pub fn user_id(&self) -> &str {
        &self.actor.user_id
    }
    /// What the page must send back with changes.
    pub fn csrf_token(&self) -> Option<&str> {
        self.csrf_token.as_deref()
    }
    /// [`Fault::Forbidden`] for API tokens: what a token must not do, whoever it belongs to.
    pub fn demand_session(&self) -> Result<(), Fault> {
        if self.csrf_token.is_none() { Err(Fault::Forbidden("session_needed")) } else { Ok(()) }
    }
    /// How the request came in, as the journal will say.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
    /// The store.
    pub fn store(&self) -> &Store {
        self.app.store()
    }
    /// For reads.
    pub fn read(&self) -> &DatabaseConnection {
        self.app.store().read()
    }
    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.app.store().backend()
    }
    /// The clock.
    pub fn clock(&self) -> &Clock {
        self.app.store().clock()
    }
    /// Now.
    pub fn now(&self) -> Timestamp {
        self.clock().now()
    }
    /// Today in the company's time zone.
    pub fn today(&self) -> Day {
        self.clock().today()
    }
    /// Opens a transaction; see [`Store::begin`].
    pub async fn begin(&self) -> Result<Tx, Fault> {
        self.app.store().begin(&self.meta).await
    }
}

/// The credential that a request shows; a bearer token goes before the cookie.
pub fn credential(headers: &HeaderMap) -> Option<Credential> {
    if let Some(value) = headers.get(header::AUTHORIZATION) {
        let token = value.to_str().ok()?.strip_prefix("Bearer ")?.trim();
        return (!token.is_empty()).then(|| Credential::Token(token.to_owned()));
    }
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == SESSION_COOKIE)
        .map(|(_, value)| Credential::Session(value.to_owned()))
}

impl FromRequestParts<App> for Ctx {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let credential = credential(&parts.headers).ok_or(Fault::Unauthenticated)?;
        let signed = app.authenticate(&credential).await?.ok_or(Fault::Unauthenticated)?;
        let Signed { actor, channel, csrf_token } = signed;
        let mut meta = Meta::user(actor.user_id.clone(), channel);
        meta.request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        meta.attempt = parts.extensions.get::<Arc<Attempt>>().map(Arc::clone);
        Ok(Self { app: app.clone(), actor, csrf_token, meta })
    }
}

/// The version that the caller's change is based on, from `If-Match`.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let value = parts.headers.get(header::IF_MATCH).ok_or(Fault::VersionRequired)?;
        let text = value.to_str().unwrap_or_default().trim();
        let text = text.strip_prefix("W/").unwrap_or(text).trim_matches('"');
        // A tag that we never gave out cannot be current.
        Ok(Self(text.parse().unwrap_or(-1)))
    }
}
