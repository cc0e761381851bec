//! Words for what is said: classes, causes and proofs, for people.

use crate::cli::output::printable;
use crate::time::Time;
use crate::why::{self, Answer, Class, Evidence};

/// What a cause is, in a few words. What holds besides has words of its own.
pub fn cause(name: &str) -> &str {
    match name {
        "cannot_tell" => "it cannot be told",
        "second_account" => "several accounts have this name",
        "directory_account" => "its account comes from a directory: mend it there",
        "shared_account" => "its account is shared with other MID Servers",
        _ => why::cause(name).map_or(name, |cause| cause.words),
    }
}

/// To what it is due, about one MID Server.
pub fn class(answer: &Answer, clone: Option<Time>) -> String {
    let clone = clone.map_or_else(String::new, minute);
    let since = answer.since.map_or_else(String::new, |since| format!(" since {}", minute(since)));
    match answer.class {
        Class::NotJudged => "is not judged: its rows cannot be relied on".to_owned(),
        Class::AddedAfterClone => "is Down; it was added after the clone".to_owned(),
        Class::NotReady => "is Up and not validated: nothing is sent to it".to_owned(),
        Class::Recovering => format!("is Up again{since}, not for long yet"),
        Class::Recovered => format!("is Up again{since}"),
        Class::Up => "is Up".to_owned(),
        Class::NotDown => format!("is {}{since}", answer.status.as_deref().unwrap_or("without a status")),
        Class::Flapping => "is Down and flaps: it changed its status three times within an hour".to_owned(),
        Class::DownBeforeClone => match answer.last_heartbeat {
            Some(last) => {
                format!("was Down before the clone of {clone}: no heartbeat since {}", minute(last))
            }
            None => format!("was Down before the clone of {clone}: no heartbeat is known at all"),
        },
        Class::DownLater => format!("went Down later than the clone of {clone}"),
        Class::DownSinceClone => format!("is Down since the clone of {clone}"),
        Class::Down => format!("is Down{since}; no clone is on record"),
    }
}

/// To the minute, in UTC.
pub fn minute(time: Time) -> String {
    time.to_string().get(..16).unwrap_or_default().to_owned()
}

/// What proves a cause, in one line.
pub fn seen(evidence: &[Evidence]) -> Option<String> {
    let first = evidence.first()?;
    let times = evidence.iter().filter(|row| row.table == "sysevent" && row.sys_id.is_some());
    let times: Vec<&Evidence> = times.collect();
    if let (Some(one), Some(last)) = (times.first(), times.last())
        && times.len() > 1
    {
        let said = last.value.as_deref().unwrap_or_default();
        let detail =
            last.detail.as_ref().map_or_else(String::new, |detail| format!(" {}", printable(detail)));
        return Some(format!("{said}{detail}, {} times, {} to {}", times.len(), at(one), at(last)));
    }
    Some(proof(first))
}

/// One row that proves something, or that there is none.
pub fn proof(row: &Evidence) -> String {
    let (column, value) =
        (row.column.unwrap_or("sys_id"), printable(row.value.as_deref().unwrap_or_default()));
    let at = row.at.as_ref().map_or_else(String::new, |_| format!(", {}", at(row)));
    let at = row.detail.as_ref().map_or_else(String::new, |detail| format!(" ({})", printable(detail))) + &at;
    match &row.sys_id {
        Some(sys_id) => {
            format!("{} {}... {column} = {value}{at}", row.table, sys_id.get(..8).unwrap_or(sys_id))
        }
        None => format!("{} has none with {column} = {value}{at}", row.table),
    }
}

fn at(row: &Evidence) -> String {
    let at = row.at.as_deref().unwrap_or_default();
    at.get(..16).unwrap_or(at).replace('T', " ")
}
