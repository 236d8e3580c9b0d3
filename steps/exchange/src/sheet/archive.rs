//! Looks into a ZIP archive before anything unpacks it: its directory first, then each entry through
//! a counter that stops where the directory lied.

use super::{broken, io};
use base::Fault;
use std::{
    fs::File,
    io::{BufReader, Read, Seek, SeekFrom},
    path::Path,
};

/// Entries at most; a workbook has a few dozen.
const ENTRIES_MAX: u16 = 2_000;
/// Unpacked bytes of everything together at most.
const TOTAL_MAX: u64 = 1024 * 1024 * 1024;
/// Unpacked bytes of the table of texts at most: it is held in memory.
const TEXTS_MAX: u64 = 128 * 1024 * 1024;
/// Unpacked bytes of any other part at most that is held in memory (styles, relations).
const PART_MAX: u64 = 32 * 1024 * 1024;
/// How many times larger an entry may become; sheets of repeated rows reach 60.
const RATIO_MAX: u64 = 200;
/// Entries below this size may have any ratio.
const SMALL: u64 = 1024 * 1024;
/// Bytes between two tags at most: a cell has 32,000 characters.
const RUN_MAX: u64 = 1024 * 1024;

/// What the directory says about an entry.
struct Entry {
    packed: u64,
    unpacked: u64,
    flags: u16,
    method: u16,
    name: Vec<u8>,
}

/// Refuses archives that would become too large ([`Fault::TooLarge`]) or are no plain workbook
/// (`archive_broken`).
pub(super) fn check(upload: &Path) -> Result<(), Fault> {
    let mut file = File::open(upload).map_err(io)?;
    let entries = directory(&mut file)?;
    if !entries.iter().any(|entry| entry.name.starts_with(b"xl/")) {
        return Err(Fault::MediaType);
    }
    let length = file.metadata().map_err(io)?.len();
    let packed: u64 = entries.iter().map(|entry| entry.packed).sum();
    let unpacked: u64 = entries.iter().map(|entry| entry.unpacked).sum();
    // More packed bytes than the file has: entries overlap.
    if packed > length {
        return Err(broken("archive_broken"));
    }
    if unpacked > TOTAL_MAX || entries.iter().any(Entry::is_bomb) {
        return Err(Fault::TooLarge);
    }
    // Encrypted, or packed in a way that no spreadsheet writes.
    if entries.iter().any(|entry| entry.flags & 1 == 1 || !matches!(entry.method, 0 | 8)) {
        return Err(broken("archive_broken"));
    }
    unpack(upload, &entries)
}

impl Entry {
    fn is_bomb(&self) -> bool {
        let name = self.name.to_ascii_lowercase();
        let max = if name.ends_with(b"sharedstrings.xml") {
            TEXTS_MAX
        } else if name.starts_with(b"xl/worksheets/") || name.starts_with(b"xl/media/") {
            TOTAL_MAX
        } else {
            PART_MAX
        };
        self.unpacked > max || (self.unpacked > SMALL && self.unpacked / RATIO_MAX > self.packed)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)))
}

