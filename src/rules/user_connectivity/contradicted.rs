//! Open issues that the rows contradict, whatever else could not be seen.

use std::collections::HashMap;

use anyhow::{Context, Result};

use super::classify::{Period, Sample};
use super::condition::LastLogin;
use super::examined::User;
use super::message;
use crate::db::{Reader, params, sql};

/// What the rows say of a user now.
#[derive(Clone, Copy)]
struct Now {
    down_mid_servers: i64,
    is_configured: bool,
    last_login: LastLogin,
}

impl Now {
    /// Who is examined and has no Down MID Server is configured for none.
    fn of_examined(user: &User) -> Self {
        let (down_mid_servers, last_login) = (user.down_mid_servers, user.last_login);
        Self { down_mid_servers, is_configured: down_mid_servers > 0, last_login }
    }

    fn read(db: Reader, user_name: &str, period: Period) -> Result<Self> {
        let params = params![user_name, start: period.start];
        let rows = db.rows(sql!("rules/user_connectivity/find_what_is_so_of_user.sql"), params)?;
        let row = rows.first().context("reading what is so of a user")?;
        Ok(Self {
            down_mid_servers: row.get("down_mid_servers")?,
            is_configured: row.get("is_configured")?,
            last_login: LastLogin::of_event(row.get::<Option<String>>("newest_event")?.as_deref())?,
        })
    }

    /// Whether what a message says is not so any more: another number of MID Servers is Down, which takes whole tables to
    /// say; or there is a login event of another kind, which is newer than all that the issue was opened for.
    fn contradicts(self, (last, down): (LastLogin, i64), sees_mid_servers: bool) -> bool {
        let has_mid_server = down == 0 && self.is_configured;
        let other_login = self.last_login != LastLogin::NotAttempted && self.last_login != last;
        other_login || (sees_mid_servers && (down != self.down_mid_servers || has_mid_server))
    }
}

impl Sample {
    /// The open issues of `source` that the rows contradict (`ecc_agent_issue.sys_id`), of those that `run` did not find.
    pub fn contradicted(&self, db: Reader, source: &str, run: &str) -> Result<Vec<String>> {
        // A connection to a server has one statement under way, and others are asked of each row.
        let others = db.rows(sql!("rules/user_connectivity/list_open_issues.sql"), params![source, run])?;
        let examined: HashMap<&str, &User> =
            self.users.iter().map(|user| (user.name.as_str(), user)).collect();
        let sees = self.sees_mid_servers();
        let mut contradicted = Vec::new();
        for row in others {
            let (user_name, text): (String, String) = (row.get("user_name")?, row.get("message")?);
            let Some(said) = message::parts(&user_name, &text) else { continue };
            let now = match examined.get(user_name.as_str()) {
                Some(user) => Now::of_examined(user),
                None => Now::read(db, &user_name, self.period)?,
            };
            if now.contradicts(said, sees) {
                contradicted.push(row.get("sys_id")?);
            }
        }
        Ok(contradicted)
    }
}
