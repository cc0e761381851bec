//! The file that `--instances` names: a line for each instance, its name and where its database is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::db::place::is_address;

/// One instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// What it is called in what is said of it.
    pub name: String,
    /// Its database: a file, or the address of a schema.
    pub place: PathBuf,
}

/// The instances of the file, in its order.
///
/// # Errors
/// When it cannot be read, names none, or a line of it is no instance.
pub fn read(file: &Path) -> Result<Vec<Instance>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let beside = file.parent().unwrap_or(Path::new(""));
    let lines = text.lines().enumerate().map(|(place, line)| (place + 1, line.trim()));
    let mut instances = Vec::new();
    let mut known = BTreeSet::new();
    for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        let at = || format!("{}:{number}", file.display());
        let instance = of_line(line, beside).with_context(at)?;
        for word in [instance.name.as_str(), &instance.place.to_string_lossy()] {
            let is_new = known.insert(word.to_owned());
            ensure!(is_new, "{}: {word} stands there already: each has a database of its own", at());
        }
        instances.push(instance);
    }
    ensure!(!instances.is_empty(), "{} names no instance: write NAME PLACE, a line each", file.display());
    Ok(instances)
}

/// A file is meant from where the list is.
fn of_line(line: &str, beside: &Path) -> Result<Instance> {
    let (name, place) = line
        .split_once(char::is_whitespace)
        .context("a line has a name and a place: `dev12345 /var/lib/midjobs/dev12345.db`")?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    ensure!(name.chars().all(is_plain), "a name has letters, digits, dots, - and _: {name:?} has others");
    let place = Path::new(place.trim());
    let place = if is_address(place) { place.to_owned() } else { beside.join(place) };
    Ok(Instance { name: name.to_owned(), place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<Vec<Instance>> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("instances");
        fs::write(&file, text).unwrap();
        read(&file).map(|mut all| {
            for instance in &mut all {
                instance.place =
                    instance.place.strip_prefix(directory.path()).unwrap_or(&instance.place).into();
            }
            all
        })
    }

    #[test]
    fn a_line_names_an_instance_and_its_database() {
        let read = written(
            "# ours\n\ndev1\tsub dir/dev1.db\n  dev-2.x  /var/dev2.db\nprod postgres://h/d?schema=prod\n",
        );
        let read: Vec<(String, String)> =
            read.unwrap().into_iter().map(|it| (it.name, it.place.display().to_string())).collect();
        let expected = [
            ("dev1", "sub dir/dev1.db"),
            ("dev-2.x", "/var/dev2.db"),
            ("prod", "postgres://h/d?schema=prod"),
        ];
        assert_eq!(read, expected.map(|(name, place)| (name.to_owned(), place.to_owned())));
    }

    #[test]
    fn what_is_no_list_of_instances_is_refused_with_its_line() {
        for (text, said) in [
            ("", "names no instance"),
            ("a a.db\nlonely\n", "instances:2: a line has a name and a place"),
            ("a/b a.db", "instances:1: a name has letters"),
            ("a a.db\na b.db\n", "instances:2: a stands there already"),
            ("a a.db\nb a.db\n", "a.db stands there already"),
        ] {
            let error = format!("{:#}", written(text).unwrap_err());
            assert!(error.contains(said), "{text:?}: {error}");
        }
    }
}
