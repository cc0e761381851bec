//! What to do before the clone: lists to export, preservers to create.

use std::collections::BTreeSet;

use anyhow::Result;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::Judged;
use super::account::{HELD, USERS};
use super::judge::Judge;
use super::reason::{Cure, Verdict};
use super::side::Which;

/// So many accounts in one list: its address must fit into a URL.
const NAMES_A_LIST: usize = 40;

/// The steps, in order.
pub(super) fn steps(judge: &Judge, all: &[&Judged]) -> Result<Vec<String>> {
    let mut steps = Vec::new();
    let not_seen: BTreeSet<&str> = all
        .iter()
        .flat_map(|judged| &judged.reasons)
        .filter_map(|reason| match &reason.cure {
            Cure::Look(list) => Some(list.as_str()),
            _ => None,
        })
        .collect();
    steps
        .extend(not_seen.into_iter().map(|list| format!("Export what was not seen, then ask again: {list}")));
    let (mut names, mut nowhere): (BTreeSet<&str>, BTreeSet<&str>) = Default::default();
    for judged in all.iter().filter(|judged| judged.verdict > Verdict::Safe) {
        let helps = judged.reasons.iter().any(|reason| reason.cure == Cure::Preserve);
        for user in judged.users.iter().filter(|_| helps) {
            if judge.is_in_target(user)? {
                names.insert(user);
            } else if judged.verdict == Verdict::Breaks {
                nowhere.insert(user);
            }
        }
    }
    let names: Vec<&str> = names.into_iter().collect();
    for names in names.chunks(NAMES_A_LIST) {
        steps.push(format!(
            "Export the accounts of the target, as a backup: {}",
            list(USERS, "user_name", names)
        ));
        steps.push(format!("Export their roles, as a backup: {}", list(HELD, "user.user_name", names)));
        for (table, field) in
            [(USERS, "user_name"), (HELD, "user.user_name"), ("sys_user_grmember", "user.user_name")]
        {
            let condition = condition(field, names);
            let when = if table == "sys_user_grmember" { ", where roles come by groups" } else { "" };
            steps.push(format!(
                "Create a preserver on the source (clone_data_preserver){when}: table {table}, condition {condition}"
            ));
        }
    }
    if !nowhere.is_empty() {
        steps.push(format!(
            "Nothing of these accounts is in the target, so that no preserver helps: make them active there, with their \
             roles, in the source before the clone or in the target after it: {}",
            nowhere.into_iter().collect::<Vec<_>>().join(", ")
        ));
    }
    if !names.is_empty() {
        steps.push("Have the passwords of these accounts at hand: no export shows them".to_owned());
    }
    Ok(steps)
}

fn list(table: &str, field: &str, names: &[&str]) -> String {
    let query = utf8_percent_encode(&condition(field, names), NON_ALPHANUMERIC).to_string();
    // These may stand as they are, and a person reads it.
    let query = query.replace("%5F", "_").replace("%2E", ".").replace("%2D", "-");
    format!("{}&sysparm_query={query}", Which::Target.list(table))
}

/// An encoded query for rows of these users. A list is cut at commas, and a caret ends a condition.
fn condition(field: &str, names: &[&str]) -> String {
    if names.len() > 1 && !names.iter().any(|name| name.contains([',', '^'])) {
        return format!("{field}IN{}", names.join(","));
    }
    let each = names.iter().map(|name| format!("{field}={}", name.replace('^', "^^")));
    each.collect::<Vec<_>>().join("^OR")
}
