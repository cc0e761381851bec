//! `run --watch`: runs each trigger when it comes due, wakes up for changes by others, stops when asked.
//!
//! A process that stays goes by the real time, so these tests wait for it: for what it does, never a fixed time.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};

use crate::support::process::{ENDLESS, signal, until};
use crate::support::{Ended, Exec, Test};

const COUNT: &str = r#"
name = "Count"
description = "An event for each run"

[[steps]]
sql = "INSERT INTO sysevent (name, parm1) VALUES ('counted', :run)"
"#;

fn watching(test: &Test, args: &[&str]) -> Exec {
    test.run(&[&["run", "--watch"], args].concat()).at_no_time()
}

fn stopped(child: Child) -> Ended {
    Ended::of(child).with_code(0)
}

fn registered(job: &str) -> Test {
    let test = Test::new();
    test.job_file("job.toml", job).run(&["init"]).at_no_time().done();
    test
}

#[test]
fn it_wakes_up_for_a_trigger_that_another_program_inserts_and_stops_on_sigterm() {
    let test = registered(COUNT);
    let child = watching(&test, &[]).spawn();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')");
    until("the first run", || test.value("SELECT count(*) FROM sysevent") == "1");
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')");
    until("the second run", || test.value("SELECT count(*) FROM sysevent") == "2");
    signal(&child, "TERM");
    let said = stopped(child).stdout();
    assert_eq!(said.matches("executed scheduled [sys_trigger] job: Count").count(), 2, "{said}");
    assert_eq!(
        test.value("SELECT count(*) FROM sys_trigger WHERE state <> 0 OR claimed_by IS NOT NULL"),
        "0"
    );
}

#[test]
fn it_runs_a_trigger_when_it_comes_due() {
    let test = registered(&format!("schedule.every = '1s'\n{COUNT}"));
    let child = watching(&test, &[]).spawn();
    until("two occurrences", || {
        test.value("SELECT count(*) >= 2 FROM sys_trigger_run WHERE job = 'Count' AND outcome = 'ran'") == "1"
    });
    signal(&child, "INT");
    stopped(child);
    let twice =
        "SELECT count(*) FROM (SELECT due FROM sys_trigger_run GROUP BY job, due HAVING count(*) > 1)";
    assert_eq!(test.value(twice), "0");
}

#[test]
fn a_due_trigger_of_no_job_is_said_once_however_often_it_is_looked_at() {
    let test = registered(COUNT);
    let due = "INSERT INTO sys_trigger (name, next_action) VALUES ";
    test.sql(&format!("{due}('Vanished', '2026-01-01 00:00:00')"));
    let child = watching(&test, &[]).spawn();
    for runs in ["1", "2", "3"] {
        test.sql(&format!("{due}('Count', '2026-01-01 00:00:00')"));
        until("a run", || test.value("SELECT count(*) FROM sysevent") == runs);
    }
    signal(&child, "TERM");
    let said = stopped(child).stderr();
    assert_eq!(said.matches("Vanished is due since 2026-01-01 00:00:00").count(), 1, "{said}");
}

#[test]
fn a_job_that_outlasts_the_grace_is_rolled_back_and_left_ready_without_blame() {
    let test = registered(ENDLESS);
    let child = watching(&test, &["--grace", "0s"]).spawn();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Endless', '2026-01-01 00:00:00')");
    until("the job to be claimed", || test.value("SELECT count(*) FROM sys_trigger WHERE state = 1") == "1");
    signal(&child, "TERM");
    let said = stopped(child).stderr();
    assert!(said.contains("interrupted by a request to stop"), "{said}");
    assert_eq!(
        test.query("SELECT state, attempt, claimed_by FROM sys_trigger WHERE name = 'Endless'"),
        ["0|0|"]
    );
    assert_eq!(test.query("SELECT outcome FROM sys_trigger_run"), ["retry"]);
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "0");
}