/// The central directory. Archives of more than 4 GB (ZIP64) or in several parts are refused.
fn directory(file: &mut File) -> Result<Vec<Entry>, Fault> {
    let broken = || broken("archive_broken");
    let length = file.seek(SeekFrom::End(0)).map_err(io)?;
    let tail = length.min(65_536 + 22);
    file.seek(SeekFrom::Start(length - tail)).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(tail).read_to_end(&mut bytes).map_err(io)?;
    let at = bytes.windows(4).rposition(|mark| mark == b"PK\x05\x06").ok_or_else(broken)?;
    let end = bytes.get(at..).unwrap_or_default();
    let count = u16_at(end, 10).ok_or_else(broken)?;
    let size = u32_at(end, 12).ok_or_else(broken)?;
    let start = u32_at(end, 16).ok_or_else(broken)?;
    if count > ENTRIES_MAX {
        return Err(Fault::TooLarge);
    }
    if start + size > length || u16_at(end, 4) != Some(0) {
        return Err(broken());
    }
    file.seek(SeekFrom::Start(start)).map_err(io)?;
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes).map_err(io)?;
    let mut entries = Vec::new();
    let mut rest = bytes.as_slice();
    for _ in 0..count {
        let (entry, after) = entry(rest).ok_or_else(broken)?;
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

fn entry(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let name_length = usize::from(u16_at(bytes, 28)?);
    let further = usize::from(u16_at(bytes, 30)?) + usize::from(u16_at(bytes, 32)?);
    let (packed, unpacked) = (u32_at(bytes, 20)?, u32_at(bytes, 24)?);
    // The mark of ZIP64.
    if packed == 0xFFFF_FFFF || unpacked == 0xFFFF_FFFF {
        return None;
    }
    let entry = Entry {
        packed,
        unpacked,
        flags: u16_at(bytes, 8)?,
        method: u16_at(bytes, 10)?,
        name: bytes.get(46..46 + name_length)?.to_vec(),
    };
    Some((entry, bytes.get(46 + name_length + further..)?))
}

/// Unpacks into nothing and counts.
fn unpack(upload: &Path, entries: &[Entry]) -> Result<(), Fault> {
    let file = BufReader::new(File::open(upload).map_err(io)?);
    let mut archive = zip::ZipArchive::new(file).map_err(|_| broken("archive_broken"))?;
    if archive.len() > entries.len() {
        return Err(broken("archive_broken"));
    }
    let mut buffer = vec![0_u8; 64 * 1024];
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| broken("archive_broken"))?;
        let said = entry.size();
        let name = entry.name().map_err(|_| broken("archive_broken"))?.to_ascii_lowercase();
        let is_xml = [".xml", ".rels"].iter().any(|end| name.ends_with(end));
        let mut look = Look::default();
        let mut seen = 0_u64;
        loop {
            let read = entry.read(&mut buffer).map_err(|_| broken("archive_broken"))?;
            let bytes = buffer.get(..read).unwrap_or_default();
            if bytes.is_empty() {
                // Something after the end, so that what stands there is looked at too.
                if is_xml && !look.at(&[b' '; NUMBER], said) {
                    return Err(Fault::TooLarge);
                }
                break;
            }
            seen += u64::try_from(read).unwrap_or(u64::MAX);
            if seen > said || (is_xml && !look.at(bytes, said)) {
                return Err(Fault::TooLarge);
            }
        }
    }
    Ok(())
}

/// Announces how many texts there are.
const MARK: &[u8] = b"uniqueCount";
/// Bytes in which its number stands.
const NUMBER: usize = 40;

/// What must not stand in a part: a text of megabytes between two tags, a number of texts beyond
/// what the part can hold (readers make room for that many).
#[derive(Default)]
struct Look {
    run: u64,
    tail: Vec<u8>,
}

impl Look {
    fn at(&mut self, bytes: &[u8], size: u64) -> bool {
        for byte in bytes {
            self.run = if matches!(byte, b'<' | b'>') { 0 } else { self.run + 1 };
            if self.run > RUN_MAX {
                return false;
            }
        }
        self.tail.extend_from_slice(bytes);
        let fits = (0..self.tail.len().saturating_sub(MARK.len() + NUMBER))
            .filter(|at| self.tail.get(*at..).is_some_and(|rest| rest.starts_with(MARK)))
            .all(|at| {
                let after = self.tail.get(at + MARK.len()..at + MARK.len() + NUMBER);
                number(after.unwrap_or_default()) <= size
            });
        let keep = self.tail.len().saturating_sub(MARK.len() + NUMBER);
        self.tail.drain(..keep);
        fits
    }
}

/// The first number in a text; one that is too long counts as endless.
fn number(text: &[u8]) -> u64 {
    let digits: Vec<u8> = text
        .iter()
        .copied()
        .skip_while(|b| !b.is_ascii_digit())
        .take_while(u8::is_ascii_digit)
        .collect();
    if digits.is_empty() {
        return 0;
    }
    std::str::from_utf8(&digits).ok().and_then(|text| text.parse().ok()).unwrap_or(u64::MAX)
}
