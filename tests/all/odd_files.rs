//! What stands among the job files and is none, and a watch whose job files change.

use std::fs::{self, FileTimes};
use std::os::unix::fs::symlink;
use std::process::Child;

use crate::support::process::{signal, until};
use crate::support::{Ended, Test, chmod};

const HOURLY: &str = r#"
name = "Hourly"
description = "An event for each run"

[schedule]
every = "1h"

[[steps]]
sql = "INSERT INTO sysevent (name) VALUES ('ran')"
"#;

/// A database with that job, and a bystander.
fn registered() -> Test {
    let test = Test::new();
    test.job_file("hourly.toml", HOURLY).run(&["init"]).done();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    test.sql("UPDATE sys_trigger SET active = 0 WHERE name <> 'Hourly'");
    test
}

fn ran(test: &Test) -> String {
    assert_eq!(test.value("SELECT count(*) FROM sysevent WHERE name = 'bystander'"), "1");
    test.value("SELECT count(*) FROM sysevent WHERE name = 'ran'")
}

#[test]
fn a_name_that_begins_with_a_dot_is_no_job_file() {
    let test = registered();
    symlink("user@host.1234:1700000000", test.path("jobs/.#hourly.toml")).unwrap();
    test.job_file(".hidden.toml", "nonsense").job_file("._hourly.toml", "\0\u{5}");
    test.run(&["check"]).succeeds();
    test.run(&["run"]).at("2026-03-01 13:00:00").done().quiet();
    assert_eq!(ran(&test), "1");
}

#[test]
fn a_name_that_no_command_line_can_give_is_a_fault_of_its_file() {
    let test = registered();
    for name in [
        "a\\nb",
        "a\\u0000b",
        "-v",
        "--",
        " lead",
        "trail ",
        "a\\u202eb",
        "\\u200b",
        "a\\u001b[31m",
        "a\\tb",
        "\\ufeffx",
        "a\\u2028b",
    ] {
        test.job_file("odd.toml", &HOURLY.replace("Hourly", name));
        let said = test.run(&["check"]).ends_with(3).stdout();
        assert!(said.contains("odd.toml:2: the name") && !said.contains('\u{1b}'), "{name}: {said}");
    }
    for name in ["É-1", "a b", "名前", "*"] {
        test.job_file("odd.toml", &HOURLY.replace("Hourly", name)).run(&["check"]).succeeds();
    }
}

#[test]
fn a_variable_that_is_set_to_nothing_names_nothing() {
    let test = registered();
    test.run(&["jobs"]).env("MIDJOBS_DB", "").env("MIDJOBS_JOBS", "").done();
}

#[test]
fn an_option_that_is_given_an_empty_name_is_a_slip() {
    let test = registered();
    let before = test.query("SELECT * FROM sys_trigger");
    for args in [
        ["--db", "", "init"],
        ["init", "--db", ""],
        ["--jobs", "", "init"],
        ["--notify", "", "init"],
        ["--db=", "--json", "init"],
    ] {
        let said = test.run(&args).ends_with(3);
        assert!(said.stderr().contains("is given an empty name") && said.stdout().is_empty(), "{said}");
    }
    assert_eq!(test.query("SELECT * FROM sys_trigger"), before);
}

#[test]
fn an_input_that_is_a_device_is_refused_and_one_under_standard_input_is_read_as_what_it_is() {
    let test = registered();
    for device in ["/dev/null", "/dev/zero"] {
        test.run(&["import", "--table", "ecc_agent", device]).ends_with(3).saying("it is a device");
    }
    test.file("rows.json", format!("[{{\"sys_id\": \"{}\", \"name\": \"emea\"}}]", "a".repeat(32)));
    let from_file = ["sh", "-c", "exec \"$0\" \"$@\" < rows.json"];
    test.run(&["import", "--table", "ecc_agent", "-"]).by(&from_file).done();
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
}

#[test]
fn what_cannot_be_read_is_a_fault_of_that_file_and_the_others_run() {
    let test = registered();
    test.file("jobs/latin.toml", b"name = \"Gr\xfcn\"").job_file("half.toml", "name = \"Half\"\ndescrip");
    chmod(&test.path("jobs/latin.toml"), 0o644);
    fs::create_dir(test.path("jobs/old.toml")).unwrap();
    symlink("nowhere", test.path("jobs/gone.toml")).unwrap();
    let checked = test.run(&["check"]).ends_with(3).stdout();
    let run = test.run(&["run"]).at("2026-03-01 13:00:00").ends_with(1).stderr();
    for place in ["jobs/gone.toml:1: ", "jobs/half.toml:2: ", "jobs/latin.toml:1: ", "jobs/old.toml:1: "] {
        assert!(checked.contains(place), "{place} is not in: {checked}");
        assert!(run.contains(place), "{place} is not in: {run}");
    }
    assert!(checked.contains("UTF-8") && checked.contains("not a file"), "{checked}");
    assert_eq!(ran(&test), "1");
    test.run(&["status"]).at("2026-03-01 13:01:00").ends_with(1).saying("4 faults in job files");
}

#[test]
fn a_file_that_has_a_fault_loses_nothing_of_what_is_due() {
    let test = registered();
    test.job_file("hourly.toml", &HOURLY.replace("every", "evry"));
    let said = test.run(&["run"]).at("2026-03-01 13:10:00").ends_with(1).stderr();
    assert!(!said.contains("no such job"), "{said}");
    test.job_file("hourly.toml", HOURLY).run(&["run"]).at("2026-03-01 13:20:00").done();
    assert_eq!(ran(&test), "1");
}

