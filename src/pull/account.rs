//! An account on an instance as a command line or a job file names it, and how it logs in.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::auth::Credentials;
use super::instance::Instance;
use super::secret::Secret;

/// Where systemd puts the secrets of a service.
const CREDENTIALS_DIRECTORY: &str = "CREDENTIALS_DIRECTORY";

/// An account on an instance. What is not given is empty, and no secret is in here: only where one lies.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// The address of the instance, or its bare name.
    pub instance: String,
    /// The user, for basic authentication.
    pub user: String,
    /// The file with the user's password.
    pub password_file: String,
    /// The client, for OAuth client credentials.
    pub client_id: String,
    /// The file with the client's secret.
    pub client_secret_file: String,
}

impl Account {
    /// The names of the parameters that stand for a part of it: `:instance` names one.
    pub fn parameters(&self) -> Vec<&str> {
        self.parts().into_iter().filter_map(|part| part.strip_prefix(':')).collect()
    }

    /// The same with `value` of each parameter that it names.
    ///
    /// # Errors
    /// What `value` returns.
    pub fn with_parameters(&self, value: impl Fn(&str) -> Result<String>) -> Result<Self> {
        let part = |text: &str| text.strip_prefix(':').map_or_else(|| Ok(text.to_owned()), &value);
        Ok(Self {
            instance: part(&self.instance)?,
            user: part(&self.user)?,
            password_file: part(&self.password_file)?,
            client_id: part(&self.client_id)?,
            client_secret_file: part(&self.client_secret_file)?,
        })
    }

    /// Where the instance is.
    ///
    /// # Errors
    /// When none is named, or its address is none.
    pub fn address(&self) -> Result<Instance> {
        if self.instance.is_empty() {
            bail!(
                "no instance is named: say which, as dev12345; the job PullInstance is told with \
                 `midjobs jobs set PullInstance instance dev12345`"
            );
        }
        self.instance.parse()
    }

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
        match (self.user.as_str(), self.client_id.as_str()) {
            ("", "") => bail!("no account is named: name a user, or the client_id of an OAuth client"),
            (user, "") => Ok(Credentials::Basic {
                user: user.to_owned(),
                password: secret("password", &self.password_file).context("logging in as a user")?,
            }),
            ("", client_id) => Ok(Credentials::OAuth {
                client_id: client_id.to_owned(),
                client_secret: secret("client-secret", &self.client_secret_file)
                    .context("logging in as an OAuth client")?,
            }),
            _ => bail!("two accounts are named: name a user or an OAuth client, not both"),
        }
    }

    fn parts(&self) -> [&str; 5] {
        [&self.instance, &self.user, &self.password_file, &self.client_id, &self.client_secret_file]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(user: &str, client_id: &str) -> Account {
        Account { user: user.to_owned(), client_id: client_id.to_owned(), ..Account::default() }
    }

    #[test]
    fn a_part_that_begins_with_a_colon_is_the_value_of_a_parameter() {
        let named = Account { instance: ":where".to_owned(), ..account("midjobs", "") };
        assert_eq!(named.parameters(), ["where"]);
        let filled = named.with_parameters(|name| Ok(format!("{name}-1"))).unwrap();
        assert_eq!((filled.instance.as_str(), filled.user.as_str()), ("where-1", "midjobs"));
        assert!(named.with_parameters(|_| bail!("no such parameter")).is_err());
    }

    #[test]
    fn exactly_one_of_user_and_client_logs_in() {
        let credentials = |account: Account| account.credentials(&mut &b"hunter2"[..]);
        assert!(credentials(account("", "")).unwrap_err().to_string().contains("no account"));
        assert!(credentials(account("a", "b")).unwrap_err().to_string().contains("not both"));
        let user = Account { password_file: "-".to_owned(), ..account("a", "") };
        assert_eq!(credentials(user).unwrap().to_string(), "user \"a\"");
        let client = Account { client_secret_file: "-".to_owned(), ..account("", "b") };
        assert_eq!(credentials(client).unwrap().to_string(), "OAuth client \"b\"");
    }

    #[test]
    fn without_an_instance_it_says_how_to_name_one() {
        assert!(Account::default().address().unwrap_err().to_string().contains("dev12345"));
    }
}
