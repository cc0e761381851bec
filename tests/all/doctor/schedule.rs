//! Whether something runs: the clock, triggers, job files, the data of zones, and fresh rows.

use super::{doctor, finds, is_well, told};
use crate::support::{Test, chmod};

const IN_A_ZONE: &str = r#"name = "Mine"
description = "At eight in Rome"

[schedule]
cron = "0 8 * * *"
timezone = "Europe/Rome"

[[steps]]
sql = "SELECT 'a' AS message WHERE 0"
"#;

#[test]
fn runs_that_started_later_than_now_are_named() {
    let test = Test::init().seen();
    let run = |started: &str| {
        test.sql(&format!(
            "INSERT INTO sys_trigger_run (trigger, job, due, started, outcome) VALUES ('t', 'Mine', '{started}', '{started}', 'ran')"
        ));
    };
    run("2026-03-01 12:14:00");
    is_well(&test, "clock");
    run("2027-03-01 12:00:00");
    finds(&test, "clock", "these runs started later: Mine at 2027-03-01 12:00:00", 1);
}

#[test]
fn triggers_that_nobody_takes_up_are_told_and_those_that_somebody_does_are_not() {
    let test = Test::init().seen();
    is_well(&test, "schedule");
    let later = |at: &str| told(doctor(&test).at(at), "schedule");
    assert!(
        later("2026-03-03 12:00:00").starts_with("broken: what was due at"),
        "{}",
        later("2026-03-03 12:00:00")
    );
    test.run(&["run"]).at("2026-03-03 12:00:00").done();
    assert!(later("2026-03-03 12:00:00").starts_with("ok: the last run started at 2026-03-03 12:00:00"));
}

#[test]
fn a_file_in_which_nothing_will_come_due_is_told() {
    let test = Test::init().seen();
    test.sql("UPDATE sys_trigger SET active = 0");
    finds(&test, "schedule", "broken: no trigger will come due", 2);
}

#[test]
fn job_files_with_faults_and_a_directory_of_others_are_told() {
    let test = Test::init().seen();
    test.job_file("mine.toml", IN_A_ZONE);
    is_well(&test, "job files");
    test.job_file("other.toml", "name = 7");
    finds(&test, "job files", "warning: 1 file with a fault", 1);
    std::fs::remove_file(test.path("jobs/other.toml")).unwrap();
    chmod(&test.path("jobs"), 0o777);
    finds(&test, "job files", "broken: others than its owner may write to jobs", 2);
}

#[test]
fn old_data_of_zones_is_told_where_a_job_goes_by_a_zone() {
    let test = Test::init().seen();
    let later = || told(doctor(&test).at("2036-03-01 12:00:00"), "time zones");
    assert!(later().starts_with("ok: "), "{}", later());
    test.job_file("mine.toml", IN_A_ZONE);
    assert!(later().contains("jobs go by Europe/Rome"), "{}", later());
    assert!(later().starts_with("warning: "));
    is_well(&test, "time zones");
}

#[test]
fn rows_that_were_never_loaded_or_are_old_are_told_with_the_cure() {
    let test = Test::init();
    finds(&test, "data", "warning: ", 1);
    test.load("2026-03-01 12:10:00");
    is_well(&test, "data");
    let said = told(doctor(&test).at("2026-03-05 12:00:00"), "data");
    assert!(said.starts_with("warning: "), "{said}");
}
