//! Arguments that mean nothing.

use crate::support::{Ended, Test};

#[test]
fn a_time_that_is_none_is_refused_with_the_forms_that_are() {
    let test = Test::init();
    for time in [
        "tomorrow",
        "2026-02-30 00:00:00",
        "2026-03-01",
        "",
        "2026-03-01 25:00:00",
        "now'; DROP TABLE syslog",
    ] {
        let ended = test.run(&["run"]).at(time).ends_with(3);
        assert_eq!(ended.stdout(), "");
        assert!(ended.stderr().contains("--now"), "{}", ended.stderr());
        assert!(ended.stderr().contains("YYYY-MM-DD HH:MM:SS"), "{}", ended.stderr());
    }
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
}

#[test]
fn a_job_that_nobody_knows_is_refused_with_those_that_there_are() {
    let test = Test::init();
    let before = test.table("sys_trigger");
    for name in ["NoSuchJob", "purgehistory", "", "x'; --", "Ünïcode%_", "a\nb"] {
        let ended = test.run(&["run-now", name]).output();
        ended.refuses(&[
            "there is no job",
            &format!("{name:?}"),
            "PurgeAgentIssues, PurgeHistory",
            "--jobs DIR",
        ]);
    }
    assert_eq!(test.table("sys_trigger"), before);
}

#[test]
fn of_several_jobs_none_runs_when_one_is_unknown() {
    let test = Test::init();
    test.run(&["run-now", "PurgeHistory", "NoSuchJob"]).output().refuses(&["\"NoSuchJob\""]);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
}

#[test]
fn a_mid_server_or_an_issue_that_is_not_there_is_named() {
    let test = Test::init();
    for name in ["nobody", "x' OR '1'='1", "100%", "Zürich"] {
        test.run(&["mids", name]).output().refuses(&[&format!("{name:?}"), "midjobs mids"]);
        test.run(&["issues", "ack", name]).output().refuses(&[&format!("{name:?}"), "midjobs issues"]);
    }
}

#[test]
fn a_trigger_whose_job_is_not_here_stays_due_and_is_named() {
    let test = Test::init();
    test.sql("INSERT INTO sys_trigger (sys_id, name, next_action) VALUES ('0123456789abcdef0123456789abcdef', 'Gone', '2026-03-01 11:00:00')");
    let before = test.table("sys_trigger");
    test.run(&["run"])
        .warns("midjobs: warn: Gone is due since 2026-03-01 11:00:00 but there is no such job here: pass --jobs DIR, or delete its trigger ID\n")
        .succeeds();
    assert_eq!(test.table("sys_trigger"), before);
}

#[test]
fn a_file_may_have_any_name() {
    for name in ["a b.db", "what?.db", "100%25.db", "a#b.db", "Zürich's.db", "-x.db"] {
        let test = Test::new();
        let db = format!("--db={name}");
        test.run(&[&db, "init"]).done();
        assert!(test.path(name).is_file(), "{name}");
        for args in [&["jobs"][..], &["issues"], &["run"], &["after-clone"]] {
            test.run(&[&[db.as_str()], args].concat()).done();
        }
        assert_eq!(std::fs::read_dir(test.path("")).unwrap().count(), 1, "{name}");
    }
}

#[test]
fn a_reader_that_leaves_is_nobodys_trouble_with_and_without_json() {
    let test = Test::init();
    let lines = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)";
    test.sql(&format!(
        "INSERT INTO syslog (sys_created_on, source, message)
         {lines} SELECT '2026-03-01 12:00:00', 'Test', printf('%0200d', i) FROM n"
    ));
    for args in [&["log"][..], &["log", "--json"]] {
        let mut child = test.run(args).spawn();
        drop(child.stdout.take());
        Ended::of(child).with_code(0).quiet();
    }
}

#[test]
fn an_outcome_that_no_run_has_is_refused_with_those_that_there_are() {
    let ended = Test::init().run(&["runs", "--outcome", "success"]).ends_with(3);
    assert_eq!(ended.stdout(), "");
    assert!(ended.stderr().contains("ran, failed, abandoned"), "{}", ended.stderr());
}

#[test]
fn errors_and_explanations_cannot_steer_the_terminal() {
    let test = Test::init();
    let ended = test.run(&["--db", "no\u{1b}[2Jfile.db", "run"]).output();
    ended.refuses(&["no\\u{1b}[2Jfile.db"]);
    assert!(!ended.stderr().contains('\u{1b}'));
    test.sql(
        "INSERT INTO sys_trigger_run (trigger, job, due, started, outcome, error)
         VALUES ('t', 'Mine', '2026-03-01 12:00:00', '2026-03-01 12:00:00', 'failed', char(27) || '[2J')",
    );
    let said = test.run(&["explain", "Mine"]).done().stdout();
    assert!(said.contains("\\u{1b}[2J") && !said.contains('\u{1b}'), "{said}");
}

#[test]
fn with_json_messages_a_failure_is_one_of_them() {
    let ended = Test::new().run(&["run", "--log-format", "json"]).ends_with(3);
    assert_eq!(ended.stdout(), "");
    let lines: Vec<serde_json::Value> =
        ended.stderr().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), lines[0]["level"].as_str()), (1, Some("error")));
    assert!(lines[0]["message"].as_str().unwrap().contains("there is no such file"), "{}", ended.stderr());
}
