//! A time zone by its name.

use anyhow::{Result, bail};
use chrono_tz::{TZ_VARIANTS, Tz};

/// The zone with an IANA name, as `Europe/Rome`.
///
/// # Errors
/// When there is none, with one whose city has that name, or an example.
pub fn named(name: &str) -> Result<Tz> {
    let similar = || TZ_VARIANTS.iter().find(|zone| city(zone.name()).eq_ignore_ascii_case(&city(name)));
    match name.parse() {
        Ok(zone) => Ok(zone),
        Err(_) => bail!(
            "{name:?} is not a time zone: write an IANA name, as {}",
            similar().map_or("Europe/Rome", |zone| zone.name())
        ),
    }
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
            assert_eq!(named(zone.name()).unwrap(), zone);
        }
    }

    #[test]
    fn an_unknown_name_is_refused_with_a_similar_one() {
        for (name, advice) in [
            ("rome", "as Europe/Rome"),
            ("US/new york", "as America/New_York"),
            ("Middle/Earth", "as Europe/Rome"),
            ("", "as Europe/Rome"),
        ] {
            let error = named(name).unwrap_err().to_string();
            assert!(error.contains(advice), "{name}: {error}");
        }
    }
}
