//! What a repeating job does about the occurrences it missed while nothing ran.

use std::str::FromStr;

use anyhow::{Error, bail};
use serde::Deserialize;

/// What becomes of missed occurrences. As text: `once`, `all`, `skip`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Misfire {
    /// One run for all that were missed.
    #[default]
    Once,
    /// One run for each.
    All,
    /// None: only the newest that is due runs, and `max_late` says how late that may be.
    Skip,
}

impl FromStr for Misfire {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "once" => Ok(Self::Once),
            "all" => Ok(Self::All),
            "skip" => Ok(Self::Skip),
            _ => bail!("{text:?} is not a misfire policy: write once, all or skip"),
        }
    }
}

impl TryFrom<String> for Misfire {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Settings {
        #[serde(default)]
        misfire: Misfire,
    }

    #[test]
    fn each_word_is_read_and_once_is_what_no_word_means() {
        for (text, misfire) in [
            ("", Misfire::Once),
            ("misfire = 'once'", Misfire::Once),
            ("misfire = 'all'", Misfire::All),
            ("misfire = 'skip'", Misfire::Skip),
        ] {
            assert_eq!(toml::from_str::<Settings>(text).unwrap().misfire, misfire, "{text}");
        }
    }

    #[test]
    fn another_word_is_refused_with_those_that_are_read() {
        for text in ["misfire = 'Once'", "misfire = 'never'", "misfire = ''"] {
            let error = toml::from_str::<Settings>(text).err().unwrap().to_string();
            assert!(error.contains("write once, all or skip"), "{text}: {error}");
        }
    }
}
