//! Opening a file: what it must be, and how a wrong one is refused and left as it was.

use std::cell::{Cell, OnceCell};
use std::fs::{self, File as Opened, OpenOptions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::busy::{wait_as_others, wait_up_to, write_ahead};
use super::{File, migration, place, runner_lock, temporary_space, trouble};
use crate::db::{Access, Trouble, version};
use crate::time::Span;

/// "MIDJ", set by the first migration.
const APPLICATION_ID: i64 = 0x4d49_444a;

/// SQLite's cache in KiB. It is filled as needed. What reads in order has no use for more: the system keeps the file at hand.
const CACHE_KIBIBYTES: i64 = 1 << 10;

/// A log that grew beyond this, as one large import makes it, is cut back once its pages are in the file.
const LONGEST_LOG: i64 = 16 << 20;

/// After how many pages they are put into the file: those that many runs wrote to are put there once.
const PAGES_OF_LOG: i64 = 4_000;

/// The most bytes that SQLite may take, whatever a statement asks for.
const MOST_MEMORY: i64 = 512 << 20;

/// Enough for every statement that a run uses.
const STATEMENTS_KEPT: usize = 64;

/// How many bytes a file begins with that say what it is.
const BEGINNING: u64 = 28;

/// What stands for the name of a database in memory.
pub(super) const IN_MEMORY: &str = ":memory:";

impl File {
    /// Opens an existing midjobs database. `lock_timeout` is how long its statements wait for a lock.
    ///
    /// # Errors
    /// When it is missing, no database of midjobs, newer than this program, damaged, or may not be written.
    pub fn open(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        Self::check_and_connect(path, access, lock_timeout)
            .with_context(|| format!("opening the database {}", path.display()))
    }

    /// Makes the database, mode 0600, or migrates the one that is there.
    ///
    /// # Errors
    /// As [`File::open`], or when the file cannot be made.
    pub fn create(path: &Path, lock_timeout: Span) -> Result<Self> {
        let make = || -> Result<Self> {
            let found = fs::metadata(path).ok();
            if found.is_some_and(|found| !found.is_file() || found.len() > 0) {
                check_file(path)?;
                check_writable(path)?;
            } else {
                let file =
                    OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
                // An empty file that was there keeps its mode until then.
                file.set_permissions(fs::Permissions::from_mode(0o600))?;
            }
            let db = Self::connect(path, Access::Write, lock_timeout)?;
            // A crash while the file was made leaves one in which nothing was ever made.
            if db.pragma("schema_version")? > 0 {
                db.check_ours(Access::Write)?;
            }
            db.made_ready(lock_timeout)
        };
        make().with_context(|| format!("making the database {}", path.display()))
    }

    /// An empty database with the schema, in memory: for checks that need no file.
    pub fn in_memory() -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        let path = Path::new(IN_MEMORY);
        migration::migrate(&mut connection, path)?;
        harden(&connection)?;
        temporary_space::provide(&connection, None)?;
        Ok(Self::around(connection, path, Opened::open("/dev/null")?))
    }

    fn check_and_connect(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        check_file(path)?;
        if access != Access::Read {
            check_writable(path)?;
        }
        let db = Self::connect(path, access, lock_timeout)?;
        db.check_ours(access)?;
        if access == Access::Write { db.made_ready(lock_timeout) } else { Ok(db) }
    }

    fn check_ours(&self, access: Access) -> Result<()> {
        let application_id = self.pragma("application_id")?;
        ensure!(
            application_id != 0 || self.pragma("schema_version")? != 0,
            "nothing was ever made in it: `midjobs init --db {}` makes a database of it",
            self.path.display()
        );
        ensure!(
            application_id == APPLICATION_ID,
            "it is a database of another program (application_id {application_id}): name another with --db"
        );
        version::check(self.pragma("user_version")?, access == Access::Write)
    }

    /// With the newest schema, and a write-ahead log, so that readers never wait for a runner.
    fn made_ready(mut self, lock_timeout: Span) -> Result<Self> {
        if self.pragma("user_version")? < version::newest() {
            self.migrate_alone(lock_timeout)?;
        }
        write_ahead(&self.connection, lock_timeout).map_err(|error| trouble::explain(error, &self.path))?;
        Ok(self)
    }

    /// Migrates as the only process that does; when another one just did, nothing is left to do.
    fn migrate_alone(&mut self, lock_timeout: Span) -> Result<()> {
        ensure!(runner_lock::wait_for(&self.lock_file, &self.runner_locks, lock_timeout)?, Trouble::Busy);
        let migrated = migration::migrate(&mut self.connection, &self.path);
        runner_lock::release(&self.lock_file, &self.runner_locks);
        migrated
    }

    fn connect(path: &Path, access: Access, lock_timeout: Span) -> Result<Self> {
        let mode = match access {
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Access::Write | Access::DryRun => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        // Opened before the connection and looked at after it, so that both are the same file, whatever moves it meanwhile.
        let lock_file = Opened::open(path)?;
        let connection = open_connection(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|error| trouble::explain(error, path))?;
        wait_up_to(&connection, lock_timeout)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        harden(&connection)?;
        connection
            .pragma_update(None, "synchronous", "NORMAL")
            .map_err(|error| trouble::explain(error, path))?;
        connection.pragma_update(None, "cache_size", -CACHE_KIBIBYTES)?;
        connection.pragma_update(None, "journal_size_limit", LONGEST_LOG)?;
        connection.pragma_update(None, "wal_autocheckpoint", PAGES_OF_LOG)?;
        temporary_space::provide(&connection, Some(path))?;
        let db = Self::around(connection, path, lock_file);
        db.ensure_same_file()?;
        Ok(db)
    }

    /// A connection that reads what is committed. It opens no file of its own: closing one would drop the locks of
    /// this process on the database.
    pub(super) fn committed(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            open_connection(&self.path, flags).map_err(|error| trouble::explain(error, &self.path))?;
        wait_as_others(&connection)?;
        harden(&connection)?;
        temporary_space::provide(&connection, Some(&self.path))?;
        Ok(connection)
    }

    fn around(connection: Connection, path: &Path, lock_file: Opened) -> Self {
        Self {
            connection,
            path: path.to_owned(),
            runner_locks: Cell::new(0),
            guard: OnceCell::new(),
            watch: OnceCell::new(),
            lock_file,
            log_files: Cell::new(None),
            beginning: Cell::new(None),
            log_names: OnceCell::new(),
        }
    }

    pub(super) fn pragma(&self, name: &str) -> Result<i64> {
        let value = self.connection.pragma_query_value(None, name, |row| row.get(0));
        value.map_err(|error| trouble::explain(error, &self.path))
    }
}

/// What a file holds is not trusted: its views and triggers call no function that does more than compute, and nothing
/// writes around SQLite. References are not enforced, so that a table of a user's with one to a table of ours stops no
/// load and no purge. What is deleted is overwritten: a password that was set by mistake does not stay in the file. A
/// statement is planned without its values: else one with a LIMIT is planned again each time that it is given another.
fn harden(connection: &Connection) -> rusqlite::Result<()> {
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true),
    ] {
        connection.set_db_config(setting, on)?;
    }
    // For the whole process. What needs more is put into files by SQLite.
    connection.pragma_update(None, "hard_heap_limit", MOST_MEMORY)?;
    connection.pragma_update(None, "secure_delete", "ON")
}

