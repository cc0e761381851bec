//! The MID Servers of the target, each with the users that it may log in as.

use std::collections::BTreeMap;

use anyhow::Result;

use super::side::Side;
use crate::db::sql;

pub(super) const AGENTS: &str = "ecc_agent";
const CONFIG: &str = "ecc_agent_config";
const CONFIG_COLUMNS: [&str; 3] = ["ecc_agent", "param_name", "value"];

/// A MID Server.
pub(super) struct Agent {
    pub sys_id: String,
    pub name: Option<String>,
    pub status: Option<String>,
    pub version: Option<String>,
    /// The users that it is configured with, each once and in order.
    pub configured: Vec<String>,
    /// The user that it last logged in as.
    pub user_name: Option<String>,
}

impl Agent {
    /// Its name, or its sys_id where it has none.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.sys_id)
    }

    /// The users that it may log in as.
    pub fn users(&self) -> Vec<&str> {
        match self.configured.as_slice() {
            [] => self.user_name.as_deref().into_iter().collect(),
            some => some.iter().map(String::as_str).collect(),
        }
    }
}

/// Every MID Server of a side, by name.
pub(super) fn read(side: &Side) -> Result<Vec<Agent>> {
    let mut configured: BTreeMap<String, Vec<String>> = BTreeMap::new();
    if side.counts(CONFIG) {
        for row in side.db.rows(sql!("preflight/list_configured_users.sql"), &[])? {
            configured.entry(row.get("mid_server")?).or_default().push(row.get("value")?);
        }
    }
    let mut agents = Vec::new();
    for row in side.db.rows(sql!("preflight/list_mid_servers.sql"), &[])? {
        let text = |column: &str| -> Result<Option<String>> {
            Ok(row.get::<Option<String>>(column)?.filter(|text| !text.is_empty()))
        };
        let sys_id: String = row.get("sys_id")?;
        agents.push(Agent {
            name: text("name")?,
            status: text("status")?,
            version: text("version")?,
            user_name: text("user_name")?,
            configured: configured.remove(&sys_id).unwrap_or_default(),
            sys_id,
        });
    }
    Ok(agents)
}

/// Why it may have another configured user than the one that was seen.
pub(super) fn doubt_of_configured(target: &Side) -> Option<super::Reason> {
    target.doubt(CONFIG, &CONFIG_COLUMNS)
}

/// Whether it is certain that it logs in as nobody else.
pub(super) fn is_user_certain(target: &Side, agent: &Agent) -> bool {
    !agent.configured.is_empty()
        || target.is_whole(CONFIG, &CONFIG_COLUMNS) && target.shows(AGENTS, "user_name")
}
