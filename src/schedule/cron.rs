//! A crontab schedule in a time zone: the real moments at which its local times come.

use ::cron::Schedule as Calendar;
use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta};

use super::clock_change::{are_alike, has_clock_changes};
use super::expression::Expression;
use super::wall_clock;
use super::zone::Zone;
use crate::time::{Span, Time};

/// The last year whose times the calendar knows.
const LAST_YEAR: i32 = 2100;

/// A crontab schedule in a time zone, in the years 1970 to 2100.
///
/// A local time that a change of the clock skips comes at the first moment after the gap; several that come
/// at one moment come once. A local time that a change repeats comes once, the first time. Where the hour
/// field asks for an interval (it begins with `*`, has a step of two or more, or allows every hour) real
/// intervals are kept: every moment whose local time matches, and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    /// Their times together, as the clock on the wall shows them.
    calendars: Vec<Calendar>,
    clock_changes: ClockChanges,
    zone: Zone,
}

/// What a change of the clock does to the local times that it skips or repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClockChanges {
    /// Each comes once.
    OnceEach,
    /// None of those it skips, both of those it repeats.
    RealIntervals,
}

impl Cron {
    /// Reads five fields, six with seconds first, or a nickname such as `@daily`, by the rules of crontab(5);
    /// without a time zone they are UTC.
    ///
    /// # Errors
    /// When the expression is not a crontab expression, names no day that exists, or the time zone is unknown.
    pub fn parse(expression: &str, timezone: Option<&str>) -> Result<Self> {
        let zone = timezone.map_or(Ok(Zone::UTC), str::parse)?;
        Self::read(expression, zone).with_context(|| format!("reading the cron expression {expression:?}"))
    }

    fn read(expression: &str, zone: Zone) -> Result<Self> {
        let expression = Expression::read(expression)?;
        let clock_changes = if expression.hour.is_interval_of_hours() {
            ClockChanges::RealIntervals
        } else {
            ClockChanges::OnceEach
        };
        let cron = Self { calendars: expression.calendars()?, clock_changes, zone };
        let first = cron.local_times_after(DateTime::UNIX_EPOCH.naive_utc()).next();
        ensure!(first.is_some(), "none of its months has such a day, so it would never run");
        Ok(cron)
    }

    /// Whether it comes due at the same times as `other` from `now` on, as far as can be told.
    pub fn means_the_same(&self, other: &Self, now: Time) -> bool {
        let changes = self.clock_changes == other.clock_changes || !has_clock_changes(self.zone, now);
        changes && are_alike(self.zone, other.zone, now) && self.has_same_times(other)
    }

    /// Whether the calendars have the same times, whichever of them has each.
    fn has_same_times(&self, other: &Self) -> bool {
        let pairs = || self.calendars.iter().zip(&other.calendars);
        self.calendars.len() == other.calendars.len()
            && pairs().all(|(one, other)| one.timeunitspec_eq(other))
    }

    /// The time zone of its local times.
    pub fn timezone(&self) -> Zone {
        self.zone
    }

    /// The first moment after `after` at which it is due; `None` when there is none until the end of 2100.
    pub fn next_after(&self, after: Time) -> Option<Time> {
        let shown = wall_clock::shown(self.zone, after)?;
        match self.clock_changes {
            // The first moments of growing local times never decrease, so the first that is later is the next.
            ClockChanges::OnceEach => self
                .local_times_after(shown)
                .filter_map(|local| wall_clock::first_moment(self.zone, local))
                .find(|moment| *moment > after),
            ClockChanges::RealIntervals => {
                let onward = self
                    .local_times_after(shown)
                    .flat_map(|local| wall_clock::moments(self.zone, local))
                    .find(|moment| *moment > after)?;
                self.repeated_between(after, onward).or(Some(onward))
            }
        }
    }

    /// What the clock of its zone shows at a moment; `None` where that is UTC.
    pub fn shown(&self, at: Time) -> Option<Time> {
        let shown = wall_clock::shown(self.zone, at).filter(|_| self.zone != Zone::UTC)?;
        Some(Time::from_utc(shown.and_utc()))
    }

    /// When the occurrence comes at which the clock was to show `shown`, and which was to come at `reckoned` before the rules of
    /// the zone were changed. Where real intervals are kept, `reckoned` stays one if it is still an occurrence.
    pub fn occurrence_of(&self, shown: Time, reckoned: Time) -> Option<Time> {
        let local = shown.to_utc().naive_utc();
        match self.clock_changes {
            ClockChanges::OnceEach => wall_clock::first_moment(self.zone, local),
            ClockChanges::RealIntervals => {
                let stays = self.next_after(reckoned - Span::from_seconds(1)) == Some(reckoned);
                let same = wall_clock::moments(self.zone, local).next();
                if stays { Some(reckoned) } else { same.or_else(|| self.next_after(reckoned)) }
            }
        }
    }

