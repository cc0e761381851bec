//! Instructions, which are the same on a busy machine: of a tick, of 100 jobs and of 1,000 imported rows.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::files::{MIDJOBS, NOW, due, events, init};

/// What each may take in a program that is optimized and in one that is not, in millions.
const BOUNDS: [(&str, f64, f64); 4] = [
    ("a tick at rest", 1.2, 8.0),
    ("a tick when the file has changed", 10.5, 28.0),
    ("100 due jobs", 28.0, 130.0),
    ("1,000 imported rows", 42.0, 215.0),
];

/// Counts them, and fails beyond the bounds.
pub fn check() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not here: nothing was counted");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let mut beyond = Vec::new();
    for (work, optimized, not_optimized) in BOUNDS {
        let bound = if cfg!(debug_assertions) { not_optimized } else { optimized };
        let millions = count(work, directory.path());
        println!("{work:<34}{millions:>8.2} million instructions, at most {bound}");
        beyond.extend((millions > bound).then_some(work));
    }
    assert!(beyond.is_empty(), "more than stated: {beyond:?}");
}

fn count(work: &str, directory: &Path) -> f64 {
    let file = directory.join("midjobs.db");
    let jobs = if work == "100 due jobs" { 100 } else { 0 };
    due(&file, 1_000, jobs, "Touch");
    match work {
        // The note of the tick before counts for the program that wrote it, and here that is one within valgrind.
        "a tick at rest" => {
            std::thread::sleep(Duration::from_millis(50));
            counted(&file, &["run"]);
        }
        "1,000 imported rows" => {
            init(&file);
            let rows = directory.join("sysevent.csv");
            events(&rows, 1_000, true);
            return counted(&file, &["import", rows.to_str().unwrap()]);
        }
        _ => {}
    }
    counted(&file, &["run"])
}

fn counted(file: &Path, args: &[&str]) -> f64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", MIDJOBS]);
    command.args(["--simulate", "--now", NOW, "--db"]).arg(file);
    command.arg("--jobs").arg(file.with_file_name("jobs")).args(args).env_remove("RUST_BACKTRACE");
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{said}");
    let collected =
        said.lines().find_map(|line| line.split_once("Collected : ")).expect("valgrind says the count");
    collected.1.trim().parse::<f64>().unwrap() / 1e6
}
