//! The rule of `BadMIDCredentialAfterClone`: the MID Servers that existed when a clone completed and are Down.

use anyhow::Result;

use super::{Lasting, Rule, param};
use crate::amount::{agreeing, amount};
use crate::coverage::{CLONE_CHECK, CONFIGURED_USER, Doubt, DoubtKind, Sight};
use crate::db::{Params, Reader, Row, params, sql};
use crate::finding::{Finding, Findings, Level, Note};
use crate::time::Time;

/// The rule.
pub const RULE: Rule = Rule {
    name: "down_after_clone",
    description: "MID Servers that existed when the clone completed and are Down",
    parameters: &["clone_completed"],
    rests_on: CLONE_CHECK,
    check,
    find,
};

fn check(_params: &Params, _lasting: Lasting) -> Result<()> {
    Ok(())
}

fn find(db: Reader, params: &Params) -> Result<Findings> {
    let (completed, now): (Time, Time) = (param(params, "clone_completed")?, param(params, "now")?);
    let sight = Sight::at(db, now)?;
    let doubt = sight.doubt_after_clone(completed);
    let mut findings = match &doubt {
        Some(doubt) if shows_nothing(doubt) => Findings::default(),
        _ => judge(db, completed, &sight)?,
    };
    findings.doubts.extend(doubt);
    Ok(findings)
}

/// Whether the rows say nothing at all about the clone: then what is Down in them opens nothing. A column other than the
/// status may be missing.
fn shows_nothing(doubt: &Doubt) -> bool {
    match &doubt.kind {
        DoubtKind::NoColumns(columns) => columns.iter().any(|column| column == "status"),
        kind => !kind.leaves_what_is_there(),
    }
}

fn judge(db: Reader, completed: Time, sight: &Sight) -> Result<Findings> {
    // Why the user that a MID Server is configured with may not be known.
    let users = sight.doubt(&CONFIGURED_USER);
    let params = params![clone_completed: completed, fresh_from: sight.fresh_from()];
    let down = db.rows(sql!("rules/down_after_clone/list_down.sql"), params)?;
    let findings = down.iter().map(|row| finding(row, users.as_ref())).collect::<Result<_>>()?;
    let others = db.rows(sql!("rules/down_after_clone/count_others.sql"), params)?;
    let notes = others.first().map_or(Ok(Vec::new()), notes)?;
    Ok(Findings { findings, notes, ..Findings::default() })
}

/// That it is Down is certain; that its user is unknown may only look so.
fn finding(row: &Row, users: Option<&Doubt>) -> Result<Finding> {
    let user_is_unknown: bool = row.get("user_is_unknown")?;
    Ok(Finding {
        unconfirmed: users.filter(|_| user_is_unknown).map(|doubt| format!("its user: {}", doubt.reason())),
        mid_server: row.get("mid_server")?,
        message: row.get("message")?,
        sys_domain: row.get("sys_domain")?,
        ..Finding::default()
    })
}

/// What is neither a finding nor well.
fn notes(row: &Row) -> Result<Vec<Note>> {
    let (undated, silent): (i64, i64) = (row.get("down_without_creation")?, row.get("up_without_heartbeat")?);
    let warning = |count: i64, text: String| (count > 0).then(|| Note::new(Level::Warning, text));
    let undated = warning(
        undated,
        format!(
            "{} Down without sys_created_on: whether it existed before the clone cannot be judged",
            mid_servers(undated)
        ),
    );
    let silent = warning(silent, format!("{} Up without a heartbeat since the clone", mid_servers(silent)));
    Ok(undated.into_iter().chain(silent).collect())
}

fn mid_servers(count: i64) -> String {
    format!("{} {}", amount(count, "MID Server"), agreeing(count, "is", "are"))
}
