//! Timeline, notes, search and files over HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod files;
mod sample;
mod timeline;
