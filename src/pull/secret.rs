//! A password or client secret, read from a place that only its owner can read.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::ownership::open_secret;

/// The most bytes a secret may have: more is a wrong file.
const LONGEST: u64 = 4096;

/// A password or client secret. It has no text form, so that it can reach no log and no error.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Reads the secret called `name` (`password`, `client-secret`): from `file` (`-`: from `stdin`), or without
    /// one from the file of that name in systemd's `credentials` directory.
    ///
    /// # Errors
    /// Says where secrets are looked for when there is none, and what is wrong with the one that was found.
    pub fn find(
        name: &str,
        file: Option<&Path>,
        credentials: Option<&Path>,
        stdin: &mut dyn Read,
    ) -> Result<Self> {
        match (file, credentials) {
            (Some(dash), _) if dash == Path::new("-") => {
                Self::from_reader(stdin).with_context(|| format!("reading the {name} from stdin"))
            }
            (Some(file), _) => Self::from_file(file),
            (None, Some(directory)) => Self::from_credential(directory, name),
            (None, None) => bail!(
                "no {name} given: name a file of your own with --{name}-file FILE ('-' is stdin), or load the \
                 systemd credential '{name}'"
            ),
        }
    }

    /// Reads a file, a mounted secret for one, that nobody but its owner may read or write (0600, 0400), or only
    /// read as the group of this process (0440).
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    fn from_file(path: &Path) -> Result<Self> {
        let read = || Self::from_reader(open_secret(path)?);
        read().with_context(|| format!("reading the secret in {}", path.display()))
    }

    /// Reads `name` in systemd's credentials directory, which guards its files itself.
    ///
    /// # Errors
    /// Names the file and what is wrong with it.
    fn from_credential(directory: &Path, name: &str) -> Result<Self> {
        let path = directory.join(name);
        let read = || Self::from_reader(File::open(&path)?);
        read().with_context(|| format!("reading the systemd credential {}", path.display()))
    }

    /// Reads one line of text; the newline that ends it is not part of the secret.
    fn from_reader(reader: impl Read) -> Result<Self> {
        leave_no_core_dump();
        let mut bytes = Vec::new();
        reader.take(LONGEST + 1).read_to_end(&mut bytes)?;
        ensure!(bytes.len() as u64 <= LONGEST, "more than {LONGEST} bytes: this is not a password");
        let Ok(text) = String::from_utf8(bytes) else { bail!("not UTF-8 text: this is not a password") };
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        ensure!(!line.is_empty(), "empty: write the secret into it, in one line");
        ensure!(!line.contains(['\n', '\0']), "more than one line: a secret is one line of text");
        Ok(Self(line.to_owned()))
    }

    /// The secret itself, for the request that sends it and for nothing else.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

/// From now on a crash of this process writes no memory to a file, and no other process of this user's reads it.
fn leave_no_core_dump() {
    let limit = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    let limited = rustix::process::setrlimit(rustix::process::Resource::Core, limit);
    // A limit does not bind a program that the kernel hands dumps to.
    #[cfg(target_os = "linux")]
    let limited =
        limited.and(rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable));
    if let Err(error) = limited {
        log::warn!("a crash of this process could write a secret to a core dump: {error}");
    }
}

/// An access token, which an instance hands out, is a secret too.
impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn read(content: &[u8]) -> Result<String> {
        Secret::find("password", Some(Path::new("-")), None, &mut &*content)
            .map(|secret| secret.reveal().to_owned())
    }

    #[test]
    fn the_newline_that_ends_the_line_is_dropped_and_nothing_else() {
        for (content, secret) in [
            ("hunter2", "hunter2"),
            ("hunter2\n", "hunter2"),
            ("hunter2\r\n", "hunter2"),
            (" a b \n", " a b "),
        ] {
            assert_eq!(read(content.as_bytes()).unwrap(), secret);
        }
    }

    #[test]
    fn what_can_be_no_secret_is_refused_without_repeating_it() {
        for content in [&b""[..], b"\n", b"hunter2\nmore\n", b"hunter2\xff", &[b'x'; 5000]] {
            let error = format!("{:?}", read(content).unwrap_err());
            assert!(!error.contains("hunter2") && !error.contains("xxx"), "{error}");
        }
    }

    #[test]
    fn a_file_that_others_may_read_or_change_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("password");
        fs::write(&path, "hunter2\n").unwrap();
        for (mode, accepted) in
            [(0o600, true), (0o400, true), (0o640, false), (0o604, false), (0o620, false), (0o602, false)]
        {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            assert_eq!(Secret::from_file(&path).is_ok(), accepted, "{mode:o}");
        }
        let error = format!("{:#}", Secret::from_file(&path).unwrap_err());
        assert!(error.contains("chmod 600") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_file_that_nobody_may_change_and_the_group_of_this_process_may_read_is_taken() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("password");
        fs::write(&path, "hunter2").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o440)).unwrap();
        assert!(Secret::from_file(&path).is_ok());
        if std::os::unix::fs::chown(&path, None, Some(4321)).is_ok() {
            assert!(Secret::from_file(&path).is_err(), "the group is another's");
        }
        fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
        if std::os::unix::fs::chown(&path, Some(4321), None).is_ok() {
            assert!(Secret::from_file(&path).is_err(), "the owner is another");
        }
    }

    #[test]
    fn without_a_file_the_systemd_credential_is_read_whatever_its_mode() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("password");
        fs::write(&path, "hunter2").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o440)).unwrap();
        let found = Secret::find("password", None, Some(directory.path()), &mut std::io::empty()).unwrap();
        assert_eq!(found.reveal(), "hunter2");
    }

    #[test]
    fn without_any_place_the_places_are_named() {
        let error = Secret::find("client-secret", None, None, &mut std::io::empty()).unwrap_err().to_string();
        assert!(error.contains("--client-secret-file") && error.contains("systemd credential"), "{error}");
    }

    #[test]
    fn a_process_that_holds_a_secret_leaves_no_core_dump() {
        read(b"hunter2").unwrap();
        assert_eq!(rustix::process::getrlimit(rustix::process::Resource::Core).current, Some(0));
        #[cfg(target_os = "linux")]
        {
            let dumpable = rustix::process::dumpable_behavior().unwrap();
            assert_eq!(dumpable, rustix::process::DumpableBehavior::NotDumpable);
        }
    }

    #[test]
    fn debugging_output_does_not_hold_it() {
        assert_eq!(format!("{:?}", Secret::from("hunter2".to_owned())), "Secret(***)");
    }
}
