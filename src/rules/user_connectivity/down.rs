//! The MID Servers that are Down, and the users that each is configured with.

use anyhow::Result;

use crate::db::{Reader, sql};

/// A MID Server that is Down.
#[derive(Clone, Debug)]
pub struct MidServer {
    /// `ecc_agent.sys_id`.
    pub sys_id: String,
    /// `ecc_agent.name`.
    pub name: Option<String>,
    /// The users it is configured with, each once, by name.
    pub users: Vec<ConfiguredUser>,
}

/// A user that a MID Server is configured with.
#[derive(Clone, Debug)]
pub struct ConfiguredUser {
    /// `sys_user.user_name`, if there is such an account.
    pub name: String,
    /// The domain of the configuration.
    pub sys_domain: Option<String>,
}

/// Those that are Down, by name.
pub fn mid_servers(db: Reader) -> Result<Vec<MidServer>> {
    let mut rows = Vec::new();
    db.for_each_row(sql!("rules/user_connectivity/list_down_mid_servers.sql"), &[], |row| {
        let sys_id = row.take_text("sys_id")?.unwrap_or_default();
        rows.push((
            row.take_text("name")?,
            sys_id,
            row.take_text("user_name")?,
            row.take_text("sys_domain")?,
        ));
        Ok(())
    })?;
    rows.sort_unstable();
    let mut down: Vec<MidServer> = Vec::new();
    for (name, sys_id, user, sys_domain) in rows {
        if down.last().is_none_or(|last| last.sys_id != sys_id) {
            down.push(MidServer { sys_id, name, users: Vec::new() });
        }
        if let (Some(last), Some(user)) = (down.last_mut(), user) {
            last.is_configured_with(user, sys_domain);
        }
    }
    Ok(down)
}

impl MidServer {
    /// The same user may stand there twice: of several domains the first counts.
    fn is_configured_with(&mut self, name: String, sys_domain: Option<String>) {
        match self.users.last_mut().filter(|last| last.name == name) {
            Some(user) => user.sys_domain = first_domain(user.sys_domain.take(), sys_domain),
            None => self.users.push(ConfiguredUser { name, sys_domain }),
        }
    }
}

/// The first of two domains, where one may be missing.
pub fn first_domain(one: Option<String>, other: Option<String>) -> Option<String> {
    [one, other].into_iter().flatten().min()
}
