//! Job files with many faults: `check` names all of them at once, each by its file and line.

use crate::support::Test;

/// What `check` says, each fault cut off after a few words.
#[track_caller]
fn faults(test: &Test) -> Vec<String> {
    let found = test.run(&["check"]).ends_with(3).quiet();
    let place = |line: &str| line.chars().take(56).collect::<String>().trim_end().to_owned();
    found.stdout().lines().map(place).collect()
}

const WRONG: &str = r#"desription = "x"
source = 3
attempts = "three"
timeout = "soon"
[schedule]
evry = "1d"
max_late = "ages"
[params]
keep = 1.5
[[steps]]
sql = 5
[[steps]]
rul = "user_connectivity"
[[steps]]
rule = "user_conectivity"
max_rows = "x"
[[steps]]
file = "not_there.sql"
[[steps]]
max_rows = 3
[[steps]]
sql = """
SELECT 'x' AS mesage
FROM ecc_agent
WHERE name < :keep AND :kep"""
"#;

#[test]
fn every_fault_of_a_file_is_named_at_once_and_none_that_follows_from_another() {
    let test = Test::init();
    test.job_file("a.toml", WRONG);
    let expected = [
        "jobs/a.toml:1: there is no key \"desription\": did you mea",
        "jobs/a.toml:1: the job has no name: write name = \"...\"",
        "jobs/a.toml:2: source: invalid type: integer `3`, expect",
        "jobs/a.toml:3: attempts: invalid type: string \"three\", e",
        "jobs/a.toml:4: \"soon\" is not a length of time: write 90s",
        "jobs/a.toml:6: there is no key \"evry\": did you mean ever",
        "jobs/a.toml:7: \"ages\" is not a length of time: write 90s",
        "jobs/a.toml:9: keep: a parameter is text, a whole number",
        "jobs/a.toml:11: sql: invalid type: integer `5`, expected",
        "jobs/a.toml:13: there is no key \"rul\": did you mean rule",
        "jobs/a.toml:15: there is no rule \"user_conectivity\": did",
        "jobs/a.toml:16: max_rows: invalid type: string \"x\", expe",
        "jobs/a.toml:18: there is no SQL file \"not_there.sql\": pu",
        "jobs/a.toml:19: a step is one of file, sql, rule",
        "jobs/a.toml:23: the column \"mesage\" of step 6 of a.toml",
        "jobs/a.toml:25: step 6 of a.toml asks for :kep, which is",
    ];
    assert_eq!(faults(&test), expected);
}

#[test]
fn text_that_is_no_toml_ends_the_list_of_its_own_file_alone() {
    let test = Test::init();
    test.job_file("a.toml", "name = \"A\nx = 1\ny = 2\n").job_file("b.toml", "x = 1\ny = 2\nname = \"B\"\n");
    let expected = [
        "jobs/a.toml:1: invalid basic string, expected `\"`",
        "jobs/b.toml:1: there is no key \"x\"; there are: name, des",
        "jobs/b.toml:2: there is no key \"y\"; there are: name, des",
        "jobs/b.toml:3: the job has no steps and no [pull]",
    ];
    assert_eq!(faults(&test), expected);
}

#[test]
fn a_fault_of_a_statement_in_a_file_names_that_file_and_its_line_once() {
    let test = Test::init();
    let job = |name: &str| format!("name = \"{name}\"\nsource = \"X\"\n\n[[steps]]\nfile = \"mine.sql\"\n");
    test.job_file("a.toml", &job("A")).job_file("b.toml", &job("B"));
    for (statement, place) in [
        (
            "-- Finds.\nSELECT name AS message\nFROM ecc_agent\nWHERE nam = 1",
            "jobs/mine.sql:4: preparing mine.sql",
        ),
        ("SELECT name AS message\nFROM nowhere", "jobs/mine.sql:2: preparing mine.sql: no such table"),
        (
            "SELECT name AS message FROM ecc_agent\nWHERE name <\n:keep",
            "jobs/mine.sql:3: mine.sql asks for :keep",
        ),
        ("SELECT name AS mesage FROM ecc_agent", "jobs/mine.sql:1: the column \"mesage\""),
        ("DELETE FROM syslog\nWHERE 1", "jobs/mine.sql:1: "),
    ] {
        test.job_file("mine.sql", statement);
        let found = faults(&test);
        assert!(found.len() == 1 && found[0].starts_with(place), "{place}: {found:?}");
    }
    test.job_file("mine.sql", "SELECT name AS message FROM ecc_agent").run(&["check"]).done();
}

#[test]
fn what_is_missing_in_the_job_file_is_a_fault_of_the_job_file() {
    let test = Test::init();
    test.job_file("mine.sql", "SELECT name AS message FROM ecc_agent")
        .job_file("a.toml", "name = \"A\"\n\n[[steps]]\nfile = \"mine.sql\"\n");
    let said = "jobs/a.toml:3: mine.sql returns findings, and the job ha";
    assert_eq!(faults(&test), [said]);
}

#[test]
fn machines_get_every_fault_with_its_file_and_line() {
    let test = Test::init();
    test.job_file("a.toml", WRONG).job_file("b.toml", "name = \"B\n");
    let faults = test.run(&["--json", "check"]).ends_with(3).json()["faults"].clone();
    let faults = faults.as_array().unwrap();
    assert_eq!(faults.len(), 17);
    assert_eq!((faults[15]["file"].as_str(), faults[15]["line"].as_u64()), (Some("jobs/a.toml"), Some(25)));
    assert_eq!((faults[16]["file"].as_str(), faults[16]["line"].as_u64()), (Some("jobs/b.toml"), Some(1)));
}

#[test]
fn a_file_with_many_faults_makes_no_job_and_the_doctor_counts_it_once() {
    let test = Test::init();
    test.job_file("a.toml", &format!("name = \"A\"\n{WRONG}"));
    test.run(&["jobs", "show", "A"]).ends_with(3).saying("there is no job \"A\"");
    test.run(&["doctor"]).ends_with(1).saying("1 file with a fault, whose jobs do not run:");
}

#[test]
fn all_faults_of_all_files_are_named_at_once() {
    let test = Test::init();
    let rule = "name = \"B\"\n[[steps]]\nrule = \"no_such\"\n";
    test.job_file("a.toml", "name = \"A\"\nx = 1\n[[steps]]\nrule = \"down_after_clone\"\n")
        .job_file("b.toml", rule);
    let stdout = test.run(&["check"]).ends_with(3).stdout();
    let mut files: Vec<&str> = stdout.lines().filter_map(|line| line.split(':').next()).collect();
    files.dedup();
    assert_eq!(files, ["jobs/a.toml", "jobs/b.toml"]);
}
