//! A file at rest: a tick that found nothing to do notes until when that holds, the next one goes by it, and whatever changes is
//! seen.

use std::fs::{self, File, FileTimes};
use std::os::unix::fs::{MetadataExt, symlink};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::support::process::until;
use crate::support::{Ended, Exec, Test, chmod};

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

/// How long ago the note was put there, in nanoseconds.
fn age_of_note(test: &Test) -> u128 {
    let found = fs::metadata(test.db()).unwrap();
    let put = u128::from(found.ctime().unsigned_abs()) * 1_000_000_000
        + u128::from(found.ctime_nsec().unsigned_abs());
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos().saturating_sub(put)
}

/// A tick while another program has the runner lock: whoever opens the file says so.
fn tick(test: &Test, args: &[&str]) -> Exec {
    test.run(args).env("MIDJOBS_LOCK_TIMEOUT", "0s")
}

/// Has the runner lock until it is dropped, which changes nothing of the file.
fn locked(test: &Test) -> File {
    let file = File::open(test.db()).unwrap();
    file.lock().unwrap();
    file
}

const OPENED: &str = "another runner is at work";

/// Whether a tick looked closely: with `--quiet` it says nothing of another runner, with `-v` it leaves the note alone.
fn has_looked(test: &Test, said: &Ended) -> bool {
    said.stderr().contains(OPENED) || note(test).is_none()
}

#[test]
fn a_tick_at_rest_does_not_open_the_file() {
    let test = at_rest();
    let _lock = locked(&test);
    tick(&test, &["run"]).succeeds();
    tick(&test, &["run"]).at(LATER).succeeds();
    // Whoever looks closely does.
    tick(&test, &["run", "--json"]).done().saying(OPENED);
}

#[test]
fn whoever_is_to_be_told_something_else_is_looked_for_again() {
    for args in [
        &["run", "--quiet"][..],
        &["run", "-v"],
        &["run", "--textfile", "metrics"],
        &["--notify", "notify.toml", "run"],
        &["--now", "2026-03-01 11:59:59", "run"],
        &["--now", "2026-03-01 13:00:01", "run"],
    ] {
        let test = at_rest();
        test.file("notify.toml", "");
        let _lock = locked(&test);
        let run = tick(&test, args);
        let run = if args[0] == "--now" { run.at_no_time() } else { run };
        let said = run.output();
        assert!(has_looked(&test, &said), "{args:?}: {said}");
    }
}

#[test]
fn each_variable_that_says_where_or_how_to_look_is_looked_for_again() {
    for (name, value) in [
        ("MIDJOBS_JOBS", "other"),
        ("MIDJOBS_JOBS", ""),
        ("MIDJOBS_VERBOSE", "1"),
        ("MIDJOBS_JSON", "1"),
        ("MIDJOBS_TEXTFILE", "metrics"),
        ("MIDJOBS_NOTIFY", "notify.toml"),
    ] {
        let test = at_rest();
        test.file("notify.toml", "");
        fs::create_dir(test.path("other")).unwrap();
        let _lock = locked(&test);
        let said = tick(&test, &["run"]).env(name, value).output();
        assert!(has_looked(&test, &said), "{name}={value}: {said}");
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
    let _lock = locked(&test);
    tick(&test, &["run", "--quiet"]).succeeds();
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
const CHANGES: [Change; 8] = [
    ("a trigger moved by somebody who sets the time of the file back", |test| {
        until("the note to be of a moment ago", || age_of_note(test) > 200_000_000);
        let times = fs::metadata(test.db()).unwrap();
        let times = FileTimes::new().set_modified(times.modified().unwrap());
        test.sql("UPDATE sys_trigger SET next_action = '2026-03-01 12:00:00' WHERE name = 'Count'");
        File::options().write(true).open(test.db()).unwrap().set_times(times).unwrap();
    }),
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

/// The job's directory and a link to its statement lie below one that only its owner may change.
fn at_rest_below() -> Test {
    let test = Test::new();
    for directory in ["way", "way/jobs", "lib"] {
        fs::create_dir(test.path(directory)).unwrap();
        chmod(&test.path(directory), 0o755);
    }
    test.file("lib/count.sql", STATEMENT).file("way/jobs/count.toml", job("1h"));
    symlink("../../lib/count.sql", test.path("way/jobs/count.sql")).unwrap();
    test.run(&["init"]).env("MIDJOBS_JOBS", "way/jobs").done();
    for _ in 0..1_000 {
        test.run(&["run"]).env("MIDJOBS_JOBS", "way/jobs").succeeds();
        if note(&test).is_some() {
            break;
        }
    }
    test
}

#[test]
fn what_is_above_the_job_files_is_judged_each_time() {
    for (what, changed) in [("a directory above", "way"), ("one that a link leads through", "lib")] {
        let test = at_rest_below();
        tick(&test, &["run"]).env("MIDJOBS_JOBS", "way/jobs").succeeds();
        chmod(&test.path(changed), 0o777);
        let said = tick(&test, &["run"]).env("MIDJOBS_JOBS", "way/jobs").output();
        assert!(said.code() != 0 && said.stderr().contains(changed), "{what}: {said}");
    }
}

#[test]
fn a_directory_above_the_job_files_that_another_was_put_in_place_of_is_seen() {
    let test = at_rest_below();
    fs::create_dir_all(test.path("new/jobs")).unwrap();
    test.file("new/jobs/count.toml", job("1s")).file("new/jobs/count.sql", STATEMENT);
    for path in ["new", "new/jobs"] {
        chmod(&test.path(path), 0o755);
    }
    fs::rename(test.path("way"), test.path("old")).unwrap();
    fs::rename(test.path("new"), test.path("way")).unwrap();
    test.run(&["run"]).env("MIDJOBS_JOBS", "way/jobs").done();
    test.run(&["run"]).env("MIDJOBS_JOBS", "way/jobs").at(LATER).done().saying(SAID);
}

#[test]
fn a_process_of_another_group_looks_for_itself() {
    let test = at_rest();
    let _lock = locked(&test);
    let by = |groups: &[&str]| {
        let script = [&["setpriv"], groups, &["--"]].concat();
        tick(&test, &["run"]).by(&script).output()
    };
    if rustix::process::geteuid().is_root() {
        assert!(by(&["--groups=23456"]).stderr().contains(OPENED));
        assert!(by(&["--regid=23456", "--keep-groups"]).stderr().contains(OPENED));
    }
}
