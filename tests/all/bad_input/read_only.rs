//! Files and directories that may not be written are refused by their permission bits, even where the system would write.

use std::fs;
use std::path::Path;

use crate::bad_input::{READING, WRITING};
use crate::support::rows::mid_server;
use crate::support::{Test, chmod, mode};

/// Takes the permission to write away and gives it back when dropped, so that the directory can be removed.
struct ReadOnly<'a>(&'a Path);

impl<'a> ReadOnly<'a> {
    fn new(path: &'a Path) -> Self {
        set_read_only(path, true);
        Self(path)
    }
}

impl Drop for ReadOnly<'_> {
    fn drop(&mut self) {
        set_read_only(self.0, false);
    }
}

fn set_read_only(path: &Path, read_only: bool) {
    chmod(path, if read_only { mode(path) & !0o222 } else { mode(path) | 0o200 });
}

#[test]
fn a_read_only_file_is_refused_by_every_command_that_writes() {
    let test = Test::init().seen();
    let before = fs::read(test.db()).unwrap();
    let path = test.db();
    let _read_only = ReadOnly::new(&path);
    for args in WRITING {
        test.run(args).output().refuses(&["opening the database midjobs.db: ", "is read-only", "chmod u+w"]);
    }
    assert!(fs::read(test.db()).unwrap() == before);
}

#[test]
fn a_read_only_directory_is_refused_by_every_command_that_writes() {
    let test = Test::init().seen();
    let directory = test.path("");
    let _read_only = ReadOnly::new(&directory);
    for args in WRITING {
        test.run(args).output().refuses(&[
            "opening the database midjobs.db: ",
            "the directory",
            "is read-only",
            "chmod u+w",
        ]);
    }
}

#[test]
fn a_read_only_file_in_a_read_only_directory_can_be_looked_at() {
    let test = Test::init().seen();
    test.sql(&mid_server('a', "emea", "Down", "svc"));
    let (path, directory) = (test.db(), test.path(""));
    let (_file, _directory) = (ReadOnly::new(&path), ReadOnly::new(&directory));
    for args in READING {
        test.run(args).done().quiet();
    }
    assert!(test.run(&["mids"]).done().stdout().contains("emea"));
}

#[test]
fn a_jobs_directory_that_is_not_there_is_named() {
    let test = Test::init().seen();
    for args in WRITING {
        test.run(&[&["--jobs", "no-such"], args].concat())
            .output()
            .refuses(&["reading the jobs directory no-such"]);
    }
}
