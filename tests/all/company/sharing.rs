//! Quick jobs that are due together: one commit, and each as if it had been alone.

use crate::company::{INSERTING, assert_each_ran_once, due};
use crate::support::process::{signal, until};
use crate::support::{Ended, Test};

const FAILING: &str = r#"
name = "Failing"
description = "Writes, and then fails"
attempts = 1

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('failed', :run)"

[[steps]]
sql = "INSERT INTO sysevent (sys_id, name) VALUES ('too short', 'x')"
"#;

const ENDLESS: &str = r#"
name = "Endless"
description = "Is interrupted"
attempts = 1
timeout = "2s"

[[steps]]
sql = """
INSERT INTO sysevent (name)
WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number) SELECT 'endless' FROM number WHERE n < 0
"""
"#;

const BYSTANDER: &str = "SELECT user_name FROM sys_user";

/// Three triggers of a job that inserts, and a row that is nobody's business.
fn three() -> Test {
    let test = Test::init();
    test.job_file("inserting.toml", INSERTING);
    test.sql("INSERT INTO sys_user (user_name) VALUES ('bystander')");
    due(&test, "Inserting", 3);
    test
}

/// Puts a trigger of another job between the second and the third.
fn with_one_between(job: &str, text: &str) -> Test {
    let test = three();
    test.job_file("other.toml", text);
    due(&test, job, 1);
    test.sql(
        "UPDATE sys_trigger SET priority = 99 WHERE name = 'Inserting' AND sys_id IN
             (SELECT sys_id FROM sys_trigger WHERE name = 'Inserting' ORDER BY sys_id LIMIT 2);
         UPDATE sys_trigger SET priority = 101 WHERE name = 'Inserting' AND priority = 100",
    );
    assert_eq!(test.value(&format!("SELECT count(*) FROM sys_trigger WHERE name = '{job}'")), "1");
    test
}

#[test]
#[cfg(debug_assertions)]
fn those_that_are_due_together_are_there_together() {
    let test = three();
    test.run(&["run"]).env("MIDJOBS_KILL_AT", "after-work").output().was_killed();
    assert_each_ran_once(&test, 3);
    let counted = "SELECT DISTINCT attempt, abandoned, rows_changed FROM sys_trigger_run";
    assert_eq!(test.query(counted), ["1|0|1"]);
    assert_eq!(test.query(BYSTANDER), ["bystander"]);
}

#[test]
#[cfg(debug_assertions)]
fn a_death_in_the_midst_keeps_nothing_of_any_and_blames_none() {
    for point in ["after-claim", "before-step:1", "after-step:2", "before-step:3", "before-work"] {
        let test = three();
        test.run(&["run"]).env("MIDJOBS_KILL_AT", point).output().was_killed();
        let left = "SELECT outcome, attempt FROM sys_trigger_run UNION ALL SELECT name, 0 FROM sysevent";
        assert_eq!(test.query(left), ["running|0"], "{point}");
        // Each alone now: a kill after the first keeps it.
        test.run(&["run"]).env("MIDJOBS_KILL_AT", "after-work").output().was_killed();
        assert_eq!(test.value("SELECT count(*) FROM sysevent"), "1", "{point}");
        test.run(&["run"]).done();
        assert_each_ran_once(&test, 3);
        let attempts = "SELECT attempt, abandoned, count(*) FROM sys_trigger_run GROUP BY attempt, abandoned";
        assert_eq!(test.query(attempts), ["1|0|3"], "{point}");
        let said = "SELECT level, count(*) FROM syslog WHERE message LIKE '%shared a commit%' GROUP BY level";
        assert_eq!(test.query(said), ["1|1"], "{point}");
        assert_eq!(test.query(BYSTANDER), ["bystander"], "{point}");
    }
}

#[test]
fn one_that_fails_takes_nothing_from_the_others() {
    let test = with_one_between("Failing", FAILING);
    test.run(&["run"]).ends_with(1);
    let fates = "SELECT job, outcome, attempt, count(*) FROM sys_trigger_run GROUP BY job, outcome, attempt";
    assert_eq!(test.query(fates), ["Failing|failed|1|1", "Inserting|ran|1|3"]);
    assert_eq!(test.query("SELECT name, count(*) FROM sysevent GROUP BY name"), ["ran|3"]);
    assert_eq!(test.query("SELECT state, error_count FROM sys_trigger WHERE name = 'Failing'"), ["-1|1"]);
    assert_eq!(test.query(BYSTANDER), ["bystander"]);
    test.assert_sound();
}

