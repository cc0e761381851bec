//! The rules of time zones: those of the system where they are there and newer, else those that are compiled in.
//!
//! Governments change them at short notice; a system is patched sooner than a program.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, RwLock};

use chrono_tz::IANA_TZDB_VERSION;
use jiff::tz::TimeZone;

use super::zone::Zone;

/// Names the directory with zone files that is meant instead of the usual one, as for every program.
const VARIABLE: &str = "TZDIR";

/// Where a system has them.
const DIRECTORY: &str = "/usr/share/zoneinfo";

/// No zone file is nearly as long.
const LONGEST: u64 = 1 << 20;

/// What stands among the zone files and is none, or means another zone on each machine.
const NO_ZONES: [&str; 4] = ["right", "posix", "posixrules", "localtime"];

static RULES: LazyLock<RwLock<Arc<Rules>>> = LazyLock::new(|| RwLock::new(Arc::new(Rules::find())));

/// Whose rules are used, and which release of them.
#[derive(Debug, Default)]
pub struct Rules {
    /// Where the system has zone files, older or newer: a zone that is not compiled in is looked for in all of them.
    all: Vec<PathBuf>,
    /// Where those are that count; `None` where those that are compiled in are not older.
    directory: Option<PathBuf>,
    /// Their release, where they tell.
    release: Option<String>,
    /// What was read of them; `None` for a zone that they do not have.
    zones: Mutex<HashMap<Zone, Option<TimeZone>>>,
}

/// The rules in use.
pub fn in_use() -> Arc<Rules> {
    Arc::clone(&RULES.read().unwrap_or_else(PoisonError::into_inner))
}

/// Looks again which rules there are: a process that stays sees a system that is patched.
pub fn look_again() {
    let mut rules = RULES.write().unwrap_or_else(PoisonError::into_inner);
    *rules = Arc::new(Rules::find());
}

impl Rules {
    fn find() -> Self {
        let named = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()).map(PathBuf::from);
        let directories = named.into_iter().chain([PathBuf::from(DIRECTORY)]);
        let all: Vec<PathBuf> = directories.filter(|directory| directory.is_dir()).collect();
        let newer = all.iter().find_map(|directory| {
            let release = release_of(directory);
            let is_newer = release.as_deref().is_none_or(|release| release > IANA_TZDB_VERSION);
            is_newer.then(|| (directory.clone(), release))
        });
        let (directory, release) = newer.unzip();
        Self { all, directory, release: release.flatten(), zones: Mutex::default() }
    }

    /// Which release of them it is, as `2026a`, where they tell.
    pub fn release(&self) -> Option<&str> {
        match self.directory {
            None => Some(IANA_TZDB_VERSION),
            Some(_) => self.release.as_deref(),
        }
    }

    /// What the system says of a zone; `None` where what is compiled in counts.
    pub(super) fn of(&self, zone: Zone) -> Option<TimeZone> {
        let directory = match zone.is_compiled() {
            true => self.directory.as_deref().filter(|_| zone != Zone::UTC)?,
            false => self.directory_of(zone.name())?,
        };
        let mut zones = self.zones.lock().unwrap_or_else(PoisonError::into_inner);
        zones.entry(zone).or_insert_with(|| read(directory, zone.name())).clone()
    }

    /// Whether the system has a zone of that name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.directory_of(name).is_some_and(|directory| read(directory, name).is_some())
    }

    fn directory_of(&self, name: &str) -> Option<&Path> {
        let directories = self.all.iter().filter(|_| may_be_a_zone(name));
        directories.map(PathBuf::as_path).find(|directory| is_zone_file(&directory.join(name)))
    }

    /// The names of the system's zones.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for directory in &self.all {
            list(directory, "", &mut names);
        }
        names
    }
}

/// The release and where it is from: `2025b, compiled in`.
impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.directory {
            None => write!(f, "{IANA_TZDB_VERSION}, compiled in"),
            Some(directory) => {
                let release = self.release.as_deref().unwrap_or("of an unknown release");
                write!(f, "{release}, from {}", directory.display())
            }
        }
    }
}

/// The release that a directory tells, as `2026a`: in a file of its own, or in the first line of the source of all zones.
fn release_of(directory: &Path) -> Option<String> {
    let first_line = |name: &str| {
        let file = File::open(directory.join(name)).ok()?;
        let mut line = String::new();
        BufReader::new(file.take(LONGEST)).read_line(&mut line).ok()?;
        Some(line)
    };
    let told = |line: String| {
        let line = line.trim().trim_start_matches("# version ");
        let is_release = line.len() >= 5 && line.bytes().take(4).all(|byte| byte.is_ascii_digit());
        let letters = line.bytes().skip(4).take_while(u8::is_ascii_lowercase).count();
        (is_release && letters > 0).then(|| line.chars().take(4 + letters).collect())
    };
    ["+VERSION", "tzdata.zi"].into_iter().filter_map(first_line).find_map(told)
}

/// Whether it is the path of a file below a directory, and no name that is kept for something else.
fn may_be_a_zone(name: &str) -> bool {
    let is_plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let first = name.split('/').next().unwrap_or_default();
    let is_spelled = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    is_plain && !first.is_empty() && name.bytes().all(is_spelled) && !NO_ZONES.contains(&first)
}

fn is_zone_file(path: &Path) -> bool {
    let mut beginning = [0; 4];
    let is_file = fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() <= LONGEST);
    is_file
        && File::open(path).and_then(|mut file| file.read_exact(&mut beginning)).is_ok()
        && beginning == *b"TZif"
}

fn list(directory: &Path, prefix: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(directory.join(prefix)).into_iter().flatten().flatten() {
        let name = Path::new(prefix).join(entry.file_name()).to_string_lossy().into_owned();
        if !may_be_a_zone(&name) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => list(directory, &name, names),
            _ if is_zone_file(&directory.join(&name)) => names.push(name),
            _ => {}
        }
    }
}

fn read(directory: &Path, name: &str) -> Option<TimeZone> {
    let path = directory.join(name);
    let found = fs::metadata(&path).ok().filter(|found| found.is_file() && found.len() <= LONGEST)?;
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|file| file.take(found.len()).read_to_end(&mut bytes));
    let rules = read.map_err(|error| error.to_string());
    let rules = rules.and_then(|_| TimeZone::tzif(name, &bytes).map_err(|error| error.to_string()));
    rules
        .inspect_err(|error| {
            log::warn!("reading the zone {}: {error}; what is compiled in counts", path.display());
        })
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_tells_its_release_in_one_of_two_files() {
        for (name, text, release) in [
            ("tzdata.zi", "# version 2026b\n# This zic input file is in the public domain.\n", Some("2026b")),
            ("+VERSION", "2026c\n", Some("2026c")),
            ("tzdata.zi", "# version 2026b-dirty\n", Some("2026b")),
            ("tzdata.zi", "R A 1916 o - Jun 14 23s 1 S\n", None),
            ("+VERSION", "", None),
        ] {
            let directory = tempfile::tempdir().unwrap();
            fs::write(directory.path().join(name), text).unwrap();
            assert_eq!(release_of(directory.path()).as_deref(), release, "{text}");
        }
    }
}
