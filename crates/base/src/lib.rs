//! The vocabulary that every other crate speaks: ids, money, time, faults and pages.
//!
//! Deliberately absent: async, IO, HTTP, and floats. The only tie to a database is that the value
//! types know how they are stored (text ids, integer milliseconds, ISO dates), so that no step has
//! to say it again.

pub mod check;
pub mod fault;
pub mod id;
pub mod kind;
pub mod money;
pub mod page;
pub mod text_enum;
pub mod time;

pub use check::Check;
pub use fault::{Fault, FieldFault, Params, Refusal, Unmet};
pub use id::Id;
pub use kind::Kind;
pub use money::{MAX_MINOR, Money, basis_points, share_of, split_by_basis_points};
pub use page::{Count, Page};
pub use time::{Clock, Day, Timestamp};

/// A text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Texts {
    /// Both languages at once.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
    /// True when either language has nothing to show.
    pub fn has_blank(&self) -> bool {
        self.zh.trim().is_empty() || self.en.trim().is_empty()
    }
}

/// What the exported macros need from other crates; not for direct use.
#[doc(hidden)]
pub mod macro_support {
    pub use sea_orm;
    pub use serde;
    pub use utoipa;
}
