//! A schedule is what it means: what is due keeps its one fate, whatever becomes of the job's file.

use std::fs;

use crate::support::Test;

/// A job of the user that inserts an event each time it runs.
fn counting(head: &str, schedule: &str) -> String {
    format!(
        r#"
        name = "Count"
        description = "An event for each run"
        {head}
        {schedule}

        [[steps]]
        sql = "INSERT INTO sysevent (name, parm1) VALUES ('counted', :due)"
        "#
    )
}

fn cron(text: &str) -> String {
    format!("[schedule]\ncron = \"{text}\"")
}

/// A database with that job registered on 1 March at noon, and the built-in ones paused.
fn registered(job: &str) -> Test {
    let test = Test::new();
    test.job_file("count.toml", job).run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Count'");
    test.sql("INSERT INTO sys_trigger_run (sys_id, trigger, job, due, outcome) VALUES ('bystander', 't', 'Other', '2026-03-01 13:00:00', 'ran')");
    test
}

fn counted(test: &Test) -> Vec<String> {
    test.query("SELECT parm1 FROM sysevent WHERE name = 'counted' ORDER BY parm1")
}

fn fates(test: &Test) -> Vec<String> {
    assert_eq!(test.value("SELECT outcome FROM sys_trigger_run WHERE sys_id = 'bystander'"), "ran");
    test.query("SELECT due, outcome FROM sys_trigger_run WHERE job = 'Count' ORDER BY due")
}

fn next_action(test: &Test) -> String {
    test.value("SELECT next_action FROM sys_trigger WHERE name = 'Count'")
}

const MORNING: &str = "2026-03-02 03:10:00";

#[test]
fn a_schedule_that_is_spelled_differently_loses_nothing_and_moves_nothing() {
    for other in [
        "[schedule]\ncron = \"0 3 * * *\"\ntimezone = \"UTC\"",
        "[schedule]\ncron = \"00 03 * * *\"",
        "[schedule]\ncron = \"0  3 * * *\"",
        "[schedule]\ncron = \"0 0 3 * * *\"\ntimezone = \"Etc/UTC\"",
    ] {
        let test = registered(&counting("", &cron("0 3 * * *")));
        test.job_file("count.toml", &counting("", other))
            .run(&["jobs", "pause", "PurgeHistory"])
            .done()
            .quiet();
        assert_eq!(next_action(&test), "2026-03-02 03:00:00", "{other}");
        test.run(&["run"]).at(MORNING).done();
        assert_eq!(counted(&test), ["2026-03-02 03:00:00"], "{other}");
    }
    let test = registered(&counting("", "[schedule]\nevery = '60m'"));
    test.job_file("count.toml", &counting("", "[schedule]\nevery = '1h'"));
    test.run(&["run"]).at("2026-03-01 12:30:00").done();
    assert_eq!(next_action(&test), "2026-03-01 13:00:00");
}

#[test]
fn what_is_due_when_its_schedule_changes_keeps_its_fate() {
    let test = registered(&counting("", &cron("0 3 * * *")));
    test.job_file("count.toml", &counting("", &cron("0 5 * * *"))).run(&["run"]).at(MORNING).done();
    assert_eq!(counted(&test), ["2026-03-02 03:00:00"]);
    assert_eq!(fates(&test), ["2026-03-02 03:00:00|ran"]);
    assert_eq!(next_action(&test), "2026-03-02 05:00:00");
}

#[test]
fn what_is_due_when_its_interval_is_set_keeps_its_fate() {
    let job = counting("", "[schedule]\nevery = ':period'\n[params]\nperiod = '1h'");
    let test = registered(&job);
    test.run(&["jobs", "set", "Count", "period", "2h"]).at("2026-03-01 13:10:00").done();
    test.run(&["run"]).at("2026-03-01 13:20:00").done();
    assert_eq!(counted(&test), ["2026-03-01 13:00:00"]);
    assert_eq!(next_action(&test), "2026-03-01 15:00:00");
}

#[test]
fn what_came_due_during_a_pause_is_missed_even_when_the_schedule_changes_meanwhile() {
    let test = registered(&counting("", &cron("0 3 * * *")));
    test.run(&["jobs", "pause", "Count"]).done();
    test.job_file("count.toml", &counting("", &cron("0 5 * * *"))).run(&["run"]).at(MORNING).done();
    assert_eq!(counted(&test), Vec::<String>::new());
    test.run(&["jobs", "resume", "Count"]).at("2026-03-02 03:20:00").done();
    test.run(&["run"]).at("2026-03-02 03:30:00").done();
    assert_eq!(fates(&test), ["2026-03-02 03:00:00|ran"]);
}

