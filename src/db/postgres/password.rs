//! The password for a server: from a file that was named, from systemd, or from ~/.pgpass. Never from an address, a flag or a
//! variable.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::address::Address;

/// What systemd calls it: `LoadCredential=midjobs-db-password:FILE`.
const CREDENTIAL: &str = "midjobs-db-password";

/// The password, if one is to be found. `user` is whom it is for.
pub(super) fn find(address: &Address, user: &str) -> Result<Option<String>> {
    if let Some(file) = &address.password_file {
        return read_alone(file)
            .map(Some)
            .with_context(|| format!("reading the password in {}", file.display()));
    }
    let credential =
        std::env::var_os("CREDENTIALS_DIRECTORY").map(|directory| Path::new(&directory).join(CREDENTIAL));
    if let Some(file) = credential.filter(|file| file.is_file()) {
        return Ok(Some(first_line(&fs::read_to_string(file)?)));
    }
    let Some(file) = std::env::home_dir().map(|home| home.join(".pgpass")).filter(|file| file.is_file())
    else {
        return Ok(None);
    };
    let text = read_own(&file).with_context(|| format!("reading {}", file.display()))?;
    Ok(text.lines().find_map(|line| of_line(line, address, user)))
}

fn read_alone(file: &Path) -> Result<String> {
    Ok(first_line(&read_own(file)?))
}

fn read_own(file: &Path) -> Result<String> {
    let mode = fs::metadata(file)?.mode();
    ensure!(mode & 0o077 == 0, "others may read it: allow it to its owner alone (chmod 600)");
    Ok(fs::read_to_string(file)?)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

/// The password of a line `host:port:database:user:password`, where it is for that server and user. A `*` stands for any,
/// a backslash goes before a colon.
fn of_line(line: &str, address: &Address, user: &str) -> Option<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut()?.extend(letters.next()),
            letter => fields.last_mut()?.push(letter),
        }
    }
    let host = if address.is_socket() { "localhost" } else { &address.host };
    let port = address.port.to_string();
    let asked = [host, &port, &address.database, user];
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
        let found = |line: &str| of_line(line, &address, "runner");
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
