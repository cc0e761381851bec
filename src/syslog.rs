//! The log of the jobs: rows of `syslog`, in order.

use anyhow::Result;

use crate::db::{Db, Value, sql};
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
///
/// # Errors
/// When it cannot be written.
pub fn write(db: &Db, speaker: Speaker, now: Time, note: &Note) -> Result<()> {
    let params = [
        ("now", now.into()),
        ("level", Value::Integer(note.level as i64)),
        ("source", speaker.source.into()),
        ("message", note.message.as_str().into()),
        ("run", speaker.run.into()),
    ];
    db.execute(sql!("syslog/insert.sql"), &params).map(drop)
}