#[test]
fn what_is_due_when_its_schedule_is_taken_away_is_skipped_and_says_why() {
    let test = registered(&counting("", &cron("0 3 * * *")));
    test.job_file("count.toml", &counting("", "")).run(&["run"]).at(MORNING).done();
    assert_eq!(fates(&test), ["2026-03-02 03:00:00|skipped"]);
    let why = "SELECT error FROM sys_trigger_run WHERE job = 'Count'";
    assert_eq!(test.query(why), ["its job has no repeating schedule any more"]);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE name = 'Count'"), "0");
}

#[test]
fn what_is_due_when_its_file_is_gone_is_skipped_and_says_why() {
    let test = registered(&counting("", &cron("0 3 * * *")));
    fs::remove_file(test.path("jobs/count.toml")).unwrap();
    let said = test.run(&["run"]).at("2026-03-03 03:10:00").done().stderr();
    assert!(said.contains("skipped 2 occurrences, the first due at 2026-03-02 03:00:00"), "{said}");
    assert_eq!(fates(&test), ["2026-03-02 03:00:00|skipped"]);
    assert_eq!(next_action(&test), "2026-03-04 03:00:00");
    test.run(&["run"]).at("2026-03-03 03:15:00").done().quiet();
    test.job_file("count.toml", &counting("", &cron("0 3 * * *")))
        .run(&["run"])
        .at("2026-03-04 03:10:00")
        .done();
    assert_eq!(counted(&test), ["2026-03-04 03:00:00"]);
}

#[test]
fn what_is_due_of_a_job_that_was_renamed_is_skipped_and_says_which_job_its_file_makes_now() {
    let test = registered(&counting("", &cron("0 3 * * *")));
    let renamed = counting("", &cron("0 3 * * *")).replace("\"Count\"", "\"Tally\"");
    test.job_file("count.toml", &renamed).run(&["run"]).at("2026-03-01 12:00:00").done();
    let said = test.run(&["run"]).at(MORNING).done().stderr();
    let why = test.value("SELECT error FROM sys_trigger_run WHERE job = 'Count'");
    assert!(why.ends_with("jobs/count.toml makes the job Tally now, and none has this name"), "{why}");
    assert!(said.contains(&why) && !said.contains("is gone"), "{said}");
    assert_eq!(fates(&test), ["2026-03-02 03:00:00|skipped"]);
    assert_eq!(test.query("SELECT outcome FROM sys_trigger_run WHERE job = 'Tally'"), ["ran"]);
    test.run(&["jobs"]).at(MORNING).done().saying("no job file here has this name");
    test.run(&["jobs", "remove", "Count"]).at(MORNING).done();
    assert_eq!(test.query("SELECT name FROM sys_trigger WHERE name IN ('Count', 'Tally')"), ["Tally"]);
}

/// Job files in a directory that every second call forgets.
fn forgetful() -> Test {
    let test = Test::new();
    let job = counting("", "[schedule]\nevery = '1h'").replace("Count", "PurgeHistory");
    test.job_file("purge.toml", &job);
    test.run(&["init"]).at("2026-03-01 00:00:00").done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'PurgeHistory'");
    test
}

#[test]
fn calls_that_forget_the_job_files_neither_move_nor_run_what_belongs_to_one_and_say_so() {
    let test = forgetful();
    for hour in 0..6 {
        let forgot =
            test.run(&["run"]).env("MIDJOBS_JOBS", "").at(&format!("2026-03-01 0{hour}:30:30")).done();
        assert!(forgot.stderr().contains("purge.toml: pass the --jobs"), "{forgot}");
        test.run(&["run"]).at(&format!("2026-03-01 0{}:00:10", hour + 1)).done();
    }
    assert_eq!(counted(&test).len(), 6);
    assert_eq!(
        test.value("SELECT next_action FROM sys_trigger WHERE name = 'PurgeHistory'"),
        "2026-03-01 07:00:00"
    );
    test.run(&["run-now", "PurgeHistory"])
        .env("MIDJOBS_JOBS", "")
        .output()
        .refuses(&["purge.toml", "--jobs"]);
}

#[test]
fn one_file_by_two_names_of_its_directory_is_one_file() {
    let test = forgetful();
    let whole = test.path("jobs").display().to_string();
    test.run(&["--jobs", &whole, "run"]).at("2026-03-01 01:00:10").done().quiet();
    assert_eq!(counted(&test).len(), 1);
}

#[test]
fn once_its_file_is_gone_the_present_one_takes_over_with_a_line() {
    let test = forgetful();
    fs::remove_file(test.path("jobs/purge.toml")).unwrap();
    test.run(&["run"]).at("2026-03-01 00:30:00").done().saying("comes from the program itself from now on");
    assert_eq!(
        test.query("SELECT schedule, job_file FROM sys_trigger WHERE name = 'PurgeHistory'"),
        ["every 1d|"]
    );
}

