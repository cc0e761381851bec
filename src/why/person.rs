//! A user: its accounts, the roles that they hold, its login events.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use foldhash::HashMap;

use super::agent::Agent;
use super::estate::{About, Estate};
use crate::db::{Reader, Row, params, sql};
use crate::time::{Span, Time};

/// So many failed logins within this lock an account.
const LOCKING: (usize, Span) = (5, Span::from_seconds(15 * 60));

/// So many login events of a user are shown, the newest ones: more of them prove no more.
pub const MOST_LOGINS: usize = 200;

/// A row of `sys_user`. What is not stored is false; whether a column came at all, the loads tell.
#[derive(Clone, Debug)]
pub struct Account {
    pub sys_id: String,
    pub active: bool,
    pub locked_out: bool,
    pub last_login: Option<Time>,
    pub web_service_access_only: bool,
    pub internal_integration_user: bool,
    pub source: Option<String>,
    pub roles: Vec<Held>,
}

/// A row of `sys_user_has_role`.
#[derive(Clone, Debug)]
pub struct Held {
    pub sys_id: String,
    pub role: String,
    pub state: Option<String>,
}

/// A login event.
#[derive(Clone, Debug)]
pub struct Login {
    pub sys_id: String,
    pub name: String,
    pub on: Time,
    /// The address that it came from, where the instance says so.
    pub parm2: Option<String>,
}

/// What is known of a user.
#[derive(Default)]
pub struct Person {
    /// The one that counts first: the first active one, else the first.
    pub accounts: Vec<Account>,
    /// Accounts whose names differ only by blanks at the ends or by case: sys_id and name.
    pub near: Vec<(String, String)>,
    /// The oldest first.
    pub logins: Vec<Login>,
}

impl Held {
    /// Whether the row says that the role is held.
    pub fn is_active(&self) -> bool {
        self.state.as_deref().is_none_or(|state| state.is_empty() || state.eq_ignore_ascii_case("active"))
    }
}

/// Every user that a MID Server that is Down and asked for may have.
pub fn read_all(db: Reader, estate: &Estate, asked: About) -> Result<HashMap<String, Person>> {
    let down = estate.agents.iter().filter(|agent| agent.is_down() && asked.is(agent));
    let names: BTreeSet<&str> = down.flat_map(Agent::users).collect();
    let mut people = HashMap::default();
    if names.is_empty() {
        return Ok(people);
    }
    let mut accounts = accounts(db, estate, &names)?;
    for name in names {
        let accounts = accounts.remove(name).unwrap_or_default();
        let person = Person { accounts, near: Vec::new(), logins: deciding_logins(db, estate, name)? };
        people.insert(name.to_owned(), person);
    }
    find_near(db, estate, &mut people)?;
    Ok(people)
}

/// The accounts of these users with the roles that they hold, by user.
fn accounts(db: Reader, estate: &Estate, names: &BTreeSet<&str>) -> Result<BTreeMap<String, Vec<Account>>> {
    let fresh_from = estate.fresh_from;
    let user_names = serde_json::to_string(names)?;
    let rows = db.rows(sql!("why/list_accounts.sql"), params![user_names, fresh_from])?;
    let sys_ids = rows.iter().map(|row| row.get("sys_id")).collect::<Result<Vec<String>>>()?;
    let accounts = serde_json::to_string(&sys_ids)?;
    let mut roles: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    for row in db.rows(sql!("why/list_roles_held.sql"), params![accounts, fresh_from])? {
        roles.entry(row.get("account")?).or_default().push(held(&row)?);
    }
    let mut by_user: BTreeMap<String, Vec<Account>> = BTreeMap::new();
    for (row, sys_id) in rows.iter().zip(sys_ids) {
        let roles = roles.remove(&sys_id).unwrap_or_default();
        by_user.entry(row.get("user_name")?).or_default().push(account(row, sys_id, roles)?);
    }
    Ok(by_user)
}

