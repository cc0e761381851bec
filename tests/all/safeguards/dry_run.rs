//! A dry run shows what a run would do, table by table, and leaves everything as it was.

use std::collections::BTreeMap;
use std::fs::File;

use serde_json::{Value as Json, json};

use crate::support::{Ended, Test, query, query_as};

/// Everything that stands in the file: the schema and every row of every table.
fn dump(test: &Test) -> BTreeMap<String, Vec<String>> {
    let connection = test.connection();
    let rows = |sql: &str| {
        let mut rows = query_as(&connection, sql, |value| format!("{value:?}"));
        rows.sort();
        rows
    };
    let mut all = BTreeMap::from([
        ("schema".to_owned(), rows("SELECT * FROM sqlite_schema")),
        ("version".to_owned(), rows("PRAGMA user_version")),
    ]);
    for table in query(&connection, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        all.insert(table.clone(), rows(&format!("SELECT * FROM \"{}\"", table.replace('"', "\"\""))));
    }
    all
}

/// A dry run, after which the file is what it was.
#[track_caller]
pub(super) fn dry_run(test: &Test, words: &[&str]) -> Ended {
    dry_run_ends_with(0, test, words)
}

#[track_caller]
fn dry_run_ends_with(code: i32, test: &Test, words: &[&str]) -> Ended {
    let before = dump(test);
    let ended = test.run(words).ends_with(code);
    assert_eq!(dump(test), before, "{ended}");
    ended
}

pub(super) fn tables(ended: &Ended) -> Json {
    let shown = ended.json();
    assert_eq!(shown["version"], 1);
    shown["dry_run"]["tables"].clone()
}

/// What is shown of one table; null when nothing is.
fn table(ended: &Ended, name: &str) -> Json {
    let tables = tables(ended);
    tables.as_array().unwrap().iter().find(|table| table["table"] == name).cloned().unwrap_or_default()
}

/// A table with a key that one likes, and three rows.
const LETTERS: &str = "CREATE TABLE letter (id TEXT PRIMARY KEY, a TEXT COLLATE NOCASE, b INTEGER);
    INSERT INTO letter VALUES ('x', 'one', 1), ('y', 'two', 2), ('z', NULL, 3);";

#[test]
fn every_way_to_change_rows_is_shown_as_it_then_happens() {
    for statement in [
        "INSERT INTO letter VALUES ('new', 'four', 4)",
        "UPDATE letter SET b = b + 1",
        "UPDATE letter SET a = upper(a)",
        "UPDATE letter SET a = 'null' WHERE a IS NULL",
        "UPDATE letter SET b = b",
        "UPDATE letter SET id = 'moved' WHERE id = 'x'",
        "DELETE FROM letter",
        "DELETE FROM letter WHERE b = 2",
        "REPLACE INTO letter VALUES ('x', 'one', 9), ('w', 'w', 0)",
        "REPLACE INTO letter VALUES ('x', 'one', 1)",
        "INSERT INTO letter VALUES ('y', 'two', 5) ON CONFLICT (id) DO UPDATE SET b = excluded.b",
    ] {
        for (before, after) in [("", ""), ("TEXT PRIMARY KEY", "TEXT"), (");", ") WITHOUT ROWID;")] {
            if before == "TEXT PRIMARY KEY" && ["id", "REPLACE"].iter().any(|word| statement.contains(word)) {
                continue;
            }
            let test = Test::init();
            test.sql(&LETTERS.replacen(before, after, 1));
            test.job("mine", statement);
            let shown = dry_run(&test, &["--json", "run-now", "--dry-run", "mine"]);
            let shown = table(&shown, "letter");
            let old = dump(&test)["letter"].clone();
            test.run(&["run-now", "mine"]).done();
            let new = dump(&test)["letter"].clone();
            let count = |side: &str| shown[side].as_array().map_or(0, Vec::len);
            let gone = old.iter().filter(|row| !new.contains(row)).count();
            let come = new.iter().filter(|row| !old.contains(row)).count();
            assert_eq!(count("removed") + count("changed"), gone, "{statement}{after}: {shown:#}");
            assert_eq!(count("added") + count("changed"), come, "{statement}{after}: {shown:#}");
        }
    }
}