/// A name that SQLite reads as that of a file, and neither as a URI nor as its own word for a database in memory.
pub(super) fn plain_name(path: &Path) -> PathBuf {
    if path.is_relative() { Path::new(".").join(path) } else { path.to_owned() }
}

/// A reader needs to make files beside a database in WAL mode. Where it may not, and no writer
/// left anything there, the file alone is the whole truth and can be read as it is.
fn open_connection(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let plain = Connection::open_with_flags(plain_name(path), flags)?;
    let readable = plain.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0));
    // SQLite keeps its log beside the real file, whatever links lead there.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let alone = fs::metadata(beside(&real, "-wal")).map_or(true, |wal| wal.len() == 0);
    let cannot = readable.err().and_then(|error| error.sqlite_error_code());
    let shut_out = matches!(cannot, Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly));
    if !(shut_out && alone && flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY)) {
        return Ok(plain);
    }
    let escaped = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)
}

fn check_file(path: &Path) -> Result<()> {
    let found = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            bail!(
                "there is no such file: make it with `midjobs init --db {}`, or name another with --db",
                path.display()
            )
        }
        found => found.with_context(|| may_not_read(path))?,
    };
    ensure!(!found.is_dir(), "it is a directory: name the file in it");
    // Opening a pipe would wait for somebody to write into it.
    ensure!(found.is_file(), "it is not a file: name another with --db");
    // SQLite keeps its log beside the name that it was given, and reads none that lies beside the other.
    ensure!(
        found.nlink() <= 1,
        "it has another name (a hard link), beside which its log may lie: remove one of them while nobody has it open"
    );
    let beginning = beginning_of(path)?;
    ensure!(
        !beginning.is_empty(),
        "the file is empty: `midjobs init --db {}` makes a database of it",
        path.display()
    );
    ensure!(
        beginning.starts_with(b"SQLite format 3\0"),
        "it is not an SQLite database: name another with --db"
    );
    place::ensure_own_log(path, &beginning_of)
}

fn beginning_of(path: &Path) -> Result<Vec<u8>> {
    let mut beginning = Vec::new();
    let opened = Opened::open(path).with_context(|| may_not_read(path))?;
    opened.take(BEGINNING).read_to_end(&mut beginning)?;
    Ok(beginning)
}

/// What lets another user look into the file, a monitor's for one.
fn may_not_read(path: &Path) -> String {
    let file = path.display();
    format!(
        "it cannot be read: run this as its owner, or let a group of yours read it (chgrp GROUP and chmod 640 {file}, \
         chgrp GROUP and chmod 750 for its directory)"
    )
}

/// By the permission bits, which bind even those whom the system would let through.
fn check_writable(path: &Path) -> Result<()> {
    ensure!(
        !fs::metadata(path)?.permissions().readonly(),
        "the file is read-only: allow writing to it with chmod u+w"
    );
    let directory = path.canonicalize()?.parent().map(Path::to_owned).unwrap_or_default();
    ensure!(
        !fs::metadata(&directory)?.permissions().readonly(),
        "the directory {} is read-only, and SQLite keeps its log beside the file: allow writing with chmod u+w",
        directory.display()
    );
    Ok(())
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
