//! What is no file, has two names, or is somebody else's place is refused, and left as it was.

use std::fs::{self, Permissions};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::process::Command;

use crate::support::Test;

#[test]
fn a_named_pipe_is_refused_wherever_a_file_is_wanted_and_nobody_waits() {
    let test = Test::init();
    assert!(Command::new("mkfifo").arg(test.path("pipe")).status().unwrap().success());
    for words in [
        &["--db", "pipe", "status"][..],
        &["--db", "pipe", "run"],
        &["--db", "pipe", "init"],
        &["--db", "pipe", "restore", "midjobs.db"],
        &["restore", "pipe"],
        &["preflight", "--source", "pipe", "--target", "midjobs.db"],
        &["export", "ecc_agent", "--out", "pipe"],
        &["pull", "--instance", "127.0.0.1:1", "--user", "a", "--password-file", "pipe"],
    ] {
        let said = test.run(words).ends_with(3).stderr();
        assert!(said.contains("not a file") || said.contains("no file"), "{said}");
        assert!(fs::metadata(test.path("pipe")).unwrap().file_type().is_fifo(), "{words:?}");
    }
}

#[test]
fn an_export_replaces_no_database_and_no_part_of_one() {
    let test = Test::init();
    fs::copy(test.path("midjobs.db"), test.path("copy.db")).unwrap();
    test.file("midjobs.db-journal", "bystander");
    std::os::unix::fs::symlink("midjobs.db", test.path("link")).unwrap();
    for name in ["midjobs.db", "copy.db", "link", "./midjobs.db", "midjobs.db-journal"] {
        test.run(&["export", "ecc_agent", "--out", name]).ends_with(3).saying("a database is there");
    }
    assert_eq!(fs::read(test.path("midjobs.db-journal")).unwrap(), b"bystander");
    fs::remove_file(test.path("midjobs.db-journal")).unwrap();
    test.run(&["export", "ecc_agent", "--out", "/dev/null"]).ends_with(3).saying("is no file");
    for _ in 0..2 {
        test.run(&["export", "ecc_agent", "--out", "rows.json"]).done();
    }
    test.run(&["jobs"]).done();
}

#[test]
fn a_database_with_two_names_is_refused_until_one_is_gone() {
    let test = Test::init();
    fs::hard_link(test.path("midjobs.db"), test.path("other.db")).unwrap();
    for name in ["midjobs.db", "other.db"] {
        test.run(&["--db", name, "run"]).ends_with(3).saying("it has another name");
    }
    fs::remove_file(test.path("other.db")).unwrap();
    test.run(&["run"]).done();
}

#[test]
fn an_empty_file_that_becomes_a_database_is_for_its_owner_alone() {
    let test = Test::init();
    test.file("new.db", "");
    fs::set_permissions(test.path("new.db"), Permissions::from_mode(0o644)).unwrap();
    test.run(&["--db", "new.db", "init"]).done();
    assert_eq!(fs::metadata(test.path("new.db")).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_file_whose_init_was_killed_says_how_to_make_it() {
    let test = Test::init();
    let begun = rusqlite::Connection::open(test.path("begun.db")).unwrap();
    begun.pragma_update(None, "journal_mode", "WAL").unwrap();
    drop(begun);
    test.run(&["--db", "begun.db", "run"])
        .ends_with(3)
        .saying("`midjobs init --db begun.db` makes a database of it");
    test.run(&["--db", "begun.db", "init"]).done();
    test.run(&["--db", "begun.db", "run"]).done();
}
