//! What to type next: a line for each account that is to be mended, and for each job that is in trouble.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::amount::amount;
use crate::db::{Db, params, sql};
use crate::standing::{self, Weight};
use crate::time::Time;
use crate::why::{Told, in_words};

/// As many accounts stand there.
const MOST: usize = 10;

/// The accounts of MID Servers that are not working, those with the most of them first.
pub fn accounts(db: &Db, told: &Told, now: Time) -> Result<Vec<String>> {
    let weights = standing::of_each(db, told, now)?;
    let mut accounts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for answer in &told.answers {
        let weighs = weights.get(&answer.sys_id).is_some_and(|(weight, _)| *weight != Weight::Detail);
        let cause = answer.certain().or(answer.cause).filter(|_| weighs);
        if let (Some(user), Some(cause)) = (answer.user.as_deref(), cause) {
            *accounts.entry((user, cause)).or_default() += 1;
        }
    }
    let mut accounts: Vec<((&str, &str), usize)> = accounts.into_iter().collect();
    accounts.sort_by_key(|(account, count)| (std::cmp::Reverse(*count), *account));
    let more = accounts.len().saturating_sub(MOST);
    let line = |((user, cause), count): ((&str, &str), usize)| {
        format!("{count} {user}: {}: midjobs why {user}", in_words(cause))
    };
    let mut lines: Vec<String> = accounts.into_iter().take(MOST).map(line).collect();
    lines.extend((more > 0).then(|| format!("and {} more: midjobs why", amount(more, "account"))));
    Ok(lines)
}

/// The jobs that failed, are in Error or overdue: those due before `overdue`.
pub fn jobs(db: &Db, overdue: Time) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for row in db.rows(sql!("look/list_troubled_triggers.sql"), params![overdue])? {
        let (job, state): (String, i64) = (row.get("job")?, row.get("state")?);
        let failed = row.get::<Option<String>>("last_outcome")?.is_some_and(|outcome| outcome != "ran");
        lines.push(match (state, failed) {
            (-1, _) => format!("{job} is in Error: midjobs explain {job}; midjobs jobs retry {job}"),
            (_, true) => format!("{job} failed: midjobs explain {job}"),
            _ => format!("{job} is overdue since {}: midjobs run", row.get::<String>("next_action")?),
        });
    }
    Ok(lines)
}
