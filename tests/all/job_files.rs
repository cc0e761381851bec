//! No text in a job file makes the program fall over: whatever it says, it is a job or a fault.

use midjobs::db::Db;
use midjobs::job::{Catalog, Plan, check};
use midjobs::schedule::cron::Cron;
use midjobs::time::{Span, Time};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::Test;

/// A job file with every key.
const EVERY_KEY: &str = r#"
name = "mine"
description = "every key"
source = "Mine"
resolve_absent = true
attempts = 5
retry_delay = "30s"
timeout = "5m"

[schedule]
cron = "0 3 * * MON-FRI"
timezone = "Europe/Rome"
misfire = "skip"
max_late = "1h"

[params]
keep = "30d"
limit = 7
truth = true
text = "x"

[[steps]]
file = "mine.sql"

[[steps]]
sql = "DELETE FROM sysevent WHERE sys_created_on < :keep"
max_rows = 100000
"#;

const SEEDS: &[&str] = &[
    EVERY_KEY,
    include_str!("../../jobs/purge_agent_issues.toml"),
    include_str!("../../jobs/purge_history.toml"),
    include_str!("../../jobs/bad_mid_credential_after_clone_1.toml"),
];

/// Text that means something somewhere in a job file.
const PIECES: &[&str] = &[
    "\"",
    "'''",
    "[",
    "]",
    "[[steps]]",
    "=",
    "\n",
    "\\u0000",
    "\u{0}",
    "\u{feff}",
    "é",
    "#",
    ":",
    "-1",
    "0",
    "9223372036854775808",
    "99999999999999999999d",
    "1e999",
    "nan",
    "0s",
    "1ms",
    "every = \":keep\"",
    "on = \"clone\"",
    "rule = \"x\"",
    "* * * * *",
    "0 0 30 2 *",
    "@reboot",
    "60/0 */0 1-99 L W#5",
    "Nowhere/City",
    "name = \"\"",
    "../x",
    "/etc/passwd",
    "PurgeAgentIssues",
    "CREATE TABLE t AS SELECT",
    "DROP TABLE syslog",
    ":now",
    "?",
    "--",
    "/*",
    ";",
];

/// A valid file with a few pieces put in, and a few stretches taken out.
fn mutated() -> impl Strategy<Value = String> {
    let changes = prop::collection::vec((any::<Index>(), 0..12usize, prop::option::of(select(PIECES))), 1..6);
    (select(SEEDS), changes).prop_map(|(seed, changes)| {
        let mut text: Vec<char> = seed.chars().collect();
        for (at, taken, piece) in changes {
            let at = at.index(text.len() + 1);
            let end = (at + taken).min(text.len());
            text.splice(at..end, piece.unwrap_or_default().chars());
        }
        text.into_iter().collect()
    })
}

/// Loads the text as the one job file there is and checks it; the number of jobs of one's own and of faults.
fn load(text: &str) -> (usize, usize) {
    let test = Test::new();
    test.job_file("mine.toml", text).job_file("mine.sql", "DELETE FROM sysevent");
    let catalog = Catalog::load(Some(&test.path("jobs"))).unwrap();
    let now = Time::parse("2026-03-02 12:00:00").unwrap();
    for job in &catalog.jobs {
        if let Plan::Repeat { schedule, .. } = &job.plan {
            assert!(schedule.next_after(now, now).is_none_or(|next| next > now), "{text}");
        }
        for (_, param) in &job.params {
            param.bind(now);
        }
        assert!((1..=job.retry.attempts).all(|attempt| job.retry.delay_after(attempt).seconds() <= 86_400));
    }
    for fault in check(&Db::in_memory().unwrap(), &catalog, Time::parse("2026-03-01 12:00:00").unwrap()) {
        assert!(
            !fault.message.is_empty() && fault.line >= 1 && fault.line <= text.lines().count() + 1,
            "{fault}"
        );
    }
    let built_in = Catalog::load(None).unwrap().jobs.len();
    (catalog.jobs.len() + catalog.replaced.len() - built_in, catalog.faults.len())
}

#[test]
fn the_seeds_are_right() {
    for seed in SEEDS {
        assert_eq!(load(seed), (1, 0), "{seed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_damaged_job_file_is_one_job_or_faults(text in mutated()) {
        let (jobs, faults) = load(&text);
        prop_assert!((jobs == 1) != (faults > 0), "{}", text);
    }

    #[test]
    fn any_text_is_one_job_or_faults(text in any::<String>()) {
        let (jobs, faults) = load(&text);
        prop_assert!((jobs == 1) != (faults > 0), "{}", text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn a_length_of_time_is_read_or_refused_and_reads_back(text in "\\PC*|[0-9]{0,24}(ms|s|m|h|d|w|µ)?") {
        if let Ok(span) = text.parse::<Span>() {
            prop_assert_eq!(span.to_string().parse::<Span>().unwrap(), span);
            span.in_words();
        }
    }

    #[test]
    fn a_time_is_read_or_refused_and_reads_back(
        text in "\\PC*|[0-9]{0,6}-[0-9]{0,3}-[0-9]{0,3}[ T][0-9:.]{0,12}(Z|[+-][0-9]{2}:?[0-9]{2})?",
    ) {
        if let Ok(time) = Time::parse(&text) {
            prop_assert_eq!(Time::parse(&time.to_string()).unwrap(), time);
            prop_assert_eq!(Time::parse(&time.iso()).unwrap(), time);
        }
    }

    #[test]
    fn a_schedule_is_read_or_refused(
        text in "\\PC*|([0-9*/,?LW#-]{1,6} ?){0,8}|@[a-z]{0,9}",
        zone in prop::option::of(select(&["Europe/Rome", "utc", "", "Mars", "America/New_York"][..])),
    ) {
        if let Err(error) = Cron::parse(&text, zone) {
            let message = format!("{error:#}");
            prop_assert!(!message.is_empty());
        }
    }
}
