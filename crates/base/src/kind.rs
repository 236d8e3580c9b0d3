//! The name of a kind of record, as it stands in the journal, in links and in the access policy.

use std::fmt;

/// A kind of record: `lead`, `opportunity`, `contract` … Kinds are compile-time names; a step
/// declares its own next to its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(pub &'static str);

impl Kind {
    /// The name as stored and sent.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
