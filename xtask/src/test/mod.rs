//! `cargo xtask test`: every check and every test, cheapest first, and one honest last line.

mod count;
mod steps;
mod summary;

use std::collections::BTreeSet;
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::run::has_pages;
use crate::shell::{Outcome, Place, Stop};
use crate::tools;
use count::Counts;
use summary::{Line, Verdict};

/// What to run.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this part; may be given more than once
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

/// A part of the suite that can be run by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Format, tidy, clippy
    Lint,
    /// The pages: lint, types, units, build
    Web,
    /// Rust tests on SQLite
    Sqlite,
    /// Rust tests on PostgreSQL
    Postgres,
    /// Browser journeys against the binary
    E2e,
}

/// What every step works with.
pub(crate) struct Bench<'a> {
    place: &'a Place,
    has_nextest: bool,
}

/// One line of the summary, and how it comes about.
struct Step {
    name: &'static str,
    /// Empty for what belongs to the whole suite alone.
    parts: &'static [Part],
    /// Names of steps without whose success this one says nothing.
    needs: &'static [&'static str],
    /// Steps about pages are left out while the tree has none.
    of_pages: bool,
    run: fn(&Bench<'_>, &mut Counts) -> Outcome,
}

/// Runs the chosen steps and fails if any of them did.
pub(crate) fn run(place: &Place, options: &Options) -> Outcome {
    let chosen: Vec<&Step> = steps::ALL
        .iter()
        .filter(|step| is_chosen(step, &options.only))
        .filter(|step| has_pages(place) || !step.of_pages)
        .collect();
    tools::provide(&steps::tools(&options.only, has_pages(place)))?;
    let has_nextest = place.cargo(["nextest", "--version"]).succeeds();
    let lines = run_all(&Bench { place, has_nextest }, &chosen);
    print!("{}", summary::table(&lines));
    if lines.iter().any(|line| line.verdict != Verdict::Passed) {
        return Err(Stop::failed(""));
    }
    Ok(())
}

fn is_chosen(step: &Step, only: &[Part]) -> bool {
    only.is_empty() || step.parts.iter().any(|part| only.contains(part))
}

fn run_all(bench: &Bench<'_>, steps: &[&Step]) -> Vec<Line> {
    let mut failed = BTreeSet::new();
    let mut lines = Vec::new();
    for step in steps {
        let started = Instant::now();
        let mut counts = Counts::default();
        let missing = step.needs.iter().find(|name| failed.contains(*name));
        let verdict = if let Some(need) = missing {
            Verdict::NotRun(need)
        } else {
            println!("\n== {}", step.name);
            match (step.run)(bench, &mut counts) {
                Ok(()) if counts.failed == 0 => Verdict::Passed,
                Ok(()) => Verdict::Failed,
                Err(stop) => {
                    println!("{}", stop.message);
                    Verdict::Failed
                }
            }
        };
        if verdict != Verdict::Passed {
            failed.insert(step.name);
        }
        lines.push(Line { name: step.name, verdict, counts, took: started.elapsed() });
    }
    lines
}
