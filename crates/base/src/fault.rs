//! What can go wrong, said without knowing about transport. `wire` turns it into problem+json.

use crate::Texts;
use serde_json::Value;
use std::collections::BTreeMap;

/// Parameters of a message: the page puts them into its text.
pub type Params = BTreeMap<&'static str, Value>;

/// A field that was filled wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// JSON pointer to the field, for example `/lines/0/quantity_milli`.
    pub pointer: String,
    /// Stable code of the rule that the value breaks.
    pub code: &'static str,
    /// What the message needs, for example the limit.
    pub params: Params,
}

/// A criterion of a gate that is not met.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Unmet {
    /// The criterion's key; `decision:<gate>` when the decision itself is missing.
    pub key: String,
    /// What is missing, for people.
    pub text: Texts,
}

/// A rule of the business says no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Stable code.
    pub code: &'static str,
    /// English sentence for logs and for callers without the page's texts.
    pub detail: &'static str,
    /// What the message needs.
    pub params: Params,
    /// Unmet criteria, when a gate refused.
    pub unmet: Vec<Unmet>,
}

impl Refusal {
    /// Adds a parameter of the message.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.params.insert(name, value.into());
        self
    }
    /// Adds the list of what a gate misses.
    #[must_use]
    pub fn unmet(mut self, unmet: Vec<Unmet>) -> Self {
        self.unmet = unmet;
        self
    }
}

/// Everything that a verb or query can answer instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// No such record, or out of the caller's reach: the two look the same on purpose.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the session ended.
    #[error("not signed in")]
    Unauthenticated,
    /// Visible, but the caller may not do this; the code says which right is missing.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// The record changed since the caller read it; carries the present view when known.
    #[error("stale version")]
    Stale(Option<Value>),
    /// A change to an existing record came without the version it is based on.
    #[error("version required")]
    VersionRequired,
    /// Fields are wrong.
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldFault>),
    /// A business rule says no.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// The request cannot be read at all; the code says why.
    #[error("unreadable: {code}: {detail}")]
    Unreadable {
        /// Stable code: `bad_json`, `unknown_field`, `bad_type` …
        code: &'static str,
        /// What the parser said.
        detail: String,
    },
    /// Body, file or archive is larger than allowed.
    #[error("too large")]
    TooLarge,
    /// The type of the body or file is not accepted.
    #[error("media type")]
    MediaType,
    /// Too many tries; wait so many seconds.
    #[error("too many requests")]
    TooMany(u64),
    /// The server is saturated; try again.
    #[error("busy")]
    Busy,
    /// Ours to fix; details go to the log only.
    #[error("internal: {0}")]
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl Fault {
    /// One wrong field.
    pub fn field(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Invalid(vec![FieldFault { pointer: pointer.into(), code, params: Params::new() }])
    }
    /// An internal error with a sentence of ours.
    pub fn internal(text: impl Into<String>) -> Self {
        Self::Internal(text.into().into())
    }
    /// The stable code of this fault, as the page words it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unauthenticated => "unauthenticated",
            Self::Stale(_) => "stale",
            Self::VersionRequired => "version_required",
            Self::Invalid(_) => "invalid",
            Self::Refused(refusal) => refusal.code,
            Self::Forbidden(code) | Self::Unreadable { code, .. } => code,
            Self::TooLarge => "too_large",
            Self::MediaType => "media_type",
            Self::TooMany(_) => "too_many",
            Self::Busy => "busy",
            Self::Internal(_) => "internal",
        }
    }
}

/// Declares the refusals of a step: an enum with a stable code and a sentence for each variant.
///
/// ```
/// base::refusals! {
///     /// Why a lead says no.
///     pub enum LeadRefusal {
///         VerifierIsCollector = "verifier_is_collector": "The collector cannot verify the own lead.",
///     }
/// }
/// assert_eq!(LeadRefusal::VerifierIsCollector.code(), "verifier_is_collector");
/// ```
#[macro_export]
macro_rules! refusals {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($variant:ident = $code:literal : $detail:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name { $(#[doc = $detail] $variant),+ }
        impl $name {
            /// Code and sentence of every refusal, for the catalogue of problems.
            $vis const CATALOGUE: &'static [(&'static str, &'static str)] = &[$(($code, $detail)),+];
            /// The stable code.
            $vis const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
            /// The refusal as a value that takes parameters.
            $vis fn refusal(self) -> $crate::Refusal {
                $crate::Refusal {
                    code: self.code(),
                    detail: match self { $(Self::$variant => $detail),+ },
                    params: $crate::Params::new(),
                    unmet: ::std::vec::Vec::new(),
                }
            }
        }
        impl From<$name> for $crate::Fault {
            fn from(refusal: $name) -> Self {
                $crate::Fault::Refused(refusal.refusal())
            }
        }
    };
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
