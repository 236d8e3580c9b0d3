//! bid.
