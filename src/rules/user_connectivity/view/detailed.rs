//! The detailed view: the users of each condition by name with all that is known of them, and the ID map.

use super::id_map::IdMap;
use super::layout::{columns, list, name};
use crate::amount::amount;
use crate::coverage::{ACCOUNT, ROLE_HELD, ROLES};
use crate::rules::user_connectivity::classify::{Period, Sample};
use crate::rules::user_connectivity::condition::{LastLogin, conditions};
use crate::rules::user_connectivity::detail::{Account, ConfiguredMidServer, Detail, Roles};
use crate::time::Time;

impl Sample {
    /// What the detailed view has besides the summary, line by line: everyone, and the ID map.
    pub fn detailed(&self, details: &[Detail], id_map: Option<&IdMap>) -> Vec<String> {
        let mut lines = Vec::new();
        for (last, association) in conditions() {
            let met = details.iter().filter(|detail| detail.user.meets(last, association));
            let met: Vec<&Detail> = met.collect();
            if !met.is_empty() {
                let users = amount(met.len(), "user");
                lines.extend([
                    String::new(),
                    format!("{}, {}: {users}", self.condition(last), association.in_words()),
                ]);
                lines.extend(met.iter().flat_map(|detail| self.everything_about(detail)));
            }
        }
        lines.extend(id_map.into_iter().flat_map(IdMap::lines));
        lines
    }

    fn everything_about(&self, detail: &Detail) -> Vec<String> {
        let mid_servers: Vec<String> = detail.mid_servers.iter().map(mid_server).collect();
        let mut rows = self.accounts(detail);
        rows.extend(detail.roles_missing_at_login().map(|roles| ("missing at login", list(&roles))));
        rows.extend(detail.hides_missing_roles().then(|| ("missing at login", "not known".to_owned())));
        rows.push(("MID Servers", list(&mid_servers)));
        rows.push(("last login", self.last_login(detail)));
        rows.extend(never_written(detail).map(|why| ("not shown", why.to_owned())));
        let message =
            detail.user.finding().map_or("none: it can log in".to_owned(), |finding| finding.message);
        rows.push(("message", message));
        let mut lines = vec![String::new()];
        lines.extend(columns(2, [vec![name(&detail.user.name)]]));
        lines.extend(columns(4, rows.into_iter().map(|(label, value)| vec![label.to_owned(), value])));
        lines
    }

    /// Each account with its own roles; several of one name are told apart by their `sys_id`.
    fn accounts(&self, detail: &Detail) -> Vec<(&'static str, String)> {
        let (roles_unseen, account_unseen) =
            (self.sight.doubt_of_any(ROLES), self.sight.doubt_of_any(&[ACCOUNT]));
        let of_account = |account_is: String, roles: &Roles| {
            let missing = marked(list(&roles.missing), roles_unseen);
            let mut held = list(&roles.held);
            if !roles.held.is_empty() && !self.sight.sees(ROLE_HELD.table, "state") {
                held += "; whether they are active is not known";
            }
            [("account", account_is), ("roles held", held), ("roles missing", missing)]
        };
        match detail.accounts.as_slice() {
            [] => {
                let no_account = marked(no_account(detail.similar_accounts), account_unseen);
                of_account(no_account, &detail.roles).to_vec()
            }
            [one] => of_account(account(one), &one.roles).to_vec(),
            several => {
                let named =
                    |one: &Account| of_account(format!("{}, {}", one.sys_id, account(one)), &one.roles);
                several.iter().flat_map(named).collect()
            }
        }
    }

    fn last_login(&self, detail: &Detail) -> String {
        let event = detail.newest_login.as_ref();
        let event =
            event.map(|event| format!("{} at {}{}", event.name, event.at, age(&event.at, self.period)));
        match (detail.deciding_login(), event) {
            (Some(_), Some(event)) => event,
            (_, before) => {
                let unconfirmed =
                    if self.unconfirmed(LastLogin::NotAttempted) { ", unconfirmed" } else { "" };
                let before = before.map(|event| format!("; before it {event}")).unwrap_or_default();
                format!("none in the reporting period{unconfirmed}{before}")
            }
        }
    }
}

/// Why no event would tell of its attempts, if so.
fn never_written(detail: &Detail) -> Option<&'static str> {
    let lacks_script = |roles: &Roles| roles.missing.iter().any(|role| role == "soap_script");
    if detail.deciding_login().is_some() {
        return None;
    }
    if detail.accounts.is_empty() {
        return Some("its attempts: no event is ever written for an account that is not there");
    }
    let lacks = detail.accounts.iter().any(|account| lacks_script(&account.roles));
    lacks.then_some("its attempts: without soap_script no event is ever written")
}

/// That an absence may only look so.
fn marked(absent: String, doubt: bool) -> String {
    if doubt { absent + ", unconfirmed" } else { absent }
}

fn no_account(similar: &[String]) -> String {
    let names = similar.iter().map(|account| name(account)).collect::<Vec<_>>().join(", ");
    match similar.len() {
        0 => "not in sys_user".to_owned(),
        1 => format!("not in sys_user; {names} differs only by capitals or blanks"),
        _ => format!("not in sys_user; {names} differ only by capitals or blanks"),
    }
}

fn account(account: &Account) -> String {
    let active = match account.active {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "whether it is active is not known",
    };
    match account.locked_out {
        Some(true) => format!("{active}, locked out"),
        Some(false) => active.to_owned(),
        None => format!("{active}, whether it is locked out is not known"),
    }
}

fn mid_server(mid_server: &ConfiguredMidServer) -> String {
    match (&mid_server.name, &mid_server.status) {
        (None, None) => format!("{} (not in ecc_agent)", mid_server.sys_id),
        (known, status) => {
            let known = known.as_deref().unwrap_or(&mid_server.sys_id);
            format!("{} ({})", name(known), status.as_deref().unwrap_or("no status"))
        }
    }
}

/// How old an event is; nothing for a time that no calendar has.
fn age(at: &str, period: Period) -> String {
    match Time::parse(at) {
        Ok(at) if at > period.now => format!(", {} ahead of now", at.since(period.now).in_words()),
        Ok(at) => format!(", {} ago", period.now.since(at).in_words()),
        Err(_) => String::new(),
    }
}
