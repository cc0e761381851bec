//! Job files that others may write to are refused.

use crate::support::{Test, chmod};

/// A job whose statement is in that file.
fn job(file: &str) -> String {
    format!(
        r#"
        name = "mine"
        description = "Its statement has a file of its own"

        [[steps]]
        file = "{file}"
        "#
    )
}

fn with_a_job() -> Test {
    let test = Test::init();
    test.job_file("mine.sql", "DELETE FROM sysevent");
    test.job_file("mine.toml", &job("mine.sql"));
    test
}

#[test]
fn a_directory_a_job_or_its_sql_that_others_may_write_to_is_refused_with_advice() {
    for (name, mode) in
        [("", 0o1777), ("", 0o775), ("mine.toml", 0o664), ("mine.toml", 0o646), ("mine.sql", 0o666)]
    {
        let test = with_a_job();
        chmod(&test.path("jobs").join(name), mode);
        for words in [&["check"][..], &["run"], &["run-now", "mine"]] {
            test.run(words).ends_with(3).saying("`chmod go-w jobs");
        }
    }
}

#[test]
fn what_only_its_owner_may_write_to_runs_even_where_everybody_may_read() {
    for (directory, file) in [(0o755, 0o644), (0o700, 0o600), (0o555, 0o444)] {
        let test = with_a_job();
        for name in ["mine.toml", "mine.sql"] {
            chmod(&test.path("jobs").join(name), file);
        }
        chmod(&test.path("jobs"), directory);
        test.run(&["run-now", "mine"]).done();
        chmod(&test.path("jobs"), 0o755);
    }
}

#[test]
fn a_step_reads_no_file_from_elsewhere() {
    let test = with_a_job();
    test.file("elsewhere.sql", "DELETE FROM sys_user");
    for file in ["../elsewhere.sql", "/etc/passwd", "..", ""] {
        test.job_file("mine.toml", &job(file));
        test.run(&["check"]).ends_with(3).saying("is not a plain file name");
    }
}
