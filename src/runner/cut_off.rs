//! Which runners were asked to stop while another program held the file, so that they could not give back what they had
//! claimed: their names lie beside the file until the next runner, which then blames nobody.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::whole_file::WholeFile;

/// What the name of the file ends with in which they stand.
const SUFFIX: &str = "-stopped";

/// More than so many bytes of names are nobody's.
const LONGEST: u64 = 1 << 16;

/// Notes a runner that ends now. Only who holds the runner lock does.
pub(super) fn note(database: &Path, runner: &str) -> io::Result<()> {
    let mut names = noted(database);
    names.insert(runner.to_owned());
    let (whole, mut file) = WholeFile::begin(&beside(database))?;
    for name in names {
        writeln!(file, "{name}")?;
    }
    whole.keep()
}

/// Those that are noted.
pub(super) fn noted(database: &Path) -> HashSet<String> {
    let path = beside(database);
    let mut text = String::new();
    // What is no file there, or cannot be read, notes nobody: its attempts count, as after a crash.
    if fs::metadata(&path).is_ok_and(|found| found.is_file())
        && File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text)).is_err()
    {
        text.clear();
    }
    text.lines().map(str::to_owned).collect()
}

/// All that they had claimed was taken up.
pub(super) fn forget(database: &Path) {
    // There is one after such a stop only.
    let _ = fs::remove_file(beside(database));
}

/// Beside the real file, whatever links lead there.
fn beside(database: &Path) -> PathBuf {
    let mut name = OsString::from(database.canonicalize().unwrap_or_else(|_| database.to_owned()));
    name.push(SUFFIX);
    name.into()
}
