//! A time zone by its name.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use anyhow::{Error, Result, anyhow};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::rules;
use crate::similar::nearest;

/// No zone has a longer name, nearly.
const LONGEST_NAME: usize = 40;

/// No abbreviation is longer, as those of daylight saving time.
const LONGEST_ABBREVIATION: usize = 4;

/// The names that only a system's zone files have. They are few, and stay as long as the process.
static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// A time zone: one that is compiled in, or one that only the system's zone files have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone {
    name: &'static str,
    compiled: Option<Tz>,
}

impl Zone {
    /// UTC, whose rules nobody changes.
    pub const UTC: Self = Self { name: "UTC", compiled: Some(Tz::UTC) };

    /// Whether there is one of that name.
    pub(super) fn is_named(name: &str) -> bool {
        let is_spelled_so = name.starts_with(|first: char| first.is_ascii_alphabetic());
        is_spelled_so && (name.parse::<Tz>().is_ok() || rules::in_use().knows(name))
    }

    /// Its IANA name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The rules of it that are compiled in; UTC where there are none, and the system has lost its own.
    pub(super) fn compiled(self) -> Tz {
        self.compiled.unwrap_or(Tz::UTC)
    }

    /// Whether it is compiled in.
    pub(super) fn is_compiled(self) -> bool {
        self.compiled.is_some()
    }

    fn of_system(name: &str) -> Self {
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        let known = names.get(name).copied().unwrap_or_else(|| {
            let name: &'static str = Box::leak(name.to_owned().into_boxed_str());
            names.insert(name);
            name
        });
        Self { name: known, compiled: None }
    }
}

impl From<Tz> for Zone {
    fn from(zone: Tz) -> Self {
        Self { name: zone.name(), compiled: Some(zone) }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The zone with an IANA name, as `Europe/Rome`: one that the system's zone files have, or one that is compiled in.
impl FromStr for Zone {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name.parse::<Tz>() {
            Ok(zone) => Ok(zone.into()),
            Err(_) if rules::in_use().knows(name) => Ok(Self::of_system(name)),
            Err(_) => Err(unknown(name)),
        }
    }
}

/// Names the zone that was meant perhaps, or an example.
fn unknown(name: &str) -> Error {
    let may_be_one = name.len() <= LONGEST_NAME;
    let ours = if may_be_one { rules::in_use().names() } else { Vec::new() };
    let all = || TZ_VARIANTS.iter().map(|zone| zone.name()).chain(ours.iter().map(String::as_str));
    let same_city = all().find(|known| city(known).eq_ignore_ascii_case(&city(name)));
    // An abbreviation differs by a letter from that of a zone far away.
    let spelled = || nearest(name, all().filter(|_| may_be_one && name.len() > LONGEST_ABBREVIATION));
    let similar = same_city.or_else(spelled).unwrap_or("Europe/Rome");
    anyhow!("{name:?} is not a time zone: write an IANA name, as {similar}")
}

fn city(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_iana_name_is_a_zone() {
        for zone in TZ_VARIANTS {
            assert_eq!(zone.name().parse::<Zone>().unwrap(), zone.into());
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_a_similar_one() {
        for (name, advice) in [
            ("rome", "as Europe/Rome"),
            ("US/new york", "as America/New_York"),
            ("Amerca/Vancuver", "as America/Vancouver"),
            ("Middle/Earth", "as Europe/Rome"),
            ("", "as Europe/Rome"),
            ("PST", "as Europe/Rome"),
            ("utc", "as Etc/UTC"),
            ("../../etc/passwd", "as Europe/Rome"),
        ] {
            let error = name.parse::<Zone>().unwrap_err().to_string();
            assert!(error.contains(advice), "{name}: {error}");
        }
    }
}
