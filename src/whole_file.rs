//! A file that stands under its name only when all of it is there.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file that is being written beside its name. Dropped before [`WholeFile::keep`], nothing is left of it.
pub struct WholeFile {
    name: PathBuf,
    partial: PathBuf,
}

impl WholeFile {
    /// Begins an empty file that only its owner may read (0600), `NAME.partial` for now. What a crash left
    /// there is written over.
    pub fn begin(name: &Path) -> io::Result<(Self, File)> {
        let mut partial = name.as_os_str().to_owned();
        partial.push(".partial");
        let whole = Self { name: name.to_owned(), partial: partial.into() };
        match fs::remove_file(&whole.partial) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&whole.partial)?;
        Ok((whole, file))
    }

    /// Where it is written for now.
    pub fn partial(&self) -> &Path {
        &self.partial
    }

    /// Gives it its name, once it is safe on the disk.
    ///
    /// # Errors
    /// When it cannot be renamed; then nothing is left of it.
    pub fn keep(self) -> io::Result<()> {
        File::open(&self.partial)?.sync_all()?;
        fs::rename(&self.partial, &self.name)?;
        let directory = self.name.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        // After it was kept there is nothing to remove.
        let _ = fs::remove_file(&self.partial);
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
        fs::write(directory.path().join("export.json.partial"), "left by a crash").unwrap();
        let (whole, mut file) = WholeFile::begin(&name).unwrap();
        file.write_all(b"rows").unwrap();
        assert!(!name.exists());
        whole.keep().unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"rows");
        assert_eq!(fs::metadata(&name).unwrap().permissions().mode() & 0o777, 0o600);
        drop(WholeFile::begin(&name).unwrap());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}
