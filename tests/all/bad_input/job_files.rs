//! Job files with faults: named by file and line, and their jobs alone do not run.

use crate::support::Test;

/// A job file: two lines that every one begins with, and from line 3 on the rest.
fn mine(rest: &str) -> String {
    let rest = rest.trim_start();
    format!(
        r#"name = "Mine"
        description = "Mine"
        {rest}"#
    )
}

/// A job file with one step, in line 3.
fn statement(sql: &str) -> String {
    mine(&format!(
        r#"
        [[steps]]
        sql = "{sql}"
        "#
    ))
}

/// `check` and `run` name the fault at that line; nothing runs and nothing is registered.
fn fault(text: &str, line: usize, words: &[&str]) {
    let test = Test::init();
    test.job_file("mine.toml", text);
    let before = test.table("sys_trigger");
    let found = test.run(&["check"]).output();
    let place = format!("jobs/mine.toml:{line}: ");
    assert_eq!((found.code(), found.stderr().as_str()), (3, ""), "{found}");
    assert!(found.stdout().starts_with(&place), "{place} does not begin: {}", found.stdout());
    for word in words {
        assert!(found.stdout().contains(word), "{word:?} is not in: {}", found.stdout());
    }
    assert_eq!(test.table("sys_trigger"), before);
}

/// As `fault`, for what the file alone shows: every command says so and does its work without that job.
fn fault_of_the_file(text: &str, line: usize, words: &[&str]) {
    fault(text, line, words);
    let test = Test::init();
    test.job_file("mine.toml", text);
    let before = test.table("sys_trigger");
    let place = format!("jobs/mine.toml:{line}: ");
    let said = [&[place.as_str(), "midjobs check"], words].concat();
    for args in [&["jobs"][..], &["run"], &["run-now", "PurgeHistory"]] {
        let ended = test.run(args).at("2026-03-02 12:00:00").ends_with(1);
        for words in &said {
            assert!(ended.stderr().contains(words), "{words:?} is not in: {ended}");
        }
    }
    test.run(&["run-now", "Mine"]).at("2026-03-02 12:00:00").output().with_code(3).saying(&place);
    assert_eq!(test.table("sys_trigger").len(), before.len());
    let purges = "SELECT job FROM sys_trigger_run WHERE outcome = 'ran' ORDER BY job";
    assert_eq!(test.query(purges), ["PurgeAgentIssues", "PurgeHistory", "PurgeHistory"]);
}

#[test]
fn a_syntax_error_is_named_by_its_line() {
    let text = r#"name = "Mine"
        description = "Mine
        steps = 1
    "#;
    fault_of_the_file(text, 2, &[]);
}

#[test]
fn an_unknown_key_is_a_fault() {
    let text = mine(
        r#"
        shedule = "1d"
        [[steps]]
        sql = "DELETE FROM sysevent"
        "#,
    );
    fault_of_the_file(&text, 3, &["shedule"]);
}

#[test]
fn an_unknown_key_of_a_schedule_or_a_step_is_a_fault() {
    let text = mine(
        r#"
        [schedule]
        evry = "1d"
        [[steps]]
        sql = "DELETE FROM sysevent"
        "#,
    );
    fault_of_the_file(&text, 4, &["evry"]);
    let text = mine(
        r#"
        [[steps]]
        sql = "DELETE FROM sysevent"
        maxrows = 1
        "#,
    );
    fault_of_the_file(&text, 5, &["maxrows"]);
}

#[test]
fn an_unknown_rule_is_a_fault() {
    let text = mine(
        r#"
        source = "Mine"
        [[steps]]
        rule = "no_such_rule"
        "#,
    );
    fault_of_the_file(&text, 5, &["no_such_rule"]);
}

#[test]
fn an_sql_file_that_is_not_there_is_a_fault() {
    let text = mine(
        r#"
        [[steps]]
        file = "no_such.sql"
        "#,
    );
    fault_of_the_file(&text, 4, &["no_such.sql", "beside the job file"]);
}

#[test]
fn sql_that_does_not_prepare_is_a_fault() {
    fault(&statement("DELETE FROM no_such_table"), 4, &["no_such_table"]);
    fault(&statement("DELETE FORM sysevent"), 4, &["near \"FORM\": syntax error, in line 1"]);
    let second_line = mine(
        r#"
        [[steps]]
        sql = """
        DELETE FROM sysevent
        WERE state = 0"""
        "#,
    );
    fault(&second_line, 6, &["near \"WERE\": syntax error, in line 2 of the statement"]);
}

#[test]
fn two_statements_in_one_step_are_a_fault() {
    fault(&statement("DELETE FROM sysevent; DELETE FROM sys_user"), 4, &["statement"]);
}

