//! The schedule compared with croner 4, a second implementation of crontab: in every zone, 1970 to 2037.
//!
//! `MIDJOBS_ORACLE_CASES=20000 cargo test schedule_oracle -- --nocapture` is the long form.

mod clock_changes;
mod differences;
mod grammar;
mod oracle;
mod properties;

use std::cell::RefCell;
use std::collections::BTreeSet;

use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};

use clock_changes::{YEARS, changes};
use grammar::{Expression, expression};
use oracle::{Compared, Oracle};

const SHORT_FORM: u32 = 1000;

fn cases() -> u32 {
    std::env::var("MIDJOBS_ORACLE_CASES").map_or(SHORT_FORM, |cases| cases.parse().unwrap())
}

fn config() -> Config {
    let cases = cases();
    Config { cases, max_global_rejects: 10 * cases, failure_persistence: None, ..Config::default() }
}

/// What was compared, for the line that a test prints.
#[derive(Default)]
struct Tally {
    expressions: BTreeSet<String>,
    zones: BTreeSet<&'static str>,
    directly: usize,
    time_by_time: usize,
    by_local_time: usize,
}

impl Tally {
    /// Compares up to `count` next times from `after`, each from the one before, until one is past `until`.
    fn compare(
        &mut self,
        oracle: &Oracle,
        zone: Tz,
        after: i64,
        until: i64,
        count: usize,
    ) -> Result<(), String> {
        let mut last = after;
        let cron = oracle.cron(zone);
        for _ in 0..count {
            let (next, compared) = oracle.compare(&cron, last)?;
            *match compared {
                Compared::Directly => &mut self.directly,
                Compared::TimeByTime => &mut self.time_by_time,
                Compared::ByLocalTime => &mut self.by_local_time,
            } += 1;
            last = next;
            if last > until {
                break;
            }
        }
        self.zones.insert(zone.name());
        self.expressions.insert(oracle.text.clone());
        Ok(())
    }

    fn print(&self, what: &str) {
        println!(
            "{what}: {} expressions in {} zones, {} instants equal to croner's, {} more to its time by time, \
             {} by local time where it drops a run",
            self.expressions.len(),
            self.zones.len(),
            self.directly,
            self.time_by_time,
            self.by_local_time
        );
    }
}

/// Where to begin: anywhere, or as many seconds before the next clock change.
#[derive(Clone, Debug)]
enum Start {
    At(i64),
    BeforeTheChangeAfter(i64, i64),
}

fn start() -> impl Strategy<Value = Start> {
    let before = (YEARS, 0..100_000i64).prop_map(|(at, seconds)| Start::BeforeTheChangeAfter(at, seconds));
    prop_oneof![YEARS.prop_map(Start::At), before]
}

impl Start {
    fn moment(&self, zone: Tz) -> i64 {
        match *self {
            Self::At(moment) => moment,
            Self::BeforeTheChangeAfter(moment, seconds) => {
                changes(zone, moment, YEARS.end).next().map_or(moment, |change| change - seconds)
            }
        }
    }
}

#[test]
fn random_expressions_agree_with_croner_from_random_instants() {
    let tally = RefCell::new(Tally::default());
    let starts = proptest::collection::vec((any::<Index>(), start()), 8);
    let compared = TestRunner::new(config()).run(&(expression(), starts), |(expression, starts)| {
        let Some(oracle) = Oracle::new(expression) else {
            return Err(TestCaseError::reject("no such date, or too many times of the day"));
        };
        for (zone, start) in starts {
            let zone = *zone.get(&TZ_VARIANTS);
            let result = tally.borrow_mut().compare(&oracle, zone, start.moment(zone), YEARS.end, 5);
            result.map_err(TestCaseError::fail)?;
        }
        Ok(())
    });
    compared.unwrap_or_else(|error| panic!("{error}"));
    tally.borrow().print("random instants");
    assert!(tally.borrow().directly + tally.borrow().time_by_time > cases() as usize * 20);
}

/// Expressions that clock changes touch, with the times of the day (second, minute, hour) of those that name any.
fn touchy() -> Vec<Oracle> {
    let texts: [(&str, &[[u32; 3]]); 13] = [
        ("30 2", &[[0, 30, 2]]),
        ("*/30 *", &[]),
        ("0 0", &[[0, 0, 0]]),
        ("30 1,2", &[[0, 30, 1], [0, 30, 2]]),
        ("15 *", &[]),
        ("45 0-23", &[]),
        ("30 1", &[[0, 30, 1]]),
        ("0 */2", &[]),
        ("45 0-3", &[[0, 45, 0], [0, 45, 1], [0, 45, 2], [0, 45, 3]]),
        ("30 23", &[[0, 30, 23]]),
        ("10-50/20 0", &[[0, 10, 0], [0, 30, 0], [0, 50, 0]]),
        ("30 59 1-3/2", &[]),
        ("20 3", &[[0, 20, 3]]),
    ];
    let daily = |(time, times): (&str, &[[u32; 3]])| {
        let [day, month, weekday] = ["*", "*", "*"].map(str::to_owned);
        Expression { time: time.to_owned(), day, month, weekday, times_of_day: times.to_vec() }
    };
    texts.map(|expression| Oracle::new(daily(expression)).unwrap()).into_iter().collect()
}

#[test]
fn every_clock_change_of_every_zone_agrees_with_croner() {
    const DAY: i64 = 86_400;
    let oracles = touchy();
    let at_each = (cases() / SHORT_FORM).clamp(1, oracles.len() as u32) as usize;
    let mut tally = Tally::default();
    let (mut seen, mut rotation) = (0, oracles.iter().cycle());
    for zone in TZ_VARIANTS {
        // A zone that never changed its clocks is compared once all the same.
        let changes: Vec<_> = changes(zone, YEARS.start, YEARS.end).collect();
        for moment in [YEARS.start + DAY].iter().chain(&changes) {
            for oracle in rotation.by_ref().take(at_each) {
                let result = tally.compare(oracle, zone, moment - DAY / 8, moment + DAY / 4, 12);
                result.unwrap_or_else(|error| panic!("{error}"));
            }
        }
        seen += changes.len();
    }
    tally.print(&format!("{seen} clock changes"));
    assert_eq!((tally.zones.len(), tally.expressions.len()), (TZ_VARIANTS.len(), oracles.len()));
    assert!(seen > 10_000);
}