#[test]
fn one_that_takes_long_has_the_time_that_its_job_says_alone() {
    let test = with_one_between("Endless", ENDLESS);
    test.run(&["run"]).ends_with(1).saying("Endless: failed in attempt 1: interrupted after 2s (timeout)");
    let fates = "SELECT job, outcome, attempt, count(*) FROM sys_trigger_run GROUP BY job, outcome, attempt";
    assert_eq!(test.query(fates), ["Endless|failed|1|1", "Inserting|ran|1|3"]);
    assert_eq!(test.query(BYSTANDER), ["bystander"]);
    test.assert_sound();
}

#[test]
fn what_failed_together_is_not_tried_together_again() {
    let test = with_one_between("Failing", FAILING);
    let said = test.run(&["run", "-vv"]).ends_with(1);
    assert_eq!(said.stderr().matches("carried out one after another").count(), 1, "{}", said.stderr());
    assert_eq!(test.query("SELECT name, count(*) FROM sysevent GROUP BY name"), ["ran|3"]);
    assert_eq!(test.query(BYSTANDER), ["bystander"]);
}

#[test]
fn a_stop_gives_all_of_them_back_and_blames_none() {
    // They are together for a second at most. A stop that comes before that or after it finds one alone: then once more.
    let stopped = |_| {
        let test = with_one_between("Endless", ENDLESS);
        let child = test.run(&["run"]).at_no_time().for_real().spawn();
        until("the claim", || test.value("SELECT count(*) FROM sys_trigger WHERE state = 1") == "1");
        signal(&child, "TERM");
        signal(&child, "TERM");
        let ended = Ended::of(child);
        let alone = test.value("SELECT count(*) FROM sys_trigger_run WHERE outcome <> 'retry'");
        (alone == "0").then_some((test, ended))
    };
    let (test, ended) = (0..20).find_map(stopped).expect("a stop while they are together");
    ended.with_code(1).saying("stop");
    assert_eq!(test.query("SELECT DISTINCT state, attempt FROM sys_trigger"), ["0|0"]);
    let fates = "SELECT outcome, attempt, count(*) FROM sys_trigger_run GROUP BY outcome, attempt";
    assert_eq!(test.query(fates), ["retry|0|1"]);
    assert_eq!(test.query("SELECT name FROM sysevent"), Vec::<String>::new());
    assert_eq!(test.query(BYSTANDER), ["bystander"]);
}

#[test]
fn a_job_that_looks_at_its_own_run_sees_it_under_way_however_many_are_due() {
    let test = Test::init();
    test.job_file(
        "looking.toml",
        r#"
        name = "Looking"
        description = "Writes down what is said of it"
        [[steps]]
        sql = "INSERT INTO sysevent (name, parm1) SELECT outcome, job FROM sys_trigger_run WHERE sys_id = :run"
        "#,
    );
    due(&test, "Looking", 3);
    test.run(&["run"]).done();
    assert_eq!(test.query("SELECT name, count(*) FROM sysevent GROUP BY name"), ["running|3"]);
    test.assert_sound();
}

#[test]
fn one_that_is_paused_after_it_was_read_as_due_does_not_join() {
    let test = three();
    let last = test.value("SELECT max(sys_id) FROM sys_trigger WHERE name = 'Inserting'");
    test.sql(&format!(
        "CREATE TRIGGER pausing AFTER DELETE ON sys_trigger
         BEGIN UPDATE sys_trigger SET active = 0 WHERE sys_id = '{last}'; END"
    ));
    test.run(&["run"]).done();
    assert_eq!(test.query("SELECT outcome, count(*) FROM sys_trigger_run GROUP BY outcome"), ["ran|2"]);
    assert_eq!(test.query("SELECT name, count(*) FROM sysevent GROUP BY name"), ["ran|2"]);
    assert_eq!(
        test.query("SELECT sys_id, state, active FROM sys_trigger WHERE name = 'Inserting'"),
        [format!("{last}|0|0")]
    );
    assert_eq!(test.query(BYSTANDER), ["bystander"]);
}
