//! Input that comes as it pleases, a pipe or standard input, read to its end before anybody else has to wait for it.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Seek};
use std::os::fd::AsFd;
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::db::place::is_address;
use crate::whole_file::WholeFile;

/// Standard input, as an argument.
pub const STDIN: &str = "-";

/// The most that is read before the first row is looked at: it lies on the disk of the database meanwhile.
const LONGEST: u64 = 1 << 30;

/// What was read, by the name that was given.
#[derive(Default)]
pub struct Spool {
    files: BTreeMap<String, File>,
}

impl Spool {
    /// Reads each of `names` that is a pipe or standard input into a file beside the database, which has no name
    /// afterwards and goes with the process. A file under standard input is read as the file that it is.
    ///
    /// # Errors
    /// When one cannot be read, never ends, is a device, or the disk has no room for it.
    pub fn of(names: &[String], database: &Path) -> Result<Self> {
        let mut spool = Self::default();
        for name in names.iter().filter(|name| comes_as_it_pleases(name)) {
            let read = || -> Result<File> {
                match name.as_str() {
                    STDIN => Self::kept(File::from(io::stdin().as_fd().try_clone_to_owned()?), database),
                    path => Self::kept(File::open(path)?, database),
                }
            };
            spool.files.insert(name.clone(), read().with_context(|| format!("reading {name}"))?);
        }
        Ok(spool)
    }

    fn kept(from: File, database: &Path) -> Result<File> {
        let kind = from.metadata()?.file_type();
        if kind.is_file() {
            return Ok(from);
        }
        let is_device = kind.is_char_device() || kind.is_block_device();
        ensure!(
            !is_device || from.is_terminal(),
            "it is a device, which holds no export: name a file or a pipe"
        );
        Self::read(from, database, LONGEST)
    }

    fn read(from: impl Read, database: &Path, longest: u64) -> Result<File> {
        let beside = if is_address(database) { env::temp_dir().join("midjobs") } else { database.to_owned() };
        let (whole, mut file) = WholeFile::begin(&beside.with_extension("input"))?;
        let mut kept = File::open(whole.partial())?;
        drop(whole);
        let length = io::copy(&mut from.take(longest + 1), &mut file)?;
        ensure!(
            length <= longest,
            "more than {} MiB came, which the disk would have to hold: write it to a file, or compress it with gzip",
            longest >> 20
        );
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_end_is_refused_and_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let database = directory.path().join("midjobs.db");
        let error = Spool::read(io::repeat(b'x'), &database, 1 << 20).unwrap_err().to_string();
        assert!(error.contains("more than 1 MiB came") && error.contains("write it to a file"), "{error}");
        let mut read = String::new();
        let longest = io::repeat(b'x').take(1 << 20);
        Spool::read(longest, &database, 1 << 20).unwrap().read_to_string(&mut read).unwrap();
        assert_eq!(read.len(), 1 << 20);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
