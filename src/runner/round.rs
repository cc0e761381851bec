//! Whose turn it is: what is due, in order, each trigger once before any comes again.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use anyhow::Result;

use super::Runner;
use crate::job::Catalog;
use crate::time::{Clock, Time};
use crate::trigger::Trigger;

/// Reading more than this takes a while.
const LONG: usize = 1_000;

/// A long list is read again only when it was of use for so many times as long as reading it took.
const USE: u32 = 20;

/// The turns of one tick. What was due when it began is worked off to the last occurrence; what comes due
/// meanwhile has its turn among it, and once at the end: so a tick ends, however often a job comes due.
pub(super) struct Round {
    began: Time,
    due: VecDeque<Trigger>,
    /// How `due` was read.
    reading: Option<Reading>,
    /// The triggers that had their turn in this round.
    had: HashSet<String>,
    /// The triggers that wait for a pull.
    left: HashSet<String>,
    /// The jobs with a pull that ran in this tick.
    pulled: HashSet<String>,
}

/// A look at what is due: what came due after it is not in it.
struct Reading {
    at: Time,
    /// When it was over, by the clock that never goes back.
    ended: Duration,
    took: Duration,
}

impl Round {
    /// The turns of a tick that begins at `began`.
    pub fn begin(began: Time) -> Self {
        let (had, left, pulled) = Default::default();
        Self { began, due: VecDeque::new(), reading: None, had, left, pulled }
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
        if self.due.is_empty() || !self.is_current(runner.clock) {
            let (at, began) = (runner.clock.now(), runner.clock.elapsed());
            self.read(runner.due(catalog, at)?, is_pulling);
            let ended = runner.clock.elapsed();
            self.reading = Some(Reading { at, ended, took: ended.saturating_sub(began) });
        }
        let next = self.due.pop_front();
        if let Some(trigger) = &next {
            self.had.insert(trigger.sys_id.clone());
        }
        Ok(next)
    }

    /// The trigger whose turn is next, where it is known without another look.
    pub fn coming(&self, clock: Clock) -> Option<&Trigger> {
        self.due.front().filter(|_| self.is_current(clock))
    }

    /// Gives it its turn, with another.
    pub fn join(&mut self, clock: Clock) -> Option<Trigger> {
        self.coming(clock)?;
        let trigger = self.due.pop_front()?;
        self.had.insert(trigger.sys_id.clone());
        Some(trigger)
    }

    /// It is its turn again.
    pub fn put_back(&mut self, trigger: Trigger) {
        self.had.remove(&trigger.sys_id);
        self.due.push_front(trigger);
    }

    fn is_current(&self, clock: Clock) -> bool {
        self.reading.as_ref().is_some_and(|reading| {
            let age = || clock.elapsed().saturating_sub(reading.ended);
            reading.at == clock.now() || (self.due.len() > LONG && age() < reading.took * USE)
        })
    }

    fn read(&mut self, mut due: Vec<Trigger>, is_pulling: bool) {
        due.retain(|trigger| !self.left.contains(&trigger.sys_id));
        let (had, new): (Vec<_>, Vec<_>) =
            due.into_iter().partition(|trigger| self.had.contains(&trigger.sys_id));
        let again = |trigger: &Trigger| is_pulling || trigger.next_action <= self.began;
        self.due = new.into();
        if self.due.is_empty() && had.iter().any(again) {
            self.had.clear();
            self.due = had.into();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    /// A round with so many triggers still to come, read in a tenth of a second at noon; the clock shows a second more.
    fn a_second_later(to_come: usize, elapsed: fn() -> Duration) -> (Round, Clock) {
        let trigger = |number: usize| Trigger {
            sys_id: format!("{number:032}"),
            job: "Nothing".to_owned(),
            repeats: false,
            next_action: at("2026-03-01 11:00:00"),
            run: None,
            attempts: 0,
            job_context: None,
            seen_load: None,
            job_file: None,
        };
        let mut round = Round::begin(at("2026-03-01 12:00:00"));
        round.due = (0..to_come).map(trigger).collect();
        let (ended, took) = (Duration::from_secs(1), Duration::from_millis(100));
        round.reading = Some(Reading { at: at("2026-03-01 12:00:00"), ended, took });
        (round, Clock::new(|| at("2026-03-01 12:00:01"), elapsed))
    }

    #[test]
    fn a_short_list_is_read_again_when_the_time_is_another() {
        let (round, clock) = a_second_later(LONG, || Duration::from_secs(1));
        assert!(round.coming(clock).is_none());
        let then = clock.fixed_at(at("2026-03-01 12:00:00"));
        assert_eq!(round.coming(then).map(|it| it.job.as_str()), Some("Nothing"));
    }

    #[test]
    fn a_long_list_is_of_use_for_twenty_times_as_long_as_reading_it_took() {
        let (round, clock) = a_second_later(LONG + 1, || Duration::from_millis(2_999));
        assert!(round.coming(clock).is_some());
        let (round, clock) = a_second_later(LONG + 1, || Duration::from_secs(3));
        assert!(round.coming(clock).is_none());
    }
}
