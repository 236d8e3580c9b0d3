//! cash.
