//! Everything that knows axum, headers and problem+json. Deliberately absent: business words.
//!
//! A handler takes [`Ctx`]; without it it cannot reach the database. Bodies, paths and queries are
//! read by the extractors of this crate, so that every unreadable request is answered as a problem.

pub mod app;
pub mod body;
pub mod bulk;
pub mod client;
pub mod ctx;
pub mod guard;
pub mod patch;
pub mod problem;
pub mod reply;
pub mod upload;
pub mod views;

pub use app::{App, Authenticate, BoxFuture, Credential, Signed, blocking, blocking_at};
pub use body::{Body, Params, Path, PathId};
pub use bulk::{BulkItem, BulkOutcome, BulkResult, BulkResults, bulk};
pub use client::{ClientAddress, TrustedProxies};
pub use ctx::{Ctx, IfMatch};
pub use patch::Patch;
pub use problem::Problem;
pub use reply::{Created, Download, Secret, StreamedDownload, Versioned};
pub use upload::{Part, Upload};
pub use views::{AllowedAction, Empty, Items, Ref};

/// The router of a step: routes cannot exist without their description.
pub type Router = utoipa_axum::router::OpenApiRouter<App>;
/// What a handler answers.
pub type Reply<T> = Result<T, Problem>;
