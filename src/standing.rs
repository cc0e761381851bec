//! Standing: how much each MID Server weighs for a monitor, by its class and by what somebody acknowledged.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::db::{Db, params, sql};
use crate::time::{Span, Time};
use crate::why::{Answer, Class, Told};

/// A MID Server that is neither Up nor Down may be so for this long before it is a warning.
const NOT_DOWN: Span = Span::from_seconds(2 * 3_600);

const BY_EARLIER_CLONE: &str = "Down by an earlier clone";

/// How many MID Servers weigh what, by the words for it.
#[derive(Default)]
pub struct Standing {
    counts: BTreeMap<(Weight, &'static str), usize>,
    /// Of the critical ones, how many have each cause.
    pub causes: BTreeMap<String, usize>,
}

/// The worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Somebody is to be woken.
    Critical,
    /// Somebody is to look.
    Warning,
    /// It is said, and no more.
    Detail,
}

/// What somebody said about a MID Server.
#[derive(Clone, Copy, Default)]
struct Said {
    has_new_clone_issue: bool,
    is_acknowledged: bool,
}

/// The standing of these MID Servers.
pub fn of(db: &Db, told: &Told, answers: &[&Answer], now: Time) -> Result<Standing> {
    let said = said(db, now)?;
    let mut standing = Standing::default();
    for answer in answers {
        let said = said.get(&answer.sys_id).copied().unwrap_or_default();
        let Some((weight, words)) = weigh(answer, said, told, now) else { continue };
        *standing.counts.entry((weight, words)).or_default() += 1;
        if let (Weight::Critical, Some(cause)) = (weight, answer.certain().or(answer.cause)) {
            *standing.causes.entry(cause.replace('_', " ")).or_default() += 1;
        }
    }
    Ok(standing)
}

/// What each MID Server weighs, with its words, by its sys_id; what is simply up, or was not seen, is not among them.
pub type Weights = BTreeMap<String, (Weight, &'static str)>;

/// The weight of each MID Server.
pub fn of_each(db: &Db, told: &Told, now: Time) -> Result<Weights> {
    let said = said(db, now)?;
    let weight = |answer: &Answer| {
        let said = said.get(&answer.sys_id).copied().unwrap_or_default();
        Some((answer.sys_id.clone(), weigh(answer, said, told, now)?))
    };
    Ok(told.answers.iter().filter_map(weight).collect())
}

fn said(db: &Db, now: Time) -> Result<BTreeMap<String, Said>> {
    let rows = db.rows(sql!("standing/list_standing_of_mid_servers.sql"), params![now])?;
    let said = |row: &crate::db::Row| {
        let (new, acknowledged) = (row.get("has_new_clone_issue")?, row.get("is_acknowledged")?);
        Ok((row.get("mid_server")?, Said { has_new_clone_issue: new, is_acknowledged: acknowledged }))
    };
    rows.iter().map(said).collect()
}

/// How much one MID Server weighs, and its words; `None` for one that is simply up.
fn weigh(answer: &Answer, said: Said, told: &Told, now: Time) -> Option<(Weight, &'static str)> {
    let class = answer.then.map_or(answer.class, |then| then.class);
    let acknowledged = said.is_acknowledged && !said.has_new_clone_issue;
    if acknowledged && answer.status.as_deref() == Some("Down") {
        return Some((Weight::Detail, "Down and acknowledged"));
    }
    match class {
        Class::Up => None,
        Class::DownSinceClone if answer.by_earlier_clone => Some((Weight::Critical, BY_EARLIER_CLONE)),
        Class::DownSinceClone => Some((Weight::Critical, "Down by the clone")),
        Class::DownBeforeClone if answer.by_earlier_clone => Some((Weight::Critical, BY_EARLIER_CLONE)),
        Class::NotJudged => match (answer.status.as_deref(), said.has_new_clone_issue) {
            (Some("Down"), true) => {
                Some((Weight::Critical, "Down with a clone issue that nobody acknowledged"))
            }
            // What else may be in doubt about them warns by itself.
            (Some("Down"), false) if told.clone.is_none() || told.lacks_heartbeats => {
                Some((Weight::Warning, "Down and not judged"))
            }
            // No job rests on heartbeats: nothing else says that they were not seen.
            _ if told.lacks_heartbeats => Some((Weight::Warning, "not judged: no heartbeats were seen")),
            _ => None,
        },
        Class::Down => match said.has_new_clone_issue {
            true => Some((Weight::Critical, "Down with a clone issue that nobody acknowledged")),
            false => Some((Weight::Warning, "Down, and no clone is on record")),
        },
        Class::DownLater => Some((Weight::Warning, "Down later than the clone")),
        Class::Flapping => Some((Weight::Warning, "flapping")),
        Class::AddedAfterClone => Some((Weight::Warning, "Down and added after the clone")),
        Class::NotReady => Some((Weight::Warning, "Up and not validated")),
        Class::NotDown => {
            let long = answer.since.is_none_or(|since| since + NOT_DOWN < now);
            let weight = if long { Weight::Warning } else { Weight::Detail };
            Some((weight, "neither Up nor Down"))
        }
        Class::DownBeforeClone => Some((Weight::Detail, "Down before the clone")),
        Class::Recovering if answer.since.is_none() => {
            Some((Weight::Warning, "Up in a row, and Down in a later event"))
        }
        Class::Recovering => Some((Weight::Detail, "recovering")),
        Class::Recovered => Some((Weight::Detail, "recovered")),
    }
}

impl Standing {
    /// The heaviest of all.
    pub fn worst(&self) -> Option<Weight> {
        self.counts.keys().next().map(|(weight, _)| *weight)
    }

    /// Each weight with its words and how many MID Servers it is of, the worst first.
    pub fn each(&self) -> impl Iterator<Item = (Weight, &'static str, usize)> {
        self.counts.iter().map(|((weight, words), count)| (*weight, *words, *count))
    }
}
