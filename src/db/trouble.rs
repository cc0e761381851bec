//! The kinds of trouble with a database, whatever engine it has.

use std::fmt;

/// The kinds of trouble with the file that callers tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Somebody else held the lock for longer than the timeout.
    Busy,
    /// A statement took longer than its job may.
    Interrupted,
    /// A failure in a dry run undid all of it, so that it cannot go on.
    DryRunOver,
    /// There is no connection to the server, or it was lost: nothing of what was under way is kept.
    Connection,
    /// The connection was lost at a commit, and nobody can say whether it was kept.
    Unknown,
}

impl Trouble {
    /// Whether this is what `error` comes down to.
    pub fn is_cause_of(self, error: &anyhow::Error) -> bool {
        error.chain().any(|cause| cause.downcast_ref::<Self>() == Some(&self))
    }
}

/// Whether an error is about the way to the database, and nobody's fault who has work there: it may be tried again.
pub fn is_of_the_way(error: &anyhow::Error) -> bool {
    [Trouble::Busy, Trouble::Connection, Trouble::Unknown].iter().any(|trouble| trouble.is_cause_of(error))
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "the database is locked by another program",
            Self::Interrupted => "interrupted",
            Self::Connection => "there is no connection to the database",
            Self::Unknown => "whether the last commit was kept is not known",
            Self::DryRunOver => "the dry run ends here: this failure undid what came before it",
        })
    }
}

impl std::error::Error for Trouble {}

/// What is wrong with a statement, and in which of its lines.
#[derive(Debug)]
pub(super) struct InStatement {
    pub message: String,
    pub line: usize,
}

impl fmt::Display for InStatement {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}, in line {} of the statement", self.message, self.line)
    }
}

impl std::error::Error for InStatement {}

/// The line of the statement that an error is about, counted from 1, where it is about one.
pub fn line_of_statement(error: &anyhow::Error) -> Option<usize> {
    error.chain().find_map(|cause| cause.downcast_ref::<InStatement>()).map(|found| found.line)
}
