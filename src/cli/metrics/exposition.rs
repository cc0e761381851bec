//! The text form of Prometheus: families with their help and type, samples with their labels.

use std::fmt::Write as _;

use crate::printable::printable;

/// Whether a number only grows, or goes up and down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, but for a new beginning.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// One number, and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    labels: Vec<(&'static str, String)>,
    value: f64,
}

impl Sample {
    /// A number with labels.
    pub fn of<const N: usize>(labels: [(&'static str, &str); N], value: f64) -> Self {
        Self { labels: labels.map(|(name, value)| (name, value.to_owned())).into(), value }
    }

    /// A number that is about the whole.
    pub fn alone(value: f64) -> Vec<Self> {
        vec![Self::of([], value)]
    }
}

/// The text so far.
#[derive(Default)]
pub struct Exposition(String);

impl Exposition {
    /// Adds a family. One without a sample says at least that it is there.
    pub fn add(&mut self, name: &str, kind: Kind, help: &str, samples: &[Sample]) {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {}\n# TYPE {name} {kind}", help.replace('\\', "\\\\"));
        for Sample { labels, value } in samples {
            let _ = writeln!(self.0, "{name}{} {value}", in_braces(labels));
        }
    }

    /// All of it.
    pub fn text(self) -> String {
        self.0
    }
}

fn in_braces(labels: &[(&'static str, String)]) -> String {
    let pairs: Vec<String> =
        labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    if pairs.is_empty() { String::new() } else { format!("{{{}}}", pairs.join(",")) }
}

/// What would break a line or steer a terminal is shown by its number; a backslash and a quote are escaped.
fn escaped(value: &str) -> String {
    printable(value).replace('\\', "\\\\").replace('"', "\\\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped_and_numbers_are_plain() {
        let mut exposition = Exposition::default();
        let samples = [
            Sample::of([("status", "a\"b\\c\nd\u{1b}[2J"), ("job", "größe")], 3.0),
            Sample::of([], 1_772_366_400.0),
            Sample::of([], 0.25),
        ];
        exposition.add("midjobs_x", Kind::Gauge, "A back\\slash.", &samples);
        let expected = "# HELP midjobs_x A back\\\\slash.\n# TYPE midjobs_x gauge\n\
            midjobs_x{status=\"a\\\"b\\\\c\\\\nd\\\\u{1b}[2J\",job=\"größe\"} 3\nmidjobs_x 1772366400\nmidjobs_x 0.25\n";
        assert_eq!(exposition.text(), expected);
    }
}
