//! Contracts over HTTP, from the authorised quotation to execution.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod deal;
mod draft;
mod gate;
mod handover;
mod list;
mod plan;
mod sign;
