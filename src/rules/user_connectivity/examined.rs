//! Who is examined, and what the newest login event of each says.

use anyhow::Result;
use foldhash::{HashMap, HashMapExt as _};

use super::classify::Period;
use super::condition::{Association, LastLogin};
use super::down::{MidServer, first_domain};
use crate::db::{Reader, params, sql};

/// Looking up the newest login event of a user takes as long as reading so many events one after the other.
const EVENTS_A_USER: usize = 4;

/// A user that is examined.
#[derive(Clone, Debug)]
pub struct User {
    /// `sys_user.user_name`, or the name that MID Servers are configured with.
    pub name: String,
    /// The domain of an issue about it.
    pub sys_domain: Option<String>,
    /// How many Down MID Servers are configured with it.
    pub down_mid_servers: i64,
    /// Whether an active account of that name holds the role.
    pub is_active_holder: bool,
    /// What its newest login event says.
    pub last_login: LastLogin,
}

/// The users of Down MID Servers, and the active holders of the role whom no MID Server is configured with, by name.
pub fn users(db: Reader, down: &[MidServer], period: Period) -> Result<Vec<User>> {
    let mut users = of_down_or_holders(db, down)?;
    users.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    users.dedup_by(|next, user| {
        let is_same = next.name == user.name;
        if is_same {
            user.is_held_by(next.sys_domain.take());
        }
        is_same
    });
    leave_users_of_others_out(db, &mut users)?;
    // Asked for in their order, they lie side by side in the index.
    read_logins(db, &mut users, period)?;
    Ok(users)
}

/// The users of Down MID Servers, each once, and the other active holders of the role, these once for each account.
fn of_down_or_holders(db: Reader, down: &[MidServer]) -> Result<Vec<User>> {
    let mut of_down = users_of(down);
    let mut users = Vec::new();
    db.for_each_row(sql!("rules/user_connectivity/list_active_holders.sql"), &[], |row| {
        let sys_domain = row.take_text("sys_domain")?.filter(|domain| !domain.is_empty());
        match of_down.get_mut(row.text("user_name")?.unwrap_or_default()) {
            Some(user) => user.is_held_by(sys_domain),
            None => {
                let name = row.take_text("user_name")?.unwrap_or_default();
                users.push(User { sys_domain, is_active_holder: true, ..User::named(name) });
            }
        }
        Ok(())
    })?;
    users.extend(of_down.into_values());
    Ok(users)
}

/// Leaves out those whom MID Servers are configured with of which none is Down.
fn leave_users_of_others_out(db: Reader, users: &mut Vec<User>) -> Result<()> {
    let mut is_left_out = vec![false; users.len()];
    db.for_each_row(sql!("rules/user_connectivity/list_configured_users.sql"), &[], |row| {
        if let Some(place) = place_of(users, row.text("user_name")?) {
            is_left_out[place] = users[place].down_mid_servers == 0;
        }
        Ok(())
    })?;
    let mut is_left_out = is_left_out.into_iter();
    users.retain(|_| is_left_out.next() == Some(false));
    Ok(())
}

/// The users that Down MID Servers are configured with, in the domain of the configuration.
fn users_of(down: &[MidServer]) -> HashMap<&str, User> {
    let mut users: HashMap<&str, User> = HashMap::new();
    for configured in down.iter().flat_map(|mid_server| &mid_server.users) {
        let user = users.entry(&configured.name).or_insert_with(|| User::named(configured.name.clone()));
        user.down_mid_servers += 1;
        user.sys_domain = first_domain(user.sys_domain.take(), configured.sys_domain.clone());
    }
    users
}

/// Puts what the newest login event of each says.
fn read_logins(db: Reader, users: &mut [User], period: Period) -> Result<()> {
    match has_few_events(db, users.len(), period)? {
        true => read_all_logins(db, users, period),
        false => look_logins_up(db, users, period),
    }
}

/// All of the period are read: of each user the last moment counts.
fn read_all_logins(db: Reader, users: &mut [User], period: Period) -> Result<()> {
    let mut moments: HashMap<usize, String> = HashMap::new();
    let start = params![start: period.start];
    db.for_each_row(sql!("rules/user_connectivity/list_logins_of_period.sql"), start, |row| {
        let Some(place) = place_of(users, row.text("user_name")?) else { return Ok(()) };
        let (moment, last) = (row.text("moment")?.unwrap_or_default(), moments.entry(place).or_default());
        if last.as_str() < moment {
            moment.clone_into(last);
            users[place].last_login = LastLogin::of_event(row.text("event")?)?;
        }
        Ok(())
    })
}

/// The newest one of each is looked up.
fn look_logins_up(db: Reader, users: &mut [User], period: Period) -> Result<()> {
    let params = params![user_names: in_json(users.iter())?, start: period.start];
    db.for_each_row(sql!("rules/user_connectivity/list_newest_logins.sql"), params, |row| {
        let Some(event) = row.text("event")? else { return Ok(()) };
        if let Some(place) = place_of(users, row.text("user_name")?) {
            users[place].last_login = LastLogin::of_event(Some(event))?;
        }
        Ok(())
    })
}

/// Whether all events of the period are read sooner than the newest of so many users is looked up.
fn has_few_events(db: Reader, users: usize, period: Period) -> Result<bool> {
    let params = params![start: period.start, most: users * EVENTS_A_USER];
    Ok(db.rows(sql!("rules/user_connectivity/find_event_beyond.sql"), params)?.is_empty())
}

/// The place of the user of that name, of some that stand in the order of their names.
fn place_of(users: &[User], name: Option<&str>) -> Option<usize> {
    users.binary_search_by(|user| Some(user.name.as_str()).cmp(&name)).ok()
}

/// The names of users, as a list in JSON.
pub fn in_json<'a>(users: impl Iterator<Item = &'a User>) -> Result<String> {
    let names: Vec<&str> = users.map(|user| user.name.as_str()).collect();
    Ok(serde_json::to_string(&names)?)
}

impl User {
    /// A user of whom nothing is known.
    fn named(name: String) -> Self {
        Self {
            name,
            sys_domain: None,
            down_mid_servers: 0,
            is_active_holder: false,
            last_login: LastLogin::NotAttempted,
        }
    }

    /// An active account of its name holds the role: its domain is that of the user, and of several the first.
    fn is_held_by(&mut self, sys_domain: Option<String>) {
        self.sys_domain = match self.is_active_holder {
            true => first_domain(self.sys_domain.take(), sys_domain),
            false => sys_domain,
        };
        self.is_active_holder = true;
    }

    /// How it is associated with Down MID Servers.
    pub fn association(&self) -> Association {
        match self.down_mid_servers {
            0 => Association::NoMidServer,
            1 => Association::OneDown,
            _ => Association::SeveralDown,
        }
    }

    /// Whether it meets a condition.
    pub fn meets(&self, last: LastLogin, association: Association) -> bool {
        self.last_login == last && self.association() == association
    }
}
