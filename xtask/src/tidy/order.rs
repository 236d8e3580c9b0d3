//! Manifests name only what stands before them in the list of workspace members.
//!
//! Cargo refuses circles, but it would let `lead` use `cash` as long as `cash` does not use `lead`.
//! The order of the value stream is the order of the list, and this rule makes it bind.

use std::collections::BTreeMap;

use super::{Finding, Source};

/// For tests only: it stands on the ground and builds on every step's migrations through its caller,
/// so no shipped code may use it, and any test may.
const FOR_TESTS_ONLY: &str = "testkit";

/// Checks every member's manifest against the order in the root manifest.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let manifest = |path: &str| sources.iter().find(|source| source.path == path);
    let Some(root) = manifest("Cargo.toml") else {
        return vec![Finding::new("Cargo.toml", 0, "is missing")];
    };
    let mut findings = Vec::new();
    let mut members = Vec::new();
    for folder in members_of(&root.text) {
        let path = format!("{folder}/Cargo.toml");
        match manifest(&path).map(|source| source.text.parse::<toml::Table>()) {
            Some(Ok(table)) => members.push((path, table)),
            Some(Err(error)) => findings.push(Finding::new(&path, 0, error.to_string())),
            None => findings.push(Finding::new("Cargo.toml", 0, format!("{path} is missing"))),
        }
    }
    let rank: BTreeMap<String, usize> = members
        .iter()
        .enumerate()
        .filter_map(|(at, (_, table))| Some((name(table)?, at)))
        .collect();
    for (at, (path, table)) in members.iter().enumerate() {
        for (section, package) in dependencies(table) {
            let is_dev = section == "dev-dependencies";
            if package == FOR_TESTS_ONLY {
                if !is_dev {
                    let message = format!("{FOR_TESTS_ONLY} belongs under dev-dependencies");
                    findings.push(Finding::new(path, 0, message));
                }
            } else if rank.get(&package).is_some_and(|other| *other >= at) {
                let message =
                    format!("[{section}] names {package}, which stands later in business order");
                findings.push(Finding::new(path, 0, message));
            }
        }
    }
    findings
}

fn members_of(root: &str) -> Vec<String> {
    let table: toml::Table = root.parse().unwrap_or_default();
    let members = table.get("workspace").and_then(|workspace| workspace.get("members"));
    let members = members.and_then(toml::Value::as_array).into_iter().flatten();
    members.filter_map(|member| member.as_str().map(str::to_owned)).collect()
}

fn name(manifest: &toml::Table) -> Option<String> {
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}

/// Section and package of every dependency, those of single platforms included.
fn dependencies(manifest: &toml::Table) -> Vec<(&'static str, String)> {
    let platforms = manifest.get("target").and_then(toml::Value::as_table).into_iter();
    let platforms = platforms.flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(platforms) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let list = table.get(section).and_then(toml::Value::as_table);
            for (key, value) in list.into_iter().flatten() {
                let renamed = value.get("package").and_then(toml::Value::as_str);
                found.push((section, renamed.unwrap_or(key).to_owned()));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::assert_found;
    use super::check;

    const ROOT: &str =
        r#"workspace.members = ["crates/base", "crates/testkit", "steps/lead", "steps/cash"]"#;

    fn tree(lead: &str, found: &[&str]) {
        let lead = format!("package.name = 'lead'\n{lead}");
        let files = [
            ("Cargo.toml", ROOT),
            ("crates/base/Cargo.toml", "package.name = 'base'"),
            (
                "crates/testkit/Cargo.toml",
                "package.name = 'testkit'\ndependencies.base.workspace = true",
            ),
            ("steps/lead/Cargo.toml", lead.as_str()),
            ("steps/cash/Cargo.toml", "package.name = 'cash'\ndependencies.lead.workspace = true"),
        ];
        assert_found(check, &files, found);
    }

    #[test]
    fn earlier_members_and_other_crates_are_fine() {
        tree("dependencies.base.workspace = true\ndependencies.serde = '1'", &[]);
        tree("dev-dependencies.testkit.workspace = true", &[]);
    }

    #[test]
    fn a_later_step_is_refused_wherever_it_is_named() {
        let found = ["steps/lead/Cargo.toml:0"];
        tree("dependencies.cash.workspace = true", &found);
        tree("dev-dependencies.cash.workspace = true", &found);
        tree("dependencies.money = { package = 'cash', path = '../cash' }", &found);
        tree("target.'cfg(unix)'.dependencies.cash.workspace = true", &found);
    }

    #[test]
    fn shipped_code_does_not_use_the_testkit() {
        tree("dependencies.testkit.workspace = true", &["steps/lead/Cargo.toml:0"]);
    }

    #[test]
    fn a_member_without_a_manifest_is_reported() {
        assert_found(
            check,
            &[("Cargo.toml", "workspace.members = ['steps/lead']")],
            &["Cargo.toml:0"],
        );
    }
}
