//! The steps of a job file: a file, a statement or a rule each.

use std::mem;

use toml::Spanned;

use super::form::StepTable;
use super::parts::ensure_in_parts;
use super::reader::Reader;
use crate::rules;
use crate::similar::no_such;
use crate::step::{Place, Step, Work};

/// What a step is: its name, its work, and where its statement begins.
type Named = (String, Work, Option<Place>);

impl Reader<'_> {
    /// The steps that could be read. Rules go by parameters: without all of those nothing can be said of them.
    pub(super) fn steps(&mut self, all_params: bool) -> Vec<Step> {
        let tables = mem::take(&mut self.document.value.steps);
        let some = !tables.is_empty()
            || self.document.value.pull.is_some()
            || self.document.may_have(None, &["steps", "pull"]);
        let name = self.document.value.name.as_ref().map_or(0..0, Spanned::span);
        self.ensure(name, some, "the job has no steps and no [pull]");
        let steps = tables.iter().enumerate().filter_map(|(index, table)| self.step(index + 1, table));
        steps.filter(|step| all_params || matches!(step.work, Work::Sql { .. })).collect()
    }

    /// Whether the steps go in parts.
    pub(super) fn in_parts(&mut self, steps: &[Step]) -> bool {
        let first = steps.iter().find(|step| step.in_parts.is_some());
        let Some(first) = first.map(|step| &step.name) else { return false };
        let pulls = self.document.value.pull.as_ref().map(Spanned::span);
        self.ensure(
            pulls.clone().unwrap_or_default(),
            pulls.is_none(),
            "in_parts: a job that pulls is one transaction",
        );
        for step in steps {
            self.keep_at(step.line, ensure_in_parts(step, first));
        }
        true
    }

    fn step(&mut self, number: usize, step: &Spanned<StepTable>) -> Option<Step> {
        let (table, line) = (step.get_ref(), self.source.line(step.span()));
        let (name, work, statement) = match (&table.file, &table.sql, &table.rule) {
            (Some(file), None, None) => self.of_file(file)?,
            (None, Some(sql), None) => self.of_text(number, sql),
            (None, None, Some(rule)) => self.of_rule(rule)?,
            _ => {
                let meant = self.document.may_have(Some(step.span()), &["file", "sql", "rule"]);
                self.ensure(step.span(), meant, "a step is one of file, sql, rule");
                return None;
            }
        };
        Some(Step { name, line, statement, work, max_rows: table.max_rows, in_parts: table.in_parts })
    }

    fn of_file(&mut self, file: &Spanned<String>) -> Option<Named> {
        let found = self.keep(file.span(), (self.source.step_file)(file.get_ref()))?;
        let work = Work::Sql { text: found.text, author: found.author };
        Some((file.get_ref().clone(), work, Some(Place { file: found.file, line: 1 })))
    }

    fn of_text(&self, number: usize, sql: &Spanned<String>) -> Named {
        let place = Place { file: self.source.file.to_owned(), line: self.source.line_of_text(sql.span()) };
        let work = Work::Sql { text: sql.get_ref().clone(), author: self.source.origin.author() };
        (format!("step {number} of {}", self.source.file_name()), work, Some(place))
    }

    fn of_rule(&mut self, rule: &Spanned<String>) -> Option<Named> {
        let name = rule.get_ref();
        let names = || rules::RULES.iter().map(|rule| rule.name.to_owned()).collect::<Vec<_>>();
        let known = rules::find(name).ok_or_else(|| no_such("rule", name, &names(), ""));
        Some((name.clone(), Work::Rule(self.keep(rule.span(), known)?), None))
    }
}
