//! A trigger that kills its runner each time.

use crate::company::{INSERTING, due};
use crate::support::Test;

const DEADLY: &str = r#"
name = "Deadly"
description = "Kills its runner"
attempts = 3

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('deadly', :run)"
"#;

const EVENTS: &str = "SELECT name, count(*) FROM sysevent GROUP BY name";

/// A run in which the deadly job kills.
fn run_into_death(test: &Test) {
    let run = test.run(&["run"]).env("MIDJOBS_KILL_AT", "after-step").env("MIDJOBS_KILL_JOB", "Deadly");
    run.output().was_killed();
}

fn deadly_trigger(test: &Test) -> Vec<String> {
    test.query("SELECT state, attempt, error_count, claimed_by FROM sys_trigger WHERE name = 'Deadly'")
}

#[test]
fn a_trigger_that_kills_its_runner_ends_in_error_and_the_jobs_behind_it_run_meanwhile() {
    let test = Test::init().seen();
    test.job_file("deadly.toml", DEADLY).job_file("inserting.toml", INSERTING);
    due(&test, "Deadly", 1);
    due(&test, "Inserting", 3);
    test.sql("UPDATE sys_trigger SET priority = 1 WHERE name = 'Deadly'");
    run_into_death(&test);
    assert!(test.query(EVENTS).is_empty(), "it comes first, so nothing ran");
    assert_eq!(
        deadly_trigger(&test)[0][..4],
        *"1|0|",
        "jobs shared a commit: nobody can say whose fault it was"
    );
    run_into_death(&test);
    assert_eq!(test.query(EVENTS), ["ran|3"], "it went behind the others, and each was alone");
    run_into_death(&test);
    due(&test, "Inserting", 2);
    run_into_death(&test);
    assert_eq!(test.query(EVENTS), ["ran|5"]);
    let ended = test.run(&["run"]).env("MIDJOBS_KILL_AT", "after-step").output();
    assert_eq!(
        ended.stderr(),
        "midjobs: warn: Deadly: attempt 3 of 3 was abandoned: its runner RUNNER died\n"
    );
    assert_eq!(deadly_trigger(&test), ["-1|0|1|"]);
    test.run(&["run"]).succeeds();
    let fates =
        "SELECT job, outcome, attempt, abandoned, count(*) FROM sys_trigger_run GROUP BY job, outcome";
    assert_eq!(test.query(fates), ["Deadly|abandoned|3|3|1", "Inserting|ran|1|0|5"]);
    let said = "SELECT level, message LIKE 'attempt _ of 3 was abandoned: its runner % died' FROM syslog
        WHERE source = 'Deadly' ORDER BY sequence";
    assert_eq!(test.query(said), ["1|0", "1|1", "1|1", "2|1"]);
    test.assert_sound();
}

#[test]
fn the_run_that_gives_a_deadly_trigger_up_exits_with_1() {
    let test = Test::init().seen();
    test.job_file("deadly.toml", DEADLY);
    due(&test, "Deadly", 1);
    for _ in 0..3 {
        run_into_death(&test);
    }
    test.run(&["run"]).ends_with(1);
    test.run(&["run"]).succeeds();
}

#[test]
fn a_repeating_job_that_kills_its_runner_ends_in_error_too() {
    let test = Test::init().seen();
    for _ in 0..3 {
        let run = test.run(&["run"]).at("2026-03-02 12:00:00");
        run.env("MIDJOBS_KILL_AT", "before-work")
            .env("MIDJOBS_KILL_JOB", "PurgeAgentIssues")
            .output()
            .was_killed();
    }
    test.run(&["run"]).at("2026-03-02 12:00:00").ends_with(1);
    let states = test.query("SELECT name, state, run_count, error_count FROM sys_trigger ORDER BY name");
    assert_eq!(
        states,
        ["MIDUserConnectivity|0|1|0", "PullInstance|0|0|0", "PurgeAgentIssues|-1|0|1", "PurgeHistory|0|1|0"]
    );
}

#[test]
fn a_trigger_that_somebody_set_to_running_by_hand_is_not_stuck() {
    let test = Test::init().seen();
    test.sql("UPDATE sys_trigger SET state = 1 WHERE name = 'PurgeHistory'");
    test.run(&["run"]).succeeds();
    assert_eq!(test.value("SELECT state FROM sys_trigger WHERE name = 'PurgeHistory'"), "0");
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
}
