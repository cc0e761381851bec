//! Whose turn it is: what is due, in order, each trigger once before any comes again.

use std::collections::{HashSet, VecDeque};

use anyhow::Result;

use super::Runner;
use crate::job::Catalog;
use crate::time::Time;
use crate::trigger::Trigger;

/// The turns of one tick. What was due when it began is worked off to the last occurrence; what comes due
/// meanwhile has its turn among it, and once at the end: so a tick ends, however often a job comes due.
pub(super) struct Round {
    began: Time,
    /// When `due` was read; what came due since is not in it.
    read_at: Option<Time>,
    due: VecDeque<Trigger>,
    /// The triggers that had their turn in this round.
    had: HashSet<String>,
    /// The triggers that wait for a pull.
    left: HashSet<String>,
    /// The jobs with a pull that ran in this tick.
    pulled: HashSet<String>,
}

impl Round {
    /// The turns of a tick that begins at `began`.
    pub fn begin(began: Time) -> Self {
        let (had, left, pulled) = Default::default();
        Self { began, read_at: None, due: VecDeque::new(), had, left, pulled }
    }

    /// Leaves a trigger due until a pull ran, in this tick or a later one.
    pub fn leave(&mut self, trigger: Trigger) {
        self.had.remove(&trigger.sys_id);
        self.left.insert(trigger.sys_id);
    }

    /// Notes that a job pulls in this tick; `false` when it did before.
    pub fn pulls(&mut self, job: &str) -> bool {
        self.pulled.insert(job.to_owned())
    }

    /// What waited for a pull has its turn.
    pub fn pull_ended(&mut self) {
        self.left.clear();
    }

    /// Whether a pull is due whose turn is still to come.
    pub fn has_pull_to_come(&self, catalog: &Catalog) -> bool {
        let pulls = |trigger: &Trigger| catalog.find(&trigger.job).is_some_and(|job| job.pull.is_some());
        self.due.iter().any(pulls)
    }

    /// The trigger whose turn it is; `None` when all that is due had one. While a pull is under way, what comes due again
    /// has another.
    pub fn next(
        &mut self,
        runner: &mut Runner,
        catalog: &Catalog,
        is_pulling: bool,
    ) -> Result<Option<Trigger>> {
        let now = runner.clock.now();
        if self.due.is_empty() || self.read_at != Some(now) {
            self.read(runner.due(catalog, now)?, is_pulling);
            self.read_at = Some(now);
        }
        let next = self.due.pop_front();
        if let Some(trigger) = &next {
            self.had.insert(trigger.sys_id.clone());
        }
        Ok(next)
    }

    /// The trigger whose turn is next, by what was read at `now`.
    pub fn coming(&self, now: Time) -> Option<&Trigger> {
        self.due.front().filter(|_| self.read_at == Some(now))
    }

    /// Gives it its turn, with another.
    pub fn join(&mut self, now: Time) -> Option<Trigger> {
        self.coming(now)?;
        let trigger = self.due.pop_front()?;
        self.had.insert(trigger.sys_id.clone());
        Some(trigger)
    }

    /// It is its turn again.
    pub fn put_back(&mut self, trigger: Trigger) {
        self.had.remove(&trigger.sys_id);
        self.due.push_front(trigger);
    }

    fn read(&mut self, mut due: Vec<Trigger>, is_pulling: bool) {
        due.retain(|trigger| !self.left.contains(&trigger.sys_id));
        self.due = due.iter().filter(|trigger| !self.had.contains(&trigger.sys_id)).cloned().collect();
        let again = |trigger: &Trigger| is_pulling || trigger.next_action <= self.began;
        if self.due.is_empty() && due.iter().any(again) {
            self.had.clear();
            self.due = due.into();
        }
    }
}
