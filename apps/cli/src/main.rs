//! `truss`: the one binary. Arguments and printing; what happens stands in `server` and the steps.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the command line")]

mod commands;
mod import;

use clap::{Args, Parser, Subcommand};
use server::config::{Config, ConfigError};
use std::{path::PathBuf, process::ExitCode};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// From the first lead to the last payment.
#[derive(Debug, Parser)]
#[command(name = "truss", version)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Settings that go before the configuration file and the `TRUSS_*` variables.
#[derive(Debug, Args)]
struct Settings {
    /// Configuration file (TOML).
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the database, of files and of imports.
    #[arg(long, global = true)]
    data: Option<String>,
    /// `postgres://…` instead of the embedded SQLite.
    #[arg(long, global = true)]
    database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and API (the default).
    Serve(commands::Serve),
    /// Bring the database up to date and stop.
    Migrate,
    /// Users.
    #[command(subcommand)]
    User(commands::User),
    /// Print the OpenAPI document.
    Openapi,
    /// Print the catalogue of problems as Markdown.
    Problems,
    /// Print who may do what.
    Access,
    /// Print the schema of the database.
    Schema,
    /// Bring a sheet in: users, products, customers, opportunities.
    Import(import::Import),
    /// Configuration.
    #[command(subcommand)]
    Config(commands::ConfigCommand),
    /// Say what is well and what is not.
    Doctor,
    /// Write a consistent copy of the SQLite database.
    Backup {
        /// The new file.
        file: PathBuf,
    },
}

impl Settings {
    fn load(&self, mut flags: Vec<(&'static str, String)>) -> Result<Config, ConfigError> {
        for (name, value) in [("data", &self.data), ("database_url", &self.database_url)] {
            if let Some(value) = value {
                flags.push((name, value.clone()));
            }
        }
        let variables = std::env::vars().filter(|(name, _)| name.starts_with("TRUSS_")).collect();
        Config::load(self.config.as_deref(), &variables, &flags)
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("truss: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("truss: {error}");
            ExitCode::FAILURE
        }
    }
}
