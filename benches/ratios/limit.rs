//! The same work by hand: a schema for nothing else, statements prepared once, no history but a line a job.

use std::path::Path;
use std::process::Command;

use rusqlite::{Connection, params};

use super::files::{DUE, LATER, NOW, remove, sys_id};

/// This program once more, as a process of its own.
pub fn command(work: &str, file: &Path, number: usize) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["limit", work]).arg(file).arg(number.to_string());
    command
}

/// Does the work.
pub fn run(work: &str, file: &Path, number: usize) {
    let touch = "UPDATE app SET v = v + 1 WHERE id = 7";
    match work {
        "tick" if number == 0 => look(file),
        "tick" => tick(file, touch, Claim::WithTheWork),
        "claims" => tick(file, touch, Claim::First),
        "nothing" => tick(file, "DELETE FROM app WHERE id = -1", Claim::WithTheWork),
        "nothing-claims" => tick(file, "DELETE FROM app WHERE id = -1", Claim::First),
        _ => insert(file, number, work == "insert-random"),
    }
}

/// Which commit says that a job was taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// None but that of its work.
    WithTheWork,
    /// One before its work: a crash is on record.
    First,
}

fn open(file: &Path) -> Connection {
    let connection = Connection::open(file).unwrap();
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL").unwrap();
    connection
}

/// What is due, in order.
fn due(connection: &Connection) -> Vec<i64> {
    let mut due = connection
        .prepare("SELECT id FROM job WHERE state = 0 AND next_action <= ?1 ORDER BY next_action")
        .unwrap();
    due.query_map([NOW], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn look(file: &Path) {
    assert_eq!(due(&Connection::open(file).unwrap()), [0; 0]);
}

/// A file with so many triggers that are not due, and so many that are.
pub fn seed(file: &Path, registered: usize, due: usize) {
    remove(file);
    let connection = open(file);
    let schema = "CREATE TABLE job (id INTEGER PRIMARY KEY, state INTEGER NOT NULL, next_action TEXT NOT NULL, name TEXT NOT NULL);
        CREATE INDEX job_due ON job (next_action) WHERE state = 0;
        CREATE TABLE log (id INTEGER PRIMARY KEY, created TEXT NOT NULL, source TEXT NOT NULL, message TEXT NOT NULL);
        CREATE TABLE app (id INTEGER PRIMARY KEY, v INTEGER NOT NULL); INSERT INTO app VALUES (7, 0); BEGIN;";
    connection.execute_batch(schema).unwrap();
    let mut insert =
        connection.prepare("INSERT INTO job (state, next_action, name) VALUES (0, ?1, 'Touch')").unwrap();
    for number in 0..registered + due {
        insert.execute([if number < due { DUE } else { LATER }]).unwrap();
    }
    drop(insert);
    connection.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}

/// Each job: its work, its line, when it is next due.
fn tick(file: &Path, work: &str, claim: Claim) {
    let connection = open(file);
    let prepare = |text| connection.prepare(text).unwrap();
    let (mut begin, mut commit) = (prepare("BEGIN IMMEDIATE"), prepare("COMMIT"));
    let mut take = prepare("UPDATE job SET state = 1 WHERE id = ?1");
    let mut work = prepare(work);
    let mut log = prepare("INSERT INTO log (created, source, message) VALUES (?1, 'Touch', 'executed')");
    let mut next = prepare("UPDATE job SET state = 0, next_action = ?2 WHERE id = ?1");
    for job in due(&connection) {
        begin.execute([]).unwrap();
        if claim == Claim::First {
            take.execute([job]).unwrap();
            commit.execute([]).unwrap();
            begin.execute([]).unwrap();
        }
        work.execute([]).unwrap();
        log.execute([NOW]).unwrap();
        next.execute(params![job, LATER]).unwrap();
        commit.execute([]).unwrap();
    }
}

/// Rows that need no reading, into a table with its key and one index, with as large a cache as midjobs has.
fn insert(file: &Path, rows: usize, random: bool) {
    let connection = open(file);
    connection
        .execute_batch(
            "PRAGMA cache_size = -16384;
             CREATE TABLE event (sys_id TEXT PRIMARY KEY NOT NULL, name TEXT, parm1 TEXT, parm2 TEXT, state TEXT, created TEXT);
             CREATE INDEX event_by_user ON event (parm1, created, name); BEGIN",
        )
        .unwrap();
    let mut insert =
        connection.prepare("INSERT INTO event VALUES (?1, ?2, ?3, '10.1.2.3', 'processed', ?4)").unwrap();
    for row in 0..rows {
        let (user, second) = (format!("mid.user{}", row % 500), row / 2 % 86_400);
        let time = format!("2026-03-01 {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        insert.execute(params![sys_id(row, random), "login", user, time]).unwrap();
    }
    drop(insert);
    connection.execute_batch("COMMIT").unwrap();
}
