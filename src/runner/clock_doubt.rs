//! Whether the clock can be trusted: what removes old rows waits while only a wrong clock may have made them old.

use anyhow::{Context, Result};

use crate::db::{Db, params, sql};
use crate::run;
use crate::time::{Span, Time};

/// Clocks of two machines differ.
pub const MAY_DIFFER: Span = Span::from_seconds(600);

/// A clock that showed the same for so long is taken for right.
const SETTLES: Span = Span::from_seconds(86_400);

/// Who writes lines with the time of somebody else's rows.
const BUSINESS_RULE: &str = "Check for bad MID credential after clone";

/// Why the clock is in doubt for what keeps rows for as long as `keep`: the last start on record is longer ago than that,
/// or later than now. It ends when two runs a day apart saw the same clock.
pub fn clock_doubt(db: &Db, keep: Span, now: Time) -> Result<Option<String>> {
    let Some(latest) = run::latest_start(db)? else { return Ok(None) };
    let doubt = doubt(latest, keep, now);
    let params = params![ahead: now + MAY_DIFFER, day_ago: now - SETTLES, business_rule: BUSINESS_RULE];
    let row =
        db.row(sql!("runner/find_clock_readings.sql"), params)?.context("reading what the clock showed")?;
    let ahead: Option<i64> = row.get("ahead")?;
    let (Some(old), Some(old_at)) = (row.get::<Option<i64>>("old")?, row.get::<Option<Time>>("old_at")?)
    else {
        return Ok(doubt);
    };
    let next: Time = row.get::<Option<Time>>("next_at")?.unwrap_or(now);
    if next.since(old_at) > keep {
        return Ok(Some(jumped(old_at, next)));
    }
    Ok(doubt.filter(|_| ahead.is_some_and(|ahead| ahead > old)))
}

fn doubt(latest: Time, keep: Span, now: Time) -> Option<String> {
    if latest > now + MAY_DIFFER {
        return Some(format!("the clock is in doubt: it is {now}, and a run started at {latest}"));
    }
    (now.since(latest) > keep).then(|| jumped(latest, now))
}

fn jumped(from: Time, to: Time) -> String {
    format!("the clock is in doubt: nothing ran between {from} and {to}, longer than what is kept")
}
