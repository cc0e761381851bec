//! midjobs' own account, which may go with a clone as others do: told once, with what to do.

use std::fmt;

use anyhow::{Error, Result};

use super::instance::Instance;
use super::likeness::latest_clone;
use super::refusal::Refusal;
use crate::db::{Db, params, sql};
use crate::intake::tables;
use crate::time::Time;

/// The login was refused since a clone: asking again is of no use before somebody gives the account back.
#[derive(Debug)]
pub struct Gone(String);

impl fmt::Display for Gone {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Gone {}

/// The same error, unless it is a login that was refused and a clone on record is newer than the last good pull: then
/// what that means. The first time it says what to do.
///
/// # Errors
/// When the database cannot be asked.
pub fn explained(db: &Db, instance: &Instance, error: Error) -> Result<Error> {
    let is_of_the_login = error.downcast_ref().is_some_and(Refusal::is_of_the_login);
    let place = instance.to_string();
    let last_pull: Option<Time> = db
        .row(sql!("pull/find_last_pull.sql"), params![place])?
        .map_or(Ok(None), |row| row.get("pulled_on"))?;
    let clone = latest_clone(db)?.filter(|clone| last_pull.is_some_and(|pull| *clone > pull));
    let Some(clone) = clone.filter(|_| is_of_the_login) else { return Ok(error) };
    let words = format!("{WENT_WITH_THE_CLONE} {clone}");
    let told = db.row(sql!("pull/count_told.sql"), params![since: clone, words: &words])?;
    let is_told = told.map_or(Ok(0), |row| row.get::<i64>("lines"))? > 0;
    let text = match is_told {
        true => format!("{words}, and is not given back yet (`midjobs log` has what to do)"),
        false => format!("{words}. {error:#}. {}", what_to_do(instance)),
    };
    Ok(Gone(text).into())
}

/// How it is said that the account went, so that it is found again.
const WENT_WITH_THE_CLONE: &str = "the account that asks went with the clone of";

fn what_to_do(instance: &Instance) -> String {
    let lists = [
        tables::ECC_AGENT.name,
        tables::ECC_AGENT_CONFIG.name,
        tables::SYS_USER.name,
        tables::SYS_USER_ROLE.name,
        tables::SYS_USER_HAS_ROLE.name,
        tables::SYS_USER_ROLE_CONTAINS.name,
        tables::SYSEVENT.name,
    ];
    let address = instance.to_string();
    let lists = lists.map(|table| tables::list_to_export(table).replace("https://INSTANCE", &address));
    format!(
        "Give it back: 1. make it again on the instance, active and not locked out, or its OAuth client; 2. set the \
         password or secret that midjobs has; 3. give it the roles or access rules that it had; 4. `midjobs run-now \
         PullInstance`. Meanwhile export these lists in a browser and load them with `midjobs import`: {}. It is not \
         tried again before the next occurrence, or it would be locked out",
        lists.join(" ")
    )
}
