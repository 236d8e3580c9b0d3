//! Uploads: the parts of a multipart form, read one after the other as they arrive.

use crate::problem::Problem;
use axum::extract::{
    DefaultBodyLimit, FromRequest, Multipart, Request,
    multipart::{Field, MultipartError},
};
use base::Fault;
use bytes::Bytes;
use http::StatusCode;

/// Room for the fields and the frames around the file.
const FRAME_MAX: usize = 64 * 1024;

/// A multipart form. Its parts cannot be read again, so what decides about the file stands before it.
#[derive(Debug)]
pub struct Upload(Multipart);

impl Upload {
    /// The layer that lets a route take files of this size; without it the limit is 2 MB.
    pub fn limit(file_max: usize) -> DefaultBodyLimit {
        DefaultBodyLimit::max(file_max + FRAME_MAX)
    }

    /// The next part, when there is one.
    pub async fn next(&mut self) -> Result<Option<Part<'_>>, Fault> {
        Ok(self.0.next_field().await.map_err(|error| unreadable(&error))?.map(Part))
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = Multipart::from_request(request, state).await;
        Ok(Self(form.map_err(|_| Fault::MediaType)?))
    }
}

/// A part of the form: a field, or a file.
#[derive(Debug)]
pub struct Part<'a>(Field<'a>);

impl Part<'_> {
    /// The name of the field.
    pub fn name(&self) -> &str {
        self.0.name().unwrap_or_default()
    }
    /// What the sender calls the file.
    pub fn file_name(&self) -> Option<&str> {
        self.0.file_name()
    }
    /// The next bytes; `None` at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Fault> {
        self.0.chunk().await.map_err(|error| unreadable(&error))
    }
    /// Everything, at most `max` bytes.
    pub async fn bytes(mut self, max: usize) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.chunk().await? {
            if bytes.len() + chunk.len() > max {
                return Err(Fault::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
    /// A short text of at most `max` bytes.
    pub async fn text(self, max: usize) -> Result<String, Fault> {
        let bytes = self.bytes(max).await?;
        let text = String::from_utf8(bytes)
            .map_err(|error| Fault::Unreadable { code: "bad_form", detail: error.to_string() })?;
        if text.contains('\0') {
            let detail = "a field holds a NUL character".to_owned();
            return Err(Fault::Unreadable { code: "bad_form", detail });
        }
        Ok(text)
    }
}

fn unreadable(error: &MultipartError) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Fault::TooLarge;
    }
    Fault::Unreadable { code: "bad_form", detail: error.body_text() }
}
