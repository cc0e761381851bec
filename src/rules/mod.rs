//! The steps that are written in Rust: one file a rule, and the list of them.

mod down_after_clone;
mod user_connectivity;

use anyhow::{Context, Result};

use crate::coverage::Need;
use crate::db::{FromValue, Params, Reader};
use crate::finding::Findings;

/// A step written in Rust: it reads, and returns findings.
#[derive(Debug)]
pub struct Rule {
    /// What job files call it.
    pub name: &'static str,
    /// What it finds, in a few words.
    pub description: &'static str,
    /// The parameters that it reads besides those that are always there.
    pub parameters: &'static [&'static str],
    /// The tables that it rests on.
    pub rests_on: &'static [Need],
    /// Whether it can go by its parameters, as they bind.
    ///
    /// # Errors
    /// Names the parameter and the values that it may have.
    pub check: fn(&Params, Lasting) -> Result<()>,
    /// What it finds.
    pub find: fn(Reader, &Params) -> Result<Findings>,
}

/// For how long somebody wants a rule to go by its parameters: what does once no harm may do it again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// In one run; what it then says in the log is warning enough.
    Once,
    /// In every run, as a job file or a setting has it.
    ForGood,
}

/// The name under which a rule finds the length in milliseconds of a parameter that binds as a moment, which has whole
/// seconds. The blanks keep it out of reach of statements.
pub fn length_of(parameter: &str) -> String {
    format!("{parameter} in milliseconds")
}

/// Every rule.
pub static RULES: &[Rule] = &[down_after_clone::RULE, user_connectivity::RULE];

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// The value of a parameter of the step.
fn param<T: FromValue>(params: &Params, name: &str) -> Result<T> {
    let found = params.iter().find(|(given, _)| *given == name);
    let (_, value) = found.with_context(|| format!("the parameter {name:?} is not given"))?;
    T::from_value(value).with_context(|| format!("reading the parameter {name:?}"))
}
