//! Starting other programs: where the workspace is, what is run, what came of it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;

/// What a task ends with.
pub(crate) type Outcome<T = ()> = Result<T, Stop>;

/// Why a task stopped, and the exit code that says so.
#[derive(Debug)]
pub(crate) struct Stop {
    /// 1 for something that failed, 2 for something that is missing on this machine.
    pub(crate) code: u8,
    /// What the developer reads; empty when all has been said already.
    pub(crate) message: String,
}

impl Stop {
    /// A check or a command failed.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }

    /// The machine lacks something that the task needs.
    pub(crate) fn missing(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }
}

/// The workspace on this machine.
pub(crate) struct Place {
    root: PathBuf,
    cargo: String,
}

impl Place {
    /// Finds the workspace by asking cargo, so that a moved or copied tree works too.
    pub(crate) fn find() -> Outcome<Self> {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let manifest = Run::new(Command::new(&cargo))
            .args(["locate-project", "--workspace", "--message-format", "plain"])
            .output()?;
        let root = Path::new(manifest.trim())
            .parent()
            .ok_or_else(|| Stop::failed("cargo names no workspace here"))?
            .to_owned();
        Ok(Self { root, cargo })
    }

    /// The folder of the root manifest.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the pages.
    pub(crate) fn web(&self) -> PathBuf {
        self.root.join("web")
    }

    /// Where cargo put the `truss` binary of a profile (`debug` or `release`).
    pub(crate) fn binary(&self, profile: &str) -> Outcome<PathBuf> {
        #[derive(serde::Deserialize)]
        struct Metadata {
            target_directory: PathBuf,
        }
        let text = self.cargo(["metadata", "--no-deps", "--format-version", "1"]).output()?;
        let metadata: Metadata = serde_json::from_str(&text)
            .map_err(|error| Stop::failed(format!("cargo metadata: {error}")))?;
        let name = format!("truss{}", std::env::consts::EXE_SUFFIX);
        Ok(metadata.target_directory.join(profile).join(name))
    }

    /// A program that starts in the root of the workspace.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Run {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        Run::new(command)
    }

    /// Cargo, in the root of the workspace.
    pub(crate) fn cargo<const N: usize>(&self, args: [&str; N]) -> Run {
        let run = self.command(&self.cargo).args(args);
        // Incremental artefacts pay back on the second build, which a CI machine never sees.
        if is_ci() { run.env("CARGO_INCREMENTAL", "0") } else { run }
    }

    /// npm, in the folder of the pages.
    pub(crate) fn npm<const N: usize>(&self, args: [&str; N]) -> Run {
        let mut command = Command::new("npm");
        command.current_dir(self.web()).args(args);
        Run::new(command)
    }
}

/// Whether this is an unattended run.
pub(crate) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// One program about to run; nothing it starts can wait for a keyboard.
pub(crate) struct Run {
    command: Command,
}

impl Run {
    /// Wraps a prepared command.
    pub(crate) fn new(command: Command) -> Self {
        Self { command }
    }

    /// Adds an argument.
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Adds several arguments.
    pub(crate) fn args<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(mut self, args: I) -> Self {
        self.command.args(args);
        self
    }

    /// Sets an environment variable.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Takes an environment variable away.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Runs it with its output on the terminal.
    pub(crate) fn run(mut self) -> Outcome {
        self.announce();
        let status = self.command.stdin(Stdio::null()).status().map_err(|e| self.cannot(&e))?;
        self.judge(status)
    }

    /// Runs it, shows every line as it comes, and gives each to `read` as well.
    pub(crate) fn watch(mut self, read: impl FnMut(&str) + Send) -> Outcome {
        self.announce();
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().map_err(|error| self.cannot(&error))?;
        let read = Mutex::new(read);
        let (out, err) = (child.stdout.take(), child.stderr.take());
        std::thread::scope(|scope| {
            scope.spawn(|| out.map(|pipe| follow(pipe, &read)));
            scope.spawn(|| err.map(|pipe| follow(pipe, &read)));
        });
        let status = child.wait().map_err(|error| self.cannot(&error))?;
        self.judge(status)
    }

    /// Runs it silently and returns its standard output; standard error stays on the terminal.
    pub(crate) fn output(mut self) -> Outcome<String> {
        let done = self
            .command
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| self.cannot(&error))?;
        self.judge(done.status)?;
        String::from_utf8(done.stdout)
            .map_err(|_| Stop::failed(format!("{} did not print UTF-8", self.line())))
    }

    /// Runs it with all output thrown away; true if it succeeded.
    pub(crate) fn succeeds(mut self) -> bool {
        self.command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    /// Replaces this program by the other one, which then owns terminal and signals.
    pub(crate) fn become_it(mut self) -> Outcome {
        self.announce();
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            let error = self.command.exec();
            Err(self.cannot(&error))
        }
        #[cfg(not(unix))]
        {
            let status = self.command.status().map_err(|error| self.cannot(&error))?;
            self.judge(status)
        }
    }

    fn announce(&self) {
        println!("$ {}", self.line());
    }

    fn line(&self) -> String {
        let program = Path::new(self.command.get_program());
        // The place of a tool on this machine says nothing; its name does.
        let name = program.file_name().unwrap_or(program.as_os_str());
        std::iter::once(name)
            .chain(self.command.get_args())
            .map(|part| part.to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn cannot(&self, error: &std::io::Error) -> Stop {
        Stop::failed(format!("cannot run `{}`: {error}", self.line()))
    }

    fn judge(&self, status: ExitStatus) -> Outcome {
        if status.success() {
            return Ok(());
        }
        Err(Stop::failed(format!("`{}` ended with {status}", self.line())))
    }
}

/// Copies a pipe to standard output line by line and lets `read` see each.
fn follow(pipe: impl Read, read: &Mutex<impl FnMut(&str)>) {
    let mut pipe = BufReader::new(pipe);
    let mut line = Vec::new();
    while pipe.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        let mut out = std::io::stdout().lock();
        // A reader that went away must not stop the tests.
        let _ = out.write_all(&line).and_then(|()| out.flush());
        if let Ok(mut read) = read.lock() {
            read(&String::from_utf8_lossy(&line));
        }
        line.clear();
    }
}
