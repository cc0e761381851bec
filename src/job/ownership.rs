//! Job files are programs: one that others may write to is refused.

use std::fs::{File, Metadata};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Result, ensure};

/// Write permission of the group and of everybody.
const OTHERS_MAY_WRITE: u32 = 0o022;

/// The text of a file that only its owner may write to.
///
/// # Errors
/// When it cannot be read, or others may write to it.
pub(super) fn read_own(path: &Path) -> Result<String> {
    let mut file = File::open(path)?;
    ensure_own(path, &file.metadata()?)?;
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Refuses a file or directory that others may write to. A sticky directory, as /tmp, is one:
/// everybody may put a job there.
///
/// # Errors
/// What to do about it.
pub(super) fn ensure_own(path: &Path, found: &Metadata) -> Result<()> {
    ensure!(
        found.permissions().mode() & OTHERS_MAY_WRITE == 0,
        "others than its owner may write to {}, and what stands there is run: `chmod go-w {}`, or choose another place",
        path.display(),
        path.display()
    );
    Ok(())
}
