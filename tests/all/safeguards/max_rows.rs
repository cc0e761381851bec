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

/// A table of the user's own with six rows, a trigger that empties it, and one step that is let one row go.
fn one_row_at_most(statement: &str) -> Test {
    let test = Test::init();
    test.sql(
        "CREATE TABLE mine (id INTEGER PRIMARY KEY, a UNIQUE, b UNIQUE, c UNIQUE);
         CREATE TABLE plain (d, e); INSERT INTO plain VALUES (1, 1), (2, 2);
         INSERT INTO mine VALUES (1, 1, 1, 1), (2, 2, 2, 2), (3, 3, 3, 3);
         CREATE TABLE other (x); CREATE TRIGGER sweep AFTER INSERT ON other BEGIN DELETE FROM mine; END;
         CREATE TABLE keyed (id PRIMARY KEY, a UNIQUE, b UNIQUE, c UNIQUE) WITHOUT ROWID;
         INSERT INTO keyed SELECT * FROM mine;
         CREATE VIEW seen AS SELECT * FROM keyed;
         CREATE TRIGGER through INSTEAD OF DELETE ON seen BEGIN DELETE FROM keyed WHERE id = old.id; END",
    );
    test.job_file(
        "mine.toml",
        &format!(
            r#"
            name = "mine"
            description = "May change one row"
            attempts = 1

            [[steps]]
            sql = '''{statement}'''
            max_rows = 1
            "#
        ),
    );
    test
}

#[test]
fn what_a_statement_sets_off_counts_as_well() {
    for (statement, rows) in [
        ("INSERT INTO other VALUES (1)", 4),
        ("INSERT OR REPLACE INTO mine VALUES (9, 1, 2, 3)", 4),
        ("REPLACE INTO mine VALUES (1, 2, 3, 4)", 4),
        ("UPDATE OR REPLACE mine SET b = 2, c = 3 WHERE id = 1", 3),
        ("DELETE FROM mine", 3),
        ("WITH n (i) AS (SELECT 2) DELETE FROM mine WHERE id >= (SELECT i FROM n)", 2),
        ("INSERT INTO mine VALUES (1, 8, 8, 8), (7, 7, 7, 7) ON CONFLICT (id) DO UPDATE SET a = 8", 2),
        ("REPLACE INTO keyed VALUES (9, 1, 2, 3)", 4),
        ("INSERT OR REPLACE INTO keyed VALUES (1, 2, 3, 9)", 4),
        ("UPDATE OR REPLACE keyed SET b = 2, c = 3 WHERE id = 1", 3),
        ("DELETE FROM keyed", 3),
        ("DELETE FROM keyed WHERE a > 1", 2),
        ("DELETE FROM seen", 3),
        ("INSERT INTO keyed VALUES (1, 8, 8, 8), (7, 7, 7, 7) ON CONFLICT (id) DO UPDATE SET a = 8", 2),
        (";; DELETE FROM mine", 3),
        ("\u{feff}DELETE FROM mine", 3),
        ("/* all */ ; -- of them\n DELETE FROM mine", 3),
        ("DELETE FROM mine RETURNING id", 3),
        ("CREATE TABLE copied AS SELECT * FROM mine", 3),
        ("DROP TABLE mine", 3),
        ("ALTER TABLE plain DROP COLUMN d", 2),
    ] {
        let test = one_row_at_most(statement);
        test.run(&["run-now", "mine"]).ends_with(1).saying(&format!("would change {rows} rows"));
        assert_eq!(test.value("SELECT count(*) || sum(a) FROM mine"), "36", "{statement}");
        assert_eq!(test.value("SELECT count(*) || sum(a) FROM keyed"), "36", "{statement}");
        assert_eq!(test.value("SELECT count(*) FROM sqlite_schema WHERE name = 'copied'"), "0");
    }
}

#[test]
fn a_statement_that_replaces_nothing_is_counted_as_before() {
    for statement in [
        "INSERT OR REPLACE INTO mine VALUES (9, 9, 9, 9)",
        "DELETE FROM mine WHERE a = 2",
        "UPDATE mine SET a = 9 WHERE a = 1",
        "INSERT OR REPLACE INTO keyed VALUES (9, 9, 9, 9)",
        "DELETE FROM keyed WHERE a = 2",
        "UPDATE keyed SET a = 9 WHERE a = 1",
        "INSERT INTO keyed VALUES (1, 8, 8, 8) ON CONFLICT (id) DO UPDATE SET a = 8",
    ] {
        one_row_at_most(statement).run(&["run-now", "mine"]).done().saying("1 row changed");
    }
}

#[test]
fn what_makes_or_alters_tables_and_changes_no_rows_counts_none() {
    for statement in [
        "CREATE TABLE IF NOT EXISTS mine AS SELECT 1 AS a UNION SELECT 2",
        "CREATE TABLE copied (a)",
        "ALTER TABLE mine ADD COLUMN z",
        "ALTER TABLE mine RENAME COLUMN a TO z",
        "CREATE INDEX mine_a ON mine (a)",
        "DROP TABLE other",
        "DROP VIEW seen",
        "REINDEX mine",
    ] {
        one_row_at_most(statement).run(&["run-now", "mine"]).done();
    }
}
