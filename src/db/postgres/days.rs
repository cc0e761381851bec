//! Days of events: each has a table of its own, made before events of it come, and dropped when all of it is old.

use anyhow::Result;

use super::Server;
use crate::db::engine::{Engine as _, Scope};
use crate::db::{Params, Sql, Trouble, params, sql};

const EVENTS: &str = "sysevent";

/// Statements that remove rows, and what removes at once those that lie together.
const AT_ONCE: [(Sql, Sql); 1] =
    [(sql!("steps/delete_old_events.sql"), sql!("postgres/drop_event_days.sql"))];

impl Server {
    /// In a transaction of its own: readers wait for it where it comes to their tables, and are not to wait for an import.
    pub(super) fn make_event_days(&self, first_day: &str, last_day: &str) -> Result<()> {
        if self.day_column(EVENTS)?.is_none() {
            return Ok(());
        }
        let missing =
            self.rows(sql!("postgres/list_missing_event_days.sql"), params![first_day, last_day])?;
        if missing.is_empty() {
            return Ok(());
        }
        match self.begin(Scope::ForGood) {
            // Whoever writes meanwhile does not wait for it, nor it for them: the next load makes them.
            Err(error) if Trouble::Busy.is_cause_of(&error) => return Ok(()),
            begun => begun?,
        }
        let made = self.row(sql!("postgres/make_event_days.sql"), params![first_day, last_day]);
        if made.is_err() {
            self.roll_back(Scope::ForGood)?;
        } else {
            self.commit(Scope::ForGood)?;
        }
        made.map(drop)
    }

    /// Where the days are not as midjobs makes them, nothing is removed at once.
    pub(super) fn drop_event_days(&self, sql: Sql, params: &Params) -> Result<usize> {
        let Some((_, at_once)) = AT_ONCE.iter().find(|(known, _)| known.text == sql.text) else {
            return Ok(0);
        };
        if self.day_column(EVENTS)?.is_none() {
            return Ok(0);
        }
        let removed: i64 = self.row(*at_once, params)?.get("removed")?;
        Ok(usize::try_from(removed).unwrap_or(0))
    }

    /// What was looked for is not looked for once more by a trigger of the schema.
    pub(super) fn leave_triggers_out(&self, out: bool) -> Result<()> {
        if self.transaction_failed() {
            return Ok(());
        }
        let checked = if out { "yes" } else { "no" };
        self.row(sql!("postgres/leave_checks_out.sql"), params![checked]).map(drop)
    }
}
