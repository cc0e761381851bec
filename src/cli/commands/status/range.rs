//! Ranges as the monitoring plugins write them: `10`, `5:`, `~:5`, `5:10`, `@5:10`.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};

/// A range of numbers; outside of it somebody is alerted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// `None` for all that are less.
    start: Option<u64>,
    /// `None` for all that are more.
    end: Option<u64>,
    /// With an @ inside of it.
    inside: bool,
    text: String,
}

impl Range {
    /// Whether somebody is alerted of that number.
    pub fn alerts(&self, number: u64) -> bool {
        let within =
            self.start.is_none_or(|start| number >= start) && self.end.is_none_or(|end| number <= end);
        within == self.inside
    }
}

impl FromStr for Range {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bare = text.strip_prefix('@').unwrap_or(text);
        let number = |text: &str| {
            text.parse::<u64>()
                .with_context(|| format!("{text:?} is no number: write a range as 5, 5:, ~:5, 5:10 or @5:10"))
        };
        let (start, end) = match bare.split_once(':') {
            None => (Some(0), Some(number(bare)?)),
            Some((start, end)) => {
                let start = match start {
                    "~" => None,
                    "" => Some(0),
                    start => Some(number(start)?),
                };
                (start, if end.is_empty() { None } else { Some(number(end)?) })
            }
        };
        let in_order = start.zip(end).is_none_or(|(start, end)| start <= end);
        ensure!(in_order, "the range {text:?} ends before it begins");
        Ok(Self { start, end, inside: bare.len() < text.len(), text: text.to_owned() })
    }
}

/// As it was written.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_alerts_as_the_plugins_have_it() {
        for (range, alerts, passes) in [
            ("10", &[11][..], &[0, 10][..]),
            ("10:", &[0, 9], &[10, 11]),
            ("~:10", &[11], &[0, 10]),
            (":10", &[11], &[0, 10]),
            ("10:20", &[9, 21], &[10, 20]),
            ("@10:20", &[10, 20], &[9, 21]),
            ("0", &[1], &[0]),
            ("@0", &[0], &[1]),
        ] {
            let parsed: Range = range.parse().unwrap();
            assert!(alerts.iter().all(|number| parsed.alerts(*number)), "{range}");
            assert!(!passes.iter().any(|number| parsed.alerts(*number)), "{range}");
            assert_eq!(parsed.to_string(), range);
        }
        for text in ["", "a", "5:4", "5:x", "-1", "@"] {
            assert!(text.parse::<Range>().is_err(), "{text}");
        }
    }
}
