//! XLSX: the first sheet that has rows, cell by cell, never as a whole.

use super::{COLUMNS_MAX, ROWS_MAX, Sink, broken, broken_at, io};
use base::Fault;
use calamine::{DataRef, ExcelDateTime, Reader, Xlsx, XlsxError};
use std::{
    fs::File,
    io::BufReader,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Reads the workbook into the sink.
pub(super) fn read(upload: &Path, sink: &mut Sink) -> Result<(), Fault> {
    // A sheet made by hand to confuse readers must not take more than its own upload down.
    catch_unwind(AssertUnwindSafe(|| read_first_sheet(upload, sink)))
        .unwrap_or_else(|_| Err(broken("file_unreadable")))
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn unreadable(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => broken("file_password"),
        _ => broken("file_unreadable"),
    }
}

fn read_first_sheet(upload: &Path, sink: &mut Sink) -> Result<(), Fault> {
    let file = BufReader::new(File::open(upload).map_err(io)?);
    let mut book = Xlsx::new(file).map_err(unreadable)?;
    for name in book.sheet_names() {
        // Chart sheets have no cells and cannot be read as such.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        let mut line = Line::default();
        while let Some(cell) = cells.next_cell().map_err(unreadable)? {
            let (row, column) = cell.get_position();
            let text = text(cell.get_value());
            if !text.is_empty() {
                line.put(u64::from(row) + 1, column, text, sink)?;
            }
        }
        if line.flush(sink)? {
            return Ok(());
        }
    }
    Ok(())
}

/// The row that is being read.
#[derive(Default)]
struct Line {
    number: u64,
    cells: Vec<String>,
    any: bool,
}

impl Line {
    fn put(
        &mut self,
        number: u64,
        column: u32,
        text: String,
        sink: &mut Sink,
    ) -> Result<(), Fault> {
        if number != self.number {
            // Rows stand in order; one that goes back would overwrite what was taken already.
            if number < self.number {
                return Err(broken("file_unreadable"));
            }
            self.flush(sink)?;
            self.number = number;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            let max = u64::try_from(COLUMNS_MAX).unwrap_or_default();
            return Err(broken_at("too_many_columns", number, max));
        }
        // Sheets end at row 1,048,576; a little more than the limit may be blank rows between.
        if number > ROWS_MAX + 48_576 {
            return Err(broken_at("too_many_rows", number, ROWS_MAX));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        Ok(())
    }

    /// Hands the row on; answers whether the sheet had any.
    fn flush(&mut self, sink: &mut Sink) -> Result<bool, Fault> {
        if !self.cells.is_empty() {
            self.any = true;
            sink.row(self.number, &self.cells)?;
            self.cells.clear();
        }
        Ok(self.any)
    }
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // The shortest text that means this number.
        DataRef::Float(number) => number.to_string(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => instant(at),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn instant(at: &ExcelDateTime) -> String {
    if at.is_duration() || at.as_f64() < 1.0 {
        return at.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}
