//! Reads an uploaded table, whatever its form, into one plain form: a file of rows in UTF-8.
//!
//! CSV and XLSX are read once, as a stream, within limits; everything after that (preview, mapping,
//! import, report) reads the plain file and knows nothing of encodings, separators and archives.

mod archive;
mod text;
mod workbook;

use base::{Fault, Params, fault::FieldFault};
use std::{
    fs::File,
    io::{BufReader, BufWriter, Read as _, Write as _},
    path::Path,
};

/// Bytes of an uploaded file at most.
pub const FILE_MAX: u64 = 50 * 1024 * 1024;
/// Rows below the header at most.
pub const ROWS_MAX: u64 = 1_000_000;
/// Columns at most.
pub const COLUMNS_MAX: usize = 200;
/// Characters of a cell at most.
pub const CELL_MAX: usize = 32_000;
/// Different values of a column that are shown as samples.
const SAMPLES: usize = 3;

/// A column that was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct ColumnFound {
    /// Its header; `#3` when the third column has none.
    pub name: String,
    /// A few of its values.
    pub samples: Vec<String>,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `utf-8`, `utf-16`, `gb18030`, `windows-1252` or `xlsx`.
    pub encoding: &'static str,
    /// Rows with at least one filled cell below the header.
    pub rows: u64,
    /// The columns from left to right.
    pub columns: Vec<ColumnFound>,
}

/// Reads the upload and writes its rows in the plain form. What is no table is
/// [`Fault::MediaType`], what is larger than it may be is [`Fault::TooLarge`], what cannot be read is
/// [`Fault::Invalid`] at `/file`. Heavy: run it with [`wire::blocking`].
pub fn convert(upload: &Path, rows: &Path) -> Result<Found, Fault> {
    let size = std::fs::metadata(upload).map_err(io)?.len();
    if size > FILE_MAX {
        return Err(Fault::TooLarge);
    }
    let mut start = [0_u8; 8];
    let read = BufReader::new(File::open(upload).map_err(io)?).read(&mut start).map_err(io)?;
    let start = start.get(..read).unwrap_or_default();
    let mut sink = Sink::new(File::create(rows).map_err(io)?);
    let encoding = if start.starts_with(b"PK\x03\x04") {
        archive::check(upload)?;
        workbook::read(upload, &mut sink)?;
        "xlsx"
    } else if start.is_empty() {
        return Err(broken("file_empty"));
    } else {
        text::read(upload, &mut sink)?
    };
    sink.done(encoding)
}

/// A fault of the file itself.
pub(crate) fn broken(code: &'static str) -> Fault {
    Fault::field("/file", code)
}

fn broken_at(code: &'static str, row: u64, max: u64) -> Fault {
    let params = Params::from([("row", row.into()), ("max", max.into())]);
    Fault::Invalid(vec![FieldFault { pointer: "/file".to_owned(), code, params }])
}

fn io(error: std::io::Error) -> Fault {
    Fault::Internal(Box::new(error))
}

/// Takes rows as they are read, checks the limits, and writes the plain form: the row's number, then
/// its cells.
struct Sink {
    out: csv::Writer<BufWriter<File>>,
    headers: Option<Vec<String>>,
    samples: Vec<Vec<String>>,
    rows: u64,
}

impl Sink {
    fn new(file: File) -> Self {
        let out = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
        Self { out, headers: None, samples: Vec::new(), rows: 0 }
    }

