//! Instructions, which are the same on a busy machine: of a tick, of 100 jobs and of 1,000 imported rows.

use std::process::Command;

use super::files::{MIDJOBS, NOW, due, events, init};

/// What each may take, in millions.
const BOUNDS: [(&str, f64); 3] = [("tick", 12.5), ("100 jobs", 60.0), ("1,000 rows", 55.0)];

/// Counts them, and fails beyond the bounds.
pub fn check() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not here: nothing was counted");
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("midjobs.db");
    let rows = directory.path().join("sysevent.csv");
    let mut beyond = Vec::new();
    for (work, bound) in BOUNDS {
        let millions = match work {
            "tick" => {
                due(&file, 1_000, 0, "Touch");
                counted(&file, &["run"])
            }
            "100 jobs" => {
                due(&file, 1_000, 100, "Touch");
                counted(&file, &["run"])
            }
            _ => {
                init(&file);
                events(&rows, 1_000, true);
                counted(&file, &["import", rows.to_str().unwrap()])
            }
        };
        println!("{work:<12}{millions:>8.2} million instructions, at most {bound}");
        beyond.extend((millions > bound).then_some(work));
    }
    assert!(beyond.is_empty(), "more than stated: {beyond:?}");
}

fn counted(file: &std::path::Path, args: &[&str]) -> f64 {
    let mut command = Command::new("valgrind");
    command.args([
        "--tool=callgrind",
        "--callgrind-out-file=/dev/null",
        MIDJOBS,
        "--simulate",
        "--now",
        NOW,
        "--db",
    ]);
    command.arg(file).arg("--jobs").arg(file.with_file_name("jobs")).args(args);
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{said}");
    let collected =
        said.lines().find_map(|line| line.split_once("Collected : ")).expect("valgrind says the count");
    collected.1.trim().parse::<f64>().unwrap() / 1e6
}
