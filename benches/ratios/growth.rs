//! What grows with the file, and what does not.

use std::path::Path;

use rusqlite::Connection;

use super::command::{median, timed};
use super::files::{due, init, midjobs, run};

/// Numbers of triggers, runs and MID Servers.
const NUMBERS: [usize; 3] = [1_000, 100_000, 1_000_000];

/// Prints a line for each number.
pub fn print() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("midjobs.db");
    println!(
        "{:<12}{:>12}{:>12}{:>12}{:>14}{:>14}",
        "rows", "tick ms", "jobs ms", "next ms", "runs ms", "purge ms"
    );
    for number in NUMBERS {
        due(&file, number, 0, "Touch");
        let of_triggers = [&["run"][..], &["jobs"], &["jobs", "next"]].map(|args| took(&file, args));
        init(&file);
        runs(&file, number);
        let of_runs = [&["runs"][..], &["run-now", "PurgeHistory"]].map(|args| took(&file, args));
        let [tick, jobs, next] = of_triggers;
        println!("{number:<12}{tick:>12.2}{jobs:>12.2}{next:>12.2}{:>14.2}{:>14.2}", of_runs[0], of_runs[1]);
    }
    drop(run(&file));
}

fn took(file: &Path, args: &[&str]) -> f64 {
    median((0..5).map(|_| timed(midjobs(file).args(args))).collect())
}

/// So many runs of 100 jobs, all of the last weeks: a purge has nothing to remove.
fn runs(file: &Path, number: usize) {
    let runs = format!(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {number})
         INSERT INTO sys_trigger_run (trigger, job, due, started, finished, attempt, outcome)
         SELECT 't', 'Job' || (n % 100), at, at, at, 1, 'ran'
         FROM (SELECT n, datetime('2026-06-01 00:00:00', '+' || n || ' seconds') AS at FROM number)"
    );
    Connection::open(file).unwrap().execute_batch(&runs).unwrap();
}
