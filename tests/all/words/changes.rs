//! Every command that changed something says so in a line.

use crate::support::Test;

#[test]
fn what_was_done_is_said_in_a_line() {
    let test = Test::new();
    for (args, words) in [
        (&["init"][..], "made midjobs.db with 6 jobs"),
        (&["init"], "midjobs.db is up to date, with 6 jobs"),
        (&["jobs", "pause", "PurgeHistory"], "PurgeHistory is paused: `midjobs jobs resume PurgeHistory`"),
        (
            &["jobs", "resume", "PurgeHistory"],
            "PurgeHistory is resumed, next due at 2026-03-02 12:00:00 UTC, in 1d",
        ),
        (
            &["jobs", "set", "MIDUserConnectivity", "period", "60m"],
            "period of MIDUserConnectivity is 1h from now on; its schedule follows",
        ),
        (
            &["jobs", "unset", "MIDUserConnectivity", "period"],
            "period of MIDUserConnectivity is 4h again, as in its file; its schedule follows",
        ),
        (
            &["jobs", "set", "PurgeAgentIssues", "keep", "90d"],
            "keep of PurgeAgentIssues is 90d from now on\n",
        ),
        (&["backup", "copy.db"], "midjobs.db is backed up to copy.db"),
        (&["restore", "copy.db"], "midjobs.db is restored from copy.db"),
        (&["tables", "stale-after", "2d"], "rows are in doubt once they are older than 2d"),
    ] {
        let ended = test.run(args).done().quiet();
        assert!(ended.stdout().contains(words) && ended.stdout().lines().count() == 1, "{ended}");
    }
}

#[test]
fn a_job_in_error_is_due_again_and_that_is_said() {
    let test = Test::init();
    test.job("Fails", "SELECT message FROM nowhere").run(&["run-now", "Fails"]).ends_with(1);
    test.run(&["jobs", "retry", "Fails"])
        .says("Fails is due now: the next `midjobs run` tries it again\n")
        .succeeds();
}

#[test]
fn json_says_what_was_done_as_well() {
    let test = Test::init();
    let done = test.run(&["--json", "jobs", "pause", "PurgeHistory"]).done().quiet().json();
    assert_eq!(done["version"], 1);
    assert!(done["done"].as_str().unwrap().starts_with("PurgeHistory is paused"), "{done}");
}

#[test]
fn an_occurrence_is_explained_by_issues_and_not_by_rows() {
    let test = Test::init().seen();
    test.sql(
        "INSERT INTO ecc_agent (name, status, sys_created_on) VALUES ('a', 'Down', '2026-02-01 00:00:00')",
    );
    test.run(&["after-clone"]).done();
    test.run(&["run"]).at("2026-03-01 12:15:00").done();
    let told = test.run(&["explain", "BadMIDCredentialAfterClone-1"]).done().quiet().stdout();
    assert!(!told.contains("0 rows") && told.contains("1 issue opened, 0 counted again"), "{told}");
}
