//! Something wrong with a job file, by file and line.

use std::fmt;
use std::ops::Range;

/// Something wrong with a job file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what to try.
    pub message: String,
}

impl Fault {
    /// The fault at those bytes of the text of a file.
    pub fn at(file: &str, text: &str, bytes: Range<usize>, message: impl Into<String>) -> Self {
        let before = text.get(..bytes.start).unwrap_or(text);
        Self { file: file.to_owned(), line: before.matches('\n').count() + 1, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}
