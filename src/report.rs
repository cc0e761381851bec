//! Findings become issues: rows of `ecc_agent_issue` with a life of their own.

use std::collections::HashSet;

use anyhow::{Context, Result};

use crate::db::{Db, params, sql};
use crate::finding::{Finding, Findings};
use crate::job::Job;
use crate::time::Time;

/// How many issues a run opened, counted again and resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// New issues.
    pub opened: usize,
    /// Open issues that were found again.
    pub counted: usize,
    /// Open issues that are over.
    pub resolved: usize,
    /// Open issues that were not found again and stay open, because not all could be seen.
    pub kept: usize,
}

/// Writes the findings of a run down as issues of the job's source.
///
/// A finding whose MID Server (or, without one, whose message) has an open issue of that source
/// counts it; any other opens one. A resolved issue is history and never changed. With `resolve_absent`, an open issue
/// that was not found again is over, where all could be seen; else only one that the rows contradict.
///
/// # Errors
/// When the job has no source, or a statement fails.
pub fn record(db: &Db, job: &Job, run: &str, now: Time, found: &Findings) -> Result<Recorded> {
    let mut recorded = Recorded::default();
    let Some(source) = &job.source else {
        return match found.findings.first() {
            Some(_) => {
                Err(anyhow::anyhow!("the job {} found something but has no source for its issues", job.name))
            }
            None => Ok(recorded),
        };
    };
    let mut seen = HashSet::new();
    for finding in &found.findings {
        if seen.insert(identity(finding)) {
            let again = count_again(db, source, run, now, finding)
                .with_context(|| format!("recording the finding {:?}", finding.message))?;
            recorded.opened += usize::from(!again);
            recorded.counted += usize::from(again);
        }
    }
    if job.resolve_absent {
        (recorded.resolved, recorded.kept) = resolve(db, (source, &job.name), run, now, found)?;
    }
    Ok(recorded)
}

/// Resolves what is over: returns how many issues that are, and how many others were not found again.
fn resolve(
    db: &Db,
    (source, job): (&str, &str),
    run: &str,
    now: Time,
    found: &Findings,
) -> Result<(usize, usize)> {
    if found.doubts.is_empty() {
        let resolved =
            db.execute(sql!("report/resolve_absent_issues.sql"), params![source, job, run, now])?;
        return Ok((resolved, 0));
    }
    let mut resolved = 0;
    for issue in &found.contradicted {
        let params = params![issue, job, run, now];
        resolved += db.execute(sql!("report/resolve_contradicted_issue.sql"), params)?;
    }
    let kept = db.row(sql!("report/count_absent_issues.sql"), params![source, run])?;
    let kept = kept.map_or(Ok(0), |row| row.get::<i64>("issues"))?;
    Ok((resolved, usize::try_from(kept).unwrap_or(usize::MAX)))
}

/// What makes two findings of one source the same.
fn identity(finding: &Finding) -> (Option<&str>, &str) {
    match &finding.mid_server {
        Some(mid_server) => (Some(mid_server), ""),
        None => (None, &finding.message),
    }
}

/// Counts the open issue of the finding, or opens one; says whether there was one.
fn count_again(db: &Db, source: &str, run: &str, now: Time, finding: &Finding) -> Result<bool> {
    let sys_domain = finding.sys_domain.as_deref().filter(|domain| !domain.is_empty()).unwrap_or("global");
    let params = params![
        source,
        mid_server: finding.mid_server.as_deref(),
        user_name: finding.user_name.as_deref(),
        message: &finding.message,
        sys_domain,
        unconfirmed: finding.unconfirmed.as_deref(),
        run,
        now,
    ];
    let counted = match finding.mid_server {
        Some(_) => db.execute(sql!("report/count_issue_of_mid_server.sql"), params)?,
        None => db.execute(sql!("report/count_issue_of_message.sql"), params)?,
    };
    if counted == 0 {
        db.execute(sql!("report/insert_issue.sql"), params)?;
    }
    Ok(counted > 0)
}
