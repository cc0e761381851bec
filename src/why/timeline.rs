//! What happened to a MID Server and its user, on one axis: clones, changes of status, logins, the account, issues.

use std::collections::BTreeSet;

use anyhow::Result;

use super::{Answer, person, quoted};
use crate::amount::amount;
use crate::db::{Reader, Row, params, sql};
use crate::time::{Span, Time};

/// How long before the clone, or before now where there is none, it begins.
const BEFORE: Span = Span::from_seconds(30 * 86_400);

/// Something that happened, or several of a kind one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When, the first time.
    pub on: Time,
    /// When the last time.
    pub until: Time,
    /// How often.
    pub times: usize,
    /// What.
    pub what: String,
}

/// What happened, the oldest first.
///
/// # Errors
/// When the rows cannot be read.
pub fn read(db: Reader, answer: &Answer, clone: Option<Time>, now: Time) -> Result<Vec<Moment>> {
    let since = clone.unwrap_or(now) - BEFORE;
    let user = answer.user.as_deref();
    let mut moments = Vec::new();
    let about = params![since, mid_server: answer.sys_id.as_str(), user_name: user];
    let mut is_first = true;
    for row in db.rows(sql!("why/list_moments.sql"), about)? {
        let before: Option<String> =
            row.get::<Option<String>>("old_status")?.filter(|_| std::mem::take(&mut is_first));
        let before = before.map_or_else(String::new, |status| format!(" (until then {status})"));
        add(&mut moments, row.get("happened_on")?, format!("{}{before}", happened(&row)?));
    }
    let mut before: Option<State> = None;
    for row in db.rows(sql!("why/list_account_states.sql"), params![user_name: user])? {
        let (on, state) = (row.get::<Time>("changed_on")?, State::from_row(&row)?);
        if on > since {
            add(&mut moments, Some(on.to_string()), state.since(before.as_ref(), answer));
        }
        before = Some(state);
    }
    for login in user.map_or_else(|| Ok(Vec::new()), |user| person::newest_logins(db, user, since))? {
        let said = login.parm2.filter(|said| !said.is_empty());
        let said = said.map_or_else(String::new, |said| match login.name.as_str() {
            "login.authorization.failed" => format!(", lacking {}", said.replace(',', ", ")),
            _ => format!(" from {said}"),
        });
        // An event names the account, and not the MID Server.
        let whose =
            if answer.shared_with.is_empty() { "" } else { " of the account, by one of its MID Servers" };
        add(&mut moments, Some(login.on.to_string()), format!("{}{whose}{said}", login.name));
    }
    moments.sort_by_key(|moment| moment.on);
    Ok(folded(moments))
}

/// A time that no calendar has is none.
fn add(moments: &mut Vec<Moment>, on: Option<String>, what: String) {
    let on = on.and_then(|on| Time::parse(&on).ok());
    moments.extend(on.map(|on| Moment { on, until: on, times: 1, what }));
}

/// The same several times in a row is one.
fn folded(moments: Vec<Moment>) -> Vec<Moment> {
    let mut folded: Vec<Moment> = Vec::new();
    for moment in moments {
        match folded.last_mut().filter(|last| last.what == moment.what) {
            Some(last) => (last.until, last.times) = (moment.on, last.times + 1),
            None => folded.push(moment),
        }
    }
    folded
}

fn happened(row: &Row) -> Result<String> {
    let text = |column: &str| row.get::<Option<String>>(column);
    let kind: String = row.get("kind")?;
    let (what, who) = (text("what")?.filter(|what| !what.is_empty()), text("who")?);
    let what = what.as_deref();
    Ok(match kind.as_str() {
        "status" => {
            let by = who.map_or_else(String::new, |who| match who.as_str() {
                "event" => ", as an event says".to_owned(),
                who => format!(", seen by {who}"),
            });
            format!("{}{by}", what.unwrap_or("no status"))
        }
        "clone" => format!("clone{} completed", what.map_or_else(String::new, |what| format!(" of {what}"))),
        "issue" => format!("issue opened: {}", what.unwrap_or("no source")),
        _ => {
            let by = who.filter(|who| !who.is_empty()).map_or_else(String::new, |who| format!(" by {who}"));
            format!("issue resolved: {}{by}", what.unwrap_or("no source"))
        }
    })
}

/// What was known of an account at a time.
struct State {
    account: Option<String>,
    active: Option<bool>,
    locked_out: Option<bool>,
    roles: Option<BTreeSet<String>>,
}

impl State {
    fn from_row(row: &Row) -> Result<Self> {
        let roles: Option<String> = row.get("roles")?;
        let listed =
            |roles: String| roles.split(", ").filter(|role| !role.is_empty()).map(str::to_owned).collect();
        let (account, active, locked_out) = (row.get("account")?, row.get("active")?, row.get("locked_out")?);
        Ok(Self { account, active, locked_out, roles: roles.map(listed) })
    }

    /// What became of it, in words.
    fn since(&self, before: Option<&Self>, answer: &Answer) -> String {
        let user = quoted(answer.user.as_deref().unwrap_or("its user"));
        let Some(account) = &self.account else {
            return match answer.near.as_slice() {
                [] => format!("its account {user} is not there"),
                near => {
                    let near: Vec<String> = near.iter().map(|name| quoted(name)).collect();
                    format!("no account {user}; {} exists", near.join(", "))
                }
            };
        };
        let short = account.get(..8).unwrap_or(account);
        let (verb, changes) = match before {
            Some(before) if before.account.as_ref() == Some(account) => ("changed:", self.changes(before)),
            Some(before) if before.account.is_some() => {
                ("is", vec![format!("another one ({short})"), self.is()])
            }
            _ => ("is", vec![format!("there ({short})"), self.is()]),
        };
        let changes: Vec<String> = changes.into_iter().filter(|change| !change.is_empty()).collect();
        format!("its account {verb} {}", changes.join(", "))
    }

    /// How it stands.
    fn is(&self) -> String {
        let mut words = Vec::new();
        words.extend((self.active == Some(false)).then(|| "inactive".to_owned()));
        words.extend((self.locked_out == Some(true)).then(|| "locked".to_owned()));
        words.extend(self.roles.as_ref().map(|roles| match (roles.contains("mid_server"), roles.len()) {
            (true, 1) => "with mid_server alone".to_owned(),
            (true, all) => format!("with mid_server and {} that it contains", amount(all - 1, "role")),
            (false, _) => "without mid_server".to_owned(),
        }));
        words.join(", ")
    }

    fn changes(&self, before: &Self) -> Vec<String> {
        let mut words = Vec::new();
        if self.active != before.active {
            words.extend(self.active.map(|active| if active { "active" } else { "inactive" }.to_owned()));
        }
        if self.locked_out != before.locked_out {
            words.extend(
                self.locked_out.map(|locked| if locked { "locked" } else { "not locked" }.to_owned()),
            );
        }
        if let (Some(now), Some(then)) = (&self.roles, &before.roles) {
            let (lost, got): (Vec<_>, Vec<_>) =
                (then.difference(now).collect(), now.difference(then).collect());
            words.extend(listed("without", &lost));
            words.extend(listed("with", &got));
        } else if self.roles.is_some() {
            words.push(self.is());
        }
        words
    }
}

fn listed(word: &str, roles: &[&String]) -> Option<String> {
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    (!names.is_empty()).then(|| format!("{word} {}", names.join(", ")))
}
