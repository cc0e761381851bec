//! `backup`: a copy that can be trusted, whatever others do meanwhile.

use midjobs::intake::tables::TABLES;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::sample::ODD_ROWS;
use crate::support::{Test, mode, open, query};

#[test]
fn a_backup_has_every_row_is_sound_alone_and_for_its_owner_only() {
    let test = Test::init();
    test.sql(ODD_ROWS);
    test.run(&["backup", "copy.db"]).done();
    let copy = test.path("copy.db");
    assert_eq!(mode(&copy) & 0o777, 0o600);
    let names =
        fs::read_dir(test.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.starts_with("copy.db")).count(), 1, "nothing stays beside it");
    for table in TABLES.map(|table| table.name) {
        let rows = format!("SELECT * FROM {table} ORDER BY 1");
        assert_eq!(query(&open(&copy), &rows), test.query(&rows), "{table}");
    }
    test.run(&["--db", "copy.db", "mids", "--json"]).done().json();
    test.run(&["--db", "copy.db", "run"]).done();
}

#[test]
fn an_existing_file_is_not_written_over() {
    let test = Test::init();
    test.file("copy.db", "somebody's");
    test.run(&["backup", "copy.db"]).output().refuses(&["copy.db", "name a new one"]);
    assert_eq!(fs::read(test.path("copy.db")).unwrap(), b"somebody's");
    test.run(&["backup", "no/such/copy.db"]).output().refuses(&["no/such/copy.db"]);
}

/// Two rows that always change together.
fn write_pairs(connection: &Connection, until: &AtomicBool) {
    connection.execute_batch("CREATE TABLE own_pair (side TEXT PRIMARY KEY, count INTEGER)").unwrap();
    connection.execute_batch("INSERT INTO own_pair VALUES ('left', 0), ('right', 0)").unwrap();
    while !until.load(Ordering::Relaxed) {
        for _ in 0..50 {
            connection.execute_batch("UPDATE own_pair SET count = count + 1").unwrap();
        }
    }
}

#[test]
fn a_backup_is_one_moment_of_a_file_that_is_written_to() {
    let test = Test::init();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| write_pairs(&test.connection(), &stop));
        for number in 0..10 {
            let name = format!("copy-{number}.db");
            test.run(&["backup", &name]).done().quiet();
            let copy = open(&test.path(&name));
            assert_eq!(query(&copy, "PRAGMA integrity_check"), ["ok"]);
            if query(&copy, "SELECT count(*) FROM sqlite_schema WHERE name = 'own_pair'") == ["1"] {
                assert!(query(&copy, "SELECT count(DISTINCT count) FROM own_pair")[0].as_str() <= "1");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    test.assert_sound();
}

#[test]
fn what_a_crash_left_of_a_backup_does_not_stand_in_the_way() {
    let test = Test::init();
    test.file("copy.db.partial", "half");
    test.run(&["backup", "copy.db"]).done();
    assert!(test.path("copy.db").exists() && test.path("copy.db.partial").exists());
}
