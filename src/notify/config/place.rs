//! A server whose address is a secret, and where that lies.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::pull::secret::Secret;

/// Where systemd puts the secrets of a service.
const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// A server whose address is a secret.
#[derive(Clone, Debug)]
pub struct Place {
    /// What its secrets are called among systemd's credentials.
    name: String,
    url_file: Option<PathBuf>,
    token_file: Option<PathBuf>,
    /// A file with certificates to trust besides those of this machine.
    pub ca_file: Option<PathBuf>,
    /// How long it has to answer.
    pub timeout: Duration,
}

impl Place {
    pub(super) fn new(
        name: String,
        url_file: Option<PathBuf>,
        token_file: Option<PathBuf>,
        ca_file: Option<PathBuf>,
        timeout: Duration,
    ) -> Result<Self> {
        for file in url_file.iter().chain(&token_file) {
            ensure!(
                !file.to_string_lossy().contains("://"),
                "url_file and token_file name files of yours (chmod 600): write the address into one"
            );
        }
        let is_given = url_file.is_some() || std::env::var_os(CREDENTIALS_DIRECTORY).is_some();
        ensure!(is_given, "no url_file is named: write the address into a file of yours (chmod 600)");
        Ok(Self { name, url_file, token_file, ca_file, timeout })
    }

    /// Its address.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn url(&self) -> Result<Secret> {
        secret(&format!("{}-url", self.name), self.url_file.as_deref())
    }

    /// The token that is sent with a message.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn token(&self) -> Result<Secret> {
        secret(&format!("{}-token", self.name), self.token_file.as_deref())
    }
}

fn secret(name: &str, file: Option<&Path>) -> Result<Secret> {
    let directory = std::env::var_os(CREDENTIALS_DIRECTORY).map(PathBuf::from);
    Secret::find(name, file, directory.as_deref(), &mut io::empty())
}