#[test]
fn a_parameter_that_nobody_gives_is_a_fault() {
    let text = statement("DELETE FROM sysevent WHERE sys_created_on < :keep");
    fault(&text, 4, &[":keep", "[params]"]);
}

#[test]
fn findings_without_a_source_or_a_message_are_a_fault() {
    fault(&statement("SELECT name AS message FROM ecc_agent"), 3, &["no source"]);
    for (columns, words) in [("sys_domain", "message"), ("name", "\"name\"")] {
        let text = mine(&format!(
            r#"
            source = "Mine"
            [[steps]]
            sql = "SELECT {columns} FROM ecc_agent"
            "#
        ));
        fault(&text, 5, &[words]);
    }
}

#[test]
fn a_schedule_that_cannot_be_read_is_a_fault() {
    let zone = r#"
        cron = "0 3 * * *"
        timezone = "Europe/Atlantis"
        "#;
    let two = r#"
        every = "1d"
        cron = "0 3 * * *"
        "#;
    let zone_of_nothing = r#"
        every = "1d"
        timezone = "UTC"
        "#;
    for (schedule, line) in [
        ("every = 'often'", 4),
        ("every = '0s'", 4),
        ("cron = '61 * * * *'", 4),
        ("cron = '* * *'", 4),
        ("on = 'full moon'", 4),
        (zone, 6),
        (two, 3),
        (zone_of_nothing, 6),
        ("", 3),
    ] {
        let text = mine(&format!(
            r#"
            [schedule]
            {schedule}
            [[steps]]
            sql = "DELETE FROM sysevent"
            "#
        ));
        fault_of_the_file(&text, line, &[]);
    }
}

#[test]
fn a_name_that_is_given_twice_is_a_fault_that_names_both_files() {
    let test = Test::init();
    let text = statement("DELETE FROM sysevent");
    test.job_file("one.toml", &text).job_file("two.toml", &text);
    test.run(&["check"]).says("jobs/two.toml:1: the name \"Mine\" is taken by jobs/one.toml\n").exits(3);
    test.run(&["run"]).ends_with(1).saying("jobs/two.toml:1: the name \"Mine\" is taken by jobs/one.toml");
}

#[test]
fn a_job_without_steps_or_without_a_name_is_a_fault() {
    fault_of_the_file(&mine("steps = []\n"), 1, &["no steps"]);
    let without_name = r#"description = "Mine"
        [[steps]]
        sql = "DELETE FROM sysevent"
    "#;
    fault_of_the_file(without_name, 1, &["name"]);
    let without_words = r#"name = " "
        description = ""
        [[steps]]
        sql = "DELETE FROM sysevent"
    "#;
    fault_of_the_file(without_words, 1, &["empty"]);
}

#[test]
fn a_step_is_one_of_three_things() {
    let none = mine(
        r#"
        [[steps]]
        max_rows = 1
        "#,
    );
    fault_of_the_file(&none, 3, &["file, sql, rule"]);
    let two = mine(
        r#"
        [[steps]]
        sql = "DELETE FROM sysevent"
        file = "delete_old_syslog.sql"
        "#,
    );
    fault_of_the_file(&two, 3, &["file, sql, rule"]);
}

#[test]
fn the_built_in_jobs_are_faultless() {
    Test::new().run(&["check"]).succeeds();
}

#[test]
fn a_users_job_of_a_built_in_name_replaces_it_and_a_line_says_so() {
    let test = Test::init();
    test.job_file(
        "mine.toml",
        r#"
        name = "PurgeHistory"
        description = "Mine"

        [[steps]]
        sql = "DELETE FROM sysevent"
        "#,
    );
    let line = "jobs/mine.toml replaces the built-in job PurgeHistory\n";
    test.run(&["check"]).says(line).succeeds();
    let listed = test.run(&["jobs"]).done();
    assert_eq!(listed.stderr(), format!("midjobs: warn: {line}"));
}

#[test]
fn what_is_wrong_with_a_statement_is_said_once() {
    let test = Test::init();
    test.job_file("mine.toml", &statement("DELETE FROM nowhere"));
    test.run(&["check"])
        .says("jobs/mine.toml:4: preparing step 1 of mine.toml: no such table: nowhere\n")
        .exits(3);
    let failed = "attempt 1 of 3 failed, the next is at 2026-03-01 12:01:00";
    test.run(&["run-now", "Mine"])
        .warns(&format!(
            "midjobs: error: Mine: {failed}: preparing step 1 of mine.toml: no such table: nowhere\n"
        ))
        .exits(1);
}
