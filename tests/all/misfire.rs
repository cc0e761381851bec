//! What becomes of occurrences that were missed, of a clock that goes back, and of what comes next.

use crate::support::Test;

/// A job of the user that inserts an event each time it runs.
fn counting(schedule: &str) -> String {
    format!(
        r#"
        name = "Count"
        description = "An event for each run"

        [schedule]
        {schedule}

        [[steps]]
        sql = "INSERT INTO sysevent (name, parm1) VALUES ('counted', :due)"
        "#
    )
}

/// A database with that job registered at 12:00, and the built-in ones paused.
fn registered(schedule: &str) -> Test {
    let test = Test::new();
    test.job_file("count.toml", &counting(schedule));
    test.run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Count'");
    test.sql("INSERT INTO sys_trigger_run (sys_id, trigger, job, due, outcome) VALUES ('bystander', 't', 'Other', '2026-03-01 13:00:00', 'ran')");
    test
}

fn counted(test: &Test) -> Vec<String> {
    test.query("SELECT parm1 FROM sysevent WHERE name = 'counted' ORDER BY parm1")
}

fn fates(test: &Test) -> Vec<String> {
    test.query("SELECT due, outcome FROM sys_trigger_run WHERE job = 'Count' ORDER BY due")
}

#[test]
fn after_a_standstill_a_job_runs_once_for_all_it_missed() {
    let test = registered("every = '1h'");
    test.run(&["run"]).at("2026-03-01 16:30:00").done();
    assert_eq!(counted(&test), ["2026-03-01 16:00:00"]);
    assert_eq!(
        fates(&test),
        [
            "2026-03-01 13:00:00|coalesced",
            "2026-03-01 14:00:00|coalesced",
            "2026-03-01 15:00:00|coalesced",
            "2026-03-01 16:00:00|ran"
        ]
    );
    let into = "SELECT count(*) FROM sys_trigger_run AS missed JOIN sys_trigger_run AS ran \
                ON ran.sys_id = missed.coalesced_into WHERE ran.outcome = 'ran' AND missed.outcome = 'coalesced'";
    assert_eq!(test.value(into), "3");
    assert_eq!(test.value("SELECT next_action FROM sys_trigger WHERE name = 'Count'"), "2026-03-01 17:00:00");
    assert_eq!(test.value("SELECT outcome FROM sys_trigger_run WHERE sys_id = 'bystander'"), "ran");
}

#[test]
fn with_all_every_missed_occurrence_runs() {
    let test = registered(
        r#"
        every = "1h"
        misfire = "all"
        "#,
    );
    test.run(&["run"]).at("2026-03-01 15:10:00").done();
    assert_eq!(counted(&test), ["2026-03-01 13:00:00", "2026-03-01 14:00:00", "2026-03-01 15:00:00"]);
    assert_eq!(fates(&test).iter().filter(|fate| fate.ends_with("|ran")).count(), 3);
}

#[test]
fn with_skip_a_late_occurrence_is_left_out_and_says_why() {
    let test = registered(
        r#"
        every = "1h"
        misfire = "skip"
        max_late = "15m"
        "#,
    );
    test.run(&["run"]).at("2026-03-01 14:30:00").done();
    assert_eq!(counted(&test), Vec::<String>::new());
    assert_eq!(fates(&test), ["2026-03-01 13:00:00|skipped", "2026-03-01 14:00:00|skipped"]);
    assert_eq!(
        test.query("SELECT DISTINCT error FROM sys_trigger_run WHERE job = 'Count'"),
        ["more than 15m late (max_late)"]
    );
    test.run(&["run"]).at("2026-03-01 15:05:00").done();
    assert_eq!(counted(&test), ["2026-03-01 15:00:00"]);
}

#[test]
fn max_late_bounds_how_late_a_job_may_run() {
    let test = registered(
        r#"
        every = "1d"
        max_late = "2h"
        "#,
    );
    test.run(&["run"]).at("2026-03-02 14:00:01").done();
    assert_eq!(fates(&test), ["2026-03-02 12:00:00|skipped"]);
    test.run(&["run"]).at("2026-03-03 14:00:00").done();
    assert_eq!(counted(&test), ["2026-03-03 12:00:00"]);
}

#[test]
fn ten_thousand_missed_occurrences_each_have_their_fate_and_more_share_a_row() {
    let test = registered("every = '1m'");
    // 20,160 minutes of standstill: the newest runs, 10,000 are recorded one by one, the rest in one row.
    test.run(&["run"]).at("2026-03-15 12:00:00").done();
    assert_eq!(counted(&test), ["2026-03-15 12:00:00"]);
    assert_eq!(test.value("SELECT sum(occurrences) FROM sys_trigger_run WHERE job = 'Count'"), "20160");
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run WHERE job = 'Count'"), "10002");
}