#[test]
fn active_in_a_file_pauses_when_it_changes_and_a_hand_wins_until_then() {
    let hourly = "[schedule]\nevery = '1h'";
    let state = |test: &Test| test.value("SELECT active FROM sys_trigger WHERE name = 'Count'");
    let test = registered(&counting("", hourly));
    let rests = counting("active = false", hourly);
    test.job_file("count.toml", &rests).run(&["run"]).at("2026-03-01 13:10:00").done();
    assert_eq!((state(&test).as_str(), counted(&test).len()), ("0", 0));
    test.run(&["jobs", "resume", "Count"]).at("2026-03-01 13:20:00").done();
    test.run(&["run"]).at("2026-03-01 13:30:00").done();
    assert_eq!((state(&test).as_str(), counted(&test).len()), ("1", 1));
    test.run(&["jobs", "pause", "Count"]).at("2026-03-01 13:40:00").done();
    test.job_file("count.toml", &rests.replace("An event", "One event"))
        .run(&["run"])
        .at("2026-03-01 14:10:00")
        .done();
    assert_eq!(state(&test), "0");
    test.job_file("count.toml", &counting("", hourly)).run(&["run"]).at("2026-03-01 14:20:00").done();
    assert_eq!(state(&test), "1");
}

#[test]
fn a_job_whose_file_is_gone_is_removed_for_good() {
    let test = registered(&counting("", &cron("0 3 * * *")));
    test.run(&["jobs", "remove", "Count"]).output().refuses(&["has its file", "remove that first"]);
    test.run(&["jobs", "remove", "Count"]).env("MIDJOBS_JOBS", "").output().refuses(&["count.toml"]);
    test.run(&["jobs", "remove", "PurgeHistory"]).output().refuses(&["built in", "pause"]);
    test.run(&["jobs", "remove", "Nothing"]).output().refuses(&["no trigger"]);
    let others = test.query("SELECT * FROM sys_trigger WHERE name <> 'Count' ORDER BY sys_id");
    fs::remove_file(test.path("jobs/count.toml")).unwrap();
    test.run(&["jobs", "remove", "Count"]).at(MORNING).done().saying("the job Count is removed");
    assert_eq!(fates(&test), ["2026-03-02 03:00:00|skipped"]);
    assert_eq!(test.query("SELECT * FROM sys_trigger ORDER BY sys_id"), others);
    test.run(&["run"]).at("2026-03-09 03:10:00").done().quiet();
}

#[test]
fn with_skip_and_no_max_late_the_newest_that_is_due_runs_and_what_was_skipped_is_told() {
    let test = registered(&counting("", "[schedule]\nevery = '1h'\nmisfire = 'skip'"));
    let said = test.run(&["run"]).at("2026-03-01 15:30:00").done().stderr();
    assert!(said.contains("Count: skipped 2 occurrences, the first due at 2026-03-01 13:00:00"), "{said}");
    assert_eq!(
        fates(&test),
        ["2026-03-01 13:00:00|skipped", "2026-03-01 14:00:00|skipped", "2026-03-01 15:00:00|ran"]
    );
    assert_eq!(
        test.value("SELECT count(*) FROM syslog WHERE source = 'Count' AND message LIKE 'skipped 2%'"),
        "1"
    );
}

#[test]
fn a_retry_delay_of_days_is_kept() {
    let head = "retry_delay = '2d'";
    let failing = counting(head, "[schedule]\nevery = '1h'")
        .replace("sysevent (name, parm1) VALUES ('counted', :due)", "sys_user (active) VALUES (7)");
    let test = registered(&failing);
    test.run(&["run"]).at("2026-03-01 13:00:00").ends_with(1);
    assert_eq!(next_action(&test), "2026-03-03 13:00:00");
}

#[test]
fn a_job_file_that_is_reached_by_another_way_is_the_same_file() {
    let test = registered(&counting("", "[schedule]\nevery = '1h'"));
    std::os::unix::fs::symlink("jobs", test.path("linked")).unwrap();
    for (hour, directory) in [(13, "linked"), (14, "jobs/../jobs"), (15, "./jobs/"), (16, "jobs")] {
        let said = test.run(&["--jobs", directory, "run"]).at(&format!("2026-03-01 {hour}:00:00")).done();
        assert_eq!(said.stderr(), "", "{directory}");
    }
    assert_eq!(counted(&test).len(), 4);
    assert!(
        test.value("SELECT job_file FROM sys_trigger WHERE name = 'Count'").ends_with("/jobs/count.toml")
    );
}
