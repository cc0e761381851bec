//! Configured user names without an account, and the accounts that differ from them only by capitals or blanks.

use std::collections::BTreeMap;

use anyhow::Result;

use super::examined::{User, in_json};
use crate::db::{Reader, params, sql};
use crate::finding::{Level, Note};

/// By configured name the accounts that are meant, perhaps. Names compare exactly all the same.
pub struct Similar(BTreeMap<String, Vec<String>>);

impl Similar {
    /// The similar accounts of each of these users that has no account. Whoever holds the role has one.
    pub fn to_users(db: Reader, users: &[User]) -> Result<Self> {
        let mut similar: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let user_names = in_json(users.iter().filter(|user| !user.is_active_holder))?;
        for row in db.rows(sql!("rules/user_connectivity/list_similar_accounts.sql"), params![user_names])? {
            similar.entry(row.get("user_name")?).or_default().push(row.get("similar_account")?);
        }
        Ok(Self(similar))
    }

    /// How many users have similar accounts.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The accounts whose names differ from that of the user only by capitals or blanks.
    pub fn to(&self, user_name: &str) -> &[String] {
        self.0.get(user_name).map_or(&[], Vec::as_slice)
    }

    /// That there are such names; which, the detailed view has.
    pub fn remark(&self) -> Option<Note> {
        let names = match self.len() {
            0 => return None,
            1 => "1 configured user name has no account in sys_user, and differs from one".to_owned(),
            n => format!("{n} configured user names have no account in sys_user, and each differs from one"),
        };
        Some(Note::new(Level::Warning, format!("{names} only by capitals or blanks")))
    }
}
