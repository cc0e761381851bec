//! Whose a file is: who could have changed what the program goes by.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use rustix::fs::{StatVfsMountFlags, statvfs};
use rustix::process::{getegid, geteuid, getgroups};

/// Write permission of the group and of everybody.
const OTHERS_MAY_WRITE: u32 = 0o022;

/// In such a directory others may put things, and take away or rename only their own.
const STICKY: u32 = 0o1000;

/// More links than this in one name lead nowhere: as the kernel counts.
const MOST_LINKS: usize = 40;

/// The most bytes of a job file or of its SQL. SQLite takes no longer statement.
const LONGEST: u64 = 1 << 20;

/// Refuses a file or directory that somebody else could have changed: its owner is neither this user nor root, or others
/// may write to it, or could put another in its place. A sticky directory, as /tmp, is one that others may write to:
/// everybody may put a file there. On a file system that is mounted read-only nobody can, whatever the mode says.
///
/// # Errors
/// What to do about it.
pub fn ensure_own(path: &Path, found: &Metadata) -> Result<()> {
    ensure_no_other_may_change(path, found, 0)?;
    ensure_way(path)
}

/// The text of a file that only its owner may write to.
///
/// # Errors
/// When it cannot be read, or others may write to it.
pub fn read_own(path: &Path) -> Result<String> {
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

/// Opens the file of a secret that nobody else may read or change.
///
/// # Errors
/// What to do about it.
pub fn open_secret(path: &Path) -> Result<File> {
    // Opening a pipe by its name would wait for somebody to write into it; one that is open already has no name.
    let is_open = path.starts_with("/dev/fd") || path.starts_with("/proc");
    ensure!(is_open || fs::metadata(path)?.is_file(), "it is not a file");
    let file = File::open(path)?;
    ensure_secret(path, &file.metadata()?)?;
    Ok(file)
}

/// Refuses a secret that others may read or change, or put another in its place. As a Kubernetes Secret under `fsGroup` is
/// mounted, the group of the process may read one that it cannot change.
///
/// # Errors
/// What to do about it.
fn ensure_secret(path: &Path, found: &Metadata) -> Result<()> {
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
    ensure_way(path)
}

/// Refuses a way to a file on which somebody else could turn off: each directory on it, and each that a link on it leads
/// through.
fn ensure_way(path: &Path) -> Result<()> {
    let whole = std::path::absolute(path)?;
    let mut at = PathBuf::from("/");
    let mut ahead: VecDeque<OsString> = steps(&whole);
    let mut links = 0;
    while let Some(step) = ahead.pop_front() {
        if step == ".." {
            at.pop();
            continue;
        }
        let directory = fs::metadata(&at).with_context(|| format!("looking at {}", at.display()))?;
        let next = at.join(&step);
        let found = next.symlink_metadata().with_context(|| format!("looking at {}", next.display()))?;
        // In a sticky directory nobody moves away what is somebody else's.
        let allowed = if is_trusted(&found) { STICKY } else { 0 };
        ensure_no_other_may_change(&at, &directory, allowed)?;
        if !found.is_symlink() {
            at = next;
            continue;
        }
        if at.starts_with("/proc") {
            // The kernel's own names for what is open already: a pipe, as `<(...)` in a shell makes one, has no other.
            let Ok(real) = next.canonicalize() else { return Ok(()) };
            (at, links) = (PathBuf::from("/"), links + 1);
            steps(&real).into_iter().rev().for_each(|step| ahead.push_front(step));
            continue;
        }
        links += 1;
        ensure!(links <= MOST_LINKS, "{} is a link that leads in a circle", whole.display());
        let target = fs::read_link(&next)?;
        for step in steps(&target).into_iter().rev() {
            ahead.push_front(step);
        }
        if target.is_absolute() {
            at = PathBuf::from("/");
        }
    }
    Ok(())
}

/// The names in a path, and `..` where it goes back.
fn steps(path: &Path) -> VecDeque<OsString> {
    let steps = path.components().filter(|it| matches!(it, Component::Normal(_) | Component::ParentDir));
    steps.map(|step| step.as_os_str().to_owned()).collect()
}

/// Refuses what others may write to, unless it has one of the `allowed` bits, and what is not this user's nor root's.
fn ensure_no_other_may_change(path: &Path, found: &Metadata, allowed: u32) -> Result<()> {
    let others_may_write = found.mode() & OTHERS_MAY_WRITE != 0 && found.mode() & allowed == 0;
    if (!others_may_write && is_trusted(found)) || is_read_only(path) {
        return Ok(());
    }
    let file = path.display();
    ensure!(
        !others_may_write,
        "others than its owner may write to {file}, and what stands there is run: `chmod go-w {file}`, or choose another place"
    );
    ensure!(
        is_trusted(found),
        "{file} belongs to another user ({}), and what stands there is run: `chown` it to yours or to root, or choose another place",
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
