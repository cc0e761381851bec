//! Accounts that hold the role and that no MID Server uses: a clone brings those of the source along.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Answer;
use super::person::folded;
use crate::db::{Reader, params, sql};
use crate::time::Time;

/// An active account that holds `mid_server` and that no MID Server is configured with or logs in as.
#[derive(Clone, Debug)]
pub struct NotAssociated {
    /// Its name.
    pub user_name: String,
    /// Its newest login event since the clone.
    pub newest_event: Option<String>,
}

/// All of them, by their newest event and name; an account that is spelled nearly as the user of a MID Server is meant by
/// it, and not told here.
pub fn read(db: Reader, since: Time, answers: &[Answer]) -> Result<Vec<NotAssociated>> {
    let users: BTreeSet<String> =
        answers.iter().filter_map(|answer| Some(folded(answer.user.as_deref()?))).collect();
    let mut found = Vec::new();
    for row in db.rows(sql!("why/list_not_associated.sql"), params![since])? {
        let user_name: String = row.get("user_name")?;
        if !users.contains(&folded(&user_name)) {
            found.push(NotAssociated { user_name, newest_event: row.get("newest_event")? });
        }
    }
    Ok(found)
}
