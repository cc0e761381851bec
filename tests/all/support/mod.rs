//! A database in a directory of its own, and the built binary run on it from outside.
#![allow(dead_code, reason = "each test file uses a part of it")]

mod exec;
pub mod rows;

use std::fs;
use std::path::{Path, PathBuf};

#[allow(unused_imports, reason = "each test file uses a part of it")]
pub use exec::{Ended, Exec};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

/// When `init` runs, and every command that is not told another time.
pub const START: &str = "2026-03-01 12:00:00";

/// A directory with a database and job files of its own, gone with the test.
pub struct Test {
    directory: TempDir,
}

impl Test {
    /// An empty directory.
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// A directory with the database that `init` makes.
    pub fn init() -> Self {
        let test = Self::new();
        test.run(&["init"]).succeeds();
        test
    }

    /// Without the sampling, which has something to say each time it comes due.
    pub fn without_sampling(self) -> Self {
        self.sql("UPDATE sys_trigger SET active = 0 WHERE name = 'MIDUserConnectivity'");
        self
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.directory.path().join(file)
    }

    pub fn db(&self) -> PathBuf {
        self.path("midjobs.db")
    }

    /// A job file of the user; from now on every command is told of the directory.
    pub fn job_file(&self, name: &str, text: &str) -> &Self {
        fs::create_dir_all(self.path("jobs")).unwrap();
        fs::write(self.path("jobs").join(name), text).unwrap();
        self
    }

    /// The binary, to be run in the directory with these arguments.
    pub fn run(&self, args: &[&str]) -> Exec {
        Exec::new(self.directory.path(), args)
    }

    /// Another program with the file open.
    pub fn connection(&self) -> Connection {
        open(&self.db())
    }

    /// What another program writes.
    pub fn sql(&self, sql: &str) -> &Self {
        self.connection().execute_batch(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
        self
    }

    /// What another program reads: a line a row, its values separated by `|`, as the `sqlite3` prompt prints it.
    pub fn query(&self, sql: &str) -> Vec<String> {
        query(&self.connection(), sql)
    }

    /// The one value that a query gives.
    pub fn value(&self, sql: &str) -> String {
        let rows = self.query(sql);
        assert_eq!(rows.len(), 1, "{sql}");
        rows.into_iter().next().unwrap()
    }

    /// Every row of a table, to compare it with itself later.
    pub fn table(&self, name: &str) -> Vec<String> {
        self.query(&format!("SELECT * FROM {name} ORDER BY 1"))
    }

    pub fn assert_sound(&self) {
        assert_eq!(self.query("PRAGMA integrity_check"), ["ok"]);
    }
}

/// Opens a file as another program does that waits for a lock like everybody else.
pub fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    connection
}

/// A line a row, its values separated by `|`.
pub fn query(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
    let columns = statement.column_count();
    let line = |row: &rusqlite::Row| {
        let values = (0..columns).map(|column| row.get_ref(column).map(shown));
        Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    };
    statement.query_map([], line).unwrap().collect::<Result<_, _>>().unwrap()
}

fn shown(value: ValueRef) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(integer) => integer.to_string(),
        ValueRef::Real(real) => real.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}
