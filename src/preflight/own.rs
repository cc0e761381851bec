//! midjobs' own account on the target, which goes with a clone as others do.

use anyhow::Result;

use super::Judged;
use super::judge::Judge;
use super::reason::{Reason, that_matter, verdict};
use crate::db::sql;

/// The account that midjobs pulls from the target as; `None` where none is set there.
pub(super) fn judged(judge: &Judge) -> Result<Option<Judged>> {
    let settings = judge.plan.target.db.rows(sql!("preflight/list_own_settings.sql"), &[])?;
    let (mut user, mut client) = (None, None);
    for row in &settings {
        let (name, value): (String, String) = (row.get("name")?, row.get("value")?);
        if name == "user" { user = Some(value) } else { client = Some(value) }
    }
    let reasons = match (&user, &client) {
        (Some(user), _) => judge.own_account(user)?,
        (None, Some(client)) => vec![Reason::at_risk_anyway(format!(
            "the OAuth client {client} is the source's after the clone, or is not there: no row here tells"
        ))],
        (None, None) => return Ok(None),
    };
    let reasons = that_matter(reasons);
    let named = user.iter().chain(&client).next().cloned().unwrap_or_default();
    Ok(Some(Judged { name: named, verdict: verdict(&reasons), reasons, users: user.into_iter().collect() }))
}
