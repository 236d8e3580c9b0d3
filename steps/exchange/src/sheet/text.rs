//! CSV in the encodings and with the separators that spreadsheets write.

use super::{Sink, broken, io};
use base::Fault;
use encoding_rs::{
    CoderResult, Decoder, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252,
};
use std::{fs::File, io::Read, path::Path};

/// Bytes that decide about the separator.
const HEAD: usize = 64 * 1024;
const SEPARATORS: &[u8] = b",;\t|";

/// Reads the file into the sink; answers the name of its encoding.
pub(super) fn read(upload: &Path, sink: &mut Sink) -> Result<&'static str, Fault> {
    let encoding = detect(upload)?;
    let head = head(upload, encoding)?;
    let (separator, skip) = separator(&head);
    let decoded = Decoding::new(File::open(upload).map_err(io)?, encoding);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(decoded);
    let mut record = csv::StringRecord::new();
    let mut number = 0;
    while reader.read_record(&mut record).map_err(unreadable)? {
        number += 1;
        if number > 1 || !skip {
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            sink.row(number, &cells)?;
        }
    }
    Ok(name(encoding))
}

fn unreadable(error: csv::Error) -> Fault {
    if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
        return broken("file_unreadable");
    }
    Fault::Internal(Box::new(error))
}

fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == UTF_8 {
        "utf-8"
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        "utf-16"
    } else if encoding == GB18030 {
        "gb18030"
    } else {
        "windows-1252"
    }
}

/// What speaks for each encoding, gathered over the whole file.
struct Signs {
    utf8: Trial,
    gb18030: Trial,
    /// Zero bytes at even and at odd places: one half of UTF-16.
    zeros: [u64; 2],
    length: u64,
    /// Two-byte characters of GB18030 whose second byte is no ASCII, and those where it is: Chinese
    /// text has the first, accented letters before plain ones look like the second.
    han: u64,
    mixed: u64,
    lead: bool,
}

struct Trial {
    decoder: Decoder,
    fits: bool,
}

impl Trial {
    fn new(encoding: &'static Encoding) -> Self {
        Self { decoder: encoding.new_decoder_without_bom_handling(), fits: true }
    }
    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        let mut out = [0_u8; 16 * 1024];
        while self.fits {
            let (result, read, _) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut out, last);
            bytes = bytes.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.fits = false,
            }
        }
    }
}

impl Signs {
    fn feed(&mut self, bytes: &[u8]) {
        self.utf8.feed(bytes, false);
        self.gb18030.feed(bytes, false);
        for byte in bytes {
            if *byte == 0 {
                let place = usize::from(self.length % 2 == 1);
                if let Some(zeros) = self.zeros.get_mut(place) {
                    *zeros += 1;
                }
            }
            if self.lead {
                if *byte >= 0xA1 {
                    self.han += 1;
                } else {
                    self.mixed += 1;
                }
                self.lead = false;
            } else {
                self.lead = *byte >= 0x81;
            }
            self.length += 1;
        }
    }

    fn decide(mut self) -> Result<&'static Encoding, Fault> {
        self.utf8.feed(&[], true);
        self.gb18030.feed(&[], true);
        let [even, odd] = self.zeros;
        // A text has no zero bytes, except as halves of UTF-16: then most of one side.
        if even + odd > 0 {
            return if odd * 4 > self.length && even * 20 < odd {
                Ok(UTF_16LE)
            } else if even * 4 > self.length && odd * 20 < even {
                Ok(UTF_16BE)
            } else {
                Err(Fault::MediaType)
            };
        }
        if self.utf8.fits {
            Ok(UTF_8)
        } else if self.gb18030.fits && self.han >= self.mixed {
            Ok(GB18030)
        } else {
            Ok(WINDOWS_1252)
        }
    }
}

/// The encoding by its mark, or by everything that is in the file.
fn detect(upload: &Path) -> Result<&'static Encoding, Fault> {
    let mut file = File::open(upload).map_err(io)?;
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut signs = Signs {
        utf8: Trial::new(UTF_8),
        gb18030: Trial::new(GB18030),
        zeros: [0, 0],
        length: 0,
        han: 0,
        mixed: 0,
        lead: false,
    };
    loop {
        let read = file.read(&mut buffer).map_err(io)?;
        let bytes = buffer.get(..read).unwrap_or_default();
        if bytes.is_empty() {
            return signs.decide();
        }
        if signs.length == 0 {
            if let Some((encoding, _)) = Encoding::for_bom(bytes) {
                return Ok(encoding);
            }
            if is_other(bytes) {
                return Err(Fault::MediaType);
            }
        }
        signs.feed(bytes);
    }
}

