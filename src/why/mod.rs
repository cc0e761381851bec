//! Why: for each MID Server that is not working to what it is due, what is wrong, the rows that prove it, and what to do.
//! It reads only.

mod agent;
mod answer;
mod case;
mod causes;
mod class;
mod estate;
mod evidence;
mod facts;
mod history;
mod judging;
mod kept;
mod known;
mod look_back;
mod not_associated;
mod person;
mod remedy;
mod telling;
mod timeline;
mod walk;

use std::collections::BTreeMap;

use anyhow::Result;

use crate::coverage::SAMPLING_IN_DETAIL;
use crate::db::{Db, Reader, params, sql};
use crate::time::Time;
pub use answer::{Answer, Then};
pub use causes::{CANNOT_TELL, CAUSES, Cause};
pub use class::Class;
pub use estate::About;
use estate::Estate;
pub use evidence::Evidence;
pub use facts::quoted;
use judging::Judging;
use look_back::LookBack;
pub use not_associated::NotAssociated;
pub use person::MOST_LOGINS;
pub use remedy::check;
pub use timeline::{Moment, read as timeline};
pub use walk::Also;

impl Told {
    /// Whether the age of the rows of the MID Servers is all that is in doubt about them: they say what was so then.
    pub fn is_only_old(&self) -> bool {
        self.is_only_old
    }

    /// How many MID Servers are of each class, in words: what the clone did comes first, and what is well last.
    pub fn counted_by_class(&self) -> String {
        let mut counts: BTreeMap<Class, usize> = BTreeMap::new();
        self.answers.iter().for_each(|answer| *counts.entry(answer.class_shown()).or_default() += 1);
        let counted = counts.iter().rev().map(|(class, count)| format!("{count} {}", class.in_words()));
        counted.collect::<Vec<_>>().join(", ")
    }

    /// How many there are of each class, and when the rows were extracted.
    pub fn as_of_in_words(&self, now: Time) -> String {
        let rows = self.rows_in_words(now).map_or_else(String::new, |rows| format!(" Rows {rows}."));
        format!("{}.{rows}", self.counted_by_class())
    }

    /// When the rows were extracted, of the MID Servers and of what is older.
    pub fn rows_in_words(&self, now: Time) -> Option<String> {
        crate::coverage::ages(&self.extracted, self.clone, now)
    }

    /// The beginning of a sentence about the clone: `dev after`.
    pub fn after(&self) -> String {
        self.clone_target.as_ref().map_or_else(|| "After".to_owned(), |target| format!("{target} after"))
    }
}

/// All that is said, and about which clone.
pub struct Told {
    /// When the latest clone completed.
    pub clone: Option<Time>,
    /// The instance that was copied, where somebody said so.
    pub clone_source: Option<String>,
    /// The one that was copied over, where somebody said so.
    pub clone_target: Option<String>,
    /// Active accounts that hold `mid_server` and that no MID Server has, by name.
    pub not_associated: Vec<NotAssociated>,
    /// The newest heartbeat until the clone, by which it is told whether a MID Server was Down before it.
    pub newest_heartbeat: Option<Time>,
    /// When the rows of each table were extracted that was ever loaded.
    pub extracted: Vec<(&'static str, Time)>,
    /// When the rows of the MID Servers were extracted.
    pub as_of: Option<Time>,
    /// Each MID Server, by name.
    pub answers: Vec<Answer>,
    /// What those are called that the last whole load no longer had: they are gone.
    pub gone: Vec<String>,
    /// Why no class can be told, if so: what is in doubt about the MID Servers.
    pub doubt: Option<String>,
    /// Whether the heartbeats are all that was not seen of the MID Servers.
    pub lacks_heartbeats: bool,
    /// Whether the age of the rows of the MID Servers is all that is in doubt about them.
    is_only_old: bool,
}

/// What is known of a cause of that name; `None` for what is none.
pub fn cause(name: &str) -> Option<&'static Cause> {
    causes::named(name)
}

/// Keeps what is proven of MID Servers that are Down until a row contradicts it. To be used within a transaction, after
/// each load.
///
/// # Errors
/// When the rows cannot be read or written.
pub fn keep_proven(db: &Db, now: Time) -> Result<()> {
    let judging = Judging::read(db.reader(), now, About::All)?;
    kept::keep(db, judging.answers(Depth::InShort), now)
}

