//! What the tree says: the same in both languages, and nothing about the machine it was written on.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Source};

/// The source language of the pages, then the other one.
const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// Endings by which a key tells plural forms apart; languages differ in how many they have.
const PLURALS: [&str; 6] = ["_zero", "_one", "_two", "_few", "_many", "_other"];

/// Top folders that exist only on somebody's machine.
const MACHINE: [&str; 2] = ["work", "root"];

/// Every key of one language exists in the other.
pub(crate) fn both_languages_have_every_key(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let [ours, theirs] = LANGUAGES.map(|language| files_of(sources, language, &mut findings));
    for (here, there, other) in [(&ours, &theirs, LANGUAGES[1]), (&theirs, &ours, LANGUAGES[0])] {
        for (name, (path, keys)) in here {
            let Some((_, others)) = there.get(name) else {
                findings.push(Finding::new(path, 0, format!("there is no {other}/{name}")));
                continue;
            };
            for key in keys.difference(others) {
                findings.push(Finding::new(
                    path,
                    0,
                    format!("`{key}` is missing in {other}/{name}"),
                ));
            }
        }
    }
    findings
}

/// File name to path and keys, for the files of one language.
type Keys<'a> = BTreeMap<String, (&'a str, BTreeSet<String>)>;

fn files_of<'a>(sources: &'a [Source], language: &str, findings: &mut Vec<Finding>) -> Keys<'a> {
    let folder = format!("web/src/i18n/{language}/");
    let mut files = BTreeMap::new();
    for source in sources.iter().filter(|source| source.is("json")) {
        let Some(name) = source.path.strip_prefix(&folder) else {
            continue;
        };
        match serde_json::from_str(&source.text) {
            Ok(value) => {
                let mut keys = BTreeSet::new();
                collect(&value, "", &mut keys);
                files.insert(name.to_owned(), (source.path.as_str(), keys));
            }
            Err(error) => {
                findings.push(Finding::new(&source.path, error.line(), error.to_string()));
            }
        }
    }
    files
}

fn collect(value: &serde_json::Value, at: &str, keys: &mut BTreeSet<String>) {
    let serde_json::Value::Object(object) = value else {
        let plural = PLURALS.iter().find_map(|ending| at.strip_suffix(ending));
        keys.insert(plural.unwrap_or(at).to_owned());
        return;
    };
    for (key, inner) in object {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        collect(inner, &path, keys);
    }
}

/// No tracked text names a folder of the machine it was written on.
pub(crate) fn no_machine_paths(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for (index, line) in source.text.lines().enumerate() {
            if MACHINE.iter().any(|top| names_top_folder(line, top)) {
                findings.push(Finding::new(
                    &source.path,
                    index + 1,
                    "names a folder of one machine",
                ));
            }
        }
    }
    findings
}

/// Whether the line has an absolute path under `/top/`: `steps/top/` and `{base}/top/` are others.
fn names_top_folder(line: &str, top: &str) -> bool {
    let folder = format!("/{top}/");
    line.match_indices(&folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().last());
        before.is_none_or(|c| !c.is_alphanumeric() && !"_-.}*$~".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::super::assert_found;
    use super::{both_languages_have_every_key, no_machine_paths};

    const ZH: &str = "web/src/i18n/zh-CN/lead.json";
    const EN: &str = "web/src/i18n/en/lead.json";

    #[test]
    fn the_same_keys_in_both_languages_are_fine() {
        let files = [
            (ZH, r#"{"title": "线索", "list": {"count_other": "{{count}} 条"}}"#),
            (
                EN,
                r#"{"list": {"count_one": "1 lead", "count_other": "{{count}} leads"}, "title": "Leads"}"#,
            ),
        ];
        assert_found(both_languages_have_every_key, &files, &[]);
    }

    #[test]
    fn a_key_in_one_language_only_is_reported() {
        let files =
            [(ZH, r#"{"list": {"a": "", "b": ""}}"#), (EN, r#"{"list": {"b": "", "c": ""}}"#)];
        assert_found(
            both_languages_have_every_key,
            &files,
            &[&format!("{ZH}:0"), &format!("{EN}:0")],
        );
    }

    #[test]
    fn a_file_in_one_language_only_is_reported() {
        assert_found(both_languages_have_every_key, &[(EN, "{}")], &[&format!("{EN}:0")]);
        assert_found(
            both_languages_have_every_key,
            &[(ZH, "{"), (EN, "{}")],
            &[&format!("{ZH}:1"), &format!("{EN}:0")],
        );
    }

    #[test]
    fn machine_paths_are_reported_and_relative_ones_are_not() {
        let path = |top: &str| format!("ok\nsee {}{top}/x", '/');
        let (work, root) = (path("work"), path("root"));
        let files = [
            ("docs/a.md", work.as_str()),
            ("docs/b.md", root.as_str()),
            ("docs/c.md", "steps/work/src, /api/work/files, ./root/x, /workshop/"),
        ];
        assert_found(no_machine_paths, &files, &["docs/a.md:2", "docs/b.md:2"]);
    }
}
