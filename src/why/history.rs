//! What became of MID Servers: changes of status that loads showed, and events.

use std::collections::BTreeMap;

use anyhow::Result;
use foldhash::HashMap;

use super::agent::Agent;
use super::estate::Estate;
use crate::db::{Reader, params, sql};
use crate::time::{Span, Time};

/// A change of status that a load, an event or a hand showed.
struct Change {
    old_status: Option<String>,
    status: Option<String>,
    /// The last load that still showed the old status.
    seen_until: Option<Time>,
    on: Time,
}

/// An event about a MID Server.
struct Event {
    status: String,
    on: Time,
}

/// What became of one MID Server since the clone.
#[derive(Default)]
pub struct History {
    changes: Vec<Change>,
    events: Vec<Event>,
    /// When an issue of the clone was last detected.
    issue: Option<Time>,
}

/// What became of all MID Servers.
pub struct Histories {
    of: HashMap<String, History>,
    /// When loads of MID Servers were extracted.
    loads: Vec<Time>,
    /// When the status of each was last seen to change before the clone.
    before: HashMap<String, Time>,
    /// When MID Servers were first loaded at all.
    first: Option<Time>,
    since: Time,
    now: Time,
}

impl Histories {
    /// What is on record since the clone.
    pub fn read(db: Reader, estate: &Estate) -> Result<Self> {
        let since = params![since: estate.start];
        let mut of: HashMap<String, History> = HashMap::default();
        let since_among = params![since: estate.start, among: estate.among.as_deref()];
        for row in db.rows(sql!("why/list_status_changes.sql"), since_among)? {
            of.entry(row.get("mid_server")?).or_default().changes.push(Change {
                old_status: row.get("old_status")?,
                status: row.get("status")?,
                seen_until: row.get("seen_until")?,
                on: row.get("changed_on")?,
            });
        }
        for row in db.rows(sql!("why/list_clone_issues.sql"), since)? {
            of.entry(row.get("mid_server")?).or_default().issue = row.get("last_detected")?;
        }
        let events = db.rows(sql!("why/list_mid_server_events.sql"), since)?;
        let by_name = if events.is_empty() { BTreeMap::new() } else { names(&estate.agents) };
        for row in events {
            let (about, on): (String, String) = (row.get("mid_server")?, row.get("changed_on")?);
            let (Some(status), Ok(on)) = (row.get::<Option<String>>("status")?, Time::parse(&on)) else {
                continue;
            };
            for sys_id in by_name.get(about.as_str()).into_iter().flatten() {
                let events = &mut of.entry((*sys_id).to_owned()).or_default().events;
                // The same event may stand in the events and in what is kept of them.
                if !events
                    .iter()
                    .rev()
                    .take_while(|known| known.on == on)
                    .any(|known: &Event| known.status == status)
                {
                    events.push(Event { status: status.clone(), on });
                }
            }
        }
        let loads = db.rows(sql!("why/list_loads_of_mid_servers.sql"), since)?;
        let loads = loads.iter().map(|row| row.get("extracted_on")).collect::<Result<_>>()?;
        let before = db.rows(sql!("why/list_last_changes_before.sql"), since_among)?;
        let before = before.iter().map(|row| Ok((row.get("mid_server")?, row.get("changed_on")?)));
        let before = before.collect::<Result<_>>()?;
        let first = db.rows(sql!("why/find_first_load_of_mid_servers.sql"), &[])?;
        let first = first.first().map_or(Ok(None), |row| row.get("extracted_on"))?;
        Ok(Self { of, loads, before, first, since: estate.start, now: estate.now })
    }

    fn of(&self, agent: &Agent) -> Option<&History> {
        self.of.get(&agent.sys_id)
    }

    /// The last sign that it was Down since the clone. A load before the clone that showed Down is none.
    pub fn last_down(&self, agent: &Agent) -> Option<Time> {
        let history = self.of(agent)?;
        let was_down = history.changes.iter().filter_map(|change| {
            let until = change.seen_until.filter(|_| change.old_status.as_deref() == Some("Down"));
            let from = (change.status.as_deref() == Some("Down")).then_some(change.on);
            until.into_iter().chain(from).max()
        });
        let events = history.events.iter().filter(|event| event.status == "Down").map(|event| event.on);
        was_down.chain(events).chain(history.issue).filter(|at| *at > self.since).max()
    }

    /// The first sign that it was Up after `down`: a change, an event, or a load that showed it.
    pub fn up_since(&self, agent: &Agent, down: Time) -> Option<Time> {
        let history = self.of(agent);
        let events = history.into_iter().flat_map(|history| &history.events);
        let events = events.filter(|event| event.status == "Up").map(|event| event.on);
        let changes = history.map_or(&[][..], |history| history.changes.as_slice());
        let changed = changes.iter().filter(|change| change.status.as_deref() == Some("Up"));
        let loads = self.loads.iter().copied().filter(|at| status_at(agent, changes, *at) == Some("Up"));
        changed.map(|change| change.on).chain(events).chain(loads).filter(|at| *at > down).min()
    }

    /// How often its status changed within `within` before now, as loads or as events have it, whichever saw more.
    pub fn changes_within(&self, agent: &Agent, within: Span) -> usize {
        let from = (self.now - within).max(self.since);
        let Some(history) = self.of(agent) else { return 0 };
        let changes = history.changes.iter().filter(|change| change.on > from).count();
        changes.max(history.events.iter().filter(|event| event.on > from).count())
    }

    /// Whether it certainly went Down after `then`: the load before the one that showed it, which still showed another
    /// status, is later, or an event is.
    pub fn went_down_after(&self, agent: &Agent, then: Time) -> bool {
        let Some(history) = self.of(agent) else { return false };
        let to_down = history.changes.iter().filter(|change| change.status.as_deref() == Some("Down"));
        let last_change = to_down.max_by_key(|change| change.on);
        let seen = last_change.and_then(|change| change.seen_until).is_some_and(|until| until > then);
        let events = history.events.iter().filter(|event| event.status == "Down");
        seen || events.map(|event| event.on).max().is_some_and(|on| on > then)
    }

    /// When MID Servers were first loaded since the clone.
    pub fn first_load(&self) -> Option<Time> {
        self.loads.first().copied()
    }

    /// The same, also before the clone; where it never did, the first load of all showed it, or it was made later.
    pub fn last_change_ever(&self, agent: &Agent) -> Option<Time> {
        let earlier = || self.before.get(&agent.sys_id).copied();
        self.last_change(agent).or_else(earlier).or_else(|| self.first.max(agent.created))
    }

    /// When its status was last seen to change.
    pub fn last_change(&self, agent: &Agent) -> Option<Time> {
        let history = self.of(agent)?;
        let changes = history.changes.iter().map(|change| change.on);
        changes.chain(history.events.iter().map(|event| event.on)).max()
    }
}

/// The status that a load of that time showed; the changes are in the order of their times.
fn status_at<'a>(agent: &'a Agent, changes: &'a [Change], at: Time) -> Option<&'a str> {
    let after = changes.iter().find(|change| change.on > at);
    after.map_or(agent.status.as_deref(), |change| change.old_status.as_deref())
}

/// The MID Servers by what an event may call them: name or sys_id.
fn names(agents: &[Agent]) -> BTreeMap<&str, Vec<&str>> {
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for agent in agents {
        for name in agent.name.as_deref().into_iter().chain([agent.sys_id.as_str()]) {
            names.entry(name).or_default().push(&agent.sys_id);
        }
    }
    names
}
