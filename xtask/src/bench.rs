//! `cargo xtask bench`: figures against the targets, every ratio from one run.
//!
//! What is measured, and how, stands in `apps/bench`; here are the builds, the database servers and
//! the page with the figures.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

use crate::postgres::Server;
use crate::run::build_pages;
use crate::shell::{Outcome, Place, Run, Stop};
use crate::tools::{self, Tool};

/// The page with the figures.
const PAGE: &str = "docs/performance.md";

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Opportunities in the database, each size by itself
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    rows: Vec<u32>,
    /// On which database
    #[arg(long, value_delimiter = ',', value_enum, default_value = "sqlite,postgres")]
    database: Vec<Database>,
    /// Seconds for each question
    #[arg(long, default_value_t = 3)]
    seconds: u32,
    /// Write docs/performance.md
    #[arg(long)]
    write: bool,
    /// Measure the development build, to try the bench itself
    #[arg(long)]
    dev: bool,
}

/// A database to measure on.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    /// The embedded one
    Sqlite,
    /// A server of its own, with everything on that keeps data safe
    Postgres,
}

/// Builds, measures, prints; writes the page when asked.
pub(crate) fn run(place: &Place, options: &Options) -> Outcome {
    if options.database.contains(&Database::Postgres) {
        tools::provide(&[Tool::Postgres])?;
    }
    let profile = if options.dev { "debug" } else { "release" };
    build(place, options.dev)?;
    let truss = place.binary(profile)?;
    let bench = truss.with_file_name(format!("truss-bench{}", std::env::consts::EXE_SUFFIX));
    let out = bench.with_extension("md");
    // What an earlier run left is not part of this one.
    let _absent = fs::remove_file(&out);
    for rows in &options.rows {
        for database in &options.database {
            measure(place, options, &bench, &truss, *rows, *database, &out)?;
        }
    }
    let tables = fs::read_to_string(&out)
        .map_err(|error| Stop::failed(format!("{}: {error}", out.display())))?;
    if options.write {
        write(place, options, &tables)?;
    }
    Ok(())
}

fn build(place: &Place, dev: bool) -> Outcome {
    if dev {
        return place.cargo(["build", "-p", "truss", "-p", "bench"]).run();
    }
    build_pages(place)?;
    place.cargo(["build", "--release", "-p", "truss"]).run()?;
    place.cargo(["build", "--release", "-p", "bench"]).run()
}

fn measure(
    place: &Place,
    options: &Options,
    bench: &Path,
    truss: &PathBuf,
    rows: u32,
    database: Database,
    out: &Path,
) -> Outcome {
    let (rows, seconds) = (rows.to_string(), options.seconds.to_string());
    let run = place.command(bench).arg("--truss").arg(truss).arg("--out").arg(out);
    let run = run.args(["--rows", &rows, "--seconds", &seconds]);
    match database {
        Database::Sqlite => run.args(["--name", "SQLite"]).run(),
        Database::Postgres => {
            // A fresh server for each size: no size works on what another left.
            let server = Server::start_durable()?;
            let outcome = run.args(["--name", "PostgreSQL", "--database-url", &server.url()]).run();
            server.stop();
            outcome
        }
    }
}

fn write(place: &Place, options: &Options, tables: &str) -> Outcome {
    let rows: Vec<String> = options.rows.iter().map(u32::to_string).collect();
    let databases: Vec<&str> = options
        .database
        .iter()
        .map(|database| match database {
            Database::Sqlite => "sqlite",
            Database::Postgres => "postgres",
        })
        .collect();
    let command = format!(
        "cargo xtask bench --rows {} --database {} --seconds {} --write",
        rows.join(","),
        databases.join(","),
        options.seconds
    );
    let commit = place.command("git").args(["rev-parse", "--short", "HEAD"]).output()?;
    let said = |program: &str, args: &[&str]| {
        let run = Run::new(Command::new(program)).args(args);
        run.output().map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let text = format!(
        "{INTRODUCTION}\n| | |\n| --- | --- |\n| date | {} |\n| commit | {} |\n| command | `{command}` \
         |\n| processors | {} |\n| memory | {} |\n| system | {} |\n| compiler | {} |\n\n{tables}",
        said("date", &["-u", "+%F"]),
        commit.trim(),
        processors(),
        memory(),
        said("uname", &["-srm"]),
        said("rustc", &["--version"]),
    );
    let path = place.root().join(PAGE);
    fs::write(&path, text.trim_end().to_owned() + "\n")
        .map_err(|error| Stop::failed(format!("{}: {error}", path.display())))?;
    println!("written: {PAGE}");
    Ok(())
}

fn processors() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let models = text.lines().filter_map(|line| line.strip_prefix("model name"));
    let models: Vec<&str> = models.map(|rest| rest.trim_matches(['\t', ' ', ':'])).collect();
    match models.first() {
        Some(model) => format!("{} × {model}", models.len()),
        None => "unknown".to_owned(),
    }
}

fn memory() -> String {
    let text = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.map_or_else(|| "unknown".to_owned(), |kib| format!("{} GiB", kib.div_ceil(1 << 20)))
}

const INTRODUCTION: &str = r"# Performance

What Truss manages, beside what it should manage. `cargo xtask bench --write` measures and writes this
page; do not edit it.

How it is measured:

- The release build of `truss serve` runs as a process of its own, as it is shipped: signed in by API
  token, with permission, journal, search index and every check. SQLite confirms each commit to the disk
  (`durability = full`), PostgreSQL runs with `fsync` and `synchronous_commit` on.
- The load comes from the same machine, over keep-alive connections without compression, and takes a
  part of the same processors. Times are what the client saw; with 16 connections that never rest, most
  of a time is waiting for the others.
- The database holds 300 units, 5,000 people, a customer for every 20 opportunities, three years of
  opportunities in all stages with owners, teams, journal and search entries. A quarter is open.
- Questions are asked by a sales head of the company (everything), of one of 12 regions, of one of 287
  offices, and by somebody who sees nothing but what is owned or shared.
- Percentages: `read one` is compared with the constant answer `/api/ping`, `list of 50` with the same
  fifty rows kept in memory and written as JSON for each request, without sign-in or permission.
- Memory is the process's own; the database file is also mapped, which the system takes back at need.
";
