//! Rows going out: CSV for every program, XLSX for spreadsheets.
//!
//! An export is the list itself, with the same scope, filter and order and without pages, so it can
//! show nothing that the list does not. It is journalled.

use crate::{ExchangeRefusal, neutral};
use access::{Actor, List, ListQuery, fields, list::list_all, list_query::ListParams};
use base::{Day, Fault, Timestamp};
use people::user::{self, Locale};
use rust_xlsxwriter::{Format as Style, Workbook, Worksheet, XlsxError};
use sea_orm::{ColumnTrait as _, QueryFilter as _, sea_query::SelectStatement};
use serde::Deserialize;
use store::Project;
use wire::{Ctx, Download};

/// Rows of an export at most.
pub const EXPORT_ROWS_MAX: usize = 50_000;
/// Characters that a cell of a spreadsheet holds.
const CELL_MAX: usize = 32_000;

base::text_enum! {
    /// The form of an exported file.
    pub enum Format { Csv = "csv", Xlsx = "xlsx" }
}

/// The parameters of an export: a list's, and the form of the file. `limit` and `cursor` are taken so
/// that a page can send what it sends to the list, and do not matter.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportParams {
    /// `csv` or `xlsx`.
    #[param(value_type = String)]
    pub format: Format,
    /// Words to look for.
    pub q: Option<String>,
    /// Field to sort by, `-` before it for descending.
    pub sort: Option<String>,
    /// JSON array of `{field, op, value}`; all must hold.
    pub filter: Option<String>,
    /// Does not matter.
    pub limit: Option<u64>,
    /// Does not matter.
    pub cursor: Option<String>,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text; made harmless on its way out.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Minor units, shown with two decimals.
    Money(i64),
    /// Thousandths, shown with up to three decimals.
    Milli(i64),
    /// Basis points, shown as percent without the sign.
    BasisPoints(i64),
    /// A day.
    Day(Day),
    /// An instant, shown as a day in the company's time zone.
    Instant(Timestamp),
    /// True or false.
    Flag(bool),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}
impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}
impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A column of an exported list.
pub struct Column<R> {
    /// The field's name as in the row's JSON. A field that the caller may not see has no column.
    pub key: &'static str,
    /// Its header in Chinese and English; the file speaks the user's language.
    pub title: (&'static str, &'static str),
    /// What stands in it.
    pub cell: fn(&R) -> Cell,
}

impl<R> Column<R> {
    /// A column.
    pub const fn new(
        key: &'static str,
        zh: &'static str,
        en: &'static str,
        cell: fn(&R) -> Cell,
    ) -> Self {
        Self { key, title: (zh, en), cell }
    }
}

/// Exports a list: every row that the list shows for these parameters, at most
/// [`EXPORT_ROWS_MAX`] (`export_too_large` beyond). `from` is the select of the list; the file is
/// called after the list's table and the day.
pub async fn export_list<R: Project>(
    ctx: &Ctx,
    list: &List,
    params: ExportParams,
    from: &SelectStatement,
    columns: &[Column<R>],
) -> Result<Download, Fault> {
    export_list_where(ctx, list, params, |_| Ok(()), from, columns).await
}

/// Like [`export_list`], for a list whose step changes the question before it is asked; `prepare` is
/// what the list itself does.
pub async fn export_list_where<R: Project>(
    ctx: &Ctx,
    list: &List,
    params: ExportParams,
    prepare: impl FnOnce(&mut ListQuery) -> Result<(), Fault> + Send,
    from: &SelectStatement,
    columns: &[Column<R>],
) -> Result<Download, Fault> {
    let format = params.format;
    let said = serde_json::json!({"format": format, "q": params.q, "filter": params.filter});
    let ExportParams { q, sort, filter, .. } = params;
    let mut query = ListParams { q, sort, filter, limit: None, cursor: None }.parse()?;
    prepare(&mut query)?;
    let max = EXPORT_ROWS_MAX;
    let rows: Vec<R> = list_all(ctx.read(), ctx.actor(), list, &query, from, max + 1).await?;
    if rows.len() > max {
        return Err(ExchangeRefusal::ExportTooLarge.refusal().with("max", max).into());
    }
    let columns = visible(ctx.actor(), columns);
    let locale = locale(ctx).await?;
    let headers =
        columns.iter().map(|column| in_language(column.title, locale).to_owned()).collect();
    let cells = rows.iter().map(|row| columns.iter().map(|c| (c.cell)(row)).collect()).collect();
    let mut changes = said;
    if let Some(changes) = changes.as_object_mut() {
        changes.insert("rows".to_owned(), rows.len().into());
        changes.retain(|_, value| !value.is_null());
        for value in changes.values_mut() {
            *value = serde_json::json!([null, value]);
        }
    }
    let stem = format!("{}-{}", list.table, ctx.today());
    let days = ctx.clock().clone();
    let sheet = Sheet { headers, rows: cells };
    let file =
        wire::blocking(move || write(format, &sheet, &stem, &|at| days.day_of(at))).await??;
    let mut tx = ctx.begin().await?;
    tx.note(list.kind.as_str(), "list", "exported", changes, None);
    tx.commit().await?;
    Ok(file)
}

