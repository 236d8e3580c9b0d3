//! What stands before every change: the origin, the CSRF token, the idempotency key, and a task of
//! its own, so that a caller who hangs up cannot leave a change half done.

use crate::{
    app::{App, Credential},
    body::BODY_MAX,
    ctx::{RequestId, credential},
    problem::Problem,
    reply::SecretAnswer,
};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base::Fault;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use sea_orm::ConnectionTrait;
use sha2::{Digest, Sha256};
use std::{sync::Arc, time::Duration};
use store::{Attempt, Meta};

/// How often a request runs when the database asks for a repetition.
const TRIES_MAX: u64 = 4;
/// Paths that work without a session, so without its token.
const SESSIONLESS: &[&str] = &["/api/session", "/api/setup"];

/// The middleware of all `/api` routes.
pub async fn guard(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let request_id = new_request_id(&app);
    request.extensions_mut().insert(RequestId(request_id.clone()));
    let unsafe_method = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let mut response = if unsafe_method {
        match check_origin(&request) {
            Err(fault) => Problem(fault).into_response(),
            Ok(()) => change(app, request, next).await,
        }
    } else {
        next.run(request).await
    };
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn new_request_id(app: &App) -> String {
    base::Id::<()>::generate(app.store().clock().now()).to_string()
}

async fn change(app: App, request: Request, next: Next) -> Response {
    let key = request
        .headers()
        .get("idempotency-key")
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let work = async move {
        if is_upload(request.headers()) {
            return next.run(request).await;
        }
        let (parts, body) = request.into_parts();
        let Ok(bytes) = to_bytes(body, BODY_MAX).await else {
            return Problem(Fault::TooLarge).into_response();
        };
        let keyed = match Keyed::of(&parts, key.as_deref(), &bytes) {
            Ok(keyed) => keyed,
            Err(fault) => return Problem(fault).into_response(),
        };
        if let Some(keyed) = &keyed {
            match replay(&app, keyed).await {
                Ok(None) => {}
                Ok(Some(answer)) => return answer,
                Err(fault) => return Problem(fault).into_response(),
            }
        }
        let mut tries = 0;
        loop {
            tries += 1;
            let mut request = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
            let attempt = Attempt::new(keyed.as_ref().map(Keyed::claim));
            request.extensions_mut().insert(Arc::clone(&attempt));
            let response = next.clone().run(request).await;
            // The database asked for a repetition, or the queue was full. What is committed by then
            // must not happen twice.
            let busy = response.status() == StatusCode::SERVICE_UNAVAILABLE;
            if !busy || attempt.has_written() || tries >= TRIES_MAX {
                return match &keyed {
                    Some(keyed) => kept(&app, keyed, response).await,
                    None => response,
                };
            }
            tokio::time::sleep(Duration::from_millis(10 * tries)).await;
        }
    };
    match tokio::spawn(work).await {
        Ok(response) => response,
        Err(error) => {
            Problem(Fault::internal(format!("a request broke off: {error}"))).into_response()
        }
    }
}

fn is_upload(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("multipart/"))
}

/// The token that a session's page must send with changes: bound to the session, not the session.
pub fn csrf_token(session: &str) -> String {
    hex::encode(Sha256::digest(format!("truss-csrf:{session}")))
}

fn check_origin(request: &Request) -> Result<(), Fault> {
    let headers = request.headers();
    if let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) {
        let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
        let from = origin.split_once("://").map_or(origin, |(_, host)| host);
        if host.or(request.uri().host()) != Some(from) {
            return Err(Fault::Forbidden("origin"));
        }
    }
    if headers.get("sec-fetch-site").is_some_and(|value| value == "cross-site") {
        return Err(Fault::Forbidden("origin"));
    }
    let sessionless =
        SESSIONLESS.contains(&request.uri().path()) && request.method() == Method::POST;
    if let Some(Credential::Session(session)) = credential(headers)
        && !sessionless
    {
        let sent = headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
        // Comparing digests keeps the time independent of how much of the token is right.
        if Sha256::digest(sent) != Sha256::digest(csrf_token(&session)) {
            return Err(Fault::Forbidden("csrf"));
        }
    }
    Ok(())
}

/// A request that runs once: whose it is, and by what its repetition is known.
struct Keyed {
    credential: Credential,
    id: String,
    fingerprint: String,
}

