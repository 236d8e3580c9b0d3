//! How a file looks: it says what it is, and it can be read in one go.

use super::layers::is_product;
use super::{Finding, Source};

/// Longest file of the product, in lines.
const LONGEST: usize = 600;

/// Files that are longer, and why that is right for them.
const LONGER: [(&str, &str); 0] = [];

/// Every module starts with a doc comment that says what lives there.
pub(crate) fn modules_say_what_they_are(sources: &[Source]) -> Vec<Finding> {
    let is_module = |source: &&Source| {
        (is_product(source) || source.path.starts_with("xtask/"))
            && source.is("rs")
            && !source.path.ends_with("/build.rs")
            && !source.text.contains("@generated")
    };
    let mut findings = Vec::new();
    for source in sources.iter().filter(is_module) {
        let starts = ["//!", "#![doc"].iter().any(|start| source.text.starts_with(start));
        if !starts {
            findings.push(Finding::new(
                &source.path,
                1,
                "starts without a `//!` line that says what it is",
            ));
        }
    }
    findings
}

/// No file of the product is longer than can be read in one go.
pub(crate) fn files_stay_short(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_product(source)) {
        let lines = source.text.lines().count();
        let is_excused = LONGER.iter().any(|(path, _)| *path == source.path);
        if lines > LONGEST && !is_excused {
            let message =
                format!("{lines} lines, more than {LONGEST}: split it by what it is about");
            findings.push(Finding::new(&source.path, 0, message));
        } else if lines <= LONGEST && is_excused {
            findings.push(Finding::new(
                &source.path,
                0,
                "is short now: take it off the list in tidy",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::assert_found;
    use super::{LONGEST, files_stay_short, modules_say_what_they_are};

    #[test]
    fn every_module_starts_with_its_doc_comment() {
        let files = [
            ("crates/base/src/lib.rs", "//! Ids and money.\n"),
            ("crates/base/src/money.rs", "use std::fmt;\n//! Money.\n"),
            ("crates/base/build.rs", "fn main() {}\n"),
            ("steps/lead/tests/api.rs", "/// Not about the file.\n"),
            ("steps/lead/src/words.rs", "// @generated\n"),
            ("xtask/src/main.rs", "fn main() {}\n"),
            ("web/tools/x.rs", ""),
        ];
        let found =
            ["crates/base/src/money.rs:1", "steps/lead/tests/api.rs:1", "xtask/src/main.rs:1"];
        assert_found(modules_say_what_they_are, &files, &found);
    }

    #[test]
    fn long_files_are_reported() {
        let long = "//\n".repeat(LONGEST + 1);
        let fits = "//\n".repeat(LONGEST);
        let files = [
            ("steps/lead/src/api.rs", long.as_str()),
            ("steps/bid/src/api.rs", fits.as_str()),
            ("web/src/long.ts", long.as_str()),
        ];
        assert_found(files_stay_short, &files, &["steps/lead/src/api.rs:0"]);
    }
}
