//! What is exported is imported again as it was: every table, both forms.

use midjobs::intake::tables::TABLES;

use super::sample::ODD_ROWS;
use crate::support::Test;

fn comes_back(form: &str) {
    let (from, to) = (Test::init(), Test::init());
    from.sql(ODD_ROWS);
    for table in TABLES.map(|table| table.name) {
        assert!(!from.table(table).is_empty(), "{table} has a row to carry");
        let name = format!("{table}.{form}");
        let out = to.path(&name).display().to_string();
        from.run(&["export", table, "--format", form, "--out", &out]).succeeds();
        to.run(&["import", &name]).done().quiet();
    }
    for table in TABLES.map(|table| table.name) {
        assert_eq!(from.table(table), to.table(table), "{table} as {form}");
    }
    to.assert_sound();
}

#[test]
fn every_table_comes_back_through_json_as_it_was() {
    comes_back("json");
}

#[test]
fn every_table_comes_back_through_csv_as_it_was() {
    comes_back("csv");
}

#[test]
fn issues_is_the_table_of_issues_and_goes_to_standard_output() {
    let test = Test::init();
    test.sql(ODD_ROWS);
    let issues = test.run(&["export", "issues", "--format", "csv"]).done().stdout();
    let table = test.run(&["export", "ecc_agent_issue", "--format", "csv"]).done().stdout();
    assert_eq!(issues, table);
    assert!(issues.starts_with("sys_id,mid_server,") && issues.lines().count() == 2, "{issues}");
}

#[test]
fn a_table_without_rows_is_exported_with_its_form() {
    let test = Test::init();
    test.run(&["export", "ecc_agent"]).says("{\"result\":[\n]}\n").succeeds();
    test.run(&["export", "sys_user_role", "--format", "csv"]).says("sys_id,name\n").succeeds();
}

#[test]
fn what_is_no_table_or_cannot_be_written_is_refused() {
    let test = Test::init();
    test.run(&["export", "sys_trigger"]).output().refuses(&["sys_trigger", "ecc_agent", "issues"]);
    test.run(&["export", "issues", "--format", "xml"]).ends_with(3);
    test.run(&["export", "issues", "--out", "no/such/directory.json"])
        .output()
        .refuses(&["no/such/directory.json"]);
}
