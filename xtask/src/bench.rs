//! `cargo xtask bench`: figures against the targets, every ratio from one run.

use crate::shell::{Outcome, Stop};

/// Not measured yet; says so instead of printing nothing.
pub(crate) fn run() -> Outcome {
    Err(Stop::missing("there is nothing to measure yet"))
}