fn visible<'a, R>(actor: &Actor, columns: &'a [Column<R>]) -> Vec<&'a Column<R>> {
    columns.iter().filter(|column| fields::visible(actor, column.key)).collect()
}

/// The text of (Chinese, English) in a language.
pub(crate) fn in_language<'a>(texts: (&'a str, &'a str), locale: Locale) -> &'a str {
    match locale {
        Locale::Chinese => texts.0,
        Locale::English => texts.1,
    }
}

/// The language of the acting user.
pub(crate) async fn locale(ctx: &Ctx) -> Result<Locale, Fault> {
    let user = store::select::<user::Entity>()
        .filter(user::Column::Id.eq(ctx.user_id()))
        .one(ctx.read())
        .await
        .map_err(store::internal)?;
    Ok(user.map_or(Locale::English, |user| user.locale))
}

/// A table that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Names of the columns.
    pub headers: Vec<String>,
    /// The rows; each as long as the headers.
    pub rows: Vec<Vec<Cell>>,
}

/// Writes a table into a file called `stem` with the ending of its form. Heavy for many rows: run it
/// with [`wire::blocking`].
pub fn write(
    format: Format,
    sheet: &Sheet,
    stem: &str,
    day_of: &dyn Fn(Timestamp) -> Day,
) -> Result<Download, Fault> {
    let (media_type, bytes) = match format {
        Format::Csv => ("text/csv; charset=utf-8", csv_bytes(sheet, day_of)?),
        Format::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx_bytes(sheet, day_of).map_err(|error| Fault::Internal(Box::new(error)))?,
        ),
    };
    let file_name = format!("{stem}.{format}");
    Ok(Download { file_name, media_type: media_type.to_owned(), bytes })
}

fn csv_bytes(sheet: &Sheet, day_of: &dyn Fn(Timestamp) -> Day) -> Result<Vec<u8>, Fault> {
    // With the mark at its start Excel reads the file as UTF-8.
    let mut lines = CsvLines::new("\u{feff}".into());
    lines.line(sheet.headers.iter().map(|header| neutral::neutral(header)))?;
    for row in &sheet.rows {
        lines.line(row.iter().map(|cell| match cell {
            Cell::Text(text) => neutral::neutral(text),
            other => plain_text(other, day_of),
        }))?;
    }
    lines.finish()
}

/// CSV in the form of RFC 4180, texts in quotes.
pub(crate) struct CsvLines(csv::Writer<Vec<u8>>);

impl CsvLines {
    pub(crate) fn new(start: Vec<u8>) -> Self {
        let writer = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::NonNumeric)
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(start);
        Self(writer)
    }
    /// One line of cells that are harmless already.
    pub(crate) fn line(&mut self, cells: impl Iterator<Item = String>) -> Result<(), Fault> {
        self.0
            .write_record(cells.map(String::into_bytes))
            .map_err(|error| Fault::Internal(Box::new(error)))
    }
    pub(crate) fn finish(self) -> Result<Vec<u8>, Fault> {
        self.0.into_inner().map_err(|error| Fault::internal(error.to_string()))
    }
}

/// Numbers, days and flags as every program reads them.
fn plain_text(cell: &Cell, day_of: &dyn Fn(Timestamp) -> Day) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Money(minor) | Cell::BasisPoints(minor) => decimal(*minor, 2),
        Cell::Milli(milli) => decimal(*milli, 3),
        Cell::Day(day) => day.to_string(),
        Cell::Instant(at) => day_of(*at).to_string(),
        Cell::Flag(flag) => if *flag { "1" } else { "0" }.to_owned(),
    }
}

/// `12345` with two places is `123.45`.
pub fn decimal(value: i64, places: u32) -> String {
    let by = 10_u64.pow(places);
    let sign = if value < 0 { "-" } else { "" };
    let width = usize::try_from(places).unwrap_or_default();
    format!("{sign}{}.{:0width$}", value.unsigned_abs() / by, value.unsigned_abs() % by)
}

