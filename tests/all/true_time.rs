//! The time that is told with --now, and a clock that was ahead.

use crate::support::{Test, rows};

/// A job that shows each of its runs.
pub const HOURLY: &str = r#"
name = "Hourly"
description = "An event for each run"

[schedule]
every = "1h"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('ran', :due)"
"#;

/// A database with that job, registered at noon, and no built-in job that comes due.
fn with_job() -> Test {
    let test = Test::new();
    test.job_file("hourly.toml", HOURLY).run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Hourly'");
    test.sql(&format!(
        "INSERT INTO sys_user (sys_id, user_name) VALUES ('{}', 'bystander')",
        rows::sys_id('b')
    ));
    test
}

/// When the trigger of the job is due.
pub fn next_action(test: &Test, job: &str) -> String {
    test.value(&format!("SELECT next_action FROM sys_trigger WHERE name = '{job}'"))
}

fn ran(test: &Test) -> Vec<String> {
    test.query("SELECT parm1 FROM sysevent WHERE name = 'ran' ORDER BY parm1")
}

#[test]
fn a_command_that_writes_refuses_a_time_far_from_the_clock() {
    let test = with_job();
    let before = (test.table("sys_trigger"), test.table("sys_trigger_run"), test.table("syslog"));
    for words in [
        &["run"][..],
        &["run-now", "Hourly"],
        &["after-clone"],
        &["jobs", "pause", "Hourly"],
        &["issues", "ack", "x"],
        &["check-connectivity"],
        &["init"],
        &["tables", "never", "sysevent", "--reason", "none"],
    ] {
        for now in ["2099-01-01 00:00:00", "2020-01-01 00:00:00"] {
            test.run(words).at(now).for_real().output().refuses(&["--now", "from the clock", "--simulate"]);
        }
    }
    assert_eq!((test.table("sys_trigger"), test.table("sys_trigger_run"), test.table("syslog")), before);
    let new = Test::new();
    new.run(&["init"]).for_real().output().refuses(&["--simulate"]);
    assert!(!new.db().exists());
}

#[test]
fn a_dry_run_a_look_and_a_file_to_play_with_take_any_time() {
    let test = with_job();
    let at = "2026-03-01 13:00:00";
    test.run(&["run", "--dry-run"]).at(at).for_real().done();
    test.run(&["run-now", "--dry-run", "Hourly"]).at(at).for_real().done();
    test.run(&["jobs", "next", "Hourly"]).at(at).for_real().done();
    assert_eq!(ran(&test), Vec::<String>::new());
    test.run(&["--simulate", "run"]).at(at).for_real().done();
    assert_eq!(ran(&test), [at]);
    test.run(&["run"]).at(at).for_real().env("MIDJOBS_SIMULATE", "").output().refuses(&["--simulate"]);
    test.run(&["run"]).at(at).for_real().env("MIDJOBS_SIMULATE", "0").output().refuses(&["--simulate"]);
    test.run(&["run"]).at(at).for_real().env("MIDJOBS_SIMULATE", "1").done();
}

#[test]
fn without_now_and_with_one_near_the_clock_nothing_is_asked() {
    let test = Test::new();
    test.run(&["init"]).at_no_time().for_real().done();
    let near = test.value("SELECT datetime('now', '+9 minutes')");
    test.run(&["run"]).at(&near).for_real().done();
    let far = test.value("SELECT datetime('now', '+11 minutes')");
    test.run(&["run"]).at(&far).for_real().ends_with(3);
    test.run(&["after-clone", "--wait"])
        .at(&near)
        .for_real()
        .output()
        .refuses(&["--wait goes by the real time"]);
}

#[test]
fn the_demo_tells_its_story_without_being_told_that_it_is_one() {
    let test = Test::new();
    test.run(&["demo"]).at_no_time().for_real().done();
}

