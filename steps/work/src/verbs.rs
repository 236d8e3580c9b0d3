//! What is done beside a record. Each verb works within a transaction that the caller commits.

use crate::records::Found;
use base::{Check, Fault};
use serde_json::json;
use store::Tx;

/// Characters of a note at most.
const NOTE_MAX: usize = 4_000;

/// Writes a note on a record that the actor sees; answers the id of its line in the timeline.
pub fn note(tx: &mut Tx, record: &Found, text: &str) -> Result<String, Fault> {
    let mut check = Check::new();
    check.text("/text", text, 1, NOTE_MAX);
    check.done()?;
    let text = text.trim().to_owned();
    Ok(tx.note(record.head.kind, &record.head.id, "noted", json!({}), Some(text)))
}
