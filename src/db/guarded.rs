//! A user's statement: what it may do is held by the engine.

use std::collections::BTreeSet;

use anyhow::{Context, Result};

use super::{Db, Sql};

/// A column of a table that a statement reads; an empty name where it reads rows and no column of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

/// What an engine refuses in a statement by its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The line of the statement, counted from 1.
    pub line: usize,
    /// What is refused, and what to say instead.
    pub message: String,
}

/// The tables that midjobs keeps for itself, and where to turn instead of writing to them.
pub(super) const KEPT: [(&str, &str); 17] = [
    ("sys_trigger", "when a job runs stands in its job file; `midjobs jobs pause` and `resume` do the rest"),
    ("sys_trigger_local", "the scheduler writes it, for when the rules of a time zone are changed"),
    ("sys_trigger_run", "it is the record of what ran; PurgeHistory bounds it by keep_runs"),
    ("sys_trigger_run_count", "PurgeHistory counts the runs of each job in it"),
    ("syslog", "the run is logged by itself; what a step finds, it returns as the column message"),
    ("load_coverage", "it is the record of what was loaded; `midjobs import` and pull write it"),
    ("table_never", "`midjobs tables never` and `unset` write it"),
    ("mid_server_history", "a trigger in the file writes it whenever a status changes"),
    ("account_history", "every load keeps in it what changed of the accounts of MID Servers"),
    ("mid_server_cause", "every load keeps in it what is proven of MID Servers that are Down"),
    ("row_absent", "it is the record of what a load did not have; `midjobs import` writes it"),
    ("writing", "it is where an import says who writes"),
    ("job_doubt", "it is the record of what was told; the runner writes it"),
    ("outbox_receiver", "`midjobs notify` and the file that --notify names say who is told"),
    ("outbox_event", "triggers in the file write it whenever there is something to tell"),
    ("outbox_message", "it is the record of what was told; PurgeHistory bounds it by keep_notifications"),
    ("job_setting", "the parameters of a job stand in [params] of its job file"),
];

/// The tables of the schema that a step may write to: the rows of the instance, and the issues. Every other one is
/// kept, also one that has no words in [`KEPT`] yet.
pub(super) const WRITABLE: [&str; 10] = [
    "ecc_agent",
    "ecc_agent_config",
    "ecc_agent_issue",
    "sys_user",
    "sys_user_role",
    "sys_user_has_role",
    "sys_user_role_contains",
    "sysevent",
    "sys_properties",
    "clone_instance",
];

impl Db {
    /// Does `work` for the step `name` under the guard: every statement that it prepares is examined, and none that
    /// was prepared without the guard is used again.
    ///
    /// # Errors
    /// The step, what was refused, to which thing and what to do instead; else whatever `work` returns.
    pub fn guarded<T>(&self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let (mut work, mut done) = (Some(work), None);
        self.engine.as_step(name, &mut || {
            let work = work.take().context("a step is carried out once")?;
            done = Some(work()?);
            Ok(())
        })?;
        done.context("a step is carried out")
    }

    /// All that the engine refuses in a user's statement by its words alone.
    pub fn refused(&self, sql: Sql) -> Vec<Refused> {
        self.engine.refused(sql)
    }

    /// Fails where a run would refuse the statement although it prepares; does nothing of it.
    ///
    /// # Errors
    /// What is refused, and what to do instead.
    pub fn ensure_may(&self, sql: Sql) -> Result<()> {
        self.ensure_still_dry()?;
        self.engine.ensure_may(sql)
    }

    /// Makes what a statement makes, without rows where that can be had.
    ///
    /// # Errors
    /// As [`Db::execute`].
    pub fn make_empty(&self, sql: Sql) -> Result<()> {
        self.ensure_still_dry()?;
        self.engine.make_empty(sql)
    }

    /// What a statement reads, through views and subqueries as well.
    ///
    /// # Errors
    /// When it does not prepare against the schema.
    pub fn reads(&self, sql: Sql) -> Result<BTreeSet<Read>> {
        self.engine.reads(sql)
    }
}
