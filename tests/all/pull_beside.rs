//! Pulls run beside the jobs that do not wait for them, and end in time.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::process::{signal, until};
use crate::support::{Ended, Test, chmod};
use crate::table_api::state::Fault;
use crate::table_api::{PASSWORD, TableApi, USER};

/// When all is due.
const DUE: &str = "2026-03-01 13:00:00";

/// A job that pulls from `url` every hour, and has this long for it.
fn pulling(url: &str, timeout: &str) -> Test {
    let test = Test::new();
    test.file("password", PASSWORD);
    chmod(&test.path("password"), 0o600);
    let text = format!(
        r#"
        name = "Pulling"
        description = "Pulls"
        timeout = "{timeout}"

        [schedule]
        every = "1h"

        [pull]
        instance = "{url}"
        user = "{USER}"
        password_file = "password"
        "#
    );
    test.job_file("pulling.toml", &text);
    test
}

/// One that adds an event every so often.
fn with_plain(test: &Test, every: &str) {
    let text = format!(
        r#"
        name = "Plain"
        description = "An event for each run"

        [schedule]
        every = "{every}"

        [[steps]]
        sql = "INSERT INTO sysevent (name, parm1) VALUES ('plain', (SELECT count(*) FROM ecc_agent))"
        "#
    );
    test.job_file("plain.toml", &text);
}

/// One that judges the MID Servers every hour, and says how many there are.
fn with_judging(test: &Test) {
    let text = r#"
        name = "Judging"
        description = "How many MID Servers there are"
        source = "Judging"

        [schedule]
        every = "1h"

        [[steps]]
        sql = "SELECT count(*) || ' MID Servers' AS message FROM ecc_agent"
        "#;
    test.job_file("judging.toml", text);
}

fn registered(test: Test) -> Test {
    test.run(&["init"]).done();
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name NOT IN ('Pulling', 'Plain', 'Judging')");
    test.sql("INSERT INTO sys_user (user_name) VALUES ('bystander')");
    test
}

fn runs_of(test: &Test, job: &str) -> usize {
    test.query(&format!("SELECT sys_id FROM sys_trigger_run WHERE job = '{job}' AND outcome = 'ran'")).len()
}

fn asked(api: &TableApi) -> bool {
    !api.requests().is_empty()
}

fn instance() -> TableApi {
    TableApi::start().table("ecc_agent", json!([{"sys_id": "a".repeat(32), "name": "emea", "status": "Up"}]))
}

/// An instance that answers each request with what `answer` does to its connection.
fn misbehaving(answer: fn(&mut TcpStream)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            thread::spawn(move || {
                let _ = stream.read(&mut [0; 4096]);
                answer(&mut stream);
            });
        }
    });
    format!("http://{address}")
}

fn drips(stream: &mut TcpStream) {
    let _ = stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n");
    while stream.write_all(b" ").is_ok() {
        thread::park_timeout(Duration::from_millis(100));
    }
}

fn finish(child: Child) -> Ended {
    signal(&child, "TERM");
    Ended::of(child)
}

#[test]
fn a_stalled_pull_holds_nobody_up_and_a_stop_costs_it_no_attempt() {
    let api = instance().always_failing(Fault::Silence);
    let test = pulling(&api.url(), "1h");
    with_plain(&test, "1h");
    let test = registered(test);
    for round in 1..=4 {
        let child = test.run(&["run"]).at(DUE).spawn();
        until("a request", || api.requests().len() >= round);
        until("the other job", || runs_of(&test, "Plain") == 1);
        let begun = Instant::now();
        finish(child).with_code(1).saying("the pull was cut off");
        assert!(begun.elapsed() < Duration::from_secs(5), "it has no grace: nothing is lost with it");
        let trigger = "SELECT state, attempt, claimed_by FROM sys_trigger WHERE name = 'Pulling'";
        assert_eq!(test.query(trigger), ["0|0|"]);
    }
    let all = "SELECT job, outcome FROM sys_trigger_run ORDER BY job";
    assert_eq!(test.query(all), ["Plain|ran", "Pulling|retry"]);
    api.answer_all();
    test.run(&["run"]).at(DUE).done();
    assert_eq!(test.query(all), ["Plain|ran", "Pulling|ran"]);
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
    assert_eq!(test.query("SELECT user_name FROM sys_user"), ["bystander"]);
}

#[test]
fn what_comes_due_while_a_pull_is_under_way_runs_and_those_that_judge_wait_for_it() {
    let api = instance().always_failing(Fault::Silence);
    let test = pulling(&api.url(), "1h");
    with_plain(&test, "1s");
    with_judging(&test);
    let test = registered(test);
    // Due at once, by the real clock.
    test.sql(
        "UPDATE sys_trigger SET next_action = '2026-03-01 13:00:00' WHERE name IN ('Pulling', 'Judging')",
    );
    // Not since the test's own time: each second until today would be counted.
    test.sql("UPDATE sys_trigger SET next_action = datetime('now') WHERE name = 'Plain'");
    test.sql("UPDATE sys_trigger SET priority = 1 WHERE name = 'Judging'");
    let child = test.run(&["run"]).at_no_time().for_real().spawn();
    until("the pull and three runs", || asked(&api) && runs_of(&test, "Plain") >= 3);
    assert_eq!(runs_of(&test, "Judging"), 0);
    api.answer_all();
    Ended::of(child).with_code(0);
    assert_eq!(test.query("SELECT message FROM ecc_agent_issue"), ["1 MID Servers"]);
    assert_eq!(
        test.query("SELECT DISTINCT outcome FROM sys_trigger_run WHERE outcome <> 'coalesced'"),
        ["ran"]
    );
}

