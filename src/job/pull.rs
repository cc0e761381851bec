//! `[pull]`: rows that are asked of an instance before the job's transaction, as a job file or a command line names it.

use anyhow::{Result, ensure};
use serde::Deserialize;

use crate::password;

/// Which instance to ask, and as whom. What is not given is empty, and no secret is in here: only where one lies.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct Pull {
    /// The address of the instance, or its bare name. Here and below `:name` stands for a parameter of the job.
    pub instance: String,
    /// The user, for basic authentication.
    pub user: String,
    /// The file with the user's password.
    pub password_file: String,
    /// The client, for OAuth client credentials.
    pub client_id: String,
    /// The file with the client's secret.
    pub client_secret_file: String,
    /// A file with certificates to trust besides those of this machine.
    pub ca_file: String,
    /// Whether rows that the instance no longer has are removed, from tables of which all rows came.
    pub replace: bool,
}

impl Pull {
    /// The names of the parameters that stand for a part of it.
    pub fn parameters(&self) -> Vec<&str> {
        let parts = [
            &self.instance,
            &self.user,
            &self.password_file,
            &self.client_id,
            &self.client_secret_file,
            &self.ca_file,
        ];
        parts.into_iter().filter_map(|part| part.strip_prefix(':')).collect()
    }

    /// Refuses an address or a name with a password in it: what stands here is stored, shown and backed up.
    ///
    /// # Errors
    /// Says what to leave out, and repeats none of it.
    pub fn refuse_secrets(&self) -> Result<()> {
        refuse_address("instance", &self.instance)?;
        for (key, file) in [
            ("password_file", &self.password_file),
            ("client_secret_file", &self.client_secret_file),
            ("ca_file", &self.ca_file),
        ] {
            password::refuse(key, file)?;
        }
        refuse_name("user", &self.user, "password_file")?;
        refuse_name("client_id", &self.client_id, "client_secret_file")
    }

    /// The same for the value of a parameter, wherever it stands for a part.
    ///
    /// # Errors
    /// As [`Pull::refuse_secrets`].
    pub fn refuse_secret_in(&self, parameter: &str, value: &str) -> Result<()> {
        let one = |name: &str| Ok(if name == parameter { value.to_owned() } else { String::new() });
        let stands_for =
            |part: &String| part.strip_prefix(':').map_or_else(String::new, |name| format!(":{name}"));
        let named = Self {
            instance: stands_for(&self.instance),
            user: stands_for(&self.user),
            client_id: stands_for(&self.client_id),
            ..Self::default()
        };
        named.with_parameters(one)?.refuse_secrets()
    }

    /// The same with `value` of each parameter that it names.
    pub fn with_parameters(&self, value: impl Fn(&str) -> Result<String>) -> Result<Self> {
        let part = |text: &str| text.strip_prefix(':').map_or_else(|| Ok(text.to_owned()), &value);
        Ok(Self {
            instance: part(&self.instance)?,
            user: part(&self.user)?,
            password_file: part(&self.password_file)?,
            client_id: part(&self.client_id)?,
            client_secret_file: part(&self.client_secret_file)?,
            ca_file: part(&self.ca_file)?,
            replace: self.replace,
        })
    }
}

/// An address says where an instance is. A password can hide before an @, and in what follows the host.
fn refuse_address(key: &str, address: &str) -> Result<()> {
    // A colon with anything but a port behind it separates a user from a password.
    let host = address.rsplit_once("//").map_or(address, |(_, host)| host).trim_end_matches('/');
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let has_password = host.rsplit_once(':').is_some_and(|(_, port)| !is_port(port) && !host.ends_with(']'));
    ensure!(
        !address.contains(['@', '?', '#', '%']) && !has_password,
        "{key} holds more than an address, a password perhaps: write the host alone, as dev12345 or \
         https://dev12345.service-now.com; name the user in user, and where the password lies in password_file"
    );
    Ok(())
}

/// A user's name has no colon: that is where a password begins.
fn refuse_name(key: &str, name: &str, secret: &str) -> Result<()> {
    ensure!(
        !name.contains([':', '\n']) && !name.to_ascii_lowercase().contains("%3a"),
        "{key} holds a colon, and behind it a password perhaps: write the name alone, and name the file with the \
         secret in {secret}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    #[test]
    fn a_part_that_begins_with_a_colon_is_the_value_of_a_parameter() {
        let named = Pull { instance: ":where".into(), user: "midjobs".into(), ..Pull::default() };
        assert_eq!(named.parameters(), ["where"]);
        let filled = named.with_parameters(|name| Ok(format!("{name}-1"))).unwrap();
        assert_eq!((filled.instance.as_str(), filled.user.as_str()), ("where-1", "midjobs"));
        assert!(named.with_parameters(|_| bail!("no such parameter")).is_err());
    }

    #[test]
    fn a_part_with_a_password_in_it_is_refused_and_not_repeated() {
        let filled = Pull { instance: ":where".into(), user: ":who".into(), ..Pull::default() };
        for (name, value) in [
            ("where", "https://reader:hunter2@dev.example"),
            ("where", "reader:hunter2@dev.example"),
            ("where", "https://reader:hunter2%40dev.example"),
            ("where", "https://dev.example/?password=hunter2"),
            ("where", "https://dev.example/#hunter2"),
            ("where", "reader:hunter2"),
            ("where", "https://reader%3Ahunter2"),
            ("who", "reader%3ahunter2"),
            ("who", "reader:hunter2"),
        ] {
            let error = format!("{:?}", filled.refuse_secret_in(name, value).unwrap_err());
            assert!(!error.contains("hunter2"), "{error}");
            assert!(filled.refuse_secret_in("another", value).is_ok());
        }
        for address in
            ["https://dev.example:8443", "https://dev.example/", "http://[::1]", "[::1]:8080", "", "dev1"]
        {
            assert!(filled.refuse_secret_in("where", address).is_ok(), "{address}");
        }
        assert!(filled.refuse_secret_in("who", "reader@dev.example").is_ok());
    }
}