#[test]
fn a_trigger_of_a_clock_that_was_ahead_is_taken_back_to_its_schedule_and_the_log_says_so() {
    let test = with_job();
    test.run(&["run"]).at("2027-03-01 12:00:00").done();
    assert_eq!(next_action(&test, "Hourly"), "2027-03-01 13:00:00");
    test.run(&["status"])
        .at("2026-03-02 13:20:00")
        .ends_with(1)
        .saying("next due beyond the schedule: Hourly");
    test.run(&["run"]).at("2026-03-02 13:20:00").done().saying("beyond its schedule");
    assert_eq!(next_action(&test, "Hourly"), "2026-03-02 14:00:00");
    let said = "SELECT count(*) FROM syslog WHERE source = 'Hourly' AND message LIKE '%beyond its schedule%'";
    assert_eq!(test.value(said), "1");
    test.run(&["run"]).at("2026-03-02 14:00:10").done();
    assert_eq!(ran(&test), ["2026-03-02 14:00:00", "2027-03-01 12:00:00"]);
    let twice = "SELECT due FROM sys_trigger_run WHERE job = 'Hourly' GROUP BY due HAVING count(*) > 1";
    assert_eq!(test.query(twice), Vec::<String>::new());
    let status = test.run(&["status"]).at("2026-03-02 14:01:00").output().stdout();
    assert!(!status.contains("beyond the schedule"), "{status}");
    assert_eq!(test.value("SELECT user_name FROM sys_user"), "bystander");
}

#[test]
fn what_ran_while_the_clock_was_ahead_does_not_run_again_when_its_time_comes() {
    let ahead = "2026-03-01 18:00:00";
    // The clock is right again before one.
    let hours = |test: &Test, hours: std::ops::RangeInclusive<u32>| {
        test.run(&["run"]).at("2026-03-01 12:59:50").done();
        for hour in hours {
            test.run(&["run"]).at(&format!("2026-03-01 {hour}:00:05")).done();
        }
    };
    let once_each = |test: &Test| {
        let fates = "SELECT substr(due, 12, 2), outcome, count(*) FROM sys_trigger_run WHERE job = 'Hourly'
                     GROUP BY due, outcome ORDER BY due";
        let hours = (13..=20).map(|hour| format!("{hour}|ran|1")).collect::<Vec<_>>();
        assert_eq!(test.query(fates), hours);
        assert_eq!(ran(test).len(), hours.len());
    };
    // Tick by tick.
    let test = with_job();
    test.run(&["run"]).at(ahead).done();
    hours(&test, 13..=20);
    once_each(&test);
    // After its schedule was spelled in another way meanwhile, its file was away, and it was removed.
    let cron = HOURLY.replace("every = \"1h\"", "cron = \"0 * * * *\"");
    for change in ["spelled", "removed"] {
        let test = with_job();
        test.run(&["run"]).at(ahead).done();
        if change == "removed" {
            std::fs::remove_file(test.path("jobs/hourly.toml")).unwrap();
            test.run(&["jobs", "remove", "Hourly"]).at("2026-03-01 12:59:00").done();
        }
        test.job_file("hourly.toml", &cron).run(&["init"]).at("2026-03-01 12:59:30").done();
        hours(&test, 13..=20);
        once_each(&test);
    }
    // With a standstill around it: it is neither run nor coalesced.
    let test = with_job();
    test.run(&["run"]).at(ahead).done();
    hours(&test, 13..=14);
    test.run(&["run"]).at("2026-03-01 18:30:00").done();
    let fates = "SELECT substr(due, 12, 2), outcome FROM sys_trigger_run WHERE job = 'Hourly' ORDER BY due";
    assert_eq!(test.query(fates), ["13|ran", "14|ran", "15|coalesced", "16|coalesced", "17|ran", "18|ran"]);
}

#[test]
fn a_trigger_that_somebody_puts_back_runs_again_also_at_a_time_at_which_it_ran() {
    let test = with_job();
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 13:00:00' WHERE name = 'Hourly'");
    test.run(&["run"]).at("2026-03-01 13:10:00").done();
    assert_eq!(ran(&test).len(), 2);
}

