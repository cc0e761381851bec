//! Something wrong with a job file, by file and line.

use std::fmt;
use std::ops::Range;

use crate::printable::printable;

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

/// One line, whatever the file is called and says.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}: {}", printable(&self.file), self.line, printable(&self.message))
    }
}
