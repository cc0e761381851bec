//! Where a schema of a server is: `postgres://[user@]host[:port][,host[:port]...]/database?schema=NAME`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use percent_encoding::percent_decode_str;

use super::host::{Host, Target, names_and_ports, paired};
use super::service;
use crate::db::place::{PASSWORD_FILE, SCHEMES};

/// The schema that is meant where none is named.
const USUAL_SCHEMA: &str = "midjobs";

/// What a service may say of a connection.
const TAKEN_FROM_A_SERVICE: [&str; 7] =
    ["host", "port", "user", "dbname", "sslrootcert", "passfile", "target_session_attrs"];

/// A schema of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The server, or a primary and its standbys: whichever is which.
    pub hosts: Vec<Host>,
    /// Which of them; where several are named, the one that takes writes.
    pub target: Option<Target>,
    names: String,
    ports: String,
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
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        let (user, hosts) = hosts.rsplit_once('@').map_or((None, hosts), |(user, hosts)| (Some(user), hosts));
        ensure!(
            !user.is_some_and(|user| user.contains(':')),
            "an address holds no password: it stands in ~/.pgpass, or in a file that --db-password-file names"
        );
        let mut address = Self::usual();
        let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
        if let Some((_, name)) = pairs().find(|(name, _)| *name == "service") {
            address.take_service(&decoded(name)?)?;
        }
        // What stands in the address comes before what its service says.
        let (names, ports) = names_and_ports(hosts);
        let named =
            [("host", Some(&*names)), ("port", ports.as_deref()), ("user", user), ("dbname", Some(database))];
        let named = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
        for (name, value) in named.filter(|(_, value)| !value.is_empty()).chain(pairs()) {
            address.set(name, decoded(value)?)?;
        }
        address.checked()
    }

    fn usual() -> Self {
        Self {
            hosts: Vec::new(),
            target: None,
            names: String::new(),
            ports: String::new(),
            user: None,
            database: String::new(),
            schema: USUAL_SCHEMA.to_owned(),
            root_certificate: None,
            password_file: None,
            pass_file: None,
            service: None,
        }
    }

    fn checked(mut self) -> Result<Self> {
        ensure!(!self.database.is_empty(), "it names no database: postgres://HOST/DATABASE?schema=NAME");
        self.hosts = paired(&self.names, &self.ports)?;
        ensure!(
            !self.hosts.is_empty(),
            "it names no host: postgres://HOST/DATABASE, or ?host=DIRECTORY for a socket"
        );
        Ok(self)
    }

    /// What a service says of a connection; what is for other programs alone is passed over, and a password is read when it is
    /// needed.
    fn take_service(&mut self, name: &str) -> Result<()> {
        for (name, value) in service::find(name)?.settings {
            if TAKEN_FROM_A_SERVICE.contains(&name.as_str()) {
                self.set(&name, value)?;
            }
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: String) -> Result<()> {
        match name {
            "service" => self.service = Some(value),
            "port" => self.ports = value,
            "user" => self.user = Some(value),
            "dbname" => self.database = value,
            "schema" => self.schema = checked_schema(value)?,
            "host" => self.names = value,
            "target_session_attrs" => self.target = Some(Target::parse(&value)?),
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
            other => bail!(
                "it knows schema, host, service, target_session_attrs, sslrootcert and passfile, and no {other:?}"
            ),
        }
        Ok(())
    }

    /// As messages name it.
    pub fn shown(&self) -> PathBuf {
        let Self { names, database, schema, .. } = self;
        if self.hosts.iter().any(Host::is_socket) {
            return format!("postgres:///{database}?host={names}&schema={schema}").into();
        }
        let hosts: Vec<String> = self.hosts.iter().map(Host::shown).collect();
        format!("postgres://{}/{database}?schema={schema}", hosts.join(",")).into()
    }

    /// The command that backs it up.
    pub fn backing_up(&self) -> String {
        let Self { database, schema, hosts, .. } = self;
        let list = |of: fn(&Host) -> String| hosts.iter().map(of).collect::<Vec<_>>().join(",");
        let (names, ports) = (list(|host| host.name.clone()), list(|host| host.port.to_string()));
        format!(
            "pg_dump --host {names} --port {ports} --schema {schema} --format custom --file {schema}.dump {database}"
        )
    }

    /// Whether a host that takes no writes will not do.
    pub fn must_be_writable(&self) -> bool {
        self.target.unwrap_or(if self.hosts.len() > 1 { Target::Writable } else { Target::Any })
            == Target::Writable
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
        assert_eq!(address.hosts, [Host { name: "db.example.com".to_owned(), port: 6432 }]);
        assert_eq!((address.user.as_deref(), address.database.as_str()), (Some("runner"), "midjobs"));
        assert_eq!(
            address.shown().display().to_string(),
            "postgres://db.example.com:6432/midjobs?schema=dev12345"
        );
        assert!(!address.hosts[0].is_local() && !address.must_be_writable());
    }

    #[test]
    fn of_several_hosts_the_one_that_takes_writes_is_meant() {
        let both = parsed("postgres://one:6001,two/midjobs").unwrap();
        assert_eq!(both.shown().display().to_string(), "postgres://one:6001,two/midjobs?schema=midjobs");
        assert!(both.must_be_writable());
        assert!(!parsed("postgres://one,two/midjobs?target_session_attrs=any").unwrap().must_be_writable());
        assert!(parsed("postgres://one/midjobs?target_session_attrs=read-write").unwrap().must_be_writable());
    }

    #[test]
    fn a_socket_is_a_directory_and_stays_on_this_machine() {
        let address = parsed("postgres:///midjobs?host=/run/postgresql").unwrap();
        assert!(address.hosts[0].is_local() && address.hosts[0].is_socket());
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
            ("postgres://host/db?target_session_attrs=standby", "read-write, primary or any"),
        ] {
            let error = format!("{:#}", parsed(text).unwrap_err());
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
