//! The pulls of a job: they come before its transaction, and hand their rows in.

use std::io;

use anyhow::{Context, Result};

use super::Runner;
use crate::clone;
use crate::finding::{Level, Note};
use crate::job::Job;
use crate::pull::account::Account;
use crate::pull::staged::{self, Staged};
use crate::step::Work;
use crate::time::Time;

/// What one step pulled.
pub(super) struct Pulled {
    staged: Staged,
    replace: bool,
}

impl Runner<'_> {
    /// Reads what the steps of the job pull. Nothing is written yet.
    pub(super) fn pull(&self, job: &Job, now: Time) -> Result<Vec<Pulled>> {
        let mut pulled = Vec::new();
        for step in &job.steps {
            if matches!(step.work, Work::Pull { .. }) && self.db.is_in_dry_run() {
                log::warn!("{}: a dry run asks no instance: nothing is pulled", job.name);
            } else if let Work::Pull { account, replace } = &step.work {
                let staged = self.pull_as(account, job, now).with_context(|| step.name.clone())?;
                pulled.push(Pulled { staged, replace: *replace });
            }
        }
        Ok(pulled)
    }

    fn pull_as(&self, account: &Account, job: &Job, now: Time) -> Result<Staged> {
        let account = account.with_parameters(|name| {
            let param = job.param(name).with_context(|| format!("the job has no parameter {name:?}"))?;
            Ok(param.to_string())
        })?;
        let instance = account.address()?;
        // Nobody sits before a job who could type a secret.
        let credentials = account.credentials(&mut io::empty())?;
        let since = staged::events_since(self.db, &instance, now)?;
        Staged::pull(instance, credentials, since, now)
    }

    /// Stores what a step pulled and schedules the checks of the clones in it. Gives the rows that changed,
    /// and what to say.
    pub(super) fn hand_in(&self, pulled: Pulled, now: Time) -> Result<(usize, Vec<Note>)> {
        let instance = pulled.staged.instance.clone();
        let stored = pulled.staged.store(self.db, pulled.replace)?;
        let scheduled = clone::schedule_found(self.db, self.catalog, instance.host(), now)?;
        let mut notes = vec![Note::new(Level::Information, format!("pulled from {instance}"))];
        for coverage in &stored.coverage {
            let level = if coverage.gap.is_some() { Level::Warning } else { Level::Information };
            notes.push(Note::new(level, coverage.in_words(now)));
        }
        notes.extend(scheduled.iter().map(|check| {
            let text = format!("a clone of {instance} was found: {} is due {}", check.job, check.next_action);
            Note::new(Level::Information, text)
        }));
        Ok((stored.tally.rows_changed(), notes))
    }
}