#[test]
fn a_changed_row_is_shown_by_its_key_with_each_column_before_and_after() {
    let test = Test::init();
    test.sql(LETTERS);
    test.job("mine", "UPDATE letter SET a = upper(a), b = NULL WHERE id = 'x'");
    let words = "letter: 0 added, 1 changed, 0 removed\n  ~ id = 'x': a: 'one' -> 'ONE', b: 1 -> NULL\n";
    dry_run(&test, &["run-now", "--dry-run", "mine"]).saying(words);
    let shown = dry_run(&test, &["--json", "run-now", "--dry-run", "mine"]);
    assert_eq!(
        table(&shown, "letter"),
        json!({ "table": "letter", "standing": "stays", "added": [], "removed": [], "changed": [{
            "key": { "id": "x" },
            "columns": { "a": { "old": "one", "new": "ONE" }, "b": { "old": 1, "new": null } },
        }]})
    );
}

#[test]
fn each_job_sees_what_those_before_it_did() {
    let test = Test::init();
    test.job("first", "CREATE TABLE chain AS SELECT 'first' AS who");
    test.job("second", "INSERT INTO chain SELECT who || ' and second' FROM chain");
    let shown = dry_run(&test, &["run-now", "--dry-run", "first", "second"]);
    shown.saying(
        "chain (made): 2 added, 0 changed, 0 removed\n  + who = 'first'\n  + who = 'first and second'\n",
    );
}

#[test]
fn run_shows_everything_that_is_due_and_claims_nothing() {
    let test = Test::init();
    test.sql(
        "INSERT INTO sysevent (name, sys_created_on) VALUES ('old', '2026-01-01 00:00:00');
         INSERT INTO ecc_agent_issue (source, message, last_detected) VALUES ('s', 'm', '2026-01-01 00:00:00');
         UPDATE sys_trigger SET next_action = '2026-03-01 11:00:00' WHERE name LIKE 'Purge%';",
    );
    let ended = dry_run(&test, &["run", "--dry-run"]);
    assert!(
        ended.stdout().starts_with("dry run: this would happen; nothing was changed\n"),
        "{}",
        ended.stdout()
    );
    for words in
        ["job: PurgeAgentIssues", "job: PurgeHistory", "ecc_agent_issue: 0 added", "sysevent: 0 added"]
    {
        assert!(ended.stdout().contains(words), "{words}: {}", ended.stdout());
    }
    assert!(!ended.stdout().contains("sys_trigger: "), "{}", ended.stdout());
    dry_run(&test, &["run", "--dry-run", "-v"]).saying("sys_trigger: 0 added, 2 changed, 0 removed");
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger WHERE state = 1"), "0");
    test.run(&["run"]).done();
    assert_eq!(test.value("SELECT count(*) FROM sysevent"), "0");
}

#[test]
fn a_file_that_somebody_took_out_of_wal_mode_stays_as_it_is() {
    let test = Test::init();
    test.sql("PRAGMA journal_mode = DELETE");
    test.sql(LETTERS);
    test.job("mine", "DELETE FROM letter WHERE id = 'x'");
    dry_run(&test, &["run-now", "--dry-run", "mine"]).saying("letter: 0 added, 0 changed, 1 removed");
    assert_eq!(test.value("SELECT journal_mode FROM pragma_journal_mode"), "delete");
}

#[test]
fn nothing_due_shows_nothing() {
    let test = Test::init();
    let ended = dry_run(&test, &["run", "--dry-run"]);
    assert_eq!((ended.stdout().as_str(), ended.stderr().as_str()), ("", ""));
}

#[test]
fn a_job_that_would_fail_exits_1_and_only_its_own_effects_are_missing() {
    let test = Test::init();
    test.sql(LETTERS);
    test.job("good", "DELETE FROM letter WHERE id = 'x'");
    test.job("later", "DELETE FROM letter WHERE id = 'z'");
    test.job_file(
        "bad.toml",
        r#"
        name = "bad"
        description = "Its second step fails"

        [[steps]]
        sql = "DELETE FROM letter WHERE id = 'y'"

        [[steps]]
        sql = "INSERT INTO letter (id) VALUES ('z')"
        "#,
    );
    let ended = dry_run_ends_with(1, &test, &["run-now", "--dry-run", "good", "bad", "later"]);
    let ended = ended.saying("letter: 0 added, 0 changed, 2 removed").saying("UNIQUE constraint failed");
    assert!(!ended.stdout().contains("'y'"), "{}", ended.stdout());
}

