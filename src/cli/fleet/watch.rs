//! Staying: one turn over the instances after another, until somebody asks to stop.

use std::io::Write;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::args::Fleet;
use super::told::Telling;
use super::turns;
use crate::cli::commands::run::Args;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::notify;

/// How long it rests at least between two turns; longer where a turn takes longer, so that it looks half of the time at most.
const REST: Duration = Duration::from_secs(1);

/// How often it says at least that it is there.
const SAY_EVERY: Duration = Duration::from_secs(300);

/// Runs what comes due in each instance, until asked to stop. The file of instances is read anew for each turn.
pub fn watch(
    args: &Args,
    (fleet, file): (&Fleet, &Path),
    context: &Context,
    out: &mut dyn Write,
) -> Result<Exit> {
    ensure!(!context.rehearses(), "--watch goes by the real time: leave out --now");
    context.stop().stay(args.grace());
    context.stay();
    let mut instances = fleet.instances(file)?;
    let mut said = None;
    while !context.stop().is_requested() {
        let began = context.clock().elapsed();
        match fleet.instances(file) {
            Ok(found) => instances = found,
            Err(error) => log::warn!("{error:#}; the instances that stood there before go on"),
        }
        turns::take(args, instances.clone(), context, &mut Telling::new(context, out))?;
        context.stop().leave_alone();
        let now = context.clock().elapsed();
        if said.is_none_or(|at| now.saturating_sub(at) >= SAY_EVERY) {
            said = Some(now);
            if let Some(place) = context.notify_config().and_then(|config| config.ping.clone()) {
                notify::alive(place);
            }
        }
        thread::park_timeout(now.saturating_sub(began).max(REST));
    }
    context.forget_faults();
    Ok(Exit::Done)
}
