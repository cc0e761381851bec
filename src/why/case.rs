//! A case: one MID Server that is Down, and all that is known of its user.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use foldhash::HashMap;

use super::agent::Agent;
use super::estate::Estate;
use super::evidence::{Evidence, OpenQuestion, Verdict};
use super::person::{Account, Held, Login, Person};
use crate::amount::amount;
use crate::db::{Reader, params, sql};
use crate::time::Time;

/// What is the same for all cases: the roles and the properties.
#[derive(Default)]
pub struct Rules {
    /// Roles by sys_id.
    pub role_names: BTreeMap<String, String>,
    /// The role of MID Server users (`sys_user_role.sys_id`).
    pub mid_server: Option<String>,
    /// The roles that `mid_server` brings, with the row that says so: by sys_id, without itself.
    pub contained: BTreeMap<String, String>,
    /// Properties by name: the row and the value.
    pub properties: BTreeMap<String, (String, String)>,
}

/// One MID Server that is Down.
pub struct Case<'a> {
    pub estate: &'a Estate,
    pub rules: &'a Rules,
    pub agent: &'a Agent,
    /// Its user, and what is known of it.
    pub user: Option<(&'a str, &'a Person)>,
    /// Everybody who is known, by name.
    pub people: &'a HashMap<String, Person>,
    /// What several causes ask, once one did.
    pub asked: Asked<'a>,
}

/// What was asked of a case, for the next that asks it.
#[derive(Default)]
pub struct Asked<'a> {
    account: OnceCell<Option<&'a Account>>,
    logins: OnceCell<Vec<&'a Login>>,
    /// What is said of the roles of its user.
    pub roles: OnceCell<(Verdict, Verdict)>,
}

impl Rules {
    /// The roles and the properties, as the rows have them.
    pub fn read(db: Reader, estate: &Estate) -> Result<Self> {
        let mut rules = Self::default();
        let fresh_from = params![fresh_from: estate.fresh_from];
        for row in db.rows(sql!("why/list_roles.sql"), fresh_from)? {
            rules.role_names.insert(row.get("sys_id")?, row.get("name")?);
        }
        let mid_server = rules.role_names.iter().find(|(_, name)| *name == "mid_server");
        rules.mid_server = mid_server.map(|(sys_id, _)| sys_id.clone());
        let mut contains: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        for row in db.rows(sql!("why/list_contained_roles.sql"), fresh_from)? {
            contains.entry(row.get("role")?).or_default().push((row.get("contains")?, row.get("sys_id")?));
        }
        rules.contained = closure(rules.mid_server.as_deref(), &contains);
        for row in db.rows(sql!("why/list_properties.sql"), fresh_from)? {
            let value: Option<String> = row.get("value")?;
            rules.properties.insert(row.get("name")?, (row.get("sys_id")?, value.unwrap_or_default()));
        }
        Ok(rules)
    }

    /// What a role is called.
    pub fn called<'a>(&'a self, role: &'a str) -> &'a str {
        self.role_names.get(role).map_or(role, String::as_str)
    }
}

fn closure(
    role: Option<&str>,
    contains: &BTreeMap<String, Vec<(String, String)>>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<&str> = role.into_iter().collect();
    let mut seen: BTreeSet<&str> = open.iter().copied().collect();
    while let Some(role) = open.pop() {
        for (contained, row) in contains.get(role).into_iter().flatten() {
            if seen.insert(contained) {
                found.insert(contained.clone(), row.clone());
                open.push(contained);
            }
        }
    }
    found
}

