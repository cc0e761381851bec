//! A turn over all instances that runs what is due in each: in no order, so that runners beside this one begin elsewhere, and what
//! is locked is passed.

use anyhow::{Result, ensure};

use super::instances::Instance;
use super::told::Telling;
use crate::cli::commands::run::{self, Args};
use crate::cli::context::Context;
use crate::db::Trouble;

/// Runs what is due in each of the instances.
pub fn take(
    args: &Args,
    mut instances: Vec<Instance>,
    context: &Context,
    telling: &mut Telling,
) -> Result<()> {
    ensure!(
        !args.has_textfile(),
        "--textfile is for one instance: `midjobs --db PLACE metrics` prints those of each"
    );
    fastrand::shuffle(&mut instances);
    let mut locked = Vec::new();
    for instance in instances {
        if context.stop().is_requested() {
            return Ok(());
        }
        let (said, done) = telling.done(&instance, |there, out| {
            let there = there.without_waiting();
            if args.finds_rest(&there) { Ok(super::Exit::Done) } else { run::once(args, &there, out) }
        });
        match done {
            Err(error) if Trouble::Busy.is_cause_of(&error) => locked.push(instance),
            done => telling.tell(&instance, &said, done)?,
        }
    }
    // Whoever has these may have them for a moment, or for good: that is to be said.
    for instance in locked {
        if !context.stop().is_requested() {
            telling.of(&instance, |there, out| run::once(args, there, out))?;
        }
    }
    Ok(())
}
