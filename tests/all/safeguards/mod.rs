//! What keeps a job from doing harm: the guard, the timeout, the limit of rows and the dry run.

mod dry_run;
mod guard;
mod max_rows;
mod ownership;
mod timeout;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use rusqlite::Connection;
use tempfile::TempDir;

const NOW: &str = "2026-03-02 12:00:00";

/// A database and a jobs directory of their own.
struct Place {
    directory: TempDir,
}

/// How a command ended.
#[derive(Debug)]
struct Ended {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    /// An empty database at `NOW`, with the built-in jobs registered, and no jobs of one's own.
    fn new() -> Self {
        let place = Self { directory: TempDir::new().unwrap() };
        fs::create_dir(place.jobs()).unwrap();
        fs::set_permissions(place.jobs(), fs::Permissions::from_mode(0o755)).unwrap();
        place.midjobs(&["init"]).done();
        place
    }

    fn jobs(&self) -> PathBuf {
        self.directory.path().join("jobs")
    }

    fn file(&self) -> PathBuf {
        self.directory.path().join("midjobs.db")
    }

    /// Writes a file into the jobs directory.
    fn put(&self, name: &str, text: &str) {
        let path = self.jobs().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    }

    /// A job of one statement that fails for good at once.
    fn put_job(&self, name: &str, statement: &str) {
        let text = format!(
            "name = \"{name}\"\ndescription = \"d\"\nattempts = 1\n\n[[steps]]\nsql = '''{statement}'''\n"
        );
        self.put(&format!("{name}.toml"), &text);
    }

    fn midjobs(&self, words: &[&str]) -> Ended {
        let done = Command::new(env!("CARGO_BIN_EXE_midjobs"))
            .arg("--db")
            .arg(self.file())
            .arg("--jobs")
            .arg(self.jobs())
            .args(["--now", NOW])
            .args(words)
            .env_remove("MIDJOBS_DB")
            .env_remove("MIDJOBS_JOBS")
            .output()
            .unwrap();
        Ended {
            code: done.status.code().unwrap(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }

    /// Runs SQL as somebody at the `sqlite3` prompt would.
    fn sql(&self, text: &str) {
        Connection::open(self.file()).unwrap().execute_batch(text).unwrap();
    }

    /// The first value that a query gives, as text.
    fn value(&self, query: &str) -> String {
        let query = format!("SELECT coalesce(({query}), 'NULL') || ''");
        Connection::open(self.file()).unwrap().query_row(&query, [], |row| row.get(0)).unwrap()
    }
}

impl Ended {
    #[track_caller]
    fn done(self) -> Self {
        self.with_code(0)
    }

    #[track_caller]
    fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        self
    }

    /// Asserts that it printed these words somewhere.
    #[track_caller]
    fn saying(self, words: &str) -> Self {
        assert!(self.out.contains(words) || self.err.contains(words), "{words}\n{}{}", self.out, self.err);
        self
    }
}
