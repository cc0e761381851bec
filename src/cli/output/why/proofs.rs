//! Proofs: the rows that prove something, a line each.

use crate::cli::output::printable;
use crate::time::Time;
use crate::why::{self, Evidence};

/// Whether sys_ids stand in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Their beginning: a page has 80 columns.
    Short,
    /// All of them: a ticket is searched for.
    Whole,
}

/// What proves a cause, in one line: what is not there, if anything; whose user it is goes without saying.
pub fn seen(evidence: &[Evidence]) -> Option<String> {
    let of_user = |row: &Evidence| row.sys_id.is_some() && row.table.starts_with("ecc_agent");
    let is_proof = |row: &&Evidence| !of_user(row) && row.table != "sys_user_role_contains";
    if let Some(burst) = burst(evidence) {
        return Some(burst);
    }
    if evidence.iter().all(of_user) {
        return proofs(evidence, evidence.len(), Length::Short)
            .into_iter()
            .reduce(|one, other| format!("{one}; {other}"));
    }
    let absent: Vec<Evidence> = evidence.iter().filter(|row| row.sys_id.is_none()).cloned().collect();
    let first: Vec<Evidence> =
        evidence.iter().find(is_proof).or(evidence.first()).into_iter().cloned().collect();
    proofs(if absent.is_empty() { &first } else { &absent }, 1, Length::Short).into_iter().next()
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

/// The first rows that prove something, a line each; several logins are one line, and so are rows that are alike.
pub fn proofs(evidence: &[Evidence], most: usize, length: Length) -> Vec<String> {
    let burst = burst(evidence).map(|burst| format!("sysevent: {burst}"));
    let mut lines: Vec<String> = Vec::new();
    let mut rows: Vec<&Evidence> = evidence.iter().filter(|row| burst.is_none() || !is_login(row)).collect();
    // What is not there comes first: that a role is contained says less than that it is not held.
    rows.sort_by_key(|row| row.table == "sys_user_role_contains");
    for alike in rows.chunk_by(|one, other| is_alike(one, other)) {
        lines.push(proof(alike, length));
    }
    let more = lines.len().saturating_sub(most);
    lines.truncate(most);
    if more > 0 {
        lines.push(format!("and {more} more: see --json"));
    }
    lines.extend(burst);
    lines
}

/// Whether two rows say the same of two roles.
fn is_alike(one: &Evidence, other: &Evidence) -> bool {
    let kind = |row: &Evidence| (row.table, row.column, row.sys_id.is_some());
    let of_roles =
        one.table == "sys_user_role_contains" || one.sys_id.is_none() && one.table == "sys_user_has_role";
    of_roles && kind(one) == kind(other)
}

/// Rows that prove something, or that there is none.
fn proof(rows: &[&Evidence], length: Length) -> String {
    let Some(row) = rows.first() else { return String::new() };
    let mut values: Vec<&str> = rows.iter().filter_map(|row| said(row, rows.len() > 1)).collect();
    values.sort_unstable();
    let value = match printable(&values.join(", ")) {
        empty if empty.is_empty() => "(empty)".to_owned(),
        value => why::quoted(&value),
    };
    let when = row.at.map_or_else(String::new, |_| format!(", as of {}", at(row)));
    let column = row.column.unwrap_or("sys_id");
    match &row.sys_id {
        None => absent(row, column, &value, &when),
        Some(_) if rows.len() > 1 => format!("{}: mid_server contains {value}{when}", row.table),
        Some(sys_id) => {
            let sys_id = match length {
                Length::Whole => sys_id.clone(),
                Length::Short => format!("{}...", sys_id.get(..8).unwrap_or(sys_id)),
            };
            let detail =
                row.detail.as_ref().map_or_else(String::new, |detail| format!(" ({})", printable(detail)));
            match (is_login(row), row.table) {
                (true, _) => format!("{} {sys_id}: {value}{detail}, {}", row.table, at(row)),
                (_, "sys_user_role_contains") => format!(
                    "{} {sys_id}: mid_server contains {}{when}",
                    row.table,
                    printable(row.detail.as_deref().unwrap_or(&value))
                ),
                _ => format!("{} {sys_id} {column} = {value}{detail}{when}", row.table),
            }
        }
    }
}

/// What a row says: of several contained roles their names.
fn said(row: &Evidence, is_one_of_several: bool) -> Option<&str> {
    let name = row.detail.as_deref().filter(|_| is_one_of_several && row.sys_id.is_some());
    name.or(row.value.as_deref())
}

/// That there is no such row.
fn absent(row: &Evidence, column: &str, value: &str, when: &str) -> String {
    let detail = row.detail.as_deref().unwrap_or_default();
    if let Some(since) = detail.strip_prefix("since ") {
        let since = since.get(..16).unwrap_or(since);
        return format!("{}: no login event of {value} between {since} and {}", row.table, at(row));
    }
    let among = detail.strip_prefix("among ").and_then(|among| among.strip_suffix(", all loaded"));
    let none = among.map_or_else(|| "no row".to_owned(), |rows| format!("none of the {rows}"));
    match row.table {
        "sys_user_has_role" => format!("{}: {none} gives the account {value}{when}", row.table),
        table => format!("{table}: {none} has {column} = {value}{when}"),
    }
}

fn at(row: &Evidence) -> String {
    row.at.map(Time::to_the_minute).unwrap_or_default()
}