    /// The first moment between two at which a local time comes that the clock showed before the first.
    fn repeated_between(&self, after: Time, before: Time) -> Option<Time> {
        let put_back = wall_clock::shown_if_put_back(self.zone, after)?;
        let moment = |local: NaiveDateTime| Time::from_utc(after.to_utc() + (local - put_back));
        self.local_times_after(put_back)
            .take_while(|local| moment(*local) < before)
            .find(|local| wall_clock::shown(self.zone, moment(*local)) == Some(*local))
            .map(moment)
    }

    /// The local times of all calendars after one, in order, each once.
    fn local_times_after(&self, shown: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
        std::iter::successors(self.local_time_after(shown), |shown| self.local_time_after(*shown))
    }

    fn local_time_after(&self, shown: NaiveDateTime) -> Option<NaiveDateTime> {
        // The calendar has its own limits, and must not be asked far outside of them.
        let before_1970 = DateTime::UNIX_EPOCH.naive_utc() - TimeDelta::seconds(1);
        let shown = Some(shown.max(before_1970)).filter(|shown| shown.year() <= LAST_YEAR)?;
        let next = self.calendars.iter().filter_map(|calendar| calendar.after(&shown.and_utc()).next());
        next.map(|local| local.naive_utc()).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    /// The occurrences between two moments as the clock on the wall shows them, with the name of its offset.
    fn local(expression: &str, zone: &str, after: &str, until: &str) -> Vec<String> {
        let cron = Cron::parse(expression, Some(zone)).unwrap();
        let shown = |moment: Time| moment.to_utc().with_timezone(&cron.timezone().compiled());
        std::iter::successors(cron.next_after(time(after)), |moment| cron.next_after(*moment))
            .take_while(|moment| *moment <= time(until))
            .map(|moment| shown(moment).format("%d %H:%M:%S %Z").to_string())
            .collect()
    }

    const SPRING: (&str, &str) = ("2026-03-08 05:00:00", "2026-03-09 05:00:00");
    const AUTUMN: (&str, &str) = ("2026-11-01 04:00:00", "2026-11-02 05:00:00");

    fn new_york(expression: &str, (after, until): (&str, &str)) -> Vec<String> {
        local(expression, "America/New_York", after, until)
    }

    #[test]
    fn new_york_daily_at_02_30_runs_once_on_the_spring_day_at_03_00() {
        assert_eq!(new_york("30 2 * * *", SPRING), ["08 03:00:00 EDT"]);
    }

    #[test]
    fn new_york_daily_at_01_30_runs_once_on_the_autumn_day() {
        assert_eq!(new_york("30 1 * * *", AUTUMN), ["01 01:30:00 EDT"]);
    }

    #[test]
    fn new_york_every_half_hour_keeps_firing_every_30_real_minutes() {
        let half_hours = Cron::parse("*/30 * * * *", Some("America/New_York")).unwrap();
        for (after, until) in [SPRING, AUTUMN] {
            let mut last = time(after);
            while last < time(until) {
                let next = half_hours.next_after(last).unwrap();
                assert_eq!(next.since(last).seconds(), 1800, "{last}");
                last = next;
            }
        }
    }

    #[test]
    fn all_that_a_gap_skips_runs_once_at_its_end_also_with_a_regular_time_there() {
        assert_eq!(new_york("0,20,40 2 * * *", SPRING), ["08 03:00:00 EDT"]);
        assert_eq!(new_york("* * 2 * * *", SPRING), ["08 03:00:00 EDT"]);
        assert_eq!(new_york("0 2,3 * * *", SPRING), ["08 03:00:00 EDT"]);
        assert_eq!(new_york("30 2,3 * * *", SPRING), ["08 03:00:00 EDT", "08 03:30:00 EDT"]);
    }

    #[test]
    fn all_that_is_repeated_runs_the_first_time_only() {
        assert_eq!(new_york("0,40 1 * * *", AUTUMN), ["01 01:00:00 EDT", "01 01:40:00 EDT"]);
        assert_eq!(new_york("0 1,2 * * *", AUTUMN), ["01 01:00:00 EDT", "01 02:00:00 EST"]);
        let again = ("2026-11-01 06:10:00", AUTUMN.1);
        assert_eq!(new_york("30 1 * * *", again), Vec::<String>::new());
    }

    #[test]
    fn an_interval_of_hours_runs_at_every_moment_that_matches_and_no_other() {
        let quarter_past = ["01:15:00 EDT", "01:15:00 EST", "02:15:00 EST"].map(|time| format!("01 {time}"));
        assert_eq!(new_york("15 * * * *", ("2026-11-01 05:00:00", "2026-11-01 07:30:00")), quarter_past);
        assert_eq!(new_york("15 0-23 * * *", ("2026-11-01 05:00:00", "2026-11-01 07:30:00")), quarter_past);
        assert_eq!(
            new_york("15 */2 * * *", (SPRING.0, "2026-03-08 09:00:00")),
            ["08 00:15:00 EST", "08 04:15:00 EDT"]
        );
        assert_eq!(
            new_york("30 1-3/2 * * *", AUTUMN),
            ["01 01:30:00 EDT", "01 01:30:00 EST", "01 03:30:00 EST"]
        );
    }

    #[test]
    fn from_within_the_first_of_two_equal_hours_the_nearer_time_comes_first() {
        let sparse =
            ["01:00:00 EDT", "01:50:00 EDT", "01:00:00 EST", "01:50:00 EST"].map(|time| format!("01 {time}"));
        assert_eq!(new_york("0,50 1-3/2 * 11 *", ("2026-11-01 04:59:00", "2026-11-01 07:00:00")), sparse);
    }

    #[test]
    fn a_whole_day_that_a_zone_left_out_is_a_gap() {
        let (after, until) = ("2011-12-30 09:00:00", "2011-12-31 09:00:00");
        let apia = |expression| local(expression, "Pacific/Apia", after, until);
        assert_eq!(apia("30 2 * * *"), ["31 00:00:00 +14", "31 02:30:00 +14"]);
        assert_eq!(apia("0 12 30 12 *"), ["31 00:00:00 +14"]);
        assert_eq!(apia("0 */8 * * *"), ["31 00:00:00 +14", "31 08:00:00 +14", "31 16:00:00 +14"]);
        let kwajalein = local("0 9 * * *", "Pacific/Kwajalein", "1993-08-21 00:00:00", "1993-08-22 00:00:00");
        assert_eq!(kwajalein, ["22 00:00:00 +12", "22 09:00:00 +12"]);
    }

    #[test]
    fn a_change_of_half_an_hour_a_gap_at_midnight_and_offsets_with_seconds_are_no_exceptions() {
        let lord_howe = |expression, after, until| local(expression, "Australia/Lord_Howe", after, until);
        assert_eq!(
            lord_howe("15 2 * * *", "2026-10-03 12:00:00", "2026-10-04 12:00:00"),
            ["04 02:30:00 +11"]
        );
        assert_eq!(
            lord_howe("45 1 * * *", "2026-04-04 12:00:00", "2026-04-05 12:00:00"),
            ["05 01:45:00 +11"]
        );
        let sao_paulo = local("0 0 * * *", "America/Sao_Paulo", "2017-10-15 00:00:00", "2017-10-16 03:00:00");
        assert_eq!(sao_paulo, ["15 01:00:00 -02", "16 00:00:00 -02"]);
        let monrovia = local("20 0 * * *", "Africa/Monrovia", "1972-01-07 00:00:00", "1972-01-07 12:00:00");
        assert_eq!(monrovia, ["07 00:44:30 GMT"]);
    }

    #[test]
    fn a_zone_that_changes_its_clocks_for_a_month_is_no_exception() {
        let casablanca = |after, until| local("30 2 * * *", "Africa/Casablanca", after, until);
        assert_eq!(casablanca("2026-02-14 12:00:00", "2026-02-15 12:00:00"), ["15 02:30:00 +01"]);
        assert_eq!(casablanca("2026-03-21 12:00:00", "2026-03-22 12:00:00"), ["22 03:00:00 +01"]);
    }

    #[test]
    fn a_leap_day_is_found_across_years_and_the_years_end_with_2100() {
        let leap_day = Cron::parse("0 0 29 2 *", None).unwrap();
        assert_eq!(leap_day.next_after(time("2026-01-01 00:00:00")), Some(time("2028-02-29 00:00:00")));
        assert_eq!(leap_day.next_after(time("2096-03-01 00:00:00")), None);
        let either = Cron::parse("0 0 29 2 1", None).unwrap();
        assert_eq!(either.next_after(time("2026-01-01 00:00:00")), Some(time("2026-02-02 00:00:00")));
        let daily = Cron::parse("@daily", None).unwrap();
        assert_eq!(daily.next_after(time("2100-12-30 12:00:00")), Some(time("2100-12-31 00:00:00")));
        assert_eq!(daily.next_after(time("2100-12-31 12:00:00")), None);
        assert_eq!(daily.next_after(time("0001-01-01 00:00:00")), Some(time("1970-01-01 00:00:00")));
    }

    #[test]
    fn a_date_that_never_comes_is_refused() {
        for expression in ["0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31 2 */2"] {
            let error = format!("{:#}", Cron::parse(expression, None).unwrap_err());
            assert!(error.contains(expression) && error.contains("never run"), "{error}");
        }
    }
}
