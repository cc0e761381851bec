//! What answers differently on the two engines is a warning, by file and line, on either.

use crate::support::Test;

const JOB: &str =
    "name = \"Mine\"\ndescription = \"x\"\nsource = \"Mine\"\n\n[[steps]]\nfile = \"mine.sql\"\n";

/// Each of the six in a line of its own, and words of theirs in texts and comments.
const SAYS_ALL: &str = "-- LIKE, user
SELECT name AS message, 'ORDER BY x, CURRENT_TIME' AS user_name
FROM ecc_agent, sys_user_has_role
WHERE name LIKE 'mid-%'
AND substr(name, -2) = 'a1'
AND last_refreshed < CURRENT_TIMESTAMP
AND user = 'x'
ORDER BY
    status,
    version DESC
";

const MEANS_THE_SAME: &str = "-- LIKE, user, CURRENT_TIMESTAMP
SELECT name AS message, 'substr(x, -2) LIKE user' AS user_name
FROM ecc_agent, sys_user_has_role AS held
WHERE lower(name) LIKE 'mid-%' AND substr(name, length(name) - 1) = 'a1' AND last_refreshed < :now AND held.user = 'x'
ORDER BY status NULLS FIRST, version DESC NULLS LAST
";

#[test]
fn what_answers_differently_on_the_two_engines_is_a_warning_and_no_fault() {
    let test = Test::init();
    test.job_file("mine.toml", JOB).job_file("mine.sql", SAYS_ALL);
    let said = test.run(&["check"]).done().stdout();
    let lines: Vec<&str> = said.lines().collect();
    let begins = [
        "jobs/mine.sql:4: warning: LIKE minds capitals",
        "jobs/mine.sql:5: warning: substr with a negative start",
        "jobs/mine.sql:6: warning: the time is text on SQLite",
        "jobs/mine.sql:7: warning: user without quotes",
        "jobs/mine.sql:9: warning: ORDER BY x has NULLs first on SQLite",
        "jobs/mine.sql:10: warning: ORDER BY x DESC has NULLs last on SQLite",
    ];
    assert_eq!(lines.len(), begins.len(), "{said}");
    for (line, begin) in lines.iter().zip(begins) {
        assert!(line.starts_with(begin), "{line}");
    }
    let json = test.run(&["--json", "check"]).done().json();
    assert_eq!(json["faults"].as_array().unwrap().len(), 0);
    assert_eq!(
        (json["warnings"][5]["file"].as_str(), json["warnings"][5]["line"].as_u64()),
        (Some("jobs/mine.sql"), Some(10))
    );
    test.job_file("mine.sql", MEANS_THE_SAME).run(&["check"]).says("").succeeds();
}

#[test]
fn a_warning_hides_no_fault_and_changes_no_exit_code() {
    let test = Test::init();
    test.job_file("mine.toml", JOB)
        .job_file("mine.sql", "SELECT name AS message FROM ecc_agent\nWHERE x LIKE 'a'");
    let said = test.run(&["check"]).ends_with(3).stdout();
    let [fault, warning] = &said.lines().collect::<Vec<_>>()[..] else { panic!("{said}") };
    assert!(fault.starts_with("jobs/mine.sql:2: ") && fault.contains("no such column: x"), "{said}");
    assert!(warning.starts_with("jobs/mine.sql:2: warning: LIKE"), "{said}");
}

#[test]
fn no_job_that_midjobs_brings_and_none_of_its_steps_is_warned_of() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let test = Test::new();
    let mut copied = 0;
    for entry in std::fs::read_dir(root.join("jobs")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        test.job_file(&name, &std::fs::read_to_string(path).unwrap());
        copied += 1;
    }
    let said = test.run(&["check"]).done().stdout();
    assert!(said.lines().all(|line| line.contains(" replaces the built-in job ")), "{said}");
    assert_eq!(said.lines().count(), copied);
}
