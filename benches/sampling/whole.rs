//! A sampling as a whole, a process of its own, beside the same by hand: the reading, and the writing of as many findings.
//!
//! A process that ends closes the database: what it wrote is in the file then, and synced. The writing by hand is measured with
//! that and without.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, ensure};
use midjobs::time::Span;
use rusqlite::Connection;

use super::command::{median, milliseconds, peak, timed};
use super::{ROUNDS, data, seek};

/// The period of the built-in job.
const PERIOD: Span = Span::from_seconds(4 * 3_600);

/// A table for nothing else: it knows whether there is an issue, and how often it was found.
const LIMIT: &str = "
    CREATE TABLE issue (
        id INTEGER PRIMARY KEY, user_name TEXT NOT NULL, message TEXT NOT NULL UNIQUE, count INTEGER NOT NULL, last_detected TEXT NOT NULL
    )";

const FOUND: &str = "
    INSERT INTO issue (user_name, message, count, last_detected) VALUES (?1, ?2, 1, ?3)
    ON CONFLICT (message) DO UPDATE SET count = count + 1, last_detected = excluded.last_detected";

/// What stands there of the issues before a sampling.
#[derive(Clone, Copy, Debug)]
enum Issues {
    New,
    FoundAgain,
}

impl Issues {
    /// Makes the tables of issues what they are to be before a round.
    fn prepare(self, connection: &Connection, table: &str) -> Result<()> {
        let change = match self {
            Self::New => format!("DELETE FROM {table}"),
            Self::FoundAgain => format!("UPDATE {table} SET last_detected = '2026-06-30 08:00:00'"),
        };
        Ok(connection.execute_batch(&format!("{change}; PRAGMA wal_checkpoint (TRUNCATE)"))?)
    }
}

/// Prints what a sampling takes, in turn with the same by hand; the file keeps its issues.
pub fn measure(file: &Path, limit: &Path) -> Result<()> {
    ensure!(midjobs(file).arg("init").output()?.status.success(), "init failed");
    timed(&mut sampling(file));
    let found = found(file)?;
    open(limit)?.execute_batch(LIMIT)?;
    println!(
        "\nthe sampling as a process, {} issues; WAL, synchronous=NORMAL, medians of {ROUNDS} rounds in turn",
        found.len()
    );
    println!(
        "R: reading by hand, W: writing by hand, C: closing it, when the log is put into the file and synced"
    );
    println!("issues             R         W         C   sampling  / (1.5 R + W)  / (1.5 R + W + C)   MiB");
    for issues in [Issues::New, Issues::FoundAgain] {
        let [mut reading, mut writing, mut closing, mut whole, mut open_ratios, mut ratios] =
            [const { Vec::new() }; 6];
        for _ in 0..ROUNDS {
            issues.prepare(&open(limit)?, "issue")?;
            issues.prepare(&open(file)?, "ecc_agent_issue")?;
            let (read, (wrote, closed)) = (read_by_hand(file)?, write_by_hand(limit, &found)?);
            let sampled = timed(&mut sampling(file));
            open_ratios.push(sampled / (1.5 * read + wrote));
            ratios.push(sampled / (1.5 * read + wrote + closed));
            reading.push(read);
            writing.push(wrote);
            closing.push(closed);
            whole.push(sampled);
        }
        issues.prepare(&open(file)?, "ecc_agent_issue")?;
        let mib = peak(&sampling(file)).map_or("-".to_owned(), |mib| format!("{mib:.1}"));
        let issues = format!("{issues:?}");
        let [reading, writing, closing, whole] = [reading, writing, closing, whole].map(median);
        let [open_ratio, ratio] = [open_ratios, ratios].map(median);
        println!(
            "{issues:<11}{reading:>6.1} ms {writing:>6.1} ms {closing:>6.1} ms {whole:>7.1} ms {open_ratio:>14.2} {ratio:>17.2} {mib:>5}"
        );
    }
    Ok(())
}

fn midjobs(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_midjobs"));
    command.args(["--simulate", "--now", "2026-06-30 12:00:00", "--db"]).arg(file);
    command
}

fn sampling(file: &Path) -> Command {
    let mut command = midjobs(file);
    command.args(["run-now", "MIDUserConnectivity"]);
    command
}

fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL")?;
    Ok(connection)
}

/// The user and the message of each issue.
fn found(file: &Path) -> Result<Vec<(String, String)>> {
    let connection = open(file)?;
    let mut issues = connection.prepare(
        "SELECT user_name, message FROM ecc_agent_issue WHERE state <> 'resolved' ORDER BY user_name",
    )?;
    let found = issues.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn read_by_hand(file: &Path) -> Result<f64> {
    let start = Instant::now();
    seek(&open(file)?, PERIOD)?;
    Ok(milliseconds(start.elapsed()))
}

/// One prepared statement, in one transaction; and then the closing of the database.
fn write_by_hand(file: &Path, found: &[(String, String)]) -> Result<(f64, f64)> {
    let now = data::now()?.to_string();
    let start = Instant::now();
    let connection = open(file)?;
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let mut statement = connection.prepare(FOUND)?;
    for (user_name, message) in found {
        statement.execute([user_name, message, &now])?;
    }
    drop(statement);
    connection.execute_batch("COMMIT")?;
    let (wrote, start) = (start.elapsed(), Instant::now());
    drop(connection);
    Ok((milliseconds(wrote), milliseconds(start.elapsed())))
}
