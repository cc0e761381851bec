//! Which of a trigger's due occurrences is carried out, and what becomes of the others.

use crate::job::Job;
use crate::run::{Missed, Outcome};
use crate::schedule::{Misfire, Schedule};
use crate::time::{Span, Time};

/// This number of missed occurrences is recorded one by one; those after them share a row.
const RECORDED_EACH: usize = 10_000;

/// That row counts them up to this: a `next_action` of long ago, set by hand, must not keep every other job waiting.
const COUNTED: usize = 1_000_000;

/// What to do about the occurrences that are due.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DuePlan {
    /// When the occurrence was due that the others give way to; the next one comes after it.
    pub due: Time,
    /// What becomes of it.
    pub fate: Fate,
    /// Those that are not carried out.
    pub missed: Vec<Missed>,
}

/// What becomes of the occurrence that was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is carried out.
    CarryOut,
    /// It is too late and skipped with the others.
    Skip,
}

impl DuePlan {
    /// Carries out the one occurrence that there is.
    pub(super) fn carry_out(due: Time) -> Self {
        Self { due, fate: Fate::CarryOut, missed: Vec::new() }
    }

    /// Whether it is carried out, and there is nothing to say about any other.
    pub(super) fn is_plain(&self) -> bool {
        self.fate == Fate::CarryOut && self.missed.is_empty()
    }

    /// Skips what would be carried out, and those that gave way to it, for that reason.
    pub(super) fn skipped(self, reason: &str) -> Self {
        if self.fate == Fate::Skip {
            return self;
        }
        let one = Missed { due: self.due, occurrences: 1, outcome: Outcome::Skipped, reason: None };
        let all = self.missed.into_iter().chain([one]);
        let skip = |missed| Missed { outcome: Outcome::Skipped, reason: Some(reason.to_owned()), ..missed };
        Self { due: self.due, fate: Fate::Skip, missed: all.map(skip).collect() }
    }
}

/// Decides by the job's misfire policy. `first` is the oldest due occurrence; those that are `done` ran already, while the
/// clock was ahead.
pub(super) fn plan(job: &Job, schedule: &Schedule, first: Time, now: Time, done: &[Time]) -> DuePlan {
    let coming = Coming { schedule, first, done };
    let due = if job.misfire == Misfire::All { coming.oldest(now) } else { coming.newest(now) };
    let Some(due) = due else {
        let due = Coming { done: &[], ..coming }.newest(now).unwrap_or(first);
        return DuePlan { due, fate: Fate::Skip, missed: Vec::new() };
    };
    let too_late = job.max_late.filter(|limit| now.since(due) > *limit);
    let missed = match (too_late, job.misfire) {
        (Some(limit), _) => {
            let reason = format!("more than {limit} late (max_late)");
            coming.missed(due + Span::from_seconds(1), Outcome::Skipped, Some(&reason))
        }
        (None, Misfire::Skip) => coming.missed(due, Outcome::Skipped, Some("missed (misfire = \"skip\")")),
        (None, _) => coming.missed(due, Outcome::Coalesced, None),
    };
    let fate = if too_late.is_some() { Fate::Skip } else { Fate::CarryOut };
    DuePlan { due, fate, missed }
}

/// The occurrences from the oldest due one on, but for those that are done.
#[derive(Clone, Copy)]
struct Coming<'a> {
    schedule: &'a Schedule,
    first: Time,
    /// In order.
    done: &'a [Time],
}

impl Coming<'_> {
    fn is_open(&self, due: Time) -> bool {
        self.done.binary_search(&due).is_err()
    }

    fn until(&self, last: Time) -> impl Iterator<Item = Time> {
        let later = self.schedule.occurrences_between(self.first, last, self.first);
        std::iter::once(self.first).chain(later).filter(|due| self.is_open(*due))
    }

    fn oldest(&self, now: Time) -> Option<Time> {
        self.until(now).next()
    }

    /// The last one that is due, found without walking through a long standstill.
    fn newest(&self, now: Time) -> Option<Time> {
        const LOOK_BACK: [u64; 4] = [60, 3_600, 86_400, 31 * 86_400];
        let within = |seconds: &u64| {
            let from = (now - Span::from_seconds(*seconds)).max(self.first);
            let all = self.schedule.occurrences_between(from, now, self.first);
            all.filter(|due| self.is_open(*due)).last()
        };
        LOOK_BACK.iter().find_map(within).or_else(|| self.until(now).last())
    }

    /// Those that come before `end`.
    fn missed(&self, end: Time, outcome: Outcome, reason: Option<&str>) -> Vec<Missed> {
        if self.first >= end {
            return Vec::new();
        }
        let one = |due| Missed { due, occurrences: 1, outcome, reason: reason.map(str::to_owned) };
        let mut all = self.until(end - Span::from_seconds(1));
        let mut recorded: Vec<Missed> = all.by_ref().take(RECORDED_EACH).map(one).collect();
        if let Some(next) = all.next() {
            recorded.push(Missed { occurrences: 1 + all.take(COUNTED - 1).count(), ..one(next) });
        }
        recorded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_occurrence_of_long_ago_is_not_counted_for_ever() {
        let (first, end) = (Time::parse("0001-01-01 00:00:00").unwrap(), Time::last());
        let schedule = &Schedule::Every(Span::from_seconds(1));
        let coming = Coming { schedule, first, done: &[] };
        let recorded = coming.missed(end, Outcome::Coalesced, None);
        assert_eq!(recorded.len(), RECORDED_EACH + 1);
        assert_eq!(recorded.last().map(|row| row.occurrences), Some(COUNTED));
        assert_eq!(coming.newest(end), Some(end));
    }

    #[test]
    fn what_is_done_is_neither_carried_out_nor_missed() {
        let time = |text| Time::parse(text).unwrap();
        let schedule = &Schedule::Every(Span::from_seconds(3_600));
        let first = time("2026-03-01 12:00:00");
        let done = [time("2026-03-01 13:00:00"), time("2026-03-01 15:00:00")];
        let coming = Coming { schedule, first, done: &done };
        let newest = |now| coming.newest(time(now)).map(|due| due.to_string());
        assert_eq!(newest("2026-03-01 15:30:00").as_deref(), Some("2026-03-01 14:00:00"));
        let missed = coming.missed(time("2026-03-01 16:00:00"), Outcome::Coalesced, None);
        let missed: Vec<String> = missed.iter().map(|missed| missed.due.to_string()).collect();
        assert_eq!(missed, ["2026-03-01 12:00:00", "2026-03-01 14:00:00"]);
        let all = Coming { schedule, first, done: &[first] };
        assert_eq!(all.newest(time("2026-03-01 12:30:00")), None);
    }
}
