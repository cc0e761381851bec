//! What became of MID Servers: changes of status that loads showed, and events.

use std::collections::BTreeMap;

use anyhow::Result;

use super::estate::{Agent, Estate};
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
    status: &'static str,
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
    of: BTreeMap<String, History>,
    /// When loads of MID Servers were extracted.
    loads: Vec<Time>,
    since: Time,
    now: Time,
}

impl Histories {
    /// What is on record since the clone.
    pub fn read(db: Reader, estate: &Estate) -> Result<Self> {
        let since = params![since: estate.start];
        let mut of: BTreeMap<String, History> = BTreeMap::new();
        for row in db.rows(sql!("why/list_status_changes.sql"), since)? {
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
        let by_name = names(&estate.agents);
        for row in db.rows(sql!("why/list_mid_server_events.sql"), since)? {
            let (name, about, on): (String, String, String) =
                (row.get("name")?, row.get("parm1")?, row.get("sys_created_on")?);
            let (Some(status), Ok(on)) = (status_of_event(&name), Time::parse(&on)) else { continue };
            for sys_id in by_name.get(about.as_str()).into_iter().flatten() {
                of.entry((*sys_id).to_owned()).or_default().events.push(Event { status, on });
            }
        }
        let loads = db.rows(sql!("why/list_loads_of_mid_servers.sql"), since)?;
        let loads = loads.iter().map(|row| row.get("extracted_on")).collect::<Result<_>>()?;
        Ok(Self { of, loads, since: estate.start, now: estate.now })
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

    /// The first sign that it was Up after `down`; the last load, where each since then showed it.
    pub fn up_since(&self, agent: &Agent, down: Time) -> Option<Time> {
        let history = self.of(agent);
        let changes = history.into_iter().flat_map(|history| &history.changes);
        let changed = changes.filter(|change| change.status.as_deref() == Some("Up")).map(|change| change.on);
        let events = history.into_iter().flat_map(|history| &history.events);
        let events = events.filter(|event| event.status == "Up").map(|event| event.on);
        let first = changed.chain(events).filter(|at| *at > down).min();
        first.or_else(|| self.loads.iter().copied().find(|at| *at > down))
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

    /// When its status was last seen to change.
    pub fn last_change(&self, agent: &Agent) -> Option<Time> {
        let history = self.of(agent)?;
        let changes = history.changes.iter().map(|change| change.on);
        changes.chain(history.events.iter().map(|event| event.on)).max()
    }
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

fn status_of_event(name: &str) -> Option<&'static str> {
    match name {
        "mid_server.up" => Some("Up"),
        "mid_server.down" => Some("Down"),
        "mid_server.paused" => Some("Paused"),
        "mid_server.upgrading" => Some("Upgrading"),
        _ => None,
    }
}
