//! No password is kept: an address or a user with one in it is refused where it is set, and nothing of it stays.

use std::fs;

use crate::support::Test;

const SECRET: &str = "hunter2";

/// The ways to hide a password in a setting of a pull.
const HIDDEN: [(&str, &str); 5] = [
    ("instance", "https://reader:hunter2@dev.example"),
    ("instance", "reader:hunter2@dev.example"),
    ("instance", "https://reader:hunter2%40dev.example"),
    ("instance", "https://dev.example/?password=hunter2"),
    ("user", "reader:hunter2"),
];

/// Whether the database, its log or anything beside it holds the secret.
fn is_kept(test: &Test) -> bool {
    let files = fs::read_dir(test.path(".")).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.is_file())
        .any(|path| fs::read(path).unwrap().windows(SECRET.len()).any(|bytes| bytes == SECRET.as_bytes()))
}

#[test]
fn a_password_in_an_address_or_a_user_is_refused_where_it_is_set_and_kept_nowhere() {
    for (name, value) in HIDDEN {
        let test = Test::init();
        test.run(&["jobs", "set", "PullInstance", "ca_file", "/bystander"]).done();
        let ended = test.run(&["jobs", "set", "PullInstance", name, value]).ends_with(3);
        assert!(!ended.stderr().contains(SECRET) && !ended.stdout().contains(SECRET), "{value}");
        assert_eq!(test.value("SELECT group_concat(name || value) FROM job_setting"), "ca_file/bystander");
        let jobs = test.run(&["jobs", "--json"]).done().quiet();
        assert!(!jobs.stdout().contains(SECRET), "{value}");
        test.run(&["backup", "copy.db"]).done();
        assert!(!is_kept(&test), "{value}");
    }
}

#[test]
fn a_job_file_with_a_password_in_its_pull_is_a_fault_that_does_not_repeat_it() {
    for (name, value) in HIDDEN {
        for (param, part) in [("x", value), (value, ":in_params")] {
            let test = Test::init();
            test.job_file(
                "mine.toml",
                &format!(
                    "name = \"mine\"\ndescription = \"Pulls\"\n[params]\nin_params = \"{param}\"\n\
                     [pull]\n{name} = \"{part}\"\n"
                ),
            );
            let ended = test.run(&["check"]).ends_with(3).saying("mine.toml:");
            assert!(ended.stdout().contains("a password perhaps"), "{ended}");
            assert!(!ended.stdout().contains(SECRET) && !ended.stderr().contains(SECRET), "{ended}");
        }
    }
}

#[test]
fn a_password_that_stands_in_the_file_already_is_left_out_and_not_shown() {
    let test = Test::init();
    test.sql(
        "INSERT INTO job_setting VALUES
         ('PullInstance', 'instance', 'https://reader:hunter2@dev.example', '2026-03-01 12:00:00'),
         ('PullInstance', 'user', 'bystander', '2026-03-01 12:00:00')",
    );
    let ended = test.run(&["jobs", "--json"]).ends_with(0);
    assert!(ended.stderr().contains("leaving out a setting"), "{ended}");
    assert!(!ended.stdout().contains(SECRET) && !ended.stderr().contains(SECRET), "{ended}");
    assert!(ended.stdout().contains("bystander"), "{ended}");
    test.run(&["jobs", "unset", "PullInstance", "instance"]).ends_with(0);
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    assert!(!is_kept(&test), "what is deleted is overwritten");
}
