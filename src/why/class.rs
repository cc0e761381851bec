//! Classes: to what it is due that a MID Server is not working.

use super::agent::Agent;
use super::estate::Estate;
use super::history::Histories;
use crate::time::{Span, Time};

/// Heartbeats and changes within this of an edge are not told apart: some loads and monitors are late.
const LATE: Span = Span::from_seconds(15 * 60);

/// A MID Server that changes its status so often within this flaps.
const FLAPPING: (usize, Span) = (3, Span::from_seconds(3_600));

/// What every class is judged on.
const COLUMNS: [&str; 3] = ["status", "sys_created_on", "last_refreshed"];

/// To what it is due, what is well first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It is Up, and was not seen Down since the clone.
    Up,
    /// It is Up again.
    Recovered,
    /// It is Up again, and not for long yet.
    Recovering,
    /// It is Up and not validated.
    NotReady,
    /// It is neither Up nor Down.
    NotDown,
    /// It is Down, and was made after the clone.
    AddedAfterClone,
    /// It was Down before the clone.
    DownBeforeClone,
    /// It went Down later than the clone.
    DownLater,
    /// It goes Down and comes Up again and again.
    Flapping,
    /// It is Down, and no clone is on record.
    Down,
    /// It is Down since the clone.
    DownSinceClone,
    /// Its rows cannot be relied on.
    NotJudged,
}

impl Class {
    /// Every class, what is well first.
    pub const ALL: [Self; 12] = [
        Self::Up,
        Self::Recovered,
        Self::Recovering,
        Self::NotReady,
        Self::NotDown,
        Self::AddedAfterClone,
        Self::DownBeforeClone,
        Self::DownLater,
        Self::Flapping,
        Self::Down,
        Self::DownSinceClone,
        Self::NotJudged,
    ];

    /// Whether it is Up and nothing is wrong with it.
    pub fn is_well(self) -> bool {
        matches!(self, Self::Up | Self::Recovered | Self::Recovering)
    }

    /// In two or three words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NotJudged => "not judged",
            Self::AddedAfterClone => "Down and added after the clone",
            Self::NotReady => "Up and not validated",
            Self::Recovering => "recovering",
            Self::Recovered => "recovered",
            Self::Up => "Up",
            Self::NotDown => "neither Up nor Down",
            Self::Flapping => "flapping",
            Self::DownBeforeClone => "Down before the clone",
            Self::DownLater => "Down later",
            Self::DownSinceClone => "Down since the clone",
            Self::Down => "Down",
        }
    }

    /// The class of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }

    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotJudged => "not_judged",
            Self::AddedAfterClone => "added_after_clone",
            Self::NotReady => "not_ready",
            Self::Recovering => "recovering",
            Self::Recovered => "recovered",
            Self::Up => "up",
            Self::NotDown => "not_down",
            Self::Flapping => "flapping",
            Self::DownBeforeClone => "down_before_clone",
            Self::DownLater => "down_later",
            Self::DownSinceClone => "down_since_clone",
            Self::Down => "down",
        }
    }
}

/// Why no class can be told, if so: what is in doubt about the MID Servers.
pub fn doubt(estate: &Estate) -> Option<String> {
    estate.known.doubt("ecc_agent", &COLUMNS)
}

/// Whether the heartbeats are all that was not seen.
pub fn lacks_heartbeats(estate: &Estate) -> bool {
    doubt(estate).is_some() && estate.known.is_whole("ecc_agent", &COLUMNS[..2])
}

/// Whether nothing is in doubt but that the rows are of before the clone.
pub fn is_before_clone(estate: &Estate) -> bool {
    estate.known.is_only_before_clone("ecc_agent", &COLUMNS)
}

/// Whether only the age of the rows is in doubt.
pub fn is_only_old(estate: &Estate) -> bool {
    estate.known.is_only_old("ecc_agent", &COLUMNS)
}

/// The class of a MID Server, the first that fits.
pub fn of(estate: &Estate, histories: &Histories, agent: &Agent) -> Class {
    match agent.status.as_deref() {
        Some("Down") => of_down(estate, histories, agent),
        Some("Up") => of_up(estate, histories, agent),
        _ => Class::NotDown,
    }
}

fn of_up(estate: &Estate, histories: &Histories, agent: &Agent) -> Class {
    if agent.validated.as_deref().is_some_and(|validated| validated != "true") {
        return Class::NotReady;
    }
    let Some(down) = histories.last_down(agent) else { return Class::Up };
    let up = histories.up_since(agent, down).unwrap_or(estate.now);
    if estate.now < up + LATE { Class::Recovering } else { Class::Recovered }
}

fn of_down(estate: &Estate, histories: &Histories, agent: &Agent) -> Class {
    let created_after = |clone: &Time| agent.created.is_some_and(|created| created > *clone);
    if estate.clone.is_some_and(|clone| created_after(&clone)) {
        return Class::AddedAfterClone;
    }
    if changes(histories, agent) >= FLAPPING.0 {
        return Class::Flapping;
    }
    let Some(clone) = estate.clone else { return Class::Down };
    let newest = estate.newest_heartbeat_before(clone);
    match agent.last_refreshed {
        None => Class::DownBeforeClone,
        Some(last) if last + LATE < newest => Class::DownBeforeClone,
        Some(last) if last > clone + LATE => Class::DownLater,
        Some(_) if histories.went_down_after(agent, clone + LATE) => Class::DownLater,
        Some(_) => Class::DownSinceClone,
    }
}

/// How often its status changed within the time in which it may flap.
pub fn changes(histories: &Histories, agent: &Agent) -> usize {
    histories.changes_within(agent, FLAPPING.1)
}

/// Whether a MID Server that was Down before the latest clone went Down by an earlier one.
pub fn is_by_earlier_clone(estate: &Estate, agent: &Agent) -> bool {
    let broke = |clone: &Time| {
        let newest = estate.newest_heartbeat_before(*clone);
        agent.created.is_none_or(|created| created <= *clone)
            && agent.last_refreshed.is_some_and(|last| last + LATE >= newest && last <= *clone + LATE)
    };
    estate.earlier_clones.iter().any(broke)
}

/// Since when that is so, as far as the rows tell.
pub fn since(estate: &Estate, histories: &Histories, agent: &Agent, class: Class) -> Option<Time> {
    match class {
        Class::DownSinceClone => estate.clone,
        Class::DownBeforeClone => agent.last_refreshed,
        Class::NotJudged => None,
        Class::Recovering | Class::Recovered => {
            histories.last_down(agent).and_then(|down| histories.up_since(agent, down))
        }
        Class::AddedAfterClone => agent.created,
        // No clone changes it, and it has heartbeats all the time: what was ever shown counts.
        Class::NotDown => histories.last_change_ever(agent),
        Class::NotReady => histories.last_change(agent).or(histories.first_load()),
        _ => histories.last_change(agent).or(agent.last_refreshed),
    }
}
