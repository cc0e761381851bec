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

/// A job of one step, with little time.
fn job_with_little_time(test: &Test, timeout: &str, statement: &str) {
    let text = format!(
        r#"
        name = "long"
        description = "Takes long"
        source = "s"
        attempts = 1
        timeout = "{timeout}"

        [[steps]]
        sql = "{statement}"
        "#
    );
    test.job_file("long.toml", &text);
}

/// One instruction of SQLite that works for half a minute on values of an allowed length.
const LONG_INSTRUCTION: &str = "trim(printf('%.*c', 250000, 'a'), printf('%.*c', 20000, 'b') || 'a')";

#[test]
fn a_comparison_of_values_that_are_too_long_is_refused_before_it_begins() {
    let test = Test::init();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    for statement in [
        "SELECT 'x' AS message WHERE instr(printf('%.*c', 12000000, 'a'), printf('%.*c', 6000000, 'a') || 'b') > 0",
        "SELECT hex(zeroblob(5000000)) AS message",
        "DELETE FROM sysevent WHERE name LIKE printf('%.*c', 1001, '%')",
        "INSERT INTO sysevent (name) WITH RECURSIVE n (i) AS (SELECT 'x' UNION ALL SELECT i || i FROM n) SELECT i FROM n",
    ] {
        job_with_little_time(&test, "10m", statement);
        let ended = test.run(&["run-now", "long"]).ends_with(1);
        let output = ended.stdout() + &ended.stderr();
        assert!(output.contains("at most 8 MiB") || output.contains("pattern too complex"), "{output}");
        assert_eq!(test.value("SELECT group_concat(name) FROM sysevent"), "bystander");
    }
}

#[test]
fn a_loop_of_few_long_instructions_is_interrupted_between_two_of_them() {
    let test = Test::init();
    let short = LONG_INSTRUCTION.replace("0000", "00");
    job_with_little_time(&test, "200ms", &format!("{ENDLESS} SELECT max({short}) AS message FROM n"));
    test.run(&["run-now", "long"]).ends_with(1).saying("interrupted after 200ms (timeout)");
    assert_eq!(test.value("SELECT outcome FROM sys_trigger_run"), "failed");
}

#[test]
fn one_long_instruction_ends_with_the_process_and_the_next_run_goes_on() {
    let test = Test::init();
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    job_with_little_time(&test, "100ms", &format!("UPDATE sysevent SET name = {LONG_INSTRUCTION}"));
    test.run(&["run-now", "long"]).ends_with(1).saying("after it was interrupted: this process ends");
    assert_eq!(test.value("SELECT group_concat(name) FROM sysevent"), "bystander");
    job_with_little_time(&test, "1m", "DELETE FROM sysevent WHERE name = 'old'");
    test.run(&["run"]).ends_with(1).saying("long: attempt 1 of 1 was abandoned");
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE state = 1"), "0");
    assert_eq!(test.value("SELECT group_concat(name) FROM sysevent"), "bystander");
}

#[test]
fn a_step_that_finds_more_than_ten_thousand_things_fails_and_records_none() {
    let test = Test::init();
    let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ";
    for (found, code) in [("10000)", 0), ("10001)", 1)] {
        job_with_little_time(
            &test,
            "10m",
            &format!("{count}{found} SELECT 'finding ' || i AS message FROM n"),
        );
        test.run(&["run-now", "long"]).ends_with(code);
        assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "10000");
    }
    test.run(&["run-now", "long"]).ends_with(1).saying("finds more than 10000 things");
    let long = format!("{count}100) SELECT i || hex(zeroblob(100000)) AS message FROM n");
    job_with_little_time(&test, "10m", &long);
    test.run(&["run-now", "long"]).ends_with(1).saying("16 MiB of text");
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "10000");
}