#[test]
fn what_runs_once_and_waits_for_another_attempt_beyond_its_delay_is_tried_now() {
    let test = with_job();
    let failing = "name = \"Once\"\ndescription = \"Fails\"\nretry_delay = \"10m\"\n\n[[steps]]\n\
                   sql = \"INSERT INTO sys_user (active) VALUES (7)\"\n";
    test.job_file("once.toml", failing);
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Once', '2026-03-01 13:00:00')");
    // One that is to run later, and one that waits as it should, are left alone.
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Once', '2028-01-01 00:00:00')");
    test.run(&["run"]).at("2027-03-01 12:00:00").ends_with(1);
    test.run(&["run"]).at("2026-03-02 14:00:00").ends_with(1).saying("by a clock that was ahead");
    let next = "SELECT next_action, attempt FROM sys_trigger WHERE name = 'Once' ORDER BY next_action";
    assert_eq!(test.query(next), ["2026-03-02 14:20:00|2", "2028-01-01 00:00:00|0"]);
    test.run(&["run"]).at("2026-03-02 14:05:00").done();
    assert_eq!(test.query(next), ["2026-03-02 14:20:00|2", "2028-01-01 00:00:00|0"]);
}

#[test]
fn a_success_while_the_clock_was_ahead_hides_no_failure_after_it() {
    let test = with_job();
    test.run(&["run"]).at("2027-03-01 12:00:00").done();
    let failing =
        HOURLY.replace("sysevent (name, parm1) VALUES ('ran', :due)", "sys_user (active) VALUES (7)");
    test.job_file("hourly.toml", &failing.replace("[schedule]", "attempts = 1\n[schedule]"));
    test.run(&["run"]).at("2026-03-02 13:30:00").done();
    for hour in 14..=16 {
        test.run(&["run"]).at(&format!("2026-03-02 {hour}:00:00")).output().with_code(1);
    }
    test.run(&["status"]).at("2026-03-02 16:10:00").ends_with(2).saying("1 job failed three times in a row");
}

#[test]
fn rows_that_are_dated_later_than_now_are_in_doubt_and_not_fresh_for_ever() {
    let test = with_job();
    test.load("2027-03-01 12:00:00");
    let tables = test.run(&["tables"]).at("2026-03-05 12:00:00").done().stdout();
    assert!(tables.contains("later than now"), "{tables}");
    test.run(&["status"]).at("2026-03-05 12:00:00").ends_with(1).saying("as if the clock had been ahead");
    test.load("2026-03-05 12:05:00");
    let status = test.run(&["status"]).at("2026-03-05 12:00:00").output().stdout();
    assert!(!status.contains("as if the clock had been ahead"), "clocks differ a little: {status}");
}

#[test]
fn a_clock_that_went_back_is_told_until_two_runs_a_day_apart_saw_it() {
    let test = with_job();
    test.run(&["run"]).at("2027-03-01 12:00:00").done();
    test.run(&["run"]).at("2026-03-02 13:00:00").done().saying("the clock went back");
    for day in 2..=4 {
        test.run(&["run"]).at(&format!("2026-03-0{day} 14:00:00")).done();
    }
    let said = test.run(&["run"]).at("2026-03-05 14:00:00").done().stderr();
    assert!(!said.contains("the clock went back"), "{said}");
}

#[test]
fn what_ran_while_the_clock_was_ahead_does_not_run_twice() {
    let test = with_job();
    for hour in 13..=16 {
        test.run(&["run"]).at(&format!("2026-03-01 {hour}:00:00")).done();
    }
    test.run(&["run"]).at("2026-03-01 14:30:00").done();
    assert_eq!(next_action(&test, "Hourly"), "2026-03-01 17:00:00");
    assert_eq!(ran(&test).len(), 4);
}

#[test]
fn a_clock_that_is_put_back_a_little_takes_nothing_back() {
    let test = with_job();
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    test.run(&["run"]).at("2026-03-01 12:59:50").done();
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    assert_eq!(ran(&test), ["2026-03-01 13:00:00"]);
    assert_eq!(next_action(&test, "Hourly"), "2026-03-01 14:00:00");
}

#[test]
fn another_attempt_that_a_clock_which_was_ahead_put_off_is_made_now() {
    let test = Test::new();
    let failing = HOURLY.replace(
        "INSERT INTO sysevent (name, parm1) VALUES ('ran', :due)",
        "INSERT INTO sys_user (active) VALUES (7)",
    );
    test.job_file("hourly.toml", &failing).run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Hourly'");
    test.run(&["run"]).at("2027-03-01 12:00:00").ends_with(1);
    test.run(&["run"]).at("2026-03-02 13:00:00").ends_with(1);
    assert_eq!(test.value("SELECT attempt FROM sys_trigger WHERE name = 'Hourly'"), "2");
}
