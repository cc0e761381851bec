//! Findings become issues: rows of `ecc_agent_issue` with a life of their own.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use crate::db::{Db, Row, params, sql};
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
    let findings = each_once(&found.findings);
    if !findings.is_empty() {
        let recording = Recording { db, source, run, now };
        let counted = recording.open_issues(&findings)?;
        // What is written is made here, and of times the clock's.
        db.without_checks(|| {
            recording.count(&findings, &counted)?;
            recorded.opened = recording.open(&findings, &counted)?;
            Ok(())
        })?;
        recorded.counted = findings.len() - recorded.opened;
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

/// What makes two findings of one source the same: the MID Server, or without one the message.
type Identity<'a> = (Option<&'a str>, &'a str);

fn identity<'a>(mid_server: Option<&'a str>, message: &'a str) -> Identity<'a> {
    match mid_server.filter(|mid_server| !mid_server.is_empty()) {
        Some(mid_server) => (Some(mid_server), ""),
        None => (None, message),
    }
}

fn identity_of(finding: &Finding) -> Identity<'_> {
    identity(finding.mid_server.as_deref(), &finding.message)
}

/// The first finding of each identity.
fn each_once(findings: &[Finding]) -> Vec<&Finding> {
    let mut seen = HashSet::new();
    findings.iter().filter(|finding| seen.insert(identity_of(finding))).collect()
}

fn domain(finding: &Finding) -> &str {
    finding.sys_domain.as_deref().filter(|domain| !domain.is_empty()).unwrap_or("global")
}

/// Whether an issue says what was found.
fn says(row: &Row, finding: &Finding) -> Result<bool> {
    Ok(row.text("message")? == Some(&finding.message)
        && row.text("user_name")? == finding.user_name.as_deref()
        && row.text("sys_domain")? == Some(domain(finding))
        && row.text("unconfirmed")? == finding.unconfirmed.as_deref())
}

/// How one run writes its findings down.
struct Recording<'a> {
    db: &'a Db,
    source: &'a str,
    run: &'a str,
    now: Time,
}

/// The open issues that are found again.
struct Again {
    /// All of them (`ecc_agent_issue.sys_id`).
    issues: Vec<String>,
    /// Those that say otherwise, each with the place of its finding.
    otherwise: Vec<(String, usize)>,
    /// Of each finding, whether it has an open issue.
    is_open: Vec<bool>,
}

impl Recording<'_> {
    /// The open issues of these findings: of several of one identity each is found again.
    fn open_issues(&self, findings: &[&Finding]) -> Result<Again> {
        let places: HashMap<Identity, usize> =
            findings.iter().enumerate().map(|(place, finding)| (identity_of(finding), place)).collect();
        let mut again =
            Again { issues: Vec::new(), otherwise: Vec::new(), is_open: vec![false; findings.len()] };
        let source = self.source;
        self.db.for_each_row(sql!("report/list_open_issues.sql"), params![source], |row| {
            let known = identity(row.text("mid_server")?, row.text("message")?.unwrap_or_default());
            let Some(&place) = places.get(&known) else { return Ok(()) };
            again.is_open[place] = true;
            let issue: String = row.get("sys_id")?;
            if !says(&row, findings[place])? {
                again.otherwise.push((issue.clone(), place));
            }
            again.issues.push(issue);
            Ok(())
        })?;
        Ok(again)
    }

    /// Has the open issues count what was found again, and say it.
    fn count(&self, findings: &[&Finding], again: &Again) -> Result<()> {
        if again.issues.is_empty() {
            return Ok(());
        }
        let (run, now, issues) = (self.run, self.now, serde_json::to_string(&again.issues)?);
        self.db.execute(sql!("report/count_issues.sql"), params![issues, run, now])?;
        for (issue, place) in &again.otherwise {
            let finding = findings[*place];
            let params = params![
                issue,
                message: &finding.message,
                user_name: finding.user_name.as_deref(),
                sys_domain: domain(finding),
                unconfirmed: finding.unconfirmed.as_deref(),
            ];
            self.db.execute(sql!("report/put_what_issue_says.sql"), params)?;
        }
        Ok(())
    }

    /// Opens an issue for each of the findings that has none; returns how many.
    fn open(&self, findings: &[&Finding], again: &Again) -> Result<usize> {
        let new = findings.iter().zip(&again.is_open).filter(|(_, is_open)| !**is_open);
        let rows: Vec<_> = new
            .map(|(finding, _)| {
                [
                    finding.mid_server.as_deref().into(),
                    finding.user_name.as_deref().into(),
                    finding.message.as_str().into(),
                    domain(finding).into(),
                    finding.unconfirmed.as_deref().into(),
                ]
            })
            .collect();
        let names = ["mid_server", "user_name", "message", "sys_domain", "unconfirmed"];
        let (source, run, now) = (self.source, self.run, self.now);
        self.db.insert_rows(sql!("report/insert_issues.sql"), params![source, run, now], names, &rows)
    }
}
