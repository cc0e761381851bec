//! An account on an instance, and what proves that one may use it.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::auth::Credentials;
use super::secret::Secret;

/// Where systemd puts the secrets of a service.
const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// Who asks an instance. What is not given is empty, and no secret is in here: only where one lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account<'a> {
    /// The user, for basic authentication.
    pub user: &'a str,
    /// The file with the user's password.
    pub password_file: &'a str,
    /// The client, for OAuth client credentials.
    pub client_id: &'a str,
    /// The file with the client's secret.
    pub client_secret_file: &'a str,
}

impl Account<'_> {
    /// What proves who asks, with the secret read from where it lies: its file, standard input for a file called
    /// `-`, or systemd's credentials directory.
    ///
    /// # Errors
    /// When neither a user nor a client is named, or both, or the secret cannot be had.
    pub fn credentials(&self, stdin: &mut dyn Read) -> Result<Credentials> {
        let directory = std::env::var_os(CREDENTIALS_DIRECTORY).map(PathBuf::from);
        let mut secret = |name: &str, file: &str| {
            let file = Some(Path::new(file)).filter(|_| !file.is_empty());
            Secret::find(name, file, directory.as_deref(), stdin)
        };
        match (self.user, self.client_id) {
            ("", "") => bail!("no account is named: name a user, or the client_id of an OAuth client"),
            (user, "") => Ok(Credentials::Basic {
                user: user.to_owned(),
                password: secret("password", self.password_file).context("logging in as a user")?,
            }),
            ("", client_id) => Ok(Credentials::OAuth {
                client_id: client_id.to_owned(),
                client_secret: secret("client-secret", self.client_secret_file)
                    .context("logging in as an OAuth client")?,
            }),
            _ => bail!("two accounts are named: name a user or an OAuth client, not both"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_of_user_and_client_logs_in() {
        let credentials = |account: Account| account.credentials(&mut &b"hunter2"[..]);
        let refused = |account: Account| credentials(account).unwrap_err().to_string();
        assert!(refused(Account::default()).contains("no account"));
        assert!(refused(Account { user: "a", client_id: "b", ..Account::default() }).contains("not both"));
        let user = Account { user: "a", password_file: "-", ..Account::default() };
        assert_eq!(credentials(user).unwrap().to_string(), "user \"a\"");
        let client = Account { client_id: "b", client_secret_file: "-", ..Account::default() };
        assert_eq!(credentials(client).unwrap().to_string(), "OAuth client \"b\"");
    }
}
