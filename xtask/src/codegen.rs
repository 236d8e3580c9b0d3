//! `cargo xtask codegen`: every generated file from its one source.
//!
//! The binary is the source: it prints the OpenAPI document, the problems, who may do what and the
//! schema, and the pages' TypeScript schema is made from that document.

use clap::Args;

use crate::run::{has_pages, install_packages};
use crate::shell::{Outcome, Place, Stop};

/// What the binary prints, and the file that keeps it.
const PRINTED: [(&str, &str); 4] = [
    ("openapi", "apps/server/openapi.json"),
    ("problems", "docs/problems.md"),
    ("access", "docs/access-matrix.txt"),
    ("schema", "docs/schema.txt"),
];

/// What `npm run codegen` makes from the OpenAPI document.
const SCHEMA: &str = "web/src/api/schema.ts";

/// How to generate.
#[derive(Args)]
pub(crate) struct Options {
    /// Fail if a committed file differs from what is generated now
    #[arg(long)]
    check: bool,
}

impl Options {
    /// As the test run asks.
    pub(crate) const CHECK: Self = Self { check: true };
}

/// Rewrites the generated files; with `--check` it fails when that changed one of them.
pub(crate) fn run(place: &Place, options: &Options) -> Outcome {
    let before = contents(place);
    write(place)?;
    let changed: Vec<&str> = before
        .iter()
        .zip(contents(place))
        .filter(|((_, old), (_, new))| old != new)
        .map(|((path, _), _)| *path)
        .collect();
    if changed.is_empty() {
        println!("generated files are up to date");
        return Ok(());
    }
    let list = changed.join(", ");
    if options.check {
        return Err(Stop::failed(format!(
            "not as generated: {list}. They are rewritten now: look at the difference and commit it"
        )));
    }
    println!("rewritten: {list}");
    Ok(())
}

fn write(place: &Place) -> Outcome {
    place.cargo(["build", "-p", "truss"]).run()?;
    let binary = place.binary("debug")?;
    for (task, path) in PRINTED {
        let text = place.command(&binary).arg(task).output()?;
        if text.trim().is_empty() {
            return Err(Stop::failed(format!(
                "`truss {task}` prints nothing: {path} stays as it is"
            )));
        }
        let target = place.root().join(path);
        // An unchanged file keeps its time, so that nothing is built again because of it.
        if std::fs::read_to_string(&target).is_ok_and(|old| old == text) {
            continue;
        }
        std::fs::write(&target, text).map_err(|error| Stop::failed(format!("{path}: {error}")))?;
    }
    if has_pages(place) {
        install_packages(place)?;
        place.npm(["run", "codegen"]).run()?;
    }
    Ok(())
}

fn contents(place: &Place) -> Vec<(&'static str, Option<String>)> {
    PRINTED
        .iter()
        .map(|(_, path)| *path)
        .chain([SCHEMA])
        .map(|path| (path, std::fs::read_to_string(place.root().join(path)).ok()))
        .collect()
}
