//! Findings become issues: rows of `ecc_agent_issue` with a life of their own.

use anyhow::Result;
use foldhash::{HashMap, HashMapExt as _};

use crate::db::{Db, RandomSysIds, Row, Value, params, sql};
use crate::finding::{Finding, Findings};
use crate::job::Job;
use crate::time::Time;

/// For fewer new issues it takes longer to ask whether their triggers have anything to do than to let them find out.
const MANY: usize = 100;

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
    let (findings, places) = each_once(&found.findings);
    let mut may_be_over = job.resolve_absent;
    if !findings.is_empty() {
        let recording = Recording { db, source, run, now };
        let open = recording.open_issues(&findings, &places)?;
        // What is written is made here, and of times the clock's.
        db.without_checks(|| {
            recording.count(&findings, &open)?;
            recorded.opened = recording.open(&findings, &open)?;
            Ok(())
        })?;
        recorded.counted = findings.len() - recorded.opened;
        may_be_over &= !open.others.is_empty();
    }
    if may_be_over {
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
    for contradicted in &found.contradicted {
        for issue in contradicted(db.reader(), run)? {
            let params = params![issue, job, run, now];
            resolved += db.execute(sql!("report/resolve_contradicted_issue.sql"), params)?;
        }
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

/// The first finding of each identity, and their places by it.
fn each_once(findings: &[Finding]) -> (Vec<&Finding>, HashMap<Identity<'_>, usize>) {
    let (mut firsts, mut places) =
        (Vec::with_capacity(findings.len()), HashMap::with_capacity(findings.len()));
    for finding in findings {
        places.entry(identity_of(finding)).or_insert_with(|| {
            firsts.push(finding);
            firsts.len() - 1
        });
    }
    (firsts, places)
}

fn domain(finding: &Finding) -> &str {
    finding.sys_domain.as_deref().filter(|domain| !domain.is_empty()).unwrap_or("global")
}

/// The columns of an issue that differ from one finding to the next.
const OF_FINDING: [&str; 6] = ["sys_id", "mid_server", "user_name", "message", "sys_domain", "unconfirmed"];

/// Puts what stands in them.
fn put(sys_id: &str, finding: &Finding, values: &mut [Value; 6]) {
    let texts = [
        Some(sys_id),
        finding.mid_server.as_deref(),
        finding.user_name.as_deref(),
        Some(&finding.message),
        Some(domain(finding)),
        finding.unconfirmed.as_deref(),
    ];
    values.iter_mut().zip(texts).for_each(|(value, text)| value.put(text));
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

/// The open issues of the source, by their `sys_id`.
struct Open {
    /// How many are found again.
    again: usize,
    /// Those that are not.
    others: Vec<String>,
    /// Those that are found again and say otherwise, each with the place of its finding.
    otherwise: Vec<(String, usize)>,
    /// Of each finding, whether it has an open issue.
    is_open: Vec<bool>,
}

impl Recording<'_> {
    /// The open issues of these findings: of several of one identity each is found again.
    fn open_issues(&self, findings: &[&Finding], places: &HashMap<Identity, usize>) -> Result<Open> {
        let is_open = vec![false; findings.len()];
        let mut open = Open { again: 0, others: Vec::new(), otherwise: Vec::new(), is_open };
        let source = self.source;
        self.db.for_each_row(sql!("report/list_open_issues.sql"), params![source], |row| {
            let known = identity(row.text("mid_server")?, row.text("message")?.unwrap_or_default());
            let Some(&place) = places.get(&known) else {
                open.others.extend(row.take_text("sys_id")?);
                return Ok(());
            };
            open.is_open[place] = true;
            open.again += 1;
            if !says(row, findings[place])? {
                let issue = row.take_text("sys_id")?.unwrap_or_default();
                open.otherwise.push((issue, place));
            }
            Ok(())
        })?;
        Ok(open)
    }

    /// Has the open issues count what was found again, and say it.
    fn count(&self, findings: &[&Finding], open: &Open) -> Result<()> {
        if open.again == 0 {
            return Ok(());
        }
        let statement = match open.others.is_empty() {
            true => sql!("report/count_open_issues.sql"),
            false => sql!("report/count_open_issues_but.sql"),
        };
        let (source, run, now, others) =
            (self.source, self.run, self.now, serde_json::to_string(&open.others)?);
        self.db.execute(statement, params![source, others, run, now])?;
        for (issue, place) in &open.otherwise {
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
    fn open(&self, findings: &[&Finding], open: &Open) -> Result<usize> {
        let found = findings.iter().zip(&open.is_open);
        let new: Vec<&Finding> =
            found.filter(|(_, is_open)| !**is_open).map(|(finding, _)| *finding).collect();
        // Entries that follow each other are put into an index sooner.
        let sys_ids = RandomSysIds::in_order(new.len());
        let params = params![source: self.source, run: self.run, now: self.now];
        let sql = sql!("report/insert_issues.sql");
        let row = |at: usize, values: &mut _| put(&sys_ids.at(at), new[at], values);
        let insert = || self.db.insert_rows(sql, params, OF_FINDING, new.len(), row);
        if new.len() < MANY || self.is_anybody_told()? {
            return insert();
        }
        self.db.without_triggers("ecc_agent_issue", insert)
    }

    fn is_anybody_told(&self) -> Result<bool> {
        let row = self.db.row(sql!("report/is_anybody_told.sql"), &[])?;
        row.map_or(Ok(false), |row| row.get("told"))
    }
}