#[test]
fn a_year_of_a_cron_of_every_minute_is_caught_up_once() {
    let test = registered("cron = '* * * * *'");
    test.run(&["run"]).at("2027-03-01 12:00:30").done();
    assert_eq!(counted(&test), ["2027-03-01 12:00:00"]);
    assert_eq!(test.value("SELECT sum(occurrences) FROM sys_trigger_run WHERE job = 'Count'"), "525600");
}

#[test]
fn a_clock_that_goes_back_is_said_and_runs_nothing_twice() {
    let test = registered("every = '1h'");
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    let back = test.run(&["run"]).at("2026-03-01 12:30:00").done();
    assert!(back.stderr().contains("the clock went back"), "{}", back.stderr());
    test.run(&["run"]).at("2026-03-01 13:00:00").done();
    assert_eq!(counted(&test), ["2026-03-01 13:00:00"]);
    test.run(&["run"]).at("2026-03-01 14:00:00").done();
    assert_eq!(counted(&test), ["2026-03-01 13:00:00", "2026-03-01 14:00:00"]);
}

#[test]
fn a_paused_job_misses_its_occurrences_by_its_policy_when_it_resumes() {
    let test = registered("every = '1h'");
    test.run(&["jobs", "pause", "Count"]).done();
    test.run(&["run"]).at("2026-03-01 15:00:00").done();
    assert_eq!(counted(&test), Vec::<String>::new());
    test.run(&["jobs", "resume", "Count"]).done();
    test.run(&["run"]).at("2026-03-01 15:00:00").done();
    assert_eq!(counted(&test), ["2026-03-01 15:00:00"]);
    assert_eq!(fates(&test).len(), 3);
}

#[test]
fn a_changed_schedule_is_due_by_the_new_one() {
    let test = registered("every = '1h'");
    test.job_file("count.toml", &counting("every = '10m'"));
    test.run(&["run"]).at("2026-03-01 12:30:00").done();
    assert_eq!(test.value("SELECT next_action FROM sys_trigger WHERE name = 'Count'"), "2026-03-01 12:40:00");
    assert_eq!(counted(&test), Vec::<String>::new());
}

#[test]
fn next_shows_local_times_and_marks_clock_changes() {
    let test = Test::new();
    test.job_file(
        "count.toml",
        &counting(
            r#"
        cron = "30 2 * * *"
        timezone = "America/New_York"
        "#,
        ),
    );
    test.run(&["init"]).at("2026-03-06 12:00:00").done();
    let next =
        test.run(&["jobs", "next", "Count", "--count", "3", "--json"]).at("2026-03-06 12:00:00").done();
    let json = next.json();
    let of = |column: &str| -> Vec<String> {
        json["next"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row[column].as_str().unwrap_or("").to_owned())
            .collect()
    };
    assert_eq!(of("at"), ["2026-03-07T07:30:00Z", "2026-03-08T07:00:00Z", "2026-03-09T06:30:00Z"]);
    assert_eq!(
        of("local"),
        ["Sat 2026-03-07 02:30:00 EST", "Sun 2026-03-08 03:00:00 EDT", "Mon 2026-03-09 02:30:00 EDT"]
    );
    assert_eq!(of("note"), ["", "clock put forward 1h", ""]);
}

#[test]
fn explain_says_what_happened_to_an_occurrence_and_why() {
    let test = registered("every = '1h'");
    test.run(&["run"]).at("2026-03-01 14:20:00").done();
    let ran = test.run(&["explain", "Count"]).done().stdout();
    assert!(
        ran.starts_with("Count, due at 2026-03-01 14:00:00, ran at 2026-03-01 14:20:00 (20m late), attempt 1, and changed 1 row\n"),
        "{ran}"
    );
    let missed = test.run(&["explain", "Count", "2026-03-01 13:00:00"]).done().stdout();
    assert!(missed.contains("was missed and coalesced into run"), "{missed}");
    assert!(missed.contains("due 2026-03-01 14:00:00 (ran)"), "{missed}");
    let none = test.run(&["explain", "Count", "2026-03-01 12:30:00"]).ends_with(3).stderr();
    assert!(none.contains("no occurrence of Count up to 2026-03-01 12:30:00 is on record"), "{none}");
}

#[test]
fn at_the_end_of_the_calendar_nothing_runs_again_and_again() {
    let test = registered("every = '1d'");
    test.run(&["run"]).at("9999-12-31 23:59:59").done();
    assert_eq!(
        test.value("SELECT count(*) FROM sys_trigger_run WHERE job = 'Count' AND outcome = 'ran'"),
        "1"
    );
    test.run(&["run"]).at("9999-12-31 23:59:59").done();
    assert_eq!(counted(&test), ["9999-12-31 12:00:00"]);
}

#[test]
fn a_check_whose_trigger_names_no_clone_says_what_is_missing() {
    let test = Test::init().without_sampling();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('BadMIDCredentialAfterClone-1', '2026-03-01 12:10:00')");
    let said = test.run(&["run"]).at("2026-03-01 12:15:00").ends_with(1).stderr();
    assert!(said.contains("its trigger names no clone in job_context"), "{said}");
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "0");
}
