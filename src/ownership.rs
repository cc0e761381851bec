//! Whose a file is: who could have changed what the program goes by.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Result, ensure};
use rustix::fs::{StatVfsMountFlags, statvfs};
use rustix::process::{getegid, geteuid, getgroups};

/// Write permission of the group and of everybody.
const OTHERS_MAY_WRITE: u32 = 0o022;

/// Refuses a file or directory that somebody else could have changed: its owner is neither this user nor root, or others
/// may write to it. A sticky directory, as /tmp, is one: everybody may put a file there. On a file system that is
/// mounted read-only nobody can, whatever the mode says.
///
/// # Errors
/// What to do about it.
pub fn ensure_own(path: &Path, found: &Metadata) -> Result<()> {
    if is_read_only(path) {
        return Ok(());
    }
    let file = path.display();
    ensure!(
        found.mode() & OTHERS_MAY_WRITE == 0,
        "others than its owner may write to {file}, and what stands there is run: `chmod go-w {file}`, or choose another place"
    );
    ensure!(
        is_trusted(found),
        "{file} belongs to another user ({}), and what stands there is run: `chown` it to yours or to root, or choose another place",
        found.uid()
    );
    Ok(())
}

/// Refuses a secret that others may read or change. As a Kubernetes Secret under `fsGroup` is mounted, the group of the
/// process may read one that it cannot change.
///
/// # Errors
/// What to do about it.
pub fn ensure_secret(found: &Metadata) -> Result<()> {
    let mode = found.mode();
    let group = rustix::fs::Gid::from_raw(found.gid());
    let in_group = || group == getegid() || getgroups().is_ok_and(|groups| groups.contains(&group));
    let of_somebody_else = found.uid() != geteuid().as_raw();
    let for_group = mode & 0o040 == 0 || ((mode & 0o222 == 0 || of_somebody_else) && in_group());
    ensure!(
        mode & 0o026 == 0 && for_group,
        "others than its owner may read or change it (mode {:04o}): try chmod 600",
        mode & 0o7777
    );
    ensure!(
        is_trusted(found),
        "it belongs to another user ({}): `chown` it to yours or to root",
        found.uid()
    );
    Ok(())
}

fn is_trusted(found: &Metadata) -> bool {
    found.uid() == 0 || found.uid() == geteuid().as_raw()
}

fn is_read_only(path: &Path) -> bool {
    statvfs(path).is_ok_and(|found| found.f_flag.contains(StatVfsMountFlags::RDONLY))
}
