//! Commands that are measured: how long each takes, and the most memory.

use std::process::Command;
use std::time::{Duration, Instant};

/// How long a command takes, which must succeed.
pub fn timed(command: &mut Command) -> f64 {
    let start = Instant::now();
    let ended = command.output().unwrap();
    let took = start.elapsed();
    assert!(ended.status.success(), "{command:?}: {}", String::from_utf8_lossy(&ended.stderr));
    milliseconds(took)
}

/// The most memory that the command takes, in MiB, as time(1) tells it; `None` where that is not here.
pub fn peak(command: &Command) -> Option<f64> {
    let told = tempfile::NamedTempFile::new().unwrap();
    let mut time = Command::new("time");
    time.args(["-f", "%M", "-o"]).arg(told.path()).arg(command.get_program()).args(command.get_args());
    time.output().ok().filter(|ended| ended.status.success())?;
    let kibibytes: f64 = std::fs::read_to_string(told.path()).ok()?.trim().parse().ok()?;
    Some(kibibytes / 1024.0)
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