fn xlsx_bytes(sheet: &Sheet, day_of: &dyn Fn(Timestamp) -> Day) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let styles = Styles::new();
    let page = workbook.add_worksheet_with_constant_memory()?;
    page.set_freeze_panes(1, 0)?;
    for (column, header) in (0_u16..).zip(&sheet.headers) {
        page.write_string_with_format(0, column, clip(header), &styles.head)?;
    }
    for (line, row) in (1_u32..).zip(&sheet.rows) {
        for (column, cell) in (0_u16..).zip(row) {
            write_cell(page, (line, column), cell, &styles, day_of)?;
        }
    }
    workbook.save_to_buffer()
}

struct Styles {
    head: Style,
    text: Style,
    money: Style,
    day: Style,
}

impl Styles {
    fn new() -> Self {
        Self {
            head: Style::new().set_bold(),
            // Stays a text when somebody edits the cell or saves the sheet as CSV.
            text: Style::new().set_quote_prefix(),
            money: Style::new().set_num_format("#,##0.00"),
            day: Style::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

fn write_cell(
    page: &mut Worksheet,
    (line, column): (u32, u16),
    cell: &Cell,
    styles: &Styles,
    day_of: &dyn Fn(Timestamp) -> Day,
) -> Result<(), XlsxError> {
    // A sheet keeps binary fractions; reading the decimal text gives the nearest one.
    let number = |text: String| text.parse::<f64>().unwrap_or_default();
    match cell {
        Cell::Empty => {}
        Cell::Text(text) if neutral::is_formula(text) => {
            page.write_string_with_format(line, column, clip(text), &styles.text)?;
        }
        Cell::Text(text) => {
            page.write_string(line, column, clip(text))?;
        }
        Cell::Integer(_) | Cell::Milli(_) => {
            page.write_number(line, column, number(plain_text(cell, day_of)))?;
        }
        Cell::Money(_) | Cell::BasisPoints(_) => {
            let value = number(plain_text(cell, day_of));
            page.write_number_with_format(line, column, value, &styles.money)?;
        }
        Cell::Day(_) | Cell::Instant(_) => {
            let date = rust_xlsxwriter::ExcelDateTime::parse_from_str(&plain_text(cell, day_of))?;
            page.write_datetime_with_format(line, column, &date, &styles.day)?;
        }
        Cell::Flag(flag) => {
            page.write_boolean(line, column, *flag)?;
        }
    }
    Ok(())
}

/// What fits into a cell, whose length counts in units of UTF-16.
fn clip(text: &str) -> String {
    let mut length = 0;
    let fits = |c: &char| {
        length += c.len_utf16();
        length <= CELL_MAX
    };
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n')).take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader as _};

    fn sheet() -> Sheet {
        Sheet {
            headers: vec!["Name".into(), "=Amount".into(), "On".into(), "Count".into()],
            rows: vec![
                vec![
                    Cell::Text("=1+1".into()),
                    Cell::Money(-123_456),
                    Cell::Day("2026-03-02".parse().unwrap()),
                    Cell::Integer(-7),
                ],
                vec![
                    Cell::Text("上海, \"电气\"".into()),
                    Cell::Empty,
                    Cell::Empty,
                    Cell::Flag(true),
                ],
            ],
        }
    }

    fn bytes(format: Format) -> Vec<u8> {
        write(format, &sheet(), "x", &|_| "2026-01-01".parse().unwrap()).unwrap().bytes
    }

    #[test]
    fn csv_is_marked_harmless_and_keeps_numbers() {
        let text = String::from_utf8(bytes(Format::Csv)).unwrap();
        assert_eq!(
            text,
            "\u{feff}\"Name\",\"'=Amount\",\"On\",\"Count\"\r\n\"'=1+1\",-1234.56,\"2026-03-02\",-7\r\n\
             \"上海, \"\"电气\"\"\",\"\",\"\",1\r\n"
        );
    }

    #[test]
    fn xlsx_keeps_types_and_holds_no_formula() {
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes(Format::Xlsx))).unwrap();
        let range = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(range.get((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(range.get((1, 1)), Some(&Data::Float(-1234.56)));
        assert!(matches!(range.get((1, 2)), Some(Data::DateTime(_))));
        assert_eq!(range.get((2, 3)), Some(&Data::Bool(true)));
        let formulas = book.worksheet_formula("Sheet1").unwrap();
        assert_eq!(formulas.used_cells().count(), 0);
    }

    #[test]
    fn long_texts_are_clipped_to_what_a_cell_holds() {
        assert_eq!(clip(&"😀".repeat(20_000)).encode_utf16().count(), CELL_MAX);
    }
}
