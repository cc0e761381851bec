//! Others that do such work, where they are here: their absence is said.

use std::path::Path;
use std::process::Command;

use super::files::{NOW, due};
use super::{median, timed};

/// huey: an own task queue on SQLite. It deletes a job when it takes it, and keeps no history.
const HUEY: &str = r#"
import sys, time, huey
queue = huey.SqliteHuey("b", filename=sys.argv[1], results=False)
@queue.task()
def nothing(): pass
number = int(sys.argv[2])
for _ in range(number): nothing()
start = time.perf_counter()
for _ in range(number): queue.execute(queue.dequeue())
print(number / (time.perf_counter() - start), huey.__version__)
"#;

/// Prints what those that are here do.
pub fn print(directory: &Path, rounds: usize, jobs: usize) {
    sqlite3(directory, rounds);
    let file = directory.join("huey.db");
    let asked = Command::new("python3").arg("-c").arg(HUEY).arg(file).arg(jobs.to_string()).output();
    match asked.as_ref().ok().filter(|asked| asked.status.success()) {
        Some(said) => println!("huey, jobs a second: {}", String::from_utf8_lossy(&said.stdout).trim()),
        None => println!("huey is not here (python3 with the package huey)"),
    }
    // A program that prints how many jobs that do nothing it carries out a second: `PROGRAM FILE JOBS`.
    match std::env::var("EFFECTUM_BENCH") {
        Ok(program) => {
            let file = directory.join("effectum.db");
            let said = Command::new(program).arg(file).arg(jobs.to_string()).output().unwrap();
            println!("effectum, jobs a second: {}", String::from_utf8_lossy(&said.stdout).trim());
        }
        Err(_) => println!("effectum is not here (EFFECTUM_BENCH names no program)"),
    }
}

/// The shell that everybody has: what is due, asked of the same file.
fn sqlite3(directory: &Path, rounds: usize) {
    let file = directory.join("midjobs.db");
    due(&file, 1_000, 0, "Touch");
    let asked =
        format!("SELECT count(*) FROM sys_trigger WHERE state = 0 AND active = 1 AND next_action <= '{NOW}'");
    let command = || {
        let mut command = Command::new("sqlite3");
        command.arg(&file).arg(&asked);
        command
    };
    if command().output().is_err() {
        println!("sqlite3 is not here");
        return;
    }
    let times = (0..rounds).map(|_| timed(&mut command()).as_secs_f64() * 1e3).collect();
    println!("sqlite3 that asks the same file what is due: {:.2} ms", median(times));
}
