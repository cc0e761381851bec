//! What suggests a clone that nobody recorded: accounts that have the same names as before, and are others.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use crate::db::{Db, sql};
use crate::intake::record::Record;
use crate::intake::tables::SYS_USER;
use crate::time::Time;

/// Fewer accounts than these may just have been made anew.
const FEWEST: usize = 2;

/// How many of the accounts that were known came, and how many of these have another `sys_id` now.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Likeness {
    known: usize,
    changed: usize,
}

impl Likeness {
    /// Compares the accounts among `records` with those in `db`, which are still the ones of before.
    pub fn of(db: &Db, records: &[Record]) -> Result<Self> {
        let mut before: HashMap<String, HashSet<String>> = HashMap::new();
        for row in db.rows(sql!("pull/list_accounts.sql"), &[])? {
            before.entry(row.get("user_name")?).or_default().insert(row.get("sys_id")?);
        }
        let mut now: HashMap<&str, HashSet<&str>> = HashMap::new();
        for record in records.iter().filter(|record| record.table.as_deref() == Some(SYS_USER.name)) {
            if let (Some(name), Some(id)) = (record.value("user_name"), record.value("sys_id")) {
                now.entry(name).or_default().insert(id);
            }
        }
        let both = now.iter().filter_map(|(name, ids)| Some((ids, before.get(*name)?)));
        Ok(both.fold(Self::default(), |Self { known, changed }, (ids, before)| Self {
            known: known + 1,
            changed: changed + usize::from(!ids.iter().any(|id| before.contains(*id))),
        }))
    }

    /// What to say of it; nothing where a clone is on record that completed after the accounts were last loaded.
    pub fn in_words(&self, db: &Db, last_load: Option<Time>) -> Result<Option<String>> {
        let Self { known, changed } = *self;
        if changed < FEWEST || changed * 2 <= known {
            return Ok(None);
        }
        let clone = latest_clone(db)?;
        let explained = last_load.zip(clone).is_some_and(|(load, clone)| clone > load);
        Ok((!explained).then(|| {
            format!(
                "{changed} of {known} known accounts have another sys_id now: this looks like a clone: record it with \
                 `midjobs after-clone`"
            )
        }))
    }
}

/// When the latest clone on record completed.
pub(super) fn latest_clone(db: &Db) -> Result<Option<Time>> {
    db.row(sql!("pull/find_latest_clone.sql"), &[])?.map_or(Ok(None), |row| row.get("completed"))
}
