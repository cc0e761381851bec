//! What an event is worth, by the verdicts of the status: whether somebody is told, and how its subject stands then.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::db::{Db, Row, params, sql};
use crate::standing::{self, Weight};
use crate::time::Time;
use crate::why::{Answer, Told};

/// An issue that somebody was told of.
const OPEN: &str = "open";

/// One that is a detail, and was not told.
const QUIET: &str = "quiet";

/// One that is over.
const OVER: &str = "over";

/// Whose issues are about users: of one user the messages change, and it is one thing all the while.
const SAMPLING: &str = "MIDUserConnectivity";

const CLONE: &str = "InstanceClone";

/// One thing that happened, as the triggers of the file kept it.
pub(super) struct Event {
    pub sequence: i64,
    pub name: String,
    pub subject: String,
    pub about: String,
    pub detail: Option<String>,
    pub happened_on: Option<String>,
    /// The issue that it is about, while that is there.
    pub issue: Option<Issue>,
}

/// What the issue of an event says now.
pub(super) struct Issue {
    pub mid_server: Option<String>,
    pub mid_server_name: Option<String>,
    pub user: Option<String>,
    pub source: Option<String>,
    pub message: String,
    pub state: String,
    pub acknowledged_until: Option<String>,
    unconfirmed: Option<String>,
}

/// What becomes of an event.
pub(super) struct Judged {
    /// How much it weighs, where somebody is told; `Detail` is good news, or no trouble.
    pub told: Option<Weight>,
    /// How its subject stands after it.
    pub standing: Option<String>,
}

/// What events are judged by.
pub(super) struct Judge<'a> {
    pub db: &'a Db,
    pub why: Told,
    weights: BTreeMap<String, (Weight, &'static str)>,
}

impl Event {
    pub fn from_row(row: &Row) -> Result<Self> {
        let state: Option<String> = row.get("state")?;
        let issue = match state {
            None => None,
            Some(state) => Some(Issue {
                mid_server: row.get("mid_server")?,
                mid_server_name: row.get("mid_server_name")?,
                user: row.get("user_name")?,
                source: row.get("source")?,
                message: row.get::<Option<String>>("message")?.unwrap_or_default(),
                state,
                acknowledged_until: row.get("acknowledged_until")?,
                unconfirmed: row.get("unconfirmed")?,
            }),
        };
        Ok(Self {
            sequence: row.get("sequence")?,
            name: row.get("event")?,
            subject: row.get("subject")?,
            about: row.get("about")?,
            detail: row.get("detail")?,
            happened_on: row.get("happened_on")?,
            issue,
        })
    }
}

impl Judged {
    fn told(weight: Weight, standing: &str) -> Self {
        Self { told: Some(weight), standing: Some(standing.to_owned()) }
    }

    fn silent(standing: Option<&str>) -> Self {
        Self { told: None, standing: standing.map(str::to_owned) }
    }
}

impl<'a> Judge<'a> {
    /// By the rows as they are at `now`.
    pub fn at(db: &'a Db, now: Time) -> Result<Self> {
        let why = crate::why::tell(db.reader(), now)?;
        let weights = standing::of_each(db, &why, now)?;
        Ok(Self { db, why, weights })
    }

    /// What is said of a MID Server.
    pub fn answer(&self, mid_server: &str) -> Option<&Answer> {
        self.why.answers.iter().find(|answer| answer.sys_id == mid_server)
    }

    /// What is said of a MID Server that is Down and has this user.
    pub fn answer_of_user(&self, user: &str) -> Option<&Answer> {
        let is_meant = |answer: &&Answer| answer.user.as_deref() == Some(user) && answer.cause.is_some();
        self.why.answers.iter().find(is_meant)
    }

