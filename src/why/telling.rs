//! From the case of a MID Server to what is said of it.

use std::collections::BTreeMap;

use super::case::Case;
use super::estate::Estate;
use super::history::Histories;
use super::walk::Walk;
use super::{Answer, Class, Depth, class};
use crate::time::Time;

/// What there is to say of the MID Server of the case; of none where the rows are in doubt.
pub(super) fn answer(case: &Case, histories: &Histories, doubt: Option<&str>, depth: Depth) -> Answer {
    let Case { estate, agent, .. } = *case;
    let class = if doubt.is_some() { Class::NotJudged } else { class::of(estate, histories, agent) };
    let mut answer = describe(case, class, class::since(estate, histories, agent, class));
    answer.last_change = histories.last_change(agent);
    answer.changes = class::changes(histories, agent);
    if depth == Depth::InFull {
        answer.shared_with = shared_with(case);
    }
    if agent.is_down() {
        answer.add(Walk::of(case), case);
        if depth == Depth::InFull {
            answer.put_into_words(case);
        }
    }
    if let (Class::NotJudged, Some(reason)) = (class, doubt) {
        answer.is_not_judged(reason, status_came(estate), case.is_user_certain());
    }
    answer
}

/// Whether the last load had the column status at all: without it no row says Down.
fn status_came(estate: &Estate) -> bool {
    estate.known.came("ecc_agent", "status")
}

/// The other MID Servers of its user, and their status.
fn shared_with(case: &Case) -> Vec<(String, Option<String>)> {
    let others = case.agent.user().map_or_else(Vec::new, |user| case.estate.sharers(user, case.agent));
    others.iter().map(|other| (other.called().to_owned(), other.status.clone())).collect()
}

fn describe(case: &Case, class: Class, since: Option<Time>) -> Answer {
    let agent = case.agent;
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
        said: BTreeMap::new(),
        leans: false,
        near: case
            .user
            .map_or_else(Vec::new, |(_, person)| person.near.iter().map(|(_, name)| name.clone()).collect()),
        excluded: Vec::new(),
        remedy: Vec::new(),
        then: None,
        host: agent.host_name.clone(),
        shared_with: Vec::new(),
        changes: 0,
        told_on: case.estate.now,
        last_heartbeat: agent.last_refreshed,
        last_change: None,
        stopped: agent.stopped_for_good(),
    }
}