/// A watch with a job every second, which ran once.
fn watching() -> (Test, Child) {
    let test = Test::new();
    test.job_file("hourly.toml", &HOURLY.replace("1h", "1s")).run(&["init"]).at_no_time().done();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    let child = test.run(&["run", "--watch"]).at_no_time().for_real().spawn();
    until("a run", || ran(&test) != "0");
    (test, child)
}

#[test]
fn a_watch_sees_a_new_and_a_changed_job_file_and_stays_at_sighup() {
    let (test, child) = watching();
    test.job_file("new.toml", &HOURLY.replace("Hourly", "New"));
    until("its trigger", || test.value("SELECT count(*) FROM sys_trigger WHERE name = 'New'") == "1");
    test.job_file("new.toml", &HOURLY.replace("Hourly", "New").replace("1h", "25m"));
    let schedule = "SELECT schedule FROM sys_trigger WHERE name = 'New'";
    until("its schedule", || test.value(schedule) == "every 25m");
    // As long as it was, and with the time that it had.
    let path = test.path("jobs/new.toml");
    let times = FileTimes::new().set_modified(fs::metadata(&path).unwrap().modified().unwrap());
    test.job_file("new.toml", &HOURLY.replace("Hourly", "New").replace("1h", "35m"));
    fs::File::options().write(true).open(&path).unwrap().set_times(times).unwrap();
    until("its schedule", || test.value(schedule) == "every 35m");
    signal(&child, "HUP");
    let before = ran(&test);
    until("another run", || ran(&test) != before);
    signal(&child, "TERM");
    Ended::of(child).with_code(0);
}

#[test]
fn a_watch_keeps_its_last_good_files_and_says_the_fault_once() {
    let (test, child) = watching();
    test.job_file("hourly.toml", "name = \"Hourly\"\ndescrip");
    for _ in 0..2 {
        let before = ran(&test);
        until("another run", || ran(&test) != before);
    }
    fs::rename(test.path("jobs"), test.path("away")).unwrap();
    for _ in 0..2 {
        let before = ran(&test);
        until("another run without the directory", || ran(&test) != before);
    }
    signal(&child, "TERM");
    let said = Ended::of(child).with_code(0).stderr();
    assert_eq!(said.matches("hourly.toml:2: ").count(), 1, "{said}");
}

#[test]
fn a_watch_whose_file_is_replaced_removed_or_cut_ends_with_3() {
    type Way = fn(&Test);
    let ways: [(&str, Way); 6] = [
        ("was replaced", |test| {
            test.run(&["backup", "copy.db"]).done();
            fs::rename(test.path("copy.db"), test.db()).unwrap();
        }),
        ("was written over while it was open", |test| {
            test.run(&["backup", "copy.db"]).done();
            fs::write(test.db(), fs::read(test.path("copy.db")).unwrap()).unwrap();
        }),
        ("was removed", |test| fs::remove_file(test.db()).unwrap()),
        ("`midjobs restore FILE`", |test| fs::write(test.db(), "").unwrap()),
        ("leave these files alone", |test| fs::remove_file(test.path("midjobs.db-wal")).unwrap()),
        ("leave these files alone", |test| fs::remove_file(test.path("midjobs.db-shm")).unwrap()),
    ];
    for (words, way) in ways {
        let test = Test::init();
        test.sql("UPDATE sys_trigger SET active = 0");
        let child = test.run(&["run", "--watch"]).at_no_time().for_real().spawn();
        test.sql(
            "INSERT INTO sys_trigger (name, next_action) VALUES ('PurgeHistory', '2026-01-01 00:00:00')",
        );
        until("a run", || test.value("SELECT count(*) FROM sys_trigger_run WHERE outcome = 'ran'") == "1");
        way(&test);
        Ended::of(child).with_code(3).saying(words);
    }
}

#[test]
fn a_fault_breaks_no_line_whatever_its_file_is_called_and_says() {
    let test = registered();
    test.job_file("of two\nlines.toml", "name = \"Two\"\n\"a\\nb\" = 1\n");
    test.job_file("bell\u{1b}[31m.toml", "name = ");
    let checked = test.run(&["check"]).ends_with(3).stdout();
    assert!(checked.contains("jobs/of two\\nlines.toml:2: there is no key"), "{checked}");
    assert!(checked.lines().all(|line| line.starts_with("jobs/")), "{checked}");
    let said = test.run(&["run"]).at("2026-03-01 13:00:00").ends_with(1).stderr();
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("jobs/of two\\nlines.toml:2: ") && !said.contains('\u{1b}'), "{said}");
    assert_eq!(ran(&test), "1");
    let said = test.run(&["run-now", "Two"]).ends_with(3).stderr();
    assert!(said.contains("\njobs/of two\\nlines.toml:2: ") && !said.contains("\nlines.toml"), "{said}");
    let status = test.run(&["status"]).at("2026-03-01 13:01:00").ends_with(1).stdout();
    assert!(status.lines().next().unwrap().contains("faults in job files"), "{status}");
    assert!(!status.contains("lines.toml"), "{status}");
    let metrics = test.run(&["metrics"]).at("2026-03-01 13:01:00").done().stdout();
    assert!(!metrics.contains("lines.toml"), "{metrics}");
}
