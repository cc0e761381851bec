//! The form of a job file: every key, and what it may say.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Result, bail, ensure};
use serde::Deserialize;
use toml::Spanned;

use super::fault::Fault;
use super::param::Param;
use super::parts::all_in_parts;
use super::pull::Pull;
use super::{Job, Origin, Plan, Retry};
use crate::password;
use crate::printable::printable;
use crate::rules;
use crate::schedule::cron::Cron;
use crate::schedule::{Misfire, Schedule};
use crate::similar::no_such;
use crate::step::{Author, Step, Work};
use crate::time::Span;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JobFile {
    name: Spanned<String>,
    #[serde(default)]
    description: String,
    source: Option<String>,
    #[serde(default)]
    resolve_absent: bool,
    #[serde(default)]
    only_on_new_rows: bool,
    #[serde(default = "on")]
    active: bool,
    schedule: Option<Spanned<ScheduleTable>>,
    #[serde(default)]
    params: BTreeMap<String, Spanned<toml::Value>>,
    attempts: Option<Spanned<i64>>,
    retry_delay: Option<Spanned<String>>,
    timeout: Option<Spanned<String>>,
    pull: Option<Spanned<Pull>>,
    #[serde(default)]
    steps: Vec<Spanned<StepTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScheduleTable {
    every: Option<String>,
    cron: Option<String>,
    timezone: Option<String>,
    on: Option<String>,
    after: Option<String>,
    #[serde(default)]
    misfire: Misfire,
    max_late: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepTable {
    file: Option<String>,
    sql: Option<Spanned<String>>,
    rule: Option<String>,
    max_rows: Option<usize>,
    in_parts: Option<usize>,
}

/// A job is active unless its file says otherwise.
fn on() -> bool {
    true
}

/// Finds the text of the SQL file of that name, and who wrote it.
pub(super) type StepFile<'a> = dyn Fn(&str) -> Result<(String, Author)> + 'a;

/// A job file that is being read: its name and its text, to say where a fault is.
pub(super) struct Source<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
    pub(super) origin: Origin,
    pub(super) step_file: &'a StepFile<'a>,
}

impl Source<'_> {
    /// The job in the file.
    ///
    /// # Errors
    /// The first fault.
    pub(super) fn read(&self) -> Result<Job, Fault> {
        let file: JobFile = toml::from_str(self.text)
            .map_err(|error| self.fault(error.span().unwrap_or(0..0), error.message().trim().to_owned()))?;
        self.located(file.name.span(), ensure_name(file.name.get_ref()))?;
        let params = self.params(&file.params)?;
        let steps = file.steps.iter().enumerate().map(|(index, step)| self.step(index + 1, step));
        let steps = steps.collect::<Result<Vec<_>, _>>()?;
        let does_something = !steps.is_empty() || file.pull.is_some();
        ensure_at(self, file.name.span(), does_something, "the job has no steps and no [pull]")?;
        let pull = file.pull.as_ref().map(|pull| self.pull(pull, &params)).transpose()?;
        let in_parts = self.located(file.name.span(), all_in_parts(&steps, pull.is_some()))?;
        let table = file.schedule.as_ref();
        Ok(Job {
            plan: table.map_or(Ok(Plan::OnRequest), |table| {
                self.located(table.span(), plan(table.get_ref(), &params))
            })?,
            misfire: table.map_or(Misfire::default(), |table| table.get_ref().misfire),
            max_late: table
                .map_or(Ok(None), |table| self.located(table.span(), max_late(table.get_ref())))?,
            retry: self.retry(&file)?,
            timeout: self.timeout(&file)?,
            name: file.name.into_inner(),
            description: file.description,
            source: file.source,
            resolve_absent: file.resolve_absent,
            only_on_new_rows: file.only_on_new_rows,
            active: file.active,
            params,
            pull,
            steps,
            in_parts,
            origin: self.origin.clone(),
        })
    }

    fn retry(&self, file: &JobFile) -> Result<Retry, Fault> {
        let attempts = file.attempts.as_ref().map_or(3, |attempts| *attempts.get_ref());
        let at = file.attempts.as_ref().map_or(0..0, Spanned::span);
        ensure_at(self, at, (1..=100).contains(&attempts), "attempts must be 1 to 100")?;
        Ok(Retry { attempts, delay: self.span(file.retry_delay.as_ref(), Span::from_seconds(60))? })
    }

    fn timeout(&self, file: &JobFile) -> Result<Span, Fault> {
        let timeout = self.span(file.timeout.as_ref(), Span::from_seconds(3_600))?;
        let at = file.timeout.as_ref().map_or(0..0, Spanned::span);
        ensure_at(self, at, timeout.seconds() > 0, "a timeout of 0 lets nothing run: the shortest is 1s")?;
        Ok(timeout)
    }

    fn span(&self, text: Option<&Spanned<String>>, default: Span) -> Result<Span, Fault> {
        text.map_or(Ok(default), |text| self.located(text.span(), text.get_ref().parse()))
    }

    fn params(&self, table: &BTreeMap<String, Spanned<toml::Value>>) -> Result<Vec<(String, Param)>, Fault> {
        let read = |(name, value): (&String, &Spanned<toml::Value>)| {
            let param = match value.get_ref() {
                toml::Value::String(text) => {
                    password::refuse_named(name, text).and_then(|()| Param::from_text(text))
                }
                toml::Value::Integer(number) => Ok(Param::Number(*number)),
                toml::Value::Boolean(truth) => Ok(Param::Number((*truth).into())),
                other => Err(anyhow::anyhow!(
                    "a parameter is text, a whole number or a boolean, not a {}",
                    other.type_str()
                )),
            };
            Ok((name.clone(), self.located(value.span(), param)?))
        };
        table.iter().map(read).collect()
    }

    fn pull(&self, pull: &Spanned<Pull>, params: &[(String, Param)]) -> Result<Pull, Fault> {
        let value = |name: &str| {
            let known = params.iter().find(|(known, _)| known == name);
            Ok(known.map(|(_, param)| param.to_string()).unwrap_or_default())
        };
        let filled = pull.get_ref().with_parameters(value);
        self.located(pull.span(), filled.and_then(|pull| pull.refuse_secrets()))?;
        let missing = |name: &&str| !params.iter().any(|(known, _)| known == name);
        match pull.get_ref().parameters().into_iter().find(missing) {
            Some(name) => {
                let message = format!("[pull] asks for :{name}, which is not in [params]");
                Err(self.fault(pull.span(), message))
            }
            None => Ok(pull.get_ref().clone()),
        }
    }

    fn step(&self, number: usize, step: &Spanned<StepTable>) -> Result<Step, Fault> {
        let table = step.get_ref();
        let (name, work) = self.located(step.span(), self.work(number, table))?;
        let line = self.fault(step.span(), "").line;
        let statement_line = table.sql.as_ref().map(|sql| self.line_of_text(sql.span()));
        Ok(Step { name, line, statement_line, work, max_rows: table.max_rows, in_parts: table.in_parts })
    }

    fn work(&self, number: usize, step: &StepTable) -> Result<(String, Work)> {
        match (&step.file, &step.sql, &step.rule) {
            (Some(file), None, None) => {
                let (text, author) = (self.step_file)(file)?;
                Ok((file.clone(), Work::Sql { text, author }))
            }
            (None, Some(sql), None) => {
                let author = self.origin.author();
                Ok((
                    format!("step {number} of {}", self.file_name()),
                    Work::Sql { text: sql.get_ref().clone(), author },
                ))
            }
            (None, None, Some(rule)) => match rules::find(rule) {
                Some(known) => Ok((rule.clone(), Work::Rule(known))),
                None => {
                    let names: Vec<String> = rules::RULES.iter().map(|rule| rule.name.to_owned()).collect();
                    Err(no_such("rule", rule, &names, ""))
                }
            },
            _ => bail!("a step is one of file, sql, rule"),
        }
    }

    /// The line that a text begins on. What follows three quotes in their line is its first, if there is anything.
    fn line_of_text(&self, span: Range<usize>) -> usize {
        let text = self.text.get(span.clone()).unwrap_or_default();
        let below = text.get(..3).is_some_and(|quotes| quotes == "\"\"\"" || quotes == "'''")
            && text.get(3..).is_some_and(|rest| rest.starts_with('\n') || rest.starts_with("\r\n"));
        self.fault(span, "").line + usize::from(below)
    }

    /// The file without its directory, as messages of a run name it.
    fn file_name(&self) -> &str {
        self.file.rsplit('/').next().unwrap_or(self.file)
    }

    fn located<T>(&self, span: Range<usize>, result: Result<T>) -> Result<T, Fault> {
        result.map_err(|error| self.fault(span, format!("{error:#}")))
    }

    fn fault(&self, span: Range<usize>, message: impl Into<String>) -> Fault {
        Fault::at(self.file, self.text, span, message)
    }
}

