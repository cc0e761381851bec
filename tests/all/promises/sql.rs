//! Every statement under sql/ is one that the schema knows, that somebody runs, and that reads no clock.

use super::source::{SourceFile, files};
use crate::support::Test;

/// The files with one statement each: all but the migrations.
fn statements() -> impl Iterator<Item = SourceFile> {
    files("sql", "sql")
        .into_iter()
        .filter(|file| !["sql/schema", "sql/postgres/"].iter().any(|of| file.path.starts_with(of)))
}

/// A template for any table, filled in for one.
fn filled(text: &str) -> String {
    text.replace("{table}", "sys_user_role")
        .replace("{columns}", "sys_id, name")
        .replace("{parameters}", ":sys_id, :name")
        .replace("{assignments}", "name = excluded.name")
        .replace("{key}", "sys_id")
        .replace("{index}", "sys_user_by_name")
}

#[test]
fn every_sql_file_is_one_statement_that_prepares_against_the_schema() {
    let test = Test::init();
    let connection = test.connection();
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

/// The folders whose statements others run than the module of their name.
const RUN_BY: [(&str, &str); 3] = [("look", "src/cli/"), ("table", "src/db/"), ("cli", "src/cli/")];

#[test]
fn a_statement_is_named_by_the_module_of_its_folder_alone() {
    let program = files("src", "rs");
    for file in statements().filter(|file| !file.path.starts_with("sql/steps/")) {
        let name = file.path.trim_start_matches("sql/");
        let folder = name.split('/').next().unwrap();
        let home = RUN_BY
            .iter()
            .find(|(other, _)| *other == folder)
            .map_or_else(|| format!("src/{folder}"), |(_, home)| (*home).to_owned());
        for source in program.iter().filter(|source| source.program().contains(&format!("\"{name}\""))) {
            assert!(
                source.path.starts_with(&home),
                "{} runs {}, which is not its own",
                source.path,
                file.path
            );
        }
    }
}

/// What stands in the schema instead of a program that could bind `:now`: a business rule, the history of
/// MID Servers, the default of a key, and a
/// check that works a time out, which SQLite itself refuses to let read a clock.
const SCHEMA_MAY: [&str; 4] = [
    "ELSE CURRENT_TIMESTAMP",
    "coalesce((SELECT as_of FROM writing), CURRENT_TIMESTAMP)",
    "DEFAULT (printf('%012x',",
    "'+0 seconds')",
];

#[test]
fn no_statement_reads_a_clock() {
    let clocks = ["current_time", "current_date", "datetime(", "date(", "julianday(", "strftime("];
    for file in files("sql", "sql") {
        let in_schema = file.path.starts_with("sql/schema");
        let may = |line: &str| in_schema && SCHEMA_MAY.iter().any(|allowed| line.contains(allowed));
        let code = file.text.lines().filter(|line| !line.trim_start().starts_with("--") && !may(line));
        let code = code.collect::<String>().to_lowercase();
        for clock in clocks {
            assert!(!code.contains(clock), "{} reads the clock: {clock}", file.path);
        }
    }
}

#[test]
fn no_statement_depends_on_row_numbers_that_only_sqlite_has() {
    for file in statements() {
        assert!(!file.text.to_lowercase().contains("rowid"), "{} names rowid", file.path);
    }
}
