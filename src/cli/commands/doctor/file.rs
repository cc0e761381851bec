//! The file itself: whether it opens, is whole, has the schema that it should, and how long its log is.

use std::fs;

use anyhow::Result;

use super::answer::{Answer, Verdict};
use super::patient::Patient;
use crate::amount::amount;
use crate::db::{Trouble, health, sql};

/// A log that is longer than this was kept from shrinking.
const LONG_LOG: u64 = 64 << 20;

/// Whether it can be opened at all.
pub fn opens(patient: &Patient) -> Result<Answer> {
    let Some(error) = patient.closed_because() else {
        let words = format!(
            "{} (midjobs {}, SQLite {})",
            patient.path.display(),
            env!("CARGO_PKG_VERSION"),
            health::sqlite_version()
        );
        return Ok(Answer::well(words));
    };
    let cure = match Trouble::Busy.is_cause_of(error) {
        true => "end the program that holds it (see holders), or wait for it",
        false => "what the message says",
    };
    Ok(Answer::new(Verdict::Broken, format!("{error:#}"), cure))
}

/// Whether every page is whole.
pub fn integrity(patient: &Patient) -> Result<Answer> {
    let db = patient.db()?;
    let damage = match db.damage() {
        Err(error) if !Trouble::Busy.is_cause_of(&error) => vec![format!("{error:#}")],
        damage => damage?,
    };
    if damage.is_empty() {
        return Ok(Answer::well(format!("no damage in {}", in_bytes(db.bytes()?))));
    }
    Ok(Answer::new(
        Verdict::Broken,
        format!("damaged: {}", damage.join("; ")),
        format!(
            "stop what runs on it, put a backup back (`midjobs restore FILE`), or save what can be read: `sqlite3 {} .recover`",
            patient.path.display()
        ),
    ))
}

/// Whether all that the schema makes is there, as it makes it.
pub fn schema(patient: &Patient) -> Result<Answer> {
    let db = patient.db()?;
    let altered = db.altered()?;
    if !altered.is_empty() {
        return Ok(Answer::new(
            Verdict::Broken,
            format!("missing, or not as midjobs makes it: {}", altered.join(", ")),
            "write the tables out with `midjobs export`, make a new file with `midjobs init`, and import them; or put a backup back",
        ));
    }
    if !db.writes_ahead()? {
        return Ok(Answer::warning(
            "readers wait for writers: the file is not in WAL mode",
            "the next command that writes, as `midjobs init`, sets it again; find out who changed it",
        ));
    }
    Ok(Answer::well("as this midjobs makes it"))
}

/// Rows that name a row that is not there: after a clone some are to be expected.
pub fn references(patient: &Patient) -> Result<Answer> {
    let rows = patient.db()?.rows(sql!("look/count_broken_references.sql"), &[])?;
    let mut broken = Vec::new();
    for row in &rows {
        let (referring, referred): (String, String) = (row.get("referring")?, row.get("referred")?);
        broken.push(format!("{} of {referring} not in {referred}", row.get::<i64>("broken")?));
    }
    if broken.is_empty() {
        return Ok(Answer::well("every row that another names is there"));
    }
    Ok(Answer::new(
        Verdict::Note,
        broken.join(", "),
        "an instance has such rows after a clone; where it should not, load both tables again from one moment",
    ))
}

/// Whether the log beside the file shrinks again.
pub fn log(patient: &Patient) -> Result<Answer> {
    let log = health::log_beside(&patient.path);
    let bytes = fs::metadata(&log).map_or(0, |found| found.len());
    if bytes <= LONG_LOG {
        return Ok(Answer::well(format!("{} in the log", in_bytes(bytes))));
    }
    Ok(Answer::warning(
        format!(
            "{} has {}: a reader that stays keeps it from shrinking, or a large change made it so",
            log.display(),
            in_bytes(bytes)
        ),
        format!(
            "end readers that stay (see holders), then `sqlite3 {} 'PRAGMA wal_checkpoint(TRUNCATE)'`",
            patient.path.display()
        ),
    ))
}

/// A number of bytes in words.
pub fn in_bytes(bytes: u64) -> String {
    match bytes {
        0..1024 => amount(bytes, "byte"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        1_048_576..10_737_418_240 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}