/// The newest ones, and of older ones what they do not decide: whether a good login came before the failures, which a shared
/// account asks, and whether failures that were fewer locked it before.
fn deciding_logins(db: Reader, estate: &Estate, name: &str) -> Result<Vec<Login>> {
    let newest = newest_logins(db, name, estate.start)?;
    let (Some(first), true) = (newest.first(), newest.len() >= MOST_LOGINS) else { return Ok(newest) };
    let has = |kind: &str| newest.iter().any(|login| login.name == kind);
    let is_decided = has("login") || !locking(&newest.iter().collect::<Vec<_>>()).is_empty();
    let is_shared = estate.is_shared(name);
    let older = |kind: &str, most: i64| {
        let params = params![user_name: name, since: estate.start, until: first.on, kind, most];
        read_logins(&db.rows(sql!("why/list_older_logins.sql"), params)?)
    };
    let mut all = Vec::new();
    if !has("login") && (is_shared || !is_decided) {
        all.extend(older("login", 1)?);
    }
    if !is_decided {
        all.extend(older("login.failed", i64::MAX)?);
    } else if is_shared && !has("login.failed") {
        all.extend(older("login.failed", 1)?);
    }
    all.sort_by_key(|login| login.on);
    all.extend(newest);
    Ok(all)
}

/// The newest login events of a user after a time, the oldest of them first. Of two in the same second the worst is the
/// newest.
pub fn newest_logins(db: Reader, user: &str, since: Time) -> Result<Vec<Login>> {
    let most = i64::try_from(MOST_LOGINS).unwrap_or(i64::MAX);
    let rows = db.rows(sql!("why/list_logins.sql"), params![user_name: user, since, most])?;
    let mut logins = read_logins(&rows)?;
    logins.sort_by_key(|login| {
        let rank = ["login", "login.failed"].iter().position(|name| *name == login.name);
        (login.on, rank.unwrap_or(2))
    });
    Ok(logins)
}

fn read_logins(rows: &[Row]) -> Result<Vec<Login>> {
    Ok(rows.iter().map(login).collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn held(row: &Row) -> Result<Held> {
    let role: Option<String> = row.get("role")?;
    Ok(Held { sys_id: row.get("sys_id")?, role: role.unwrap_or_default(), state: row.get("state")? })
}

fn account(row: &Row, sys_id: String, roles: Vec<Held>) -> Result<Account> {
    let is = |column: &str| Ok::<_, anyhow::Error>(row.get::<Option<bool>>(column)?.unwrap_or(false));
    let last_login: Option<String> = row.get("last_login_time")?;
    Ok(Account {
        sys_id,
        active: is("active")?,
        locked_out: is("locked_out")?,
        last_login: last_login.and_then(|text| Time::parse(&text).ok()),
        web_service_access_only: is("web_service_access_only")?,
        internal_integration_user: is("internal_integration_user")?,
        source: row.get::<Option<String>>("source")?.filter(|source| !source.is_empty()),
        roles,
    })
}

/// An event whose time no calendar has tells nothing.
fn login(row: &Row) -> Result<Option<Login>> {
    let on: String = row.get("sys_created_on")?;
    let (sys_id, name, parm2) = (row.get("sys_id")?, row.get("name")?, row.get("parm2")?);
    Ok(Time::parse(&on).ok().map(|on| Login { sys_id, name, on, parm2 }))
}

/// The failed logins that locked an account: five within a quarter of an hour, and no good one among or after them.
pub fn locking<'a>(logins: &[&'a Login]) -> Vec<&'a Login> {
    let good = logins.iter().rposition(|login| login.name == "login").map_or(0, |last| last + 1);
    let failed: Vec<&Login> =
        logins[good..].iter().filter(|login| login.name == "login.failed").copied().collect();
    let (count, within) = LOCKING;
    let burst = failed.windows(count).find(|burst| match burst {
        [first, .., last] => last.on <= first.on + within,
        _ => false,
    });
    burst.map_or_else(Vec::new, <[_]>::to_vec)
}

/// Finds the accounts that may be meant by the names that have none.
fn find_near(db: Reader, estate: &Estate, people: &mut HashMap<String, Person>) -> Result<()> {
    let mut missing: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, _) in people.iter().filter(|(_, person)| person.accounts.is_empty()) {
        missing.entry(folded(name)).or_default().push(name.clone());
    }
    if missing.is_empty() {
        return Ok(());
    }
    let all = serde_json::to_string(&missing.keys().collect::<Vec<_>>())?;
    let params = params![folded: all, fresh_from: estate.fresh_from];
    db.for_each_row(sql!("why/list_account_names.sql"), params, |row| {
        let known: String = row.get("user_name")?;
        for name in missing.get(&folded(&known)).into_iter().flatten() {
            if let Some(person) = people.get_mut(name) {
                person.near.push((row.get("sys_id")?, known.clone()));
            }
        }
        Ok(())
    })
}

/// A name without its blanks at the ends and its capitals.
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
