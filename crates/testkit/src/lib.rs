//! Test databases, the app without a socket, and a small company to test with.
//!
//! The same test runs on SQLite, or on PostgreSQL when `TRUSS_TEST_POSTGRES` names a server.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up should stop at once"
)]

pub mod app;
pub mod database;
pub mod world;

pub use app::{Answer, TestApp};
pub use database::database;
pub use world::{Person, World};
