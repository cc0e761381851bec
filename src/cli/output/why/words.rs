//! Words for what is said: classes, causes and proofs, for people.

use crate::amount::amount;
use crate::cli::output::printable;
use crate::time::Time;
use crate::why::{self, Answer, Class, Evidence};

/// Whether sys_ids stand in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Their beginning: a page has 80 columns.
    Short,
    /// All of them: a ticket is searched for.
    Whole,
}

pub use crate::why::in_words as cause;

/// What it is not, of the causes that the rows exclude, in a word or two each.
pub fn not(excluded: &[&'static str]) -> Vec<&'static str> {
    let word = |name: &&'static str| why::cause(name).and_then(|cause| cause.not);
    excluded.iter().filter_map(word).collect()
}

/// To what it is due, about one MID Server.
pub fn class(answer: &Answer, clone: Option<Time>) -> String {
    let clone = clone.map_or_else(String::new, minute);
    let since = answer.since.map_or_else(String::new, |since| format!(" since {}", minute(since)));
    match answer.class_shown() {
        Class::NotJudged => "is not judged: its rows cannot be relied on".to_owned(),
        Class::AddedAfterClone => "is Down; it was added after the clone".to_owned(),
        Class::NotReady => "is Up and not validated: nothing is sent to it".to_owned(),
        Class::Recovering if answer.since.is_none() => {
            "is Up in its row; a later event says that it went Down".to_owned()
        }
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

/// What proves a cause, in one line: what is not there, if anything; whose user it is goes without saying.
pub fn seen(evidence: &[Evidence]) -> Option<String> {
    let of_user = |row: &&Evidence| row.sys_id.is_some() && row.table.starts_with("ecc_agent");
    let absent = evidence.iter().find(|row| row.sys_id.is_none());
    let first = absent.or(evidence.iter().find(|row| !of_user(row))).or(evidence.first())?;
    Some(burst(evidence).unwrap_or_else(|| proof(first, Length::Short)))
}

/// Several login events in one line.
fn burst(evidence: &[Evidence]) -> Option<String> {
    let times: Vec<&Evidence> = evidence.iter().filter(|row| is_login(row)).collect();
    let (one, last) = (times.first()?, times.last().filter(|_| times.len() > 1)?);
    let said = last.value.as_deref().unwrap_or_default();
    let detail = last.detail.as_ref().map_or_else(String::new, |detail| format!(" {}", printable(detail)));
    let least = if times.len() >= why::MOST_LOGINS { "at least " } else { "" };
    Some(format!("{said}{detail}, {least}{} times, {} to {}", times.len(), at(one), at(last)))
}

fn is_login(row: &Evidence) -> bool {
    row.table == "sysevent" && row.sys_id.is_some()
}

/// The first rows that prove something, a line each; several logins are one line.
pub fn proofs(evidence: &[Evidence], most: usize, length: Length) -> Vec<String> {
    let burst = burst(evidence).map(|burst| format!("sysevent: {burst}"));
    let rows: Vec<&Evidence> = evidence.iter().filter(|row| burst.is_none() || !is_login(row)).collect();
    let mut lines: Vec<String> = rows.iter().take(most).map(|row| proof(row, length)).collect();
    if rows.len() > most {
        lines.push(format!("and {} more: see --json", amount(rows.len() - most, "row")));
    }
    lines.extend(burst);
    lines
}

/// One row that proves something, or that there is none.
fn proof(row: &Evidence, length: Length) -> String {
    let (column, value) =
        (row.column.unwrap_or("sys_id"), printable(row.value.as_deref().unwrap_or_default()));
    let value = if value.is_empty() { "(empty)".to_owned() } else { value };
    let detail = row.detail.as_ref().map_or_else(String::new, |detail| format!(" {}", printable(detail)));
    let when = row.at.as_ref().map_or_else(String::new, |_| format!(", {}", at(row)));
    match &row.sys_id {
        Some(sys_id) => {
            let sys_id = match length {
                Length::Whole => sys_id.clone(),
                Length::Short => format!("{}...", sys_id.get(..8).unwrap_or(sys_id)),
            };
            let detail = if detail.is_empty() { detail } else { format!(" ({})", detail.trim()) };
            format!("{} {sys_id} {column} = {value}{detail}{when}", row.table)
        }
        None => format!("{}: none with {column} = {value}{detail}{when}", row.table),
    }
}

fn at(row: &Evidence) -> String {
    let at = row.at.as_deref().unwrap_or_default();
    at.get(..16).unwrap_or(at).replace('T', " ")
}