/// Refuses a name that no command line can give, or that does not look like what it is.
fn ensure_name(name: &str) -> Result<()> {
    ensure!(!name.trim().is_empty(), "the name is empty");
    ensure!(name.trim() == name, "the name {name:?} begins or ends with a blank: leave it out");
    ensure!(
        !name.starts_with('-'),
        "the name {name:?} begins with a -, as a flag does: begin it with a letter"
    );
    ensure!(
        printable(name) == name,
        "the name \"{}\" has letters that steer a terminal or cannot be seen: leave them out",
        printable(name)
    );
    Ok(())
}

fn ensure_at(source: &Source, span: Range<usize>, holds: bool, message: &str) -> Result<(), Fault> {
    if holds { Ok(()) } else { Err(source.fault(span, message)) }
}

fn plan(table: &ScheduleTable, params: &[(String, Param)]) -> Result<Plan> {
    ensure!(table.timezone.is_none() || table.cron.is_some(), "timezone belongs to cron");
    ensure!(table.after.is_none() || table.on.is_some(), "after belongs to on = \"clone\"");
    match (&table.every, &table.cron, &table.on) {
        (Some(every), None, None) => every_plan(every, params),
        (None, Some(cron), None) => {
            let text = match &table.timezone {
                Some(zone) => format!("cron {cron} {zone}"),
                None => format!("cron {cron}"),
            };
            let schedule = Schedule::Cron(Cron::parse(cron, table.timezone.as_deref())?);
            Ok(Plan::Repeat { schedule, text, period_param: None })
        }
        (None, None, Some(on)) => {
            ensure!(on == "clone", "a job cannot wait for {on:?}: write on = \"clone\"");
            let after = table.after.as_deref().unwrap_or("0s");
            Ok(Plan::AfterClone(after.parse()?))
        }
        _ => bail!(
            "a schedule has one of every, cron, on; leave [schedule] out for a job that only runs on request"
        ),
    }
}

/// `every = "4h"`, or `every = ":period"` for the interval in a parameter, so that one setting moves both.
fn every_plan(every: &str, params: &[(String, Param)]) -> Result<Plan> {
    let named = every.strip_prefix(':');
    let param = match named {
        Some(name) => match params.iter().find(|(known, _)| known == name) {
            Some((_, param)) => param.clone(),
            None => bail!("every = {every:?} names a parameter that [params] does not have"),
        },
        None => Param::from_text(every)?,
    };
    let Param::Span(span) = param else {
        bail!("every = {every:?} is not a length of time: write 90s, 5m, 4h or 1d");
    };
    let (schedule, text) = super::every(span);
    Ok(Plan::Repeat { schedule, text, period_param: named.map(str::to_owned) })
}

fn max_late(table: &ScheduleTable) -> Result<Option<Span>> {
    table.max_late.as_deref().map(str::parse).transpose()
}
