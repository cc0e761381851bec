//! The job that the tables of a file make: each fault is noted, and the reading goes on.

use std::mem;
use std::ops::Range;

use anyhow::{Result, anyhow, ensure};
use toml::{Spanned, Value};

use super::document::Document;
use super::fault::Fault;
use super::file::{Read, Source};
use super::form::JobFile;
use super::param::Param;
use super::pull::Pull;
use super::{Job, Retry};
use crate::password;
use crate::printable::printable;
use crate::schedule::Misfire;
use crate::time::Span;

/// Makes a job of the tables of a file.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) document: Document<JobFile>,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// One that begins with what does not fit the form.
    pub(super) fn new(source: &'a Source<'a>, mut document: Document<JobFile>) -> Self {
        let of_form = mem::take(&mut document.faults).into_iter();
        let faults = of_form.map(|(place, message)| source.fault(place, message)).collect();
        Self { source, document, faults }
    }

    /// The job, and all faults.
    pub(super) fn read(mut self) -> Read {
        let job = self.job();
        self.faults.sort_by_key(|fault| fault.line);
        Read { job: Some(job), faults: self.faults }
    }

    fn job(&mut self) -> Job {
        let name = self.name();
        let (params, all_params) = self.params();
        let pull = self.pull(&params);
        let steps = self.steps(all_params);
        let in_parts = self.in_parts(&steps);
        let schedule = self.document.value.schedule.take();
        let plan = self.plan(schedule.as_ref(), &params);
        let max_late = self.span(schedule.as_ref().and_then(|table| table.get_ref().max_late.as_ref()));
        let (retry, timeout) = (self.retry(), self.timeout());
        let file = &self.document.value;
        Job {
            plan,
            misfire: schedule.map_or(Misfire::default(), |table| table.get_ref().misfire),
            max_late,
            retry,
            timeout,
            name,
            description: file.description.clone(),
            source: self.source_of_issues(),
            resolve_absent: file.resolve_absent,
            only_on_new_rows: file.only_on_new_rows,
            active: file.active,
            params,
            pull,
            steps,
            in_parts,
            origin: self.source.origin.clone(),
        }
    }

    fn name(&mut self) -> String {
        match self.document.value.name.clone() {
            Some(name) => {
                self.keep(name.span(), ensure_name(name.get_ref()));
                name.into_inner()
            }
            None if self.document.may_have(None, &["name"]) => String::new(),
            None => {
                self.ensure(0..0, false, "the job has no name: write name = \"...\"");
                String::new()
            }
        }
    }

    /// Where one was meant that could not be read, there is one.
    fn source_of_issues(&self) -> Option<String> {
        let meant = || self.document.may_have(None, &["source"]).then(String::new);
        self.document.value.source.clone().or_else(meant)
    }

    fn retry(&mut self) -> Retry {
        let (attempts, delay) =
            (self.document.value.attempts.clone(), self.document.value.retry_delay.take());
        let place = attempts.as_ref().map_or(0..0, Spanned::span);
        let attempts = attempts.map_or(3, Spanned::into_inner);
        self.ensure(place, (1..=100).contains(&attempts), "attempts must be 1 to 100");
        Retry { attempts, delay: self.span(delay.as_ref()).unwrap_or(Span::from_seconds(60)) }
    }

    fn timeout(&mut self) -> Span {
        let timeout = self.document.value.timeout.take();
        let place = timeout.as_ref().map_or(0..0, Spanned::span);
        let timeout = self.span(timeout.as_ref()).unwrap_or(Span::from_seconds(3_600));
        self.ensure(place, timeout.seconds() > 0, "a timeout of 0 lets nothing run: the shortest is 1s");
        timeout
    }

    /// The parameters, and whether all could be read; to one that could not, a value is given that no statement minds.
    fn params(&mut self) -> (Vec<(String, Param)>, bool) {
        let mut all = !self.document.may_have(None, &["params"]);
        let mut params = Vec::new();
        for (name, value) in mem::take(&mut self.document.value.params) {
            let param = self.keep(value.span(), read_param(&name, value.get_ref()));
            all &= param.is_some();
            params.push((name, param.unwrap_or(Param::Number(0))));
        }
        (params, all)
    }

    fn pull(&mut self, params: &[(String, Param)]) -> Option<Pull> {
        let table = self.document.value.pull.clone()?;
        let (place, pull) = (table.span(), table.into_inner());
        let value = |name: &str| {
            let known = params.iter().find(|(known, _)| known == name);
            Ok(known.map(|(_, param)| param.to_string()).unwrap_or_default())
        };
        let filled = pull.with_parameters(value);
        self.keep(place.clone(), filled.and_then(|pull| pull.refuse_secrets()));
        for name in pull.parameters() {
            let is_there = params.iter().any(|(known, _)| known == name);
            self.ensure(
                place.clone(),
                is_there,
                format!("[pull] asks for :{name}, which is not in [params]"),
            );
        }
        Some(pull)
    }

    /// A length of time, where one is written and can be read.
    pub(super) fn span(&mut self, text: Option<&Spanned<String>>) -> Option<Span> {
        text.and_then(|text| self.keep(text.span(), text.get_ref().parse()))
    }

    /// What was read there, if it could be; if not, that is a fault.
    pub(super) fn keep<T>(&mut self, place: Range<usize>, read: Result<T>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.faults.push(self.source.fault(place, format!("{error:#}")));
                None
            }
        }
    }

    /// The same of a line.
    pub(super) fn keep_at(&mut self, line: usize, holds: Result<()>) {
        if let Err(error) = holds {
            let file = self.source.file.to_owned();
            self.faults.push(Fault { file, line, message: format!("{error:#}") });
        }
    }

    /// It is a fault if that does not hold.
    pub(super) fn ensure(&mut self, place: Range<usize>, holds: bool, message: impl Into<String>) {
        if !holds {
            self.faults.push(self.source.fault(place, message));
        }
    }
}

fn read_param(name: &str, value: &Value) -> Result<Param> {
    match value {
        Value::String(text) => password::refuse_named(name, text).and_then(|()| Param::from_text(text)),
        Value::Integer(number) => Ok(Param::Number(*number)),
        Value::Boolean(truth) => Ok(Param::Number((*truth).into())),
        other => {
            let kind = other.type_str();
            Err(anyhow!("{name}: a parameter is text, a whole number or a boolean, not a {kind}"))
        }
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
