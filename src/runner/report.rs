//! What came of looking for work, and of each attempt.

use serde_json::Value as Json;

use crate::finding::Note;
use crate::report::Recorded;
use crate::run::Outcome;
use crate::time::Time;

/// What came of looking for work.
#[derive(Debug)]
pub enum Tick {
    /// Another runner is at work, and stayed so for the whole lock timeout.
    AnotherAtWork,
    /// Everything due was carried out, in this order.
    Done(Vec<RunReport>),
}

/// How one attempt went.
#[derive(Debug)]
pub struct RunReport {
    /// The job.
    pub job: String,
    /// The run (`sys_trigger_run.sys_id`).
    pub run: String,
    /// When its occurrence was due, where that is known.
    pub due: Option<Time>,
    /// How it ended.
    pub outcome: Outcome,
    /// What became of its findings.
    pub recorded: Recorded,
    /// What it wrote to the log, in order.
    pub notes: Vec<Note>,
    /// What its rule has to show, for `--json`.
    pub evidence: Option<Json>,
}

impl RunReport {
    /// The report of an attempt that left nothing but a line in the log.
    pub(super) fn unfinished(job: &str, run: &str, due: Option<Time>, outcome: Outcome, note: Note) -> Self {
        Self {
            job: job.to_owned(),
            run: run.to_owned(),
            due,
            outcome,
            recorded: Recorded::default(),
            notes: vec![note],
            evidence: None,
        }
    }

    /// Whether the attempt failed.
    pub fn failed(&self) -> bool {
        self.outcome != Outcome::Ran
    }
}
