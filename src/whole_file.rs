//! A file that stands under its name only when all of it is there.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What is being written, for a process that is asked to stop while it writes.
static PARTIAL: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what is being written: this process ends, and nobody would.
pub fn remove_partial() {
    for partial in PARTIAL.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        remove_with_journal(&partial);
    }
}

/// SQLite keeps what undoes a transaction beside a copy of a database, while it is written.
fn remove_with_journal(partial: &Path) {
    for end in ["", "-journal"] {
        let mut file = partial.as_os_str().to_owned();
        file.push(end);
        // The one may have its name by now, the other was never there.
        let _ = fs::remove_file(file);
    }
}

/// A file that is being written beside its name. Dropped before [`WholeFile::keep`], nothing is left of it.
pub struct WholeFile {
    name: PathBuf,
    partial: PathBuf,
}

impl WholeFile {
    /// Begins an empty file that only its owner may read (0600), `NAME.RANDOM.partial` for now: nobody else has that name,
    /// and nobody else's file is taken.
    ///
    /// # Errors
    /// When it cannot be made, or what has the name may not be replaced: a database, what SQLite keeps beside one, a device, a
    /// pipe or a directory.
    pub fn begin(name: &Path) -> io::Result<(Self, File)> {
        ensure_replaceable(name)?;
        Self::begin_over(name)
    }

    /// The same in the place of a database.
    ///
    /// # Errors
    /// When it cannot be made, or what has the name is no file.
    pub fn begin_over(name: &Path) -> io::Result<(Self, File)> {
        if fs::metadata(name).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::new(ErrorKind::InvalidInput, "what has this name is no file"));
        }
        loop {
            let mut partial = name.as_os_str().to_owned();
            partial.push(format!(".{:012x}.partial", fastrand::u64(..1 << 48)));
            let partial = PathBuf::from(partial);
            match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial) {
                Ok(file) => {
                    PARTIAL.lock().unwrap_or_else(PoisonError::into_inner).push(partial.clone());
                    return Ok((Self { name: name.to_owned(), partial }, file));
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let what = "its directory is not there: make it, or name another file";
                    return Err(io::Error::new(ErrorKind::NotFound, what));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Where it is written for now.
    pub fn partial(&self) -> &Path {
        &self.partial
    }

    /// Gives it its name, once it is safe on the disk; a file that has the name already is replaced.
    ///
    /// # Errors
    /// When it cannot be renamed; then nothing is left of it.
    pub fn keep(self) -> io::Result<()> {
        File::open(&self.partial)?.sync_all()?;
        fs::rename(&self.partial, &self.name)?;
        self.sync_directory()
    }

    /// The same, where no file has the name.
    ///
    /// # Errors
    /// When one has it meanwhile; then nothing is left of this one.
    pub fn keep_as_new(self) -> io::Result<()> {
        File::open(&self.partial)?.sync_all()?;
        // A second name for the same file: unlike renaming, it takes no name that is taken.
        fs::hard_link(&self.partial, &self.name)?;
        fs::remove_file(&self.partial)?;
        self.sync_directory()
    }

    fn sync_directory(&self) -> io::Result<()> {
        let directory = self.name.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
    }
}

/// Refuses to replace a database, or what SQLite keeps beside one.
fn ensure_replaceable(name: &Path) -> io::Result<()> {
    let Some(_) = fs::metadata(name).ok().filter(Metadata::is_file) else { return Ok(()) };
    let mut beginning = Vec::new();
    File::open(name)?.take(16).read_to_end(&mut beginning)?;
    let of_sqlite = ["-wal", "-shm", "-journal"];
    let is_beside = of_sqlite.iter().any(|end| name.as_os_str().as_bytes().ends_with(end.as_bytes()));
    if is_beside || beginning == b"SQLite format 3\0" {
        let what = "a database is there, or a part of one, which would be lost: name another file";
        return Err(io::Error::new(ErrorKind::InvalidInput, what));
    }
    Ok(())
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // After it was kept there is nothing to remove.
        remove_with_journal(&self.partial);
        PARTIAL.lock().unwrap_or_else(PoisonError::into_inner).retain(|partial| *partial != self.partial);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn it_has_its_name_when_it_is_kept_and_leaves_nothing_when_it_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let name = directory.path().join("export.json");
        fs::write(directory.path().join("export.json.partial"), "somebody else's").unwrap();
        let (whole, mut file) = WholeFile::begin(&name).unwrap();
        file.write_all(b"rows").unwrap();
        assert!(!name.exists());
        whole.keep().unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"rows");
        assert_eq!(fs::metadata(&name).unwrap().permissions().mode() & 0o777, 0o600);
        drop(WholeFile::begin(&name).unwrap());
        let nowhere = WholeFile::begin(&directory.path().join("none/export.json")).err().unwrap();
        assert!(nowhere.to_string().contains("its directory is not there"), "{nowhere}");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }

    #[test]
    fn two_at_once_to_one_name_are_both_whole_and_a_new_file_takes_no_name_that_is_taken() {
        let directory = tempfile::tempdir().unwrap();
        let name = directory.path().join("copy.db");
        let (first, mut one) = WholeFile::begin(&name).unwrap();
        let (second, mut other) = WholeFile::begin(&name).unwrap();
        one.write_all(b"first").unwrap();
        other.write_all(b"second").unwrap();
        first.keep_as_new().unwrap();
        assert_eq!(second.keep_as_new().unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&name).unwrap(), b"first");
        let (third, mut file) = WholeFile::begin(&name).unwrap();
        file.write_all(b"third").unwrap();
        third.keep().unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"third");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}
