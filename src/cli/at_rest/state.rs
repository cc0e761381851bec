//! What tells that a file, or what is beside it, changed.

use std::fs::{self, DirEntry, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{StatVfsMountFlags, statvfs};
use rustix::process::{getegid, geteuid, getgroups};

use crate::ownership::ensure_own;

/// In what steps a file system tells the time, in nanoseconds: those of the kernel's clock, or where it has only seconds, two
/// of them. Two changes within one step look like one.
const STEP: i128 = 20_000_000;
const STEP_OF_SECONDS: i128 = 2_000_000_000;

/// How the file, its log, the job files and the program are at one moment.
pub struct State {
    /// The same as long as none of them changes.
    pub hash: u64,
    /// When the last of them had settled, in nanoseconds since 1970.
    settled: i128,
    /// When it was looked at, by the clock of the file system, where an attribute of the file was set just before.
    pub now: i128,
}

impl State {
    /// How they are now; `None` where one of them cannot be seen.
    pub fn of(database: &Path, jobs: Option<&Path>, is_quiet: bool) -> Option<Self> {
        let real = database.canonicalize().ok()?;
        let file = fs::metadata(&real).ok()?;
        let mut seen = Seen::default();
        (is_quiet, env!("CARGO_PKG_VERSION")).hash(&mut seen.hasher);
        seen.reader()?;
        seen.file(&fs::metadata("/proc/self/exe").ok()?);
        seen.database(&real, &file)?;
        if let Some(jobs) = jobs {
            seen.directory(jobs)?;
        }
        Some(Self { hash: seen.hasher.finish(), settled: seen.settled, now: changed(&file) })
    }

    /// Whether all of it is older than a step of its clock: what changes from now on has another time.
    pub fn is_settled(&self) -> bool {
        self.settled <= self.now
    }
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    hasher: DefaultHasher,
    settled: i128,
}

impl Seen {
    /// Who looks: what one may read, another may not.
    fn reader(&mut self) -> Option<()> {
        let groups = getgroups().ok()?.into_iter().map(|group| group.as_raw()).collect::<Vec<u32>>();
        (geteuid().as_raw(), getegid().as_raw(), groups).hash(&mut self.hasher);
        Some(())
    }

    /// The database with its log and the directory that both are in. The attribute changes its ctime, so that does not count.
    /// On a file system that is read-only by now no tick can do anything.
    fn database(&mut self, real: &Path, file: &Metadata) -> Option<()> {
        if statvfs(real).ok()?.f_flag.contains(StatVfsMountFlags::RDONLY) {
            return None;
        }
        self.identity(file);
        self.time(modified(file));
        let mut log = real.as_os_str().to_owned();
        log.push("-wal");
        match fs::metadata(PathBuf::from(log)) {
            Ok(log) => self.file(&log),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0.hash(&mut self.hasher),
            Err(_) => return None,
        }
        let directory = fs::metadata(real.parent()?).ok()?;
        let owner = (directory.uid(), directory.gid());
        (directory.dev(), directory.ino(), directory.mode(), owner).hash(&mut self.hasher);
        Some(())
    }

    /// The directory of the jobs, and each file in it. What is above them, or a link leads through, tells nothing by itself:
    /// whether others may write there is judged each time.
    fn directory(&mut self, jobs: &Path) -> Option<()> {
        std::path::absolute(jobs).ok()?.hash(&mut self.hasher);
        let found = fs::metadata(jobs).ok()?;
        ensure_own(jobs, &found).ok()?;
        self.file(&found);
        let entries = fs::read_dir(jobs).ok()?;
        let mut entries = entries.collect::<std::io::Result<Vec<DirEntry>>>().ok()?;
        entries.sort_by_key(DirEntry::file_name);
        entries.iter().try_for_each(|entry| self.entry(entry))
    }

    fn entry(&mut self, entry: &DirEntry) -> Option<()> {
        let path = entry.path();
        path.hash(&mut self.hasher);
        let found = fs::metadata(&path).ok()?;
        if entry.file_type().ok()?.is_symlink() || found.mode() & 0o022 != 0 {
            ensure_own(&path, &found).ok()?;
        }
        self.file(&found);
        Some(())
    }

    fn file(&mut self, found: &Metadata) {
        self.identity(found);
        self.time(modified(found));
        self.time(changed(found));
    }

    fn identity(&mut self, found: &Metadata) {
        let which = (found.dev(), found.ino(), found.nlink(), found.size());
        (which, found.mode(), found.uid(), found.gid()).hash(&mut self.hasher);
    }

    fn time(&mut self, time: i128) {
        time.hash(&mut self.hasher);
        let step = if time % 1_000_000_000 == 0 { STEP_OF_SECONDS } else { STEP };
        self.settled = self.settled.max(time + step);
    }
}

fn modified(found: &Metadata) -> i128 {
    i128::from(found.mtime()) * 1_000_000_000 + i128::from(found.mtime_nsec())
}

fn changed(found: &Metadata) -> i128 {
    i128::from(found.ctime()) * 1_000_000_000 + i128::from(found.ctime_nsec())
}
