//! `truss-bench`: fills a database, starts `truss serve` on it as its users would, and measures. Not
//! shipped; `cargo xtask bench` builds both and calls it once per database and size.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a command line")]

mod deals;
mod direct;
mod imports;
mod load;
mod program;
mod report;
mod scenarios;
mod seed;
mod words;

use clap::Parser;
use program::{Program, Site};
use report::Table;
use scenarios::Asker;
use sea_orm::ConnectionTrait as _;
use seed::World;
use std::{error::Error, fmt::Write as _, path::PathBuf, process::ExitCode, time::Duration};
use store::Store;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Measures `truss` against its targets on one database of one size.
#[derive(Debug, Parser)]
#[command(name = "truss-bench")]
struct Options {
    /// The `truss` binary.
    #[arg(long)]
    truss: PathBuf,
    /// Opportunities in the database.
    #[arg(long, default_value_t = 10_000)]
    rows: usize,
    /// An empty database on a server; the embedded one when absent.
    #[arg(long)]
    database_url: Option<String>,
    /// Seconds for each question.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// What the database is called in the title.
    #[arg(long)]
    name: String,
    /// Append the tables to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("truss-bench: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("truss-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result {
    let folder = tempfile::tempdir()?;
    let site = Site {
        program: options.truss.clone(),
        data: folder.path().join("data"),
        database_url: options.database_url.clone(),
    };
    let time = Duration::from_secs(options.seconds);
    let mut figures = Table::of_figures("the program");
    let megabytes = program::size_of(&site.program).div_ceil(1 << 20);
    figures.below("binary", megabytes, Some(40), "MB");
    let first = Program::start(&site).await?;
    figures.below("start on an empty database", millis(first.start), Some(1_000), "ms");
    first.stop()?;
    let world = fill(&site, options.rows, &mut figures).await?;
    let store = server::open(&site.config()?).await?;
    let pages = scenarios::constant_page(&store, &world, time).await?;
    let program = Program::start(&site).await?;
    figures.below("start to the first answer", millis(program.start), Some(100), "ms");
    if let Some(memory) = program.memory() {
        figures.below("memory at rest", memory.resident / 1024, Some(60), "MB");
        figures.below("of that its own", memory.own / 1024, None, "MB");
    }
    let watch = program.watch();
    let requests = Asker::new(&program, &world, time).all(&pages).await?;
    let peak = watch.peak_kib();
    if let Some(memory) = program.memory() {
        figures.below("own memory under load, highest", peak / 1024, Some(250), "MB");
        let resident = memory.peak / 1024;
        figures.below("the same with mapped files", resident, None, "MB");
    }
    program.stop()?;
    let alone = scenarios::without_server(&store, &world, time.min(Duration::from_secs(1))).await?;
    let text = section(options, &[figures, requests, alone])?;
    println!("{text}");
    if let Some(path) = &options.out {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(text.as_bytes())?;
    }
    Ok(())
}

async fn fill(site: &Site, rows: usize, figures: &mut Table) -> Result<World> {
    eprintln!("filling the database with {rows} opportunities");
    let store = seed::open(&site.config()?).await?;
    let world = seed::run(&store, rows).await?;
    close(store).await?;
    analyze(site).await?;
    let millis = u64::try_from(world.took.as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = u64::try_from(rows).unwrap_or(u64::MAX).saturating_mul(1_000) / millis;
    let what = "opportunities written by the seed, batches of 20,000";
    figures.figure(what, format!("{rate}/s"), String::new(), None);
    if site.database_url.is_none() {
        figures.below("database", program::size_of(&site.data) >> 20, None, "MB");
    }
    Ok(world)
}

async fn close(store: Store) -> Result {
    store.read().clone().close().await?;
    Ok(())
}

/// Lets the database count what it has, as its own housekeeping does in time.
async fn analyze(site: &Site) -> Result {
    // A connection of its own: the product's have a limit of time for each statement.
    if let Some(url) = &site.database_url {
        let conn = sea_orm::Database::connect(url).await?;
        conn.execute_unprepared("VACUUM ANALYZE").await?;
        conn.close().await?;
        return Ok(());
    }
    let store = server::open(&site.config()?).await?;
    let tx = store.begin(&store::Meta::system()).await?;
    tx.conn().execute_unprepared("ANALYZE").await?;
    tx.commit().await?;
    close(store).await?;
    Ok(())
}

fn section(options: &Options, tables: &[Table]) -> Result<String> {
    let mut text = format!("## {}, {} opportunities\n", options.name, grouped(options.rows));
    let (mut judged, mut met) = (0, 0);
    for table in tables {
        let (of, good) = table.verdicts();
        (judged, met) = (judged + of, met + good);
        write!(text, "\n{}", table.markdown())?;
    }
    writeln!(text, "\n{met} of {judged} targets met.\n")?;
    Ok(text)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A number with commas between its thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
