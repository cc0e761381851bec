//! Every statement under sql/ is one that the schema knows, that somebody runs, and that reads no clock.

use super::source::{SourceFile, files};
use crate::support::Test;

/// The files with one statement each: all but the migrations.
fn statements() -> impl Iterator<Item = SourceFile> {
    files("sql", "sql").into_iter().filter(|file| !file.path.starts_with("sql/schema/"))
}

/// A template for any table, filled in for one.
fn filled(text: &str) -> String {
    text.replace("{table}", "sys_user_role")
        .replace("{columns}", "sys_id, name")
        .replace("{parameters}", ":sys_id, :name")
        .replace("{assignments}", "name = excluded.name")
        .replace("{here}", "main")
        .replace("{there}", "before")
        .replace("{schema}", "main")
        .replace("{key}", "here.sys_id")
        .replace("{same_row}", "here.sys_id = there.sys_id")
        .replace("{old}", "here.name")
        .replace("{new}", "there.name")
}

#[test]
fn every_sql_file_is_one_statement_that_prepares_against_the_schema() {
    let test = Test::init();
    let connection = test.connection();
    connection.execute_batch(&format!("ATTACH '{}' AS before", test.db().display())).unwrap();
    for file in statements() {
        if let Err(error) = connection.prepare(&filled(&file.text)) {
            panic!("{}: {error}", file.path);
        }
    }
}

#[test]
fn every_sql_file_is_run_by_the_program_or_named_by_a_job() {
    let program: String = files("src", "rs").iter().map(|file| file.program().to_owned()).collect();
    let jobs: String = files("jobs", "toml").into_iter().map(|file| file.text).collect();
    for file in statements() {
        let named = match file.path.strip_prefix("sql/steps/") {
            Some(step) => jobs.contains(&format!("file = \"{step}\"")),
            None => program.contains(&format!("sql!(\"{}\")", file.path.trim_start_matches("sql/"))),
        };
        assert!(named, "nobody runs {}", file.path);
    }
}

#[test]
fn no_statement_reads_a_clock() {
    let clocks = ["current_", "datetime(", "date(", "julianday(", "strftime("];
    for file in files("sql", "sql") {
        let code = file.text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<String>();
        let code = code.to_lowercase();
        for clock in clocks {
            // A business rule runs with no program there that could bind :now.
            let rule = file.path == "sql/schema/03-business_rule/up.sql" && clock == "current_";
            // SQLite itself refuses a CHECK that reads a clock.
            let check = file.path == "sql/schema/02-scheduler/up.sql" && clock == "datetime(";
            let may = rule || check;
            assert!(may || !code.contains(clock), "{} reads the clock: {clock}", file.path);
        }
    }
}

#[test]
fn no_statement_depends_on_row_numbers_that_only_sqlite_has() {
    for file in statements() {
        assert!(!file.text.to_lowercase().contains("rowid"), "{} names rowid", file.path);
    }
}