impl<'a> Case<'a> {
    /// The accounts of its user that are fresh, the one that counts first.
    pub fn accounts(&self) -> &'a [Account] {
        let seen = self.user.filter(|_| self.estate.known.is_fresh("sys_user"));
        seen.map_or(&[], |(_, person)| person.accounts.as_slice())
    }

    /// The account of its user that counts, where that is certain: another one would be the active one.
    pub fn account(&self) -> Option<&'a Account> {
        *self.asked.account.get_or_init(|| self.accounts().first().filter(|_| self.open_account().is_none()))
    }

    /// Whether there is an account of a name that it is configured with; `None` where that cannot be told.
    pub fn has_account(&self, name: &str) -> Option<bool> {
        let known = &self.estate.known;
        let person = self.people.get(name).filter(|_| known.is_fresh("sys_user"))?;
        let is_there = !person.accounts.is_empty();
        let can_tell =
            is_there || known.is_whole("sys_user", &["user_name"]) && known.was_asked_for("sys_user", name);
        can_tell.then_some(is_there)
    }

    /// Why it cannot be told which of the accounts of its user counts.
    pub fn open_account(&self) -> Option<Verdict> {
        let account = self.accounts().first()?;
        if !self.estate.known.sees("sys_user", "active") {
            return (self.accounts().len() > 1).then(|| self.unseen("sys_user", "active"));
        }
        self.open("sys_user", &["user_name"]).filter(|_| !account.active)
    }

    /// Why it cannot be told which logins tell about it: its last heartbeat was not seen.
    pub fn open_heartbeat(&self) -> Option<Verdict> {
        let known = &self.estate.known;
        (!known.sees("ecc_agent", "last_refreshed")).then(|| self.unseen("ecc_agent", "last_refreshed"))
    }

    /// Whether its user is certain: another one that it may be configured with was not overlooked.
    pub fn is_user_certain(&self) -> bool {
        let known = &self.estate.known;
        let configured = known.is_whole("ecc_agent_config", &["ecc_agent", "param_name", "value"]);
        configured && (!self.agent.configured.is_empty() || known.sees("ecc_agent", "user_name"))
    }

    /// From when on logins tell about it: the clone, and its own last heartbeat.
    pub fn from(&self) -> Time {
        self.agent.last_refreshed.map_or(self.estate.start, |last| last.max(self.estate.start))
    }

    /// The login events of its user that tell about it, the oldest first, where they are fresh.
    pub fn logins(&self) -> &[&'a Login] {
        self.asked.logins.get_or_init(|| {
            let fresh = self.estate.known.is_fresh("sysevent") && self.open_heartbeat().is_none();
            let from = self.from();
            let logins = self.user.into_iter().filter(|_| fresh).flat_map(|(_, person)| &person.logins);
            logins.filter(|login| login.on > from).collect()
        })
    }

    /// The rows about a role that the account holds, or held.
    pub fn rows_of_role(&self, role: &str) -> Vec<&'a Held> {
        let fresh = self.estate.known.sees_all("sys_user_has_role", &["user", "role"]);
        let roles = self.account().into_iter().filter(|_| fresh).flat_map(|account| &account.roles);
        roles.filter(|held| held.role == role).collect()
    }

    /// That a whole table has no such row, among how many.
    pub fn absent(&self, table: &'static str, column: &'static str, value: &str) -> Evidence {
        let rows = self.estate.known.rows(table);
        let among = rows.map(|rows| format!("among {}, all loaded", amount(rows, "row")));
        Evidence::absent(table, column, value, self.at(table)).with(among)
    }

    /// The row that says which user it has.
    pub fn row_of_user(&self) -> Option<Evidence> {
        let (config, at) = ("ecc_agent_config", self.at("ecc_agent_config"));
        match self.agent.configured.first() {
            Some((row, value)) => Some(Evidence::of(config, row, "value", value, at)),
            None => {
                let user = self.agent.user_name.as_deref()?;
                Some(Evidence::of("ecc_agent", &self.agent.sys_id, "user_name", user, self.at("ecc_agent")))
            }
        }
    }

    /// An absence in a table that did not come whole is open.
    pub fn open(&self, table: &'static str, columns: &[&str]) -> Option<Verdict> {
        let reason = self.estate.known.doubt(table, columns)?;
        Some(Verdict::Open(OpenQuestion { table, reason, leans: false }))
    }

    /// That a column was not seen.
    pub fn unseen(&self, table: &'static str, column: &str) -> Verdict {
        let reason = self.estate.known.doubt(table, &[column]);
        let reason = reason.unwrap_or_else(|| format!("the column {column} of {table} was not seen"));
        Verdict::Open(OpenQuestion { table, reason, leans: false })
    }

    /// When the rows of a table were extracted.
    pub fn at(&self, table: &str) -> Option<Time> {
        self.estate.known.extracted_on(table)
    }
}