/// Files that people take for tables: old Excel, PDF, pictures, archives, pages.
fn is_other(start: &[u8]) -> bool {
    const MARKS: &[&[u8]] = &[
        b"\xD0\xCF\x11\xE0",
        b"%PDF",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"\x1F\x8B",
        b"7z\xBC\xAF",
        b"Rar!",
        b"MZ",
        b"\x7FELF",
        b"{\\rtf",
    ];
    let text = String::from_utf8_lossy(start.get(..64).unwrap_or(start)).to_lowercase();
    let text = text.trim_start();
    MARKS.iter().any(|mark| start.starts_with(mark))
        || ["<!doctype", "<html", "<?xml", "<table"].iter().any(|mark| text.starts_with(mark))
}

fn head(upload: &Path, encoding: &'static Encoding) -> Result<String, Fault> {
    let mut decoded = Decoding::new(File::open(upload).map_err(io)?, encoding).take(head_bytes());
    let mut bytes = Vec::new();
    decoded.read_to_end(&mut bytes).map_err(io)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn head_bytes() -> u64 {
    u64::try_from(HEAD).unwrap_or(u64::MAX)
}

/// The separator that cuts the first lines most evenly, and whether the first line only names it
/// (`sep=;`).
fn separator(head: &str) -> (u8, bool) {
    let first = head.lines().next().unwrap_or_default().trim_matches(['"', '\u{feff}']);
    if let Some(said) = first.strip_prefix("sep=").and_then(|rest| rest.bytes().next())
        && SEPARATORS.contains(&said)
    {
        return (said, true);
    }
    let mut best = (b',', 0);
    for separator in SEPARATORS {
        let score = evenness(head, *separator);
        if score > best.1 {
            best = (*separator, score);
        }
    }
    (best.0, false)
}

/// How evenly a separator cuts: first the share of lines with as many cells as the header, then the
/// number of cells.
fn evenness(head: &str, separator: u8) -> usize {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(head.as_bytes());
    let widths: Vec<usize> =
        reader.records().take(100).map_while(Result::ok).map(|record| record.len()).collect();
    let whole = if head.len() < HEAD { widths.len() } else { widths.len().saturating_sub(1) };
    let widths = widths.get(..whole.max(1)).unwrap_or(&widths);
    let Some(header) = widths.first().copied().filter(|width| *width > 1) else { return 0 };
    let even = widths.iter().filter(|width| **width == header).count();
    even * 1000 / widths.len() * 1000 + header.min(999)
}

/// The bytes of a file in UTF-8; what does not fit its encoding becomes the replacement character.
struct Decoding {
    file: File,
    decoder: Decoder,
    input: Vec<u8>,
    /// The part of `input` that is not decoded yet.
    left: std::ops::Range<usize>,
    output: Vec<u8>,
    /// The part of `output` that is not handed out yet.
    ready: std::ops::Range<usize>,
    ended: bool,
    done: bool,
}

impl Decoding {
    fn new(file: File, encoding: &'static Encoding) -> Self {
        Self {
            file,
            decoder: encoding.new_decoder_with_bom_removal(),
            input: vec![0; 32 * 1024],
            left: 0..0,
            output: vec![0; 64 * 1024],
            ready: 0..0,
            ended: false,
            done: false,
        }
    }

    fn fill(&mut self) -> std::io::Result<()> {
        while self.ready.is_empty() && !self.done {
            if self.left.is_empty() && !self.ended {
                let read = self.file.read(&mut self.input)?;
                self.left = 0..read;
                self.ended = read == 0;
            }
            let bytes = self.input.get(self.left.clone()).unwrap_or_default();
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(bytes, &mut self.output, self.ended);
            self.left.start += read;
            self.ready = 0..written;
            self.done = self.ended && result == CoderResult::InputEmpty;
        }
        Ok(())
    }
}

impl Read for Decoding {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.fill()?;
        let ready = self.output.get(self.ready.clone()).unwrap_or_default();
        let count = ready.len().min(out.len());
        for (to, from) in out.iter_mut().zip(ready) {
            *to = *from;
        }
        self.ready.start += count;
        Ok(count)
    }
}
