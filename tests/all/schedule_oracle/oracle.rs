//! What croner says to an expression, asked so that both mean the same, and the comparison with it.

use chrono::{DateTime, Datelike, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use croner::parser::CronParser;
use midjobs::schedule::Cron;
use midjobs::time::Time;

use crate::schedule_oracle::clock_changes::{changes, moment, offset};
use crate::schedule_oracle::grammar::Expression;

const DAY: i64 = 86_400;
/// Asking croner for more times of the day than this, one by one, would take seconds.
const MOST_TIMES_OF_DAY: usize = 1500;

/// How a next time was compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// With croner's answer to the same expression.
    Directly,
    /// With the first of croner's answers to each time of the day.
    TimeByTime,
    /// With the local times alone, since croner does not run after this gap.
    ByLocalTime,
}

/// One expression as both read it.
pub struct Oracle {
    pub text: String,
    croner: croner::Cron,
    times_of_day: Vec<croner::Cron>,
}

/// Parses for croner: no years, and no weekday field that is not crontab's.
pub fn croner(text: &str) -> croner::Cron {
    CronParser::builder().year(croner::parser::Year::Disallowed).build().parse(text).unwrap()
}

impl Oracle {
    /// `None` for an expression whose date never comes, or with too many times of the day.
    pub fn new(mut expression: Expression) -> Option<Self> {
        let text = expression.text();
        if let Err(error) = Cron::parse(&text, None) {
            assert!(format!("{error:#}").contains("never run"), "{error:#}");
            return None;
        }
        // Days that must match both fields, as crontab(5) has it for one that begins with a star, need a
        // plus in croner, which knows only the bare star.
        let Expression { day, weekday, .. } = &expression;
        if (day.starts_with('*') || weekday.starts_with('*')) && day != "*" && weekday != "*" {
            expression.weekday = format!("+{weekday}");
        }
        let Expression { times_of_day, .. } = &expression;
        let at =
            |[second, minute, hour]: &[u32; 3]| croner(&expression.at(&format!("{second} {minute} {hour}")));
        (times_of_day.len() <= MOST_TIMES_OF_DAY).then(|| Self {
            croner: croner(&expression.text()),
            times_of_day: times_of_day.iter().map(at).collect(),
            text,
        })
    }

    /// The expression as midjobs reads it in a zone.
    pub fn cron(&self, zone: Tz) -> Cron {
        Cron::parse(&self.text, Some(zone.name())).unwrap()
    }

    /// Compares the next time after a moment, and gives it.
    pub fn compare(&self, cron: &Cron, after: i64) -> Result<(i64, Compared), String> {
        let (text, zone) = (&self.text, cron.timezone().name().parse::<Tz>().unwrap());
        let found = cron.next_after(Time::from_utc(moment(after))).map(Time::unix_seconds);
        let next = found.ok_or_else(|| format!("{text:?} in {zone} after {after}: nothing"))?;
        let (expected, compared) = self.expected(zone, after, next);
        if expected == Some(next) {
            return Ok((next, compared));
        }
        let shown = |at: i64| moment(at).with_timezone(&zone);
        Err(format!(
            "{text:?} in {zone} after {}: {}, expected {:?}",
            shown(after),
            shown(next),
            expected.map(shown)
        ))
    }

    fn expected(&self, zone: Tz, after: i64, next: i64) -> (Option<i64>, Compared) {
        if self.times_of_day.is_empty() {
            return (answer(&self.croner, zone, after), Compared::Directly);
        }
        if !self.comes_by_local_time(zone, after, next) {
            return (None, Compared::ByLocalTime);
        }
        if self.croner_drops_the_run_at(zone, next) {
            return (Some(next), Compared::ByLocalTime);
        }
        // To croner most are intervals, which makes a difference only near clock changes.
        let is_interval = self.croner.determine_job_type() == croner::JobType::IntervalWildcard;
        if is_interval && changes(zone, after - DAY, next + DAY).next().is_some() {
            let answers = self.times_of_day.iter().filter_map(|time| answer(time, zone, after));
            return (answers.min(), Compared::TimeByTime);
        }
        (answer(&self.croner, zone, after), Compared::Directly)
    }

    /// Whether the local time that comes next is shown at `next`, or skipped there.
    fn comes_by_local_time(&self, zone: Tz, after: i64, next: i64) -> bool {
        let shown = |at: i64| moment(at).with_timezone(&zone).naive_local();
        if zone.from_local_datetime(&shown(after)).single().is_none() {
            return true;
        }
        let local: NaiveDateTime = self.croner.find_next_occurrence(&shown(after), false).unwrap();
        shown(next) == local || (shown(next - 1) < local && local < shown(next))
    }

    /// Whether `next` ends a gap of more than two hours or one whose end is no day of the expression.
    fn croner_drops_the_run_at(&self, zone: Tz, next: i64) -> bool {
        let gap = offset(zone, next) - offset(zone, next - 1);
        let end = moment(next).with_timezone(&zone);
        let weekday = croner::Weekday::from_days_from_sunday(end.weekday().num_days_from_sunday());
        let pattern = &self.croner.pattern;
        let is_its_day = pattern.day_match(end.year(), end.month(), end.day(), weekday).unwrap()
            && pattern.month_match(end.month()).unwrap();
        gap > 2 * 3600 || (gap > 0 && !is_its_day)
    }
}

fn answer(cron: &croner::Cron, zone: Tz, after: i64) -> Option<i64> {
    let next = cron.find_next_occurrence(&moment(after).with_timezone(&zone), false);
    next.ok().as_ref().map(DateTime::timestamp)
}
