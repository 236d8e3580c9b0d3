//! The server under test as a process of its own: started, watched, stopped.

use std::{
    error::Error,
    fs, io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::load;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// A server that has not answered after this long will not.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where the program and its data are.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// The `truss` binary.
    pub(crate) program: PathBuf,
    /// Its data folder.
    pub(crate) data: PathBuf,
    /// The database server; `None` for the embedded database.
    pub(crate) database_url: Option<String>,
}

impl Site {
    /// The configuration that the program itself would make of this place.
    pub(crate) fn config(&self) -> Result<server::config::Config> {
        let mut flags = vec![("data", self.data.display().to_string())];
        if let Some(url) = &self.database_url {
            flags.push(("database_url", url.clone()));
        }
        Ok(server::config::Config::load(None, &std::collections::BTreeMap::new(), &flags)?)
    }
}

/// A running server.
pub(crate) struct Program {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From its start to its first answer.
    pub(crate) start: Duration,
}

impl Program {
    /// Starts it and waits for its first answer.
    pub(crate) async fn start(site: &Site) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut command = Command::new(&site.program);
        command.arg("--data").arg(&site.data);
        if let Some(url) = &site.database_url {
            command.args(["--database-url", url]);
        }
        command.args(["serve", "--listen", &address.to_string()]).env("TRUSS_LOG", "warn");
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let begin = Instant::now();
        let child = command.spawn()?;
        let mut program = Self { child, address, start: Duration::ZERO };
        let ping = load::get("/api/ping", None);
        loop {
            if let Ok((200, _)) = load::once(address, &ping).await {
                program.start = begin.elapsed();
                return Ok(program);
            }
            if let Some(status) = program.child.try_wait()? {
                return Err(format!("truss serve ended with {status}").into());
            }
            if begin.elapsed() > PATIENCE {
                return Err("truss serve does not answer".into());
            }
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
    }

    /// Memory now, in KiB; `None` where the system does not say.
    pub(crate) fn memory(&self) -> Option<Memory> {
        Memory::of(self.child.id())
    }

    /// Watches its memory until asked.
    pub(crate) fn watch(&self) -> Watch {
        let (id, stop) = (self.child.id(), Arc::new(AtomicBool::new(false)));
        let peak = Arc::new(AtomicU64::new(0));
        let (stopped, highest) = (Arc::clone(&stop), Arc::clone(&peak));
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                if let Some(memory) = Memory::of(id) {
                    highest.fetch_max(memory.own, Ordering::Relaxed);
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        Watch { stop, peak, thread: Some(thread) }
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self) -> io::Result<()> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            self.child.kill()?;
        }
        self.child.wait().map(drop)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // After `stop` there is nothing to end; after an error nobody may be left behind.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

/// What a process holds, in KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// Its own pages: what it asked for and wrote to.
    pub(crate) own: u64,
    /// Everything resident, with the program's text and the database file where it is mapped.
    pub(crate) resident: u64,
    /// The most that was ever resident.
    pub(crate) peak: u64,
}

impl Memory {
    fn of(id: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        Some(Self { own: field("RssAnon")?, resident: field("VmRSS")?, peak: field("VmHWM")? })
    }
}

/// Looks at a process twenty times a second.
pub(crate) struct Watch {
    stop: Arc<AtomicBool>,
    peak: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// The most it held itself, in KiB.
    pub(crate) fn peak_kib(mut self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A watcher that broke off has counted until then.
            let _done = thread.join();
        }
        self.peak.load(Ordering::Relaxed)
    }
}

/// Bytes of a file and of all files in a folder.
pub(crate) fn size_of(path: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(path) else {
        return fs::metadata(path).map(|data| data.len()).unwrap_or_default();
    };
    entries.flatten().map(|entry| size_of(&entry.path())).sum()
}