#[test]
fn the_recording_of_findings_is_within_the_timeout() {
    let test = Test::init();
    let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)";
    // Each issue that is opened takes longer than the one before.
    test.sql(
        "CREATE TRIGGER slow AFTER INSERT ON ecc_agent_issue
         BEGIN SELECT count(*) FROM ecc_agent_issue AS one CROSS JOIN ecc_agent_issue AS other; END",
    );
    job_with_little_time(&test, "1s", &format!("{count} SELECT 'finding ' || i AS message FROM n"));
    test.run(&["run-now", "long"]).ends_with(1).saying("interrupted after 1s (timeout)");
    assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), "0");
}

#[test]
fn check_ends_on_a_table_that_is_made_of_long_instructions() {
    let test = Test::init();
    let short = LONG_INSTRUCTION.replace("0000", "00");
    test.job("mine", &format!("CREATE TABLE mine AS {ENDLESS} SELECT {short} AS a FROM n"));
    test.run(&["check"]).done();
}

/// A job of two steps that find so many things each.
fn job_that_finds_twice(test: &Test, each: usize, message: &str) {
    let count = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {each})");
    test.job_file(
        "twice.toml",
        &format!(
            r#"
            name = "twice"
            description = "Finds in two steps"
            source = "s"
            attempts = 1

            [[steps]]
            sql = "{count} SELECT 'one ' || i || {message} AS message FROM n"

            [[steps]]
            sql = "{count} SELECT 'two ' || i || {message} AS message FROM n"
            "#
        ),
    );
}

#[test]
fn what_all_steps_of_a_job_find_together_is_bounded_in_number_and_in_bytes() {
    for (each, message, code) in [
        (5000, "''", 0),
        (5001, "''", 1),
        (1, "printf('%.*c', 8000000, 'a')", 0),
        (2, "printf('%.*c', 8000000, 'a')", 1),
    ] {
        let test = Test::init();
        job_that_finds_twice(&test, each, message);
        let ended = test.run(&["run-now", "twice"]).ends_with(code);
        let recorded = if code == 0 { 2 * each } else { 0 };
        assert_eq!(test.value("SELECT count(*) FROM ecc_agent_issue"), recorded.to_string());
        if code == 1 {
            ended.saying("the job finds more than 10000 things, or 16 MiB of text: nothing was recorded");
        }
    }
}

#[test]
fn an_error_that_repeats_a_long_value_is_kept_and_shown_in_part() {
    let test = Test::init();
    test.sql(
        "CREATE TABLE mine (a);
         CREATE TRIGGER refuse BEFORE INSERT ON mine BEGIN SELECT raise(ABORT, printf('%.*c', 1000000, 'x')); END",
    );
    job_with_little_time(&test, "10m", "INSERT INTO mine VALUES (1)");
    let ended = test.run(&["run-now", "long"]).ends_with(1).saying("bytes in all)");
    assert!(ended.stderr().len() < 5_000);
    assert_eq!(test.value("SELECT max(length(message)) < 5000 FROM syslog"), "1");
    assert_eq!(test.value("SELECT length(error) < 5000 FROM sys_trigger_run"), "1");
}

#[test]
fn views_that_name_each_other_a_billion_times_hold_up_nobody() {
    let test = Test::init();
    test.job("mine", "SELECT a AS message FROM v30");
    let again =
        |n: usize| format!("CREATE VIEW v{n} AS SELECT a FROM v{0} UNION ALL SELECT a FROM v{0};", n - 1);
    let views = (1..=30).map(again).collect::<String>();
    test.sql(&format!("CREATE TABLE mine (a); CREATE VIEW v0 AS SELECT a FROM mine; {views}"));
    test.sql("INSERT INTO sysevent (name) VALUES ('bystander')");
    job_with_little_time(&test, "1s", "SELECT a AS message FROM v30");
    test.run(&["run-now", "long"]).ends_with(1);
    test.run(&["tables"]).done();
    // A job in Error is critical; what matters is that there is an answer.
    test.run(&["status"]).ends_with(2);
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "1");
}
