//! Job files with faults: named by file and line, and nothing runs before they are mended.

use crate::support::Test;

const HEAD: &str = "name = \"Mine\"\ndescription = \"Mine\"\n";

/// `check` and `run` name the fault at that line; nothing runs and nothing is registered.
fn fault(text: &str, line: usize, words: &[&str]) {
    let test = Test::init();
    test.job_file("mine.toml", text);
    let before = test.table("sys_trigger");
    let found = test.run(&["check"]).output();
    let place = format!("jobs/mine.toml:{line}: ");
    assert_eq!((found.code(), found.stderr().as_str()), (3, ""), "{}", found.stdout());
    assert!(found.stdout().starts_with(&place), "{place} does not begin: {}", found.stdout());
    for word in words {
        assert!(found.stdout().contains(word), "{word:?} is not in: {}", found.stdout());
    }
    assert_eq!(test.table("sys_trigger"), before);
}

/// As `fault`, for what the file alone shows: every command that would use the jobs refuses too.
fn fault_of_the_file(text: &str, line: usize, words: &[&str]) {
    fault(text, line, words);
    let test = Test::init();
    test.job_file("mine.toml", text);
    let before = test.table("sys_trigger");
    let place = format!("jobs/mine.toml:{line}: ");
    for args in [&["run"][..], &["after-clone"], &["run-now", "PurgeHistory"], &["jobs"]] {
        let refusal = [&[place.as_str(), "midjobs check"], words].concat();
        test.run(args).at("2026-03-09 12:00:00").output().refuses(&refusal);
    }
    assert_eq!(test.table("sys_trigger"), before);
    assert_eq!(test.value("SELECT count(*) FROM sys_trigger_run"), "0");
    assert_eq!(test.value("SELECT count(*) FROM clone_instance"), "0");
}

#[test]
fn a_syntax_error_is_named_by_its_line() {
    fault_of_the_file("name = \"Mine\"\ndescription = \"Mine\nsteps = 1\n", 2, &[]);
}

#[test]
fn an_unknown_key_is_a_fault() {
    let text = format!("{HEAD}shedule = \"1d\"\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n");
    fault_of_the_file(&text, 3, &["shedule"]);
}

#[test]
fn an_unknown_key_of_a_schedule_or_a_step_is_a_fault() {
    let text = format!("{HEAD}[schedule]\nevry = \"1d\"\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n");
    fault_of_the_file(&text, 4, &["evry"]);
    let text = format!("{HEAD}[[steps]]\nsql = \"DELETE FROM sysevent\"\nmaxrows = 1\n");
    fault_of_the_file(&text, 5, &["maxrows"]);
}

#[test]
fn an_unknown_rule_is_a_fault() {
    fault_of_the_file(
        &format!("{HEAD}source = \"Mine\"\n[[steps]]\nrule = \"no_such_rule\"\n"),
        4,
        &["no_such_rule"],
    );
}

#[test]
fn an_sql_file_that_is_not_there_is_a_fault() {
    fault_of_the_file(
        &format!("{HEAD}[[steps]]\nfile = \"no_such.sql\"\n"),
        3,
        &["no_such.sql", "beside the job file"],
    );
}

#[test]
fn sql_that_does_not_prepare_is_a_fault() {
    fault(&format!("{HEAD}[[steps]]\nsql = \"DELETE FROM no_such_table\"\n"), 3, &["no_such_table"]);
    fault(
        &format!("{HEAD}[[steps]]\nsql = \"DELETE FORM sysevent\"\n"),
        3,
        &["near \"FORM\": syntax error, in line 1"],
    );
    let second_line = format!("{HEAD}[[steps]]\nsql = \"\"\"\nDELETE FROM sysevent\nWERE state = 0\"\"\"\n");
    fault(&second_line, 3, &["near \"WERE\": syntax error, in line 2 of the statement"]);
}

#[test]
fn two_statements_in_one_step_are_a_fault() {
    fault(
        &format!("{HEAD}[[steps]]\nsql = \"DELETE FROM sysevent; DELETE FROM sys_user\"\n"),
        3,
        &["statement"],
    );
}

#[test]
fn a_parameter_that_nobody_gives_is_a_fault() {
    fault(
        &format!("{HEAD}[[steps]]\nsql = \"DELETE FROM sysevent WHERE sys_created_on < :keep\"\n"),
        3,
        &[":keep", "[params]"],
    );
}

