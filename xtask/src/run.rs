//! `cargo xtask run`: from a fresh clone to a page that answers.

use std::path::Path;

use clap::Args;

use crate::shell::{Outcome, Place, Stop};

/// How to serve.
#[derive(Args)]
pub(crate) struct Options {
    /// Fill an empty data folder with an example company
    #[arg(long)]
    demo: bool,
    /// Listen on this port instead of the server's own default
    #[arg(long)]
    port: Option<u16>,
    /// Build with optimisation
    #[arg(long)]
    release: bool,
}

/// Builds the pages and the binary, then becomes `truss serve`, which prints its address.
pub(crate) fn run(place: &Place, options: &Options) -> Outcome {
    build_pages(place)?;
    let mut build = place.cargo(["build", "-p", "truss"]);
    if options.release {
        build = build.arg("--release");
    }
    build.run()?;
    let binary = place.binary(if options.release { "release" } else { "debug" })?;
    let mut serve = place.command(binary).args(["serve", "--data", "./data"]);
    if options.demo {
        serve = serve.arg("--demo");
    }
    if let Some(port) = options.port {
        serve = serve.args(["--listen", &format!("127.0.0.1:{port}")]);
    }
    serve.become_it()
}

/// Installs the packages of the pages where the lock file is newer, and builds the pages.
pub(crate) fn build_pages(place: &Place) -> Outcome {
    if !has_pages(place) {
        println!("web/package.json is not there: going on without pages");
        return Ok(());
    }
    install_packages(place)?;
    place.npm(["run", "build"]).run()
}

/// Whether the pages exist in this tree.
pub(crate) fn has_pages(place: &Place) -> bool {
    place.web().join("package.json").is_file()
}

/// `npm ci`, unless what is installed is at least as new as the lock file.
pub(crate) fn install_packages(place: &Place) -> Outcome {
    let web = place.web();
    let installed = changed(&web.join("node_modules/.package-lock.json"));
    let wanted = changed(&web.join("package-lock.json"));
    if wanted.is_none() {
        return Err(Stop::failed("web/package-lock.json is missing".to_owned()));
    }
    if installed >= wanted {
        return Ok(());
    }
    // The browser is the system's own; the packages would otherwise fetch another one.
    place.npm(["ci", "--no-audit", "--no-fund"]).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1").run()
}

fn changed(path: &Path) -> Option<std::time::SystemTime> {
    std::fs::metadata(path).and_then(|data| data.modified()).ok()
}
