//! Purges in parts: each part is a commit of its own, with its count in the run.

use std::thread;

use crate::support::Test;

const PURGED_ON: &str = "2026-04-01 12:00:00";

/// A job that removes the events called old, in parts of that many.
fn purging(part: &str) -> String {
    format!(
        "name = \"Purging\"\ndescription = \"Old events\"\nattempts = 3\n\n[[steps]]\nsql = \"\"\"DELETE FROM sysevent WHERE sys_id IN
             (SELECT sys_id FROM sysevent WHERE name = 'old' ORDER BY parm1 LIMIT :part)\"\"\"\n{part}\n"
    )
}

fn with_old_events(number: u32) -> Test {
    let test = Test::init().seen();
    test.job_file("purging.toml", &purging("in_parts = 2")).sql(&format!(
        "WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {number})
         INSERT INTO sysevent (name, parm1) SELECT 'old', printf('%05d', n) FROM number;
         INSERT INTO sysevent (name, parm1) VALUES ('login', 'bystander')"
    ));
    test
}

#[test]
fn what_a_failing_part_removed_comes_back_and_what_the_parts_before_it_removed_does_not() {
    let test = with_old_events(5);
    test.sql(
        "CREATE TRIGGER no_more BEFORE DELETE ON sysevent WHEN OLD.parm1 = '00004'
         BEGIN SELECT RAISE(ABORT, 'held'); END",
    );
    test.run(&["run-now", "Purging"]).ends_with(1);
    assert_eq!(test.query("SELECT parm1 FROM sysevent ORDER BY 1"), ["00003", "00004", "00005", "bystander"]);
    let run = "SELECT outcome, attempt, rows_changed FROM sys_trigger_run WHERE job = 'Purging'";
    assert_eq!(test.query(run), ["retry|1|2"]);
    test.sql("DROP TRIGGER no_more");
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    assert_eq!(test.query(run), ["ran|2|5"], "the count is that of all attempts");
    assert_eq!(test.query("SELECT parm1 FROM sysevent"), ["bystander"]);
    test.assert_sound();
}

#[test]
fn a_dry_run_of_parts_shows_all_of_them_and_changes_nothing() {
    let test = with_old_events(5);
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Purging', '2026-03-01 12:00:00')");
    let before = test.table("sysevent");
    test.run(&["run", "--dry-run"]).done().saying("sysevent");
    assert_eq!(test.table("sysevent"), before);
}

#[test]
fn whoever_waits_for_the_write_lock_gets_it_between_two_parts() {
    let test = with_old_events(400);
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Purging', '2026-03-01 12:00:00')");
    let mut run = test.run(&["run"]).spawn();
    let left = || test.value("SELECT count(*) FROM sysevent WHERE name = 'old'").parse::<u32>().unwrap();
    while left() == 400 {
        thread::yield_now();
    }
    test.sql("INSERT INTO sysevent (name, parm1) VALUES ('login', 'between')");
    assert!(left() > 0, "it waited for the end of the purge");
    assert!(run.wait().unwrap().success());
    assert_eq!(test.query("SELECT parm1 FROM sysevent ORDER BY 1"), ["between", "bystander"]);
    assert_eq!(test.value("SELECT rows_changed FROM sys_trigger_run WHERE job = 'Purging'"), "400");
}

#[test]
fn what_cannot_go_in_parts_is_a_fault_of_its_file() {
    let test = Test::init().seen();
    for (steps, fault) in [
        (purging("in_parts = 0"), "a part removes at least 1 row"),
        (purging("in_parts = 2\nmax_rows = 5"), "what is committed stays"),
        (purging("in_parts = 2\n[[steps]]\nsql = \"DELETE FROM sysevent\""), "all steps or none"),
        (purging("in_parts = 2").replace("LIMIT :part", "LIMIT 2"), "LIMIT :part"),
        (
            purging("in_parts = 2").replace("DELETE FROM sysevent", "UPDATE sysevent SET parm2 = 'x'"),
            "is no DELETE",
        ),
    ] {
        test.job_file("purging.toml", &steps);
        let said = test.run(&["check"]).output();
        assert!(
            said.code() != 0 && (said.stdout() + &said.stderr()).contains(fault),
            "{steps}\n{}{}",
            said.stdout(),
            said.stderr()
        );
    }
}

/// A run of a job that was decided at that time.
fn decided(test: &Test, job: &str, outcome: &str, finished: &str) {
    test.sql(&format!(
        "INSERT INTO sys_trigger_run (trigger, job, due, started, finished, outcome)
         VALUES ('t', '{job}', '2020-01-01 00:00:00', '{finished}', '{finished}', '{outcome}')"
    ));
}

