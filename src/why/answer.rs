//! What is said of one MID Server.

use std::collections::BTreeMap;

use super::{Also, CANNOT_TELL, Class, Evidence, in_words};
use crate::time::Time;

/// What is said of one MID Server.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its name.
    pub mid_server: Option<String>,
    /// Its sys_id.
    pub sys_id: String,
    /// Its status; `None` where that was not seen.
    pub status: Option<String>,
    /// To what it is due.
    pub class: Class,
    /// Whether it was Down before the latest clone because an earlier one broke it.
    pub by_earlier_clone: bool,
    /// Since when, as far as the rows tell.
    pub since: Option<Time>,
    /// Its user.
    pub user: Option<String>,
    /// What is wrong, or `cannot_tell`; `None` where it is not Down.
    pub cause: Option<&'static str>,
    /// What it would have been, where it cannot be told.
    pub likely: Option<&'static str>,
    /// The cause that cannot be excluded, where it cannot be told.
    pub open: Option<&'static str>,
    /// The table that is in doubt, and why.
    pub doubt: Option<String>,
    /// Whether what is to be done needs its host.
    pub needs_host: bool,
    /// The rows that prove the cause.
    pub evidence: Vec<Evidence>,
    /// What holds besides.
    pub also: Vec<Also>,
    /// What is certain, and what is likely, in words about this MID Server, by cause.
    pub said: BTreeMap<&'static str, String>,
    /// Whether something that was seen speaks for what is likely.
    pub leans: bool,
    /// Names of accounts that differ from its user by capitals or blanks alone, where there is none of its name.
    pub near: Vec<String>,
    /// The causes that the rows exclude.
    pub excluded: Vec<&'static str>,
    /// What to do, step by step.
    pub remedy: Vec<String>,
    /// What the rows said when they were loaded, where only their age is in doubt.
    pub then: Option<Then>,
    /// Its host.
    pub host: Option<String>,
    /// The other MID Servers of its user, and their status; none where no words are asked for.
    pub shared_with: Vec<(String, Option<String>)>,
    /// How often its status changed within the last hour.
    pub changes: usize,
    /// When this is told.
    pub told_on: Time,
    /// Its last heartbeat.
    pub last_heartbeat: Option<Time>,
    /// When its status was last seen to change.
    pub last_change: Option<Time>,
    /// When its service stopped, where it did not start since.
    pub stopped: Option<Time>,
}

impl Answer {
    /// Its class; what it was then, where only the age of the rows is in doubt.
    pub fn class_shown(&self) -> Class {
        self.then.filter(|_| self.class == Class::NotJudged).map_or(self.class, |then| then.class)
    }

    /// Whether its row says Down.
    pub fn is_down(&self) -> bool {
        self.status.as_deref() == Some("Down")
    }

    /// Its name, or its sys_id where it has none.
    pub fn called(&self) -> &str {
        self.mid_server.as_deref().unwrap_or(&self.sys_id)
    }

    /// A cause in words about this MID Server, where it is certain or likely, else in general.
    pub fn says<'a>(&'a self, cause: &'a str) -> &'a str {
        self.said.get(cause).map_or_else(|| in_words(cause), String::as_str)
    }

    /// Whether the same is to be done as about another, but for the check at the end.
    pub fn has_steps_of(&self, other: &Self) -> bool {
        let own = |answer: &Self| answer.remedy.len().saturating_sub(1);
        self.remedy[..own(self)] == other.remedy[..own(other)]
    }

    /// The rows that prove a cause of it.
    pub fn evidence_of(&self, cause: &str) -> &[Evidence] {
        let also = self.also.iter().find(|also| also.cause == cause).map(|also| &also.evidence);
        also.unwrap_or(&self.evidence)
    }

    /// What is certain of it: its cause, or else what is proven though the cause cannot be told, or was proven last.
    pub fn certain(&self) -> Option<&'static str> {
        match self.cause {
            Some(CANNOT_TELL) => {
                let proven = self.also.iter().find(|also| also.proven && !also.evidence.is_empty());
                let then = || self.then.and_then(|then| then.cause).filter(|cause| *cause != CANNOT_TELL);
                proven.map(|also| also.cause).or_else(then)
            }
            cause => cause,
        }
    }
}

/// What the rows said when they were loaded, or when a cause was last proven.
#[derive(Clone, Copy, Debug)]
pub struct Then {
    /// As of when.
    pub as_of: Time,
    /// The class then.
    pub class: Class,
    /// The cause then.
    pub cause: Option<&'static str>,
}
