//! The issues that a command changes: how they are named, and what it says of them afterwards.

use std::collections::HashSet;
use std::io::Write;

use anyhow::{Context as _, Result, ensure};

use super::{State, matching};
use crate::amount::amount;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::db::{Db, Row, params, sql};
use crate::time::Time;

/// An issue that was named.
#[derive(PartialEq, Eq)]
pub struct Issue {
    /// Its sys_id, all of it.
    pub sys_id: String,
    /// Whether it is over.
    pub resolved: bool,
}

/// The issues whose sys_ids begin like that, each once.
///
/// # Errors
/// When a beginning is that of no issue, or of more than one.
pub fn named(db: &Db, beginnings: &[String]) -> Result<Vec<Issue>> {
    let mut issues = Vec::new();
    for beginning in beginnings {
        let issue = find(db, beginning)?;
        if !issues.contains(&issue) {
            issues.push(issue);
        }
    }
    Ok(issues)
}

fn find(db: &Db, beginning: &str) -> Result<Issue> {
    let found = db.rows(sql!("look/find_issues_by_beginning.sql"), params![beginning])?;
    ensure!(
        found.len() < 2,
        "{beginning:?} is the beginning of more than one issue's sys_id: give more of it"
    );
    let found =
        found.first().with_context(|| format!("there is no issue {beginning:?}: see `midjobs issues`"))?;
    let resolved = found.get::<String>("state")? == "resolved";
    Ok(Issue { sys_id: found.get("sys_id")?, resolved })
}

/// These issues as `issues` shows them.
pub fn rows(db: &Db, sys_ids: &[String], now: Time) -> Result<Vec<Row>> {
    let chosen: HashSet<&str> = sys_ids.iter().map(String::as_str).collect();
    let mut rows = Vec::new();
    for row in matching(db, State::All, None, None, now)? {
        if chosen.contains(row.get::<String>("sys_id")?.as_str()) {
            rows.push(row);
        }
    }
    Ok(rows)
}

/// Says in one line what was done to how many issues, or with `--json` shows them.
pub fn tell(
    db: &Db,
    context: &Context,
    out: &mut dyn Write,
    done: &str,
    rows: &[Row],
    rest: &str,
) -> Result<Exit> {
    match context.json() {
        true => output::show(context, out, done, super::to_shown(db, rows.to_vec(), context.now())?)?,
        false => writeln!(out, "{done} {}{rest}", amount(rows.len(), "issue"))?,
    }
    Ok(Exit::Done)
}
