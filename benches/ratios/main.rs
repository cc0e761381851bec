//! How midjobs stands to the limit of the machine: the same work by hand on a schema made for nothing else, and to peers.
//!
//! `cargo bench --bench ratios` prints the table of docs/measurements.md, `-- short` only shows that all of it runs,
//! `-- growth` what grows with the file, `-- instructions` counts those of a tick, of 100 jobs and of 1,000 imported rows
//! and fails beyond stated bounds. Programs run in turn, each as a process of its own; the ratio is taken round by round.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

mod files;
mod growth;
mod instructions;
mod limit;
mod peers;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use files::{MIDJOBS, due, events};

/// How much of everything.
#[derive(Clone, Copy)]
struct Size {
    rounds: usize,
    registered: usize,
    jobs: usize,
    events: usize,
}

const WHOLE: Size = Size { rounds: 15, registered: 1_000, jobs: 10_000, events: 1_000_000 };
const SHORT: Size = Size { rounds: 1, registered: 10, jobs: 10, events: 100 };

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["limit", work, file, number] => limit::run(work, Path::new(file), number.parse().unwrap()),
        ["growth"] => growth::print(),
        ["instructions"] => instructions::check(),
        ["short"] => table(SHORT),
        _ => table(WHOLE),
    }
}

fn table(size: Size) {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    println!("WAL, synchronous=NORMAL, medians of {} rounds in turn; {}", size.rounds, machine());
    println!("{:<44}{:>12}{:>12}{:>10}", "work", "limit ms", "midjobs ms", "ratio");
    let (ours, by_hand) = (at("midjobs.db"), at("limit.db"));
    for (work, jobs) in
        [("tick, none due", 0), ("due jobs of one UPDATE", 100), ("jobs that do nothing", size.jobs)]
    {
        let job = if jobs == size.jobs { "Nothing" } else { "Touch" };
        let rounds = if jobs == size.jobs { size.rounds.min(5) } else { size.rounds };
        line(&format!("{work} ({jobs})"), rounds, |program| {
            match program {
                Program::Limit => limit::seed(&by_hand, size.registered, jobs),
                Program::Midjobs => due(&ours, size.registered, jobs, job),
            }
            match program {
                Program::Limit => limit::command("tick", &by_hand, jobs),
                Program::Midjobs => files::run(&ours),
            }
        });
    }
    for (order, random) in [("random sys_ids", true), ("sys_ids in order", false)] {
        let file = at("sysevent.csv");
        events(&file, size.events, random);
        line(&format!("import of {} events, {order}", size.events), size.rounds.min(3), |program| {
            match program {
                Program::Limit => {
                    files::remove(&by_hand);
                    limit::command(if random { "insert-random" } else { "insert" }, &by_hand, size.events)
                }
                Program::Midjobs => {
                    files::init(&ours);
                    files::import(&ours, &file)
                }
            }
        });
    }
    peers::print(directory.path(), size.rounds.min(5), size.jobs.min(1_000));
}

#[derive(Clone, Copy)]
enum Program {
    Limit,
    Midjobs,
}

/// Measures both in turn; `prepare` makes what there is to do and returns who does it.
fn line(work: &str, rounds: usize, mut prepare: impl FnMut(Program) -> Command) {
    let (mut limit, mut ours) = (Vec::new(), Vec::new());
    // One round more, which only warms up.
    for round in 0..=rounds {
        let [hand, program] = [Program::Limit, Program::Midjobs].map(|program| timed(&mut prepare(program)));
        if round > 0 {
            limit.push(hand.as_secs_f64() * 1e3);
            ours.push(program.as_secs_f64() * 1e3);
        }
    }
    let ratios = ours.iter().zip(&limit).map(|(ours, limit)| ours / limit).collect();
    println!("{work:<44}{:>12.2}{:>12.2}{:>10.2}", median(limit), median(ours), median(ratios));
}

/// How long a command takes, which must succeed.
fn timed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let ended = command.output().unwrap();
    let took = start.elapsed();
    assert!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
    took
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let version = Command::new(MIDJOBS).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    format!("{version}, SQLite {}, {cores} cores", rusqlite::version())
}
