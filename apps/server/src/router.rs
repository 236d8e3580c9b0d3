//! The whole router: steps, documents, health, pages, and what stands around them.

use crate::{assembly, docs, pages};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, StatusCode, header};
use std::time::{Duration, Instant};
use tower_http::{compression::CompressionLayer, timeout::TimeoutLayer};
use wire::{App, body::BODY_MAX, problem::Cause};

/// A request may take this long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// The router of the product.
pub fn router(app: App) -> Router {
    let (steps, _) = assembly::routes().split_for_parts();
    let api = steps
        .route("/api/openapi.json", get(docs::document))
        .route("/api/docs", get(docs::page))
        .route("/api/docs.css", get(docs::style))
        .route("/api/ping", get(ping))
        .layer(DefaultBodyLimit::max(BODY_MAX))
        .layer(from_fn_with_state(app.clone(), wire::guard::guard))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIMEOUT))
        .layer(CompressionLayer::new().gzip(true).br(true));
    Router::new()
        .merge(api)
        .route("/health", get(health))
        .fallback(pages::page)
        .layer(from_fn(headers))
        .with_state(app)
}

/// A constant answer: the baseline of the bench.
async fn ping() -> &'static str {
    "{\"ok\":true}"
}

/// Whether the database answers: for load balancers.
async fn health(State(app): State<App>) -> Response {
    use sea_orm::ConnectionTrait;
    match app.store().read().execute_unprepared("SELECT 1").await {
        Ok(_) => "ok".into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Security headers for everything, and one line in the log for what went wrong.
async fn headers(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let start = Instant::now();
    let mut response = next.run(request).await;
    if let Some(Cause(cause)) = response.extensions().get::<Cause>() {
        let id = response.headers().get("x-request-id").and_then(|v| v.to_str().ok());
        let (status, id) = (response.status().as_u16(), id.unwrap_or_default());
        let ms = start.elapsed().as_millis();
        if status >= 500 {
            tracing::error!(%method, path, status, id, cause, ms, "{method} {path} failed: {cause}");
        } else {
            tracing::info!(%method, path, status, id, cause, ms, "{method} {path} answered {status}");
        }
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    ));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    headers.insert(
        "permissions-policy",
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    );
    response
}
