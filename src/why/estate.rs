//! The estate: every MID Server with its users, and what the clone was.

use std::collections::BTreeMap;

use anyhow::Result;

use super::known::Known;
use crate::coverage::Sight;
use crate::db::{Reader, Row, params, sql};
use crate::time::{Span, Time};

/// Without a clone, events of this long count: the sampling period.
const PERIOD: Span = Span::from_seconds(4 * 3_600);

/// A MID Server.
#[derive(Clone, Debug)]
pub struct Agent {
    pub sys_id: String,
    pub name: Option<String>,
    pub status: Option<String>,
    /// The user that it last logged in as.
    pub user_name: Option<String>,
    pub validated: Option<String>,
    pub host_name: Option<String>,
    pub version: Option<String>,
    pub last_refreshed: Option<Time>,
    pub started: Option<Time>,
    pub stopped: Option<Time>,
    pub created: Option<Time>,
    /// The values that it is configured with, in order: the row and the name.
    pub configured: Vec<(String, String)>,
}

/// Whom it is asked about.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// Every MID Server.
    All,
    /// One by name or sys_id, or those of a user.
    Named(&'a str),
}

impl About<'_> {
    /// Whether a MID Server is meant.
    pub fn is(self, agent: &Agent) -> bool {
        match self {
            Self::All => true,
            Self::Named(name) => {
                agent.sys_id == name || agent.name.as_deref() == Some(name) || agent.users().contains(&name)
            }
        }
    }
}

/// Every MID Server, and what can be known.
pub struct Estate {
    pub now: Time,
    /// When the latest clone completed.
    pub clone: Option<Time>,
    /// The clones before it, the latest first.
    pub earlier_clones: Vec<Time>,
    /// From when on events count.
    pub start: Time,
    pub known: Known,
    /// What was seen after this is fresh.
    pub fresh_from: Time,
    pub agents: Vec<Agent>,
    /// What those are called that are gone from the instance.
    pub gone: Vec<String>,
    /// The version that more than half of them have.
    usual_version: Option<String>,
    /// By user the MID Servers that are configured with it, or have no configured user and last logged in as it.
    shared: BTreeMap<String, Vec<usize>>,
    /// Every last heartbeat, the oldest first.
    heartbeats: Vec<Time>,
}

impl Agent {
    fn from_row(row: &Row, configured: &mut BTreeMap<String, Vec<(String, String)>>) -> Result<Self> {
        let sys_id: String = row.get("sys_id")?;
        let text = |column: &str| {
            Ok::<_, anyhow::Error>(row.get::<Option<String>>(column)?.filter(|text| !text.is_empty()))
        };
        let time =
            |column: &str| Ok::<_, anyhow::Error>(text(column)?.and_then(|text| Time::parse(&text).ok()));
        Ok(Self {
            name: text("name")?,
            status: text("status")?,
            user_name: text("user_name")?,
            validated: text("validated")?,
            host_name: text("host_name")?,
            version: text("version")?,
            last_refreshed: time("last_refreshed")?,
            started: time("started")?,
            stopped: time("stopped")?,
            created: time("sys_created_on")?,
            configured: configured.remove(&sys_id).unwrap_or_default(),
            sys_id,
        })
    }

    /// What stands in a column that the last load did not have is of an earlier load: it is not known.
    fn forget_unseen(&mut self, known: &Known) {
        let came = |column: &str| known.came("ecc_agent", column);
        self.user_name.take_if(|_| !came("user_name"));
        self.validated.take_if(|_| !came("validated"));
        self.last_refreshed.take_if(|_| !came("last_refreshed"));
        self.version.take_if(|_| !came("version"));
        self.stopped.take_if(|_| !came("stopped") || !came("started"));
    }

    /// Its user: the first that it is configured with, else the one that it last logged in as.
    pub fn user(&self) -> Option<&str> {
        self.configured.first().map(|(_, value)| value.as_str()).or(self.user_name.as_deref())
    }

