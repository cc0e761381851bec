//! What stands beside each MID Server in the list: the users it is configured with, accounts that are like them, open issues.

use anyhow::Result;
use foldhash::HashMap;

use crate::cli::output::Shown;
use crate::db::{Db, params, sql};

/// Each of the lists, read once in its own order.
#[derive(Default)]
pub struct Beside {
    /// By MID Server (`ecc_agent.sys_id`) its users.
    configured: HashMap<String, Vec<String>>,
    /// By user that has no account the accounts that differ by capitals or blanks.
    similar: HashMap<String, Vec<String>>,
    /// How many issues are open, by MID Server.
    of_mid_server: HashMap<String, i64>,
    /// The same of no MID Server, by user.
    of_user: HashMap<String, i64>,
}

impl Beside {
    /// Of all MID Servers, or of those in a list in JSON.
    pub fn read(db: &Db, among: Option<&str>) -> Result<Self> {
        let mut beside = Self::default();
        db.for_each_row(sql!("look/list_configured_users.sql"), params![among], |row| {
            if let (Some(mid_server), Some(user)) =
                (row.take_text("mid_server")?, row.take_text("user_name")?)
            {
                // Nearly all have one.
                beside.configured.entry(mid_server).or_insert_with(|| Vec::with_capacity(1)).push(user);
            }
            Ok(())
        })?;
        db.for_each_row(sql!("look/list_similar_accounts.sql"), params![among], |row| {
            beside.similar.entry(row.get("user_name")?).or_default().push(row.get("similar_account")?);
            Ok(())
        })?;
        db.for_each_row(sql!("look/list_subjects_of_open_issues.sql"), &[], |row| {
            match (row.take_text("mid_server")?, row.take_text("user_name")?) {
                (Some(mid_server), _) => *beside.of_mid_server.entry(mid_server).or_default() += 1,
                (None, Some(user)) => *beside.of_user.entry(user).or_default() += 1,
                (None, None) => {}
            }
            Ok(())
        })?;
        Ok(beside)
    }

    /// Fills in what stands beside the MID Server of a row.
    pub fn add_to(&self, row: &mut Shown) {
        let sys_id = row.get("sys_id").and_then(|sys_id| sys_id.as_str()).unwrap_or_default();
        let users = in_order(self.configured.get(sys_id).into_iter().flatten());
        let similar = in_order(users.iter().filter_map(|user| self.similar.get(*user)).flatten());
        let of_users = users.iter().filter_map(|user| self.of_user.get(*user)).sum::<i64>();
        let open = self.of_mid_server.get(sys_id).unwrap_or(&0) + of_users;
        row.insert("configured_users", listed(&users).into());
        row.insert("similar_account", listed(&similar).into());
        row.insert("open_issues", open.into());
    }
}

/// Each name once.
fn in_order<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn listed(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}
