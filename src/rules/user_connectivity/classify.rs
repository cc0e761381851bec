//! Who is examined, and what the newest login event of each says.

use anyhow::{Context, Result};

use super::condition::{Association, LastLogin};
use super::doubt;
use super::names::Similar;
use crate::coverage::{Doubt, Sight};
use crate::db::{Reader, Row, params, sql};
use crate::time::{Span, Time};

/// Events may arrive this much later than they happened: the period is looked at with so much more before it.
const OVERLAP: Span = Span::from_seconds(60);

/// What one sampling sees.
pub struct Sample {
    /// Which events count.
    pub period: Period,
    /// The MID Servers that are Down, by name.
    pub down: Vec<MidServer>,
    /// The users that are examined, by name.
    pub users: Vec<User>,
    /// The accounts that differ from a configured name without an account only by capitals or blanks.
    pub similar: Similar,
    /// What was loaded at all.
    pub loaded: Loaded,
    /// What it cannot see.
    pub doubts: Vec<Doubt>,
    /// What can be known at all.
    pub sight: Sight,
}

/// Which events count: those after `start`. One dated later than `now` counts, because clocks differ.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// The events that count come after it.
    pub start: Time,
    /// When the sampling is made.
    pub now: Time,
    /// The sampling period, without the overlap.
    pub length: Span,
}

/// A MID Server, as far as views name it.
#[derive(Clone, Debug)]
pub struct MidServer {
    /// `ecc_agent.sys_id`.
    pub sys_id: String,
    /// `ecc_agent.name`.
    pub name: Option<String>,
}

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

/// What was loaded at all: what could not be seen is not nothing there.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// Whether there is a role `mid_server`.
    pub role_exists: bool,
    /// Whether any login event of the period was loaded.
    pub login_seen: bool,
    /// When the newest event of any name happened.
    pub newest_event: Option<String>,
}

impl Sample {
    /// Reads what there is to know of a period.
    pub fn take(db: Reader, period: Period) -> Result<Self> {
        let start = params![start: period.start];
        let (mut users, mut all_have_accounts) = (Vec::new(), true);
        db.for_each_row(sql!("rules/user_connectivity/classify_users.sql"), start, |row| {
            users.push(User::from_row(&row)?);
            all_have_accounts &= row.get::<bool>("has_account")?;
            Ok(())
        })?;
        users.sort_by(|one, other| one.name.cmp(&other.name));
        users.dedup_by(|next, user| {
            let is_same = next.name == user.name;
            if is_same {
                user.join(next);
            }
            is_same
        });
        let down = db.rows(sql!("rules/user_connectivity/list_down_mid_servers.sql"), &[])?;
        let sight = Sight::at(db, period.now)?;
        let loaded = db.rows(sql!("rules/user_connectivity/find_what_is_loaded.sql"), start)?;
        Ok(Self {
            period,
            down: down.iter().map(MidServer::from_row).collect::<Result<_>>()?,
            users,
            similar: if all_have_accounts { Similar::default() } else { Similar::read(db)? },
            loaded: Loaded::from_row(loaded.first().context("reading what is loaded")?)?,
            doubts: doubt::doubts(&sight, period.start),
            sight,
        })
    }

    /// How many users Down MID Servers are configured with.
    pub fn users_of_down(&self) -> usize {
        self.users.iter().filter(|user| user.down_mid_servers > 0).count()
    }

    /// How many active holders of the role are examined.
    pub fn active_holders(&self) -> usize {
        self.users.iter().filter(|user| user.is_active_holder).count()
    }

    /// The users who meet a condition.
    pub fn users_with(&self, last: LastLogin, association: Association) -> impl Iterator<Item = &User> {
        self.users.iter().filter(move |user| user.meets(last, association))
    }
}

impl Period {
    /// The period of that length up to `now`.
    pub fn of(now: Time, length: Span) -> Self {
        Self { start: now - length - OVERLAP, now, length }
    }
}

impl MidServer {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { sys_id: row.get("sys_id")?, name: row.get("name")? })
    }
}

impl User {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            name: row.get("user_name")?,
            sys_domain: row.get("sys_domain")?,
            down_mid_servers: row.get("down_mid_servers")?,
            is_active_holder: row.get("is_active_holder")?,
            last_login: LastLogin::of_event(row.get::<Option<String>>("newest_event")?.as_deref())?,
        })
    }

    /// Another account of its name holds the role as well: of several domains the first counts.
    fn join(&mut self, account: &mut Self) {
        self.sys_domain = [self.sys_domain.take(), account.sys_domain.take()].into_iter().flatten().min();
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

impl Loaded {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            role_exists: row.get("role_exists")?,
            login_seen: row.get("login_seen")?,
            newest_event: row.get("newest_event")?,
        })
    }
}
