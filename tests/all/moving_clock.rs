//! The runner on a clock that moves while it works: times are those of the moment, and nobody waits behind a backlog.

use std::cell::Cell;
use std::fs;
use std::time::Duration;

use midjobs::db::{Access, Db};
use midjobs::job::Catalog;
use midjobs::runner::{Runner, Tick};
use midjobs::time::{Clock, Span, Time};

use crate::support::Test;

thread_local! {
    /// Seconds since the clock was set.
    static PASSED: Cell<u64> = const { Cell::new(0) };
    /// Seconds that pass each time the clock is asked.
    static STEP: Cell<u64> = const { Cell::new(0) };
}

/// When each test begins.
const BEGIN: &str = "2026-03-02 12:00:00";

fn wall() -> Time {
    let passed = PASSED.get();
    PASSED.set(passed + STEP.get());
    Time::parse(BEGIN).unwrap() + Span::from_seconds(passed)
}

/// A tick on a clock on which `step` seconds pass between two questions.
fn tick(test: &Test, step: u64) -> usize {
    PASSED.set(0);
    STEP.set(step);
    let clock = Clock::new(wall, || Duration::from_secs(PASSED.get()));
    let db = Db::open(&test.db(), Access::Write, Span::from_seconds(1)).unwrap();
    fs::create_dir_all(test.path("jobs")).unwrap();
    let catalog = Catalog::load(Some(&test.path("jobs"))).unwrap();
    match Runner::new(&db, clock, Span::from_seconds(1)).run_due(&catalog).unwrap() {
        Tick::Done(reports) => reports.len(),
        Tick::AnotherAtWork => panic!("no other runner is there"),
    }
}

/// A database with this job, registered at noon the day before, and no built-in job due.
fn with_job(job: &str) -> Test {
    let test = Test::new();
    test.job_file("mine.toml", job).run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Mine'");
    test
}

#[test]
fn a_run_finishes_after_it_started_and_its_log_lines_are_of_the_time_they_were_written() {
    let test = with_job(
        r#"
        name = "Mine"
        description = "One row"

        [schedule]
        every = "1d"

        [[steps]]
        sql = "INSERT INTO sysevent (name, parm1) VALUES ('at', :now)"
        "#,
    );
    assert_eq!(tick(&test, 1), 1);
    let run = "SELECT due < started, started < finished FROM sys_trigger_run WHERE job = 'Mine'";
    assert_eq!(test.query(run), ["1|1"]);
    assert_eq!(
        test.value(
            "SELECT started < sys_created_on AND sys_created_on <= finished
             FROM sys_trigger_run AS run JOIN syslog ON syslog.run = run.sys_id"
        ),
        "1"
    );
    let now = "SELECT parm1 = started FROM sysevent, sys_trigger_run WHERE sysevent.name = 'at'";
    assert_eq!(test.value(now), "1", ":now is the time at which the job was picked up");
}

#[test]
fn the_delay_of_a_retry_counts_from_the_failure() {
    let test = with_job(
        r#"
        name = "Mine"
        description = "Fails"
        retry_delay = "30s"

        [schedule]
        every = "1d"

        [[steps]]
        sql = "INSERT INTO sys_user (active) VALUES (7)"
        "#,
    );
    assert_eq!(tick(&test, 10), 1);
    let waits = "SELECT CAST(round((julianday(next_action) - julianday(started)) * 86400) AS INTEGER)
        FROM sys_trigger JOIN sys_trigger_run AS run ON run.sys_id = sys_trigger.run";
    let waits: u64 = test.value(waits).parse().unwrap();
    assert!(waits > 30, "{waits} seconds from the start of the attempt");
    assert_eq!(test.value("SELECT outcome FROM sys_trigger_run WHERE job = 'Mine'"), "retry");
}

#[test]
fn max_late_is_judged_when_the_job_is_picked_up() {
    let test = with_job(
        r#"
        name = "Mine"
        description = "Must be on time"

        [schedule]
        every = "1d"
        max_late = "20s"

        [[steps]]
        sql = "DELETE FROM sysevent"
        "#,
    );
    let first = "INSERT INTO sys_trigger (name, next_action, priority) VALUES ('PurgeAgentIssues', '2026-03-02 11:59:59', 1)";
    test.sql(first);
    assert_eq!(tick(&test, 10), 1, "the job before it took so long that it is too late");
    assert_eq!(
        test.query("SELECT job, outcome FROM sys_trigger_run ORDER BY job"),
        ["Mine|skipped", "PurgeAgentIssues|ran"]
    );
}

#[test]
fn what_comes_due_during_a_backlog_is_not_behind_all_of_it() {
    let test = with_job(
        r#"
        name = "Mine"
        description = "Catches up with every occurrence"

        [schedule]
        every = "1h"
        misfire = "all"

        [[steps]]
        sql = "UPDATE sys_user SET active = 1"
        "#,
    );
    test.sql(
        "INSERT INTO sys_trigger (name, next_action) VALUES ('PurgeAgentIssues', '2026-03-02 12:00:30')",
    );
    assert_eq!(tick(&test, 1), 25);
    let order = test.query("SELECT job FROM sys_trigger_run ORDER BY started, sys_id");
    let purge = order.iter().position(|job| job == "PurgeAgentIssues").unwrap();
    assert!(0 < purge && purge < 24, "run {purge} of {}", order.len());
}

#[test]
fn a_tick_ends_however_often_a_job_comes_due() {
    let test = with_job(
        r#"
        name = "Mine"
        description = "Comes due faster than it runs"

        [schedule]
        every = "1s"

        [[steps]]
        sql = "UPDATE sys_user SET active = 1"
        "#,
    );
    let runs = tick(&test, 5);
    assert!((1..=2).contains(&runs), "{runs} runs");
}

#[test]
fn with_now_the_clock_stands_still() {
    let test = with_job(
        r#"
        name = "Mine"
        description = "One row"

        [schedule]
        every = "1d"

        [[steps]]
        sql = "UPDATE sys_user SET active = 1"
        "#,
    );
    test.run(&["run"]).at(BEGIN).done();
    let all = format!("SELECT started = finished AND started = '{BEGIN}' FROM sys_trigger_run");
    assert_eq!(test.value(&all), "1");
}

#[test]
fn jobs_that_are_due_together_start_each_at_its_own_time() {
    let test = with_job(
        "name = \"Mine\"\ndescription = \"One row\"\n[[steps]]\nsql = \"DELETE FROM sys_user WHERE name = ''\"\n",
    );
    test.sql("DELETE FROM sys_trigger WHERE name = 'Mine'");
    test.sql(
        "INSERT INTO sys_trigger (name, next_action) VALUES ('Mine', '2026-03-02 11:00:00'),
         ('Mine', '2026-03-02 11:00:00'), ('Mine', '2026-03-02 11:00:00')",
    );
    assert_eq!(tick(&test, 1), 3);
    let run = "SELECT count(DISTINCT started), sum(started < finished), max(started) > '2026-03-02 12:00:03' FROM sys_trigger_run";
    assert_eq!(test.query(run), ["3|3|1"]);
}