impl Keyed {
    /// `None` without a key, and for requests without a session: a key belongs to somebody.
    fn of(parts: &Parts, key: Option<&str>, bytes: &[u8]) -> Result<Option<Self>, Fault> {
        let sessionless = SESSIONLESS.contains(&parts.uri.path());
        let Some(key) = key.filter(|_| parts.method == Method::POST && !sessionless) else {
            return Ok(None);
        };
        if key.is_empty() || key.len() > 64 {
            return Err(Fault::field("/Idempotency-Key", "too_long"));
        }
        let Some(credential) = credential(&parts.headers) else { return Ok(None) };
        let (Credential::Session(who) | Credential::Token(who)) = &credential;
        let id = hex::encode(Sha256::digest(format!("{who}\n{key}")));
        let mut hash = Sha256::new();
        // Bodies may hold passwords: with the caller's secret in it, the print tells nothing of them.
        hash.update(who);
        hash.update(parts.method.as_str());
        hash.update(parts.uri.path());
        hash.update(bytes);
        let fingerprint = hex::encode(hash.finalize());
        Ok(Some(Self { credential, id, fingerprint }))
    }

    fn claim(&self) -> (String, String) {
        (self.id.clone(), self.fingerprint.clone())
    }
}

/// Keeps the answer of a request that succeeded for its repetitions, of a secret only that there was
/// one. What is done is done: a failure to keep the answer does not change it.
async fn kept(app: &App, keyed: &Keyed, response: Response) -> Response {
    if !response.status().is_success() {
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_MAX * 4).await else {
        return Problem(Fault::TooLarge).into_response();
    };
    if let Err(fault) = keep(app, keyed, &parts, &bytes).await {
        tracing::warn!(%fault, "the answer of a request with a key was not kept");
    }
    Response::from_parts(parts, Body::from(bytes))
}

async fn keep(
    app: &App,
    keyed: &Keyed,
    parts: &http::response::Parts,
    bytes: &Bytes,
) -> Result<(), Fault> {
    let tag = parts.headers.get(header::ETAG).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let secret = parts.extensions.get::<SecretAnswer>().is_some();
    let body = (!secret).then(|| String::from_utf8_lossy(bytes).into_owned());
    let status = i64::from(parts.status.as_u16());
    let tx = app.store().begin(&Meta::system()).await?;
    // A request whose parts were all refused has claimed nothing and is kept all the same.
    let statement = sea_orm::Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        "INSERT INTO idempotency (id, fingerprint, created_at, status, body, etag) VALUES ($1, $2, \
         $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET status = excluded.status, body = \
         excluded.body, etag = excluded.etag",
        [
            keyed.id.as_str().into(),
            keyed.fingerprint.as_str().into(),
            tx.now().into(),
            status.into(),
            body.into(),
            tag.into(),
        ],
    );
    tx.conn().execute_raw(statement).await.map_err(store::internal)?;
    tx.commit().await
}

/// The first answer of a request that is repeated, for whoever may still sign in with what it shows.
async fn replay(app: &App, keyed: &Keyed) -> Result<Option<Response>, Fault> {
    if app.authenticate(&keyed.credential).await?.is_none() {
        return Err(Fault::Unauthenticated);
    }
    let conn = app.store().read();
    let statement = sea_orm::Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT fingerprint, status, body, etag FROM idempotency WHERE id = $1",
        [keyed.id.as_str().into()],
    );
    let Some(row) = conn.query_one_raw(statement).await.map_err(store::internal)? else {
        return Ok(None);
    };
    let (known, status, body, tag): (String, Option<i64>, Option<String>, Option<String>) =
        row.try_get_many_by_index().map_err(store::internal)?;
    if known != keyed.fingerprint {
        return Err(Fault::field("/Idempotency-Key", "idempotency_reused"));
    }
    let Some(status) = status else { return Ok(None) };
    let Some(body) = body else {
        // Code and sentence stand in the catalogue, too.
        return Err(Fault::Refused(base::Refusal {
            code: "secret_shown",
            detail: "This was carried out already; the secret in its answer is shown once.",
            params: base::Params::new(),
            unmet: Vec::new(),
        }));
    };
    let status = u16::try_from(status).ok().and_then(|s| StatusCode::from_u16(s).ok());
    let mut response = (status.unwrap_or(StatusCode::OK), body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("idempotent-replay", HeaderValue::from_static("true"));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    Ok(Some(response))
}
