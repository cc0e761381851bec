//! The file: damage, what was altered in it, its log, and who holds it.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;

use super::{doctor, finds, is_well, told};
use crate::support::Test;

/// Overwrites the page of a table of which every command reads no more than whether it is there.
fn damage(test: &Test) {
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let page: u64 = test
        .value("SELECT rootpage FROM sqlite_schema WHERE name = 'sys_user_role_contains'")
        .parse()
        .unwrap();
    let file = OpenOptions::new().write(true).open(test.db()).unwrap();
    file.write_all_at(&[0xa5; 64], (page - 1) * 4096).unwrap();
}

#[test]
fn a_damaged_page_is_found_and_everything_else_is_looked_at_all_the_same() {
    let test = Test::init().seen();
    is_well(&test, "integrity");
    damage(&test);
    finds(&test, "integrity", "broken: damaged", 2);
    is_well(&test, "disk");
}

#[test]
fn a_file_whose_beginning_is_damaged_still_gets_an_answer() {
    let test = Test::init();
    test.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    OpenOptions::new().write(true).open(test.db()).unwrap().write_all_at(&[0xff; 200], 100).unwrap();
    finds(&test, "file", "broken: ", 2);
    assert_eq!(
        told(doctor(&test), "schema"),
        "not seen: not looked at: the file cannot be opened, see above"
    );
    is_well(&test, "permissions");
}

#[test]
fn a_file_that_somebody_locks_for_himself_is_told_with_who_it_is() {
    let test = Test::init().seen();
    let other = test.connection();
    other
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE; CREATE TABLE own (a); INSERT INTO own VALUES (1)")
        .unwrap();
    finds(&test, "file", "locked by another program", 2);
    let holder = format!("process {} (", std::process::id());
    let said = told(doctor(&test), "holders");
    assert!(
        said.starts_with("warning: held by") && said.contains(&holder) && said.contains("for itself"),
        "{said}"
    );
    drop(other);
    is_well(&test, "file");
    is_well(&test, "holders");
}

#[test]
fn who_keeps_a_transaction_open_is_named_and_who_only_reads_is_no_fault() {
    let test = Test::init().seen();
    let other = test.connection();
    other.execute_batch("BEGIN; SELECT * FROM ecc_agent").unwrap();
    let said = told(doctor(&test), "holders");
    assert!(said.starts_with(&format!("ok: open in process {}", std::process::id())), "{said}");
    other.execute_batch("COMMIT; BEGIN IMMEDIATE").unwrap();
    finds(&test, "holders", "write lock", 1);
}

#[test]
fn a_trigger_that_a_dead_runner_left_is_no_trouble_and_is_told() {
    let test = Test::init().seen();
    test.sql("UPDATE sys_trigger SET state = 1, claimed_by = 'host:1', claimed_on = '2026-03-01 12:14:00' WHERE name = 'PurgeHistory'");
    finds(&test, "holders", "note: 1 in Running and no runner at work", 0);
}

#[test]
fn what_somebody_removed_or_changed_in_the_schema_is_named_and_what_they_added_is_theirs() {
    let test = Test::init().seen();
    test.sql("CREATE VIEW my_view AS SELECT 1; CREATE TABLE my_table (a)");
    is_well(&test, "schema");
    test.sql("DROP INDEX sys_trigger_due");
    finds(&test, "schema", "broken: missing, or not as midjobs makes it: sys_trigger_due", 2);
    test.sql("CREATE INDEX sys_trigger_due ON sys_trigger (name)");
    finds(&test, "schema", "sys_trigger_due", 2);
}

/// The same values, of which SQLite asked whether they are numbers.
#[test]
fn a_file_whose_times_are_of_the_type_of_before_is_as_it_should_be() {
    let test = Test::init().seen();
    test.sql(
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, ' DATETEXT', ' DATETIME') WHERE type = 'table';
         PRAGMA writable_schema = RESET",
    );
    assert_eq!(
        test.value("SELECT DISTINCT type FROM pragma_table_info('ecc_agent_issue') WHERE type LIKE 'DATE%'"),
        "DATETIME"
    );
    is_well(&test, "schema");
    test.sql("DROP TABLE load_coverage; CREATE TABLE load_coverage (loaded_on DATETIME)");
    finds(&test, "schema", "load_coverage", 2);
}

#[test]
fn a_file_that_somebody_took_out_of_wal_mode_is_told() {
    let test = Test::init().seen();
    test.sql("PRAGMA journal_mode = DELETE");
    finds(&test, "schema", "warning: readers wait for writers", 1);
}

#[test]
fn rows_that_name_no_row_are_counted_by_column_and_alarm_nobody() {
    let test = Test::init().seen();
    let (there, gone) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
    test.sql(&format!(
        "INSERT INTO ecc_agent (sys_id, name, status) VALUES ('{there}', 'mid', 'Up');
         INSERT INTO ecc_agent_config (ecc_agent, param_name) VALUES ('{there}', 'a'), (NULL, 'b'), ('', 'c')"
    ));
    is_well(&test, "references");
    test.sql(&format!(
        "INSERT INTO ecc_agent_config (ecc_agent, param_name) VALUES ('{gone}', 'a'), ('{gone}', 'b')"
    ));
    finds(&test, "references", "note: 2 of ecc_agent_config.ecc_agent not in ecc_agent", 0);
}

#[test]
fn a_log_that_a_reader_keeps_from_shrinking_is_told_with_its_length() {
    let test = Test::init().seen();
    is_well(&test, "log");
    let other = test.connection();
    other
        .execute_batch("PRAGMA wal_autocheckpoint = 0; CREATE TABLE own AS SELECT zeroblob(70000000) AS a")
        .unwrap();
    finds(&test, "log", "MiB: a reader that stays", 1);
}
