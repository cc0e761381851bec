//! Rows that are asked of an instance: fetched before a transaction, and stored in it. The command and the jobs do
//! it in the same way.

use std::io::{self, Read};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::clone::{self, Scheduled};
use crate::db::Db;
use crate::finding::{Level, Note};
use crate::job::{Catalog, Job, Pull};
use crate::pull::account::Account;
use crate::pull::instance::{self, Instance};
use crate::pull::limits::Limits;
use crate::pull::own_account;
use crate::pull::question::Question;
use crate::pull::staged::{self, Staged, Stored};
use crate::time::Time;
use crate::why;

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
    let question = question(db, pull, since, stdin, now)?;
    let instance = question.instance.clone();
    match question.ask(Limits::default(), &|| Duration::MAX) {
        Ok(staged) => Ok(Pulled::new(staged, pull.replace)),
        Err(error) => Err(own_account::explained(db, &instance, error)?),
    }
}

/// What the `[pull]` of a job asks, and whether rows that the instance no longer has are removed.
pub(super) fn question_of(db: &Db, job: &Job, now: Time) -> Result<(Question, bool)> {
    let pull = job.pull.as_ref().context("the job has no [pull]")?;
    let pull = pull.with_parameters(|name| {
        let param = job.param(name).with_context(|| format!("the job has no parameter {name:?}"))?;
        Ok(param.to_string())
    })?;
    // Nobody sits before a job who could type a secret.
    Ok((question(db, &pull, None, &mut io::empty(), now)?, pull.replace))
}

fn question(db: &Db, pull: &Pull, since: Option<Time>, stdin: &mut dyn Read, now: Time) -> Result<Question> {
    let instance = instance::named(&pull.instance)?.trusting(&pull.ca_file);
    let since = since.map_or_else(|| staged::events_since(db, &instance, now), Ok)?;
    let account = Account {
        user: &pull.user,
        password_file: &pull.password_file,
        client_id: &pull.client_id,
        client_secret_file: &pull.client_secret_file,
    };
    Question::of(db, instance, account.credentials(stdin)?, since, now)
}

impl Pulled {
    pub(super) fn new(staged: Staged, replace: bool) -> Self {
        Self { staged, replace }
    }

    /// Stores the rows and schedules the checks of the clones in them. To be used within a transaction.
    pub fn hand_in(self, db: &Db, catalog: &Catalog, now: Time) -> Result<Brought> {
        let instance = self.staged.instance.clone();
        let stored = self.staged.store(db, self.replace)?;
        why::keep_proven(db, now)?;
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
