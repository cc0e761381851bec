//! What is known about a file when its last row was read.

use std::fmt;

use super::Format;
use crate::amount::{agreeing, amount};
use crate::time::Time;

/// How the reading of a file ended. None of the forms announces how many rows it should have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The form it was read in.
    pub format: Format,
    /// How many rows it has.
    pub rows: u64,
    /// In how many pages: answers or arrays in JSON, roots in XML, 1 in CSV, 0 with one JSON row a line.
    pub pages: u64,
    /// When it was exported, where the form says so (an XML unload does).
    pub exported: Option<Time>,
    /// What may be missing or wrong in it.
    pub warnings: Vec<Warning>,
}

impl Ending {
    /// The sign that rows are missing, if there is one.
    pub fn gap(&self) -> Option<&Warning> {
        self.warnings.iter().find(|warning| warning.means_missing_rows())
    }
}

/// A sign that rows or values of a file are not what they seem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// The number of values that are as long as the longest that a CSV export writes.
    CutValues(u64),
    /// The number of rows, where it is one that export limits have.
    RoundRowCount(u64),
    /// The number of values that are, or come with, what people see in place of what is stored.
    DisplayValues(u64),
    /// The number of times that were taken as UTC between display values.
    BareTimes(u64),
    /// The last line of a CSV file does not end.
    UnendedLine,
}

impl Warning {
    /// Whether it says that rows may be missing.
    pub fn means_missing_rows(&self) -> bool {
        matches!(self, Self::RoundRowCount(_) | Self::UnendedLine)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::CutValues(count) => write!(
                f,
                "{} of exactly 32,000 characters, where a CSV export cuts them: \
                 export JSON or XML to have them whole",
                amount(*count, "value")
            ),
            Self::RoundRowCount(rows) => write!(
                f,
                "it ends at exactly {}, as an export does that was cut at its row limit: \
                 compare with the number of rows of the list, and export in parts",
                amount(*rows, "row")
            ),
            Self::DisplayValues(count) => write!(
                f,
                "{} {} in place of what is stored, so times may be local ones: export with sysparm_display_value=false, or \
                 import CSV and Excel with --values display --tz ZONE",
                amount(*count, "value"),
                agreeing(*count, "is a label or a name", "are labels or names")
            ),
            Self::BareTimes(count) => write!(
                f,
                "{} taken as UTC, but what stands beside are display values: \
                 export with sysparm_display_value=false",
                amount(*count, "time")
            ),
            Self::UnendedLine => write!(
                f,
                "its last line does not end, as in a file that was cut: compare its size with the original"
            ),
        }
    }
}
