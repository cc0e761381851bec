//! An instance as it is, and what is so of its MID Servers: a plain reading of what docs/why.md says, on the rows alone.

use std::collections::BTreeSet;

/// Minutes after the clone, which is minute 0.
pub type Minute = i64;

#[derive(Clone, Debug)]
pub struct MidServer {
    pub sys_id: String,
    pub name: String,
    /// What each load of MID Servers shows of it, the last one what is so now.
    pub statuses: Vec<&'static str>,
    pub user_name: Option<String>,
    pub validated: &'static str,
    pub heartbeat: Option<Minute>,
    pub created: Minute,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub sys_id: String,
    pub user_name: String,
    pub active: bool,
    pub locked_out: bool,
    pub last_login: Option<Minute>,
    pub web_service_access_only: bool,
    pub internal_integration_user: bool,
    pub source: &'static str,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub name: &'static str,
    pub parm1: String,
    pub parm2: &'static str,
    pub on: Minute,
}

#[derive(Clone, Debug, Default)]
pub struct Instance {
    /// When MID Servers are loaded, the last time with everything else.
    pub loads: Vec<Minute>,
    pub mid_servers: Vec<MidServer>,
    /// Row, MID Server, value.
    pub configured: Vec<(String, String, String)>,
    pub accounts: Vec<Account>,
    /// Role and name.
    pub roles: Vec<(String, &'static str)>,
    /// Row, role, contained role.
    pub contains: Vec<(String, String, String)>,
    /// Row, account, role, state.
    pub held: Vec<(String, String, String, &'static str)>,
    pub events: Vec<Event>,
    /// Row, name, value; `None` where properties are not loaded.
    pub properties: Option<Vec<(String, &'static str, String)>>,
    /// Of which MID Server an issue of the clone was last detected, and when.
    pub issues: Vec<(String, Minute)>,
}

impl MidServer {
    pub fn status(&self) -> &'static str {
        self.statuses.last().unwrap()
    }
}

impl Instance {
    pub fn now(&self) -> Minute {
        *self.loads.last().unwrap()
    }

    /// The MID Servers that the last load has.
    pub fn present(&self) -> impl Iterator<Item = &MidServer> {
        self.mid_servers.iter().filter(|mid| mid.status() != "gone")
    }

    pub fn values(&self, mid: &MidServer) -> BTreeSet<&str> {
        let own = self.configured.iter().filter(|(_, of, value)| *of == mid.sys_id && !value.is_empty());
        own.map(|(_, _, value)| value.as_str()).collect()
    }

    pub fn user(&self, mid: &MidServer) -> Option<String> {
        let configured = self.values(mid).first().map(|value| (*value).to_owned());
        configured.or_else(|| mid.user_name.clone())
    }

    fn account(&self, user: &str) -> Option<&Account> {
        let of_name = || self.accounts.iter().filter(|account| account.user_name == user);
        of_name().find(|account| account.active).or_else(|| of_name().min_by_key(|account| &account.sys_id))
    }

    fn events_of(&self, mid: &MidServer, user: &str) -> Vec<&Event> {
        let from = mid.heartbeat.unwrap_or(0).max(0);
        let mut events: Vec<&Event> = self
            .events
            .iter()
            .filter(|event| event.parm1 == user && event.on > from && event.name.starts_with("login"))
            .collect();
        events.sort_by_key(|event| event.on);
        events
    }

    fn holds(&self, account: &Account, role: &str) -> bool {
        self.held
            .iter()
            .any(|(_, user, held, state)| *user == account.sys_id && held == role && *state == "active")
    }

    fn role(&self, name: &str) -> &str {
        &self.roles.iter().find(|(_, known)| *known == name).unwrap().0
    }

    fn lacks_contained(&self, account: &Account) -> bool {
        let mut closure: BTreeSet<&str> = BTreeSet::from([self.role("mid_server")]);
        while let Some((_, _, more)) = self
            .contains
            .iter()
            .find(|(_, role, more)| closure.contains(role.as_str()) && !closure.contains(more.as_str()))
        {
            closure.insert(more);
        }
        closure.remove(self.role("mid_server"));
        closure.into_iter().any(|role| !self.holds(account, role))
    }

    fn property(&self, name: &str) -> Option<&str> {
        let properties = self.properties.as_ref()?;
        properties.iter().find(|(_, known, _)| *known == name).map(|(_, _, value)| value.as_str())
    }

    fn is_restricted(&self, account: &Account) -> bool {
        let on = |name: &str| self.property(name) == Some("true");
        let basic = on("glide.authenticate.basic_auth.restriction.active")
            && on("glide.authenticate.basic_auth.restriction.enforce");
        let roles = self.property("glide.authenticate.basic_auth.allowed_roles");
        let allowed = roles.unwrap_or("snc_basic_auth_api_access").split(',').any(|name| {
            self.roles.iter().any(|(role, known)| *known == name.trim() && self.holds(account, role))
        });
        let users = self.property("glide.authenticate.basic_auth.allowed_users").unwrap_or("");
        let exempt = account.web_service_access_only
            || allowed
            || users.split(',').any(|user| user.trim() == account.sys_id);
        (basic && !exempt) || (on("glide.soap.require_ws_security") && !account.internal_integration_user)
    }

    fn is_shared(&self, mid: &MidServer, user: &str) -> bool {
        self.present().filter(|other| other.sys_id != mid.sys_id).any(|other| {
            let values = self.values(other);
            values.contains(user) || (values.is_empty() && other.user_name.as_deref() == Some(user))
        })
    }

    /// Whether a cause holds, whatever else does.
    pub fn holds_of(&self, mid: &MidServer, cause: &str) -> bool {
        let Some(user) = self.user(mid) else { return cause == "no_user_known" };
        let user = user.as_str();
        let account = self.account(user);
        let of_account = |is: &dyn Fn(&Account) -> bool| account.is_some_and(is);
        let folded = |name: &str| name.trim().to_lowercase();
        let is_near = self.accounts.iter().any(|known| folded(&known.user_name) == folded(user));
        let events = self.events_of(mid, user);
        let newest = events.last().map(|event| event.name);
        let any = |name: &str| events.iter().any(|event| event.name == name);
        let lacks_role = of_account(&|account| !self.holds(account, self.role("mid_server")));
        let lacks_contained = of_account(&|account| self.lacks_contained(account));
        match cause {
            "several_configured_users" => self.values(mid).len() > 1,
            "name_differs" => account.is_none() && is_near,
            "account_missing" => account.is_none() && !is_near,
            "account_inactive" => of_account(&|account| !account.active),
            "account_locked" => {
                of_account(&|account| account.locked_out) || (account.is_some() && is_burst(&events))
            }
            "role_missing" => lacks_role,
            "contained_role_missing" => lacks_contained,
            "sign_in_restricted" => of_account(&|account| self.is_restricted(account)),
            "cannot_attribute" => {
                self.is_shared(mid, user)
                    && (newest == Some("login") || (any("login") && any("login.failed")))
            }
            "restart_needed" => {
                account.is_some()
                    && newest == Some("login.authorization.failed")
                    && !lacks_role
                    && !lacks_contained
            }
            "password_rejected" => newest == Some("login.failed") || (account.is_some() && is_burst(&events)),
            "logged_in_yet_down" => {
                let from = mid.heartbeat.unwrap_or(0).max(0);
                let last = account.and_then(|account| account.last_login);
                newest == Some("login") || last.is_some_and(|last| last > from)
            }
            "configured_differs" => {
                let value = self.values(mid).first().map(|value| (*value).to_owned());
                mid.user_name.is_some() && value.is_some() && value != mid.user_name
            }
            "no_attempt_seen" => true,
            "second_account" => self.accounts.iter().filter(|known| known.user_name == user).count() > 1,
            "directory_account" => of_account(&|account| !account.source.is_empty()),
            "shared_account" => self.is_shared(mid, user),
            _ => false,
        }
    }

    /// The first cause that holds; `None` where it is not Down.
    pub fn cause(&self, mid: &MidServer) -> Option<&'static str> {
        if mid.status() != "Down" {
            return None;
        }
        let first = CAUSES.into_iter().find(|cause| match *cause {
            // A lock by retries comes first.
            "password_rejected" => {
                let user = self.user(mid).unwrap_or_default();
                self.events_of(mid, &user).last().is_some_and(|event| event.name == "login.failed")
            }
            cause => self.holds_of(mid, cause),
        });
        Some(first.unwrap())
    }
}

fn is_burst(events: &[&Event]) -> bool {
    let good = events.iter().rposition(|event| event.name == "login").map_or(0, |last| last + 1);
    let failed: Vec<Minute> =
        events[good..].iter().filter(|event| event.name == "login.failed").map(|event| event.on).collect();
    failed.windows(5).any(|five| five[4] - five[0] <= 15)
}

/// Every cause, in the order of the document.
pub const CAUSES: [&str; 15] = [
    "no_user_known",
    "several_configured_users",
    "name_differs",
    "account_missing",
    "account_inactive",
    "account_locked",
    "role_missing",
    "contained_role_missing",
    "sign_in_restricted",
    "cannot_attribute",
    "restart_needed",
    "password_rejected",
    "logged_in_yet_down",
    "configured_differs",
    "no_attempt_seen",
];
