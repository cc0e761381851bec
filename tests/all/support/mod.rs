//! A database in a directory of its own, and the built binary run on it from outside.

mod ended;
mod exec;
mod place;
pub mod process;
pub mod rows;
pub mod snapshot;
pub mod terminal;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub use ended::Ended;
pub use exec::Exec;
use place::Room;
pub use place::{Place, Session};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

/// When `init` runs, and every command that is not told another time.
pub const START: &str = "2026-03-01 12:00:00";

/// When the rows of the tests were extracted.
pub const SEEN: &str = "2026-03-01 12:10:00";

/// The tables that something is judged by, and the columns that are read.
pub const JUDGED: [(&str, &str); 7] = [
    ("ecc_agent", "status,sys_created_on"),
    ("ecc_agent_config", "ecc_agent,param_name,value"),
    ("sys_user", "user_name,active"),
    ("sys_user_role", "name"),
    ("sys_user_has_role", "user,role"),
    ("sys_user_role_contains", "role,contains"),
    ("sysevent", "name,parm1,sys_created_on"),
];

/// A directory with a database and job files of its own, gone with the test.
pub struct Test {
    directory: TempDir,
    room: Room,
}

impl Test {
    /// An empty directory.
    pub fn new() -> Self {
        Self::new_at(&Place::File)
    }

    /// The same with its rows there.
    pub fn new_at(place: &Place) -> Self {
        Self { directory: tempfile::tempdir().unwrap(), room: place.room() }
    }

    /// A directory with the database that `init` makes.
    pub fn init() -> Self {
        Self::init_at(&Place::File)
    }

    /// The same with its rows there.
    pub fn init_at(place: &Place) -> Self {
        let test = Self::new_at(place);
        test.run(&["init"]).done();
        test
    }

    /// With every table on record as loaded whole, ten minutes after a clone at the usual time: nothing is in doubt.
    pub fn seen(self) -> Self {
        self.load(SEEN);
        self
    }

    /// Puts on record that every table was loaded whole at this time. The rows themselves are another program's.
    pub fn load(&self, at: &str) -> &Self {
        for (table, columns) in JUDGED {
            self.sql(&format!(
                "INSERT INTO load_coverage (table_name, origin, place, loaded_on, extracted_on, row_count, column_names)
                 VALUES ('{table}', 'import', 'test', '{at}', '{at}', 1, '{}')",
                format!("sys_id,locked_out,state,parm2,{columns}").replace(',', "\n")
            ));
        }
        self
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

    /// A file with these contents.
    pub fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), contents).unwrap();
        self
    }

    /// A file in the jobs directory, written to by its owner alone whatever the umask; from now on every command is told
    /// of the directory.
    pub fn job_file(&self, name: &str, text: &str) -> &Self {
        let jobs = self.path("jobs");
        if !jobs.is_dir() {
            fs::create_dir(&jobs).unwrap();
            chmod(&jobs, 0o755);
        }
        self.file(&format!("jobs/{name}"), text);
        chmod(&jobs.join(name), 0o644);
        self
    }

    /// A job of one statement that is not tried again when it fails.
    pub fn job(&self, name: &str, statement: &str) -> &Self {
        let text = format!(
            r#"name = "{name}"
description = "One statement"
attempts = 1

[[steps]]
sql = '''{statement}'''
"#
        );
        self.job_file(&format!("{name}.toml"), &text)
    }

    /// The binary, to be run in the directory with these arguments.
    pub fn run(&self, args: &[&str]) -> Exec {
        let exec = Exec::new(self.directory.path(), args);
        match &self.room {
            Room::File => exec,
            #[cfg(feature = "postgres")]
            Room::Schema { server, schema } => exec.env("MIDJOBS_DB", &server.address(schema)),
        }
    }

    /// Another program that has open where the rows are.
    pub fn session(&self) -> Session {
        match &self.room {
            Room::File => Session::File(self.connection()),
            #[cfg(feature = "postgres")]
            Room::Schema { server, schema } => Session::of_schema(server, schema),
        }
    }

    /// Another program with the file open.
    pub fn connection(&self) -> Connection {
        open(&self.db())
    }

    /// What another program writes.
    #[track_caller]
    pub fn sql(&self, sql: &str) -> &Self {
        self.session().sql(sql);
        self
    }

    /// What another program reads: a line a row, its values separated by `|`, as the `sqlite3` prompt prints it.
    pub fn query(&self, sql: &str) -> Vec<String> {
        self.session().query(sql)
    }

    /// The one value that a query returns.
    #[track_caller]
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
        match self.room {
            Room::File => assert_eq!(self.query("PRAGMA integrity_check"), ["ok"]),
            // A server looks after its own pages.
            #[cfg(feature = "postgres")]
            Room::Schema { .. } => {}
        }
    }
}

/// Of what takes long, one in this many is tested: as many as `MIDJOBS_ONE_IN` says, else the usual number.
pub fn one_in(usual: usize) -> usize {
    std::env::var("MIDJOBS_ONE_IN")
        .map_or(usual, |number| number.parse().expect("MIDJOBS_ONE_IN is a number"))
}

pub fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The permission bits of a file.
pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

/// Opens a file as another program does that waits for a lock like everybody else.
pub fn open(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    connection
}

/// A line a row, its values separated by `|`.
pub fn query(connection: &Connection, sql: &str) -> Vec<String> {
    query_as(connection, sql, |value| match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(integer) => integer.to_string(),
        ValueRef::Real(real) => real.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// As `query`, but with another way to show a value.
pub fn query_as(connection: &Connection, sql: &str, show: impl Fn(ValueRef) -> String) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
    let columns = statement.column_count();
    let line = |row: &rusqlite::Row| {
        let values = (0..columns).map(|column| row.get_ref(column).map(&show));
        Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join("|"))
    };
    statement.query_map([], line).unwrap().collect::<Result<_, _>>().unwrap()
}
