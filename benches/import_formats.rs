//! How fast and in how much memory each form comes in: `cargo bench --bench import_formats -- [ROWS]`.
//!
//! The rows are login events. *Read* drops each row as soon as it is read: the reader alone. *Import* is the whole
//! command, from the built binary, into a new database; *again* is the same file once more, which changes nothing.
//! Each is a process of its own, so that the peaks do not mix.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

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
    println!("{rows} rows a file; the database in WAL mode with synchronous=NORMAL");
    println!("{:17} {:>7}  {:>22}  {:>22}  {:>22}", "form", "size", "read", "import", "again");
    for (name, write) in FORMS {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join(name);
        write(&path, rows).with_context(|| format!("writing {name}"))?;
        print!("{name:17} {:4} MB", fs::metadata(&path)?.len() / 1_000_000);
        let database = folder.path().join("midjobs.db");
        midjobs(&database).arg("init").status()?;
        for mut command in [reader(&path)?, import(&database, &path), import(&database, &path)] {
            std::io::stdout().flush()?;
            let (seconds, peak) = timed(command.stdout(Stdio::null()).stderr(Stdio::null()))?;
            print!("  {:9.0} rows/s {peak:3} MB", rows as f64 / seconds);
        }
        println!();
    }
    Ok(())
}

fn midjobs(database: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_midjobs"));
    command.arg("--db").arg(database);
    command
}

fn import(database: &Path, file: &Path) -> Command {
    let mut command = midjobs(database);
    command.arg("import").arg(file);
    command
}

fn reader(file: &Path) -> Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("read").arg(file);
    Ok(command)
}

/// Runs a command: how long it took in seconds, and its peak memory in MB, as Linux counts it.
fn timed(command: &mut Command) -> Result<(f64, u64)> {
    let start = Instant::now();
    let mut process = command.spawn()?;
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    while process.try_wait()?.is_none() {
        peak = peak_kilobytes(&fs::read_to_string(&status).unwrap_or_default()).max(peak);
        std::thread::sleep(LOOK_AGAIN);
    }
    ensure!(process.wait()?.success(), "{command:?} failed");
    Ok((start.elapsed().as_secs_f64(), peak.div_ceil(1024)))
}

/// How often the memory of a process is looked at; the kernel keeps the peak in between.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

fn peak_kilobytes(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
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

/// One login event, as an export holds it, in the order of their times: no two are the same event.
fn event(row: u64) -> [String; 6] {
    let (name, parm2) = match row % 3 {
        0 => ("login", "10.1.2.3"),
        1 => ("login.failed", ""),
        _ => ("login.authorization.failed", "soap_ecc,soap_query"),
    };
    let second = row / 2;
    let (day, second) = (1 + second / 86_400 % 28, second % 86_400);
    let time = format!("2026-03-{day:02} {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
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
    import::read(File::open(path)?, path, &Options::default(), &mut |_| Ok(())).map(drop)
}
