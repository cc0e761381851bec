//! The password for a server: from a file that was named, from systemd, from a service file, or from ~/.pgpass. Never from an address, a flag or a
//! variable.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context, Error, Result, ensure};

use super::address::Address;
use super::host::Host;
use super::service;
use crate::ownership::open_secret;

/// What systemd calls it: `LoadCredential=midjobs-db-password:FILE`.
const CREDENTIAL: &str = "midjobs-db-password";

/// The password for one of its hosts, if one is to be found. `user` is whom it is for.
pub(super) fn find(address: &Address, host: &Host, user: &str) -> Result<Option<String>> {
    if let Some(file) = &address.password_file {
        let text = read_secret(file)?;
        let password = first_line(&text);
        ensure!(
            !password.is_empty(),
            "the password in {} is empty: write it there, in one line",
            file.display()
        );
        return Ok(Some(password));
    }
    let credential =
        std::env::var_os("CREDENTIALS_DIRECTORY").map(|directory| Path::new(&directory).join(CREDENTIAL));
    if let Some(file) = credential.filter(|file| file.is_file()) {
        // systemd guards its files itself.
        return Ok(Some(first_line(&fs::read_to_string(file)?)));
    }
    if let Some(name) = &address.service
        && let Some(password) = of_service(name)?
    {
        return Ok(Some(password));
    }
    let Some(file) = pass_file(address) else { return Ok(None) };
    Ok(read_secret(&file)?.lines().find_map(|line| of_line(line, (address, host), user)))
}

/// The password that stands with a service, in a file that nobody else may read.
fn of_service(name: &str) -> Result<Option<String>> {
    let service = service::find(name)?;
    match service.settings.into_iter().find(|(name, _)| name == "password") {
        Some((_, password)) => read_secret(&service.file).map(|_| Some(password)),
        None => Ok(None),
    }
}

/// The file with a password for each server and user: one that is named must be there.
fn pass_file(address: &Address) -> Option<PathBuf> {
    let named = std::env::var_os("PGPASSFILE").filter(|file| !file.is_empty()).map(PathBuf::from);
    let usual = || std::env::home_dir().map(|home| home.join(".pgpass")).filter(|file| file.is_file());
    address.pass_file.clone().or(named).or_else(usual)
}

/// The text of a file that nobody else may read.
fn read_secret(file: &Path) -> Result<String> {
    let read = || Ok::<_, Error>(io::read_to_string(open_secret(file)?)?);
    read().with_context(|| format!("reading the password in {}", file.display()))
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// The password of a line `host:port:database:user:password`, where it is for that server and user. A `*` stands for any,
/// a backslash goes before a colon.
fn of_line(line: &str, (address, host): (&Address, &Host), user: &str) -> Option<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut()?.extend(letters.next()),
            letter => fields.last_mut()?.push(letter),
        }
    }
    let name = if host.is_socket() { "localhost" } else { &host.name };
    let port = host.port.to_string();
    let asked = [name, &port, &address.database, user];
    let fits = fields.len() == 5 && !line.starts_with('#');
    let fits = fits && asked.iter().zip(&fields).all(|(asked, field)| field == "*" || field == asked);
    fits.then(|| fields.swap_remove(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_for_the_server_and_the_user_that_it_names() {
        let address = Address::parse(Path::new("postgres://db/midjobs")).unwrap();
        let found = |line: &str| of_line(line, (&address, &address.hosts[0]), "runner");
        assert_eq!(found("db:5432:midjobs:runner:a\\:b:c").as_deref(), Some("a:b:c"));
        assert_eq!(found("*:*:*:*:x").as_deref(), Some("x"));
        for other in [
            "db:5433:*:*:x",
            "db:5432:other:runner:x",
            "db:5432:midjobs:root:x",
            "# *:*:*:*:x",
            "",
            "db:5432",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
