//! What a step finds: things that are wrong, as plain data, and what it has to say about them.

use anyhow::Result;

use crate::coverage::Doubt;
use crate::db::Reader;
use crate::password::hidden;
use crate::printable::printable;

/// One thing that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// The MID Server that it is about (`ecc_agent.sys_id`); `None` where it is about a user.
    pub mid_server: Option<String>,
    /// The user that it is about (`sys_user.user_name`); `None` where it is about a MID Server.
    pub user_name: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The domain; none means `global`.
    pub sys_domain: Option<String>,
    /// Why it is not certain: it rests on rows that may not be all.
    pub unconfirmed: Option<String>,
}

/// How much a line of the log matters; ServiceNow's numbers in `syslog.level`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Debugging output that was asked for.
    Debug = -1,
    /// What was done.
    Information = 0,
    /// Something to look at.
    Warning = 1,
    /// Something that went wrong.
    Error = 2,
}

impl Level {
    /// All levels with ServiceNow's labels, the least first.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Debug, "debug"),
        (Self::Information, "information"),
        (Self::Warning, "warning"),
        (Self::Error, "error"),
    ];

    /// ServiceNow's label, in lower case.
    pub fn label(self) -> &'static str {
        Self::ALL.iter().find(|(level, _)| *level == self).map_or("", |(_, label)| label)
    }
}

/// One line for the log: what would break it, or steer a terminal, is shown instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How much it matters.
    pub level: Level,
    /// The line.
    pub message: String,
}

impl Note {
    /// A note of that level.
    pub fn new(level: Level, message: impl AsRef<str>) -> Self {
        Self { level, message: printable(&hidden(message.as_ref())) }
    }
}

/// Names the open issues that the rows contradict (`ecc_agent_issue.sys_id`), of those that a run did not find.
pub type Contradicted = Box<dyn Fn(Reader, &str) -> Result<Vec<String>>>;

/// All that one step returns.
#[derive(Default)]
pub struct Findings {
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What to write to the log, in order.
    pub notes: Vec<Note>,
    /// The same as data, for `--json`, where the step has more to show than its findings.
    pub evidence: Option<serde_json::Value>,
    /// What could not be seen: while there is any, no issue is over for not having been found again.
    pub doubts: Vec<Doubt>,
    /// What the rows contradict, whatever could not be seen: asked once all that was found is recorded, and only where something
    /// could not be seen.
    pub contradicted: Vec<Contradicted>,
}

impl Findings {
    /// Adds what another step returned.
    pub fn add(&mut self, other: Self) {
        // Mostly one step finds all: there may be very many, which are not copied.
        match self.findings.is_empty() {
            true => self.findings = other.findings,
            false => self.findings.extend(other.findings),
        }
        self.notes.extend(other.notes);
        self.evidence = other.evidence.or(self.evidence.take());
        let new = other.doubts.into_iter().filter(|doubt| !self.doubts.contains(doubt)).collect::<Vec<_>>();
        self.doubts.extend(new);
        self.contradicted.extend(other.contradicted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_one_line_that_steers_no_terminal() {
        let note = Note::new(Level::Error, "two\nlines, \u{1b}[2J a bell \u{7} \u{202e}and größe");
        assert_eq!(note.message, "two\\nlines, \\u{1b}[2J a bell \\u{7} \\u{202e}and größe");
    }
}
