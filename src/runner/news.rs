//! What a job has to tell about its doubts: when one begins, when it becomes another, when it ends.

use anyhow::Result;

use crate::coverage::{self, Doubt, News};
use crate::db::Db;
use crate::finding::{Level, Note};
use crate::job::Job;
use crate::time::Time;

/// The lines for the log about the doubts of `job`, which count as told from now on.
pub(super) fn of(db: &Db, job: &Job, doubts: Vec<Doubt>, now: Time) -> Result<Vec<Note>> {
    let News { begun, lasting, ended } = coverage::news(db, &job.name, doubts, now)?;
    let begins = |cause: coverage::Cause| {
        let text = format!("{}: what is not there is unconfirmed; {}", cause.reason(), cause.cure());
        Note::new(Level::Warning, text)
    };
    let mut notes: Vec<Note> = coverage::causes(&begun).into_iter().map(begins).collect();
    if !lasting.is_empty() {
        notes.push(Note::new(Level::Information, format!("still in doubt: {}", coverage::reasons(&lasting))));
    }
    if !ended.is_empty() {
        notes.push(Note::new(Level::Information, format!("in doubt no longer: {}", ended.join(", "))));
    }
    Ok(notes)
}
