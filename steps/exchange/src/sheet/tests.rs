//! Files as people send them, and as attackers do.

use super::*;
use std::io::Cursor;
use zip::{ZipWriter, write::SimpleFileOptions};

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
    fn convert(&self, bytes: &[u8]) -> Result<Found, Fault> {
        let upload = self.0.path().join("upload");
        std::fs::write(&upload, bytes).unwrap();
        convert(&upload, &self.0.path().join("rows"))
    }
    fn rows(&self) -> Vec<(u64, Vec<String>)> {
        Rows::open(&self.0.path().join("rows"), 0).unwrap().next_rows(usize::MAX).unwrap()
    }
}

fn found(bytes: &[u8]) -> (Found, Vec<(u64, Vec<String>)>) {
    let files = Files::new();
    (files.convert(bytes).unwrap(), files.rows())
}

fn names(found: &Found) -> Vec<&str> {
    found.columns.iter().map(|column| column.name.as_str()).collect()
}

fn code(fault: &Fault) -> String {
    match fault {
        Fault::Invalid(faults) => faults[0].code.to_owned(),
        other => other.code().to_owned(),
    }
}

fn refused(bytes: &[u8]) -> String {
    code(&Files::new().convert(bytes).unwrap_err())
}

const TABLE: &str = "客户,金额\n上海电气,\"1,200.50\"\n东方\"电\"气,3\n";

#[test]
fn encodings_are_told_apart() {
    let utf16 = |big: bool, mark: bool| {
        let text = if mark { format!("\u{feff}{TABLE}") } else { TABLE.to_owned() };
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect::<Vec<u8>>()
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("utf-8", TABLE.as_bytes().to_vec()),
        ("utf-8", format!("\u{feff}{TABLE}").into_bytes()),
        ("utf-16", utf16(false, true)),
        ("utf-16", utf16(true, true)),
        ("gb18030", encoding_rs::GB18030.encode(TABLE).0.into_owned()),
    ];
    for (encoding, bytes) in cases {
        let (found, rows) = found(&bytes);
        assert_eq!(found.encoding, encoding);
        assert_eq!(names(&found), ["客户", "金额"], "{encoding}");
        assert_eq!(rows[0], (2, vec!["上海电气".to_owned(), "1,200.50".to_owned()]));
        assert_eq!(rows[1].1[0], "东方\"电\"气");
    }
    let plain: Vec<u8> = "name;city\nA;B\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(found(&plain).0.encoding, "utf-16");
    let latin = b"name,city\nM\xFCller,K\xF6ln\nRen\xE9,Besan\xE7on\n";
    let (found, rows) = found(latin);
    assert_eq!((found.encoding, rows[0].1[0].as_str()), ("windows-1252", "Müller"));
}

#[test]
fn separators_are_told_apart() {
    for (separator, text) in [
        (',', "a,b,c\n1,2,3\n"),
        (';', "a;b;c\n1,5;2,5;3\n\"x;y\";2;3\n"),
        ('\t', "a\tb\tc\n1,5\t2;5\t3\n"),
        ('|', "a|b|c\n1|2|3\n"),
        (';', "sep=;\r\na;b;c\r\n1;2;3\r\n"),
    ] {
        let (found, rows) = found(text.as_bytes());
        assert_eq!(names(&found), ["a", "b", "c"], "{separator}");
        assert_eq!(rows[0].1.len(), 3, "{separator}");
    }
    assert_eq!(names(&found(b"only\n1\n2\n").0), ["only"]);
}

#[test]
fn headers_and_rows_are_made_usable() {
    let (found, rows) = found(b"\n,name,name,\n\n'=1+1,x,y,z,beyond\n , ,\n a ,\"line\nbreak\"\n");
    assert_eq!(names(&found), ["#1", "name", "name (2)", "#4", "#5"]);
    assert_eq!(found.rows, 2);
    assert_eq!(rows[0].1, ["=1+1", "x", "y", "z", "beyond"]);
    assert_eq!(rows[1].1, ["a", "line\nbreak"]);
    assert_eq!(found.columns[0].samples, ["'=1+1", "a"]);
}

#[test]
fn what_is_no_table_is_refused() {
    for bytes in [
        &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1old excel"[..],
        b"%PDF-1.7 hello",
        b"\x89PNG\r\n\x1A\n",
        b"<html><table></table></html>",
        b"<?xml version=\"1.0\"?><Workbook/>",
        b"a,b\n1,\x00\x01\x02\x03\n",
        b"MZ\x90\x00\x03",
    ] {
        assert_eq!(refused(bytes), "media_type");
    }
    assert_eq!(refused(b""), "file_empty");
    assert_eq!(refused(b"\n\n  \n"), "file_empty");
    assert_eq!(refused(b"a,b\n"), "no_rows");
    assert_eq!(refused(b"PK\x03\x04 not really"), "archive_broken");
}

