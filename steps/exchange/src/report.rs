//! The report of an import: every row with what became of it, in the user's own columns, so that the
//! rows that failed can be corrected and brought in again.

use crate::{
    export::{CsvLines, in_language},
    folder::Folder,
    model::{import, import_row},
    neutral::neutral,
    queries::stored,
    sheet::{ColumnFound, Rows},
};
use axum::{
    body::{Body, Bytes},
    response::{IntoResponse as _, Response},
};
use base::Fault;
use people::user::Locale;
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use serde_json::Value;
use std::{collections::HashMap, path::Path};
use tokio::io::AsyncWriteExt as _;
use wire::{Ctx, Download};

/// Rows that are read and sent at once.
const CHUNK: u64 = 2_000;

/// The report as a download that is written while it is sent.
pub async fn report(ctx: &Ctx, import: &import::Model) -> Result<Response, Fault> {
    let start = Sending::start(ctx, import).await?;
    let stream = futures_util::stream::try_unfold(start, |sending| async move {
        // A fault while sending ends the download; the browser shows it as broken.
        let sent = sending.next().await.map_err(|fault| std::io::Error::other(fault.to_string()));
        sent.map(|sent| sent.map(|(bytes, sending)| (Bytes::from(bytes), sending)))
    });
    let name = import.file_name.as_str();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut response = Download {
        file_name: format!("{stem}-report.csv"),
        media_type: "text/csv; charset=utf-8".to_owned(),
        bytes: Vec::new(),
    }
    .into_response();
    response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
    *response.body_mut() = Body::from_stream(stream);
    Ok(response)
}

/// The report as a file on this machine.
pub async fn write(ctx: &Ctx, import: &import::Model, file: &Path) -> Result<(), Fault> {
    let io = |error: std::io::Error| Fault::Internal(Box::new(error));
    let mut out = tokio::fs::File::create(file).await.map_err(io)?;
    let mut sending = Sending::start(ctx, import).await?;
    while let Some((bytes, rest)) = sending.next().await? {
        out.write_all(&bytes).await.map_err(io)?;
        sending = rest;
    }
    out.flush().await.map_err(io)
}

/// Where the sending is.
struct Sending {
    ctx: Ctx,
    import: import::Model,
    locale: Locale,
    width: usize,
    rows: Option<Rows>,
    head: Option<Vec<u8>>,
    after: i64,
}

impl Sending {
    async fn start(ctx: &Ctx, import: &import::Model) -> Result<Self, Fault> {
        let locale = crate::export::locale(ctx).await?;
        let columns: Vec<ColumnFound> = stored(&import.columns_json)?;
        let file = ctx.app().service::<Folder>()?.kept_rows(&import.id)?;
        let rows = wire::blocking(move || Rows::open(&file, 0)).await??;
        Ok(Self {
            ctx: ctx.clone(),
            import: import.clone(),
            locale,
            width: columns.len(),
            rows: Some(rows),
            head: Some(head(locale, &columns)?),
            after: 0,
        })
    }

    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>, Fault> {
        if let Some(head) = self.head.take() {
            return Ok(Some((head, self)));
        }
        let lines = store::select::<import_row::Entity>()
            .filter(import_row::Column::ImportId.eq(self.import.id.as_str()))
            .filter(import_row::Column::RowNumber.gt(self.after))
            .order_by_asc(import_row::Column::RowNumber)
            .limit(CHUNK)
            .all(self.ctx.read())
            .await
            .map_err(store::internal)?;
        let (Some(last), Some(mut rows)) = (lines.last(), self.rows.take()) else {
            return Ok(None);
        };
        self.after = last.row_number;
        let count = lines.len();
        let read = move || rows.next_rows(count).map(|cells| (cells, rows));
        let (cells, rows) = wire::blocking(read).await??;
        self.rows = Some(rows);
        let mut cells: HashMap<u64, Vec<String>> = cells.into_iter().collect();
        let mut csv = CsvLines::new(Vec::new());
        for line in &lines {
            let number = u64::try_from(line.row_number).unwrap_or_default();
            let mut own = cells.remove(&number).unwrap_or_default();
            own.resize(self.width, String::new());
            let told = told(line, self.locale);
            csv.line(told.into_iter().chain(own).map(|text| neutral(&text)))?;
        }
        Ok(Some((csv.finish()?, self)))
    }
}

