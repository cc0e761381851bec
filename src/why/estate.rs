//! The estate: every MID Server with its users, and what the clone was.

use std::collections::BTreeMap;

use anyhow::Result;
use foldhash::HashMap;

use super::agent::{Agent, Configured};
use super::known::Known;
use crate::coverage::Sight;
use crate::db::{Params, Reader, Row, params, sql};
use crate::time::{Span, Time};

/// Without a clone, events of this long count: the sampling period.
const PERIOD: Span = Span::from_seconds(4 * 3_600);

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
    /// All of them, or those that are asked for with all that have a user of theirs.
    pub agents: Vec<Agent>,
    /// The same as a list of sys_ids in JSON, for statements; `None` for all.
    pub among: Option<String>,
    /// What those are called that are gone from the instance.
    pub gone: Vec<String>,
    /// The version that more than half of them have.
    usual_version: Option<String>,
    /// By user the MID Servers that are configured with it, or have no configured user and last logged in as it.
    shared: HashMap<String, Vec<usize>>,
    /// Every last heartbeat, the oldest first.
    heartbeats: Vec<Time>,
}

/// A last heartbeat and a version, and how many MID Servers have both.
type Alike = (Option<Time>, Option<String>, i64);

impl Estate {
    /// The estate as the rows have it at `now`; of one that is asked for no more than what can matter to it.
    pub fn read(db: Reader, now: Time, about: About) -> Result<Self> {
        let sight = Sight::at(db, now)?;
        let clone = sight.latest_clone();
        let start = clone.unwrap_or(now - PERIOD);
        let fresh_from = sight.fresh_from();
        let among = concerned(db, about)?;
        let rows_among = params![among: among.as_deref(), fresh_from];
        let known = Known::new(sight, start);
        let (mut agents, gone) = agents(db, rows_among)?;
        forget_unseen(&mut agents, &known);
        let all = match among {
            Some(_) => heartbeats_and_versions(db, fresh_from)?,
            None => agents.iter().map(|agent| (agent.last_refreshed, agent.version.clone(), 1)).collect(),
        };
        let latest = params![latest: clone];
        let earlier = db.rows(sql!("why/list_earlier_clones.sql"), latest)?;
        let earlier_clones = earlier.iter().map(|row| row.get("completed")).collect::<Result<_>>()?;
        Ok(Self {
            now,
            clone,
            earlier_clones,
            start,
            usual_version: usual_version(&all).filter(|_| known.came("ecc_agent", "version")),
            heartbeats: if known.came("ecc_agent", "last_refreshed") { heartbeats(&all) } else { Vec::new() },
            known,
            fresh_from,
            shared: shared(&agents),
            agents,
            among,
            gone,
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

/// What stands in a column that the last load did not have is of an earlier load: it is not known.
fn forget_unseen(agents: &mut [Agent], known: &Known) {
    let columns = ["user_name", "validated", "last_refreshed", "version", "started", "stopped"];
    for column in columns.into_iter().filter(|column| !known.came("ecc_agent", column)) {
        agents.iter_mut().for_each(|agent| agent.forget(column));
    }
}

fn shared(agents: &[Agent]) -> HashMap<String, Vec<usize>> {
    let mut shared: HashMap<String, Vec<usize>> = HashMap::default();
    for (index, agent) in agents.iter().enumerate() {
        for user in agent.users() {
            match shared.get_mut(user) {
                Some(mid_servers) if mid_servers.last() == Some(&index) => {}
                Some(mid_servers) => mid_servers.push(index),
                None => drop(shared.insert(user.to_owned(), vec![index])),
            }
        }
    }
    shared
}

/// Those that are asked for and all that may have a user of theirs, as a list in JSON; `None` for all.
fn concerned(db: Reader, about: About) -> Result<Option<String>> {
    let About::Named(name) = about else { return Ok(None) };
    let rows = db.rows(sql!("why/list_concerned.sql"), params![name])?;
    let sys_ids = rows.iter().map(|row| row.get("sys_id")).collect::<Result<Vec<String>>>()?;
    Ok(Some(serde_json::to_string(&sys_ids)?))
}

/// The MID Servers by name, and what those are called that are gone.
fn agents(db: Reader, rows_among: &Params) -> Result<(Vec<Agent>, Vec<String>)> {
    let mut configured = Configured::default();
    db.for_each_row(sql!("why/list_configured_users.sql"), rows_among, |row| {
        if let Some(mid_server) = row.take_text("mid_server")? {
            let user = (row.get("sys_id")?, row.take_text("value")?.unwrap_or_default());
            // Nearly all have one.
            configured.entry(mid_server).or_insert_with(|| Vec::with_capacity(1)).push(user);
        }
        Ok(())
    })?;
    let (mut there, mut gone) = (Vec::new(), Vec::new());
    db.for_each_row(sql!("why/list_mid_servers.sql"), rows_among, |row| {
        let (has_name, is_gone) = (row.text("name")?.is_some(), row.get("is_gone")?);
        let agent = Agent::from_row(row, &mut configured)?;
        if is_gone { &mut gone } else { &mut there }.push((has_name, agent));
        Ok(())
    })?;
    let gone = by_name(gone).iter().map(|agent| agent.called().to_owned()).collect();
    Ok((by_name(there), gone))
}

/// One without a name comes before one whose name is empty.
fn by_name(mut agents: Vec<(bool, Agent)>) -> Vec<Agent> {
    agents.sort_by(|(has_name, one), (other_has, other)| {
        (has_name, &one.name, &one.sys_id).cmp(&(other_has, &other.name, &other.sys_id))
    });
    agents.into_iter().map(|(_, agent)| agent).collect()
}

/// Last heartbeats and versions, and how many MID Servers have both alike; of all, whoever is asked for.
fn heartbeats_and_versions(db: Reader, fresh_from: Time) -> Result<Vec<Alike>> {
    let rows = db.rows(sql!("why/list_heartbeats_and_versions.sql"), params![fresh_from])?;
    let alike = |row: &Row| {
        let time = row.text("last_refreshed")?.and_then(|text| Time::parse(text).ok());
        let version = row.text("version")?.filter(|version| !version.is_empty());
        Ok((time, version.map(str::to_owned), row.get("mid_servers")?))
    };
    rows.iter().map(alike).collect()
}

/// The oldest first.
fn heartbeats(all: &[Alike]) -> Vec<Time> {
    let mut times: Vec<Time> = all.iter().filter_map(|(time, _, _)| *time).collect();
    times.sort_unstable();
    times.dedup();
    times
}

/// The version that more than half of them have.
fn usual_version(all: &[Alike]) -> Option<String> {
    let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
    let with_version = all.iter().filter_map(|(_, version, count)| Some((version.as_deref()?, count)));
    with_version.for_each(|(version, count)| *counts.entry(version).or_default() += count);
    let half = all.iter().map(|(_, _, count)| count).sum::<i64>() / 2;
    counts.into_iter().find(|(_, count)| *count > half).map(|(version, _)| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Db, Sql};

    const COLUMNS: [&str; 6] = ["user_name", "validated", "version", "last_refreshed", "started", "stopped"];

    /// Whether each of them is known, in the order of `COLUMNS`; started counts with stopped.
    fn known(agent: &Agent) -> [bool; 5] {
        [
            agent.user_name.is_some(),
            agent.validated.is_some(),
            agent.version.is_some(),
            agent.last_refreshed.is_some(),
            agent.stopped.is_some(),
        ]
    }

    #[test]
    fn what_stands_in_a_column_that_the_last_load_did_not_have_is_not_known() {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::create(&directory.path().join("estate.db"), Span::from_seconds(1)).unwrap();
        let run = |text: &str| db.execute(Sql::new("row", text), &[]).unwrap();
        run("INSERT INTO ecc_agent (name, user_name, validated, version, last_refreshed, started, stopped)
             VALUES ('mid-1', 'svc', 'true', 'one', '2026-03-01 11:00:00', '2026-03-01 10:00:00', '2026-03-01 10:30:00')");
        let now = Time::parse("2026-03-01 12:00:00").unwrap();
        // Which column is left out, and what is not known then.
        let cases = [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 4)].map(Some);
        for case in cases.into_iter().chain([None]) {
            let came =
                COLUMNS.iter().enumerate().filter(|(place, _)| case.is_none_or(|case| case.0 != *place));
            let came: Vec<&str> = came.map(|(_, column)| *column).collect();
            run(&format!(
                "INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count, column_names)
                 VALUES ('ecc_agent', 'import', 'test', '{now}', '{now}', 1, '{}')",
                came.join("\n")
            ));
            let estate = Estate::read(db.reader(), now, About::All).unwrap();
            let mut expected = [true; 5];
            case.into_iter().for_each(|(_, lost): (usize, usize)| expected[lost] = false);
            assert_eq!(known(&estate.agents[0]), expected, "{came:?}");
        }
    }
}
