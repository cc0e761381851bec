//! The job files as the commands see them: faults are told once, and a process that stays keeps the last good ones.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::job::{Catalog, Fault};

/// What is remembered of the job files between two looks.
#[derive(Default)]
pub struct JobFiles {
    /// Whether the last good ones are kept.
    stays: Cell<bool>,
    last: RefCell<Option<Catalog>>,
    told: RefCell<String>,
    faulty: Cell<bool>,
}

/// What tells that something in the directory changed.
pub type Fingerprint = BTreeMap<PathBuf, [i128; 4]>;

impl JobFiles {
    /// From now on a file that has a fault, or a directory that is away, changes nothing.
    pub fn stay(&self) {
        self.stays.set(true);
    }

    /// Whether the last good ones are kept.
    pub fn stays(&self) -> bool {
        self.stays.get()
    }

    /// Whether a job file had a fault.
    pub fn had_faults(&self) -> bool {
        self.faulty.get()
    }

    /// What was wrong does not count.
    pub fn forget_faults(&self) {
        self.faulty.set(false);
    }

    /// All jobs as their files have them.
    ///
    /// # Errors
    /// When the directory cannot be used, and there are no last good ones.
    pub fn load(&self, directory: Option<&Path>) -> Result<Catalog> {
        if !self.stays.get() {
            return Catalog::load(directory);
        }
        let mut last = self.last.borrow_mut();
        match (Catalog::load(directory), last.as_ref()) {
            (Ok(mut catalog), last_good) => {
                if let Some(last_good) = last_good {
                    catalog.keep_good(last_good);
                }
                *last = Some(catalog.clone());
                Ok(catalog)
            }
            (Err(error), Some(last_good)) => {
                self.say_once(&format!("{error:#}; the job files that were there before go on"));
                Ok(Catalog { faults: Vec::new(), ..last_good.clone() })
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Says what is wrong with job files, where that was not said before.
    pub fn tell(&self, faults: &[Fault]) {
        self.faulty.set(!faults.is_empty());
        if !faults.is_empty() {
            let lines = faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("; ");
            self.say_once(&format!(
                "job files with faults, whose jobs do not run: see `midjobs check`: {lines}"
            ));
        }
    }

    fn say_once(&self, what: &str) {
        if *self.told.borrow() != what {
            log::error!("{what}");
            what.clone_into(&mut self.told.borrow_mut());
        }
    }
}

/// What the files of the directory look like now. Where it cannot be read, it has none.
pub fn fingerprint(directory: Option<&Path>) -> Fingerprint {
    let entries = directory.and_then(|directory| fs::read_dir(directory).ok());
    let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
    let seen = paths.filter_map(|path| {
        let found = fs::metadata(&path).ok()?;
        Some((path, seen_of(&found)))
    });
    seen.collect()
}

/// The size and the inode, and both times: the one of the contents can be set back, the other tells that, and a change of who may write.
fn seen_of(found: &Metadata) -> [i128; 4] {
    let time = |seconds: i64, nanoseconds: i64| i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds);
    let modified = time(found.mtime(), found.mtime_nsec());
    let changed = time(found.ctime(), found.ctime_nsec());
    [found.len().into(), found.ino().into(), modified, changed]
}
