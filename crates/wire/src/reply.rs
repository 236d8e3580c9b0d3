//! Answers that carry more than a body.

use axum::{
    Json,
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

/// A record's view with its version in `ETag`.
#[derive(Debug)]
pub struct Versioned<T>(pub i64, pub T);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        with_tag(StatusCode::OK, self.0, self.1)
    }
}

/// A new record's view: 201, `ETag`, and where it is found.
#[derive(Debug)]
pub struct Created<T> {
    /// Its version.
    pub version: i64,
    /// Where it is found, for example `/api/leads/<id>`.
    pub location: String,
    /// Its view.
    pub view: T,
}

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = with_tag(StatusCode::CREATED, self.version, self.view);
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}

fn with_tag<T: Serialize>(status: StatusCode, version: i64, view: T) -> Response {
    let mut response = (status, Json(view)).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// An answer that holds a secret, such as a password that was made: it is shown once and kept nowhere.
#[derive(Debug)]
pub struct Secret<T>(pub T);

/// Marks a response so that the guard does not keep its body.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecretAnswer;

impl<T: IntoResponse> IntoResponse for Secret<T> {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        response.extensions_mut().insert(SecretAnswer);
        response
    }
}

/// A file as an attachment; never shown inside our pages.
#[derive(Debug)]
pub struct Download {
    /// The name that the browser proposes.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        attachment(self.bytes.into_response(), &self.file_name, &self.media_type)
    }
}

/// A large file as an attachment, sent as it is read.
#[derive(Debug)]
pub struct StreamedDownload {
    /// The name that the browser proposes.
    pub file_name: String,
    /// Its media type.
    pub media_type: String,
    /// How many bytes will come.
    pub size_bytes: u64,
    /// The bytes.
    pub body: Body,
}

impl IntoResponse for StreamedDownload {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        response.headers_mut().insert(header::CONTENT_LENGTH, self.size_bytes.into());
        attachment(response, &self.file_name, &self.media_type)
    }
}

/// Sends content to the disk of the reader: no browser shows it inside our pages or runs it.
fn attachment(mut response: Response, file_name: &str, media_type: &str) -> Response {
    let headers = response.headers_mut();
    let fallback = HeaderValue::from_static("application/octet-stream");
    let media_type = HeaderValue::from_str(media_type).unwrap_or(fallback);
    headers.insert(header::CONTENT_TYPE, media_type);
    let disposition = format!("attachment; filename*=UTF-8''{}", percent(file_name));
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let sandbox = HeaderValue::from_static("default-src 'none'; sandbox");
    headers.insert(header::CONTENT_SECURITY_POLICY, sandbox);
    response
}

/// A name in the form of RFC 5987.
fn percent(name: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _done = write!(text, "%{byte:02X}");
        }
    }
    text
}
