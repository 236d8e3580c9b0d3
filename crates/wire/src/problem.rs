//! The only conversion of faults to answers: RFC 9457, `application/problem+json`.

use axum::response::{IntoResponse, Response};
use base::{Fault, Unmet};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value};

/// An answer that is no result. The page words it by `code` and `params`.
#[derive(Debug)]
pub struct Problem(pub Fault);

impl<F: Into<Fault>> From<F> for Problem {
    fn from(fault: F) -> Self {
        Self(fault.into())
    }
}

/// The body of a problem.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// English sentence; the page has its own texts.
    pub title: String,
    /// The status, again.
    pub status: u16,
    /// Stable code.
    pub code: String,
    /// What a parser said, for developers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request's id, as in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What the message needs.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = HashMap<String, Value>)]
    pub params: Map<String, Value>,
    /// Wrong fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// What a gate misses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Unmet>,
    /// The record as it is now, when the caller's copy is stale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<Value>,
}

/// A wrong field.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// JSON pointer.
    pub pointer: String,
    /// Stable code.
    pub code: String,
    /// What the message needs.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = HashMap<String, Value>)]
    pub params: Map<String, Value>,
}

/// Codes that belong to no step, with the sentence of their title.
pub const CATALOGUE: &[(&str, &str)] = &[
    ("not_found", "There is no such record, or it is not yours to see."),
    ("unauthenticated", "Please sign in."),
    ("forbidden", "You may not do this."),
    ("stale", "Somebody changed this record after you opened it."),
    ("version_required", "Say in If-Match which version your change is based on."),
    ("invalid", "Some fields need your attention."),
    ("too_large", "This is larger than allowed."),
    ("media_type", "This type of content is not accepted."),
    ("too_many", "Too many tries; please wait."),
    ("busy", "The server is saturated; please try again."),
    ("internal", "Something went wrong on our side."),
    ("bad_json", "The request is not readable JSON."),
    ("bad_type", "A value has the wrong type."),
    ("unknown_field", "A field is not known."),
    ("bad_form", "The form that was sent cannot be read."),
    ("bad_query", "The address has a parameter that cannot be read."),
    ("csrf", "The change did not come from our page."),
    ("origin", "The change came from another site."),
    ("duplicate_request", "This request was already carried out."),
    ("secret_shown", "This was carried out already; the secret in its answer is shown once."),
    ("idempotency_reused", "The idempotency key was used for another request."),
];

impl Problem {
    /// The HTTP status of the fault.
    pub fn status(&self) -> StatusCode {
        match &self.0 {
            Fault::NotFound => StatusCode::NOT_FOUND,
            Fault::Unauthenticated => StatusCode::UNAUTHORIZED,
            Fault::Forbidden(_) => StatusCode::FORBIDDEN,
            Fault::Stale(_) => StatusCode::PRECONDITION_FAILED,
            Fault::VersionRequired => StatusCode::PRECONDITION_REQUIRED,
            Fault::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Fault::Refused(_) => StatusCode::CONFLICT,
            Fault::Unreadable { .. } => StatusCode::BAD_REQUEST,
            Fault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Fault::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Fault::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The body; also used for the results of a bulk action.
    pub fn body(&self) -> ProblemBody {
        let code = self.0.code();
        let title = match &self.0 {
            Fault::Refused(refusal) => refusal.detail,
            _ => CATALOGUE
                .iter()
                .find(|(known, _)| *known == code)
                .map_or("You may not do this.", |(_, title)| *title),
        };
        let mut body = ProblemBody {
            kind: format!("/problems/{code}"),
            title: title.to_owned(),
            status: self.status().as_u16(),
            code: code.to_owned(),
            detail: None,
            instance: None,
            params: Map::new(),
            errors: Vec::new(),
            unmet: Vec::new(),
            current: None,
        };
        match &self.0 {
            Fault::Refused(refusal) => {
                body.params = owned(&refusal.params);
                body.unmet.clone_from(&refusal.unmet);
            }
            Fault::Invalid(faults) => {
                body.errors = faults
                    .iter()
                    .map(|fault| FieldProblem {
                        pointer: fault.pointer.clone(),
                        code: fault.code.to_owned(),
                        params: owned(&fault.params),
                    })
                    .collect();
            }
            Fault::Unreadable { detail, .. } => body.detail = Some(detail.clone()),
            Fault::Stale(current) => body.current.clone_from(current),
            Fault::TooMany(seconds) => {
                body.params.insert("seconds".to_owned(), (*seconds).into());
            }
            _ => {}
        }
        body
    }
}

fn owned(params: &base::Params) -> Map<String, Value> {
    params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// Marks a response so that the router can log the cause once and add the request's id.
#[derive(Debug, Clone)]
pub struct Cause(pub String);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = self.body();
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.status(), json).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Fault::TooMany(seconds) = &self.0 {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response.extensions_mut().insert(Cause(self.0.to_string()));
        response
    }
}
