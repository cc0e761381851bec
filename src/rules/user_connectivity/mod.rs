//! The rule of `MIDUserConnectivity`: which MID Server users cannot log in, and why.
//!
//! SQL classifies (who is examined, their newest login event), `message` has the words of each
//! finding, and the views show what was seen to whoever mends a login.

mod classify;
mod condition;
mod configured;
mod contradicted;
mod detail;
mod doubt;
mod down;
mod examined;
mod message;
mod names;
mod view;

use anyhow::{Context, Result, bail};
use serde_json::Value as Json;

use classify::{Period, Sample};
use view::IdMap;

use super::{Lasting, Rule, length_of, param};
use crate::coverage::SAMPLING_IN_DETAIL;
use crate::db::{Params, Reader};
use crate::finding::{Findings, Level, Note};
use crate::time::Span;

/// The rule.
pub const RULE: Rule = Rule {
    name: "user_connectivity",
    description: "Users of MID Servers that cannot log in, did not try, or belong to no MID Server",
    parameters: &["period", "debug"],
    rests_on: SAMPLING_IN_DETAIL,
    check,
    find,
};

/// MID Servers show that they are Up once in this time.
const HEARTBEAT: Span = Span::from_seconds(5 * 60);

/// The parameter `debug`: which view goes to the log.
enum Debug {
    Off,
    Summary,
    Detailed,
}

fn check(params: &Params, lasting: Lasting) -> Result<()> {
    Debug::from_number(param(params, "debug")?)?;
    match (lasting, too_short(period(params)?)) {
        (Lasting::ForGood, Some(reason)) => bail!("{reason}; write {HEARTBEAT} or more"),
        _ => Ok(()),
    }
}

/// Why a period is too short to go by, if it is.
fn too_short(period: Span) -> Option<String> {
    (period < HEARTBEAT).then(|| {
        format!(
            "a period of {period} is shorter than the heartbeat of MID Servers, {HEARTBEAT}: \
             who cannot log in may not have tried yet, and who is Up again may still count as Down"
        )
    })
}

fn find(db: Reader, params: &Params) -> Result<Findings> {
    let debug = Debug::from_number(param(params, "debug")?)?;
    let sample = Sample::take(db, Period::of(param(params, "now")?, period(params)?))?;
    let mut notes = sample.remarks();
    let (view, evidence) = debug.view(db, &sample)?;
    notes.extend(view.into_iter().map(|line| Note::new(Level::Debug, line)));
    let source: String = param(params, "source")?;
    Ok(Findings {
        findings: sample.findings(),
        notes,
        evidence,
        doubts: sample.doubts.clone(),
        contradicted: vec![Box::new(move |db, run| sample.contradicted(db, &source, run))],
    })
}

impl Debug {
    fn from_number(number: i64) -> Result<Self> {
        Ok(match number {
            0 => Self::Off,
            1 => Self::Summary,
            2 => Self::Detailed,
            other => bail!("debug is 0 (off), 1 (summary) or 2 (detailed), not {other}"),
        })
    }

    /// The lines of the view, and the same as data.
    fn view(&self, db: Reader, sample: &Sample) -> Result<(Vec<String>, Option<Json>)> {
        if let Self::Off = self {
            return Ok((Vec::new(), None));
        }
        let configured = sample.configured();
        let (mut lines, mut evidence) = (sample.summary(&configured), sample.summary_evidence(&configured));
        if let Self::Detailed = self {
            let details = sample.details(db)?;
            let id_map = IdMap::read(db, sample, &details)?;
            lines.extend(sample.detailed(&details, id_map.as_ref()));
            sample.add_details(&mut evidence, &details, id_map.as_ref());
        }
        Ok((lines, Some(evidence)))
    }
}

/// The sampling period, as exactly as it was written.
fn period(params: &Params) -> Result<Span> {
    let length = param(params, &length_of("period"));
    length.context("the period is a length of time: write 4h or 30m")
}

impl Sample {
    /// What the log says of every sampling. What could not be seen, the runner tells when it begins and when it ends.
    fn remarks(&self) -> Vec<Note> {
        let warning = |text| Note::new(Level::Warning, text);
        let mut notes: Vec<Note> = too_short(self.period.length).map(warning).into_iter().collect();
        if !self.loaded.role_exists && self.sees_roles() {
            let text = "sys_user_role has no role mid_server: nobody is known to hold it, \
                        and only the users of Down MID Servers are examined";
            notes.push(Note::new(Level::Error, text));
        }
        notes.extend(self.no_login_seen().map(|text| Note::new(Level::Information, text)));
        notes.extend(self.similar.remark());
        if self.down.is_empty() {
            notes.push(Note::new(Level::Information, "no MID Server is Down"));
        }
        notes
    }

    /// That nobody at all logged in, if so: perhaps the events were not kept, as in a clone.
    fn no_login_seen(&self) -> Option<String> {
        let newest = match &self.loaded.newest_event {
            _ if self.loaded.login_seen => return None,
            Some(at) => format!("the newest event in sysevent is of {at}"),
            None => "sysevent has no events".to_owned(),
        };
        Some(format!("nobody at all logged in after {} ({newest})", self.period.start))
    }
}
