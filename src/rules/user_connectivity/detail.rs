//! What else is known of each user that was examined: accounts, roles, MID Servers, the newest login event.

use std::collections::HashSet;

use anyhow::Result;

use super::classify::Sample;
use super::condition::LastLogin;
use super::examined::User;
use crate::coverage::{ACCOUNT, LOGIN, Sight};
use crate::db::{Reader, Row, params, sql};

/// What is known of one user.
pub struct Detail<'a> {
    /// The user.
    pub user: &'a User,
    /// Its rows in `sys_user`: none, one, or several of the same name.
    pub accounts: Vec<Account>,
    /// The accounts without that name that may be meant.
    pub similar_accounts: &'a [String],
    /// The roles that every account of that name holds, and those that any of them lacks.
    pub roles: Roles,
    /// The MID Servers that are configured with it.
    pub mid_servers: Vec<ConfiguredMidServer>,
    /// Its newest login event, also one from before the period.
    pub newest_login: Option<LoginEvent>,
    /// Whether the events say which roles were missing.
    sees_missing_roles: bool,
}

/// Roles by name.
#[derive(Default)]
pub struct Roles {
    /// Those that are held.
    pub held: Vec<String>,
    /// Of `mid_server` and the roles it contains those that are not held.
    pub missing: Vec<String>,
}

/// A row of `sys_user`.
pub struct Account {
    /// `sys_user.sys_id`.
    pub sys_id: String,
    /// Whether it may log in; `None` where that is not known.
    pub active: Option<bool>,
    /// Whether it is locked out; `None` where that is not known.
    pub locked_out: Option<bool>,
    /// Its own roles: another account of the same name adds nothing to them.
    pub roles: Roles,
}

/// A MID Server that is configured with a user.
pub struct ConfiguredMidServer {
    /// `ecc_agent.sys_id`, as the configuration has it.
    pub sys_id: String,
    /// Its name; `None` where it is not in the file, or has none.
    pub name: Option<String>,
    /// Its status; `None` where it is not in the file, or has none.
    pub status: Option<String>,
}

/// A login event.
pub struct LoginEvent {
    /// `login`, `login.failed` or `login.authorization.failed`.
    pub name: String,
    /// When it happened, as stored.
    pub at: String,
    /// What the instance said with it; the missing roles where authorization failed.
    pub parm2: Option<String>,
}

impl Sample {
    /// What is known of each user, in the order of the users.
    pub fn details(&self, db: Reader) -> Result<Vec<Detail<'_>>> {
        let required = db.rows(sql!("rules/user_connectivity/list_required_roles.sql"), &[])?;
        let required = required.iter().map(|row| row.get("role")).collect::<Result<Vec<_>>>()?;
        let detail = |user| Detail::read(db, user, self.similar.to(&user.name), &required, &self.sight);
        self.users.iter().map(detail).collect()
    }
}

impl<'a> Detail<'a> {
    fn read(
        db: Reader,
        user: &'a User,
        similar: &'a [String],
        required: &[String],
        sight: &Sight,
    ) -> Result<Self> {
        let name = params![user_name: &user.name];
        let accounts = db.rows(sql!("rules/user_connectivity/list_accounts_of_user.sql"), name)?;
        let roles = db.rows(sql!("rules/user_connectivity/list_roles_of_user.sql"), name)?;
        let mid_servers = db.rows(sql!("rules/user_connectivity/list_mid_servers_of_user.sql"), name)?;
        let newest_login = db.rows(sql!("rules/user_connectivity/find_newest_login_of_user.sql"), name)?;
        let account = |row| Account::from_row(row, &roles, required, sight);
        let accounts: Vec<Account> = accounts.iter().map(account).collect::<Result<_>>()?;
        Ok(Self {
            user,
            similar_accounts: similar,
            roles: Roles::of_all(&accounts, required),
            accounts,
            mid_servers: mid_servers.iter().map(ConfiguredMidServer::from_row).collect::<Result<_>>()?,
            newest_login: newest_login.first().map(LoginEvent::from_row).transpose()?,
            sees_missing_roles: sight.sees(LOGIN.table, "parm2"),
        })
    }

    /// The login event that decided; `None` where there is none in the period.
    pub fn deciding_login(&self) -> Option<&LoginEvent> {
        self.newest_login.as_ref().filter(|_| self.user.last_login != LastLogin::NotAttempted)
    }

    /// Whether its authorization failed, and the events that came do not say which roles were missing.
    pub fn hides_missing_roles(&self) -> bool {
        self.user.last_login == LastLogin::AuthorizationFailed && !self.sees_missing_roles
    }

    /// The roles that were missing when authorization failed, as the instance told.
    pub fn roles_missing_at_login(&self) -> Option<Vec<&str>> {
        let login = self.deciding_login()?;
        (self.user.last_login == LastLogin::AuthorizationFailed && self.sees_missing_roles).then(|| {
            let listed = login.parm2.as_deref().unwrap_or_default().split(',').map(str::trim);
            listed.filter(|role| !role.is_empty()).collect()
        })
    }
}

impl Roles {
    fn of(held: Vec<String>, required: &[String]) -> Self {
        let known: HashSet<&String> = held.iter().collect();
        let missing = required.iter().filter(|role| !known.contains(role)).cloned().collect();
        Self { held, missing }
    }

    /// What can be said of all accounts of a name: which of them logs in, nobody knows.
    fn of_all(accounts: &[Account], required: &[String]) -> Self {
        let (first, others) =
            accounts.split_first().map_or((&[][..], &[][..]), |(first, others)| (&first.roles.held, others));
        let held_by_all = |role: &&String| others.iter().all(|account| account.roles.held.contains(role));
        Self::of(first.iter().filter(held_by_all).cloned().collect(), required)
    }
}

impl ConfiguredMidServer {
    /// Whether it is Down.
    pub fn is_down(&self) -> bool {
        self.status.as_deref() == Some("Down")
    }

    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { sys_id: row.get("sys_id")?, name: row.get("name")?, status: row.get("status")? })
    }
}

impl Account {
    fn from_row(row: &Row, roles: &[Row], required: &[String], sight: &Sight) -> Result<Self> {
        let sys_id: String = row.get("sys_id")?;
        let mut held = Vec::new();
        for role in roles {
            if role.get::<String>("account")? == sys_id {
                held.push(role.get("role")?);
            }
        }
        Ok(Self {
            roles: Roles::of(held, required),
            sys_id,
            active: known(row, "active", sight)?,
            locked_out: known(row, "locked_out", sight)?,
        })
    }
}

/// A truth of `sys_user`: what is not stored is false, what was not in the extract is not known.
fn known(row: &Row, column: &str, sight: &Sight) -> Result<Option<bool>> {
    let stored: Option<bool> = row.get(column)?;
    Ok(if sight.sees(ACCOUNT.table, column) { Some(stored.unwrap_or(false)) } else { None })
}

impl LoginEvent {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { name: row.get("name")?, at: row.get("sys_created_on")?, parm2: row.get("parm2")? })
    }
}
