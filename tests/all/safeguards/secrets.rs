//! No password is kept: an address or a user with one in it is refused where it is set, and nothing of it stays.

use std::fs;

use crate::support::Test;

const SECRET: &str = "hunter2";

/// The ways to hide a password in a setting of a pull.
const HIDDEN: [(&str, &str); 14] = [
    ("instance", "https://reader:hunter2@dev.example"),
    ("instance", "reader:hunter2@dev.example"),
    ("instance", "https://reader:hunter2%40dev.example"),
    ("instance", "https://dev.example/?password=hunter2"),
    ("instance", "//reader:hunter2@dev.example"),
    ("instance", " https://reader:hunter2@dev.example"),
    ("instance", "https://reader%3Ahunter2@dev.example"),
    ("instance", "https://reader%3Ahunter2%40dev.example"),
    ("instance", "reader:hunter2"),
    ("instance", "https://dev.example?sysparm_token=hunter2"),
    ("instance", "https://dev.example/#hunter2"),
    ("user", "reader:hunter2"),
    ("user", "reader%3Ahunter2"),
    ("ca_file", "https://reader:hunter2@dev.example/ca.pem"),
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
            assert!(ended.stdout().contains("password"), "{ended}");
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
    let ended = test.run(&["backup", "copy.db"]).ends_with(3);
    assert!(ended.stderr().contains("midjobs jobs unset PullInstance instance"), "{ended}");
    assert!(!test.path("copy.db").exists() && !ended.stderr().contains(SECRET), "{ended}");
    test.run(&["jobs", "unset", "PullInstance", "instance"]).ends_with(0);
    test.run(&["backup", "copy.db"]).done();
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    assert!(!is_kept(&test), "what is deleted is overwritten");
}

#[test]
fn a_password_in_any_parameter_of_any_job_is_refused_where_it_is_set() {
    for (name, value) in [
        ("where", "https://reader:hunter2@wiki.example"),
        ("where", "https://wiki.example/?password=hunter2"),
        ("where", "Authorization: Basic cmVhZGVyOmh1bnRlcjI="),
        ("token", "hunter2"),
        ("admin_password", "hunter2"),
    ] {
        let test = Test::init();
        let job = |value: &str| {
            format!(
                "name = \"mine\"\ndescription = \"Tells\"\n[params]\nbystander = \"a@b\"\n{name} = \"{value}\"\n\
                 [[steps]]\nsql = \"DELETE FROM sysevent\"\n"
            )
        };
        test.job_file("mine.toml", &job(""));
        test.run(&["check"]).done();
        test.run(&["jobs", "set", "mine", "bystander", "c@d"]).done();
        let ended = test.run(&["jobs", "set", "mine", name, value]).ends_with(3);
        assert!(!ended.stderr().contains(SECRET), "{ended}");
        test.job_file("mine.toml", &job(value));
        let ended = test.run(&["check"]).ends_with(3).saying("mine.toml:5:");
        assert!(!ended.stdout().contains(SECRET) && !ended.stderr().contains(SECRET), "{ended}");
        fs::remove_file(test.path("jobs/mine.toml")).unwrap();
        assert!(!is_kept(&test), "{value}");
        assert_eq!(test.value("SELECT group_concat(value) FROM job_setting"), "c@d");
    }
}

#[test]
fn a_password_on_the_command_line_is_neither_stored_nor_repeated() {
    let address = "https://reader:hunter2@dev.example";
    for words in [
        &["pull", "--instance", address, "--user", "a", "--password-file", "-"][..],
        &["pull", "--instance", "reader:hunter2", "--user", "a", "--password-file", "-"],
        &["pull", "--instance", "https://dev.example/?password=hunter2", "--user", "a"],
        &["pull", "--instance", "dev.example", "--user", "a:hunter2", "--password-file", "-"],
        &["after-clone", "--source", address, "--target", "dev"],
        &["after-clone", "--source", "prod", "--target", address],
        &["tables", "never", "sysevent", "--reason", "see https://reader:hunter2@wiki.example"],
        &["issues", "ack", "--source", "s", "--reason", "see https://reader:hunter2@wiki.example"],
        &["--db", "https://reader:hunter2@dev.example/midjobs.db", "run"],
        &["--db", "postgres://reader:hunter2@dev.example/midjobs", "init"],
        &["--jobs", "https://reader:hunter2@dev.example/jobs", "run"],
        &["import", "https://reader:hunter2@dev.example/ecc_agent.json"],
    ] {
        let test = Test::init();
        let ended = test.run(words).ends_with(3);
        assert!(!ended.stdout().contains(SECRET) && !ended.stderr().contains(SECRET), "{words:?}: {ended}");
        assert!(!is_kept(&test), "{words:?}");
    }
}
