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

/// Decides by the job's misfire policy. `first` is the oldest due occurrence.
pub(super) fn plan(job: &Job, schedule: &Schedule, first: Time, now: Time) -> DuePlan {
    let due = if job.misfire == Misfire::All { first } else { newest_due(schedule, first, now) };
    let too_late = job.max_late.filter(|limit| now.since(due) > *limit);
    let missed = match (too_late, job.misfire) {
        (Some(limit), _) => {
            let reason = format!("more than {limit} late (max_late)");
            missed(schedule, first, due + Span::from_seconds(1), Outcome::Skipped, Some(&reason))
        }
        (None, Misfire::Skip) => {
            missed(schedule, first, due, Outcome::Skipped, Some("missed (misfire = \"skip\")"))
        }
        (None, _) => missed(schedule, first, due, Outcome::Coalesced, None),
    };
    let fate = if too_late.is_some() { Fate::Skip } else { Fate::CarryOut };
    DuePlan { due, fate, missed }
}

/// The occurrences from `first` on that come before `end`.
fn missed(
    schedule: &Schedule,
    first: Time,
    end: Time,
    outcome: Outcome,
    reason: Option<&str>,
) -> Vec<Missed> {
    if first >= end {
        return Vec::new();
    }
    let one = |due| Missed { due, occurrences: 1, outcome, reason: reason.map(str::to_owned) };
    let last = end - Span::from_seconds(1);
    let mut all = std::iter::once(first).chain(schedule.occurrences_between(first, last, first));
    let mut recorded: Vec<Missed> = all.by_ref().take(RECORDED_EACH).map(one).collect();
    if let Some(next) = all.next() {
        recorded.push(Missed { occurrences: 1 + all.take(COUNTED - 1).count(), ..one(next) });
    }
    recorded
}

/// The last occurrence that is due, found without walking through a long standstill.
fn newest_due(schedule: &Schedule, first: Time, now: Time) -> Time {
    const LOOK_BACK: [u64; 4] = [60, 3_600, 86_400, 31 * 86_400];
    let within = |seconds: &u64| {
        let from = (now - Span::from_seconds(*seconds)).max(first);
        schedule.occurrences_between(from, now, first).last()
    };
    let recent = LOOK_BACK.iter().find_map(within);
    recent.or_else(|| schedule.occurrences_between(first, now, first).last()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_occurrence_of_long_ago_is_not_counted_for_ever() {
        let (first, end) = (Time::parse("0001-01-01 00:00:00").unwrap(), Time::last());
        let every_second = Schedule::Every(Span::from_seconds(1));
        let recorded = missed(&every_second, first, end, Outcome::Coalesced, None);
        assert_eq!(recorded.len(), RECORDED_EACH + 1);
        assert_eq!(recorded.last().map(|row| row.occurrences), Some(COUNTED));
        assert_eq!(newest_due(&every_second, first, end), end);
    }
}
