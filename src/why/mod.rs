//! Why: for each MID Server that is not working to what it is due, what is wrong, the rows that prove it, and what to do.
//! It reads only.

mod case;
mod causes;
mod class;
mod estate;
mod evidence;
mod history;
mod kept;
mod known;
mod person;
mod timeline;
mod walk;

use std::collections::BTreeMap;

use anyhow::Result;

use crate::db::{Db, Reader, Row, params, sql};
use crate::time::Time;
use case::{Case, Rules};
pub use causes::{CANNOT_TELL, CAUSES, Cause};
pub use class::Class;
use estate::{Agent, Estate};
pub use evidence::Evidence;
use history::Histories;
pub use person::MOST_LOGINS;
use person::Person;
pub use timeline::{Moment, read as timeline};
pub use walk::Also;
use walk::Walk;

/// What is said of one MID Server.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its name.
    pub mid_server: Option<String>,
    /// Its sys_id.
    pub sys_id: String,
    /// Its status; `None` where that was not seen.
    pub status: Option<String>,
    /// To what it is due.
    pub class: Class,
    /// Whether it was Down before the latest clone because an earlier one broke it.
    pub by_earlier_clone: bool,
    /// Since when, as far as the rows tell.
    pub since: Option<Time>,
    /// Its user.
    pub user: Option<String>,
    /// What is wrong, or `cannot_tell`; `None` where it is not Down.
    pub cause: Option<&'static str>,
    /// What it would have been, where it cannot be told.
    pub likely: Option<&'static str>,
    /// The cause that cannot be excluded, where it cannot be told.
    pub open: Option<&'static str>,
    /// The table that is in doubt, and why.
    pub doubt: Option<String>,
    /// Whether what is to be done needs its host.
    pub needs_host: bool,
    /// The rows that prove the cause.
    pub evidence: Vec<Evidence>,
    /// What holds besides.
    pub also: Vec<Also>,
    /// The causes that the rows exclude.
    pub excluded: Vec<&'static str>,
    /// What to do, step by step.
    pub remedy: Vec<String>,
    /// What the rows said when they were loaded, where only their age is in doubt.
    pub then: Option<Then>,
    /// Its host.
    pub host: Option<String>,
    /// The other MID Servers of its user.
    pub shared_with: Vec<String>,
    /// Its last heartbeat.
    pub last_heartbeat: Option<Time>,
    /// When its status was last seen to change.
    pub last_change: Option<Time>,
    /// When its service stopped, where it did not start since.
    pub stopped: Option<Time>,
}

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

    /// The beginning of a sentence about the clone: `dev after`.
    pub fn after(&self) -> String {
        self.clone_target.as_ref().map_or_else(|| "After".to_owned(), |target| format!("{target} after"))
    }
}

impl Answer {
    /// Its class; what it was then, where only the age of the rows is in doubt.
    pub fn class_shown(&self) -> Class {
        self.then.filter(|_| self.class == Class::NotJudged).map_or(self.class, |then| then.class)
    }

    /// Whether its row says Down.
    pub fn is_down(&self) -> bool {
        self.status.as_deref() == Some("Down")
    }
}

/// What the rows said when they were loaded, or when a cause was last proven.
#[derive(Clone, Copy, Debug)]
pub struct Then {
    /// As of when.
    pub as_of: Time,
    /// The class then.
    pub class: Class,
    /// The cause then.
    pub cause: Option<&'static str>,
}

/// All that is said, and about which clone.
pub struct Told {
    /// When the latest clone completed.
    pub clone: Option<Time>,
    /// The instance that was copied, where somebody said so.
    pub clone_source: Option<String>,
    /// The one that was copied over, where somebody said so.
    pub clone_target: Option<String>,
    /// Active accounts that hold `mid_server` and that no MID Server has, by their newest login event since the clone.
    pub not_associated: Vec<(Option<String>, usize)>,
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
    kept::keep(db, &judge(db.reader(), now)?, now)
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

impl Answer {
    /// What is certain of it: its cause, or else what is proven though the cause cannot be told, or was proven last.
    pub fn certain(&self) -> Option<&'static str> {
        match self.cause {
            Some(CANNOT_TELL) => {
                let proven = self.also.iter().find(|also| also.proven && !also.evidence.is_empty());
                let then = || self.then.and_then(|then| then.cause).filter(|cause| *cause != CANNOT_TELL);
                proven.map(|also| also.cause).or_else(then)
            }
            cause => cause,
        }
    }
}

