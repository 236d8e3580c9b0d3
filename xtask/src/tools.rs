//! What the machine must bring along, and how to get what it lacks.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{Outcome, Run, Stop};

/// Names under which Chromium is installed, in the order of preference.
const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The oldest Node (major, minor) that the pages' build tools run on.
const NODE: (u32, u32) = (20, 19);

/// Something that a test needs and cargo does not bring.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tool {
    /// git, whose file list `tidy` reads
    Git,
    /// Node and npm for the pages
    Node,
    /// The programs of a PostgreSQL server
    Postgres,
    /// The browser of the journeys
    Chromium,
    /// A font with Chinese characters, without which screenshots show boxes
    CjkFont,
}

impl Tool {
    /// Whether it is there.
    pub(crate) fn is_here(self) -> bool {
        match self {
            Self::Git => on_path("git").is_some(),
            Self::Node => on_path("npm").is_some() && node_is_new_enough(),
            Self::Postgres => postgres_programs().is_some(),
            Self::Chromium => chromium().is_some(),
            Self::CjkFont => has_cjk_font(),
        }
    }

    /// The packages that bring it on Debian.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Git => &["git"],
            Self::Node => &["nodejs", "npm"],
            Self::Postgres => &["postgresql"],
            Self::Chromium => &["chromium"],
            Self::CjkFont => &["fonts-noto-cjk"],
        }
    }

    /// How to get it by hand.
    fn advice(self) -> String {
        match self {
            Self::Git => "git: from your system's packages".to_owned(),
            Self::Node => {
                let (major, minor) = NODE;
                format!("Node {major}.{minor} or newer with npm: https://nodejs.org/en/download")
            }
            Self::Postgres => "PostgreSQL 14 or newer, the server's programs initdb and pg_ctl on \
                 PATH: `apt-get install postgresql`, `dnf install postgresql-server`, \
                 `brew install postgresql@17`; it need not run"
                .to_owned(),
            Self::Chromium => "Chromium: `apt-get install chromium`, `dnf install chromium`, \
                 `brew install --cask chromium`, or CHROMIUM=/path/to/it in the environment"
                .to_owned(),
            Self::CjkFont => "a font with Chinese characters: `apt-get install fonts-noto-cjk`, \
                 `dnf install google-noto-sans-cjk-fonts`"
                .to_owned(),
        }
    }
}

/// Makes sure of every tool: on Debian it installs what is missing, elsewhere it says what is.
pub(crate) fn provide(tools: &[Tool]) -> Outcome {
    let missing = absent(tools);
    if missing.is_empty() {
        return Ok(());
    }
    if let Some(apt) = Apt::find() {
        let packages: Vec<&str> =
            missing.iter().flat_map(|tool| tool.packages()).copied().collect();
        println!("missing on this machine, installing: {}", packages.join(" "));
        apt.install(&packages)?;
    }
    let missing = absent(tools);
    if missing.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = missing.iter().map(|tool| format!("\n  - {}", tool.advice())).collect();
    Err(Stop::missing(format!("missing on this machine:{}", list.concat())))
}

fn absent(tools: &[Tool]) -> Vec<Tool> {
    tools.iter().copied().filter(|tool| !tool.is_here()).collect()
}

/// Debian's package tool, where this user may use it without being asked anything.
struct Apt {
    sudo: bool,
}

impl Apt {
    fn find() -> Option<Self> {
        if !Path::new("/etc/debian_version").exists() || on_path("apt-get").is_none() {
            return None;
        }
        if is_root() {
            return Some(Self { sudo: false });
        }
        let sudo = Run::new(Command::new("sudo")).args(["-n", "true"]).succeeds();
        sudo.then_some(Self { sudo })
    }

    /// One refreshed list, one installation. A package that cannot be had is reported afterwards by
    /// looking for the tool again, which is what counts.
    fn install(&self, packages: &[&str]) -> Outcome {
        self.run(&["update"])?;
        let mut args = vec!["install", "--yes", "--no-install-recommends"];
        args.extend_from_slice(packages);
        if let Err(stop) = self.run(&args) {
            println!("{}", stop.message);
        }
        Ok(())
    }

    fn run(&self, args: &[&str]) -> Outcome {
        let run = if self.sudo {
            Run::new(Command::new("sudo")).args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        } else {
            Run::new(Command::new("apt-get")).env("DEBIAN_FRONTEND", "noninteractive")
        };
        // A fresh machine may still be installing its own updates.
        run.args(["-qq", "-o", "DPkg::Lock::Timeout=300"]).args(args).run()
    }
}

/// The Chromium to drive: the one in the environment, else the first that is installed.
pub(crate) fn chromium() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return path.is_file().then_some(path);
    }
    CHROMIUM.iter().find_map(|name| on_path(name))
}

/// The folder with `initdb` and `pg_ctl`: on PATH, else the newest that a package installed.
pub(crate) fn postgres_programs() -> Option<PathBuf> {
    let has_both =
        |folder: &Path| ["initdb", "pg_ctl"].iter().all(|name| folder.join(name).is_file());
    if let Some(folder) = search_path().into_iter().find(|folder| has_both(folder)) {
        return Some(folder);
    }
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for parent in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
        for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let version = name.trim_start_matches("postgresql@").parse().unwrap_or(0);
            let folder = entry.path().join("bin");
            if has_both(&folder) {
                found.push((version, folder));
            }
        }
    }
    found.into_iter().max().map(|(_, folder)| folder)
}

/// The full path of a program on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    search_path().into_iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// Whether this runs as root.
pub(crate) fn is_root() -> bool {
    Run::new(Command::new("id")).arg("-u").output().is_ok_and(|user| user.trim() == "0")
}

fn search_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // Debian keeps some of root's programs where a user's PATH does not look.
    folders.extend(["/usr/sbin", "/sbin"].map(PathBuf::from));
    folders
}

fn node_is_new_enough() -> bool {
    Run::new(Command::new("node"))
        .arg("--version")
        .output()
        .is_ok_and(|text| node_version(&text).is_some_and(|version| version >= NODE))
}

/// Major and minor of what `node --version` prints, such as `v20.19.4`.
fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn has_cjk_font() -> bool {
    // Only Linux comes without one.
    if !cfg!(target_os = "linux") {
        return true;
    }
    match Run::new(Command::new("fc-list")).args([":lang=zh-cn", "family"]).output() {
        Ok(list) => !list.trim().is_empty(),
        Err(_) => Path::new("/usr/share/fonts/opentype/noto").is_dir(),
    }
}

#[cfg(test)]
mod tests {
    use super::{NODE, node_version};

    #[test]
    fn node_versions_compare_by_number() {
        assert_eq!(node_version("v20.19.4\n"), Some((20, 19)));
        assert!(node_version("v20.9.0") < Some(NODE));
        assert!(node_version("v24.1.0") > Some(NODE));
        assert_eq!(node_version("not node"), None);
    }
}
