//! What the store promises, on the database that the tests run on; the promises of SQLite's writer
//! always on SQLite.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod migrations;
mod numbers;
mod rollup;
mod sample;
mod search;
mod types;
mod writer;
mod writing;
