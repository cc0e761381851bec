//! A step: one SQL file or one rule, a function from the database to findings.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

use crate::amount::amount;
use crate::coverage::{self, Doubt, Sight};
use crate::db::{Db, FromValue as _, Params, Read, Row, Sql};
use crate::finding::{Finding, Findings};
use crate::rules::Rule;
use crate::similar::nearest;
use crate::time::Time;

/// The columns that a statement that finds may return.
const FINDING_COLUMNS: [&str; 4] = ["mid_server", "user_name", "message", "sys_domain"];

/// The most that the statements of a job may find: what they find is kept in memory, and opens an issue each.
const MOST_FINDINGS: usize = 10_000;
/// The most bytes of text in all that they find.
const MOST_TEXT: usize = 16 << 20;

/// One step of a job.
#[derive(Clone, Debug)]
pub struct Step {
    /// What messages call it.
    pub name: String,
    /// The line of the job file that it begins on, counted from 1.
    pub line: usize,
    /// Where its statement begins, if it has one.
    pub statement: Option<Place>,
    /// What it is made of.
    pub work: Work,
    /// It fails rather than change more rows than this.
    pub max_rows: Option<usize>,
    /// It is repeated until it removes nothing, at most so many rows (`:part`) at a time, each time in a commit of its own.
    pub in_parts: Option<usize>,
}

/// A line of a file.
#[derive(Clone, Debug)]
pub struct Place {
    /// The file, as messages name it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
}

/// What a step is made of.
#[derive(Clone, Debug)]
pub enum Work {
    /// One statement, and who wrote it.
    Sql { text: String, author: Author },
    /// A rule.
    Rule(&'static Rule),
}

/// Who wrote a step's statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// It is part of the program.
    Program,
    /// The user: what it may do is held by the guard.
    User,
}

impl Author {
    /// Does what there is to do with a statement of this author in the step `name`, under the guard where it is the user's.
    ///
    /// # Errors
    /// What the guard refused; else whatever `work` returns.
    pub fn guarding<T>(self, db: &Db, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        match self {
            Self::Program => work(),
            Self::User => db.guarded(name, work),
        }
    }
}

/// What the statements of a job found so far, all steps together.
#[derive(Default)]
pub struct FoundSoFar {
    things: usize,
    text: usize,
}

impl FoundSoFar {
    /// Counts one more.
    ///
    /// # Errors
    /// When it is one too many, or there is too much text in them.
    fn add(&mut self, step: &str, finding: &Finding) -> Result<()> {
        self.things += 1;
        self.text += size(finding);
        ensure!(
            self.things <= MOST_FINDINGS && self.text <= MOST_TEXT,
            "with {step} the job finds more than {MOST_FINDINGS} things, or {} MiB of text: nothing was recorded; let it \
             find less, or sum up in one message",
            MOST_TEXT >> 20
        );
        Ok(())
    }
}

/// What a step did.
#[derive(Default)]
pub struct Done {
    /// What it found.
    pub findings: Findings,
    /// Rows that it changed.
    pub rows_changed: usize,
}

impl Step {
    /// Removes at once what the step would remove in parts, as far as it lies together; returns how many rows.
    pub fn remove_at_once(&self, db: &Db, params: &Params) -> Result<usize> {
        match &self.work {
            Work::Sql { text, .. } => db.remove_at_once(Sql::new(&self.name, text), params),
            Work::Rule(_) => Ok(0),
        }
    }

