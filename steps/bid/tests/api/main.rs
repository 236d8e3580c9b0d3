//! Quotations over HTTP, on an opportunity with its gates.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod cost;
mod deal;
mod gate;
mod list;
mod versions;
