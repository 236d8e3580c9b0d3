//! `truss import`: a sheet from the command line, by the same mechanism as on the page.

use crate::Settings;
use clap::Args;
use exchange::{
    MissingAccount, Mode, Order,
    queries::ImportView,
    reading::{Mapping, Values},
};
use std::{collections::BTreeMap, error::Error, path::PathBuf, time::Instant};

/// Bring a sheet in (CSV or XLSX).
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The sheet.
    file: PathBuf,
    /// Whose rights count: a login.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// What the rows are: `user`, `product`, `customer`, `opportunity` …; guessed when absent.
    #[arg(long)]
    kind: Option<String>,
    /// Which column feeds a field, over what is guessed: `field=column`; `field=` for none.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    mapping: Vec<String>,
    /// What a value means: `field:value=meaning`.
    #[arg(long = "value", value_name = "FIELD:VALUE=MEANING")]
    values: Vec<String>,
    /// Take every suggestion for values that are not known.
    #[arg(long)]
    take_suggestions: bool,
    /// `create` (every rule and gate holds) or `history` (ends and dates are kept).
    #[arg(long)]
    mode: Option<String>,
    /// Rows without a customer: `skip` or `placeholder`.
    #[arg(long)]
    missing_account: Option<String>,
    /// Change records that exist.
    #[arg(long)]
    update: bool,
    /// Currency of amounts; the company's when absent.
    #[arg(long)]
    currency: Option<String>,
    /// Report on every row and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write the report of every row here (CSV).
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Import {
    fn order(self) -> Result<Order, Box<dyn Error>> {
        let mut mapping = Mapping::new();
        for said in &self.mapping {
            let (field, column) = said.split_once('=').ok_or("--map FIELD=COLUMN")?;
            mapping.insert(field.to_owned(), column.to_owned());
        }
        let mut values = Values::new();
        for said in &self.values {
            let (field, rest) = said.split_once(':').ok_or("--value FIELD:VALUE=MEANING")?;
            let (value, meaning) = rest.split_once('=').ok_or("--value FIELD:VALUE=MEANING")?;
            let known: &mut BTreeMap<String, String> = values.entry(field.to_owned()).or_default();
            known.insert(value.to_owned(), meaning.to_owned());
        }
        let mode = match self.mode.as_deref() {
            Some(word) => Some(Mode::parse(word).ok_or("--mode is create or history")?),
            None => None,
        };
        let missing_account = match self.missing_account.as_deref() {
            Some(word) => {
                let parsed = MissingAccount::parse(word);
                Some(parsed.ok_or("--missing-account is skip or placeholder")?)
            }
            None => None,
        };
        Ok(Order {
            file: self.file,
            login: self.login,
            kind: self.kind,
            mapping,
            values,
            take_suggestions: self.take_suggestions,
            mode,
            missing_account,
            update: self.update,
            currency: self.currency,
            dry_run: self.dry_run,
            report: self.report,
        })
    }
}

pub(crate) async fn run(settings: &Settings, import: Import) -> Result<(), Box<dyn Error>> {
    let config = settings.load(Vec::new())?;
    let store = server::open(&config).await?;
    let app = server::assembly::app(&config, store)?;
    let start = Instant::now();
    let view = exchange::import_file(&app, import.order()?).await?;
    show(&view, start.elapsed().as_millis());
    if view.failure.is_some() { Err("the import broke off".into()) } else { Ok(()) }
}

fn show(view: &ImportView, millis: u128) {
    let kind = view.kind.as_deref().unwrap_or("?");
    println!("{} ({kind}, {} rows, {}): {}", view.file_name, view.rows, view.encoding, view.status);
    for (field, column) in &view.mapping {
        println!("  {field:20} {column}");
    }
    for note in &view.notes {
        let params: Vec<String> =
            note.params.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        println!("  note: {} {} {}", note.field, note.code, params.join(", "));
    }
    for (field, values) in &view.unmatched {
        for value in values {
            let meaning = view.values.get(field).and_then(|said| said.get(&value.value));
            let meaning = match (meaning, &value.suggestion) {
                (Some(meaning), _) => format!("means {meaning}"),
                (None, Some(suggestion)) => format!("is unknown; {suggestion}?"),
                (None, None) => "is unknown".to_owned(),
            };
            println!("  {field}: {} ({} rows) {meaning}", value.value, value.count);
        }
    }
    if let Some(result) = &view.result {
        println!(
            "  created {}, updated {}, skipped {}, failed {} in {millis} ms",
            result.created, result.updated, result.skipped, result.failed
        );
        for (heading, total) in &result.totals {
            let amount = exchange::export::decimal(total.amount_minor, 2);
            println!("  {heading:20} {:8} rows {amount:>20} {}", total.count, total.currency);
        }
    }
}
