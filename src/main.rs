//! The program: reads the clock, calls, exits with a code.

use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Instant;

use midjobs::time::{Clock, Time};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

fn main() -> ExitCode {
    LazyLock::force(&START);
    let clock = Clock::new(|| Time::from_utc(chrono::Utc::now()), || START.elapsed());
    ExitCode::from(midjobs::cli::main(std::env::args_os(), clock))
}
