//! Findings become issues: rows of `ecc_agent_issue` with a life of their own.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, Result};

use crate::db::{Db, Row, params, sql};
use crate::finding::{Finding, Findings};
use crate::job::Job;
use crate::time::Time;

/// So many messages are looked for by one statement.
const TOGETHER: usize = 1_000;

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
    let recording = Recording { db, source, run, now };
    let mut seen = HashSet::new();
    let new = found.findings.iter().filter(|finding| seen.insert(identity(finding))).collect::<Vec<_>>();
    let counted = recording.count_together(&new)?;
    for finding in new {
        let again = recording
            .record(finding, &counted)
            .with_context(|| format!("recording the finding {:?}", finding.message))?;
        recorded.opened += usize::from(!again);
        recorded.counted += usize::from(again);
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

/// How one run writes its findings down.
struct Recording<'a> {
    db: &'a Db,
    source: &'a str,
    run: &'a str,
    now: Time,
}

/// What the open issues say that were counted together, by their message: whether that is what was found.
type Counted<'a> = HashMap<&'a str, Says>;

/// What an issue says besides its message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// What was found.
    TheSame,
    /// Another user, domain or doubt.
    Otherwise,
}

impl Says {
    fn of(row: &Row, finding: &Finding) -> Result<Self> {
        let is_same = row.text("user_name")? == finding.user_name.as_deref()
            && row.text("sys_domain")? == Some(domain(finding))
            && row.text("unconfirmed")? == finding.unconfirmed.as_deref();
        Ok(if is_same { Self::TheSame } else { Self::Otherwise })
    }
}

fn domain(finding: &Finding) -> &str {
    finding.sys_domain.as_deref().filter(|domain| !domain.is_empty()).unwrap_or("global")
}

impl Recording<'_> {
    /// Counts the open issues of the findings that their message alone tells apart.
    fn count_together<'f>(&self, findings: &[&'f Finding]) -> Result<Counted<'f>> {
        let together = || findings.iter().filter(|finding| goes_together(finding));
        let by_message: HashMap<&str, &Finding> =
            together().map(|finding| (finding.message.as_str(), *finding)).collect();
        let messages: Vec<&str> = together().map(|finding| finding.message.as_str()).collect();
        let (source, run, now) = (self.source, self.run, self.now);
        let mut counted = Counted::new();
        for messages in messages.chunks(TOGETHER) {
            let messages = serde_json::to_string(messages)?;
            let params = params![source, messages, run, now];
            self.db.for_each_row(sql!("report/count_issues_of_messages.sql"), params, |row| {
                let message = row.text("message")?.context("an issue that was counted has a message")?;
                let (message, finding) =
                    by_message.get_key_value(message).context("one that was asked for")?;
                let says = Says::of(&row, finding)?;
                // Of several issues of one message each says the same afterwards.
                let known = counted.entry(*message).or_insert(says);
                *known = if says == Says::Otherwise { says } else { *known };
                Ok(())
            })?;
        }
        Ok(counted)
    }

    /// Has the open issue of the finding count it, or opens one; says whether there was one.
    fn record(&self, finding: &Finding, counted: &Counted) -> Result<bool> {
        let known = counted.get(finding.message.as_str()).filter(|_| goes_together(finding));
        if known == Some(&Says::TheSame) {
            return Ok(true);
        }
        let params = params![
            source: self.source,
            mid_server: finding.mid_server.as_deref(),
            user_name: finding.user_name.as_deref(),
            message: &finding.message,
            sys_domain: domain(finding),
            unconfirmed: finding.unconfirmed.as_deref(),
            run: self.run,
            now: self.now,
        ];
        let statement = match (&finding.mid_server, known) {
            (Some(_), _) => Some(sql!("report/count_issue_of_mid_server.sql")),
            (None, Some(_)) => Some(sql!("report/put_what_issue_says.sql")),
            (None, None) if goes_together(finding) => None,
            (None, None) => Some(sql!("report/count_issue_of_message.sql")),
        };
        if let Some(statement) = statement
            && self.db.execute(statement, params)? > 0
        {
            return Ok(true);
        }
        self.db.execute(sql!("report/insert_issue.sql"), params)?;
        Ok(false)
    }
}

/// Whether its open issue may be counted with others: no list in JSON holds a NUL for SQLite.
fn goes_together(finding: &Finding) -> bool {
    finding.mid_server.is_none() && !finding.message.contains('\0')
}
