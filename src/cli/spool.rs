//! Input that comes as it pleases, a pipe or standard input, read to its end before anybody else has to wait for it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::Path;

use anyhow::{Context, Result};

use crate::whole_file::WholeFile;

/// Standard input, as an argument.
pub const STDIN: &str = "-";

/// What was read, by the name that was given.
#[derive(Default)]
pub struct Spool {
    files: BTreeMap<String, File>,
}

impl Spool {
    /// Reads each of `names` that is a pipe or standard input into a file beside the database, which has no name
    /// afterwards and goes with the process.
    ///
    /// # Errors
    /// When one cannot be read, or the disk has no room for it.
    pub fn of(names: &[String], database: &Path) -> Result<Self> {
        let mut spool = Self::default();
        for name in names.iter().filter(|name| comes_as_it_pleases(name)) {
            let read = || -> Result<File> {
                match name.as_str() {
                    STDIN => Self::read(&mut io::stdin().lock(), database),
                    path => Self::read(&mut File::open(path)?, database),
                }
            };
            spool.files.insert(name.clone(), read().with_context(|| format!("reading {name}"))?);
        }
        Ok(spool)
    }

    fn read(from: &mut dyn Read, database: &Path) -> Result<File> {
        let (whole, mut file) = WholeFile::begin(&database.with_extension("input"))?;
        let mut kept = File::open(whole.partial())?;
        drop(whole);
        io::copy(from, &mut file)?;
        kept.rewind()?;
        Ok(kept)
    }

    /// What was read under that name, if it was.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.get(name)
    }
}

fn comes_as_it_pleases(name: &str) -> bool {
    name == STDIN || fs::metadata(name).is_ok_and(|found| !found.is_file())
}
