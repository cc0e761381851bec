//! What is known of a clone that is to come: both sides, and how it is to be made.

use anyhow::Result;

use super::account::{HELD, USERS};
use super::preserve::Preserver;
use super::reason::Reason;
use super::rules::{CONTAINS, ROLES};
use super::side::{Side, Which};
use crate::db::{params, sql};
use crate::time::Time;

const CLONES: &str = "clone_instance";

/// A clone that is to come.
pub struct Plan<'a> {
    /// The instance that is cloned.
    pub source: Side<'a>,
    /// The instance that becomes a copy of it.
    pub target: Side<'a>,
    /// What is put back in the target afterwards.
    pub preservers: Vec<Preserver>,
    /// The tables whose rows do not come; what stands there in the target goes unless it is preserved.
    pub excluded: Vec<String>,
    /// When the backup was made that is restored, where somebody said so.
    pub backup: Option<Time>,
    /// Whether it is a full clone, which ignores preservers.
    pub full: bool,
    /// When the last clone into the target completed.
    pub(super) clone: Option<Time>,
}

impl<'a> Plan<'a> {
    /// A clone of `source` into `target`.
    ///
    /// # Errors
    /// When the clones on record cannot be read.
    pub fn new(source: Side<'a>, mut target: Side<'a>) -> Result<Self> {
        let clone = match last_clone(&target)? {
            Some(clone) => Some(clone),
            None => last_clone(&source)?,
        };
        target.since = clone;
        Ok(Self {
            source,
            target,
            preservers: Vec::new(),
            excluded: Vec::new(),
            backup: None,
            full: false,
            clone,
        })
    }

    /// Whether the rows of a table do not come.
    pub(super) fn excludes(&self, table: &str) -> bool {
        !self.full && self.excluded.iter().any(|excluded| excluded == table)
    }

    /// What exclusions leave open.
    pub(super) fn reasons_of_exclusions(&self) -> Vec<Reason> {
        let is_excluded = |table: &&str| self.excluded.iter().any(|excluded| excluded == table);
        let ignored = [USERS, HELD].into_iter().filter(is_excluded).filter(|_| self.full).map(|table| {
            Reason::at_risk_anyway(format!(
                "{table} is excluded: whether a full clone heeds that is not known"
            ))
        });
        let others = [ROLES, CONTAINS].into_iter().filter(is_excluded).map(|table| {
            Reason::at_risk_anyway(format!(
                "{table} is excluded from the clone: accounts and roles are whole only where the whole set is"
            ))
        });
        ignored.chain(others).collect()
    }

    /// Why it is not known when accounts were last the same.
    pub(super) fn doubt_of_last_clone(&self) -> Option<Reason> {
        let what = "not known: when the last clone into the target completed (`midjobs after-clone` records it there)";
        self.clone.is_none().then(|| Reason::not_seen(what, Which::Source.list(CLONES)))
    }
}

/// When the last clone into the target completed, as a side has it. Which of several instances is the target nobody
/// says: then the one whose last clone is the longest ago, so that nothing passes for unchanged that is not.
fn last_clone(side: &Side) -> Result<Option<Time>> {
    if !["state", "completed", "target_instance"].iter().all(|column| side.came(CLONES, column)) {
        return Ok(None);
    }
    let rows = side.db.rows(sql!("preflight/list_clones.sql"), params![now: side.now()])?;
    let mut clones: Vec<Time> = rows.iter().map(|row| row.get("completed")).collect::<Result<_>>()?;
    clones.sort();
    Ok(clones.first().copied())
}
