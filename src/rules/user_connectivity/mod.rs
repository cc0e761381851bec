//! The rule of `MIDUserConnectivity`: which MID Server users cannot log in, and why.
//!
//! SQL classifies (who is examined, their newest login event), `message` has the words of each
//! finding, and the views show what was seen to whoever mends a login.

mod classify;
mod message;

use anyhow::{Context, Result};

use classify::Sample;

use super::Rule;
use crate::db::{FromValue, Params, Reader};
use crate::finding::{Findings, Level, Note};

/// The rule.
pub const RULE: Rule = Rule { name: "user_connectivity", parameters: &["period", "debug"], find };

fn find(db: Reader, params: &Params) -> Result<Findings> {
    let sample = Sample::take(db, params)?;
    let notes = sample.remarks();
    Ok(Findings {
        findings: sample.users.iter().filter_map(classify::User::finding).collect(),
        notes,
        evidence: None,
    })
}

/// The value of a parameter of the step.
fn param<T: FromValue>(params: &Params, name: &str) -> Result<T> {
    let found = params.iter().find(|(given, _)| *given == name);
    let (_, value) = found.with_context(|| format!("the parameter {name:?} is not given"))?;
    T::from_value(value).with_context(|| format!("reading the parameter {name:?}"))
}

impl Sample {
    /// What the log says of every sampling: what could not be seen, and that nothing is Down.
    fn remarks(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        if !self.coverage.role_exists {
            let text = "sys_user_role has no role mid_server: nobody is known to hold it, \
                        and only the users of Down MID Servers are examined";
            notes.push(Note::new(Level::Error, text));
        }
        if !self.coverage.login_seen {
            notes.push(Note::new(Level::Warning, self.no_login_seen()));
        }
        if self.down.is_empty() {
            notes.push(Note::new(Level::Information, "no MID Server is Down"));
        }
        notes
    }

    fn no_login_seen(&self) -> String {
        let newest = match &self.coverage.newest_event {
            Some(at) => format!("the newest event in sysevent is of {at}"),
            None => "sysevent has no events".to_owned(),
        };
        format!(
            "no login event after {} was loaded ({newest}): \"no login attempts\" is unconfirmed",
            self.period.start
        )
    }
}