    /// The words for how a MID Server weighs.
    pub fn words(&self, mid_server: &str) -> Option<&'static str> {
        self.weights.get(mid_server).map(|(_, words)| *words)
    }

    /// What becomes of the event, whose subject stood so before.
    pub fn judge(&self, event: &Event, before: Option<&str>) -> Result<Judged> {
        match event.name.as_str() {
            "opened" => self.opened(event, before),
            "resolved" | "removed" => self.over(event, before),
            "acknowledged" => Ok(match before {
                Some(QUIET | OVER) => Judged::silent(before),
                _ => Judged { told: Some(Weight::Detail), standing: Some(OPEN.to_owned()) },
            }),
            "overdue" => self.overdue(event, before),
            "failed" => self.failed(event, before),
            "ran" => Ok(match before {
                None | Some("0") => Judged::silent(before),
                Some(_) => Judged::told(Weight::Detail, "0"),
            }),
            "doubted" => Ok(doubted(event, before)),
            "trusted" => self.trusted(event, before),
            _ => Ok(Judged::silent(before)),
        }
    }

    /// Told once while it is open. What is acknowledged or over by now was no news.
    fn opened(&self, event: &Event, before: Option<&str>) -> Result<Judged> {
        if before == Some(OPEN) {
            return Ok(Judged::silent(before));
        }
        let issue = event.issue.as_ref().filter(|issue| issue.state == "new");
        Ok(match issue.map_or(Ok(Weight::Detail), |issue| self.weigh(issue))? {
            Weight::Detail => Judged::silent(Some(QUIET)),
            weight => Judged::told(weight, OPEN),
        })
    }

    fn overdue(&self, event: &Event, before: Option<&str>) -> Result<Judged> {
        let issue = event.issue.as_ref().filter(|issue| issue.state == "acknowledged");
        Ok(match issue.map_or(Ok(Weight::Detail), |issue| self.weigh(issue))? {
            Weight::Detail => Judged::silent(before),
            weight => Judged::told(weight, OPEN),
        })
    }

    /// How much an open issue weighs.
    fn weigh(&self, issue: &Issue) -> Result<Weight> {
        let of =
            |mid_server: &str| self.weights.get(mid_server).map_or(Weight::Detail, |(weight, _)| *weight);
        if issue.unconfirmed.is_some() {
            return Ok(Weight::Detail);
        }
        match (issue.source.as_deref(), &issue.mid_server, &issue.user) {
            (Some(CLONE), Some(mid_server), _) => Ok(of(mid_server)),
            (Some(SAMPLING), _, Some(user)) => {
                // A MID Server whose clone issue is open was told already.
                let rows =
                    self.db.rows(sql!("notify/list_mid_servers_of_user.sql"), params![user_name: user])?;
                let mut least = Weight::Detail;
                for row in &rows {
                    let (mid_server, told): (Option<String>, bool) =
                        (row.get("mid_server")?, row.get("has_clone_issue")?);
                    if let Some(mid_server) = mid_server.filter(|_| !told) {
                        least = least.min(of(&mid_server));
                    }
                }
                Ok(least)
            }
            _ => Ok(Weight::Warning),
        }
    }

    /// Good news where somebody was told of it, or may have been before anything was kept here.
    fn over(&self, event: &Event, before: Option<&str>) -> Result<Judged> {
        if let Some(user) = event.subject.strip_prefix(SAMPLING).and_then(|rest| rest.strip_prefix(':')) {
            let row = self.db.row(sql!("notify/count_open_issues_of_user.sql"), params![user_name: user])?;
            if row.map_or(Ok(0), |row| row.get::<i64>("issues"))? > 0 {
                return Ok(Judged::silent(before));
            }
        }
        Ok(match before {
            Some(QUIET | OVER) => Judged::silent(Some(OVER)),
            _ if event.name == "removed" => Judged::silent(Some(OVER)),
            _ => Judged::told(Weight::Detail, OVER),
        })
    }

    /// Told at the first failure and at the third, when it becomes critical; then it stands in the status.
    fn failed(&self, event: &Event, before: Option<&str>) -> Result<Judged> {
        let times = before.and_then(|before| before.parse::<u32>().ok()).unwrap_or(0).saturating_add(1);
        let in_error =
            self.db.row(sql!("notify/is_trigger_in_error.sql"), params![job: &event.about])?.is_some();
        let standing = times.to_string();
        Ok(match times {
            _ if in_error => Judged::told(Weight::Critical, &standing),
            1 => Judged::told(Weight::Warning, &standing),
            3 => Judged::told(Weight::Critical, &standing),
            _ => Judged::silent(Some(&standing)),
        })
    }

    /// Over when no job holds a doubt of another kind about the table. A job that did not run since still holds the old one.
    fn trusted(&self, event: &Event, before: Option<&str>) -> Result<Judged> {
        if before.is_none_or(str::is_empty) || before != event.detail.as_deref() {
            return Ok(Judged::silent(before));
        }
        let rows = self.db.rows(sql!("notify/list_kinds_of_doubt.sql"), params![table_name: &event.about])?;
        for row in &rows {
            if Some(row.get::<String>("kind")?) != event.detail {
                return Ok(Judged::silent(before));
            }
        }
        Ok(Judged::told(Weight::Detail, ""))
    }
}

/// What was declared as not to be had is no trouble.
fn doubted(event: &Event, before: Option<&str>) -> Judged {
    let kind = event.detail.as_deref().unwrap_or_default();
    match kind {
        _ if before == Some(kind) => Judged::silent(before),
        "never" => Judged::told(Weight::Detail, kind),
        _ => Judged::told(Weight::Warning, kind),
    }
}
