//! A MID Server, as its rows have it.

use anyhow::Result;
use foldhash::HashMap;

use crate::db::Row;
use crate::time::Time;

/// A MID Server.
#[derive(Clone, Debug)]
pub struct Agent {
    pub sys_id: String,
    pub name: Option<String>,
    pub status: Option<String>,
    /// The user that it last logged in as.
    pub user_name: Option<String>,
    pub validated: Option<String>,
    pub host_name: Option<String>,
    pub version: Option<String>,
    pub last_refreshed: Option<Time>,
    pub started: Option<Time>,
    pub stopped: Option<Time>,
    pub created: Option<Time>,
    /// The values that it is configured with, in order: the row and the name.
    pub configured: Vec<(String, String)>,
}

/// By MID Server the users that it is configured with: the row and the name.
pub(super) type Configured = HashMap<String, Vec<(String, String)>>;

impl Agent {
    pub fn from_row(row: &mut Row, configured: &mut Configured) -> Result<Self> {
        // Not taken out: the memory of each time serves that of the next row.
        let time =
            |column: &str| Ok::<_, anyhow::Error>(row.text(column)?.and_then(|text| Time::parse(text).ok()));
        let [last_refreshed, started, stopped, created] =
            [time("last_refreshed")?, time("started")?, time("stopped")?, time("sys_created_on")?];
        let mut text =
            |column: &str| Ok::<_, anyhow::Error>(row.take_text(column)?.filter(|text| !text.is_empty()));
        let sys_id = text("sys_id")?.unwrap_or_default();
        let mut configured = configured.remove(&sys_id).unwrap_or_default();
        configured.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
        Ok(Self {
            sys_id,
            name: text("name")?,
            status: text("status")?,
            user_name: text("user_name")?,
            validated: text("validated")?,
            host_name: text("host_name")?,
            version: text("version")?,
            last_refreshed,
            started,
            stopped,
            created,
            configured,
        })
    }

    /// Forgets what stands in such a column.
    pub fn forget(&mut self, column: &str) {
        match column {
            "user_name" => self.user_name = None,
            "validated" => self.validated = None,
            "last_refreshed" => self.last_refreshed = None,
            "version" => self.version = None,
            "started" | "stopped" => self.stopped = None,
            _ => {}
        }
    }

    /// Its user: the first that it is configured with, else the one that it last logged in as.
    pub fn user(&self) -> Option<&str> {
        self.configured.first().map(|(_, value)| value.as_str()).or(self.user_name.as_deref())
    }

    /// Its name, or its sys_id where it has none.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.sys_id)
    }

    /// When its service stopped, where it did not start since.
    pub fn stopped_for_good(&self) -> Option<Time> {
        self.stopped.filter(|stopped| self.started.is_none_or(|started| *stopped > started))
    }

    /// Whether the row says Down.
    pub fn is_down(&self) -> bool {
        self.status.as_deref() == Some("Down")
    }

    /// The users that it may log in as.
    pub fn users(&self) -> Vec<&str> {
        match self.configured.as_slice() {
            [] => self.user_name.as_deref().into_iter().collect(),
            some => some.iter().map(|(_, value)| value.as_str()).collect(),
        }
    }
}
