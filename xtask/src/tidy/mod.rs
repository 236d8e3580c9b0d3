//! `cargo xtask tidy`: the rules of the workspace that cargo cannot check.
//!
//! Every rule is a function from text to findings, so that its tests need no workspace.

mod layers;
mod lexer;
mod licences;
mod order;
mod shape;
mod texts;

use std::fmt;
use std::path::Path;

use crate::shell::{Outcome, Place, Stop};

/// A file of the tree.
pub(crate) struct Source {
    /// Relative to the root, with forward slashes.
    path: String,
    text: String,
}

impl Source {
    /// Whether the file's name ends in a dot and this.
    fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }
}

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    /// Counted from 1; 0 for the file as a whole.
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Applies every rule to what git knows of, and fails if one is broken.
pub(crate) fn run(place: &Place) -> Outcome {
    let sources = sources(place)?;
    let mut findings = [
        order::check(&sources),
        layers::rules_stay_pure(&sources),
        layers::only_the_dialect_names_a_backend(&sources),
        shape::modules_say_what_they_are(&sources),
        shape::files_stay_short(&sources),
        texts::both_languages_have_every_key(&sources),
        texts::no_machine_paths(&sources),
        licences::check(&sources, &packages(place)?),
    ]
    .concat();
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files, nothing to report", sources.len());
            Ok(())
        }
        found => Err(Stop::failed(format!("tidy: {found} to put right"))),
    }
}

/// Every text file that is tracked or about to be.
fn sources(place: &Place) -> Outcome<Vec<Source>> {
    let list = place
        .command("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()?;
    let read = |path: &str| {
        // Pictures are no text, and a file may be deleted but still known to git.
        let text = std::fs::read_to_string(place.root().join(path)).ok()?;
        Some(Source { path: path.to_owned(), text })
    };
    Ok(list.split('\0').filter(|path| !path.is_empty()).filter_map(read).collect())
}

/// Name and licence of every package that ends up in a build for this machine.
fn packages(place: &Place) -> Outcome<Vec<licences::Package>> {
    let version = place.command("rustc").arg("-vV").output()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let metadata = place
        .cargo(["metadata", "--locked", "--format-version", "1", "--filter-platform", host])
        .output()?;
    licences::packages(&metadata).map_err(Stop::failed)
}

#[cfg(test)]
impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }
}

/// Asserts the findings of a rule over `(path, text)` pairs, as `path:line`.
#[cfg(test)]
fn assert_found(rule: impl Fn(&[Source]) -> Vec<Finding>, files: &[(&str, &str)], found: &[&str]) {
    let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(path, text)).collect();
    let findings: Vec<String> =
        rule(&sources).iter().map(|finding| format!("{}:{}", finding.path, finding.line)).collect();
    assert_eq!(findings, found);
}
