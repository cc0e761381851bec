//! Jobs are shown, begun, and told what they may name.

use crate::support::{Test, mode};

#[test]
fn a_job_is_shown_with_its_file_its_statements_and_when_it_is_due() {
    let test = Test::init();
    let shown = test.run(&["jobs", "show", "PurgeAgentIssues"]).done().quiet().stdout();
    for words in [
        "# PurgeAgentIssues: built in",
        "# every 1d: Ready, due 2026-03-02 12:00:00 UTC",
        "# :keep is 30d",
        "name = \"PurgeAgentIssues\"",
        "file = \"delete_issues_not_detected.sql\"",
        "DELETE FROM ecc_agent_issue",
    ] {
        assert!(shown.contains(words), "{words:?}: {shown}");
    }
    test.job("Mine", "SELECT 'x' AS message");
    let shown = test.run(&["jobs", "show", "Mine"]).done().quiet().stdout();
    assert!(shown.contains("# Mine: jobs/Mine.toml") && shown.contains("SELECT 'x' AS message"), "{shown}");
    let data = test.run(&["--json", "jobs", "show", "MIDUserConnectivity"]).done().json();
    assert_eq!(data["jobs"][0]["steps"][0]["rule"], "user_connectivity", "{data}");
}

#[test]
fn what_is_shown_of_a_job_is_a_job_file_again() {
    let test = Test::init();
    let shown = test.run(&["jobs", "show", "PurgeAgentIssues"]).done().stdout();
    test.job_file("purge.toml", &shown)
        .run(&["check"])
        .done()
        .saying("replaces the built-in job PurgeAgentIssues");
}

#[test]
fn a_new_job_file_is_right_as_it_is_and_overwrites_nothing() {
    let test = Test::init();
    test.job("Other", "SELECT 'x' AS message");
    test.run(&["jobs", "new", "PausedMIDServers"])
        .done()
        .quiet()
        .saying("wrote jobs/paused_mid_servers.toml; next:");
    assert_eq!(mode(&test.path("jobs/paused_mid_servers.toml")) & 0o022, 0);
    test.sql(
        "INSERT INTO ecc_agent (name, status, sys_updated_on) VALUES ('a', 'Paused', '2026-02-01 00:00:00')",
    );
    test.run(&["run-now", "PausedMIDServers"]).done();
    assert_eq!(test.query("SELECT source FROM ecc_agent_issue"), ["PausedMIDServers"]);
    test.run(&["jobs", "new", "PausedMIDServers"])
        .output()
        .refuses(&["is there already", "midjobs jobs show"]);
    test.run(&["jobs", "new", "PurgeHistory"]).output().refuses(&["is there already", "built-in"]);
    test.run(&["jobs", "new", "../up"]).output().refuses(&["no name for a job"]);
    Test::init().run(&["jobs", "new", "Mine"]).output().refuses(&["--jobs DIR"]);
}

#[test]
fn the_rules_are_listed_and_so_are_they_in_an_error() {
    let test = Test::init();
    let rules = test.run(&["jobs", "rules"]).done().quiet();
    assert!(
        rules.stdout().contains("down_after_clone") && rules.stdout().contains("period, debug"),
        "{rules}"
    );
    let job = "name = \"X\"\ndescription = \"x\"\nsource = \"X\"\n[[steps]]\nrule = \"user_conectivity\"\n";
    let ended = test.job_file("x.toml", job).run(&["check"]).ends_with(3);
    assert!(ended.stdout().contains("did you mean user_connectivity?"), "{ended}");
}

#[test]
fn a_column_of_a_finding_that_is_misspelt_is_named() {
    let test = Test::init();
    let ended = test.job("X", "SELECT 'x' AS mesage").run(&["check"]).ends_with(3);
    assert!(ended.stdout().contains("did you mean message?"), "{ended}");
}

#[test]
fn a_job_that_is_not_registered_says_so() {
    let test = Test::init();
    test.job_file("new.toml", "name = \"New\"\ndescription = \"x\"\n[schedule]\nevery = \"1d\"\n[[steps]]\nsql = \"DELETE FROM sysevent WHERE 0\"\n");
    let line = |job: &str| {
        let jobs = test.run(&["jobs"]).done().stdout();
        jobs.lines().find(|line| line.contains(job)).unwrap().to_owned()
    };
    assert!(line("New ").contains("not registered: the next `midjobs run` does"), "{}", line("New "));
    assert!(line("BadMIDCredentialAfterClone-1").contains("Waits"));
    test.run(&["run"]).done();
    assert!(line("New ").contains("Ready"));
}

#[test]
fn jobs_say_how_often_they_failed_and_since_when() {
    let test = Test::init();
    let job = "name = \"Fails\"\ndescription = \"x\"\nattempts = 1\n[schedule]\nevery = \"1h\"\n[[steps]]\nsql = \"DELETE FROM nowhere\"\n";
    test.job_file("fails.toml", job).run(&["run"]).done();
    for hour in 13..16 {
        test.run(&["run"]).at(&format!("2026-03-01 {hour}:00:00")).ends_with(1);
    }
    let jobs = test.run(&["--json", "jobs"]).done().json();
    let of =
        |name: &str| jobs["jobs"].as_array().unwrap().iter().find(|job| job["job"] == name).unwrap().clone();
    assert_eq!(
        (of("Fails")["failures"].as_i64(), of("Fails")["failing_since"].as_str()),
        (Some(3), Some("2026-03-01 13:00:00"))
    );
    assert!(of("PurgeHistory")["failures"].is_null() && of("PurgeHistory")["failing_since"].is_null());
}

#[test]
fn what_comes_next_is_in_the_order_of_time_and_without_what_is_paused() {
    let test = Test::init();
    let next = |args: &[&str]| {
        let rows = test.run(&[&["--json", "jobs", "next"], args].concat()).done().json()["next"].clone();
        rows.as_array().unwrap().clone()
    };
    let all = next(&[]);
    let times: Vec<&str> = all.iter().map(|row| row["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted() && all.iter().any(|row| row["job"] == "PurgeHistory"), "{all:?}");
    test.run(&["jobs", "pause", "PurgeHistory"]).done();
    assert!(next(&[]).iter().all(|row| row["job"] != "PurgeHistory" && row["job"] != "PullInstance"));
    assert!(next(&["PurgeHistory"]).iter().all(|row| row["note"] == "paused"));
}
