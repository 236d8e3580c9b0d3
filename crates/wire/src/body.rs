//! Extractors whose failures are problems like all others.

use crate::problem::Problem;
use axum::extract::{FromRequest, FromRequestParts, Request};
use base::{Fault, Id};
use bytes::Bytes;
use http::{header, request::Parts};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A JSON body of at most [`BODY_MAX`] bytes; unknown fields are refused by the type.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// Bytes of a JSON body at most; the router enforces it for everything but uploads.
pub const BODY_MAX: usize = 2 * 1024 * 1024;

/// Whether a JSON text holds a NUL character, which PostgreSQL takes in no text. The escape is rare, so
/// the text is read a second time only when it seems to be there.
fn holds_nul(bytes: &[u8]) -> bool {
    fn within(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(within),
            Value::Object(fields) => {
                fields.iter().any(|(name, value)| name.contains('\0') || within(value))
            }
            _ => false,
        }
    }
    bytes.windows(6).any(|piece| piece == b"\\u0000")
        && serde_json::from_slice(bytes).is_ok_and(|value| within(&value))
}

/// Reads a value from JSON text; failures say where.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    if holds_nul(bytes) {
        let detail = "a text holds a NUL character".to_owned();
        return Err(Fault::Unreadable { code: "bad_json", detail });
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let mut path = String::new();
        for segment in error.path() {
            path.push('/');
            path.push_str(segment.to_string().trim_matches(['[', ']']));
        }
        let inner = error.inner();
        let text = inner.to_string();
        let code = match inner.classify() {
            serde_json::error::Category::Data if text.starts_with("unknown field") => {
                "unknown_field"
            }
            serde_json::error::Category::Data => "bad_type",
            _ => "bad_json",
        };
        Fault::Unreadable { code, detail: format!("{path}: {text}") }
    })?;
    deserializer
        .end()
        .map_err(|error| Fault::Unreadable { code: "bad_json", detail: error.to_string() })?;
    Ok(value)
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let content_type = request.headers().get(header::CONTENT_TYPE);
        let is_json = content_type.and_then(|value| value.to_str().ok()).is_some_and(|value| {
            value.split(';').next().unwrap_or_default().trim() == "application/json"
        });
        if !is_json {
            return Err(Fault::MediaType.into());
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| Fault::TooLarge)?;
        Ok(Self(read_json(&bytes)?))
    }
}

/// A query string; what cannot be read is `bad_query`.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            let detail = "a parameter holds a NUL character".to_owned();
            return Err(Fault::Unreadable { code: "bad_query", detail }.into());
        }
        let query = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        let axum::extract::Query(value) = query.map_err(|rejection| Fault::Unreadable {
            code: "bad_query",
            detail: rejection.body_text(),
        })?;
        Ok(Self(value))
    }
}

/// Several parts of the path; what does not fit is not found.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if parts.uri.path().contains("%00") {
            return Err(Fault::NotFound.into());
        }
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|axum::extract::Path(value)| Self(value)).map_err(|_| Fault::NotFound.into())
    }
}

/// The one id in the path; what is no id is not found.
pub struct PathId<T>(pub Id<T>);

impl<T, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = axum::extract::Path::<String>::from_request_parts(parts, state).await;
        let text = path.map_err(|_| Fault::NotFound)?;
        Ok(Self(text.parse().map_err(|_| Fault::NotFound)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_character_is_found_and_an_escaped_backslash_is_none() {
        let read = |text: &str| read_json::<Value>(text.as_bytes());
        assert!(matches!(
            read(r#"{"a": ["x\u0000"]}"#),
            Err(Fault::Unreadable { code: "bad_json", .. })
        ));
        assert!(read(r#"{"a\u0000": 1}"#).is_err());
        assert!(read(r#"{"a": "x\\u0000"}"#).is_ok());
    }
}
