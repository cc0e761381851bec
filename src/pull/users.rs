//! The users that matter, by name and by `sys_id`, asked for in lists that fit into a URL.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Pull;
use super::query::{Query, encoded, lists};
use super::received::Received;
use crate::intake::tables::{SYS_USER, SYS_USER_HAS_ROLE};

/// The most bytes of a list in a URL: with the rest of it, well under the 8 kB that servers take.
const LIST_BYTES: usize = 6000;

/// Reads the users called `names` and those with the `sys_id`s `holders`, each once. Returns their `sys_id`s.
pub(super) fn read(pull: &mut Pull, names: Vec<String>, holders: Vec<String>) -> Result<Vec<String>> {
    pull.add(&SYS_USER, Received::of(0, Some(0)));
    let names = askable(pull, names);
    let (listed, single): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| fits_a_list(name));
    let mut ids = BTreeSet::new();
    for list in lists(&listed, LIST_BYTES) {
        ids.extend(pull.column(
            &SYS_USER,
            &Query::all().and("user_name", "IN", &list.join(",")),
            "sys_id",
        )?);
    }
    for name in &single {
        ids.extend(pull.column(&SYS_USER, &Query::all().and("user_name", "=", name), "sys_id")?);
    }
    let holders: BTreeSet<String> = holders.into_iter().collect();
    let others: Vec<String> = holders.difference(&ids).cloned().collect();
    for list in lists(&others, LIST_BYTES) {
        pull.table(&SYS_USER, &Query::all().and("sys_id", "IN", &list.join(",")))?;
    }
    Ok(ids.union(&holders).cloned().collect())
}

/// Reads the roles of these users, but for `mid_server`, whose holders are known.
pub(super) fn read_roles(pull: &mut Pull, users: &[String]) -> Result<()> {
    for list in lists(users, LIST_BYTES) {
        let query = Query::all().and("user", "IN", &list.join(",")).and("role.name", "!=", super::MID_ROLE);
        pull.table(&SYS_USER_HAS_ROLE, &query)?;
    }
    Ok(())
}

/// The names without repetition, less those that cannot be asked for: an instance runs a value that begins with
/// `javascript:` as a script, and one that is longer than a list would not fit into a URL.
fn askable(pull: &mut Pull, names: Vec<String>) -> Vec<String> {
    let is_script = |name: &str| name.trim_start().to_ascii_lowercase().starts_with("javascript:");
    let names: BTreeSet<String> = names.into_iter().collect();
    let (names, refused): (Vec<String>, Vec<String>) =
        names.into_iter().partition(|name| !is_script(name) && encoded(name).len() <= LIST_BYTES);
    if !refused.is_empty() {
        let gap = format!("{} configured user names are no user names and were not asked for", refused.len());
        pull.add(&SYS_USER, Received { rows: 0, announced: Some(0), gap: Some(gap) });
    }
    names
}

/// Whether a name can stand in a list: a comma ends it there, and spaces at its ends may be dropped.
fn fits_a_list(name: &str) -> bool {
    !name.contains([',', '^']) && name.trim() == name
}
