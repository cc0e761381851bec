//! Files that are no database of midjobs: refused by every command, and left as they were.

use std::fs;

use crate::bad_input::every_command;
use crate::support::{Test, mode};

/// Every command, `init` too, refuses what is at the path, with these words, and changes no byte of it.
fn refused_and_left(contents: &[u8], words: &[&str]) {
    let test = Test::new();
    fs::write(test.db(), contents).unwrap();
    for args in every_command().chain([&["init"][..]]) {
        test.run(args).output().refuses(&[&["the database midjobs.db: "], words].concat());
        assert!(fs::read(test.db()).unwrap() == contents, "{args:?} changed the file");
    }
    assert_eq!(fs::read_dir(test.path("")).unwrap().count(), 1, "something was left beside the file");
}

#[test]
fn no_such_file_is_an_error_so_that_a_wrong_path_never_looks_healthy() {
    let test = Test::new();
    for args in every_command() {
        test.run(args).output().refuses(&[
            "opening the database midjobs.db: ",
            "there is no such file",
            "midjobs init --db midjobs.db",
            "--db",
        ]);
    }
    assert_eq!(fs::read_dir(test.path("")).unwrap().count(), 0, "something was made");
}

#[test]
fn a_file_in_a_directory_that_is_not_there_cannot_be_made() {
    let test = Test::new();
    test.run(&["--db", "no/such/midjobs.db", "init"])
        .output()
        .refuses(&["making the database no/such/midjobs.db"]);
}

#[test]
fn a_directory_is_no_database() {
    let test = Test::new();
    fs::create_dir(test.db()).unwrap();
    for args in every_command().chain([&["init"][..]]) {
        test.run(args).output().refuses(&["the database midjobs.db: ", "it is a directory", "name the file"]);
    }
    assert_eq!(fs::read_dir(test.db()).unwrap().count(), 0);
}

#[test]
fn an_empty_file_is_refused_by_all_but_init_which_makes_a_database_of_it() {
    let test = Test::new();
    fs::write(test.db(), "").unwrap();
    for args in every_command() {
        test.run(args).output().refuses(&["opening the database midjobs.db: ", "is empty", "midjobs init"]);
        assert_eq!(fs::metadata(test.db()).unwrap().len(), 0);
    }
    test.run(&["init"]).done();
    test.run(&["run"]).succeeds();
}

#[test]
fn a_text_file_is_no_database() {
    refused_and_left(b"sys_id,name\n0123,emea\n", &["not an SQLite database", "--db"]);
}

#[test]
fn another_programs_database_is_left_alone() {
    for application_id in [0, 1_196_444_487] {
        let other = Test::new();
        other.sql(&format!(
            "PRAGMA application_id = {application_id}; CREATE TABLE sys_trigger (a); INSERT INTO sys_trigger VALUES (1);"
        ));
        let bytes = fs::read(other.db()).unwrap();
        refused_and_left(&bytes, &["a database of another program", "--db"]);
    }
}

#[test]
fn a_new_file_is_for_its_owner_alone() {
    assert_eq!(mode(&Test::init().db()) & 0o777, 0o600);
}

#[test]
fn init_twice_changes_nothing() {
    let test = Test::init();
    let before = test.table("sys_trigger");
    test.run(&["init"]).at("2026-03-09 00:00:00").done();
    assert_eq!(test.table("sys_trigger"), before);
}
