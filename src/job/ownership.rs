//! Job files are programs: one that others could have changed is refused.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::{Result, bail, ensure};

use crate::ownership::ensure_own;

/// The most bytes of a job file or of its SQL. SQLite takes no longer statement.
const LONGEST: u64 = 1 << 20;

/// The text of a file that only its owner may write to.
///
/// # Errors
/// When it cannot be read, or others may write to it.
pub(super) fn read_own(path: &Path) -> Result<String> {
    // Opening a pipe would wait for somebody to write into it.
    ensure!(fs::metadata(path)?.is_file(), "it is not a file");
    let file = File::open(path)?;
    ensure_own(path, &file.metadata()?)?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    ensure!(bytes.len() as u64 <= LONGEST, "it is larger than {} MiB: this is no job", LONGEST >> 20);
    let Ok(text) = String::from_utf8(bytes) else { bail!("it is not UTF-8 text: save it as UTF-8") };
    Ok(text)
}
