//! What a file is and what it may be called: pure.
//!
//! The content decides, never the name: what is none of the accepted types is refused, and a name
//! whose extension does not fit the content gets one that does (`run.bat` becomes `run.bat.txt`).

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Media {
    /// Its media type.
    pub media_type: &'static str,
    /// Extensions that fit; the first one is appended where none does.
    pub extensions: &'static [&'static str],
}

const fn media(media_type: &'static str, extensions: &'static [&'static str]) -> Media {
    Media { media_type, extensions }
}

/// Drawings have no type that browsers know.
const OCTETS: &str = "application/octet-stream";

/// Binary types by their first bytes.
const MAGIC: &[(&[u8], Media)] = &[
    (b"%PDF-", media("application/pdf", &["pdf"])),
    (b"\x89PNG\r\n\x1a\n", media("image/png", &["png"])),
    (b"\xff\xd8\xff", media("image/jpeg", &["jpg", "jpeg"])),
    (b"GIF87a", media("image/gif", &["gif"])),
    (b"GIF89a", media("image/gif", &["gif"])),
    (b"AutoCAD Binary DXF\r\n\x1a\0", media(OCTETS, &["dxf"])),
];

/// What is packed like a zip, by the name of a part that only this type has.
const PACKED: &[(&[u8], Media)] = &[
    (
        b"word/document",
        media("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ),
    (
        b"xl/workbook",
        media("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ),
    (
        b"ppt/presentation",
        media(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            &["pptx"],
        ),
    ),
];
const ZIP: Media = media("application/zip", &["zip"]);
/// The part that holds the macros of an office document.
const MACROS: &[u8] = b"vbaProject.bin";

/// Types of text. Among these the name may choose: none of them is shown inside our pages.
const TEXTS: &[Media] = &[
    media("text/plain", &["txt", "log", "md"]),
    media("text/csv", &["csv"]),
    media("message/rfc822", &["eml"]),
    media("text/html", &["html", "htm"]),
    media("image/svg+xml", &["svg"]),
    media(OCTETS, &["dxf"]),
];

/// Bytes from the beginning that decide about the type.
const HEAD_MAX: usize = 1_024;
/// Longest pattern that is looked for across chunks.
const PATTERN_MAX: usize = 32;

/// Looks at a content while it passes by.
#[derive(Debug, Default)]
pub struct Sniffer {
    head: Vec<u8>,
    tail: Vec<u8>,
    binary: bool,
    packed: Option<Media>,
    macros: bool,
}

impl Sniffer {
    /// The next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        let missing = HEAD_MAX.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..missing).unwrap_or_default());
        if self.is_zip() {
            self.look_inside(bytes);
        } else {
            // Text holds no control characters but white space, in whatever encoding.
            self.binary |=
                bytes.iter().any(|byte| *byte < 0x20 && !b"\t\n\x0c\r\x1b".contains(byte));
        }
    }

    fn is_zip(&self) -> bool {
        self.head.starts_with(b"PK\x03\x04") || self.head.starts_with(b"PK\x05\x06")
    }

    fn look_inside(&mut self, bytes: &[u8]) {
        self.tail.extend_from_slice(bytes);
        for (part, media) in PACKED {
            if self.packed.is_none() && holds(&self.tail, part) {
                self.packed = Some(*media);
            }
        }
        self.macros |= holds(&self.tail, MACROS);
        let keep = self.tail.len().saturating_sub(PATTERN_MAX);
        self.tail.drain(..keep);
    }

    /// What the content is; `None` when it is none of the accepted types. The name tells apart what
    /// looks the same: kinds of text.
    pub fn finish(&self, name: &str) -> Option<Media> {
        let head = self.head.as_slice();
        if let Some((_, media)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Some(*media);
        }
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
            return Some(media("image/webp", &["webp"]));
        }
        // AutoCAD: a version, then zeros.
        if head.starts_with(b"AC1") && head.get(6) == Some(&0) {
            return Some(media(OCTETS, &["dwg"]));
        }
        if self.is_zip() {
            // A document with macros runs when it is opened.
            return (!self.macros).then(|| self.packed.unwrap_or(ZIP));
        }
        // Sheets that are saved as "Unicode text" have a zero in every second byte.
        let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
        if head.is_empty() || (self.binary && !utf16) {
            return None;
        }
        let extension = extension(name);
        let named = TEXTS.iter().find(|media| media.extensions.contains(&extension.as_str()));
        named.or(TEXTS.first()).copied()
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

/// Characters of a file's name at most.
const NAME_MAX: usize = 180;

/// The name under which a content is kept: without folders, without characters that cannot be seen
/// or that turn the direction of writing, and with an extension that fits.
pub fn file_name(sent: &str, media: &Media) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = name
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c) && !r#":*?"<>|"#.contains(*c))
        .collect();
    let shown = shown.trim().trim_matches('.').trim();
    let (stem, ending) = match shown.rsplit_once('.') {
        Some((stem, ending)) if media.extensions.contains(&ending.to_lowercase().as_str()) => {
            (stem, ending)
        }
        _ => (shown, media.extensions.first().copied().unwrap_or_default()),
    };
    let stem: String = stem.chars().take(NAME_MAX).collect();
    let stem = if stem.trim().is_empty() { "file" } else { stem.trim() };
    format!("{stem}.{ending}")
}

/// Marks that change the direction of writing, and spaces of no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The media type in the answer: what a browser could run comes as plain bytes.
pub fn sent_type(media_type: &str) -> &str {
    if matches!(media_type, "text/html" | "image/svg+xml") { OCTETS } else { media_type }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sniffed(content: &[u8], name: &str) -> Option<(&'static str, String)> {
        // In small pieces, as they may arrive.
        let mut sniffer = Sniffer::default();
        content.chunks(7).for_each(|piece| sniffer.push(piece));
        sniffer.finish(name).map(|media| (media.media_type, file_name(name, &media)))
    }

    fn zip(part: &str) -> Vec<u8> {
        [b"PK\x03\x04\0\0\0\0[Content_Types].xml".as_slice(), &[0; 2_000], part.as_bytes()].concat()
    }

    #[test]
    fn the_content_decides() {
        let docx = zip("word/document.xml");
        for (content, name, wanted, kept) in [
            (b"%PDF-1.7".as_slice(), "a.PDF", "application/pdf", "a.PDF"),
            (b"%PDF-1.7", "a.exe", "application/pdf", "a.exe.pdf"),
            (b"\x89PNG\r\n\x1a\n\0\0", "a", "image/png", "a.png"),
            (b"\xff\xd8\xff\xe0", "foto.jpeg", "image/jpeg", "foto.jpeg"),
            (b"GIF89a\0", "a.gif", "image/gif", "a.gif"),
            (b"RIFF\0\0\0\0WEBP", "a.webp", "image/webp", "a.webp"),
            (b"AC1032\0\0", "plan.dwg", OCTETS, "plan.dwg"),
            (b"  0\r\nSECTION\r\n", "plan.dxf", OCTETS, "plan.dxf"),
            (b"a;b\r\n", "b.csv", "text/csv", "b.csv"),
            ("字段,值".as_bytes(), "b.csv", "text/csv", "b.csv"),
            (b"\xc8\xd5\xc6\xda,\xbd\xf0\xb6\xee", "gbk.csv", "text/csv", "gbk.csv"),
            (b"\xff\xfea\0b\0", "u.txt", "text/plain", "u.txt"),
            (b"@echo off", "run.bat", "text/plain", "run.bat.txt"),
            (b"From: a@b\r\n", "m.eml", "message/rfc822", "m.eml"),
            (b"<svg onload=x>", "x.svg", "image/svg+xml", "x.svg"),
            (b"PK\x05\x06", "a.zip", "application/zip", "a.zip"),
            (&docx, "a.docx", PACKED[0].1.media_type, "a.docx"),
        ] {
            assert_eq!(sniffed(content, name), Some((wanted, kept.to_owned())), "{name}");
        }
        for content in [b"MZ\x90\0".as_slice(), b"\x7fELF\x02", b"", &zip("word/vbaProject.bin")] {
            assert_eq!(sniffed(content, "a.pdf"), None);
        }
    }

    #[test]
    fn names_are_harmless() {
        let pdf = MAGIC[0].1;
        for (sent, kept) in [
            ("合同 第2版.pdf", "合同 第2版.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\temp\\a.pdf", "a.pdf"),
            ("fdp.\u{202e}exe.pdf", "fdp.exe.pdf"),
            ("a\r\nX-Header: 1.pdf", "aX-Header 1.pdf"),
            ("", "file.pdf"),
            ("...", "file.pdf"),
            (".pdf", "pdf.pdf"),
        ] {
            assert_eq!(file_name(sent, &pdf), kept, "{sent}");
        }
        let long = file_name(&"长".repeat(500), &pdf);
        assert_eq!(long.chars().count(), NAME_MAX + 4);
    }

    #[test]
    fn what_could_run_is_sent_as_bytes() {
        assert_eq!(sent_type("text/html"), OCTETS);
        assert_eq!(sent_type("image/svg+xml"), OCTETS);
        assert_eq!(sent_type("application/pdf"), "application/pdf");
    }
}
