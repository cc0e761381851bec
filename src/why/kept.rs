//! The last proven cause of each MID Server that is still Down: it is kept, with its time, until a row contradicts it.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Answer, CANNOT_TELL, Then, cause};
use crate::db::{Db, Reader, Row, params, sql};
use crate::time::Time;

/// A cause that was proven.
pub struct Kept {
    cause: String,
    user: Option<String>,
    proven_on: Time,
}

impl Kept {
    fn from_row(row: &Row) -> Result<(String, Self)> {
        let kept =
            Self { cause: row.get("cause")?, user: row.get("user_name")?, proven_on: row.get("proven_on")? };
        Ok((row.get("mid_server")?, kept))
    }

    /// Whether nothing that is known now speaks against it.
    fn stands(&self, answer: &Answer) -> bool {
        let is_same_user = self.user.is_none() || answer.user.is_none() || self.user == answer.user;
        let changed_since = answer.last_change.is_some_and(|change| change > self.proven_on);
        answer.is_down() && is_same_user && !changed_since && !answer.excluded.contains(&self.cause.as_str())
    }
}

/// What is kept, by MID Server (`ecc_agent.sys_id`).
pub fn all(db: Reader) -> Result<BTreeMap<String, Kept>> {
    db.rows(sql!("why/list_kept_causes.sql"), &[])?.iter().map(Kept::from_row).collect()
}

/// Says of a MID Server whose cause cannot be told the one that was proven last.
pub fn recall(answer: &mut Answer, kept: &BTreeMap<String, Kept>) {
    let Some(kept) = kept.get(&answer.sys_id).filter(|kept| kept.stands(answer)) else { return };
    let known = cause(&kept.cause).map(|cause| cause.name);
    if answer.cause == Some(CANNOT_TELL) && answer.then.is_none() && known.is_some() {
        answer.then = Some(Then { as_of: kept.proven_on, class: answer.class, cause: known });
    }
}

/// Keeps what is proven now, and forgets what is not so any more. To be used within a transaction, after each load.
///
/// # Errors
/// When the rows cannot be read or written.
pub fn keep(db: &Db, answers: impl Iterator<Item = Answer>, now: Time) -> Result<()> {
    let mut kept = all(db.reader())?;
    for answer in answers {
        let known = kept.remove(&answer.sys_id);
        let proven = answer.cause.filter(|cause| *cause != CANNOT_TELL);
        match (proven, known) {
            (Some(cause), _) => {
                let (mid_server, user_name) = (answer.sys_id.as_str(), answer.user.as_deref());
                let params = params![mid_server, cause, user_name, proven_on: now];
                db.execute(sql!("why/put_kept_cause.sql"), params)?;
            }
            (None, Some(known)) if !known.stands(&answer) => forget(db, &answer.sys_id)?,
            (None, _) => {}
        }
    }
    kept.keys().try_for_each(|gone| forget(db, gone))
}

fn forget(db: &Db, mid_server: &str) -> Result<()> {
    db.execute(sql!("why/delete_kept_cause.sql"), params![mid_server]).map(drop)
}
