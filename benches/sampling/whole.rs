//! A sampling as a whole beside the limit: its reading, and its writing of as many findings. Each is a process of its own, which
//! opens the database and closes it, when what it wrote is put into the file and synced.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use midjobs::time::Span;
use rusqlite::Connection;

use super::ROUNDS;
use super::command::{median, peak, timed};
use super::limit::{self, Work, open};

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

/// The period of the built-in job, and that of the rule beside it.
const PERIODS: [Span; 2] = [Span::from_seconds(4 * 3_600), super::PERIOD];

/// Prints what a sampling takes, in turn with the limit; the file keeps its issues.
pub fn measure(file: &Path, limit_file: &Path) -> Result<()> {
    succeed(midjobs(file).arg("init"))?;
    limit::make(limit_file, file)?;
    println!("\nas processes; WAL, synchronous=NORMAL, medians of {ROUNDS} rounds in turn");
    println!("R is what the limit takes to read, W what its writing takes more");
    println!("period  issues                 R         W   sampling  / (1.5 R + W)   MiB");
    for period in PERIODS {
        let value = period.to_string();
        succeed(midjobs(file).args(["jobs", "set", "MIDUserConnectivity", "period", &value]))?;
        // Issues that the sampling before found for another reason are resolved.
        Issues::New.prepare(&open(file)?, "ecc_agent_issue")?;
        Issues::New.prepare(&open(limit_file)?, "issue")?;
        succeed(&mut sampling(file))?;
        let found = found(file)?;
        limit::put_found(limit_file, &found)?;
        for issues in [Issues::New, Issues::FoundAgain] {
            let whole = measure_one(file, limit_file, period, issues)?;
            println!("{value:<8}{:<5} {:<11}{whole}", found.len(), format!("{issues:?}"));
        }
    }
    Ok(())
}

fn measure_one(file: &Path, limit_file: &Path, period: Span, issues: Issues) -> Result<String> {
    let [mut reading, mut writing, mut whole, mut ratios] = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        issues.prepare(&open(limit_file)?, "issue")?;
        issues.prepare(&open(file)?, "ecc_agent_issue")?;
        let read = timed(&mut limit::command(limit_file, period, Work::Read));
        let written = timed(&mut limit::command(limit_file, period, Work::ReadAndWrite)) - read;
        let sampled = timed(&mut sampling(file));
        ratios.push(sampled / (1.5 * read + written));
        reading.push(read);
        writing.push(written);
        whole.push(sampled);
    }
    issues.prepare(&open(file)?, "ecc_agent_issue")?;
    let mib = peak(&sampling(file)).map_or("-".to_owned(), |mib| format!("{mib:.1}"));
    let [reading, writing, whole, ratio] = [reading, writing, whole, ratios].map(median);
    Ok(format!("{reading:>6.1} ms {writing:>6.1} ms {whole:>7.1} ms {ratio:>14.2} {mib:>5}"))
}

fn succeed(command: &mut Command) -> Result<()> {
    ensure!(command.output()?.status.success(), "{command:?} failed");
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

/// The user and the message of each issue.
fn found(file: &Path) -> Result<Vec<(String, String)>> {
    let connection = open(file)?;
    let mut issues = connection.prepare(
        "SELECT user_name, message FROM ecc_agent_issue WHERE state <> 'resolved' ORDER BY user_name",
    )?;
    let found = issues.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}
