//! What the words and the steps of a cause are filled with: names, spellings, roles and rows of one MID Server.

use std::collections::BTreeMap;

use super::agent::Agent;
use super::case::Case;
use super::evidence::Evidence;
use crate::amount::amount;

/// So many things are named one by one in a sentence.
const NAMED: usize = 8;

/// Each thing by the name that stands for it in braces. A condition is a thing without words.
pub struct Facts(BTreeMap<&'static str, String>);

/// What is proven, by cause.
pub type Proven<'a> = BTreeMap<&'static str, &'a [Evidence]>;

impl Facts {
    /// What is known of a case, and of what is proven of it.
    pub fn of(case: &Case, proven: &Proven) -> Self {
        let mut facts = Self(BTreeMap::new());
        facts.of_itself(case);
        facts.of_sharers(case);
        facts.of_its_user(case);
        facts.of_roles(case, proven);
        facts.of_logins(case, proven);
        facts.of_sign_in(proven);
        facts
    }

    /// The text with its names; `None` where one of them is not known, so that it does not apply.
    pub fn fill(&self, text: &str) -> Option<String> {
        let mut parts = text.split('{');
        let mut filled = parts.next()?.to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}')?;
            filled.push_str(self.0.get(name)?);
            filled.push_str(rest);
        }
        Some(filled)
    }

    fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(name, value.into());
    }

    fn when(&mut self, name: &'static str, holds: bool) {
        if holds {
            self.add(name, "");
        }
    }

    fn of_itself(&mut self, case: &Case) {
        let agent = case.agent;
        self.add("mid", agent.called());
        self.add("host", agent.host_name.as_deref().unwrap_or("its host"));
        match agent.stopped_for_good() {
            Some(stopped) => self.add("stopped", stopped.to_the_minute()),
            None => self.add("running", ""),
        }
        if let Some(user_name) = &agent.user_name {
            self.add("old", quoted(user_name));
        }
    }

    /// Every MID Server of its user, itself first among those without a host.
    fn of_sharers(&mut self, case: &Case) {
        let mut all = case.user.map_or_else(Vec::new, |(user, _)| case.estate.sharers(user, case.agent));
        let state = |other: &&Agent| {
            format!("{} ({})", other.called(), other.status.as_deref().unwrap_or("without a status"))
        };
        if !all.is_empty() {
            self.add("sharers", few(all.iter().map(state)));
        }
        let up: Vec<&str> = all
            .iter()
            .filter(|other| other.status.as_deref() == Some("Up"))
            .map(|other| other.called())
            .collect();
        match up.is_empty() {
            true => self.add("none_up", ""),
            false => {
                self.add("some_up", "");
                self.add("up", few(up.into_iter().map(str::to_owned)));
            }
        }
        all.push(case.agent);
        all.sort_by_key(|agent| agent.called());
        self.add("all", all.iter().map(|agent| agent.called()).collect::<Vec<_>>().join(", "));
        self.add("configs", configs(&all));
    }

    /// How its user is spelled, and the values that it is configured with.
    fn of_its_user(&mut self, case: &Case) {
        let Some((user, person)) = case.user else { return self.add("user", "its user") };
        self.add("user", quoted(user));
        if !person.near.is_empty() {
            self.add("near", few(person.near.iter().map(|(_, name)| quoted(name))));
        }
        if let Some(account) = case.account() {
            self.add("account", account.sys_id.as_str());
            if let Some(source) = &account.source {
                self.add("directory", source.as_str());
            }
        }
        let configured = &case.agent.configured;
        let rows = configured.iter().map(|(row, value)| format!("{row} ({})", quoted(value)));
        self.add("rows", rows.collect::<Vec<_>>().join(" or "));
        let value = |(_, value): &(String, String)| match case.has_account(value) {
            Some(true) => format!("{} (account exists)", quoted(value)),
            Some(false) => format!("{} (no such account)", quoted(value)),
            None => quoted(value),
        };
        let mut distinct = configured.clone();
        distinct.dedup_by(|one, other| one.1 == other.1);
        self.add("values", and(distinct.iter().map(value).collect()));
        self.add("names", distinct.iter().map(|(_, value)| quoted(value)).collect::<Vec<_>>().join(" or "));
    }

    fn of_roles(&mut self, case: &Case, proven: &Proven) {
        let contained = case.rules.contained.len();
        let rows = proven.get("contained_role_missing").copied().unwrap_or_default();
        let of_contained = rows.iter().filter(|row| row.table == "sys_user_role_contains");
        let mut lacking: Vec<String> = of_contained.filter_map(|row| row.detail.clone()).collect();
        lacking.sort_unstable();
        let too = match lacking.len() {
            0 => String::new(),
            all if all == contained => format!(" and all {contained} roles that it contains"),
            some => format!(" and {some} of the {contained} roles that it contains"),
        };
        self.add("too", too);
        self.when("holds_mid_server", !proven.contains_key("role_missing"));
        if !lacking.is_empty() {
            let held = contained.saturating_sub(lacking.len());
            self.when("some_held", held > 0);
            self.add("held", format!("{held} of the {}", amount(contained, "role")));
            let brought = if lacking.len() > 3 { "what it lacks".to_owned() } else { lacking.join(", ") };
            self.add("brought", brought);
            self.add("lacking", few(lacking.into_iter()));
        }
    }

    fn of_logins(&mut self, case: &Case, proven: &Proven) {
        let rows = |cause: &str| proven.get(cause).copied().unwrap_or_default();
        let mut lacked =
            rows("restart_needed").iter().filter_map(|row| row.detail.as_deref()?.strip_prefix("lacking "));
        if let Some(lacked) = lacked.next_back() {
            self.add("lacked", lacked);
        }
        let is_flag = |row: &Evidence| row.column == Some("locked_out");
        let locked = rows("account_locked");
        self.when("flagged", locked.iter().any(is_flag));
        self.when("burst", !locked.is_empty() && !locked.iter().any(is_flag));
        let failed = proven.contains_key("password_rejected");
        self.when("failed", failed);
        self.when("not_failed", !failed);
        self.when("not_locked", locked.is_empty());
        self.add("from", case.from().to_the_minute());
    }

    fn of_sign_in(&mut self, proven: &Proven) {
        let rows = proven.get("sign_in_restricted").copied().unwrap_or_default();
        let flag = |column: &str| rows.iter().any(|row| row.column == Some(column));
        self.when("basic", flag("web_service_access_only"));
        self.when("soap", flag("internal_integration_user"));
    }
}

/// A name, in quotes where its blanks would not be seen.
pub fn quoted(name: &str) -> String {
    if name.trim() == name && !name.contains("  ") { name.to_owned() } else { format!("\"{name}\"") }
}

/// The first of them by name, and how many more there are.
fn few(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    let named: Vec<String> = names.take(NAMED).collect();
    match more {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn and(mut names: Vec<String>) -> String {
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        Some(last) => last,
        None => String::new(),
    }
}

/// Where the password of these stands.
fn configs(all: &[&Agent]) -> String {
    let one = |agent: &&Agent| match &agent.host_name {
        Some(host) => format!("of {} on {host}", agent.called()),
        None => format!("of {}", agent.called()),
    };
    match all.len() {
        0..=NAMED => format!("config.xml {}", and(all.iter().map(one).collect())),
        many => format!("config.xml of each of these {many} MID Servers"),
    }
}
