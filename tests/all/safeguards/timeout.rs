//! A statement that never ends is interrupted by its job's timeout.

use crate::support::Test;

const ENDLESS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)";

/// A job that writes a row and then never ends.
fn write_endless(test: &Test, statement: &str) {
    let text = format!(
        r#"
        name = "endless"
        description = "Never ends"
        source = "s"
        attempts = 2
        retry_delay = "5m"
        timeout = "1ms"

        [[steps]]
        sql = "INSERT INTO sysevent (name) VALUES ('begun')"

        [[steps]]
        sql = "{ENDLESS} {statement}"
        "#
    );
    test.job_file("endless.toml", &text);
}

#[test]
fn a_statement_that_never_ends_is_interrupted_undone_and_tried_again() {
    for statement in [
        "SELECT count(*) AS message FROM n",
        "INSERT INTO sysevent (name) SELECT i FROM n WHERE i < 0",
        "DELETE FROM sysevent WHERE name IN (SELECT i FROM n)",
    ] {
        let test = Test::init();
        test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
        write_endless(&test, statement);
        test.run(&["run-now", "endless"]).ends_with(1).saying("interrupted after 1ms (timeout)");
        assert_eq!(test.value("SELECT group_concat(name) FROM sysevent"), "bystander", "{statement}");
        assert_eq!(test.value("SELECT outcome FROM sys_trigger_run"), "retry");
        assert_eq!(
            test.value("SELECT state || ' ' || next_action FROM sys_trigger WHERE name = 'endless'"),
            "0 2026-03-01 12:05:00"
        );
    }
}

#[test]
fn the_jobs_after_one_that_never_ends_run() {
    let test = Test::init();
    write_endless(&test, "SELECT count(*) AS message FROM n");
    test.job("quick", "INSERT INTO sysevent (name) VALUES ('quick')");
    test.run(&["run-now", "endless", "quick"]).ends_with(1);
    assert_eq!(test.value("SELECT group_concat(name) FROM sysevent"), "quick");
}

#[test]
fn a_timeout_of_nothing_is_a_fault() {
    let test = Test::init();
    test.job_file(
        "j.toml",
        r#"name = "j"
        description = "Has no time"
        timeout = "0s"

        [[steps]]
        sql = "DELETE FROM sysevent"
        "#,
    );
    test.run(&["check"]).ends_with(3).saying("j.toml:3: a timeout of 0 lets nothing run");
}

#[test]
fn check_ends_on_a_table_that_is_made_of_an_endless_statement() {
    let test = Test::init();
    test.job("mine", &format!("CREATE TABLE mine AS {ENDLESS} SELECT i FROM n"));
    test.run(&["check"]).done();
}