#[test]
fn a_failure_that_rolls_everything_back_ends_the_dry_run_before_anything_is_for_good() {
    for statement in [
        "INSERT OR ROLLBACK INTO letter (id) VALUES ('z')",
        "INSERT INTO letter (a) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0",
    ] {
        let test = Test::init();
        test.sql(LETTERS);
        test.job("good", "DELETE FROM letter WHERE id = 'x'");
        test.job_file(
            "bad.toml",
            &format!(
                r#"
                name = "bad"
                description = "Rolls everything back"
                timeout = "1s"

                [[steps]]
                sql = "{statement}"
                "#
            ),
        );
        let ended = dry_run_ends_with(1, &test, &["run-now", "--dry-run", "good", "bad", "good"]);
        ended
            .saying("recording that bad failed: ")
            .saying(": running step 1 of bad.toml: ")
            .saying("the dry run ends here");
    }
}

#[test]
fn values_and_names_cannot_steer_the_terminal() {
    let test = Test::init();
    test.sql("CREATE TABLE \"odd \"\" [\x1b[2J\" (\"from\" TEXT)");
    let statement = "INSERT INTO \"odd \"\" [\x1b[2J\" VALUES ('a' || char(27) || '[31m' || char(10))";
    test.job_file("mine.sql", statement);
    test.job_file(
        "mine.toml",
        r#"
        name = "mine"
        description = "Its statement has a file of its own"

        [[steps]]
        file = "mine.sql"
        "#,
    );
    let ended = dry_run(&test, &["run-now", "--dry-run", "mine"]);
    let ended = ended.saying("odd \" [\\u{1b}[2J: 1 added").saying("+ from = 'a\\u{1b}[31m\\n'");
    assert!(!ended.stdout().contains('\x1b'), "{:?}", ended.stdout());
}

#[test]
fn a_table_that_is_dropped_altered_or_made_anew_is_shown() {
    let test = Test::init();
    test.sql(LETTERS);
    test.job("drop", "DROP TABLE letter");
    test.job("make", "CREATE TABLE letter (id INTEGER PRIMARY KEY)");
    test.job("alter", "ALTER TABLE letter ADD COLUMN c TEXT DEFAULT 'c'");
    test.job("fill", "UPDATE letter SET b = 0 WHERE id = 'x'");
    dry_run(&test, &["run-now", "--dry-run", "drop"])
        .saying("letter (dropped): 0 added, 0 changed, 3 removed");
    dry_run(&test, &["run-now", "--dry-run", "drop", "make"]).saying("letter: 0 added, 0 changed, 3 removed");
    dry_run(&test, &["run-now", "--dry-run", "alter", "fill"])
        .saying("letter: 0 added, 1 changed, 0 removed\n  ~ id = 'x': b: 1 -> 0\n");
}

#[test]
fn an_older_file_is_refused_and_not_migrated() {
    let test = Test::init();
    test.sql("PRAGMA user_version = 141");
    for words in [&["run", "--dry-run"][..], &["run-now", "--dry-run", "PurgeHistory"]] {
        dry_run_ends_with(3, &test, words).saying("run `midjobs init` on it");
    }
}

#[test]
fn while_another_runner_is_at_work_a_dry_run_ends_as_a_run_does() {
    let test = Test::init();
    let file = File::open(test.db()).unwrap();
    file.lock().unwrap();
    let words = ["--lock-timeout", "0s", "run", "--dry-run"];
    test.run(&words).done().saying("another runner is at work");
    let words = ["--lock-timeout", "0s", "run-now", "--dry-run", "PurgeHistory"];
    test.run(&words).ends_with(3).saying("another runner is at work");
}

#[test]
fn while_somebody_else_writes_a_dry_run_is_refused_and_readers_never_wait_for_one() {
    let test = Test::init();
    let connection = test.connection();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    test.run(&["--lock-timeout", "0s", "run", "--dry-run"]).ends_with(3).saying("fuser");
    connection.execute_batch("ROLLBACK; BEGIN; SELECT count(*) FROM sysevent").unwrap();
    dry_run(&test, &["--lock-timeout", "0s", "run", "--dry-run"]);
}