/// What a cause is, in a few words. What holds besides has words of its own.
pub fn in_words(name: &str) -> &str {
    match name {
        CANNOT_TELL => "it cannot be told",
        "second_account" => "several accounts have this name",
        "directory_account" => "its account comes from a directory: mend it there",
        "shared_account" => "its account is shared with other MID Servers",
        "other_version" => "its version is another than that of most",
        _ => cause(name).map_or(name, |cause| cause.words),
    }
}

/// What is said of every MID Server at `now`, those that are up included.
///
/// # Errors
/// When the rows cannot be read.
pub fn tell(db: Reader, now: Time) -> Result<Told> {
    tell_about(db, now, About::All)
}

/// What is said of those that are meant alone: no more is read than that takes, and accounts that are not associated are
/// not counted.
///
/// # Errors
/// When the rows cannot be read.
pub fn tell_about(db: Reader, now: Time, about: About) -> Result<Told> {
    db.at_one_moment(|| {
        let mut told = tell_and_recall(db, now, about, Depth::InFull)?;
        if matches!(about, About::All) {
            told.not_associated = not_associated::read(db, told.clone.unwrap_or(now), &told.answers)?;
        }
        Ok(told)
    })
}

/// Hands over class and cause of each of those that are meant, without words and steps, for lists.
///
/// # Errors
/// When the rows cannot be read.
pub fn tell_in_short(db: Reader, now: Time, about: About, each: impl FnMut(Answer)) -> Result<()> {
    db.at_one_moment(|| each_recalled(db, &Judging::read(db, now, about)?, Depth::InShort, each))
}

/// How much is said of a MID Server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Depth {
    /// Class and cause, and what proves them.
    InShort,
    /// Also in words, with what to do.
    InFull,
}

fn tell_and_recall(db: Reader, now: Time, about: About, depth: Depth) -> Result<Told> {
    let judging = Judging::read(db, now, about)?;
    let mut answers = Vec::new();
    each_recalled(db, &judging, depth, |answer| answers.push(answer))?;
    told(db, judging, answers)
}

/// Hands over each answer with what the rows said when they were extracted, and what was proven last.
fn each_recalled(db: Reader, judging: &Judging, depth: Depth, mut each: impl FnMut(Answer)) -> Result<()> {
    let back = LookBack::read(db, judging)?;
    let kept = kept::all(db)?;
    for mut answer in judging.answers(depth) {
        if let Some(back) = &back {
            back.add_to(&mut answer);
        }
        kept::recall(&mut answer, &kept);
        each(answer);
    }
    Ok(())
}

fn told(db: Reader, judging: Judging, answers: Vec<Answer>) -> Result<Told> {
    let Judging { estate, doubt, .. } = judging;
    let (clone_source, clone_target) = clone_names(db, &estate)?;
    Ok(Told {
        clone: estate.clone,
        clone_source,
        clone_target,
        not_associated: Vec::new(),
        newest_heartbeat: estate.clone.map(|clone| estate.newest_heartbeat_before(clone)),
        // Properties are seldom loaded, and change seldom: they are none of these.
        extracted: SAMPLING_IN_DETAIL
            .iter()
            .filter_map(|need| Some((need.table, estate.known.extracted_on(need.table)?)))
            .collect(),
        as_of: estate.known.extracted_on("ecc_agent"),
        answers,
        doubt,
        lacks_heartbeats: class::lacks_heartbeats(&estate),
        is_only_old: class::is_only_old(&estate),
        gone: estate.gone,
    })
}

fn clone_names(db: Reader, estate: &Estate) -> Result<(Option<String>, Option<String>)> {
    let rows = db.rows(sql!("why/find_clone.sql"), params![completed: estate.clone])?;
    let Some(row) = rows.first() else { return Ok((None, None)) };
    let name = |column: &str| {
        Ok::<_, anyhow::Error>(row.get::<Option<String>>(column)?.filter(|name| !name.is_empty()))
    };
    Ok((name("source_instance")?, name("target_instance")?))
}
