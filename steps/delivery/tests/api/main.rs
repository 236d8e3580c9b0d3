//! Delivery over HTTP: every verb happy, refused, invalid, stale, and by a stranger.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up should stop at once")]

mod deal;
mod items;
mod milestones;
