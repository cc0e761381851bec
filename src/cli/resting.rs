//! What the active jobs rest on: which tables matter, to which jobs, and how old their rows may be.

use std::collections::BTreeMap;

use anyhow::Result;

use super::context::Context;
use crate::coverage::{Doubt, STATUS, Sight};
use crate::db::Db;
use crate::job::{Catalog, Job, Plan};
use crate::time::{Span, Time};
use crate::trigger;

/// A pull that is active may miss this many of its occurrences before the rows are old.
const PULLS_MISSED: u64 = 3;

/// However often it pulls, rows are not old before this.
const AT_LEAST: Span = Span::from_seconds(30 * 60);

/// The tables that something rests on.
#[derive(Default)]
pub struct Resting {
    tables: BTreeMap<String, Table>,
    /// How often the most eager active pull brings rows.
    pulls_every: Option<Span>,
}

#[derive(Default)]
struct Table {
    jobs: Vec<String>,
    columns: Vec<String>,
}

impl Resting {
    /// What the jobs rest on that come due by themselves. The list of MID Servers rests on their table in any case.
    pub fn of(db: &Db, catalog: &Catalog, now: Time) -> Result<Self> {
        let mut resting = Self::default();
        let columns = STATUS.columns.iter().map(|column| (*column).to_owned()).collect();
        resting.tables.insert(STATUS.table.to_owned(), Table { jobs: Vec::new(), columns });
        for job in &catalog.jobs {
            if is_active(db, job)? {
                resting.add(db, job, now);
            }
        }
        Ok(resting)
    }

    /// The same of all jobs of `context`. Job files with faults make no job.
    pub fn in_context(context: &Context, db: &Db, now: Time) -> Result<Self> {
        Self::of(db, &context.load_jobs()?, now)
    }

    /// Whether an active job pulls rows.
    pub fn is_pulled(&self) -> bool {
        self.pulls_every.is_some()
    }

    /// The tables that something rests on.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// The jobs that rest on a table.
    pub fn jobs(&self, table: &str) -> &[String] {
        self.tables.get(table).map_or(&[], |table| &table.jobs)
    }

    /// What can be known at `now`: where rows are pulled, they are old sooner.
    pub fn sight(&self, db: &Db, now: Time) -> Result<Sight> {
        let sight = Sight::at(db.reader(), now)?;
        Ok(match self.pulls_every {
            Some(every) => {
                sight.with_stale_after(Span::from_seconds(every.seconds() * PULLS_MISSED).max(AT_LEAST))
            }
            None => sight,
        })
    }

    /// The doubts about what the jobs rest on.
    pub fn doubts(&self, sight: &Sight) -> Vec<Doubt> {
        self.tables.iter().filter_map(|(name, table)| sight.doubt_about(name, &table.columns)).collect()
    }

    fn add(&mut self, db: &Db, job: &Job, now: Time) {
        let rests_on = db.briefly(|| job.rests_on(db)).unwrap_or_else(|error| {
            log::info!("{}: what it rests on cannot be told: {error:#}", job.name);
            BTreeMap::new()
        });
        for (name, columns) in rests_on {
            let table = self.tables.entry(name).or_default();
            table.jobs.push(job.name.clone());
            let new =
                columns.into_iter().filter(|column| !table.columns.contains(column)).collect::<Vec<_>>();
            table.columns.extend(new);
        }
        if job.pull.is_some() {
            let every = interval(job, now);
            self.pulls_every = self.pulls_every.into_iter().chain(every).min();
        }
    }
}

/// Whether a job comes due by itself: its trigger is not paused, or a clone would schedule it.
fn is_active(db: &Db, job: &Job) -> Result<bool> {
    let active = trigger::is_active(db, &job.name)?;
    Ok(active.unwrap_or(job.active && matches!(job.plan, Plan::AfterClone(_))))
}

fn interval(job: &Job, now: Time) -> Option<Span> {
    let Plan::Repeat { schedule, .. } = &job.plan else { return None };
    let next = schedule.next_after(now, now)?;
    Some(schedule.next_after(next, next)?.since(next))
}
