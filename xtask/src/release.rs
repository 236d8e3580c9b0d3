//! `cargo xtask release`: the one binary as it is shipped, pages inside.

use crate::run::build_pages;
use crate::shell::{Outcome, Place, Stop};

/// Bytes of one mebibyte, the unit in which the size is printed.
const MEBIBYTE: u64 = 1 << 20;

/// Builds pages and binary and prints where it is and how large.
pub(crate) fn run(place: &Place) -> Outcome {
    build_pages(place)?;
    place.cargo(["build", "--release", "-p", "truss"]).run()?;
    let binary = place.binary("release")?;
    let size = std::fs::metadata(&binary)
        .map_err(|error| Stop::failed(format!("{}: {error}", binary.display())))?
        .len();
    let tenths = size.saturating_mul(10) / MEBIBYTE;
    println!("{}: {}.{} MiB ({size} bytes)", binary.display(), tenths / 10, tenths % 10);
    Ok(())
}
