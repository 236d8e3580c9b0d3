//! Who reaches which record, by every way of asking.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod filters;
mod lists;
mod reach;
mod roles;
mod sample;
