//! A step that would change more rows than it may fails, and is undone.

use crate::support::Test;

/// Three old events, a young one, and a job that first marks a MID Server and then purges the old ones.
fn with_a_purge(max_rows: usize) -> Test {
    let test = Test::init();
    test.sql(
        "INSERT INTO sysevent (name, sys_created_on) VALUES
         ('old', '2026-01-01 00:00:00'), ('old', '2026-01-02 00:00:00'), ('old', '2026-01-03 00:00:00'),
         ('bystander', '2026-03-01 00:00:00');
         INSERT INTO ecc_agent (name, status) VALUES ('m', 'Up');",
    );
    test.job_file(
        "purge.toml",
        &format!(
            r#"
            name = "purge"
            description = "Purges old events"
            attempts = 1
            params.keep = "7d"

            [[steps]]
            sql = "UPDATE ecc_agent SET status = 'Paused'"

            [[steps]]
            sql = "DELETE FROM sysevent WHERE sys_created_on < :keep"
            max_rows = {max_rows}
            "#
        ),
    );
    test
}

#[test]
fn a_purge_of_more_rows_than_max_rows_changes_nothing_exits_1_and_is_on_record() {
    let test = with_a_purge(2);
    test.run(&["run-now", "purge"]).ends_with(1).saying(
        "step 2 of purge.toml would change 3 rows, more than its max_rows = 2: nothing was changed; raise max_rows if that is right",
    );
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "4");
    assert_eq!(test.value("SELECT status FROM ecc_agent"), "Up", "the step before it was undone as well");
    assert_eq!(test.value("SELECT outcome FROM sys_trigger_run WHERE job = 'purge'"), "failed");
    let recorded = test.value("SELECT error FROM sys_trigger_run WHERE job = 'purge'");
    assert!(recorded.contains("max_rows = 2"), "{recorded}");
    assert_eq!(test.value("SELECT level || run FROM syslog WHERE source = 'purge'").len(), 33);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE state = 1"), "0");
}

#[test]
fn a_purge_of_just_max_rows_runs_and_leaves_the_bystander() {
    let test = with_a_purge(3);
    test.run(&["run-now", "purge"]).done().saying("4 rows changed");
    assert_eq!(test.value("SELECT group_concat(name) FROM sysevent"), "bystander");
}

#[test]
fn a_delete_of_the_whole_table_is_counted() {
    let test = with_a_purge(0);
    test.job_file(
        "all.toml",
        r#"
        name = "all"
        description = "Purges all events"
        attempts = 1

        [[steps]]
        sql = "DELETE FROM sysevent"
        max_rows = 3
        "#,
    );
    test.run(&["run-now", "all"]).ends_with(1).saying("step 1 of all.toml would change 4 rows");
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "4");
}