#[test]
fn it_goes_by_the_real_time_only() {
    let test = registered(COUNT);
    test.run(&["run", "--watch"]).output().refuses(&["--watch goes by the real time"]);
}

#[test]
fn waiting_for_the_checks_of_a_clone_takes_no_time_when_rehearsing() {
    let test = Test::init().seen();
    test.sql(&crate::support::rows::mid_server('a', "emea", "Down", "svc.emea"));
    test.run(&["after-clone", "--wait"]).done();
    assert_eq!(test.query("SELECT count, last_detected FROM ecc_agent_issue"), ["2|2026-03-01 13:15:00"]);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE trigger_type = 0"), "0");
}

#[test]
fn for_machines_a_watch_prints_an_object_a_line() {
    for args in [&["--json"][..], &["--log-format", "json"]] {
        let test = registered(COUNT);
        let child = watching(&test, args).spawn();
        for runs in ["1", "2"] {
            test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')");
            until("a run", || test.value("SELECT count(*) FROM sysevent") == runs);
        }
        signal(&child, "TERM");
        let said = stopped(child).stdout();
        let objects: Vec<serde_json::Value> =
            said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(objects.iter().all(|object| object["version"] == 1), "{said}");
        let ran = objects.iter().filter(|object| object["runs"][0]["job"] == "Count");
        assert_eq!(ran.count(), 2, "{said}");
    }
}

#[test]
fn waiting_for_a_check_says_until_when_and_who_makes_it_otherwise() {
    let test = Test::new();
    test.run(&["init"]).at_no_time().done();
    let mut child = test.run(&["after-clone", "--source", "prod", "--wait"]).at_no_time().spawn();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let waiting = said.find(|line| line.starts_with("waiting for the check at "));
    signal(&child, "TERM");
    child.wait().unwrap();
    let waiting = waiting.unwrap();
    let next = test.value("SELECT min(next_action) FROM sys_trigger WHERE trigger_type = 0");
    assert!(waiting.contains(&format!("{next} UTC, in 1")), "{waiting}");
    assert!(waiting.ends_with("should this end before, the next `midjobs run` makes it"), "{waiting}");
}

#[test]
fn as_the_first_process_of_a_container_it_stops_on_sigterm_too() {
    let alone = ["unshare", "--fork", "--pid"];
    if !Command::new(alone[0]).args(&alone[1..]).arg("true").status().is_ok_and(|status| status.success()) {
        println!("no process namespaces here: left out");
        return;
    }
    let test = registered(COUNT);
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')");
    let first = ["sh", "-c", "test $$ = 1 && exec \"$0\" \"$@\""];
    let container = watching(&test, &[]).by(&[&alone[..], &first].concat()).spawn();
    until("the run", || test.value("SELECT count(*) FROM sysevent") == "1");
    let inside = Command::new("pgrep").arg("-P").arg(container.id().to_string()).output().unwrap();
    let inside = String::from_utf8(inside.stdout).unwrap();
    assert!(Command::new("kill").args(["-TERM", inside.trim()]).status().unwrap().success());
    stopped(container);
    assert_eq!(
        test.value("SELECT count(*) FROM sys_trigger WHERE state <> 0 OR claimed_by IS NOT NULL"),
        "0"
    );
}

#[test]
fn log_lines_are_json_on_request() {
    let test = registered(&COUNT.replace("sysevent", "no_such_table"));
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-01-01 00:00:00')");
    let ended = test.run(&["run", "--log-format", "json"]).ends_with(1);
    for line in ended.stderr().lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let fields: Vec<&str> = line.as_object().unwrap().keys().map(String::as_str).collect();
        let about: Vec<&str> = vec!["job", "run", "due"];
        assert_eq!((&fields[..2], fields.last()), (&["at", "level"][..], Some(&"message")));
        assert!(fields[2..fields.len() - 1].iter().all(|field| about.contains(field)), "{line}");
    }
    assert!(ended.stderr().contains("no_such_table"), "{}", ended.stderr());
}
