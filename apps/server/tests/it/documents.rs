//! What is generated equals what is committed; `cargo xtask codegen` writes it anew.

use server::assembly;
use std::path::Path;

fn committed(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    std::fs::read_to_string(root.join(path)).unwrap_or_default()
}

#[test]
fn the_openapi_document_is_the_committed_one() {
    assert!(
        server::docs::openapi_json() == committed("apps/server/openapi.json"),
        "rewrite it with `cargo xtask codegen`"
    );
}

#[test]
fn the_catalogue_of_problems_is_the_committed_one() {
    assert!(
        server::problems::markdown() == committed("docs/problems.md"),
        "rewrite it with `cargo xtask codegen`"
    );
}

#[test]
fn the_access_matrix_is_the_committed_one() {
    assert!(
        server::matrix::text() == committed("docs/access-matrix.txt"),
        "rewrite it with `cargo xtask codegen`"
    );
}

#[tokio::test]
async fn both_databases_have_the_committed_schema() {
    let store = testkit::database(assembly::migrations()).await;
    let schema = store::introspect(store.read()).await.unwrap();
    assert!(schema == committed("docs/schema.txt"), "rewrite it with `cargo xtask codegen`");
}

#[tokio::test]
async fn migrations_run_twice_without_harm() {
    let store = testkit::database(assembly::migrations()).await;
    let again = store::migrate(&store, &assembly::migrations()).await.unwrap();
    assert_eq!(again, Vec::<&str>::new());
}

#[test]
fn every_code_has_one_meaning() {
    let mut seen = std::collections::BTreeMap::new();
    for (step, catalogue) in assembly::refusals() {
        for (code, sentence) in catalogue {
            let known = seen.insert(*code, *sentence);
            assert!(
                known.is_none_or(|known| known == *sentence),
                "{step}: {code} means two things"
            );
        }
    }
}
