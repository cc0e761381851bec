//! Where the file lies: the room on its disk, the kind of its file system, and the room for temporary files.

use std::path::{Path, PathBuf};

use anyhow::Result;
use rustix::fs::statvfs;

use super::answer::{Answer, Verdict};
use super::file::in_bytes;
use super::patient::Patient;
use crate::db::health;

/// Less than this, and the next load may not fit.
const LITTLE: u64 = 100 << 20;

/// Less than this, and the next run may not.
const NOTHING: u64 = 4 << 20;

/// Whether there is room for what is loaded, and for a backup beside it.
pub fn disk(patient: &Patient) -> Result<Answer> {
    let directory = directory_of(&patient.path);
    let found = statvfs(&directory)?;
    let (free, size) = (found.f_bavail.saturating_mul(found.f_frsize), patient.found.len());
    let words = format!("{} free beside a file of {}", in_bytes(free), in_bytes(size));
    let cure = format!(
        "make room on the disk of {}, or have `midjobs jobs set PurgeHistory` keep less",
        directory.display()
    );
    Ok(match free {
        0..NOTHING => Answer::new(Verdict::Broken, words, cure),
        _ if free < LITTLE.max(size) => Answer::warning(words, cure),
        _ => Answer::well(words),
    })
}

/// Whether its file system has locks that hold between machines and processes.
pub fn file_system(patient: &Patient) -> Result<Answer> {
    let Some(kind) = kind_of_file_system(&directory_of(&patient.path))? else {
        return Ok(Answer::new(
            Verdict::Note,
            "this system does not say what kind it is",
            "make sure that it is a local one, no NFS and no SMB",
        ));
    };
    Ok(match shared_kind(kind) {
        None => Answer::well("a local one"),
        Some((name, true)) => Answer::new(
            Verdict::Broken,
            format!(
                "{name}, a network file system: SQLite's log and the lock of the runner do not hold there"
            ),
            "move the file to a local disk: `midjobs backup` there, and name it with --db",
        ),
        Some((name, false)) => Answer::warning(
            format!("{name}: whether locks hold there depends on what is behind it"),
            "move the file to a local disk, or be sure that one machine alone uses it",
        ),
    })
}

/// Whether a sort that does not fit into memory has somewhere to go.
pub fn temporary_space(_patient: &Patient) -> Result<Answer> {
    let Some(directory) = health::temporary_directory() else {
        return Ok(Answer::well(
            "no directory for it: temporary files are made beside the database, or in memory",
        ));
    };
    let found = statvfs(&directory)?;
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let words = format!("{} free in {}", in_bytes(free), directory.display());
    Ok(match free < LITTLE {
        true => Answer::warning(words, "make room there, or name another directory with SQLITE_TMPDIR"),
        false => Answer::well(words),
    })
}

/// The directory in which the file itself lies, wherever links lead.
pub fn directory_of(path: &Path) -> PathBuf {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    real.parent().map(Path::to_owned).unwrap_or_else(|| PathBuf::from("."))
}

#[cfg(target_os = "linux")]
fn kind_of_file_system(directory: &Path) -> Result<Option<u64>> {
    // The type is of another width on each platform; the numbers have 32 bits.
    Ok(Some(rustix::fs::statfs(directory)?.f_type as u64 & 0xffff_ffff))
}

#[cfg(not(target_os = "linux"))]
fn kind_of_file_system(_directory: &Path) -> Result<Option<u64>> {
    Ok(None)
}

/// The name of a file system that is not this machine's alone, and whether that is certain. The numbers are Linux's.
fn shared_kind(kind: u64) -> Option<(&'static str, bool)> {
    Some(match kind {
        0x6969 => ("NFS", true),
        0x517b | 0xff53_4d42 | 0xfe53_4d42 => ("SMB", true),
        0x5346_414f | 0x6b41_4653 => ("AFS", true),
        0x00c3_6400 => ("Ceph", true),
        0x0bd0_0bd0 => ("Lustre", true),
        0x0102_1997 => ("9P", false),
        0x6573_5546 => ("FUSE", false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_systems_of_networks_are_known_by_their_numbers_and_local_ones_are_not_taken_for_them() {
        for (kind, name) in [(0x6969, "NFS"), (0xff53_4d42, "SMB"), (0x00c3_6400, "Ceph")] {
            assert_eq!(shared_kind(kind), Some((name, true)));
        }
        assert_eq!(shared_kind(0x6573_5546), Some(("FUSE", false)));
        // ext4, XFS, Btrfs, ZFS, tmpfs, overlayfs.
        for kind in [0xef53, 0x5846_5342, 0x9123_683e, 0x2fc1_2fc1, 0x0102_1994, 0x794c_7630] {
            assert_eq!(shared_kind(kind), None);
        }
    }
}
