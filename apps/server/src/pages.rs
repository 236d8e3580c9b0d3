//! The pages, embedded in the binary; compressed when they were built.

use axum::{
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Assets;

/// Answers every path that is no route: a file of the build, or the page itself.
pub async fn page(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    if path.starts_with("api/") {
        return wire::Problem(base::Fault::NotFound).into_response();
    }
    if path.starts_with("assets/") || path.rsplit('/').next().is_some_and(|name| name.contains('.'))
    {
        return asset(path, request.headers());
    }
    index()
}

fn asset(path: &str, headers: &HeaderMap) -> Response {
    let accepted = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepted.contains(encoding)
            && let Some(file) = Assets::get(&format!("{path}{suffix}"))
        {
            let mut response = file_response(path, file);
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            return response;
        }
    }
    match Assets::get(path) {
        Some(file) => file_response(path, file),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file_response(path: &str, file: EmbeddedFile) -> Response {
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(media_type(path)) {
        headers.insert(header::CONTENT_TYPE, value);
    }
    // Names in assets/ carry a hash of their content.
    let cache = if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The page, with a fresh nonce for its inline script and styles.
fn index() -> Response {
    let Some(file) = Assets::get("index.html") else {
        let hint = "The pages are not part of this build: run `npm run build` in web/ first.\n";
        return (StatusCode::NOT_FOUND, hint).into_response();
    };
    let nonce = people::secret::random().unwrap_or_default();
    let html = String::from_utf8_lossy(&file.data).replace("__NONCE__", &nonce);
    let mut response = html.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // Components set styles on elements, which only 'unsafe-inline' for style attributes allows;
    // scripts need the nonce.
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    response
}

/// Whether the pages are part of this build.
pub fn embedded() -> bool {
    Assets::get("index.html").is_some()
}