fn head(locale: Locale, columns: &[ColumnFound]) -> Result<Vec<u8>, Fault> {
    let own = [
        ("行号", "Row"),
        ("结果", "Outcome"),
        ("记录", "Record"),
        ("原因", "Reason"),
        ("说明", "Details"),
    ];
    let own = own.map(|texts| in_language(texts, locale).to_owned());
    let mut csv = CsvLines::new("\u{feff}".into());
    let names = columns.iter().map(|column| column.name.clone());
    csv.line(own.into_iter().chain(names).map(|text| neutral(&text)))?;
    csv.finish()
}

/// Row, outcome, record, reason, details.
fn told(line: &import_row::Model, locale: Locale) -> [String; 5] {
    let outcome = match line.undo_code.as_deref() {
        Some("undone") => "undone",
        _ => line.outcome.as_str(),
    };
    let code = match line.undo_code.as_deref() {
        Some(code) if code != "undone" => Some(code),
        _ => line.reason_code.as_deref(),
    };
    [
        line.row_number.to_string(),
        outcome.to_owned(),
        line.label.clone().unwrap_or_default(),
        code.map(|code| sentence(code, locale)).unwrap_or_default(),
        line.reason_params_json.as_ref().map(|params| details(params, locale)).unwrap_or_default(),
    ]
}

/// What the reasons of this step mean; those of other steps stand by their code, which the page and
/// the catalogue of problems word.
const SENTENCES: &[(&str, &str, &str)] = &[
    ("required", "必填项为空", "A required cell is empty"),
    ("value_unknown", "未匹配的值", "The value is not known and was given no meaning"),
    ("value_ambiguous", "有多条同名记录", "Several records are called so"),
    ("money_form", "不是金额", "Not an amount"),
    ("day_form", "不是日期", "Not a day"),
    ("integer_form", "不是整数", "Not a whole number"),
    ("account_missing", "没有客户", "The row names no customer"),
    (
        "account_placeholder",
        "没有客户，已挂到占位客户",
        "The row names no customer; hung on the placeholder",
    ),
    ("exists", "记录已存在", "The record exists already"),
    ("duplicate_row", "文件中重复", "Another row of the file says the same"),
    ("duplicate", "记录已存在", "The record exists already"),
    (
        "unknown_reference",
        "找不到所指的记录，该格留空",
        "The named record was not found; the cell stays empty",
    ),
    ("stage_entry", "进行中的机会从第一阶段开始", "What is under way begins in the first stage"),
    ("manager_created", "同时新建了上级用户", "The manager was added as a user, too"),
    (
        "administrator_unit",
        "管理员岗位只能设在公司",
        "An administrator's post stands at the company itself",
    ),
    ("owner_out_of_reach", "负责人不在您的管辖范围内", "The owner works outside your units"),
    ("unit_out_of_reach", "部门不在您的管辖范围内", "The unit is not one of yours"),
    ("closed_before_begun", "结束日期早于开始日期", "It closed before it began"),
    ("day_in_future", "日期在将来", "The day lies in the future"),
    ("too_long", "文字过长", "The text is too long"),
    ("out_of_range", "数值超出范围", "The number is out of range"),
    ("gate_unmet", "未达到该阶段的准入条件", "The gate before this stage is not passed"),
    ("forbidden", "没有权限", "You may not do this"),
    ("not_found", "记录不存在或不可见", "No such record, or it is not yours to see"),
    ("in_use", "已有关联数据，保留", "Something hangs on the record; it stays"),
    ("changed_since", "导入后已被修改，保留", "The record was changed since; it stays"),
];

fn sentence(code: &str, locale: Locale) -> String {
    let known = SENTENCES.iter().find(|(known, ..)| *known == code);
    known.map_or(code, |(_, zh, en)| in_language((zh, en), locale)).to_owned()
}

/// Parameters as `name: value`, and what a gate misses in words.
fn details(params: &Value, locale: Locale) -> String {
    let empty = serde_json::Map::new();
    let params = params.as_object().unwrap_or(&empty);
    let word = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut parts: Vec<String> = params
        .iter()
        .filter(|(name, _)| name.as_str() != "unmet")
        .map(|(name, value)| format!("{name}: {}", word(value)))
        .collect();
    let language = if locale == Locale::Chinese { "zh" } else { "en" };
    for unmet in params.get("unmet").and_then(Value::as_array).into_iter().flatten() {
        parts.push(word(&unmet["text"][language]));
    }
    parts.join("; ")
}
