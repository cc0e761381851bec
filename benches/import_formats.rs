//! How fast and in how much memory each form is read: `cargo bench --bench import_formats -- [ROWS]`.
//!
//! Each file is read by a process of its own, so that the peaks do not mix. The rows are login events, and are
//! dropped as soon as they are read: this measures the readers alone.

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use midjobs::export::{self, Export};
use midjobs::import::{self, Options};

const COLUMNS: [&str; 6] = ["sys_id", "name", "parm1", "parm2", "state", "sys_created_on"];

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("read") => read(arguments.get(1).context("which file to read")?),
        rows => measure(rows.unwrap_or("1000000").parse().context("reading the number of rows")?),
    }
}

fn measure(rows: u64) -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (name, write) in FORMS {
        let path = folder.path().join(name);
        write(&path, rows).with_context(|| format!("writing {name}"))?;
        print!("{name:18} {:5} MB  ", fs::metadata(&path)?.len() / 1_000_000);
        std::io::stdout().flush()?;
        let status = Command::new(env::current_exe()?).arg("read").arg(&path).status()?;
        ensure!(status.success(), "reading {name} failed");
        fs::remove_file(&path)?;
    }
    Ok(())
}

type Writer = fn(&Path, u64) -> Result<()>;

const FORMS: [(&str, Writer); 5] = [
    ("sysevent.json", |path, rows| write(BufWriter::new(File::create(path)?), export::Format::Json, rows)),
    ("sysevent.json.gz", |path, rows| {
        write(GzEncoder::new(File::create(path)?, Compression::fast()), export::Format::Json, rows)
    }),
    ("sysevent.ndjson", lines),
    ("sysevent.csv", |path, rows| write(File::create(path)?, export::Format::Csv, rows)),
    ("sysevent.xml", xml),
];

/// One login event, as an export holds it.
fn event(row: u64) -> [String; 6] {
    let (name, parm2) = match row % 3 {
        0 => ("login", "10.1.2.3"),
        1 => ("login.failed", ""),
        _ => ("login.authorization.failed", "soap_ecc,soap_query"),
    };
    let time = format!("2026-03-{:02} {:02}:{:02}:00", 1 + row % 28, row % 24, row % 60);
    let parm1 = format!("mid.user{}", row % 500);
    [format!("{row:032x}"), name.to_owned(), parm1, parm2.to_owned(), "processed".to_owned(), time]
}

fn write(out: impl Write, format: export::Format, rows: u64) -> Result<()> {
    let mut export = Export::begin(out, format, &COLUMNS.map(str::to_owned))?;
    (0..rows).try_for_each(|row| export.row(&event(row).map(Some)))?;
    export.end()
}

fn lines(path: &Path, rows: u64) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for row in 0..rows {
        let object: serde_json::Map<_, _> =
            COLUMNS.into_iter().map(str::to_owned).zip(event(row).map(Into::into)).collect();
        serde_json::to_writer(&mut out, &object)?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

fn xml(path: &Path, rows: u64) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><unload unload_date=\"2026-03-01 12:00:00\">")?;
    for row in 0..rows {
        write!(out, "<sysevent action=\"INSERT_OR_UPDATE\">")?;
        for (column, value) in COLUMNS.into_iter().zip(event(row)) {
            write!(out, "<{column}>{value}</{column}>")?;
        }
        writeln!(out, "</sysevent>")?;
    }
    writeln!(out, "</unload>")?;
    Ok(out.flush()?)
}

fn read(path: &str) -> Result<()> {
    let start = Instant::now();
    let ending = import::read(File::open(path)?, path, &Options::default(), &mut |_| Ok(()))?;
    let rate = ending.rows as f64 / start.elapsed().as_secs_f64();
    println!("{:9} rows  {:9.0} rows/s  {} peak", ending.rows, rate, peak_memory()?);
    Ok(())
}

/// The most memory this process ever held, as Linux counts it.
fn peak_memory() -> Result<String> {
    let status =
        fs::read_to_string("/proc/self/status").context("reading the peak memory: this needs Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().to_owned())
}
