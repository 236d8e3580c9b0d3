//! The OpenAPI document and a page that people can read.

use crate::assembly;
use axum::{
    Json,
    response::{Html, IntoResponse, Response},
};
use serde_json::Value;
use std::{fmt::Write as _, sync::LazyLock};
use utoipa::openapi::{
    Components, InfoBuilder, OpenApi,
    security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
};

/// The document of every route.
pub fn openapi() -> OpenApi {
    let (_, mut document) = assembly::routes().split_for_parts();
    document.info = InfoBuilder::new()
        .title("Truss")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Lead to cash. Errors are application/problem+json with a stable `code`; changes name \
             the version they are based on in `If-Match`; POST takes an `Idempotency-Key`; lists \
             are paged by `cursor` and count up to 1,000.",
        ))
        .build();
    let mut components = document.components.take().unwrap_or_else(Components::new);
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(wire::ctx::SESSION_COOKIE))),
    );
    components
        .add_security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    document.components = Some(components);
    document
}

/// The document as committed in `apps/server/openapi.json`.
pub fn openapi_json() -> String {
    serde_json::to_string_pretty(&openapi()).unwrap_or_default() + "\n"
}

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::to_value(openapi()).unwrap_or_default());

/// `GET /api/openapi.json`.
pub async fn document() -> Json<&'static Value> {
    Json(&DOCUMENT)
}

/// `GET /api/docs`: the operations by step, without any script.
pub async fn page() -> Response {
    static PAGE: LazyLock<String> = LazyLock::new(|| render(&DOCUMENT));
    Html(PAGE.as_str()).into_response()
}

fn render(document: &Value) -> String {
    let mut sections: Vec<(String, String)> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or("other").to_owned();
            let html = operation_html(method, path, operation);
            match sections.iter_mut().find(|(name, _)| *name == tag) {
                Some((_, text)) => text.push_str(&html),
                None => sections.push((tag, html)),
            }
        }
    }
    let mut page = String::from(HEAD);
    page.push_str("<nav>");
    for (tag, _) in &sections {
        let _done = write!(page, "<a href=\"#{tag}\">{tag}</a> ");
    }
    page.push_str("</nav>");
    for (tag, html) in &sections {
        let _done = write!(page, "<h2 id=\"{tag}\">{tag}</h2>{html}");
    }
    page.push_str("</main></body></html>");
    page
}

fn operation_html(method: &str, path: &str, operation: &Value) -> String {
    let text = |value: &Value| escape(value.as_str().unwrap_or_default());
    let mut html = format!(
        "<details><summary><b>{}</b> <code>{}</code> {}</summary>",
        method.to_uppercase(),
        escape(path),
        text(&operation["summary"])
    );
    let _done = write!(html, "<p>{}</p>", text(&operation["description"]));
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let _done = write!(
            html,
            "<p><code>{}</code> ({}) {}</p>",
            text(&parameter["name"]),
            text(&parameter["in"]),
            text(&parameter["description"])
        );
    }
    let body = &operation["requestBody"]["content"];
    if !body.is_null() {
        let _done = write!(html, "<p>Body</p><pre>{}</pre>", escape(&pretty(body)));
    }
    for (status, answer) in operation["responses"].as_object().into_iter().flatten() {
        let _done =
            write!(html, "<p>{status}</p><pre>{}</pre>", escape(&pretty(&answer["content"])));
    }
    html.push_str("</details>");
    html
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta \
    name=\"viewport\" content=\"width=device-width\"><title>Truss API</title><link rel=\"stylesheet\" \
    href=\"/api/docs.css\"></head><body><main><h1>Truss API</h1><p>The whole document: <a \
    href=\"/api/openapi.json\">/api/openapi.json</a> (OpenAPI 3.1).</p>";

/// `GET /api/docs.css`.
pub async fn style() -> Response {
    let css = "body{font:15px/1.5 system-ui,sans-serif;margin:0;background:#f6f7f9;color:#1d2430}\
        main{max-width:960px;margin:0 auto;padding:24px}details{background:#fff;border:1px solid \
        #e0e4ea;border-radius:6px;margin:6px 0;padding:8px 12px}summary{cursor:pointer}pre{overflow:\
        auto;background:#f6f7f9;padding:8px}nav a{margin-right:12px}@media(prefers-color-scheme:dark)\
        {body{background:#14171c;color:#dfe4ec}details,pre{background:#1b1f26;border-color:#333a45}\
        a{color:#8ab4ff}}";
    ([(http::header::CONTENT_TYPE, "text/css")], css).into_response()
}
