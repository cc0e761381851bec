//! A service: what a server is reached by, under a name in a file that other programs of PostgreSQL read as well.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

/// What one is looked for in where PGSERVICEFILE names no file, after the user's own.
const OF_SYSTEM: &str = "/etc/postgresql-common/pg_service.conf";

/// The user's own, in the home directory.
const OF_USER: &str = ".pg_service.conf";

/// A service: its settings in their order, and the file that has it.
pub(super) struct Service {
    pub settings: Vec<(String, String)>,
    pub file: PathBuf,
}

/// The service of that name.
///
/// # Errors
/// When no file has it.
pub(super) fn find(name: &str) -> Result<Service> {
    let files = files();
    for file in &files {
        if !file.is_file() {
            continue;
        }
        let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        if let Some(settings) = section(&text, name)
            .with_context(|| format!("reading the service {name} in {}", file.display()))?
        {
            return Ok(Service { settings, file: file.clone() });
        }
    }
    let looked: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    bail!("there is no service {name:?} in {}", looked.join(" or "))
}

fn files() -> Vec<PathBuf> {
    if let Some(file) = env::var_os("PGSERVICEFILE").filter(|file| !file.is_empty()) {
        return vec![file.into()];
    }
    env::home_dir().map(|home| home.join(OF_USER)).into_iter().chain([OF_SYSTEM.into()]).collect()
}

/// The settings below `[name]`.
fn section(text: &str, name: &str) -> Result<Option<Vec<(String, String)>>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut below = lines.skip_while(|line| *line != format!("[{name}]"));
    if below.next().is_none() {
        return Ok(None);
    }
    let mut settings = Vec::new();
    for line in below.take_while(|line| !line.starts_with('[')) {
        let (name, value) = line.split_once('=').context("a line is NAME=VALUE")?;
        ensure!(name.trim() != "service", "a service names no other");
        settings.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(Some(settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_what_stands_below_its_name() {
        let text =
            "# ours\n[one]\nhost=a\n\n[prod]\nhost = db.example.com\n# more\nport=6432\n[two]\nhost=b\n";
        let expected =
            [("host", "db.example.com"), ("port", "6432")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(section(text, "prod").unwrap().unwrap(), expected);
        assert!(section(text, "three").unwrap().is_none());
        assert!(section("[prod]\nhost", "prod").is_err());
    }
}
