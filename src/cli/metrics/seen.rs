//! What the metrics are made of, read at one time.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::cli::commands::status::{self, Verdict};
use crate::cli::context::Context;
use crate::db::{Access, Db, Row, params, sql};
use crate::time::Time;

/// All that is read.
pub struct Seen {
    /// When.
    pub now: Time,
    /// What the status says.
    pub verdict: Verdict,
    /// The open issues that there are, by source and state.
    pub issues: Vec<Row>,
    /// The runs on record, by job and outcome.
    pub runs: Vec<Row>,
    /// A row for each job.
    pub jobs: Vec<Row>,
    /// A row for each job and each state that triggers of it are in.
    pub triggers: Vec<Row>,
    /// How many lines the log has.
    pub log_lines: i64,
    /// The size of the file, and of SQLite's log beside it.
    pub bytes: (u64, u64),
}

impl Seen {
    /// Reads all of it.
    pub fn read(context: &Context) -> Result<Self> {
        let db = context.open(Access::Read)?;
        let now = context.now();
        let log_lines = db.row(sql!("look/count_log_lines.sql"), &[])?.context("counting the log")?;
        Ok(Self {
            now,
            verdict: status::judge(&db, context, status::OVERDUE)?,
            issues: db.rows(sql!("look/count_open_issues.sql"), params![now])?,
            runs: db.rows(sql!("look/count_runs.sql"), &[])?,
            jobs: db.rows(sql!("look/list_last_run_of_jobs.sql"), &[])?,
            triggers: db.rows(sql!("look/count_triggers.sql"), &[])?,
            log_lines: log_lines.get("log_lines")?,
            bytes: sizes(&db),
        })
    }
}

fn sizes(db: &Db) -> (u64, u64) {
    // SQLite keeps its log beside the real file, whatever links lead there.
    let file = db.path().canonicalize().unwrap_or_else(|_| db.path().to_owned());
    let mut log = file.clone().into_os_string();
    log.push("-wal");
    let size = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    (size(&file), size(&PathBuf::from(log)))
}
