//! What holds for every schedule, whatever croner says.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use midjobs::schedule::{Cron, Schedule};
use midjobs::time::{Span, Time};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::schedule_oracle::clock_changes::{YEARS, moment};
use crate::schedule_oracle::grammar::expression;
use crate::schedule_oracle::{config, start};

const SECOND: Span = Span::from_seconds(1);

fn first_and_last() -> [Time; 2] {
    ["0001-01-01 00:00:00", "9999-12-31 23:59:59"].map(|text| Time::parse(text).unwrap())
}

fn zone(index: Index) -> Tz {
    *index.get(&TZ_VARIANTS)
}

/// Words that look enough like crontab to come far in the parser.
fn nearly_crontab() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        "([0-9*/,LW#?A-Za-z@-]{1,8}[ \t]){4,6}[0-9*-]{1,3}",
        "((\\*|[0-9]{1,2}|[0-5]-[6-9])(/[1-9])? ){4,5}(\\*|[0-7]|mon-FRI)",
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn times_strictly_increase_and_none_is_skipped_from_any_moment_before(
        expression in expression(), index: Index, start in start(), moments: [Index; 4],
    ) {
        let parsed = Cron::parse(&expression.text(), Some(zone(index).name()));
        prop_assume!(parsed.is_ok(), "no such date");
        let cron = parsed.unwrap();
        let mut last = Time::from_utc(moment(start.moment(zone(index))));
        for between in moments {
            // Some leap days are decades apart, and the years end with 2100.
            let Some(next) = cron.next_after(last) else { break };
            prop_assert!(next > last);
            let waited = next.since(last).seconds() as usize;
            let between = last + Span::from_seconds(between.index(waited) as u64);
            prop_assert_eq!(cron.next_after(between), Some(next));
            prop_assert_eq!(cron.next_after(next - SECOND), Some(next));
            last = next;
        }
    }

    #[test]
    fn no_text_and_no_moment_makes_it_panic(text in nearly_crontab(), name: String, at: i64, index: Index) {
        let named = Cron::parse("@daily", Some(&name));
        prop_assert_eq!(named.is_ok(), name.parse::<Tz>().is_ok());
        let moment = DateTime::from_timestamp(at % 10_000_000_000_000, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let at = Time::from_utc(moment);
        if let Ok(cron) = Cron::parse(&text, Some(zone(index).name())) {
            prop_assert!(cron.next_after(at).is_none_or(|next| next > at));
        }
    }

    #[test]
    fn an_interval_comes_at_the_first_multiple_after_any_moment(every: u64, anchor in YEARS, after in YEARS) {
        for every in [every, every % 100_000, every % 3] {
            let [anchor, after] = [anchor, after].map(|at| Time::from_utc(moment(at)));
            let Some(next) = Schedule::Every(Span::from_seconds(every)).next_after(after, anchor) else {
                let end = first_and_last()[1].since(anchor.max(after)).seconds();
                prop_assert!(every == 0 || every > end);
                continue;
            };
            let distance = next.since(anchor).seconds().max(anchor.since(next).seconds());
            prop_assert!(next > after && next.since(after).seconds() <= every && distance % every == 0);
        }
    }
}

#[test]
fn from_the_first_year_the_next_time_is_in_1970_and_from_the_last_there_is_none() {
    for text in ["* * * * * *", "30 2 1 3 *", "0 */4 * * *", "@yearly"] {
        for zone in TZ_VARIANTS {
            let cron = Cron::parse(text, Some(zone.name())).unwrap();
            let [first, last] = first_and_last();
            let shown = cron.next_after(first).unwrap().to_utc().with_timezone(&zone);
            assert_eq!(shown.year(), 1970, "{text} in {zone}");
            assert_eq!(cron.next_after(last), None);
            assert_eq!(cron.next_after(Time::from_utc(DateTime::<Utc>::MAX_UTC)), None);
        }
    }
}
