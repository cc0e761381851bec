//! What was seen of one database: the verdict, what it is about, and how that is said in a line and as data.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::line::{self, Thresholds};
use super::{Args, Verdict, judge_as_asked, label};
use crate::cli::context::Context;
use crate::cli::output::Shown;
use crate::db::{Access, Trouble};
use crate::schedule::rules;

/// How often to look whether the time for an answer is over.
const LOOK: Duration = Duration::from_millis(20);

/// What was seen of one database.
pub struct Seen {
    pub verdict: Verdict,
    /// What the verdict is about, where not about everything.
    subject: Option<String>,
    thresholds: Thresholds,
}

/// Looks, for as long as there is time for an answer.
///
/// # Errors
/// When the database cannot be read, or not in time.
pub fn look(args: &Args, context: &Context) -> Result<Seen> {
    let db = context.open(Access::Read)?;
    let (clock, began) = (context.clock(), context.clock().elapsed());
    let timeout = Duration::from_millis(args.timeout.milliseconds());
    let watch = db.interrupt_when(LOOK, move || clock.elapsed().saturating_sub(began) >= timeout)?;
    let thresholds = Thresholds { warning: args.warning.clone(), critical: args.critical.clone() };
    let judged = judge_as_asked(args, &thresholds, context, &db);
    drop(watch);
    let (verdict, subject) = judged.map_err(|error| match Trouble::Interrupted.is_cause_of(&error) {
        true => error.context(format!("no answer within {} (--timeout)", args.timeout)),
        false => error,
    })?;
    Ok(Seen { verdict, subject, thresholds })
}

impl Seen {
    /// The line for a monitor, and its figures, which are of everything alone.
    pub fn first_line(&self) -> Result<(String, String)> {
        match &self.subject {
            None => line::line(&self.verdict, &self.thresholds),
            Some(subject) => Ok((line::words(self.verdict.exit, subject, &self.verdict), String::new())),
        }
    }

    /// The same without figures and the state, as one of many lines.
    pub fn words(&self) -> Result<String> {
        let (whole, _) = self.first_line()?;
        Ok(whole.split_once(" - ").map_or(whole.clone(), |(_, words)| words.to_owned()))
    }

    /// As data.
    pub fn shown(&self) -> Shown {
        let Verdict { row, concerns, exit, .. } = &self.verdict;
        let mut shown = Shown::from(row.clone());
        let concerns =
            concerns.iter().map(|concern| json!({ "level": label(concern.weight), "text": concern.text }));
        shown.insert("concerns", concerns.collect());
        shown.insert("time_zones", rules::in_use().to_string().into());
        shown.insert("status", label(*exit).into());
        shown
    }
}