    /// Carries the step out.
    ///
    /// # Errors
    /// When its statement fails, returns other columns than a finding has, changes more than `max_rows`, or finds too much
    /// with what was found `so_far`.
    pub fn run(&self, db: &Db, params: &Params, so_far: &mut FoundSoFar) -> Result<Done> {
        let done = match &self.work {
            Work::Rule(rule) => {
                let findings =
                    (rule.find)(db.reader(), params).with_context(|| format!("running {}", self.name))?;
                Done { findings, rows_changed: 0 }
            }
            Work::Sql { text, author } => author.guarding(db, &self.name, || {
                let sql = Sql::new(&self.name, text);
                let statement = db.examine(sql)?;
                if statement.finds() {
                    check_columns(sql.name, &statement.columns)?;
                    return Ok(Done { findings: find(db, sql, params, so_far)?, rows_changed: 0 });
                }
                // A limit binds what the statement sets off as well.
                let rows_changed = match self.max_rows {
                    Some(_) => db.execute_counting_all(sql, params)?,
                    None => db.execute(sql, params)?,
                };
                Ok(Done { rows_changed, ..Done::default() })
            })?,
        };
        if let Some(limit) = self.max_rows {
            ensure!(
                done.rows_changed <= limit,
                "{} would change {}, more than its max_rows = {limit}: nothing was changed; raise max_rows if that is right",
                self.name,
                amount(done.rows_changed, "row")
            );
        }
        Ok(done)
    }
}

/// What a statement that only reads finds.
fn find(db: &Db, sql: Sql, params: &Params, so_far: &mut FoundSoFar) -> Result<Findings> {
    let doubts = doubts(db, sql, params)?;
    // Which of its rows stand for an absence, only its author knows.
    let unconfirmed = (!doubts.is_empty()).then(|| coverage::reasons(&doubts));
    let mut findings = Findings { doubts, ..Findings::default() };
    db.for_each_row(sql, params, |row| {
        let finding = to_finding(row).with_context(|| format!("reading a row of {}", sql.name))?;
        so_far.add(sql.name, &finding)?;
        findings.findings.push(Finding { unconfirmed: unconfirmed.clone(), ..finding });
        Ok(())
    })?;
    Ok(findings)
}

/// Why what a statement does not find may be there nevertheless.
fn doubts(db: &Db, sql: Sql, params: &Params) -> Result<Vec<Doubt>> {
    let rests_on = rests_on(db, sql)?;
    let now = params.iter().find(|(name, _)| *name == "now").context("a step is told the time")?;
    let sight = Sight::at(db.reader(), Time::from_value(&now.1)?)?;
    Ok(rests_on.iter().filter_map(|(table, columns)| sight.doubt_about(table, columns)).collect())
}

/// The tables of an instance that a statement reads, and the columns.
///
/// # Errors
/// When it does not prepare against the schema.
pub fn rests_on(db: &Db, sql: Sql) -> Result<BTreeMap<String, Vec<String>>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Read { table, column } in
        db.reads(sql)?.into_iter().filter(|read| coverage::is_of_instance(&read.table))
    {
        let columns = tables.entry(table).or_default();
        // An id is in every extract, and a statement that counts rows reads no column.
        columns.extend(Some(column).filter(|column| !column.is_empty() && column != "sys_id"));
    }
    Ok(tables)
}

/// A statement that only reads returns findings: a message, and what it is about.
///
/// # Errors
/// Names the column that a finding does not have, or lacks.
pub fn check_columns(step: &str, columns: &[String]) -> Result<()> {
    if let Some(other) = columns.iter().find(|column| !FINDING_COLUMNS.contains(&column.as_str())) {
        let meant = nearest(other, FINDING_COLUMNS);
        let meant = meant.map_or(String::new(), |meant| format!("; did you mean {meant}?"));
        bail!("the column {other:?} of {step} is none of a finding's: {}{meant}", FINDING_COLUMNS.join(", "));
    }
    ensure!(
        columns.iter().any(|column| column == "message"),
        "{step} has no column \"message\": a finding needs one"
    );
    Ok(())
}

/// The bytes of its text.
fn size(finding: &Finding) -> usize {
    let others = [&finding.mid_server, &finding.user_name, &finding.sys_domain];
    finding.message.len() + others.into_iter().flatten().map(String::len).sum::<usize>()
}

fn to_finding(row: &Row) -> Result<Finding> {
    let mut finding = Finding::default();
    for (column, value) in row.iter() {
        let text = crate::db::FromValue::from_value(value).with_context(|| format!("reading {column:?}"))?;
        match column {
            "mid_server" => finding.mid_server = text,
            "user_name" => finding.user_name = text,
            "sys_domain" => finding.sys_domain = text,
            _ => finding.message = text.context("a finding's message is NULL")?,
        }
    }
    Ok(finding)
}
