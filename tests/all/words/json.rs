//! `--json` and `--log-format json`: errors and log lines are objects as well, one a line.

use serde_json::Value;

use crate::support::Test;

#[test]
fn an_error_is_an_object_in_a_line() {
    let test = Test::init();
    for args in [
        &["run-now", "Nope"][..],
        &["issues", "--source", "Nope"],
        &["--db", "missing.db", "jobs"],
        &["no-such-command"],
        &["runs", "--outcome", "faild"],
    ] {
        let ended = test.run(&[&["--json"], args].concat()).ends_with(3);
        assert_eq!(ended.stdout(), "", "{ended}");
        let error: Value =
            serde_json::from_str(&ended.stderr()).unwrap_or_else(|error| panic!("{error}: {ended}"));
        assert_eq!((&error["version"], &error["exit"]), (&1.into(), &3.into()));
        assert!(
            error["error"].as_str().is_some_and(|text| !text.is_empty() && !text.starts_with("error")),
            "{error}"
        );
    }
}

#[test]
fn a_line_of_the_log_names_job_run_and_due() {
    let test = Test::init();
    let ended = test
        .job("Fails", "SELECT message FROM nowhere")
        .run(&["--log-format", "json", "run-now", "Fails"])
        .ends_with(1);
    let line: Value = serde_json::from_str(ended.stderr().lines().next().unwrap()).unwrap();
    assert_eq!(
        (line["job"].as_str(), line["due"].as_str()),
        (Some("Fails"), Some("2026-03-01T12:00:00Z")),
        "{line}"
    );
    assert_eq!(line["run"].as_str(), Some(test.value("SELECT sys_id FROM sys_trigger_run").as_str()));
    assert_eq!(line["level"], "error");
}
