//! Every dependency's licence is on the list in `deny.toml`.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Finding, Source};

/// A package of the dependency tree.
#[derive(Deserialize)]
pub(crate) struct Package {
    name: String,
    version: String,
    /// An SPDX expression.
    license: Option<String>,
    /// Absent for members of this workspace.
    source: Option<String>,
}

/// The part of `deny.toml` that this rule reads.
#[derive(Deserialize)]
struct Deny {
    licenses: Licences,
}

#[derive(Deserialize)]
struct Licences {
    allow: BTreeSet<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    package: String,
    allow: BTreeSet<String>,
}

/// The packages in what `cargo metadata` prints.
pub(crate) fn packages(metadata: &str) -> Result<Vec<Package>, String> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    let metadata: Metadata =
        serde_json::from_str(metadata).map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(metadata.packages)
}

/// Reports every package whose licence asks for more than the list allows.
pub(crate) fn check(sources: &[Source], packages: &[Package]) -> Vec<Finding> {
    const LIST: &str = "deny.toml";
    let Some(list) = sources.iter().find(|source| source.path == LIST) else {
        return vec![Finding::new(LIST, 0, "is missing")];
    };
    let licences = match toml::from_str::<Deny>(&list.text) {
        Ok(deny) => deny.licenses,
        Err(error) => return vec![Finding::new(LIST, 0, error.to_string())],
    };
    let mut findings = Vec::new();
    for package in packages.iter().filter(|package| package.source.is_some()) {
        let expression = package.license.as_deref().unwrap_or("unknown");
        let is_allowed = |licence: &str| {
            licences.allow.contains(licence)
                || licences
                    .exceptions
                    .iter()
                    .any(|rule| rule.package == package.name && rule.allow.contains(licence))
        };
        if !holds(expression, &is_allowed) {
            let message = format!("{} {} is under `{expression}`", package.name, package.version);
            findings.push(Finding::new(LIST, 0, message));
        }
    }
    findings
}

/// Whether an SPDX expression can be satisfied: one side of every OR, both sides of every AND.
fn holds(expression: &str, is_allowed: &impl Fn(&str) -> bool) -> bool {
    // Old manifests write a slash for OR.
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let result = any(&words, &mut at, is_allowed);
    result && at == words.len()
}

fn any(words: &[&str], at: &mut usize, is_allowed: &impl Fn(&str) -> bool) -> bool {
    let mut result = all(words, at, is_allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        result |= all(words, at, is_allowed);
    }
    result
}

fn all(words: &[&str], at: &mut usize, is_allowed: &impl Fn(&str) -> bool) -> bool {
    let mut result = one(words, at, is_allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one(words, at, is_allowed);
    }
    result
}

fn one(words: &[&str], at: &mut usize, is_allowed: &impl Fn(&str) -> bool) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let result = any(words, at, is_allowed);
        *at += 1;
        return result;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).unwrap_or(&"");
        *at += 2;
        return is_allowed(&format!("{word} WITH {exception}"));
    }
    is_allowed(word)
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::{Package, check, holds, packages};

    #[test]
    fn expressions_are_read_as_spdx_means_them() {
        let is_allowed = |licence: &str| ["MIT", "Zlib", "X WITH Y"].contains(&licence);
        for good in [
            "MIT",
            "GPL-3.0 OR MIT",
            "GPL-3.0/MIT",
            "(GPL-3.0 OR MIT) AND Zlib",
            "X WITH Y AND MIT",
        ] {
            assert!(holds(good, &is_allowed), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "X", "", "GPL-3.0 OR (MIT AND X)", "MIT MIT"] {
            assert!(!holds(bad, &is_allowed), "{bad}");
        }
    }

    fn package(name: &str, license: Option<&str>) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: license.map(str::to_owned),
            source: Some("registry".to_owned()),
        }
    }

    #[test]
    fn what_is_not_on_the_list_is_reported() {
        let list =
            "[licenses]\nallow = ['MIT']\nexceptions = [{ crate = 'roots', allow = ['MPL-2.0'] }]";
        let tree = [
            package("fine", Some("MIT")),
            package("roots", Some("MPL-2.0")),
            package("copyleft", Some("MPL-2.0")),
            package("silent", None),
            Package { source: None, ..package("truss", None) },
        ];
        let findings = check(&[Source::new("deny.toml", list)], &tree);
        let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(
            messages,
            ["copyleft 1.0.0 is under `MPL-2.0`", "silent 1.0.0 is under `unknown`"]
        );
    }

    #[test]
    fn a_missing_list_is_reported() {
        assert_eq!(check(&[], &[]).len(), 1);
    }

    #[test]
    fn cargo_metadata_is_read() {
        let text = r#"{"packages": [{"name": "a", "version": "1.0.0", "license": "MIT", "source": null, "id": "x"}]}"#;
        assert_eq!(packages(text).unwrap().len(), 1);
        assert!(packages("[]").is_err());
    }
}
