//! Files of other versions of the program.

use std::fs;

use crate::bad_input::{READING, WRITING, every_command};
use crate::support::Test;

/// A file as the program's first migration left it.
fn older() -> Test {
    let test = Test::new();
    let first = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/schema/01-servicenow_tables/up.sql"));
    test.sql("PRAGMA journal_mode = WAL").sql(first).sql("PRAGMA user_version = 141");
    test.sql("INSERT INTO ecc_agent (name, status) VALUES ('emea', 'Down')");
    test
}

#[test]
fn a_file_of_a_newer_version_is_refused_and_left_as_it_was() {
    let test = Test::init();
    test.sql("PRAGMA user_version = 999");
    let before = fs::read(test.db()).unwrap();
    for args in every_command().chain([&["init"][..]]) {
        test.run(args).output().refuses(&[
            "the database midjobs.db: ",
            "newer midjobs",
            "999",
            "use that one",
        ]);
    }
    assert!(fs::read(test.db()).unwrap() == before);
}

#[test]
fn an_older_file_is_refused_by_a_command_that_looks_with_the_command_that_migrates() {
    let test = older();
    let before = fs::read(test.db()).unwrap();
    for args in READING {
        test.run(args).output().refuses(&[
            "opening the database midjobs.db: ",
            "older midjobs",
            "midjobs init",
        ]);
    }
    assert!(fs::read(test.db()).unwrap() == before);
}

#[test]
fn an_older_file_is_migrated_by_the_first_command_that_writes() {
    for args in WRITING {
        let test = older();
        test.run(args).done().quiet();
        let newest = Test::init().value("PRAGMA user_version");
        assert_eq!(test.value("PRAGMA user_version"), newest, "{args:?}");
        assert_eq!(test.query("SELECT name, status FROM ecc_agent"), ["emea|Down"]);
        test.run(&["jobs"]).done();
    }
}

#[test]
fn a_migration_that_fails_half_way_leaves_the_old_file() {
    let test = older();
    test.sql("CREATE TABLE v_open_issues (taken)");
    let schema = test.query("SELECT name, sql FROM sqlite_schema ORDER BY name");
    test.run(&["init"]).output().refuses(&[
        "making the database midjobs.db",
        "it was left as it was",
        "v_open_issues",
    ]);
    assert_eq!(test.query("SELECT name, sql FROM sqlite_schema ORDER BY name"), schema);
    assert_eq!(test.value("PRAGMA user_version"), "141");
    assert_eq!(test.query("SELECT name FROM ecc_agent"), ["emea"]);
}

#[test]
fn a_file_from_before_the_first_release_is_refused_with_the_way_out() {
    for version in [1, 5, 100, 120, 140] {
        let test = Test::init();
        test.sql(&format!("PRAGMA user_version = {version}"));
        let before = fs::read(test.db()).unwrap();
        for args in [&["init"][..], &["run"], &["issues"]] {
            test.run(args).output().refuses(&[
                "before 0.2",
                "midjobs export TABLE",
                "midjobs init",
                "import",
            ]);
        }
        assert!(fs::read(test.db()).unwrap() == before, "it was changed");
    }
}
