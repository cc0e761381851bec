//! The open issues.

use anyhow::Result;

use crate::coverage::Doubt;
use crate::db::{Db, Row, params, sql};
use crate::printable::printable;
use crate::time::Time;

/// One open issue.
pub struct Issue {
    /// The MID Server or the user.
    pub about: String,
    /// New or Acknowledged.
    pub state: String,
    /// Until when, why, or why it is not certain.
    pub note: Option<String>,
    /// What is wrong.
    pub message: String,
    /// Who found it.
    pub source: String,
    /// How often.
    pub count: i64,
    /// When last.
    pub last_detected: String,
}

/// Every open issue, the latest first.
pub fn read(db: &Db, now: Time) -> Result<Vec<Issue>> {
    let (state, source, mid_server) = (Some("open"), None::<&str>, None::<&str>);
    let rows = db.rows(sql!("look/list_issues.sql"), params![now, state, source, mid_server])?;
    rows.iter().map(issue).collect()
}

/// What stands there where there is none.
pub fn none(doubts: &[Doubt]) -> &'static str {
    if doubts.is_empty() {
        "No issue is open."
    } else {
        "No issue is open. What could not be seen opens none: see the rows below."
    }
}

fn issue(row: &Row) -> Result<Issue> {
    let text = |column: &str| {
        let text = row.get::<Option<String>>(column)?.unwrap_or_default();
        Ok::<_, anyhow::Error>(printable(&text))
    };
    let about = [text("mid_server")?, text("user_name")?].into_iter().find(|name| !name.is_empty());
    let notes = [
        (text("acknowledged_until")?, "until "),
        (text("acknowledged_reason")?, ""),
        (text("unconfirmed")?, "unconfirmed: "),
    ];
    let notes: Vec<String> = notes
        .iter()
        .filter(|(note, _)| !note.is_empty())
        .map(|(note, before)| format!("{before}{note}"))
        .collect();
    Ok(Issue {
        about: about.unwrap_or_default(),
        state: text("state")?,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
        message: text("message")?,
        source: text("source")?,
        count: row.get("count")?,
        last_detected: text("last_detected")?.get(..16).unwrap_or_default().to_owned(),
    })
}
