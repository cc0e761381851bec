//! A file at rest: a tick that found nothing to do notes until when that holds, the next one goes by it, and whatever changes is
//! seen.

use std::fs::{self, File, FileTimes};

use crate::support::{Test, chmod};

const LATER: &str = "2026-03-01 12:00:01";
const SAID: &str = "executed scheduled [sys_trigger] job: Count";

fn job(every: &str) -> String {
    format!(
        r#"
        name = "Count"
        description = "An event for each run"
        [schedule]
        every = "{every}"
        [[steps]]
        file = "count.sql"
        "#
    )
}

const STATEMENT: &str = "INSERT INTO sysevent (name) VALUES ('counted')";

/// A file at rest with that job, whose next occurrence is an hour away, and a bystander.
fn at_rest() -> Test {
    let test = Test::new();
    test.job_file("count.sql", STATEMENT).job_file("count.toml", &job("1h")).run(&["init"]).done();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    rest(&test);
    test
}

fn note(test: &Test) -> Option<String> {
    let mut bytes = [0; 100];
    let length = rustix::fs::getxattr(test.db(), "user.midjobs.at_rest", &mut bytes).ok()?;
    Some(String::from_utf8(bytes[..length].to_vec()).unwrap()).filter(|note| note.len() > 1)
}

/// Ticks until the file is at rest: what changed within the last step of the clock may change unseen once more.
fn rest(test: &Test) {
    for _ in 0..1_000 {
        test.run(&["run"]).succeeds();
        if note(test).is_some() {
            return;
        }
    }
    panic!("it does not come to rest");
}

/// Puts other bytes where the file begins, and its times back: whoever opens it sees that it is none of SQLite's.
fn spoil(test: &Test) {
    let times = fs::metadata(test.db()).unwrap();
    let times = FileTimes::new().set_modified(times.modified().unwrap());
    let file = File::options().write(true).open(test.db()).unwrap();
    std::os::unix::fs::FileExt::write_all_at(&file, b"spoiled", 0).unwrap();
    file.set_times(times).unwrap();
}

#[test]
fn a_tick_at_rest_does_not_open_the_file() {
    let test = at_rest();
    spoil(&test);
    test.run(&["run"]).succeeds();
    test.run(&["run"]).at(LATER).succeeds();
    // Whoever looks closely does.
    test.run(&["run", "--json"]).ends_with(3);
}

#[test]
fn whoever_is_to_be_told_something_else_is_looked_for_again() {
    for args in [
        &["run", "--quiet"][..],
        &["run", "-v"],
        &["run", "--textfile", "metrics"],
        &["--now", "2026-03-01 11:59:59", "run"],
    ] {
        let test = at_rest();
        spoil(&test);
        let run = test.run(args);
        let run = if args[0] == "--now" { run.at_no_time() } else { run };
        run.ends_with(3);
    }
}

#[test]
fn a_quiet_tick_rests_as_well() {
    let test = at_rest();
    for _ in 0..1_000 {
        test.run(&["run", "--quiet"]).succeeds();
        if note(&test).is_some() {
            break;
        }
    }
    spoil(&test);
    test.run(&["run", "--quiet"]).succeeds();
}

#[test]
fn what_comes_due_ends_the_rest() {
    let test = at_rest();
    let said = test.run(&["run"]).at("2026-03-01 13:00:00").done();
    assert!(said.stdout().contains(SAID), "{said}");
    assert_eq!(test.value("SELECT count(*) FROM sysevent WHERE name = 'bystander'"), "1");
}

/// Something that somebody changes, and how it is called.
type Change = (&'static str, fn(&Test));

/// What makes the job due at once, or tells of itself, each by one change.
const CHANGES: [Change; 7] = [
    ("a trigger moved at the prompt", |test| {
        test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 12:00:00' WHERE name = 'Count'");
    }),
    ("one moved by somebody who still has the file open", |test| {
        let open = test.connection();
        open.execute_batch("UPDATE sys_trigger SET next_action = '2026-03-01 12:00:00' WHERE name = 'Count'")
            .unwrap();
        test.run(&["run"]).done().saying(SAID);
        drop(open);
        test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 12:00:00' WHERE name = 'Count'");
    }),
    ("a runner that died", |test| {
        test.sql(
            "UPDATE sys_trigger SET state = 1, run = NULL, next_action = '2026-03-01 12:00:00' WHERE name = 'Count'",
        );
    }),
    ("another trigger", |test| {
        test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Count', '2026-03-01 12:00:00')");
    }),
    ("a copy put in its place", |test| {
        fs::copy(test.db(), test.path("copy.db")).unwrap();
        fs::rename(test.path("copy.db"), test.db()).unwrap();
        test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 12:00:00' WHERE name = 'Count'");
    }),
    ("a job file of the same length", |test| {
        test.job_file("count.toml", &job("1s"));
        test.run(&["run"]).done();
    }),
    ("another job file", |test| {
        test.job_file("other.toml", &job("1s").replace("Count", "Other"));
        test.run(&["run"]).done();
        assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE name = 'Other'"), "1");
        test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 12:00:00' WHERE name = 'Count'");
    }),
];

#[test]
fn whatever_changes_is_seen() {
    for (what, change) in CHANGES {
        let test = at_rest();
        change(&test);
        let said = test.run(&["run"]).at(LATER).done();
        assert!(said.stdout().contains(SAID), "{what}: {said}");
        assert_eq!(test.value("SELECT count(*) FROM sysevent WHERE name = 'bystander'"), "1", "{what}");
    }
}

#[test]
fn a_job_file_with_a_fault_is_told_each_time() {
    let test = at_rest();
    test.job_file("broken.toml", "name = ");
    for _ in 0..3 {
        test.run(&["run"]).ends_with(1).saying("broken.toml");
    }
    assert_eq!(note(&test), None);
}

#[test]
fn a_job_file_that_others_may_write_to_is_told_each_time() {
    let test = at_rest();
    chmod(&test.path("jobs/count.toml"), 0o666);
    for _ in 0..3 {
        test.run(&["run"]).ends_with(1).saying("count.toml");
    }
}

#[test]
fn a_directory_of_jobs_that_is_gone_is_told() {
    let test = at_rest();
    fs::rename(test.path("jobs"), test.path("elsewhere")).unwrap();
    test.run(&["run"]).env("MIDJOBS_JOBS", "jobs").ends_with(3).saying("jobs");
}

#[test]
fn nothing_rests_while_somebody_is_to_be_warned() {
    let test = at_rest();
    test.sql("INSERT INTO sys_trigger (name, next_action) VALUES ('Unknown', '2026-03-01 11:00:00')");
    for _ in 0..3 {
        test.run(&["run"]).done().saying("there is no such job here");
    }
    assert_eq!(note(&test), None);
}

#[test]
fn a_rest_is_over_when_an_acknowledgement_is() {
    let test = at_rest();
    test.sql(
        "INSERT INTO ecc_agent_issue (source, message, state, acknowledged_until) VALUES ('S', 'it is ill', 'new', NULL)",
    );
    test.run(&["run", "--quiet"]).done();
    test.sql("UPDATE ecc_agent_issue SET state = 'acknowledged', acknowledged_until = '2026-03-01 12:30:00'");
    for _ in 0..1_000 {
        test.run(&["run", "--quiet"]).done();
        if note(&test).is_some() {
            break;
        }
    }
    test.run(&["run", "--quiet"]).at("2026-03-01 12:29:59").succeeds();
    test.run(&["run", "--quiet"]).at("2026-03-01 12:30:00").done().saying("it is ill");
}
