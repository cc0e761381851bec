//! The exit codes.

use crate::standing::Weight;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done; also when nothing was due, or another runner is at work.
    Done,
    /// A job failed.
    JobFailed,
    /// For a monitor: something to look at.
    Warning,
    /// For a monitor: something is wrong.
    Critical,
    /// Could not be done at all: wrong usage, or a file that is missing, damaged or locked.
    CouldNot,
}

impl Exit {
    /// The code for the shell.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::JobFailed | Self::Warning => 1,
            Self::Critical => 2,
            Self::CouldNot => 3,
        }
    }
}

impl From<Weight> for Exit {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Critical => Self::Critical,
            Weight::Warning => Self::Warning,
            Weight::Detail => Self::Done,
        }
    }
}
