//! A dry run of many rows, or of long ones, keeps the first in memory and counts the rest.

use super::dry_run::{dry_run, tables};
use crate::support::Test;

#[test]
fn of_many_rows_the_first_are_shown_and_all_are_counted() {
    let test = Test::init();
    let count = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)";
    test.sql(&format!("CREATE TABLE number (i INTEGER PRIMARY KEY, a); INSERT INTO number SELECT i, i FROM ({count} SELECT i FROM n)"));
    for (statement, sign, changes) in [
        ("DELETE FROM number", '-', "0 added, 0 changed, 1500 removed"),
        ("UPDATE number SET a = 0", '~', "0 added, 1500 changed, 0 removed"),
        ("INSERT INTO number SELECT i + 1500, a FROM number", '+', "1500 added, 0 changed, 0 removed"),
        ("CREATE TABLE copied AS SELECT * FROM number", '+', "1500 added, 0 changed, 0 removed"),
        ("DROP TABLE number", '-', "0 added, 0 changed, 1500 removed"),
    ] {
        test.job("mine", statement);
        let ended = dry_run(&test, &["run-now", "--dry-run", "mine"]);
        let ended = ended.saying(changes).saying(&format!("  {sign} ... and 500 more\n"));
        let rows = ended.stdout().lines().filter(|line| line.starts_with(&format!("  {sign} "))).count();
        assert_eq!(rows, 1001, "{statement}");
        let shown = tables(&dry_run(&test, &["--json", "run-now", "--dry-run", "mine"]));
        assert!(shown.as_array().unwrap().iter().any(|table| table["left_out"] == 500), "{statement}");
    }
}

#[test]
fn of_long_rows_no_more_are_kept_than_there_is_room_for() {
    let test = Test::init();
    test.sql("CREATE TABLE long (a)");
    test.job("mine", "INSERT INTO long SELECT printf('%.*c', 6000000, 'x') FROM sys_trigger LIMIT 4");
    let ended = dry_run(&test, &["run-now", "--dry-run", "mine"]).saying("long: 4 added");
    assert!(ended.stdout().len() < 16 << 20);
    ended.saying("  + ... and 2 more\n");
}