    /// Its name, or its sys_id where it has none.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.sys_id)
    }

    /// When its service stopped, where it did not start since.
    pub fn stopped_for_good(&self) -> Option<Time> {
        self.stopped.filter(|stopped| self.started.is_none_or(|started| *stopped > started))
    }

    /// Whether the row says Down.
    pub fn is_down(&self) -> bool {
        self.status.as_deref() == Some("Down")
    }

    /// The users that it may log in as.
    pub fn users(&self) -> Vec<&str> {
        match self.configured.as_slice() {
            [] => self.user_name.as_deref().into_iter().collect(),
            some => some.iter().map(|(_, value)| value.as_str()).collect(),
        }
    }
}

impl Estate {
    /// The estate as the rows have it at `now`.
    pub fn read(db: Reader, now: Time) -> Result<Self> {
        let sight = Sight::at(db, now)?;
        let clone = sight.latest_clone();
        let start = clone.unwrap_or(now - PERIOD);
        let fresh_from = sight.fresh_from();
        let mut configured: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for row in db.rows(sql!("why/list_configured_users.sql"), params![fresh_from])? {
            if let Some(mid_server) = row.get::<Option<String>>("mid_server")? {
                configured.entry(mid_server).or_default().push((row.get("sys_id")?, row.get("value")?));
            }
        }
        let known = Known::new(sight, start);
        let (mut agents, mut gone) = (Vec::new(), Vec::new());
        for row in db.rows(sql!("why/list_mid_servers.sql"), params![fresh_from])? {
            let agent = Agent::from_row(&row, &mut configured)?;
            match row.get::<Option<String>>("gone_after")? {
                Some(_) => gone.push(agent.called().to_owned()),
                None => agents.push(agent),
            }
        }
        agents.iter_mut().for_each(|agent| agent.forget_unseen(&known));
        let mut heartbeats: Vec<Time> = agents.iter().filter_map(|agent| agent.last_refreshed).collect();
        heartbeats.sort_unstable();
        let latest = params![latest: clone];
        let earlier = db.rows(sql!("why/list_earlier_clones.sql"), latest)?;
        let earlier_clones = earlier.iter().map(|row| row.get("completed")).collect::<Result<_>>()?;
        Ok(Self {
            now,
            clone,
            earlier_clones,
            start,
            known,
            fresh_from,
            usual_version: usual_version(&agents),
            shared: shared(&agents),
            agents,
            gone,
            heartbeats,
        })
    }

    /// The other MID Servers that have this user.
    pub fn sharers(&self, user: &str, agent: &Agent) -> Vec<&Agent> {
        let indexes = self.shared.get(user).map_or(&[][..], Vec::as_slice);
        indexes
            .iter()
            .filter_map(|index| self.agents.get(*index))
            .filter(|other| other.sys_id != agent.sys_id)
            .collect()
    }

    /// Whether several MID Servers have this user.
    pub fn is_shared(&self, user: &str) -> bool {
        self.shared.get(user).is_some_and(|mid_servers| mid_servers.len() > 1)
    }

    /// Its version, where that is another than the one that more than half of all have.
    pub fn other_version<'a>(&self, agent: &'a Agent) -> Option<&'a str> {
        let own = agent.version.as_deref().filter(|_| self.known.is_fresh("ecc_agent"))?;
        self.usual_version.as_deref().filter(|usual| *usual != own).map(|_| own)
    }

    /// The newest heartbeat that is not after the clone, but not older than a day before it.
    pub fn newest_heartbeat_before(&self, clone: Time) -> Time {
        let day_before = clone - Span::from_seconds(86_400);
        let until = self.heartbeats.partition_point(|at| *at <= clone);
        let newest = self.heartbeats[..until].last().copied();
        newest.unwrap_or(day_before).max(day_before)
    }
}

fn shared(agents: &[Agent]) -> BTreeMap<String, Vec<usize>> {
    let mut shared: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, agent) in agents.iter().enumerate() {
        for user in agent.users() {
            let mid_servers = shared.entry(user.to_owned()).or_default();
            if mid_servers.last() != Some(&index) {
                mid_servers.push(index);
            }
        }
    }
    shared
}

fn usual_version(agents: &[Agent]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    agents
        .iter()
        .filter_map(|agent| agent.version.as_deref())
        .for_each(|version| *counts.entry(version).or_default() += 1);
    let (version, _) = counts.into_iter().find(|(_, count)| count * 2 > agents.len())?;
    Some(version.to_owned())
}
