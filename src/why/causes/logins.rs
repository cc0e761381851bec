//! Causes that login events tell.

use super::account::{EVENT_COLUMNS, failed, without_account};
use super::roles;
use crate::why::agent::Agent;
use crate::why::case::Case;
use crate::why::evidence::{Evidence, Verdict};
use crate::why::person::{Login, MOST_LOGINS};

const EVENTS: &str = "sysevent";

/// The newest login event, where it certainly is the newest.
fn newest<'a>(case: &Case<'a>) -> Result<Option<&'a Login>, Verdict> {
    match case.open(EVENTS, &EVENT_COLUMNS).or_else(|| case.open_heartbeat()) {
        Some(open) => Err(open),
        None => Ok(case.logins().last().copied()),
    }
}

/// Proven where the newest login event has this name.
fn newest_is(case: &Case, name: &str) -> Verdict {
    match newest(case) {
        Err(open) => open,
        Ok(Some(login)) if login.name == name => Verdict::Proven(vec![failed(login)]),
        Ok(_) => Verdict::Excluded,
    }
}

/// Another MID Server has the same user, and its events are good logins, or both good and failed ones.
pub(super) fn cannot_attribute(case: &Case) -> Verdict {
    let logins = case.logins();
    let has = |name: &str| logins.iter().any(|login| login.name == name);
    let fits = match newest(case) {
        _ if has("login") && has("login.failed") => Some(true),
        Ok(newest) => Some(newest.is_some_and(|login| login.name == "login")),
        Err(_) => None,
    };
    if fits == Some(false) {
        return Verdict::Excluded;
    }
    match sharers(case) {
        Ok(sharers) if sharers.is_empty() => Verdict::Excluded,
        Err(open) => open,
        Ok(_) if fits.is_none() => newest(case).err().unwrap_or(Verdict::Excluded),
        Ok(sharers) => {
            Verdict::Proven(sharers.into_iter().chain(logins.last().map(|login| failed(login))).collect())
        }
    }
}

/// The other MID Servers of the user; open where there may be more and none was seen.
fn sharers(case: &Case) -> Result<Vec<Evidence>, Verdict> {
    let Some((user, _)) = case.user else { return Ok(Vec::new()) };
    let others = case.estate.sharers(user, case.agent);
    let row = |other: &&Agent| match other.configured.iter().find(|(_, value)| value == user) {
        Some((sys_id, value)) => {
            Evidence::of("ecc_agent_config", sys_id, "value", value, case.at("ecc_agent_config"))
        }
        None => Evidence::of("ecc_agent", &other.sys_id, "user_name", user, case.at("ecc_agent")),
    };
    if !others.is_empty() {
        return Ok(others.iter().map(row).collect());
    }
    if let Some(open) = case.open("ecc_agent_config", &["ecc_agent", "param_name", "value"]) {
        return Err(open);
    }
    let unknown = case
        .estate
        .agents
        .iter()
        .any(|other| other.configured.is_empty() && other.sys_id != case.agent.sys_id);
    if unknown && !case.estate.known.sees("ecc_agent", "user_name") {
        return Err(case.unseen("ecc_agent", "user_name"));
    }
    Ok(Vec::new())
}

/// Roles were missing at the newest login, and none is now.
pub(super) fn restart_needed(case: &Case) -> Verdict {
    match roles::both(case) {
        (Verdict::Excluded, Verdict::Excluded) => newest_is(case, "login.authorization.failed"),
        (open @ Verdict::Open(_), _) | (_, open @ Verdict::Open(_)) => match newest(case) {
            Ok(Some(login)) if login.name == "login.authorization.failed" => open.clone(),
            Ok(_) => Verdict::Excluded,
            Err(open) => open,
        },
        _ => Verdict::Moot,
    }
}

/// The newest login failed.
pub(super) fn password_rejected(case: &Case) -> Verdict {
    match newest(case) {
        Err(open) => open,
        Ok(Some(newest)) if newest.name == "login.failed" => {
            let failures: Vec<&&Login> =
                case.logins().iter().filter(|login| login.name == "login.failed").collect();
            let shown = failures.iter().skip(failures.len().saturating_sub(MOST_LOGINS));
            Verdict::Proven(shown.map(|login| failed(login)).collect())
        }
        // Where nobody tried, its password may be wrong all the same.
        Ok(None) => Verdict::Moot,
        Ok(Some(_)) => Verdict::Excluded,
    }
}

/// It logged in since.
pub(super) fn logged_in_yet_down(case: &Case) -> Verdict {
    let known = &case.estate.known;
    let sees = known.sees("sys_user", "last_login_time");
    if let Some(open) = case.open_heartbeat() {
        return open;
    }
    let last = case.account().filter(|_| sees).and_then(|account| Some((account, account.last_login?)));
    if let Some((account, at)) = last.filter(|(_, at)| *at > case.from()) {
        let row =
            Evidence::of("sys_user", &account.sys_id, "last_login_time", at.to_string(), case.at("sys_user"));
        return Verdict::Proven(vec![row]);
    }
    match newest_is(case, "login") {
        Verdict::Excluded if case.open_account().is_some() => without_account(case),
        Verdict::Excluded if case.account().is_some() && !sees => case.unseen("sys_user", "last_login_time"),
        verdict => verdict,
    }
}

/// None of the others: then nobody saw it try.
pub(super) fn no_attempt_seen(case: &Case) -> Verdict {
    if let Some(open) = case.open(EVENTS, &EVENT_COLUMNS).or_else(|| case.open_heartbeat()) {
        return open;
    }
    let user = case.user.map_or("", |(name, _)| name);
    let since = format!("since {}", case.from());
    let none = Evidence::absent(EVENTS, "parm1", user, case.at(EVENTS)).with(Some(since));
    let stopped = case.agent.stopped_for_good().map(|stopped| {
        Evidence::of("ecc_agent", &case.agent.sys_id, "stopped", stopped.to_string(), case.at("ecc_agent"))
    });
    Verdict::Proven([none].into_iter().chain(stopped).collect())
}
