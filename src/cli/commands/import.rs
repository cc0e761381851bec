//! `import`: load exports of an instance's tables.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};

use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::cli::output::{self, reports};
use crate::cli::spool::Spool;
use crate::clone;
use crate::coverage;
use crate::db::Access;
use crate::import::load::{Loaded, Loading, Opened, load_exports};
use crate::import::{self, DateFormat, Ending, Format, Options, Values};
use crate::intake::replace::Compared;
use crate::intake::{Counts, Tally, tables};
use crate::schedule::zone::Zone;
use crate::time::{Moment, Time};
use crate::why;

/// How many rows the bar on a terminal counts at a time.
const ROWS_A_STEP: u64 = 1_000;

/// How many of the fields that are left out are named: a line is read, a page is not.
const NAMED_FIELDS: usize = 5;

/// Load exports of an instance's tables: XML, CSV, Excel or Table API JSON, also gzip-compressed
#[derive(clap::Args)]
#[command(after_help = after_help())]
pub struct Args {
    /// Files, directories of files, or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The table, where the file's name does not say it
    #[arg(long)]
    table: Option<String>,
    /// The form, where the content does not say it: json, csv, xml, xlsx
    #[arg(long)]
    format: Option<Format>,
    /// The encoding of a CSV file, where it is not UTF-8 or Windows-1252
    #[arg(long, value_parser = import::encoding_named)]
    encoding: Option<&'static encoding_rs::Encoding>,
    /// Whether CSV and Excel hold the values of the database or those that people see
    #[arg(long, value_enum, default_value_t = ValueForm::Stored)]
    values: ValueForm,
    /// Remove the rows of these tables that none of the files has, as after a clone
    #[arg(long)]
    replace: bool,
    /// When the instance had these rows, UTC, where the file's own time does not say it
    #[arg(long, value_name = "TIME")]
    as_of: Option<Moment>,
    /// The time zone of the exporting user, for --values display
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    tz: Zone,
    /// How that user has dates and times, in ServiceNow's letters, as 'MM/dd/yyyy hh:mm:ss a'
    #[arg(long, value_name = "FORMAT")]
    date_format: Option<DateFormat>,
}

