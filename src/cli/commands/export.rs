//! `export`: the rows of a table, in a form that `import` reads.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::known;
use crate::db::{Access, Column, Db, Kind, Table, Value};
use crate::export::{Export, Format};
use crate::intake::tables::ECC_AGENT_ISSUE;
use crate::whole_file::WholeFile;

/// The short name of the table that people ask for most.
const ISSUES: &str = "issues";

/// Write the rows of a table as import reads them: an answer of the Table API, or CSV
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  \
    midjobs export issues --format csv > issues.csv\n  \
    midjobs export ecc_agent --out ecc_agent.json\n  \
    midjobs export issues --format csv --for-spreadsheet --out issues.csv")]
pub struct Args {
    /// The table, or issues
    #[arg(value_name = "TABLE")]
    table: String,
    /// The form: json or csv
    #[arg(long, default_value = "json", value_name = "FORM")]
    format: Format,
    /// Write CSV for people: with a byte order mark, and with an apostrophe before what a spreadsheet would work out
    #[arg(long)]
    for_spreadsheet: bool,
    /// Where to write it instead of standard output; a file of that name is replaced once all is written
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<Exit> {
    let name = if args.table == ISSUES { ECC_AGENT_ISSUE.name } else { &args.table };
    known::table_or(name, ISSUES)?;
    ensure!(
        !args.for_spreadsheet || args.format == Format::Csv,
        "a spreadsheet opens no JSON: write --format csv --for-spreadsheet"
    );
    let format = if args.for_spreadsheet { Format::Spreadsheet } else { args.format };
    let db = context.open(Access::Read)?;
    match &args.out {
        None => write_rows(&db, name, format, out)?,
        Some(path) => {
            let write = || {
                let (whole, file) = WholeFile::begin(path)?;
                write_rows(&db, name, format, file)?;
                Ok::<_, anyhow::Error>(whole.keep()?)
            };
            write().with_context(|| format!("exporting {name} to {}", path.display()))?;
        }
    }
    Ok(Exit::Done)
}

fn write_rows(db: &Db, name: &str, format: Format, out: impl Write) -> Result<()> {
    let table = Table::of(db, name)?;
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let mut export = Export::begin(out, format, &columns)?;
    table.for_each_row(db, |row| {
        let values = table.columns.iter().zip(row.take().into_values());
        export.row(&values.map(|(column, value)| text(column, value)).collect::<Vec<_>>())
    })?;
    export.end()
}

/// A value as the Table API has it.
fn text(column: &Column, value: Value) -> Option<String> {
    match (column.kind, value) {
        (_, Value::Null) => None,
        (Kind::Boolean, Value::Integer(truth)) => Some((truth != 0).to_string()),
        (_, Value::Integer(number)) => Some(number.to_string()),
        (_, Value::Text(text)) => Some(text),
    }
}
