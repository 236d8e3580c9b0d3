//! What a layer must not know, where the compiler would not mind.

use super::lexer::identifiers;
use super::{Finding, Source};

/// The one place that asks which database this is.
const DIALECT: &str = "crates/store/src/dialect";

/// Places besides the dialect that may name a backend, and why.
const MAY_NAME_A_BACKEND: [(&str, &str); 5] = [
    ("crates/access/src/sql.rs", "hands a statement to the database that it is told"),
    ("crates/store/src/connect.rs", "opens the connection that the setting asks for"),
    ("crates/store/src/migrate.rs", "writes one change in the words of each database"),
    ("crates/store/src/writer.rs", "commits in a group on one database, alone on the other"),
    ("crates/testkit/", "prepares one test database of each kind"),
];

/// Pure rules (`rules.rs` of a step) know neither the database layer nor HTTP.
pub(crate) fn rules_stay_pure(sources: &[Source]) -> Vec<Finding> {
    let is_rules = |path: &str| {
        path.starts_with("steps/")
            && (path.ends_with("/src/rules.rs") || path.contains("/src/rules/"))
    };
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_rules(&source.path)) {
        for (line, word) in identifiers(&source.text) {
            if ["sea_orm", "sea_query", "axum"].contains(&word.as_str()) {
                let message = format!("rules are pure: {word} belongs to verbs, queries or api");
                findings.push(Finding::new(&source.path, line, message));
            }
        }
    }
    findings
}

/// One code path for both databases: only the dialect knows which one it is.
pub(crate) fn only_the_dialect_names_a_backend(sources: &[Source]) -> Vec<Finding> {
    let is_allowed = |path: &str| {
        path.starts_with(DIALECT)
            || MAY_NAME_A_BACKEND.iter().any(|(place, _)| path.starts_with(place))
    };
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_product(source) && !is_allowed(&source.path)) {
        for (line, word) in identifiers(&source.text) {
            if names_a_backend(&word) {
                let message = format!("{word}: only {DIALECT} may ask which database this is");
                findings.push(Finding::new(&source.path, line, message));
            }
        }
    }
    findings
}

fn names_a_backend(word: &str) -> bool {
    ["DbBackend", "DatabaseBackend"].contains(&word)
        || ["Sqlite", "Postgres"].iter().any(|name| word.contains(name))
}

/// Rust files of the product itself.
pub(super) fn is_product(source: &Source) -> bool {
    source.is("rs") && ["crates/", "steps/", "apps/"].iter().any(|top| source.path.starts_with(top))
}

#[cfg(test)]
mod tests {
    use super::super::assert_found;
    use super::{only_the_dialect_names_a_backend, rules_stay_pure};

    #[test]
    fn rules_import_neither_database_nor_http() {
        let files = [
            ("steps/lead/src/rules.rs", "//! no axum here\nuse base::Money;\nuse sea_orm::Value;"),
            ("steps/bid/src/rules/price.rs", "use axum::Json;"),
            ("steps/bid/src/verbs.rs", "use sea_orm::Value;"),
        ];
        let found = ["steps/lead/src/rules.rs:3", "steps/bid/src/rules/price.rs:1"];
        assert_found(rules_stay_pure, &files, &found);
    }

    #[test]
    fn backends_are_named_in_the_dialect_alone() {
        let code = "// Sqlite is fine here\nlet url = \"Postgres\";\nif b == DbBackend::Sqlite {}";
        let files = [
            ("crates/store/src/dialect/search.rs", code),
            ("crates/store/src/connect.rs", code),
            ("crates/testkit/src/lib.rs", code),
            ("xtask/src/main.rs", code),
            ("steps/lead/src/queries.rs", code),
            ("apps/server/src/config.rs", "use sqlx::SqlitePool;"),
        ];
        let found = [
            "steps/lead/src/queries.rs:3",
            "steps/lead/src/queries.rs:3",
            "apps/server/src/config.rs:1",
        ];
        assert_found(only_the_dialect_names_a_backend, &files, &found);
    }
}