/// What is said of every MID Server at `now`, those that are up included.
///
/// # Errors
/// When the rows cannot be read.
pub fn tell(db: Reader, now: Time) -> Result<Told> {
    let mut told = judge(db, now)?;
    if let Some(as_of) = told.as_of.filter(|_| told.is_only_old) {
        let then = judge(db, as_of)?.answers;
        let then: BTreeMap<&str, &Answer> =
            then.iter().map(|answer| (answer.sys_id.as_str(), answer)).collect();
        for answer in &mut told.answers {
            let known = then.get(answer.sys_id.as_str());
            answer.then = known.map(|then| Then { as_of, class: then.class, cause: then.cause });
        }
    }
    told.not_associated = not_associated(db, told.clone.unwrap_or(now))?;
    let kept = kept::all(db)?;
    told.answers.iter_mut().for_each(|answer| kept::recall(answer, &kept));
    Ok(told)
}

fn judge(db: Reader, now: Time) -> Result<Told> {
    let estate = Estate::read(db, now)?;
    let histories = Histories::read(db, &estate)?;
    let (rules, people) = (Rules::read(db, &estate)?, person::read_all(db, &estate)?);
    let doubt = class::doubt(&estate);
    let answer = |agent: &Agent| {
        let class = if doubt.is_some() { Class::NotJudged } else { class::of(&estate, &histories, agent) };
        let case = Case { estate: &estate, rules: &rules, agent, user: user(agent, &people) };
        let mut answer = describe(&case, class, class::since(&estate, &histories, agent, class));
        answer.last_change = histories.last_change(agent);
        if agent.is_down() {
            answer.add(Walk::of(&case), &case);
        }
        if let (Class::NotJudged, Some(reason)) = (class, &doubt) {
            answer.is_not_judged(reason, status_came(&estate), case.is_user_certain());
        }
        answer
    };
    let answers = match estate.known.was_loaded("ecc_agent") {
        true => estate.agents.iter().map(answer).collect(),
        false => Vec::new(),
    };
    let (clone_source, clone_target) = clone_names(db, &estate)?;
    Ok(Told {
        clone: estate.clone,
        clone_source,
        clone_target,
        not_associated: Vec::new(),
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

fn not_associated(db: Reader, since: Time) -> Result<Vec<(Option<String>, usize)>> {
    let rows = db.rows(sql!("why/count_not_associated.sql"), params![since])?;
    let counted = |row: &Row| {
        let accounts: i64 = row.get("accounts")?;
        Ok((row.get("newest_event")?, usize::try_from(accounts).unwrap_or(0)))
    };
    rows.iter().map(counted).collect()
}

/// Whether the last load had the column status at all: without it no row says Down.
fn status_came(estate: &Estate) -> bool {
    estate.known.came("ecc_agent", "status")
}

fn user<'a>(agent: &'a Agent, people: &'a BTreeMap<String, Person>) -> Option<(&'a str, &'a Person)> {
    let name = agent.user()?;
    people.get_key_value(name).map(|(name, person)| (name.as_str(), person))
}

fn describe(case: &Case, class: Class, since: Option<Time>) -> Answer {
    let agent = case.agent;
    let others = agent.user().map_or_else(Vec::new, |user| case.estate.sharers(user, agent));
    Answer {
        mid_server: agent.name.clone(),
        sys_id: agent.sys_id.clone(),
        status: agent.status.clone(),
        class,
        by_earlier_clone: class == Class::DownBeforeClone && class::is_by_earlier_clone(case.estate, agent),
        since,
        user: agent.user().map(str::to_owned),
        cause: None,
        likely: None,
        open: None,
        doubt: None,
        needs_host: false,
        evidence: Vec::new(),
        also: Vec::new(),
        excluded: Vec::new(),
        remedy: Vec::new(),
        then: None,
        host: agent.host_name.clone(),
        shared_with: others.into_iter().map(|other| other.called().to_owned()).collect(),
        last_heartbeat: agent.last_refreshed,
        last_change: None,
        stopped: agent.stopped_for_good(),
    }
}
