//! `cargo xtask`: what a developer runs, and nothing that Truss itself needs.
//!
//! A plain program over `std::process`: it starts cargo, npm, git and PostgreSQL, reads what they
//! print, and says in one table what holds. `run` is the first thing to try, `test` is what has to
//! pass, `tidy` holds the rules of the workspace that cargo cannot express.
#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod bench;
mod codegen;
mod postgres;
mod release;
mod run;
mod shell;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use shell::{Outcome, Stop};

/// The tasks of the Truss workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the pages and the server, then serve from ./data
    Run(run::Options),
    /// Install what is missing (Debian) and run every check and test
    Test(test::Options),
    /// Check the rules of the workspace that cargo cannot check
    Tidy,
    /// Rewrite the generated files: OpenAPI document, problem catalogue, TypeScript schema
    Codegen(codegen::Options),
    /// Measure against the targets
    Bench(bench::Options),
    /// Build the one binary as it is shipped and print its size
    Release,
}

fn main() -> ExitCode {
    let task = Arguments::parse().task;
    match dispatch(task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop { code, message }) => {
            if !message.is_empty() {
                eprintln!("error: {message}");
            }
            ExitCode::from(code)
        }
    }
}

fn dispatch(task: Task) -> Outcome {
    let place = shell::Place::find()?;
    match task {
        Task::Run(options) => run::run(&place, &options),
        Task::Test(options) => test::run(&place, &options),
        Task::Tidy => tidy::run(&place),
        Task::Codegen(options) => codegen::run(&place, &options),
        Task::Bench(options) => bench::run(&place, &options),
        Task::Release => release::run(&place),
    }
}
