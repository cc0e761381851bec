//! What a status is asked for, and how it ends.

use anyhow::Result;
use clap::ValueEnum;

use super::OVERDUE;
use super::range::Range;
use crate::cli::exit::Exit;
use crate::cli::fleet::Fleet;
use crate::time::Span;

/// One line for a monitor: 0 OK, 1 warning, 2 critical, 3 unknown
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  midjobs --db /var/lib/midjobs/midjobs.db status\n  \
    midjobs status -w 0 -c 5                        more than 5 Down are critical, one is a warning\n  \
    midjobs status --mid-server mid-emea-1          a service check of its own\n\n\
    Critical: a MID Server that is Down by a clone and not acknowledged, or was only until a time that has passed; a\n\
    job whose last three occurrences failed; a trigger in Error.\n\
    Warning: another Down MID Server, one that is Up and not validated, one that is neither for 2 hours; a table in\n\
    doubt (see `midjobs tables`); a clone that waits for rows; a job whose last occurrence failed, is overdue, stuck,\n\
    always skipped or due beyond its schedule; a clock in doubt; a new issue of a job of your own; job files with faults;\n\
    notifications that nobody acknowledged.\n\
    Details only: what was Down before the clone, is Up again, acknowledged, unconfirmed, not associated with a MID\n\
    Server, or over.\n\
    Unknown: the file cannot be read.")]
pub struct Args {
    /// A trigger that was due longer ago is overdue
    #[arg(long, value_name = "SPAN", default_value_t = OVERDUE)]
    pub(super) overdue: Span,
    /// Warn when the number of Down MID Servers is outside of this range (5, 5:, ~:5, 5:10, @5:10). Acknowledged ones and
    /// those that were Down before the clone do not count. With -w or -c the number alone decides about Down MID Servers
    #[arg(short, long, value_name = "RANGE")]
    pub(super) warning: Option<Range>,
    /// The same for critical
    #[arg(short, long, value_name = "RANGE")]
    pub(super) critical: Option<Range>,
    /// UNKNOWN when there is no answer within this time; a number is seconds
    #[arg(short, long, value_name = "SPAN", default_value = "10s", value_parser = seconds)]
    pub(super) timeout: Span,
    /// Exit with 0 where it is less than this; `never` also where it is UNKNOWN
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Warning)]
    fail_on: FailOn,
    /// Exit with 0 whatever it is, as --fail-on never
    #[arg(long, conflicts_with = "fail_on")]
    exit_zero: bool,
    /// This MID Server alone, by name or sys_id, and what cannot be seen
    #[arg(long, value_name = "NAME", conflicts_with = "source")]
    pub(super) mid_server: Option<String>,
    /// The issues of this source alone, and what cannot be seen
    #[arg(long, value_name = "SOURCE")]
    pub(super) source: Option<String>,
    #[command(flatten)]
    pub(in crate::cli::commands) fleet: Fleet,
}

/// From which weight on the exit code is not 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Warning,
    Critical,
    Unknown,
    Never,
}

impl Args {
    /// How a status of that weight ends.
    pub fn exit(&self, exit: Exit) -> Exit {
        match (self.fail_on(), exit) {
            (FailOn::Warning, exit) | (FailOn::Critical, exit @ Exit::Critical) => exit,
            (FailOn::Critical | FailOn::Unknown, exit @ Exit::CouldNot) => exit,
            _ => Exit::Done,
        }
    }

    /// Whether not even what cannot be told has an exit code of its own.
    pub(super) fn never_fails(&self) -> bool {
        self.fail_on() == FailOn::Never
    }

    fn fail_on(&self) -> FailOn {
        if self.exit_zero { FailOn::Never } else { self.fail_on }
    }
}

/// Plugins take a number for seconds.
fn seconds(text: &str) -> Result<Span> {
    match text.parse() {
        Ok(seconds) => Ok(Span::from_seconds(seconds)),
        Err(_) => text.parse(),
    }
}
