//! What to do: a named list of steps with a schedule, read from one TOML file.

mod catalog;
mod check;
mod document;
mod fault;
mod file;
mod form;
mod param;
mod parts;
mod plan;
mod pull;
mod reader;
mod resting;
pub mod setting;
mod steps;
mod wording;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

pub use catalog::Catalog;
pub use check::{check, warnings};
pub use fault::Fault;
pub use param::Param;
pub use parts::PART;
pub use pull::Pull;

pub use crate::rules::Lasting;

use crate::db::Value;
use crate::password;
use crate::rules::length_of;
use crate::schedule::{Misfire, Schedule};
use crate::similar::nearest;
use crate::step::{Author, Step, Work};
use crate::time::{Span, Time};

/// A job, ready to run.
#[derive(Clone, Debug)]
pub struct Job {
    /// Unique; also the name of its trigger.
    pub name: String,
    /// One sentence.
    pub description: String,
    /// The source of the issues that its findings open; without one its steps may find nothing.
    pub source: Option<String>,
    /// Whether open issues of its source that it does not find again become resolved.
    pub resolve_absent: bool,
    /// Whether an occurrence that comes due is skipped where nothing was loaded since the job last ran.
    pub only_on_new_rows: bool,
    /// Whether its trigger is registered to come due; if not, it rests until it is resumed.
    pub active: bool,
    /// When it comes due.
    pub plan: Plan,
    /// What becomes of occurrences that were missed.
    pub misfire: Misfire,
    /// An occurrence that is later than this is skipped.
    pub max_late: Option<Span>,
    /// How failures are retried.
    pub retry: Retry,
    /// How long its steps may take before they are interrupted.
    pub timeout: Span,
    /// Parameters by name, with those that were set for good.
    pub params: Vec<(String, Param)>,
    /// Rows that are asked of an instance before the job's transaction.
    pub pull: Option<Pull>,
    /// In order.
    pub steps: Vec<Step>,
    /// Whether they go in parts, each its own commit, rather than in one transaction.
    pub in_parts: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// When a job comes due.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Again and again.
    Repeat {
        /// When.
        schedule: Schedule,
        /// The same as `sys_trigger.schedule` has it.
        text: String,
        /// The parameter that its interval is taken from, if any.
        period_param: Option<String>,
    },
    /// Once for each clone, this long after it completed.
    AfterClone(Span),
    /// Only when somebody asks for it.
    OnRequest,
}

/// A schedule of that interval, and its text: moments have whole seconds, and no interval is shorter than it says.
fn every(span: Span) -> (Schedule, String) {
    let span = Span::from_seconds(span.seconds());
    (Schedule::Every(span), format!("every {span}"))
}

/// How a failed run is retried.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// Attempts at one occurrence, at least 1.
    pub attempts: i64,
    /// From the first failure to the second attempt; it doubles each time.
    pub delay: Span,
}

impl Retry {
    /// How long to wait after the attempt of that number (1 is the first). It doubles up to a day, and is never shorter
    /// than the delay of the job.
    pub fn delay_after(self, attempt: i64) -> Span {
        let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(20);
        let doubled = self.delay.seconds().saturating_mul(1 << doublings);
        Span::from_seconds(doubled.min(self.delay.seconds().max(86_400)))
    }
}

/// Where a job comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built into the program.
    BuiltIn,
    /// The user's own file.
    File(PathBuf),
}

impl Origin {
    /// Who wrote what stands there.
    pub fn author(&self) -> Author {
        match self {
            Self::BuiltIn => Author::Program,
            Self::File(_) => Author::User,
        }
    }
}

impl Job {
    /// Its file, an absolute path whose links are not resolved; `None` where it is built in.
    pub fn file(&self) -> Option<String> {
        match &self.origin {
            Origin::BuiltIn => None,
            Origin::File(path) => {
                Some(std::path::absolute(path).unwrap_or_else(|_| path.clone()).display().to_string())
            }
        }
    }

    /// How long what it removes was kept at least, if it removes what is old: its shortest parameter `keep` or `keep_...`.
    pub fn keeps(&self) -> Option<Span> {
        let removes = |step: &Step| match &step.work {
            Work::Sql { text, .. } => text.to_ascii_uppercase().contains("DELETE"),
            Work::Rule(_) => false,
        };
        let spans = self.params.iter().filter_map(|(name, param)| match param {
            Param::Span(span) if name == "keep" || name.starts_with("keep_") => Some(*span),
            _ => None,
        });
        spans.min().filter(|_| self.steps.iter().any(removes))
    }

    /// Gives a parameter another value. The interval follows where it is taken from that parameter.
    ///
    /// # Errors
    /// When the job has no such parameter, or the value is of another kind than that in its file.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        self.ensure_parameter(name)?;
        let Some((_, param)) = self.params.iter_mut().find(|(known, _)| known == name) else { return Ok(()) };
        let setting = || format!("setting {name} of the job {}", self.name);
        password::refuse_named(name, value).with_context(setting)?;
        if let Some(pull) = &self.pull {
            pull.refuse_secret_in(name, value).with_context(setting)?;
        }
        *param = param.of_same_kind(value).with_context(setting)?;
        if let (Plan::Repeat { schedule, text, period_param: Some(period) }, Param::Span(span)) =
            (&mut self.plan, param)
            && period == name
        {
            (*schedule, *text) = every(*span);
        }
        Ok(())
    }

    /// # Errors
    /// When the job has no parameter of that name; says which it has.
    pub fn ensure_parameter(&self, name: &str) -> Result<()> {
        if self.param(name).is_some() {
            return Ok(());
        }
        let names = self.params.iter().map(|(name, _)| name.as_str());
        let meant =
            nearest(name, names.clone()).map_or(";".to_owned(), |meant| format!(": did you mean {meant}?"));
        let has = match names.collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => "it has none".to_owned(),
            names => format!("{} has: {names}", if meant == ";" { "it" } else { "It" }),
        };
        bail!("the job {} has no parameter {name:?}{meant} {has}", self.name)
    }

    /// The parameters as a step sees them that runs at `now`: those of its file, then the lengths for rules.
    pub fn bind(&self, now: Time) -> Vec<(String, Value)> {
        let bound = self.params.iter().map(|(name, param)| (name.clone(), param.bind(now)));
        let lengths = self.params.iter().filter_map(|(name, param)| match param {
            Param::Span(span) => Some((length_of(name), (*span).into())),
            Param::Number(_) | Param::Text(_) => None,
        });
        bound.chain(lengths).collect()
    }

    /// Whether its rules can go by its parameters.
    ///
    /// # Errors
    /// When a rule cannot; names the parameter and why.
    pub fn check_parameters(&self, lasting: Lasting, now: Time) -> Result<()> {
        let params = self.bind(now);
        let mut params: Vec<(&str, Value)> =
            params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        params.push(("now", now.into()));
        for step in &self.steps {
            if let Work::Rule(rule) = step.work {
                (rule.check)(&params, lasting).with_context(|| step.name.clone())?;
            }
        }
        Ok(())
    }

    /// The value of a parameter as text, if the job has it.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|(known, _)| known == name).map(|(_, param)| param)
    }
}