/// Examples, and what to export: a list as people see it has no sys_ids.
fn after_help() -> String {
    let mut help = "Examples:\n  \
        midjobs import exports/*.xml\n  \
        midjobs import --replace exports\n  \
        curl -s https://instance/api/now/table/ecc_agent | midjobs import --table ecc_agent -\n  \
        midjobs import --values display --tz Europe/Rome ecc_agent.csv\n\n\
        The tables, the columns that each needs, and a list to export from a browser that is logged in:"
        .to_owned();
    for table in tables::TABLES {
        help += &format!("\n  {:22}  {}\n    {}", table.name, table.needed.join(", "), table.xml_list());
    }
    help + &format!("\n\nXML carries sys_ids; CSV needs all fields:\n    {}", tables::ECC_AGENT.csv_list())
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ValueForm {
    Stored,
    Display,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    if let Some(table) = &args.table {
        known::table(table)?;
    }
    ensure!(
        args.date_format.is_none() || args.values == ValueForm::Display,
        "--date-format says how display values are written: add --values display"
    );
    let db = context.open(Access::Write)?;
    let options = args.options();
    let now = context.now();
    let loading = Loading {
        options: &options,
        replace: args.replace,
        as_of: args.as_of.map(|at| at.looking_back(now)),
        now,
    };
    let files = files(&args.files)?;
    // A load holds the write lock: whoever is slow to write into a pipe must not keep others waiting.
    let spool = Spool::of(&files, &context.file())?;
    db.make_days(now)?;
    let loaded = load_exports(&db, &files, &loading, &|name| match spool.file(name) {
        Some(read) => Ok(Opened { reader: Box::new(read), written_on: None, progress: Box::new(|_| {}) }),
        None => open(name),
    })?;
    let rows = told(&loaded);
    let waiting = db.transaction(|| {
        why::keep_proven(&db, now)?;
        clone::check_waiting_again(&db, now)
    })?;
    let scheduled = waiting.iter().map(reports::scheduled).collect();
    output::show_sections(context, out, [("imported", rows), ("scheduled", scheduled)])?;
    Ok(Exit::Done)
}

/// Says what came in; gives it as rows.
fn told(loaded: &Loaded) -> Vec<output::Shown> {
    tell_of_rows_beside(&loaded.more_here);
    let mut rows = Vec::new();
    for (file, tally, ending) in &loaded.files {
        tell(file, tally, ending);
        rows.extend(shown(file, tally));
    }
    for (table, removed) in &loaded.removed {
        log::info!("{table}: removed {} that the extracts do not have", amount(*removed, "row"));
        rows.extend((*removed > 0).then(|| shown_removed(table, *removed)));
    }
    rows
}

impl Args {
    /// How to read the files.
    fn options(&self) -> Options {
        let values = match self.values {
            ValueForm::Stored => Values::Stored,
            ValueForm::Display => Values::Display { zone: self.tz },
        };
        Options {
            format: self.format,
            table: self.table.clone(),
            encoding: self.encoding,
            values,
            date_format: self.date_format.clone().unwrap_or_default(),
            ..Options::for_known_tables()
        }
    }
}

/// The files, those of a directory in the order of their names.
pub(super) fn files(named: &[String]) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for name in named {
        if !Path::new(name).is_dir() {
            files.push(name.clone());
            continue;
        }
        let reading = || format!("reading the directory {name}");
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(name).with_context(reading)? {
            let path = entry.with_context(reading)?.path();
            inside.extend(path.is_file().then(|| path.display().to_string()));
        }
        ensure!(!inside.is_empty(), "the directory {name} has no files");
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

/// The file's bytes, a bar that follows them on a terminal, and when the file was written.
pub(super) fn open(file: &str) -> Result<Opened<'static>> {
    let opened = File::open(file)?;
    let found = opened.metadata()?;
    let written_on = found.modified().ok().map(|modified| Time::from_utc(modified.into()));
    let bar = ProgressBar::new(found.len()).with_finish(ProgressFinish::AndClear);
    let style = "{msg} {wide_bar} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec}, {eta} left";
    bar.set_style(ProgressStyle::with_template(style)?);
    let reader = Box::new(bar.wrap_read(opened));
    let progress = move |rows: u64| {
        if rows.is_multiple_of(ROWS_A_STEP) {
            bar.set_message(amount(rows, "row"));
        }
    };
    Ok(Opened { reader, written_on, progress: Box::new(progress) })
}

/// Rows that are here and in no file: without --replace they stay, and hide what a clone removed.
fn tell_of_rows_beside(tables: &BTreeMap<String, Compared>) {
    let told = |(table, rows): (&String, &Compared)| {
        format!("{table}: the files have {} and the table {}", amount(rows.extracted, "row"), rows.here)
    };
    let told: Vec<String> = tables.iter().map(told).collect();
    if !told.is_empty() {
        let told = told.join("; ");
        log::warn!("{told}: rows that the instance no longer has stay; import with --replace");
    }
}

/// What people should know beyond the counts.
fn tell(file: &str, tally: &Tally, ending: &Ending) {
    for warning in &ending.warnings {
        log::warn!("{file}: {warning}");
    }
    let may_be_empty = |table: &String| coverage::may_be_empty(table);
    if ending.rows == 0 && !tally.tables.keys().all(may_be_empty) {
        log::warn!("{file}: it has no rows: nothing was loaded, and nothing is removed for it");
    }
    let unknown: Vec<String> =
        tally.unknown_fields.keys().map(|(table, field)| format!("{table}.{field}")).collect();
    if !unknown.is_empty() {
        let first = unknown[..unknown.len().min(NAMED_FIELDS)].join(", ");
        let others = if unknown.len() > NAMED_FIELDS { ", ..." } else { "" };
        log::warn!("{file}: left out {}: {first}{others}", amount(unknown.len(), "unknown field"));
    }
    for (table, rows) in &tally.other_tables {
        log::warn!(
            "{file}: left out {} of {table}, a table that midjobs does not keep",
            amount(*rows, "row")
        );
    }
    if tally.secrets > 0 {
        log::warn!("{file}: dropped {}: midjobs takes in none", amount(tally.secrets, "secret"));
    }
}

fn shown(file: &str, tally: &Tally) -> Vec<output::Shown> {
    tally.tables.iter().map(|(table, counts)| shown_counts(file, table, counts)).collect()
}

fn shown_removed(table: &str, removed: u64) -> output::Shown {
    shown_counts("(in no file)", table, &Counts::of_deleted(removed))
}

fn shown_counts(file: &str, table: &str, counts: &Counts) -> output::Shown {
    output::row([
        ("file", file.into()),
        ("table", table.into()),
        ("new", counts.new.into()),
        ("changed", counts.changed.into()),
        ("same", counts.same.into()),
        ("deleted", counts.deleted.into()),
        ("refused", counts.refused.into()),
    ])
}
