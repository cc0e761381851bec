//! Issues for people: a line an account, and not a sentence an issue; each sys_id stands in it.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::cli::output::{self, Shown};

/// What issues of one line have in common.
const COMMON: [&str; 7] =
    ["state", "account", "class", "cause", "unconfirmed", "acknowledged_until", "acknowledged_reason"];

/// So many digits of a sys_id are enough, as commands take it.
const SHORT_ID: usize = 8;

/// The issues by account and by what is to be said of them, in the order in which they came.
pub fn folded(rows: &[Shown]) -> Vec<Shown> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<&Shown>> = Vec::new();
    for row in rows {
        let key = Json::from(COMMON.map(|column| row.get(column).cloned().unwrap_or_default()).to_vec());
        let place = *places.entry(key.to_string()).or_insert(groups.len());
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(row);
    }
    groups.iter().map(|group| line(group)).collect()
}

fn line(group: &[&Shown]) -> Shown {
    let of_first = |column: &str| group[0].get(column).cloned().unwrap_or_default();
    let mut mid_servers: Vec<&str> = texts(group, "mid_server");
    mid_servers.sort_unstable();
    mid_servers.dedup();
    let ids: Vec<String> =
        texts(group, "sys_id").iter().map(|id| id.chars().take(SHORT_ID).collect()).collect();
    output::row([
        ("state", of_first("state")),
        ("account", of_first("account")),
        ("mid_servers", mid_servers.join(", ").into()),
        ("class", of_first("class")),
        ("cause", of_first("cause")),
        ("last_detected", texts(group, "last_detected").into_iter().max().into()),
        ("issue_ids", ids.join(" ").into()),
        ("unconfirmed", of_first("unconfirmed")),
        ("acknowledged_until", of_first("acknowledged_until")),
        ("acknowledged_reason", of_first("acknowledged_reason")),
    ])
}

fn texts<'a>(group: &[&'a Shown], column: &str) -> Vec<&'a str> {
    group.iter().filter_map(|row| row.get(column).and_then(Json::as_str)).collect()
}
