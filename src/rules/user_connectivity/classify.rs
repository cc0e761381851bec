//! What one sampling sees: who is examined, which MID Servers are Down, and what there is to go by.

use anyhow::{Context, Result};

use super::condition::{Association, LastLogin};
use super::doubt;
use super::down::{self, MidServer};
use super::examined::{self, User};
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
        let down = down::mid_servers(db)?;
        let users = examined::users(db, &down, period)?;
        let sight = Sight::at(db, period.now)?;
        let loaded =
            db.rows(sql!("rules/user_connectivity/find_what_is_loaded.sql"), params![start: period.start])?;
        Ok(Self {
            period,
            down,
            similar: Similar::to_users(db, &users)?,
            users,
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

impl Loaded {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            role_exists: row.get("role_exists")?,
            login_seen: row.get("login_seen")?,
            newest_event: row.get("newest_event")?,
        })
    }
}
