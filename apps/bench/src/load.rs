//! The load: a few connections that stay open, each asking again as soon as it has its answer.
//!
//! A plain HTTP/1.1 client over sockets on one thread, so that it takes as little as possible of the
//! processors that it shares with the server.

use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// Answers of this first part of a run are not counted: caches fill, connections open.
const WARM_UP: Duration = Duration::from_millis(300);

/// What is asked, by how many, for how long.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The server.
    pub(crate) address: SocketAddr,
    /// Whole requests; each connection goes round them from a place of its own.
    pub(crate) requests: Arc<Vec<Vec<u8>>>,
    /// Connections.
    pub(crate) clients: usize,
    /// How long it is measured.
    pub(crate) time: Duration,
    /// The status of a good answer.
    pub(crate) status: u16,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measured {
    /// Good answers per second.
    pub(crate) rate: u64,
    /// Time to the answer of half of them, in microseconds, as the client saw it.
    pub(crate) p50_us: u64,
    /// Of 95 of a hundred.
    pub(crate) p95_us: u64,
    /// Of 99 of a hundred.
    pub(crate) p99_us: u64,
    /// Answers of another status; the first of them as text.
    pub(crate) wrong: Option<String>,
}

impl Measured {
    /// Sums up times in microseconds that were gathered in `elapsed`.
    pub(crate) fn of(mut times_us: Vec<u64>, elapsed: Duration) -> Self {
        times_us.sort_unstable();
        let answers = u64::try_from(times_us.len()).unwrap_or(u64::MAX);
        let at = |percent: usize| {
            let place = (times_us.len() * percent / 100).min(times_us.len().saturating_sub(1));
            times_us.get(place).copied().unwrap_or_default()
        };
        let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX).max(1);
        Self {
            rate: answers.saturating_mul(1_000_000) / micros,
            p50_us: at(50),
            p95_us: at(95),
            p99_us: at(99),
            ..Self::default()
        }
    }
}

/// Runs a plan on a thread of its own.
pub(crate) async fn run(plan: Plan) -> io::Result<Measured> {
    let done = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(all(&plan))
    });
    done.await.map_err(io::Error::other)?
}

async fn all(plan: &Plan) -> io::Result<Measured> {
    let begin = Instant::now() + WARM_UP;
    let end = begin + plan.time;
    let clients: Vec<_> = (0..plan.clients)
        .map(|client| tokio::spawn(ask(plan.clone(), client, begin, end)))
        .collect();
    let (mut times, mut wrong) = (Vec::new(), None);
    for client in clients {
        let seen = client.await.map_err(io::Error::other)??;
        times.extend(seen.times_us);
        wrong = wrong.or(seen.wrong);
    }
    Ok(Measured { wrong, ..Measured::of(times, plan.time) })
}

#[derive(Default)]
struct Seen {
    times_us: Vec<u64>,
    wrong: Option<String>,
}

async fn ask(plan: Plan, client: usize, begin: Instant, end: Instant) -> io::Result<Seen> {
    let mut stream = TcpStream::connect(plan.address).await?;
    stream.set_nodelay(true)?;
    let mut seen = Seen::default();
    let mut buffer = Vec::with_capacity(256 * 1024);
    let start = plan.requests.len() * client / plan.clients.max(1);
    for request in plan.requests.iter().cycle().skip(start) {
        let asked = Instant::now();
        if asked >= end {
            break;
        }
        stream.write_all(request).await?;
        let answer = read(&mut stream, &mut buffer).await?;
        let now = Instant::now();
        if answer.status != plan.status {
            let text = String::from_utf8_lossy(&buffer).into_owned();
            seen.wrong.get_or_insert(text);
        } else if asked >= begin && now <= end {
            let micros = now.duration_since(asked).as_micros();
            seen.times_us.push(u64::try_from(micros).unwrap_or(u64::MAX));
        }
    }
    Ok(seen)
}

/// Head of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// Status.
    pub(crate) status: u16,
    /// Where the body begins in the buffer.
    pub(crate) head: usize,
    /// Bytes of the body.
    pub(crate) body: usize,
}

/// Reads one whole answer into the buffer.
pub(crate) async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Answer> {
    buffer.clear();
    loop {
        if let Some(answer) = head(buffer)? {
            while buffer.len() < answer.head + answer.body {
                more(stream, buffer).await?;
            }
            return Ok(answer);
        }
        more(stream, buffer).await?;
    }
}

async fn more(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.reserve(64 * 1024);
    match stream.read_buf(buffer).await? {
        0 => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server hung up")),
        _ => Ok(()),
    }
}

/// The head, once it is there as a whole. Bodies of unknown length are not expected.
fn head(bytes: &[u8]) -> io::Result<Option<Answer>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let text = bytes.get(..end).and_then(|head| std::str::from_utf8(head).ok());
    let mut lines = text.ok_or_else(|| bad("a head that is no text"))?.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let status = status.ok_or_else(|| bad("an answer without status"))?;
    let body = length.ok_or_else(|| bad("an answer without length"))?;
    Ok(Some(Answer { status, head: end + 4, body }))
}

/// A request for a path.
pub(crate) fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    request("GET", path, token, None)
}

/// A request with a body of JSON.
pub(crate) fn send(method: &str, path: &str, token: &str, json: &serde_json::Value) -> Vec<u8> {
    request(method, path, Some(token), Some(("application/json", json.to_string().as_bytes())))
}

/// A request as it goes over the wire; the body comes with its media type.
pub(crate) fn request(
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<(&str, &[u8])>,
) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nhost: bench\r\n");
    if let Some(token) = token {
        text.extend(["authorization: Bearer ", token, "\r\n"]);
    }
    if let Some((media_type, body)) = body {
        let length = body.len().to_string();
        text.extend(["content-type: ", media_type, "\r\ncontent-length: ", &length, "\r\n"]);
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body.map_or(&[], |(_, body)| body));
    bytes
}

/// Asks once and gives back status and body.
pub(crate) async fn once(address: SocketAddr, request: &[u8]) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request).await?;
    let mut buffer = Vec::new();
    let answer = read(&mut stream, &mut buffer).await?;
    let body = buffer.get(answer.head..answer.head + answer.body).unwrap_or_default();
    Ok((answer.status, String::from_utf8_lossy(body).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Measured, head};
    use std::time::Duration;

    #[test]
    fn heads_are_read_once_they_are_whole() {
        assert_eq!(head(b"HTTP/1.1 200 OK\r\ncontent-le").unwrap(), None);
        let whole = b"HTTP/1.1 201 Created\r\nContent-Length: 7\r\n\r\n{\"a\":";
        assert_eq!(head(whole).unwrap(), Some(Answer { status: 201, head: 43, body: 7 }));
        assert!(head(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }

    #[test]
    fn percentiles_come_from_the_sorted_times() {
        let times: Vec<u64> = (1..=200).rev().collect();
        let measured = Measured::of(times, Duration::from_secs(2));
        assert_eq!(measured.rate, 100);
        assert_eq!((measured.p50_us, measured.p95_us, measured.p99_us), (101, 191, 199));
        assert_eq!(Measured::of(Vec::new(), Duration::from_secs(1)).p99_us, 0);
    }
}
