//! Open issues that the rows contradict, whatever else could not be seen.

use anyhow::Result;

use super::classify::Sample;
use super::condition::LastLogin;
use super::message;
use crate::db::{Reader, Row, params, sql};

/// An open issue about a user, and what the rows say of that user now.
struct OpenIssue {
    sys_id: String,
    user_name: String,
    message: String,
    down_mid_servers: i64,
    is_configured: bool,
    last_login: LastLogin,
}

impl OpenIssue {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            sys_id: row.get("sys_id")?,
            user_name: row.get("user_name")?,
            message: row.get("message")?,
            down_mid_servers: row.get("down_mid_servers")?,
            is_configured: row.get("is_configured")?,
            last_login: LastLogin::of_event(row.get::<Option<String>>("newest_event")?.as_deref())?,
        })
    }

    /// Whether it is not so any more: another number of its MID Servers is Down, which takes whole tables to say; or
    /// there is a login event of another kind, which is newer than all that the issue was opened for.
    fn is_contradicted(&self, sees_mid_servers: bool) -> bool {
        let Some((last, down)) = message::parts(&self.user_name, &self.message) else { return false };
        let has_mid_server = down == 0 && self.is_configured;
        let other_login = self.last_login != LastLogin::NotAttempted && self.last_login != last;
        other_login || (sees_mid_servers && (down != self.down_mid_servers || has_mid_server))
    }
}

impl Sample {
    /// The open issues of `source` that the rows contradict (`ecc_agent_issue.sys_id`).
    pub fn contradicted(&self, db: Reader, source: &str) -> Result<Vec<String>> {
        let params = params![source, start: self.period.start];
        let rows = db.rows(sql!("rules/user_connectivity/list_open_issues.sql"), params)?;
        let issues = rows.iter().map(OpenIssue::from_row).collect::<Result<Vec<_>>>()?;
        let sees = self.sees_mid_servers();
        Ok(issues.into_iter().filter(|issue| issue.is_contradicted(sees)).map(|issue| issue.sys_id).collect())
    }
}
