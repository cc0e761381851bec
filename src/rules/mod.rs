//! The steps that are written in Rust: one file a rule, and the list of them.

mod user_connectivity;

use anyhow::Result;

use crate::db::{Params, Reader};
use crate::finding::{Findings, Note};

/// A step written in Rust: it reads, and returns findings.
#[derive(Debug)]
pub struct Rule {
    /// What job files call it.
    pub name: &'static str,
    /// The parameters that it reads besides those that are always there.
    pub parameters: &'static [&'static str],
    /// Whether it can go by its parameters, as they bind: what it warns of.
    ///
    /// # Errors
    /// Names the parameter and the values that it may have.
    pub check: fn(&Params) -> Result<Vec<Note>>,
    /// What it finds.
    pub find: fn(Reader, &Params) -> Result<Findings>,
}

/// Every rule.
pub static RULES: &[Rule] = &[user_connectivity::RULE];

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}