#[test]
fn limits_hold() {
    let wide = format!("{}\n{}\n", vec!["c"; 201].join(","), vec!["1"; 201].join(","));
    assert_eq!(refused(wide.as_bytes()), "too_many_columns");
    let long = format!("a\n{}\n", "x".repeat(CELL_MAX + 1));
    assert_eq!(refused(long.as_bytes()), "cell_too_long");
    assert_eq!(found(format!("a\n{}\n", "字".repeat(CELL_MAX)).as_bytes()).0.rows, 1);
    let files = Files::new();
    let upload = files.0.path().join("large");
    File::create(&upload).unwrap().set_len(FILE_MAX + 1).unwrap();
    assert_eq!(code(&convert(&upload, &files.0.path().join("rows")).unwrap_err()), "too_large");
}

fn workbook() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("blank").unwrap();
    let page = book.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("m/d/yyyy");
    for (column, name) in ["客户", "amount", "signed", "note"].iter().enumerate() {
        page.write_string(2, u16::try_from(column).unwrap(), *name).unwrap();
    }
    page.write_string(3, 0, "上海电气").unwrap();
    page.write_number(3, 1, 1054.5).unwrap();
    page.write_datetime_with_format(
        3,
        2,
        rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 3, 2).unwrap(),
        &date,
    )
    .unwrap();
    page.write_formula(3, 3, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    page.write_number(6, 1, 4821).unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn workbooks_are_read_with_their_types() {
    let (found, rows) = found(&workbook());
    assert_eq!((found.encoding, found.rows), ("xlsx", 2));
    assert_eq!(names(&found), ["客户", "amount", "signed", "note"]);
    assert_eq!(rows[0].0, 4);
    assert_eq!(rows[0].1, ["上海电气", "1054.5", "2026-03-02", "2"]);
    assert_eq!(rows[1], (7, vec![String::new(), "4821".to_owned()]));
}

fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![b' '; 40 * 1024 * 1024];
    let bomb = archive(&[("xl/worksheets/sheet1.xml", zeros.clone())]);
    assert!(bomb.len() < 100_000);
    assert_eq!(refused(&bomb), "too_large");
    assert_eq!(refused(&archive(&[("xl/styles.xml", zeros)])), "too_large");
    assert_eq!(refused(&archive(&[("word/document.xml", b"<w/>".to_vec())])), "media_type");
    let many: Vec<(String, Vec<u8>)> =
        (0..2_001).map(|n| (format!("xl/{n}.xml"), b"<a/>".to_vec())).collect();
    let many: Vec<(&str, Vec<u8>)> =
        many.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    assert_eq!(refused(&archive(&many)), "too_large");
}

#[test]
fn a_directory_that_lies_is_found_out() {
    let mut lie = archive(&[("xl/worksheets/sheet1.xml", vec![b' '; 4 * 1024 * 1024])]);
    // Say in both headers that it unpacks to 100 bytes.
    let size = (4 * 1024 * 1024_u32).to_le_bytes();
    while let Some(at) = lie.windows(4).position(|bytes| bytes == size) {
        lie[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    let code = refused(&lie);
    assert!(code == "too_large" || code == "archive_broken", "{code}");
}

#[test]
fn promises_of_texts_that_are_not_there_are_refused() {
    let texts = "<sst uniqueCount=\"99999999999\"><si><t>a</t></si></sst>".to_owned();
    let bytes = archive(&[("xl/sharedStrings.xml", texts.into_bytes())]);
    assert_eq!(refused(&bytes), "too_large");
    let run = format!("<sst><si><t>{}</t></si></sst>", noise(2 * 1024 * 1024));
    assert_eq!(refused(&archive(&[("xl/sharedStrings.xml", run.into_bytes())])), "too_large");
}

/// Letters that do not pack well.
fn noise(length: usize) -> String {
    let mut state = 7_u32;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b'a' + u8::try_from(state >> 24).unwrap() % 26)
        })
        .collect()
}

#[test]
fn broken_workbooks_are_no_disaster() {
    for part in ["<sheetData><row r=\"99999999999\"><c r=\"ZZZZZZZZ1\"/>", "", "<a", "\u{0}"] {
        let bytes = archive(&[
            ("_rels/.rels", b"<Relationships/>".to_vec()),
            ("xl/workbook.xml", b"<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>".to_vec()),
            (
                "xl/_rels/workbook.xml.rels",
                b"<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>".to_vec(),
            ),
            ("xl/worksheets/sheet1.xml", part.as_bytes().to_vec()),
        ]);
        let code = refused(&bytes);
        assert!(
            ["file_unreadable", "file_empty", "archive_broken"].contains(&code.as_str()),
            "{code}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn no_file_breaks_the_reader(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
        let _answer = Files::new().convert(&bytes);
    }
}