#[test]
fn beyond_the_number_that_is_kept_of_a_job_only_its_last_success_and_its_last_failure_stay() {
    let test = Test::init().seen();
    decided(&test, "A", "failed", "2026-03-20 00:00:00");
    decided(&test, "A", "abandoned", "2026-03-21 00:00:00");
    decided(&test, "A", "ran", "2026-03-22 00:00:00");
    decided(&test, "A", "ran", "2026-03-23 00:00:00");
    decided(&test, "A", "skipped", "2026-03-24 00:00:00");
    decided(&test, "A", "coalesced", "2026-03-25 00:00:00");
    decided(&test, "A", "skipped", "2026-03-26 00:00:00");
    decided(&test, "B", "ran", "2026-03-22 00:00:00");
    decided(&test, "B", "ran", "2026-03-23 00:00:00");
    test.run(&["jobs", "set", "PurgeHistory", "runs_of_each_job", "2"]).done();
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(
        test.query("SELECT job, outcome, substr(finished, 9, 2) FROM sys_trigger_run WHERE trigger = 't' ORDER BY 1, 3"),
        ["A|abandoned|21", "A|ran|23", "A|coalesced|25", "A|skipped|26", "B|ran|22", "B|ran|23"]
    );
}

const COUNTED: &str = "SELECT job, runs, counted_on FROM sys_trigger_run_count WHERE job < 'C' ORDER BY job";

/// Of each job 3 runs are kept. A has two and B, a bystander, one; a purge counted them.
fn counted_by_a_purge() -> Test {
    let test = Test::init().seen();
    test.run(&["jobs", "set", "PurgeHistory", "runs_of_each_job", "3"]).done();
    decided(&test, "A", "ran", "2026-03-22 00:00:00");
    decided(&test, "A", "ran", "2026-03-23 00:00:00");
    decided(&test, "B", "ran", "2026-03-22 00:00:00");
    test.run(&["run-now", "PurgeHistory"]).at(PURGED_ON).done();
    assert_eq!(test.query(COUNTED), ["A|2|2026-04-01 12:00:00", "B|1|2026-04-01 12:00:00"]);
    test
}

fn days_of_runs(test: &Test, job: &str) -> Vec<String> {
    test.query(&format!("SELECT substr(finished, 6, 5) FROM sys_trigger_run WHERE job = '{job}' ORDER BY 1"))
}

#[test]
fn a_purge_counts_the_runs_of_a_job_once_and_those_that_ended_since_on_top() {
    let test = counted_by_a_purge();
    let removed = "SELECT rows_changed FROM sys_trigger_run WHERE job = 'PurgeHistory' AND outcome = 'ran'";
    assert_eq!(test.value(removed), "0", "what is counted is not removed");
    // Two more since, of which one is too many.
    decided(&test, "A", "ran", "2026-04-01 12:00:00");
    decided(&test, "A", "ran", "2026-04-01 13:00:00");
    test.run(&["run-now", "PurgeHistory"]).at("2026-04-02 12:00:00").done();
    assert_eq!(days_of_runs(&test, "A"), ["03-23", "04-01", "04-01"]);
    assert_eq!(days_of_runs(&test, "B"), ["03-22"]);
    assert_eq!(test.query(COUNTED), ["A|3|2026-04-02 12:00:00", "B|1|2026-04-02 12:00:00"]);
}

#[test]
fn a_count_of_before_the_clock_was_set_back_does_not_hold() {
    let test = counted_by_a_purge();
    test.sql("UPDATE sys_trigger_run_count SET runs = 0, counted_on = '2027-04-02 12:00:00' WHERE job = 'A'");
    decided(&test, "A", "ran", "2026-04-02 12:00:00");
    decided(&test, "A", "ran", "2026-04-02 13:00:00");
    test.run(&["run-now", "PurgeHistory"]).at("2026-04-03 12:00:00").done();
    assert_eq!(days_of_runs(&test, "A"), ["03-23", "04-02", "04-02"]);
    assert_eq!(test.query(COUNTED), ["A|3|2026-04-03 12:00:00", "B|1|2026-04-03 12:00:00"]);
}

#[test]
fn of_a_job_without_runs_no_count_is_kept() {
    let test = counted_by_a_purge();
    test.sql("DELETE FROM sys_trigger_run WHERE job = 'A'");
    test.run(&["run-now", "PurgeHistory"]).at("2026-08-01 12:00:00").done();
    assert_eq!(test.query(COUNTED), ["B|1|2026-08-01 12:00:00"]);
}
