//! Rows that are asked of an instance: fetched before a transaction, and stored in it. The command and the jobs do
//! it in the same way.

use std::io::{self, Read};

use anyhow::{Context, Result};

use super::claim::Claim;
use super::round::Round;
use super::{RunReport, Runner};
use crate::clone::{self, Scheduled};
use crate::db::Db;
use crate::finding::{Level, Note};
use crate::job::{Catalog, Job, Plan, Pull};
use crate::pull::account::Account;
use crate::pull::instance::{self, Instance};
use crate::pull::own_account;
use crate::pull::staged::{self, Staged, Stored};
use crate::time::Time;
use crate::trigger::{self, Demand};

/// What a pull brought, which is not stored yet.
pub struct Pulled {
    staged: Staged,
    replace: bool,
}

/// What storing a pull did.
pub struct Brought {
    /// The instance.
    pub instance: Instance,
    /// What became of its rows, and what is known of each table now.
    pub stored: Stored,
    /// The checks of clones that were found among the rows.
    pub scheduled: Vec<Scheduled>,
}

/// Asks the instance for all that midjobs needs; for login events from `since` on, or since the last pull. A secret
/// may lie in `stdin`. Nothing is written.
///
/// # Errors
/// When the account is not named in full, or the instance cannot be asked, or refuses.
pub fn fetch(db: &Db, pull: &Pull, since: Option<Time>, stdin: &mut dyn Read, now: Time) -> Result<Pulled> {
    let instance = instance::named(&pull.instance)?.trusting(&pull.ca_file);
    let since = since.map_or_else(|| staged::events_since(db, &instance, now), Ok)?;
    let account = Account {
        user: &pull.user,
        password_file: &pull.password_file,
        client_id: &pull.client_id,
        client_secret_file: &pull.client_secret_file,
    };
    let credentials = account.credentials(stdin)?;
    match Staged::pull(db, instance.clone(), credentials, since, now) {
        Ok(staged) => Ok(Pulled { staged, replace: pull.replace }),
        Err(error) => Err(own_account::explained(db, &instance, error)?),
    }
}

/// The same for a job that has a `[pull]`; nothing in a dry run.
pub(super) fn fetch_for_job(db: &Db, job: &Job, now: Time) -> Result<Option<Pulled>> {
    let Some(pull) = &job.pull else { return Ok(None) };
    if db.is_in_dry_run() {
        log::warn!("{}: a dry run asks no instance: nothing is pulled", job.name);
        return Ok(None);
    }
    let pull = pull.with_parameters(|name| {
        let param = job.param(name).with_context(|| format!("the job has no parameter {name:?}"))?;
        Ok(param.to_string())
    });
    // Nobody sits before a job who could type a secret.
    pull.and_then(|pull| fetch(db, &pull, None, &mut io::empty(), now)).context("pull").map(Some)
}

impl Runner<'_> {
    /// Whether the job judges new rows, and a pull that was to bring them waits for its next attempt.
    pub(super) fn waits_for_pull(&self, catalog: &Catalog, job: &Job) -> Result<bool> {
        if !job.only_on_new_rows {
            return Ok(false);
        }
        for pulling in catalog.jobs.iter().filter(|job| job.pull.is_some()) {
            if trigger::is_between_attempts(self.db, &pulling.name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Before a check after a clone, each active pull runs, once in a tick: rows from before the clone say nothing.
    pub(super) fn pull_first(
        &self,
        catalog: &Catalog,
        job: &Job,
        round: &mut Round,
    ) -> Result<Vec<RunReport>> {
        if job.pull.is_some() {
            round.pulls(&job.name);
        }
        let mut reports = Vec::new();
        if !matches!(job.plan, Plan::AfterClone(_)) || self.db.is_in_dry_run() {
            return Ok(reports);
        }
        for pulling in catalog.jobs.iter().filter(|job| job.pull.is_some()) {
            let Some(trigger) = trigger::ready(self.db, &pulling.name)? else { continue };
            if round.pulls(&pulling.name)
                && let Some(claim) = Claim::take(self, pulling, &trigger, Demand::AtOnce)?
            {
                reports.push(self.carry_out(catalog, claim)?);
            }
        }
        Ok(reports)
    }
}

impl Pulled {
    /// Stores the rows and schedules the checks of the clones in them. To be used within a transaction.
    pub fn hand_in(self, db: &Db, catalog: &Catalog, now: Time) -> Result<Brought> {
        let instance = self.staged.instance.clone();
        let stored = self.staged.store(db, self.replace)?;
        clone::cancel_undone(db, now)?;
        let mut scheduled = clone::schedule_found(db, catalog, instance.host(), now)?;
        scheduled.extend(clone::check_waiting_again(db, now)?);
        Ok(Brought { instance, stored, scheduled })
    }
}

impl Brought {
    /// What there is to say about it, for the log.
    pub(super) fn notes(&self, now: Time) -> Vec<Note> {
        let instance = &self.instance;
        let mut notes = vec![Note::new(Level::Information, format!("pulled from {instance}"))];
        for load in &self.stored.loads {
            let is_bad = load.gap.is_some() && !crate::pull::may_be_missing(&load.table);
            let level = if is_bad { Level::Warning } else { Level::Information };
            notes.push(Note::new(level, load.in_words(now)));
        }
        notes.extend(self.stored.clone_suspected.iter().map(|text| Note::new(Level::Warning, text)));
        notes.extend(self.scheduled.iter().map(|check| {
            let text = format!(
                "what came of {instance} tells of a clone: {} is due {}",
                check.job, check.next_action
            );
            Note::new(Level::Information, text)
        }));
        notes
    }
}
