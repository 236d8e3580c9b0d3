//! A PostgreSQL server of one's own for the time of a run.
//!
//! It lives in a temporary folder and listens on a free port of 127.0.0.1. For tests it does not sync
//! to disk, as nothing in it is meant to last; for figures it does, as a server in the field. A small shell process waits on a pipe from this program; when the
//! pipe closes, for whatever reason (the end, a failure, Ctrl-C, a kill), it stops the server and
//! removes the folder. So there is one way to clean up, and no way to forget it.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::shell::{Outcome, Run, Stop};
use crate::tools;

/// Settings of a server whose data may be lost, with room for many small pools.
const SETTINGS: [&str; 8] = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "max_connections=300",
];

/// Settings of a server whose data must last, for figures that hold elsewhere: what the packaged
/// server does, with the memory that its documentation advises for a small machine.
const DURABLE: [&str; 4] =
    ["fsync=on", "synchronous_commit=on", "shared_buffers=1GB", "max_wal_size=4GB"];

/// How often a start is tried, because another program may take the free port in between.
const ATTEMPTS: u32 = 3;

/// A running server; dropping it stops it and removes its data.
pub(crate) struct Server {
    port: u16,
    caretaker: Caretaker,
}

impl Server {
    /// Starts a server for tests.
    pub(crate) fn start() -> Outcome<Self> {
        Self::start_with(&SETTINGS)
    }

    /// Starts a server that keeps what it confirms.
    pub(crate) fn start_durable() -> Outcome<Self> {
        Self::start_with(&DURABLE)
    }

    /// Creates the data folder and starts the server.
    fn start_with(settings: &[&str]) -> Outcome<Self> {
        let programs = tools::postgres_programs()
            .ok_or_else(|| Stop::missing("initdb and pg_ctl are not on this machine"))?;
        let account = Account::choose();
        let folder = account
            .run("mktemp")
            .args(["-d", &format!("{}/truss-postgres.XXXXXX", temporary().display())])
            .output()?;
        let folder = PathBuf::from(folder.trim());
        let data = folder.join("data");
        let caretaker = Caretaker::hire(&account, &programs, &folder, &data)?;
        create(&account, &programs, &data)?;
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            if launch(&account, &programs, &folder, port, settings) {
                return Ok(Self { port, caretaker });
            }
        }
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        Err(Stop::failed(format!("PostgreSQL did not start:\n{log}")))
    }

    /// The connection URL of its maintenance database, for `TRUSS_TEST_POSTGRES`.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it and waits until its folder is gone.
    pub(crate) fn stop(self) {
        drop(self.caretaker);
    }
}

/// The system user that owns the server: PostgreSQL refuses to run as root.
struct Account {
    name: Option<String>,
}

impl Account {
    fn choose() -> Self {
        if !tools::is_root() {
            return Self { name: None };
        }
        let packaged = Run::new(Command::new("id")).args(["-u", "postgres"]).succeeds();
        Self { name: Some(if packaged { "postgres" } else { "nobody" }.to_owned()) }
    }

    /// A program under this account, in a folder that every account can read.
    fn run(&self, program: impl AsRef<Path>) -> Run {
        let mut words = self.prefix();
        words.push(program.as_ref().display().to_string());
        let mut command = Command::new(words.remove(0));
        command.args(words).current_dir("/");
        Run::new(command)
    }

    fn prefix(&self) -> Vec<String> {
        match &self.name {
            Some(name) => {
                ["runuser", "-u", name.as_str(), "--"].map(str::to_owned).into_iter().collect()
            }
            None => Vec::new(),
        }
    }
}

/// The shell that outlives this program just long enough to clean up behind it.
struct Caretaker {
    child: Child,
}

impl Caretaker {
    /// `$1` is the folder to remove, the rest is the command that stops the server.
    const SCRIPT: &'static str = r#"trap '' HUP INT TERM
folder=$1; shift
cat >/dev/null
"$@"
rm -rf "$folder""#;

    fn hire(account: &Account, programs: &Path, folder: &Path, data: &Path) -> Outcome<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", Self::SCRIPT, "caretaker"]).arg(folder).args(account.prefix());
        command.arg(programs.join("pg_ctl")).args(["--mode=immediate", "-w", "stop", "-D"]);
        command.arg(data).current_dir("/");
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        #[cfg(unix)]
        {
            // A group of its own: Ctrl-C reaches the tests, not their caretaker.
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let child =
            command.spawn().map_err(|error| Stop::failed(format!("cannot run `sh`: {error}")))?;
        Ok(Self { child })
    }
}

impl Drop for Caretaker {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        // A shell that is gone already has nothing left to say.
        let _ = self.child.wait();
    }
}

/// Creates an empty cluster that sorts text like a language and not like bytes, as the servers in
/// the field do: a query that needs byte order has to ask for it.
fn create(account: &Account, programs: &Path, data: &Path) -> Outcome {
    let initdb = || {
        let run = account.run(programs.join("initdb")).arg("-D").arg(data);
        run.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"])
    };
    // PostgreSQL before 15 has no ICU clusters, and a build may come without ICU.
    if initdb().args(["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"]).succeeds() {
        return Ok(());
    }
    initdb().arg("--locale=C").output().map(drop)
}

fn launch(account: &Account, programs: &Path, folder: &Path, port: u16, settings: &[&str]) -> bool {
    let data = folder.join("data");
    let settings: Vec<String> = settings.iter().map(|setting| format!("-c {setting}")).collect();
    let options = format!(
        "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} {}",
        folder.display(),
        settings.join(" ")
    );
    let pg_ctl = account.run(programs.join("pg_ctl")).arg("-D").arg(data);
    let started = pg_ctl.arg("-l").arg(folder.join("log")).args(["-w", "-t", "60", "-o"]);
    started.arg(options).arg("start").succeeds()
        && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn free_port() -> Outcome<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| Stop::failed(format!("no free port on 127.0.0.1: {error}")))
}

/// The system's temporary folder; root's own may be closed to the server's account.
fn temporary() -> PathBuf {
    if tools::is_root() { PathBuf::from("/tmp") } else { std::env::temp_dir() }
}