    /// A row of the sheet; the first that is not blank is the header. `number` counts from 1.
    fn row(&mut self, number: u64, cells: &[String]) -> Result<(), Fault> {
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty());
        let Some(last) = filled else { return Ok(()) };
        let cells = cells.get(..=last).unwrap_or_default();
        if cells.len() > COLUMNS_MAX {
            let max = u64::try_from(COLUMNS_MAX).unwrap_or_default();
            return Err(broken_at("too_many_columns", number, max));
        }
        if cells.iter().any(|cell| cell.len() > CELL_MAX && cell.chars().count() > CELL_MAX) {
            let max = u64::try_from(CELL_MAX).unwrap_or_default();
            return Err(broken_at("cell_too_long", number, max));
        }
        if self.headers.is_none() {
            self.headers = Some(cells.iter().map(|cell| header(cell)).collect());
            return Ok(());
        }
        self.rows += 1;
        if self.rows > ROWS_MAX {
            return Err(broken_at("too_many_rows", number, ROWS_MAX));
        }
        self.sample(cells);
        let write = |error: csv::Error| Fault::Internal(Box::new(error));
        self.out.write_field(number.to_string()).map_err(write)?;
        self.out.write_record(cells).map_err(write)
    }

    fn sample(&mut self, cells: &[String]) {
        if self.samples.len() < cells.len() {
            self.samples.resize(cells.len(), Vec::new());
        }
        for (samples, cell) in self.samples.iter_mut().zip(cells) {
            let cell = cell.trim();
            if samples.len() < SAMPLES && !cell.is_empty() && !samples.iter().any(|s| s == cell) {
                samples.push(cell.chars().take(80).collect());
            }
        }
    }

    fn done(self, encoding: &'static str) -> Result<Found, Fault> {
        let headers = self.headers.ok_or_else(|| broken("file_empty"))?;
        if self.rows == 0 {
            return Err(broken("no_rows"));
        }
        let mut out = self.out.into_inner().map_err(|error| Fault::internal(error.to_string()))?;
        out.flush().map_err(io)?;
        out.get_ref().sync_all().map_err(io)?;
        let width = headers.len().max(self.samples.len());
        let mut columns: Vec<ColumnFound> = Vec::with_capacity(width);
        let mut samples = self.samples.into_iter();
        for index in 0..width {
            let own = headers.get(index).filter(|name| !name.is_empty());
            let wish = own.cloned().unwrap_or_else(|| format!("#{}", index + 1));
            let name = unique(&columns, wish);
            columns.push(ColumnFound { name, samples: samples.next().unwrap_or_default() });
        }
        Ok(Found { encoding, rows: self.rows, columns })
    }
}

fn header(cell: &str) -> String {
    let plain = crate::neutral::plain(cell.trim());
    let text: String = plain.chars().filter(|c| !c.is_control()).take(120).collect();
    text.trim().to_owned()
}

fn unique(columns: &[ColumnFound], wish: String) -> String {
    let taken = |name: &str| columns.iter().any(|column| column.name == name);
    if !taken(&wish) {
        return wish;
    }
    (2..=COLUMNS_MAX + 1).map(|n| format!("{wish} ({n})")).find(|name| !taken(name)).unwrap_or(wish)
}

/// Reads the plain form row by row.
pub struct Rows {
    reader: csv::Reader<BufReader<File>>,
    record: csv::StringRecord,
}

impl Rows {
    /// Opens a file of rows and passes over the first `skip` of them.
    pub fn open(file: &Path, skip: u64) -> Result<Self, Fault> {
        let file = BufReader::with_capacity(256 * 1024, File::open(file).map_err(io)?);
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
        let mut rows = Self { reader, record: csv::StringRecord::new() };
        for _ in 0..skip {
            rows.read()?;
        }
        Ok(rows)
    }

    fn read(&mut self) -> Result<bool, Fault> {
        self.reader.read_record(&mut self.record).map_err(|error| Fault::Internal(Box::new(error)))
    }

    /// The next row: its number in the sheet and its cells; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<(u64, Vec<String>)>, Fault> {
        if !self.read()? {
            return Ok(None);
        }
        let mut fields = self.record.iter();
        let number = fields.next().and_then(|text| text.parse().ok());
        let number = number.ok_or_else(|| Fault::internal("a row without its number"))?;
        let cells = fields.map(|cell| crate::neutral::plain(cell.trim()).to_owned()).collect();
        Ok(Some((number, cells)))
    }

    /// At most `count` rows.
    pub fn next_rows(&mut self, count: usize) -> Result<Vec<(u64, Vec<String>)>, Fault> {
        let mut rows = Vec::with_capacity(count.min(1024));
        while rows.len() < count {
            match self.next_row()? {
                Some(row) => rows.push(row),
                None => break,
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests;
