//! An account on one side, and the roles that it holds there.

use anyhow::Result;

use super::reason::Reason;
use super::side::Side;
use crate::db::{Row, params, sql};
use crate::time::Time;

pub(super) const USERS: &str = "sys_user";
pub(super) const HELD: &str = "sys_user_has_role";

/// A row of `sys_user`. A flag is `None` where its column was not seen.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub sys_id: String,
    pub user_name: String,
    pub active: Option<bool>,
    pub locked_out: Option<bool>,
    pub web_service_access_only: Option<bool>,
    pub internal_integration_user: Option<bool>,
    pub created: Option<Time>,
    pub updated: Option<Time>,
    pub roles: Vec<Held>,
}

/// A row of `sys_user_has_role`.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub sys_id: String,
    pub role: String,
    /// Whether it is in force; `None` where its state was not seen.
    pub active: Option<bool>,
    /// Whether it comes by a group or by another role.
    pub inherited: Option<bool>,
}

/// The account of that name that counts: the first active one, else the first.
pub(super) fn find(side: &Side, name: &str) -> Result<Option<Account>> {
    if !side.shows(USERS, "user_name") {
        return Ok(None);
    }
    let rows = side.db.rows(sql!("preflight/list_accounts.sql"), params![user_name: name])?;
    rows.first().map(|row| account(side, row)).transpose()
}

/// The roles that the user of that sys_id holds on a side.
pub(super) fn roles_held(side: &Side, sys_id: &str) -> Result<Vec<Held>> {
    if !side.counts(HELD) {
        return Ok(Vec::new());
    }
    let rows = side.db.rows(sql!("preflight/list_roles_held.sql"), params![account: sys_id])?;
    rows.iter().map(|row| held(side, row)).collect()
}

fn account(side: &Side, row: &Row) -> Result<Account> {
    // What is not stored is false, where the column came at all.
    let flag = |column: &str| -> Result<Option<bool>> {
        let value: Option<bool> = row.get(column)?;
        Ok(side.shows(USERS, column).then(|| value.unwrap_or(false)))
    };
    let time = |column: &str| -> Result<Option<Time>> {
        let text: Option<String> = row.get(column)?;
        Ok(text.and_then(|text| Time::parse(&text).ok()))
    };
    let sys_id: String = row.get("sys_id")?;
    Ok(Account {
        user_name: row.get("user_name")?,
        active: flag("active")?,
        locked_out: flag("locked_out")?,
        web_service_access_only: flag("web_service_access_only")?,
        internal_integration_user: flag("internal_integration_user")?,
        created: time("sys_created_on")?,
        updated: time("sys_updated_on")?,
        roles: roles_held(side, &sys_id)?,
        sys_id,
    })
}

fn held(side: &Side, row: &Row) -> Result<Held> {
    let (role, state): (Option<String>, Option<String>) = (row.get("role")?, row.get("state")?);
    let is_active = state.is_none_or(|state| state.is_empty() || state.eq_ignore_ascii_case("active"));
    let inherited: Option<bool> = row.get("inherited")?;
    Ok(Held {
        sys_id: row.get("sys_id")?,
        role: role.unwrap_or_default(),
        active: side.shows(HELD, "state").then_some(is_active),
        inherited: side.shows(HELD, "inherited").then(|| inherited.unwrap_or(false)),
    })
}

/// Why an account that is there cannot log in.
pub(super) fn state(account: &Account, place: &str) -> Vec<Reason> {
    let name = &account.user_name;
    let is = |what: &str| Reason::breaks(format!("its account {name} is {what} in the {place}"));
    let inactive = (account.active == Some(false)).then(|| is("inactive"));
    inactive.into_iter().chain((account.locked_out == Some(true)).then(|| is("locked out"))).collect()
}
