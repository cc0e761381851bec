//! What a tick costs: nothing due, and 100 due jobs, against the same work written by hand.
//!
//! `cargo bench --bench tick [-- ROUNDS]`. Each program runs as a process of its own, in turn, round by
//! round; the ratio is taken within each round. All use WAL and synchronous=NORMAL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

type Outcome<T> = Result<T, Box<dyn Error>>;

const NOW: &str = "2026-06-30 12:00:00";
const REGISTERED: usize = 10_000;
const DUE: usize = 100;

/// A program that does the work of a tick.
#[derive(Clone, Copy)]
enum Program {
    /// By hand, one commit a job: update, log line, next time.
    OneCommit,
    /// By hand, with a claim that is committed first, so that a crash is on record.
    TwoCommits,
    /// The built binary.
    Midjobs,
}

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    if let [by_hand, file] = args.as_slice() {
        return tick_by_hand(Path::new(file), by_hand == "two");
    }
    let rounds: usize = args.first().map_or(Ok(15), |rounds| rounds.parse())?;
    let directory = tempfile::tempdir()?;
    println!(
        "{REGISTERED} triggers registered, WAL, synchronous=NORMAL, {rounds} rounds, median ms (min-max)\n"
    );
    println!(
        "{:<12}{:<28}{:<28}{:<28}{:>10}{:>10}",
        "due", "one commit", "claim + finish", "midjobs", "/one", "/two"
    );
    for due in [0, DUE] {
        measure(directory.path(), due, rounds)?;
    }
    Ok(())
}

fn measure(directory: &Path, due: usize, rounds: usize) -> Outcome<()> {
    let file = directory.join("tick.db");
    let programs = [Program::OneCommit, Program::TwoCommits, Program::Midjobs];
    let mut times = [const { Vec::new() }; 3];
    // One round more, which only warms up.
    for round in 0..=rounds {
        for (program, times) in programs.iter().zip(&mut times) {
            seed(&file, directory, due)?;
            let took = run(*program, &file, directory)?;
            check(&file, due)?;
            if round > 0 {
                times.push(took);
            }
        }
    }
    let ratio = |by_hand: usize| {
        let each =
            times[2].iter().zip(&times[by_hand]).map(|(ours, hand)| ours.as_secs_f64() / hand.as_secs_f64());
        median(each.collect())
    };
    let [one, two, ours] = [0, 1, 2].map(|program: usize| range(&times[program]));
    println!("{due:<12}{one:<28}{two:<28}{ours:<28}{:>10.2}{:>10.2}", ratio(0), ratio(1));
    Ok(())
}

fn range(times: &[Duration]) -> String {
    let milliseconds: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
    let lowest = milliseconds.iter().copied().fold(f64::MAX, f64::min);
    let highest = milliseconds.iter().copied().fold(0.0, f64::max);
    format!("{:.2} ({lowest:.2}-{highest:.2})", median(milliseconds))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A fresh file with the built-in jobs registered, and so many due triggers among many that are not.
fn seed(file: &Path, directory: &Path, due: usize) -> Outcome<()> {
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
    std::fs::create_dir_all(directory.join("jobs"))?;
    let job = "name = \"Touch\"\ndescription = \"One small update\"\n[[steps]]\nsql = \"UPDATE app SET v = v + 1 WHERE id = 7\"\n";
    std::fs::write(directory.join("jobs/touch.toml"), job)?;
    let made = midjobs(file, directory).arg("init").status()?;
    assert!(made.success(), "init failed");
    let mut connection = Connection::open(file)?;
    connection.execute_batch("CREATE TABLE app (id INTEGER PRIMARY KEY, v INTEGER NOT NULL)")?;
    let transaction = connection.transaction()?;
    for number in 0..REGISTERED {
        let next_action = if number < due { "2026-06-30 11:59:00" } else { "2027-01-01 00:00:00" };
        transaction
            .execute("INSERT INTO sys_trigger (name, next_action) VALUES ('Touch', ?1)", [next_action])?;
    }
    for id in 1..=1_000 {
        transaction.execute("INSERT INTO app VALUES (?1, 0)", [id])?;
    }
    transaction.commit()?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn midjobs(file: &Path, directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_midjobs"));
    command
        .arg("--simulate")
        .arg("--db")
        .arg(file)
        .arg("--now")
        .arg(NOW)
        .arg("--jobs")
        .arg(directory.join("jobs"));
    command.stdout(Stdio::null());
    command
}

fn run(program: Program, file: &Path, directory: &Path) -> Outcome<Duration> {
    let mut command = match program {
        Program::Midjobs => midjobs(file, directory),
        Program::OneCommit | Program::TwoCommits => Command::new(std::env::current_exe()?),
    };
    match program {
        Program::Midjobs => command.arg("run"),
        Program::OneCommit => command.arg("one").arg(file),
        Program::TwoCommits => command.arg("two").arg(file),
    };
    let start = Instant::now();
    let status = command.status()?;
    let took = start.elapsed();
    assert!(status.success(), "the tick failed");
    Ok(took)
}

/// Every program did the work: else its time says nothing.
fn check(file: &Path, due: usize) -> Outcome<()> {
    let connection = Connection::open(file)?;
    let touched: i64 = connection.query_row("SELECT v FROM app WHERE id = 7", [], |row| row.get(0))?;
    assert_eq!(usize::try_from(touched)?, due, "not every due job ran once");
    Ok(())
}

/// A tick as one would write it by hand for just this.
fn tick_by_hand(file: &Path, claims: bool) -> Outcome<()> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.execute_batch("PRAGMA synchronous = NORMAL")?;
    let mut due = connection
        .prepare("SELECT sys_id FROM sys_trigger WHERE state = 0 AND active = 1 AND next_action <= ?1 ORDER BY next_action")?;
    let due: Vec<String> = due.query_map([NOW], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut claim =
        connection.prepare("UPDATE sys_trigger SET state = 1, claimed_by = 'hand' WHERE sys_id = ?1")?;
    let mut work = connection.prepare("UPDATE app SET v = v + 1 WHERE id = 7")?;
    let mut log = connection
        .prepare("INSERT INTO syslog (sys_created_on, source, message) VALUES (?1, 'Touch', 'ok')")?;
    let mut finish =
        connection.prepare("UPDATE sys_trigger SET state = 0, next_action = ?2 WHERE sys_id = ?1")?;
    for trigger in due {
        if claims {
            claim.execute([&trigger])?;
        }
        connection.execute_batch("BEGIN IMMEDIATE")?;
        work.execute([])?;
        log.execute([NOW])?;
        finish.execute(params![trigger, "2027-01-01 00:00:00"])?;
        connection.execute_batch("COMMIT")?;
    }
    Ok(())
}
