//! The demo tells the whole story, each part as the commands do it, and leaves a file to look into.

use std::process::Command;

use crate::support::Test;

fn demo(test: &Test) -> String {
    test.run(&["demo"]).at_no_time().done().quiet().stdout()
}

#[test]
fn it_tells_of_the_clone_both_checks_a_recovery_a_sampling_and_the_purge() {
    let story = demo(&Test::new());
    let mut rest = story.as_str();
    for told in [
        "$ midjobs after-clone --source prod --target dev",
        "ecc_agent.json: 6 rows",
        "BadMIDCredentialAfterClone-1: 3 issues opened, 0 counted again",
        " Resolved  InstanceClone  mid-emea-1 ",
        "BadMIDCredentialAfterClone-2: 0 issues opened, 2 counted again",
        " Acknowledged  InstanceClone  mid-apac-1 ",
        "  login authorization failed               0       0             1    1",
        "Login authentication failure for User svc.mid.new associated with 1 down MID Server.",
        "$ midjobs why\ndev after the clone of prod",
        "their account local-midserver lacks soap_create",
        "PurgeAgentIssues: 3 rows changed",
        "midjobs --db midjobs-demo.db --now '2026-03-01 14:00:00' why\n",
        "The file is yours to look into:",
    ] {
        let found =
            rest.find(told).unwrap_or_else(|| panic!("{told:?} is not told, or not in its place:\n{story}"));
        rest = &rest[found + told.len()..];
    }
}

#[test]
fn the_three_queries_that_it_prints_work_in_sqlite3() {
    let test = Test::new();
    let story = demo(&test);
    let queries: Vec<&str> = story.lines().filter_map(|line| line.trim().strip_prefix("sqlite3 ")).collect();
    assert_eq!(queries.len(), 3);
    for query in queries {
        let shell =
            Command::new("sh").arg("-c").arg(format!("sqlite3 {query}")).current_dir(test.path("")).output();
        let shell = shell.unwrap();
        assert!(shell.status.success() && !shell.stdout.is_empty(), "{query}: {shell:?}");
    }
}

#[test]
fn its_own_file_is_made_anew_and_any_other_is_left_alone() {
    let test = Test::new();
    assert_eq!(demo(&test).len(), demo(&test).len());
    test.run(&["init"]).done();
    let before = std::fs::read(test.db()).unwrap();
    let ended = test.run(&["--db", "midjobs.db", "demo"]).at_no_time().output();
    ended.refuses(&["midjobs.db exists already", "--db"]);
    assert_eq!(std::fs::read(test.db()).unwrap(), before);
}
