//! `[pull]`: rows that are asked of an instance before the job's transaction, as a job file or a command line names it.

use anyhow::Result;
use serde::Deserialize;

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
}
