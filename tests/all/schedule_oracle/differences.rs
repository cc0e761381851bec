//! Where midjobs deliberately differs from croner, each with the reason why.

use chrono::DateTime;
use chrono_tz::Tz;
use midjobs::schedule::Cron;
use midjobs::time::Time;

use crate::schedule_oracle::oracle::croner;

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn ours(expression: &str, zone: Tz, after: &str) -> Option<Time> {
    Cron::parse(expression, Some(zone.name())).unwrap().next_after(time(after))
}

/// `None` when croner gives up.
fn theirs(expression: &str, zone: Tz, after: &str) -> Option<Time> {
    let next = croner(expression).find_next_occurrence(&time(after).to_utc().with_timezone(&zone), false);
    next.ok().map(|next: DateTime<Tz>| Time::from_utc(next.to_utc()))
}

/// That croner takes an expression which midjobs refuses with a given advice.
fn refused_here_only(expression: &str, advice: &str) {
    croner(expression);
    let error = format!("{:#}", Cron::parse(expression, None).unwrap_err());
    assert!(error.contains(advice), "{expression}: {error}");
}

/// croner skips and doubles these like an interval. A list or a range of hours names times of the day, as a
/// single hour does: a backup at 1:30 and 2:30 must not run twice at 1:30, nor miss its 2:30.
#[test]
fn a_list_of_times_of_the_day_is_no_interval() {
    let (expression, zone) = ("30 1,2 * * *", Tz::America__New_York);
    assert_eq!(ours(expression, zone, "2026-11-01 05:30:00"), Some(time("2026-11-01 07:30:00")));
    assert_eq!(theirs(expression, zone, "2026-11-01 05:30:00"), Some(time("2026-11-01 06:30:00")));
    assert_eq!(ours(expression, zone, "2026-03-08 06:30:00"), Some(time("2026-03-08 07:00:00")));
    assert_eq!(theirs(expression, zone, "2026-03-08 06:30:00"), Some(time("2026-03-09 05:30:00")));
}

/// croner fails after two hours of gap. A zone that leaves out a day must not stop a daily job.
#[test]
fn a_gap_of_more_than_two_hours_is_a_gap_like_any_other() {
    let (expression, zone, eve) = ("30 2 * * *", Tz::Pacific__Apia, "2011-12-29 12:30:00");
    assert_eq!(ours(expression, zone, eve), Some(time("2011-12-30 10:00:00")));
    assert_eq!(theirs(expression, zone, eve), None);
}

/// croner drops a run whose gap ends on a day that the expression does not name. The day was named for the
/// time that was skipped, and nothing is dropped silently.
#[test]
fn a_skipped_run_is_not_lost_when_its_gap_ends_on_the_next_day() {
    let (expression, zone, eve) = ("30 23 30 3 *", Tz::America__Nuuk, "2024-03-30 12:00:00");
    assert_eq!(ours(expression, zone, eve), Some(time("2024-03-31 01:00:00")));
    assert_eq!(theirs(expression, zone, eve), Some(time("2025-03-31 00:30:00")));
}

/// croner takes only the bare star for no restriction. crontab(5) and the cron daemons go by the first
/// character, so that `*/2 * SUN` means the Sundays among the odd days.
#[test]
fn a_day_field_with_a_star_and_a_step_is_no_restriction_to_choose_from() {
    let (expression, start) = ("0 0 */2 * SUN", "2026-03-01 00:00:00");
    assert_eq!(ours(expression, Tz::UTC, start), Some(time("2026-03-15 00:00:00")));
    assert_eq!(theirs(expression, Tz::UTC, start), Some(time("2026-03-03 00:00:00")));
}

/// croner reads a range that ends with a named Sunday as one that ends on 7, so that this one is every day. A
/// range from a day to the same day is that day.
#[test]
fn from_sunday_to_sunday_is_one_day() {
    let (expression, sunday) = ("0 0 * * SUN-SUN", "2026-03-01 00:00:00");
    assert_eq!(ours(expression, Tz::UTC, sunday), Some(time("2026-03-08 00:00:00")));
    assert_eq!(theirs(expression, Tz::UTC, sunday), Some(time("2026-03-02 00:00:00")));
}

/// croner refuses it. crontab(5) lets a list hold any range, and the star is one.
#[test]
fn a_list_may_hold_a_star() {
    assert_eq!(ours("5,* 3 * * *", Tz::UTC, "2026-03-01 03:07:00"), Some(time("2026-03-01 03:08:00")));
    assert!("5,* 3 * * *".parse::<croner::Cron>().is_err());
}

/// croner does not know it. It is in crontab(5), as another word for daily.
#[test]
fn midnight_is_a_nickname() {
    assert_eq!(ours("@midnight", Tz::UTC, "2026-03-01 03:00:00"), Some(time("2026-03-02 00:00:00")));
    assert!("@midnight".parse::<croner::Cron>().is_err());
}

/// croner takes them. They are no crontab, and other schedulers read them in other ways.
#[test]
fn extensions_are_refused() {
    for expression in ["0 0 L * *", "0 0 15W * *", "0 0 * * 5L", "0 0 * * MON#2", "0 0 1 * +MON"] {
        refused_here_only(expression, "extensions L, W, # and ?");
    }
    refused_here_only("0 0 ? * *", "\"?\" is an extension of other programs: write *");
}

/// croner takes a step of any size. One past the end of its field leaves the first value alone: every 90
/// minutes would be every hour.
#[test]
fn a_step_longer_than_its_field_is_refused() {
    refused_here_only("*/90 * * * *", "every = \"90m\"");
}

/// croner ignores it. It is more likely a slip that lost a value.
#[test]
fn an_empty_element_of_a_list_is_refused() {
    refused_here_only("1,,2 * * * *", "\"\" is not in 0-59");
}

/// croner replaces the names wherever they stand. A month among the weekdays is two fields exchanged.
#[test]
fn the_name_of_a_month_among_the_weekdays_is_refused() {
    refused_here_only("0 0 * * JAN", "0-7 or SUN-SAT");
}

/// croner finds out at the first search, after a while. A job that never runs is an error in its file.
#[test]
fn a_date_that_never_comes_is_refused_when_it_is_read() {
    refused_here_only("0 0 30 2 *", "never run");
}
