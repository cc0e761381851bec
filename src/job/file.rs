//! A job file: its name and its text, and what is read of it.

use std::ops::Range;

use anyhow::Result;

use super::document::Document;
use super::fault::Fault;
use super::reader::Reader;
use super::{Job, Origin};
use crate::step::Author;

/// An SQL file: its text, who wrote it, and what messages call it.
pub(super) struct SqlFile {
    pub(super) text: String,
    pub(super) author: Author,
    pub(super) file: String,
}

/// Finds the SQL file of that name.
pub(super) type StepFile<'a> = dyn Fn(&str) -> Result<SqlFile> + 'a;

/// A job file that is being read: its name and its text, to say where a fault is.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) origin: Origin,
    pub(super) step_file: &'a StepFile<'a>,
}

/// What was read of a job file.
pub(super) struct Read {
    /// The job; where there are faults, as much of it as can be checked.
    pub(super) job: Option<Job>,
    /// All of them.
    pub(super) faults: Vec<Fault>,
}

impl Source<'_> {
    /// Reads the file: every fault in it is named, and what is right is read nevertheless.
    pub(super) fn read(&self) -> Read {
        match Document::read(self.text) {
            Ok(document) => Reader::new(self, document).read(),
            Err(faults) => {
                let faults = faults.into_iter().map(|(place, message)| self.fault(place, message));
                Read { job: None, faults: faults.collect() }
            }
        }
    }

    /// The fault at those bytes of it.
    pub(super) fn fault(&self, place: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::at(self.file, self.text, place, message)
    }

    /// The line of those bytes.
    pub(super) fn line(&self, place: Range<usize>) -> usize {
        self.fault(place, "").line
    }

    /// The line that a text begins on. What follows three quotes in their line is its first, if there is anything.
    pub(super) fn line_of_text(&self, place: Range<usize>) -> usize {
        let text = self.text.get(place.clone()).unwrap_or_default();
        let below = text.get(..3).is_some_and(|quotes| quotes == "\"\"\"" || quotes == "'''")
            && text.get(3..).is_some_and(|rest| rest.starts_with('\n') || rest.starts_with("\r\n"));
        self.line(place) + usize::from(below)
    }

    /// The file without its directory, as messages of a run name it.
    pub(super) fn file_name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or(self.file)
    }
}
