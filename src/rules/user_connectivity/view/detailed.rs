//! The detailed view: the users of each condition by name with all that is known of them, and the ID map.

use super::layout::{self, columns, list, name};
use crate::rules::user_connectivity::classify::{Period, Sample};
use crate::rules::user_connectivity::condition::{LastLogin, conditions};
use crate::rules::user_connectivity::detail::{Account, ConfiguredMidServer, Detail};
use crate::time::Time;

impl Sample {
    /// The detailed view, line by line: the summary, then everyone.
    pub fn detailed(&self, details: &[Detail]) -> Vec<String> {
        let mut lines = self.summary();
        for (last, association) in conditions() {
            let met = details.iter().filter(|detail| detail.user.meets(last, association));
            let met: Vec<&Detail> = met.collect();
            if !met.is_empty() {
                let users = layout::count(met.len(), "user");
                lines.extend([
                    String::new(),
                    format!("{}, {}: {users}", self.condition(last), association.in_words()),
                ]);
                lines.extend(met.iter().flat_map(|detail| self.everything_about(detail)));
            }
        }
        if !self.down.is_empty() {
            lines.extend(self.id_map(details));
        }
        lines
    }

    fn everything_about(&self, detail: &Detail) -> Vec<String> {
        let accounts: Vec<String> = detail.accounts.iter().map(account).collect();
        let mid_servers: Vec<String> = detail.mid_servers.iter().map(mid_server).collect();
        let mut rows = vec![
            ("account", if accounts.is_empty() { "not in sys_user".to_owned() } else { accounts.join("; ") }),
            ("roles held", list(&detail.roles_held)),
            ("roles missing", list(&detail.roles_missing)),
        ];
        rows.extend(detail.roles_missing_at_login().map(|roles| ("missing at login", list(&roles))));
        rows.push(("MID Servers", list(&mid_servers)));
        rows.push(("last login", self.last_login(detail)));
        let message =
            detail.user.finding().map_or("none: it can log in".to_owned(), |finding| finding.message);
        rows.push(("message", message));
        let mut lines = vec![String::new()];
        lines.extend(columns(2, [vec![name(&detail.user.name)]]));
        lines.extend(columns(4, rows.into_iter().map(|(label, value)| vec![label.to_owned(), value])));
        lines
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

    fn id_map(&self, details: &[Detail]) -> Vec<String> {
        let unassociated = self.users.iter().filter(|user| user.down_mid_servers == 0);
        let unassociated = unassociated.map(|user| vec![name(&user.name)]).collect();
        let associated = details.iter().flat_map(|detail| {
            let down = detail.mid_servers.iter().filter(|mid_server| mid_server.is_down());
            down.map(|mid_server| vec![name(&detail.user.name), mid_server.sys_id.clone()])
        });
        let down = self.down.iter().map(|mid_server| {
            vec![mid_server.sys_id.clone(), name(mid_server.name.as_deref().unwrap_or_default())]
        });
        let mut lines = vec![String::new(), "MID Server ID map".to_owned()];
        lines.extend(section("user accounts not associated with any MID Server", unassociated));
        lines.extend(section(
            "user accounts associated with Down MID Servers, by sys_id",
            associated.collect(),
        ));
        lines.extend(section("sys_id of each Down MID Server, and its name", down.collect()));
        lines
    }
}

fn section(heading: &str, rows: Vec<Vec<String>>) -> Vec<String> {
    let rows = if rows.is_empty() { vec![vec!["none".to_owned()]] } else { rows };
    let mut lines = vec![String::new(), format!("  {heading}")];
    lines.extend(columns(4, rows));
    lines
}

fn account(account: &Account) -> String {
    let active = if account.active { "active" } else { "inactive" };
    if account.locked_out { format!("{active}, locked out") } else { active.to_owned() }
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
