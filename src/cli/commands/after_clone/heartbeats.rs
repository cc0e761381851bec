//! When a clone completed, as the heartbeats of the MID Servers that are Down tell.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Result, bail};

use crate::db::{Db, params, sql};
use crate::time::{Span, Time};

/// Heartbeats that ended this long ago ended before somebody who is quick said that the clone completed now.
const LONG_AGO: Span = Span::from_seconds(20 * 60);

/// Heartbeats end together within this: twice the time between two.
const TOGETHER: Span = Span::from_seconds(10 * 60);

/// When the heartbeats of several Down MID Servers ended together long before `now`, and of how many.
fn ended_together(db: &Db, now: Time) -> Result<Option<(Time, usize)>> {
    let rows = db.rows(sql!("look/list_last_heartbeats.sql"), params![now])?;
    let ended = rows.iter().map(|row| row.get("last_refreshed")).collect::<Result<Vec<Time>>>()?;
    let Some(last) = ended.first().copied() else { return Ok(None) };
    let together = ended.iter().filter(|at| **at + TOGETHER >= last).count();
    Ok((together > 1 && last + LONG_AGO < now).then_some((last, together)))
}

/// Asks whether the clone completed now, where heartbeats say otherwise. Where nobody can answer, it is said.
///
/// # Errors
/// When it did not: then `--completed` is to be given.
pub fn ask(db: &Db, now: Time) -> Result<()> {
    let Some((ended, mid_servers)) = ended_together(db, now)? else { return Ok(()) };
    let ago = now.since(ended).in_words();
    let seen = format!(
        "the heartbeats of {mid_servers} Down MID Servers ended together at {ended}, {ago} ago: if the clone completed \
         about then, say so with --completed '{ended}'"
    );
    if !io::stdin().is_terminal() {
        log::warn!("{seen}");
        return Ok(());
    }
    eprint!("{seen}\nRecord that it completed now, at {now}? [y/N] ");
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => bail!("nothing was recorded: give the time at which the clone completed with --completed"),
    }
}
