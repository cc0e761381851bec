//! The log of the jobs: rows of `syslog`, in order.

use anyhow::Result;

use crate::db::{Db, params, sql};
use crate::finding::Note;
use crate::time::Time;

/// Who says something, and in which run.
#[derive(Clone, Copy, Debug)]
pub struct Speaker<'a> {
    /// The job.
    pub source: &'a str,
    /// The run (`sys_trigger_run.sys_id`), if it is one.
    pub run: Option<&'a str>,
}

/// Writes a line.
pub fn write(db: &Db, speaker: Speaker, now: Time, note: &Note) -> Result<()> {
    let Speaker { source, run } = speaker;
    let (level, message) = (note.level as i64, note.message.as_str());
    db.execute(sql!("syslog/insert.sql"), params![now, level, source, message, run]).map(drop)
}
