//! The patient: the file as far as it can be opened, its place, the jobs as far as they can be read.

use std::fmt;
use std::fs::{self, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Error, Result, ensure};

use crate::cli::context::Context;
use crate::db::place::is_address;
use crate::db::{Access, Db};
use crate::job::{Catalog, setting};
use crate::time::{Span, Time};

/// Nobody waits longer than this for a file that somebody holds.
const PATIENCE: Span = Span::from_seconds(2);

/// What is looked at.
pub struct Patient<'a> {
    /// The command's own flags.
    pub context: &'a Context,
    /// When.
    pub now: Time,
    /// Where the file is.
    pub path: PathBuf,
    /// What the system says of the file.
    pub found: Metadata,
    opened: Result<Db>,
    jobs: Result<Catalog>,
}

/// The file could not be opened: it is said once, not by every check.
#[derive(Debug)]
pub struct NotOpen;

impl fmt::Display for NotOpen {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("not looked at: the file cannot be opened, see above")
    }
}

impl std::error::Error for NotOpen {}

impl<'a> Patient<'a> {
    /// # Errors
    /// When there is no SQLite database in that place: then there is nothing to look at.
    pub fn examine(context: &'a Context) -> Result<Self> {
        let path = context.file();
        ensure!(
            !is_address(&path),
            "the doctor looks at files; of a schema `midjobs status` says how the jobs are, and the server's own monitoring the rest"
        );
        let found =
            is_database(&path).with_context(|| format!("looking at the database {}", path.display()))?;
        let opened = Db::open(&path, Access::Read, context.lock_timeout().min(PATIENCE));
        let jobs = context.load_jobs().map(|mut catalog| {
            let settings = opened.as_ref().ok().and_then(|db| setting::all(db).ok());
            catalog.apply(&settings.unwrap_or_default());
            catalog
        });
        Ok(Self { context, now: context.now(), path, found, opened, jobs })
    }

    /// The open file.
    ///
    /// # Errors
    /// [`NotOpen`].
    pub fn db(&self) -> Result<&Db> {
        self.opened.as_ref().map_err(|_| Error::new(NotOpen))
    }

    /// Why the file cannot be opened, if so.
    pub fn closed_because(&self) -> Option<&Error> {
        self.opened.as_ref().err()
    }

    /// The jobs, or why none can be read.
    pub fn jobs(&self) -> Result<&Catalog, &Error> {
        self.jobs.as_ref()
    }
}

fn is_database(path: &Path) -> Result<Metadata> {
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            anyhow::anyhow!("there is no such file: `midjobs init` makes one, --db names another")
        }
        _ => error.into(),
    })?;
    ensure!(found.is_file(), "it is not a file: name the database with --db");
    let mut beginning = Vec::new();
    fs::File::open(path)?.take(16).read_to_end(&mut beginning)?;
    ensure!(beginning == b"SQLite format 3\0", "it is not an SQLite database: name another with --db");
    Ok(found)
}