#[test]
fn a_pull_ends_at_its_jobs_timeout_however_the_instance_stalls() {
    let silent = instance().always_failing(Fault::Silence);
    let busy = instance().always_failing(Fault::Status(429, vec![("Retry-After", "60".to_owned())]));
    for url in [silent.url(), busy.url(), misbehaving(drips)] {
        let test = registered(pulling(&url, "1s"));
        let begun = Instant::now();
        let ended = test.run(&["run"]).at(DUE).ends_with(1);
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        assert!(ended.stderr().contains("interrupted after 1s (timeout)"), "{}", ended.stderr());
        let run =
            "SELECT outcome, attempt, error LIKE '%(timeout)%' FROM sys_trigger_run WHERE job = 'Pulling'";
        assert_eq!(test.query(run), ["retry|1|1"]);
    }
}

#[test]
fn a_pull_that_is_run_by_hand_and_cut_off_leaves_its_own_occurrences_alone() {
    let api = instance().always_failing(Fault::Silence);
    let test = registered(pulling(&api.url(), "1h"));
    let before = test.query("SELECT * FROM sys_trigger");
    let child = test.run(&["run-now", "Pulling"]).spawn();
    until("a request", || asked(&api));
    finish(child).with_code(1);
    assert_eq!(test.query("SELECT * FROM sys_trigger"), before);
    assert_eq!(test.query("SELECT outcome FROM sys_trigger_run"), ["skipped"]);
}

#[test]
fn while_a_pull_is_under_way_another_run_says_so_and_a_pull_that_was_killed_is_taken_up() {
    let api = instance().always_failing(Fault::Silence);
    let test = registered(pulling(&api.url(), "1h"));
    let mut child = test.run(&["run"]).at(DUE).spawn();
    until("a request", || asked(&api));
    test.run(&["--lock-timeout", "0s", "run"]).at(DUE).done().saying("another runner is at work");
    child.kill().unwrap();
    child.wait().unwrap();
    api.answer_all();
    test.run(&["run"]).at(DUE).ends_with(0).saying("was abandoned");
    let run = "SELECT outcome, attempt, abandoned FROM sys_trigger_run";
    assert_eq!(test.query(run), ["ran|2|1"]);
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
}

#[test]
fn the_file_under_a_pull_is_replaced_and_nothing_more_is_done_in_the_old_one() {
    let api = instance().always_failing(Fault::Silence);
    let test = registered(pulling(&api.url(), "1h"));
    test.run(&["backup", "good.db"]).done();
    let child = test.run(&["run"]).at(DUE).spawn();
    until("a request", || asked(&api));
    std::fs::rename(test.path("good.db"), test.db()).unwrap();
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(test.path(&format!("midjobs.db{suffix}")));
    }
    Ended::of(child).with_code(3).saying("was replaced while it was open");
    test.assert_sound();
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
}

#[test]
fn a_stop_while_another_program_holds_the_file_ends_a_pull_at_once_and_costs_it_no_attempt() {
    for is_answered in [false, true] {
        let api = instance().always_failing(Fault::Silence);
        let test = registered(pulling(&api.url(), "1h"));
        for round in 1..=4 {
            let child = test.run(&["--lock-timeout", "60s", "run"]).at(DUE).spawn();
            until("a request", || api.requests().len() >= round);
            let holder = test.connection();
            holder.execute_batch("BEGIN IMMEDIATE").unwrap();
            if is_answered {
                // What came waits to be stored.
                api.answer_all();
            }
            let begun = Instant::now();
            finish(child).with_code(1);
            assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
            holder.execute_batch("ROLLBACK").unwrap();
            if is_answered {
                break;
            }
        }
        assert!(test.path("midjobs.db-stopped").exists());
        api.answer_all();
        test.run(&["run"]).at(DUE).done();
        let run = "SELECT outcome, attempt, abandoned FROM sys_trigger_run";
        assert_eq!(test.query(run), ["ran|1|0"]);
        assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
        assert_eq!(test.query("SELECT user_name FROM sys_user"), ["bystander"]);
        assert!(!test.path("midjobs.db-stopped").exists());
    }
}

#[test]
fn a_watch_sees_new_and_changed_job_files_while_a_stalled_pull_holds_the_tick() {
    let api = instance().always_failing(Fault::Silence);
    let test = registered(pulling(&api.url(), "1h"));
    test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 13:00:00' WHERE name = 'Pulling'");
    let child = test.run(&["run", "--watch"]).at_no_time().for_real().spawn();
    until("a request", || asked(&api));
    with_plain(&test, "1s");
    until("a run of the new file", || runs_of(&test, "Plain") >= 1);
    with_plain(&test, "1d");
    let schedule = "SELECT schedule FROM sys_trigger WHERE name = 'Plain'";
    until("the changed file", || test.value(schedule) == "every 1d");
    // The pull is still the same one.
    assert_eq!(api.requests().len(), 1);
    finish(child).with_code(0);
    assert_eq!(test.query("SELECT state, attempt FROM sys_trigger WHERE name = 'Pulling'"), ["0|0"]);
    assert_eq!(test.query("SELECT user_name FROM sys_user"), ["bystander"]);
}
