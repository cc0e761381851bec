//! A program that is told: the message on its standard input, acknowledged when it ends with 0.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};

use super::{Failed, LOOK_AGAIN, Show};
use crate::notify::config::ensure_own_program;

/// Runs the program with `input`, and ends it with all that it started when it takes longer than `timeout`.
pub(super) fn run(
    run: &[String],
    environment: &[(&str, &str)],
    input: &[u8],
    timeout: Duration,
    show: Show,
) -> Result<(), Failed> {
    let Some((program, args)) = run.split_first() else { return Err(Failed::new("no program is named")) };
    ensure_own_program(Path::new(program))?;
    let said = || if show == Show::Said { Stdio::inherit() } else { Stdio::null() };
    let mut command = Command::new(program);
    command.args(args).envs(environment.iter().copied()).process_group(0);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(said());
    let mut child = command.spawn().map_err(|error| Failed::new(format!("starting {program}: {error}")))?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that reads nothing must not hold this up; one that is gone takes its end of the pipe with it.
        let input = input.to_vec();
        thread::spawn(move || drop(stdin.write_all(&input)));
    }
    match wait(&mut child, timeout).map_err(|error| Failed::new(format!("waiting for {program}: {error}")))? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(Failed::new(format!(
            "{program} ended with {status}: `midjobs notify --test` shows what it says"
        ))),
        None => {
            end(&mut child);
            Err(Failed::new(format!("{program} did not end within {} s and was killed", timeout.as_secs())))
        }
    }
}

/// How it ended; `None` when it did not in that time.
fn wait(child: &mut Child, timeout: Duration) -> std::io::Result<Option<ExitStatus>> {
    let mut waited = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if waited >= timeout {
            return Ok(None);
        }
        thread::sleep(LOOK_AGAIN);
        waited += LOOK_AGAIN;
    }
}

fn end(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    // It may have ended meanwhile: then there is nobody left to kill.
    let _ = group.map(|group| kill_process_group(group, Signal::KILL));
    let _ = child.wait();
}
