//! What to type next: a line for each account that is to be mended, and for each job that is in trouble.

use anyhow::Result;

use crate::amount::amount;
use crate::cli::output::why::sections::{self, Group};
use crate::db::{Db, params, sql};
use crate::standing::{self, Weight};
use crate::time::Time;
use crate::why::{Answer, Told};

/// As many accounts stand there.
const MOST: usize = 10;

/// As many MID Servers of one are named.
const NAMES: usize = 3;

/// The MID Servers that are not working, those of one account and cause in a line, the most of them first.
pub fn accounts(db: &Db, told: &Told, now: Time) -> Result<Vec<String>> {
    let weights = standing::of_each(db, told, now)?;
    let weighs =
        |answer: &&Answer| weights.get(&answer.sys_id).is_some_and(|(weight, _)| *weight != Weight::Detail);
    let answers: Vec<&Answer> =
        told.answers.iter().filter(weighs).filter(|answer| answer.cause.is_some()).collect();
    let mut groups = sections::groups(&answers);
    groups.sort_by_key(|group| std::cmp::Reverse(group.answers.len()));
    let more = groups.len().saturating_sub(MOST);
    let mut lines: Vec<String> = groups.iter().take(MOST).map(line).collect();
    lines.extend((more > 0).then(|| format!("and {} more: midjobs why", amount(more, "account"))));
    Ok(lines)
}

/// Their names, what is wrong, and where all of it is told.
fn line(group: &Group) -> String {
    let names: Vec<&str> = group.answers.iter().map(|answer| answer.called()).collect();
    let more = match names.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let about = match (names.as_slice(), group.user) {
        ([one], _) => format!("midjobs why {one}"),
        (_, Some(user)) => format!("midjobs why {user}"),
        _ => "midjobs why".to_owned(),
    };
    let first: Vec<&str> = names.iter().take(NAMES).copied().collect();
    let wrong = if group.wrong.is_empty() { "what is wrong cannot be told yet" } else { &group.wrong };
    format!("{}{more}: {wrong} (`{about}`)", first.join(", "))
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
