//! The whole product in one binary: documents, schema, access, and the story from lead to cash.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod access;
mod demo;
mod documents;
mod gates;
mod imports;
mod jobs;
mod lists;
mod stream;
mod workbench;
