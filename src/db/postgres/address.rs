//! Where a schema of a server is: `postgres://[user@]host[:port]/database?schema=NAME`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use percent_encoding::percent_decode_str;

use super::service;
use crate::db::place::{PASSWORD_FILE, SCHEMES};

/// The schema that is meant where none is named.
const USUAL_SCHEMA: &str = "midjobs";

/// A schema of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// A host, or the directory of a socket.
    pub host: String,
    pub port: u16,
    /// Whom to connect as; the system's user where none is named.
    pub user: Option<String>,
    pub database: String,
    pub schema: String,
    /// Whose signature the server's certificate must have; the system's where none is named.
    pub root_certificate: Option<PathBuf>,
    /// A file with the password alone.
    pub password_file: Option<PathBuf>,
    /// A file with a password for each server and user.
    pub pass_file: Option<PathBuf>,
    /// What names the rest, in a file of services.
    pub service: Option<String>,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Says what it lacks, or may not hold; a password is never repeated.
    pub fn parse(path: &Path) -> Result<Self> {
        let text = path.to_str().context("an address is text")?;
        let rest = SCHEMES.iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (host, database) = place.split_once('/').unwrap_or((place, ""));
        let (user, host) = host.rsplit_once('@').map_or((None, host), |(user, host)| (Some(user), host));
        ensure!(
            !user.is_some_and(|user| user.contains(':')),
            "an address holds no password: it stands in ~/.pgpass, or in a file that --db-password-file names"
        );
        let (host, port) = host.rsplit_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
        let mut address = Self::usual();
        let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
        if let Some((_, name)) = pairs().find(|(name, _)| *name == "service") {
            address.take_service(&decoded(name)?)?;
        }
        // What stands in the address comes before what its service says.
        let named = [("host", Some(host)), ("port", port), ("user", user), ("dbname", Some(database))];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
        for (name, value) in named.filter(|(_, value)| !value.is_empty()).chain(pairs()) {
            address.set(name, decoded(value)?)?;
        }
        ensure!(!address.database.is_empty(), "it names no database: postgres://HOST/DATABASE?schema=NAME");
        ensure!(
            !address.host.is_empty(),
            "it names no host: postgres://HOST/DATABASE, or ?host=DIRECTORY for a socket"
        );
        Ok(address)
    }

    fn usual() -> Self {
        Self {
            host: String::new(),
            port: 5432,
            user: None,
            database: String::new(),
            schema: USUAL_SCHEMA.to_owned(),
            root_certificate: None,
            password_file: None,
            pass_file: None,
            service: None,
        }
    }

    /// What a service says of a connection; what is for other programs alone is passed over, and a password is read when it is
    /// needed.
    fn take_service(&mut self, name: &str) -> Result<()> {
        for (name, value) in service::find(name)?.settings {
            if ["host", "port", "user", "dbname", "sslrootcert", "passfile"].contains(&name.as_str()) {
                self.set(&name, value)?;
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: String) -> Result<()> {
        match name {
            "service" => self.service = Some(value),
            "port" => self.port = value.parse().with_context(|| format!("{value:?} is no port"))?,
            "user" => self.user = Some(value),
            "dbname" => self.database = value,
            "schema" => self.schema = checked_schema(value)?,
            "host" => self.host = value,
            "sslrootcert" => self.root_certificate = Some(value.into()),
            "passfile" => self.pass_file = Some(value.into()),
            PASSWORD_FILE => self.password_file = Some(value.into()),
            "password" => bail!(
                "an address holds no password: it stands in ~/.pgpass, or in a file that --db-password-file names"
            ),
            "sslmode" => bail!(
                "sslmode is not to be chosen: the server's certificate is verified, but for loopback and sockets; \
                 sslrootcert=FILE names who signed it"
            ),
            other => bail!("it knows schema, host, service, sslrootcert and passfile, and no {other:?}"),
        }
        Ok(())
    }

    /// Whether what is sent stays on this machine.
    pub fn is_local(&self) -> bool {
        self.is_socket() || ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&self.host.as_str())
    }

    pub fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// As messages name it.
    pub fn shown(&self) -> PathBuf {
        let Self { host, port, database, schema, .. } = self;
        let port = if *port == 5432 { String::new() } else { format!(":{port}") };
        match self.is_socket() {
            true => format!("postgres:///{database}?host={host}&schema={schema}").into(),
            false => format!("postgres://{host}{port}/{database}?schema={schema}").into(),
        }
    }

    /// The role that a user's steps have.
    pub fn step_role(&self) -> String {
        format!("{}_step", self.schema)
    }
}

fn decoded(text: &str) -> Result<String> {
    Ok(percent_decode_str(text).decode_utf8().context("an address is UTF-8")?.into_owned())
}

fn checked_schema(name: String) -> Result<String> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    ensure!(
        (1..=50).contains(&name.len()) && name.chars().all(plain) && !name.starts_with("pg_"),
        "a schema has a name of small letters, digits and underscores, at most 50: {name:?} is none"
    );
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Address> {
        Address::parse(Path::new(text))
    }

    #[test]
    fn an_address_names_a_host_a_database_and_a_schema() {
        let address = parsed("postgres://runner@db.example.com:6432/midjobs?schema=dev12345").unwrap();
        assert_eq!((address.host.as_str(), address.port), ("db.example.com", 6432));
        assert_eq!((address.user.as_deref(), address.database.as_str()), (Some("runner"), "midjobs"));
        assert_eq!(
            address.shown().display().to_string(),
            "postgres://db.example.com:6432/midjobs?schema=dev12345"
        );
        assert!(!address.is_local());
    }

    #[test]
    fn a_socket_is_a_directory_and_stays_on_this_machine() {
        let address = parsed("postgres:///midjobs?host=/run/postgresql").unwrap();
        assert!(address.is_local() && address.is_socket());
        assert_eq!(address.schema, "midjobs");
    }

    #[test]
    fn a_password_is_refused_and_not_repeated() {
        for text in ["postgres://runner:hunter2@host/db", "postgres://host/db?password=hunter2"] {
            let error = format!("{:#}", parsed(text).unwrap_err());
            assert!(error.contains("holds no password") && !error.contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn what_is_missing_or_unknown_is_said() {
        for (text, said) in [
            ("postgres://host", "names no database"),
            ("postgres:///db", "names no host"),
            ("postgres://host/db?schema=Dev", "small letters"),
            ("postgres://host/db?sslmode=disable", "not to be chosen"),
            ("postgres://host/db?application_name=x", "no \"application_name\""),
            ("postgres://host:port/db", "is no port"),
        ] {
            let error = format!("{:#}", parsed(text).unwrap_err());
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
