//! Test databases, the app without a socket, and a small company to test with.
//!
//! The same test runs on SQLite, or on PostgreSQL when `TRUSS_TEST_POSTGRES` names a server.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::return_self_not_must_use,
    clippy::similar_names,
    reason = "a test that cannot be set up should stop at once"
)]

pub mod app;
pub mod browser;
pub mod database;
pub mod world;

pub use app::{Answer, TestApp, encoded};
pub use browser::{Browser, Session};
pub use database::database;
pub use world::{Person, World};
