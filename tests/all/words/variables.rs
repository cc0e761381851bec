//! Every global option has a variable, and an empty one is none.

use crate::support::Test;

#[test]
fn every_global_option_has_a_variable() {
    let help = Test::new().run(&["--help"]).at_no_time().done().stdout();
    for name in ["DB", "NOW", "SIMULATE", "JOBS", "JSON", "LOCK_TIMEOUT", "COLOR", "LOG_FORMAT", "VERBOSE"] {
        assert!(help.contains(&format!("[env: MIDJOBS_{name}=")), "{name}: {help}");
    }
}

#[test]
fn a_variable_stands_for_its_option() {
    let test = Test::init();
    test.run(&["jobs"]).env("MIDJOBS_JSON", "1").done().quiet().json();
    test.run(&["jobs"]).env("MIDJOBS_DB", "missing.db").ends_with(3).saying("missing.db");
    test.run(&["run"]).env("MIDJOBS_LOCK_TIMEOUT", "soon").ends_with(3);
    let ended = test.run(&["jobs", "show", "Nope"]).env("MIDJOBS_LOG_FORMAT", "json").ends_with(3);
    assert!(ended.stderr().starts_with("{\"at\""), "{ended}");
    let due = test.run(&["run"]).at_no_time().env("MIDJOBS_NOW", "2026-03-02 12:00:00").done();
    assert!(due.stdout().contains("PurgeAgentIssues"), "{due}");
}

#[test]
fn an_empty_variable_is_none() {
    let test = Test::init();
    let mut run = test.run(&["jobs"]);
    for name in ["DB", "NOW", "SIMULATE", "JOBS", "JSON", "LOCK_TIMEOUT", "COLOR", "LOG_FORMAT", "VERBOSE"] {
        run = run.env(&format!("MIDJOBS_{name}"), "");
    }
    assert!(run.done().quiet().stdout().contains("PurgeHistory"));
}