#[test]
fn findings_without_a_source_or_a_message_are_a_fault() {
    fault(&format!("{HEAD}[[steps]]\nsql = \"SELECT name AS message FROM ecc_agent\"\n"), 3, &["no source"]);
    fault(
        &format!("{HEAD}source = \"Mine\"\n[[steps]]\nsql = \"SELECT sys_domain FROM ecc_agent\"\n"),
        4,
        &["message"],
    );
    fault(
        &format!("{HEAD}source = \"Mine\"\n[[steps]]\nsql = \"SELECT name FROM ecc_agent\"\n"),
        4,
        &["\"name\""],
    );
}

#[test]
fn a_schedule_that_cannot_be_read_is_a_fault() {
    for schedule in [
        "every = \"often\"",
        "every = \"0s\"",
        "cron = \"61 * * * *\"",
        "cron = \"* * *\"",
        "cron = \"0 3 * * *\"\ntimezone = \"Europe/Atlantis\"",
        "on = \"full moon\"",
        "every = \"1d\"\ncron = \"0 3 * * *\"",
        "every = \"1d\"\ntimezone = \"UTC\"",
        "",
    ] {
        let text = format!("{HEAD}[schedule]\n{schedule}\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n");
        fault_of_the_file(&text, 3, &[]);
    }
}

#[test]
fn a_name_that_is_given_twice_is_a_fault_that_names_both_files() {
    let test = Test::init();
    let text = format!("{HEAD}[[steps]]\nsql = \"DELETE FROM sysevent\"\n");
    test.job_file("one.toml", &text).job_file("two.toml", &text);
    test.run(&["check"]).says("jobs/two.toml:1: the name \"Mine\" is taken by jobs/one.toml\n").exits(3);
    test.run(&["run"]).output().refuses(&["jobs/two.toml:1: ", "jobs/one.toml"]);
}

#[test]
fn a_job_without_steps_or_without_a_name_is_a_fault() {
    fault_of_the_file(&format!("{HEAD}steps = []\n"), 1, &["no steps"]);
    fault_of_the_file("description = \"Mine\"\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n", 1, &["name"]);
    fault_of_the_file(
        "name = \" \"\ndescription = \"\"\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n",
        1,
        &["empty"],
    );
}

#[test]
fn a_step_is_one_of_three_things() {
    fault_of_the_file(&format!("{HEAD}[[steps]]\nmax_rows = 1\n"), 3, &["file, sql, rule"]);
    fault_of_the_file(
        &format!("{HEAD}[[steps]]\nsql = \"DELETE FROM sysevent\"\nfile = \"delete_old_syslog.sql\"\n"),
        3,
        &["file, sql, rule"],
    );
}

#[test]
fn all_faults_of_all_files_are_named_at_once() {
    let test = Test::init();
    test.job_file("a.toml", "x = 1\n").job_file("b.toml", &format!("{HEAD}[[steps]]\nrule = \"no_such\"\n"));
    let found = test.run(&["check"]).output();
    assert_eq!(found.code(), 3);
    let stdout = found.stdout();
    let files: Vec<&str> = stdout.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(files, ["jobs/a.toml", "jobs/b.toml"]);
}

#[test]
fn the_built_in_jobs_are_faultless() {
    Test::new().run(&["check"]).succeeds();
}

#[test]
fn a_users_job_of_a_built_in_name_replaces_it_and_a_line_says_so() {
    let test = Test::init();
    let text = "name = \"PurgeHistory\"\ndescription = \"Mine\"\n[[steps]]\nsql = \"DELETE FROM sysevent\"\n";
    test.job_file("mine.toml", text);
    test.run(&["check"]).says("jobs/mine.toml replaces the built-in job PurgeHistory\n").succeeds();
    let listed = test.run(&["jobs"]).output();
    assert_eq!(listed.stderr(), "midjobs: warn: jobs/mine.toml replaces the built-in job PurgeHistory\n");
}

#[test]
fn what_is_wrong_with_a_statement_is_said_once() {
    let text = format!("{HEAD}[[steps]]\nsql = \"DELETE FROM nowhere\"\n");
    let test = Test::init();
    test.job_file("mine.toml", &text);
    test.run(&["check"]).says("jobs/mine.toml:3: step 1: preparing it: no such table: nowhere\n").exits(3);
    let failed = "attempt 1 of 3 failed, the next is at 2026-03-01 12:01:00";
    test.run(&["run-now", "Mine"])
        .warns(&format!("midjobs: error: Mine: {failed}: step 1: preparing it: no such table: nowhere\n"))
        .exits(1);
}
