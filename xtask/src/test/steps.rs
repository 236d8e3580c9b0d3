//! The steps of the suite, in the order in which they run: what is cheap and often wrong first.

use super::count::Counts;
use super::{Bench, Part, Step};
use crate::shell::{Outcome, Run, Stop};
use crate::tools::Tool;
use crate::{codegen, postgres, run, tidy, tools};

const PACKAGES: &str = "web packages";
const PAGES: &str = "web build";
const BINARY: &str = "truss binary";

/// Every step there is.
pub(super) const ALL: &[Step] = &[
    Step { name: "format", parts: &[Part::Lint], needs: &[], of_pages: false, run: format },
    Step { name: "tidy", parts: &[Part::Lint], needs: &[], of_pages: false, run: tidy },
    Step { name: "clippy", parts: &[Part::Lint], needs: &[], of_pages: false, run: clippy },
    Step {
        name: PACKAGES,
        parts: &[Part::Web, Part::E2e],
        needs: &[],
        of_pages: true,
        run: |bench, _| run::install_packages(bench.place),
    },
    Step {
        name: "web lint",
        parts: &[Part::Web],
        needs: &[PACKAGES],
        of_pages: true,
        run: |bench, _| bench.place.npm(["run", "lint"]).run(),
    },
    Step {
        name: "web types",
        parts: &[Part::Web],
        needs: &[PACKAGES],
        of_pages: true,
        run: |bench, _| bench.place.npm(["run", "check"]).run(),
    },
    Step {
        name: "web units",
        parts: &[Part::Web],
        needs: &[PACKAGES],
        of_pages: true,
        run: |bench, counts| count(in_browser(bench.place.npm(["run", "test"])), counts),
    },
    Step {
        name: PAGES,
        parts: &[Part::Web, Part::E2e],
        needs: &[PACKAGES],
        of_pages: true,
        run: |bench, _| bench.place.npm(["run", "build"]).run(),
    },
    Step {
        name: "rust on SQLite",
        parts: &[Part::Sqlite],
        needs: &[],
        of_pages: false,
        run: on_sqlite,
    },
    Step {
        name: "rust on PostgreSQL",
        parts: &[Part::Postgres],
        needs: &[],
        of_pages: false,
        run: on_postgres,
    },
    Step {
        name: BINARY,
        parts: &[Part::E2e],
        needs: &[],
        of_pages: false,
        run: |bench, _| bench.place.cargo(["build", "-p", "truss"]).run(),
    },
    Step {
        name: "generated files",
        parts: &[],
        needs: &[BINARY],
        of_pages: false,
        run: |bench, _| codegen::run(bench.place, &codegen::Options::CHECK),
    },
    Step {
        name: "browser journeys",
        parts: &[Part::E2e],
        needs: &[PAGES, BINARY],
        of_pages: true,
        run: journeys,
    },
];

/// What the chosen parts need from the machine.
pub(super) fn tools(only: &[Part], has_pages: bool) -> Vec<Tool> {
    let wants = |part| only.is_empty() || only.contains(&part);
    let mut tools = Vec::new();
    if wants(Part::Lint) {
        tools.push(Tool::Git);
    }
    if wants(Part::Postgres) {
        tools.push(Tool::Postgres);
    }
    if has_pages && (wants(Part::Web) || wants(Part::E2e)) {
        tools.extend([Tool::Node, Tool::Chromium, Tool::CjkFont]);
    }
    tools
}

fn format(bench: &Bench<'_>, _: &mut Counts) -> Outcome {
    bench.place.cargo(["fmt", "--all", "--check"]).run()
}

fn tidy(bench: &Bench<'_>, _: &mut Counts) -> Outcome {
    tidy::run(bench.place)
}

fn clippy(bench: &Bench<'_>, _: &mut Counts) -> Outcome {
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    bench.place.cargo(clippy).run()
}

fn on_sqlite(bench: &Bench<'_>, counts: &mut Counts) -> Outcome {
    // A developer's own server must not turn this into a second PostgreSQL run.
    let on = |run: Run| run.without("TRUSS_TEST_POSTGRES");
    let tests = rust_tests(bench, counts, on);
    if !bench.has_nextest {
        return tests;
    }
    // nextest leaves out the examples in documentation.
    let run = bench.place.cargo(["test", "--workspace", "--doc", "--no-fail-fast", "--quiet"]);
    tests.and(count(on(run), counts))
}

fn on_postgres(bench: &Bench<'_>, counts: &mut Counts) -> Outcome {
    let server = postgres::Server::start()?;
    let url = server.url();
    println!("PostgreSQL for these tests: {url}");
    let outcome = rust_tests(bench, counts, |run| run.env("TRUSS_TEST_POSTGRES", &url));
    server.stop();
    outcome
}

fn rust_tests(bench: &Bench<'_>, counts: &mut Counts, on: impl Fn(Run) -> Run) -> Outcome {
    let run = if bench.has_nextest {
        let run = bench.place.cargo(["nextest", "run", "--workspace", "--no-fail-fast"]);
        run.arg("--no-tests=pass")
    } else {
        bench.place.cargo(["test", "--workspace", "--no-fail-fast"])
    };
    count(on(run), counts)
}

/// Runs a test command and adds up what it says about its tests.
fn count(run: Run, counts: &mut Counts) -> Outcome {
    run.watch(|line| counts.read(line))
}

fn journeys(bench: &Bench<'_>, counts: &mut Counts) -> Outcome {
    let binary = bench.place.binary("debug")?;
    if !binary.is_file() {
        return Err(Stop::failed(format!("{} is not there", binary.display())));
    }
    let run = bench.place.npm(["run", "e2e"]).env("TRUSS_BIN", binary);
    count(in_browser(run), counts)
}

/// Tells a command which browser to drive.
fn in_browser(run: Run) -> Run {
    match tools::chromium() {
        Some(path) => run.env("CHROMIUM", path),
        None => run,
    }
}
