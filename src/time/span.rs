//! A length of time, written as `90s`, `5m`, `4h`, `1d` or `300000ms`.

use std::fmt;
use std::str::FromStr;

use anyhow::{Error, bail};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A length of time in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl Span {
    /// A span of that many seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// For people: the two largest units, as `3h 20m`, `1d`, `45s`.
    pub fn in_words(self) -> String {
        let units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "m"), (1, "s")];
        let mut rest = self.0;
        let parts = units.iter().map(|(unit, name)| {
            let count = rest / unit;
            rest %= unit;
            (count, *name)
        });
        let largest = parts.skip_while(|(count, _)| *count == 0).take(2).filter(|(count, _)| *count > 0);
        let words = largest.map(|(count, name)| format!("{count}{name}")).collect::<Vec<_>>().join(" ");
        if words.is_empty() { "0s".to_owned() } else { words }
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> u64 {
        self.0
    }
}

/// Reads a whole number and a unit: `ms` (rounded up to a second), `s`, `m`, `h`, `d`.
impl FromStr for Span {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let seconds = number.parse::<u64>().ok().and_then(|number| match unit {
            "ms" => Some(number.div_ceil(1000)),
            "s" => Some(number),
            "m" => number.checked_mul(MINUTE),
            "h" => number.checked_mul(HOUR),
            "d" => number.checked_mul(DAY),
            _ => None,
        });
        match seconds {
            Some(seconds) => Ok(Self(seconds)),
            None => bail!("{text:?} is not a length of time: write 90s, 5m, 4h, 1d or 300000ms"),
        }
    }
}

/// The largest unit that divides it: `4h`, `90s`.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (unit, name) in [(DAY, "d"), (HOUR, "h"), (MINUTE, "m")] {
            if self.0 > 0 && self.0.is_multiple_of(unit) {
                return write!(f, "{}{name}", self.0 / unit);
            }
        }
        write!(f, "{}s", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read_and_shown_in_its_shortest_form() {
        for (text, seconds, shown) in [
            ("90s", 90, "90s"),
            ("5m", 300, "5m"),
            ("4h", 14_400, "4h"),
            ("1d", 86_400, "1d"),
            ("300000ms", 300, "5m"),
            ("1ms", 1, "1s"),
            ("0s", 0, "0s"),
        ] {
            let span: Span = text.parse().unwrap();
            assert_eq!((span.seconds(), span.to_string().as_str()), (seconds, shown));
        }
    }

    #[test]
    fn people_read_the_two_largest_units() {
        for (seconds, words) in
            [(0, "0s"), (45, "45s"), (12_200, "3h 23m"), (86_400, "1d"), (86_460, "1d"), (90_061, "1d 1h")]
        {
            assert_eq!(Span::from_seconds(seconds).in_words(), words);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "5", "m", "-5m", "5 m", "1.5h", "5M", "99999999999999999999s", "999999999999999999d"]
        {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
