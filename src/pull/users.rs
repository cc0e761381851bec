//! The users that matter, by name and by `sys_id`, asked for in lists that fit into a URL.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::asking::Pull;
use super::query::{Query, encoded, lists};
use super::received::Received;
use crate::intake::record::Record;
use crate::intake::tables::{
    ECC_AGENT, ECC_AGENT_CONFIG, InstanceTable, SYS_USER, SYS_USER_HAS_ROLE, SYS_USER_ROLE,
};

/// The most bytes of a list in a URL: with the rest of it, well under the 8 kB that servers take.
const LIST_BYTES: usize = 6000;
/// The most names that are asked for one by one.
const MOST_SINGLE: usize = 500;

/// By what users are asked for.
pub(super) struct Keys {
    /// The names that MID Servers are configured with or last logged in by.
    pub names: Vec<String>,
    /// The `sys_id`s of those who hold the role `mid_server`.
    pub holders: Vec<String>,
}

/// Reads the users of these keys, each once, and their roles. Where a key table did not come whole, nor did what was
/// asked for by it.
pub(super) fn read(pull: &mut Pull, keys: Keys, stood: &dyn Fn(&str) -> Result<bool>) -> Result<()> {
    let short: Vec<&KeyTable> = KEY_TABLES.iter().filter(|key| !pull.is_complete(key.table)).collect();
    let users = read_users(pull, keys)?;
    read_roles(pull, &users)?;
    pull.doubt_nothing_of(&[&SYS_USER, &SYS_USER_HAS_ROLE], stood)?;
    if !pull.is_complete(&SYS_USER) {
        pull.doubt(&SYS_USER_HAS_ROLE, "asked for by the users in sys_user, which is incomplete".to_owned());
    }
    for key in short {
        let reason = format!("asked for by {} {}, which is incomplete", key.what, key.table.name);
        pull.doubt(&SYS_USER, reason.clone());
        if key.table.name != SYS_USER_HAS_ROLE.name {
            pull.doubt(&SYS_USER_HAS_ROLE, reason);
        }
    }
    Ok(())
}

/// Holders are asked for by the name of their role: where that role may be hidden, so may they.
pub(super) fn doubt_without_role(pull: &mut Pull, roles: &[String]) {
    if pull.is_complete(&SYS_USER_ROLE) || roles.iter().any(|role| role == super::MID_ROLE) {
        return;
    }
    for table in [&SYS_USER_HAS_ROLE, &SYS_USER] {
        pull.doubt(table, "asked for by the role mid_server, which did not come in sys_user_role".to_owned());
    }
}

/// A table that users are asked for by.
struct KeyTable {
    table: &'static InstanceTable,
    what: &'static str,
}

static KEY_TABLES: [KeyTable; 3] = [
    KeyTable { table: &ECC_AGENT, what: "the user names in" },
    KeyTable { table: &ECC_AGENT_CONFIG, what: "the names in" },
    KeyTable { table: &SYS_USER_HAS_ROLE, what: "the holders of mid_server in" },
];

/// Accounts that came: their names by `sys_id`.
type Found = BTreeMap<String, String>;

/// Reads the users; their `sys_id`s, with those of all holders.
fn read_users(pull: &mut Pull, keys: Keys) -> Result<BTreeSet<String>> {
    pull.add(&SYS_USER, Received::of(0, Some(0)));
    let own = pull.user();
    let names = askable(pull, keys.names.into_iter().chain(own.clone()).collect());
    let mut found = Found::new();
    let mut unproven = read_listed(pull, &names, &mut found)?;
    for name in names.iter().filter(|name| !fits_a_list(name)) {
        let part = ask(pull, &by_name(name), &mut found)?;
        unproven.extend(settle(pull, name, &part, &found));
    }
    let holders: BTreeSet<String> = keys.holders.into_iter().collect();
    let others: Vec<String> = holders.iter().filter(|id| !found.contains_key(*id)).cloned().collect();
    for list in lists(&others, LIST_BYTES) {
        ask(pull, &Query::all().and("sys_id", "IN", &list.join(",")), &mut found)?;
    }
    let is_found = |name: &String| found.values().any(|known| known == name);
    let absent = names.iter().any(|name| Some(name) != own.as_ref() && !is_found(name))
        || holders.iter().any(|id| !found.contains_key(id));
    let hidden = own.filter(|own| absent && !pull.is_refused(&SYS_USER) && !is_there(own, &found));
    if let Some(own) = &hidden {
        pull.doubt(&SYS_USER, format!("rows are hidden: not even {own:?} came, the account that asks"));
    }
    let answered = |name: &String| is_found(name) || (hidden.is_none() && !unproven.contains(name));
    let asked = names.iter().filter(|name| answered(name) && !pull.is_refused(&SYS_USER)).cloned().collect();
    pull.add(&SYS_USER, Received::of(0, Some(0)).to(asked));
    Ok(found.into_keys().chain(holders).collect())
}

