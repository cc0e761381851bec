//! What became of MID Servers and their accounts: kept at every load, because the load that shows a clone is the one that
//! overwrites what was there before.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::coverage::{self, Load, ROLE_HELD, Sight};
use crate::db::{Db, Row, params, sql};
use crate::time::{Span, Time};

use super::tables::{ECC_AGENT, SYS_USER, SYSEVENT};

/// Events of MID Servers that came before their MID Server did are looked for this long.
const EVENTS_BEFORE: Span = Span::from_seconds(86_400);

/// What is known of the account of a user; `None` for what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct State {
    account: Option<String>,
    active: Option<bool>,
    locked_out: Option<bool>,
    roles: Option<String>,
}

/// Keeps what the loads of one call, which are on record, changed. To be used within their transaction.
///
/// # Errors
/// When the database cannot be read or written.
pub fn keep(db: &Db, loads: &[&Load], now: Time) -> Result<()> {
    keep_status_events(db, loads, now)?;
    let sight = Sight::at(db.reader(), now)?;
    let Some(users) = sight.load(SYS_USER.name) else { return Ok(()) };
    let held = sight.load(ROLE_HELD.table);
    let changed_on = held.map_or(users.extracted_on, |held| held.extracted_on.max(users.extracted_on));
    let before = db.row(sql!("intake/find_load_before.sql"), params![now])?;
    let seen_until: Option<Time> = before.map_or(Ok(None), |row| row.get("extracted_on"))?;
    let mut last = last_states(db)?;
    for (user_name, state) in states(db, &sight, users)? {
        let known = last.remove(&user_name);
        let state = known.as_ref().map_or(state.clone(), |known| state.or(known));
        if known.as_ref() != Some(&state) {
            let State { account, active, locked_out, roles } = state;
            let who = users.origin.label();
            let seen_until = seen_until.filter(|_| known.is_some());
            let params = params![user_name, account, active, locked_out, roles, seen_until, changed_on, who];
            db.execute(sql!("intake/insert_account.sql"), params)?;
        }
    }
    Ok(())
}

fn keep_status_events(db: &Db, loads: &[&Load], now: Time) -> Result<()> {
    let of = |table: &str| loads.iter().find(|load| load.table == table);
    let oldest = of(SYSEVENT.name).and_then(|load| load.span).map(|(oldest, _)| oldest);
    let late = of(ECC_AGENT.name).map(|_| now - EVENTS_BEFORE);
    let Some(since) = oldest.into_iter().chain(late).min() else { return Ok(()) };
    db.execute(sql!("intake/insert_status_events.sql"), params![since]).map(drop)
}

/// What is known now of each user, by name. That there is no account is known only where all came.
fn states(db: &Db, sight: &Sight, users: &Load) -> Result<BTreeMap<String, State>> {
    let fresh_from = params![fresh_from: sight.fresh_from()];
    let mut roles: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in db.rows(sql!("intake/list_roles_of_mid_servers.sql"), fresh_from)? {
        roles.entry(row.get("account")?).or_default().push(row.get("name")?);
    }
    let all_roles_came = coverage::ROLES.iter().all(|need| sight.doubt(need).is_none());
    let mut states = BTreeMap::new();
    for row in db.rows(sql!("intake/list_accounts_of_mid_servers.sql"), fresh_from)? {
        let user_name: String = row.get("user_name")?;
        let account: Option<String> = row.get("account")?;
        let asked = users.asked.as_ref().is_none_or(|asked| asked.contains(&user_name));
        if states.contains_key(&user_name) || (account.is_none() && (users.gap.is_some() || !asked)) {
            continue;
        }
        let flag = |column: &str| -> Result<Option<bool>> {
            let seen = sight.sees(SYS_USER.name, column);
            Ok(row.get::<Option<bool>>(column)?.filter(|_| seen))
        };
        let (active, locked_out) = (flag("active")?, flag("locked_out")?);
        let held = account.as_ref().filter(|_| all_roles_came);
        let held = held.map(|account| roles.get(account).map_or_else(String::new, |held| held.join(", ")));
        states.insert(user_name, State { account, active, locked_out, roles: held });
    }
    Ok(states)
}

fn last_states(db: &Db) -> Result<BTreeMap<String, State>> {
    let state = |row: &Row| {
        let (account, active) = (row.get("account")?, row.get("active")?);
        let (locked_out, roles) = (row.get("locked_out")?, row.get("roles")?);
        Ok((row.get("user_name")?, State { account, active, locked_out, roles }))
    };
    db.rows(sql!("intake/list_last_accounts.sql"), &[])?.iter().map(state).collect()
}

impl State {
    /// What is not known of the same account is as it was.
    fn or(self, known: &Self) -> Self {
        if self.account.is_none() || self.account != known.account {
            return self;
        }
        Self {
            active: self.active.or(known.active),
            locked_out: self.locked_out.or(known.locked_out),
            roles: self.roles.or_else(|| known.roles.clone()),
            account: self.account,
        }
    }
}