/// Reads the users with names that can stand in a list, however they are written there. Names that no row has are asked
/// for one by one. Returns the names of which it is not known whether there is an account.
fn read_listed(pull: &mut Pull, names: &BTreeSet<String>, found: &mut Found) -> Result<BTreeSet<String>> {
    let written: BTreeSet<String> = names.iter().flat_map(|name| spellings(name)).collect();
    let written: Vec<String> = written.into_iter().filter(|name| fits_a_list(name)).collect();
    let mut short = BTreeSet::new();
    for list in lists(&written, LIST_BYTES) {
        let part = ask(pull, &Query::all().and("user_name", "IN", &list.join(",")), found)?;
        if part.is_short() {
            short.extend(list);
        }
    }
    let is_found = |name: &String, found: &Found| found.values().any(|known| known == name);
    let open: Vec<&String> =
        names.iter().filter(|name| fits_a_list(name) && !is_found(name, found)).collect();
    let mut unproven = BTreeSet::new();
    for (number, name) in open.into_iter().enumerate() {
        if number < MOST_SINGLE {
            let part = pull.read_apart(&SYS_USER, &by_name(name), &mut note(found))?;
            unproven.extend(settle(pull, name, &part, found));
            pull.add(&SYS_USER, part.less_missing());
        } else {
            unproven.extend(short.contains(name).then(|| name.clone()));
        }
    }
    Ok(unproven)
}

/// What the answer to one name proves: a row that is announced and does not come is hidden, and none announced is
/// none. Returns the name if it is not known whether there is an account.
fn settle(pull: &mut Pull, name: &str, part: &Received, found: &Found) -> Option<String> {
    if found.values().any(|known| known == name) || part.announced == Some(0) {
        return None;
    }
    if part.announced.is_some() {
        pull.doubt(&SYS_USER, format!("access rules hide the account {name:?}"));
    }
    Some(name.to_owned())
}

fn ask(pull: &mut Pull, query: &Query, found: &mut Found) -> Result<Received> {
    pull.read(&SYS_USER, query, &mut note(found))
}

fn note(found: &mut Found) -> impl FnMut(&Record) {
    |record| {
        let name = record.value("user_name").unwrap_or_default().to_owned();
        found.extend(record.value("sys_id").map(|id| (id.to_owned(), name)));
    }
}

fn by_name(name: &str) -> Query {
    Query::all().and("user_name", "=", name)
}

/// Whether the account came, in whatever case: logins do not tell cases apart.
fn is_there(name: &str, found: &Found) -> bool {
    found.values().any(|known| known.to_lowercase() == name.to_lowercase())
}

/// A name as it is, and as it may be written by mistake: in another case, or without the blanks at its ends. Not every
/// database of an instance finds these by itself.
fn spellings(name: &str) -> [String; 4] {
    let bare = name.trim();
    [name.to_owned(), bare.to_owned(), bare.to_lowercase(), bare.to_uppercase()]
}

/// Reads the roles of these users, but for `mid_server`, whose holders are known.
fn read_roles(pull: &mut Pull, users: &BTreeSet<String>) -> Result<()> {
    let users: Vec<String> = users.iter().cloned().collect();
    for list in lists(&users, LIST_BYTES) {
        let query = Query::all().and("user", "IN", &list.join(",")).and("role.name", "!=", super::MID_ROLE);
        pull.table(&SYS_USER_HAS_ROLE, &query)?;
    }
    Ok(())
}

/// The names without repetition, less those that cannot be asked for: an instance runs a value that begins with
/// `javascript:` as a script, and one that is longer than a list would not fit into a URL.
fn askable(pull: &mut Pull, names: Vec<String>) -> BTreeSet<String> {
    let is_script = |name: &str| name.trim_start().to_ascii_lowercase().starts_with("javascript:");
    let names: BTreeSet<String> = names.into_iter().collect();
    let (names, refused): (BTreeSet<String>, BTreeSet<String>) =
        names.into_iter().partition(|name| !is_script(name) && encoded(name).len() <= LIST_BYTES);
    if !refused.is_empty() {
        let gap = format!("{} configured user names are no user names and were not asked for", refused.len());
        pull.doubt(&SYS_USER, gap);
    }
    names
}

/// Whether a name can stand in a list: a comma ends it there, and spaces at its ends may be dropped.
fn fits_a_list(name: &str) -> bool {
    !name.contains([',', '^']) && name.trim() == name
}
