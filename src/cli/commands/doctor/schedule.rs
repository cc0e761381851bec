//! Whether something runs: the clock, triggers that come due, job files, the data of time zones, and rows that are fresh.

use anyhow::Result;

use super::answer::{Answer, Verdict};
use super::patient::Patient;
use crate::amount::amount;
use crate::cli::resting::Resting;
use crate::coverage::{self, DoubtKind};
use crate::db::{Row, params, sql};
use crate::job::{Catalog, Job, Plan};
use crate::run;
use crate::runner::clock_doubt;
use crate::schedule::{Schedule, rules};
use crate::time::{Span, Time};
use crate::trigger;

/// What was due longer ago than this waits for a runner that does not come.
const OVERDUE: Span = Span::from_seconds(30 * 60);

/// Clocks of two machines differ.
const CLOCKS_DIFFER: Span = Span::from_seconds(600);

/// So many years after its release the data of zones has aged.
const ZONES_LAST: i64 = 2;

/// Whether the clock can be trusted, and what ran while it was ahead.
pub fn clock(patient: &Patient) -> Result<Answer> {
    let (db, now) = (patient.db()?, patient.now);
    let ahead = db.rows(sql!("look/list_runs_ahead.sql"), params![ahead: now + CLOCKS_DIFFER])?;
    if !ahead.is_empty() {
        let words = |row: &Row| -> Result<String> {
            let (job, run): (String, String) = (row.get("job")?, row.get("sys_id")?);
            Ok(format!("{job} at {} (run {run})", row.get::<Time>("started")?))
        };
        let runs = ahead.iter().map(words).collect::<Result<Vec<_>>>()?.join(", ");
        return Ok(Answer::warning(
            format!("it is {now} UTC, and these runs started later: {runs}"),
            "see that the clock is right now; purges wait until two runs a day apart saw the same clock",
        ));
    }
    let keep = patient.jobs().ok().and_then(|catalog| catalog.jobs.iter().filter_map(Job::keeps).min());
    let doubt = keep.map_or(Ok(None), |keep| clock_doubt(db, keep, now))?;
    Ok(match doubt {
        Some(doubt) => Answer::warning(
            doubt,
            "see that the clock is right: purges wait until two runs a day apart saw the same one",
        ),
        None => Answer::well(format!("it is {now} UTC, and no run on record is later")),
    })
}

/// Whether triggers that come due are taken up.
pub fn alive(patient: &Patient) -> Result<Answer> {
    let (db, now) = (patient.db()?, patient.now);
    let (next, last) = (trigger::next_due(db)?, run::latest_start(db)?);
    let last = last.map_or("nothing ran yet".to_owned(), |last| format!("the last run started at {last}"));
    Ok(match next {
        None => Answer::new(
            Verdict::Broken,
            format!("no trigger will come due: none is active, or none is registered; {last}"),
            "`midjobs init` registers the jobs, `midjobs jobs resume JOB` resumes one",
        ),
        Some(next) if next + OVERDUE < now => Answer::new(
            Verdict::Broken,
            format!("what was due at {next} waits for a runner; {last}"),
            "see that `midjobs run` is in cron for this file and user, or midjobs.timer is enabled: `systemctl list-timers midjobs.timer`",
        ),
        Some(next) => Answer::well(format!("{last}; the next is due at {next}")),
    })
}

/// Whether all job files can be read, by this user as well.
pub fn job_files(patient: &Patient) -> Result<Answer> {
    let catalog = match patient.jobs() {
        Ok(catalog) => catalog,
        Err(error) => {
            let cure = "mend the directory that --jobs or MIDJOBS_JOBS names: without it nothing runs";
            return Ok(Answer::new(Verdict::Broken, format!("{error:#}"), cure));
        }
    };
    let own = patient
        .context
        .jobs_directory()
        .map_or("no directory of your own".to_owned(), |own| own.display().to_string());
    Ok(match catalog.faults.first() {
        Some(first) => Answer::warning(
            format!(
                "{} with a fault, whose jobs do not run: {first}",
                amount(catalog.faulty_files(), "file")
            ),
            "`midjobs check` names each fault by file and line",
        ),
        None => Answer::well(format!("{}, {own}", amount(catalog.jobs.len(), "job"))),
    })
}

/// Whether the rules of zones that are used still hold, where a job goes by a zone.
pub fn time_zones(patient: &Patient) -> Result<Answer> {
    let rules = rules::in_use();
    let zones = patient.jobs().map_or_else(|_| Vec::new(), zones_of);
    let year = |text: &str| text.get(..4).and_then(|year| year.parse::<i64>().ok());
    let aged = year(&patient.now.to_string())
        .zip(rules.release().and_then(year))
        .is_some_and(|(now, then)| now - then >= ZONES_LAST);
    Ok(match aged && !zones.is_empty() {
        true => Answer::warning(
            format!("they go by {rules}, and jobs go by {}: rules may have changed since", zones.join(", ")),
            "install the system's newest zone files (tzdata), or a newer midjobs",
        ),
        false => Answer::well(format!("{rules}")),
    })
}

/// The zones other than UTC that jobs go by.
fn zones_of(catalog: &Catalog) -> Vec<String> {
    let zone = |job: &Job| match &job.plan {
        Plan::Repeat { schedule: Schedule::Cron(cron), .. } => Some(cron.timezone().name().to_owned()),
        _ => None,
    };
    let mut zones: Vec<String> = catalog.jobs.iter().filter_map(zone).filter(|zone| zone != "UTC").collect();
    zones.sort();
    zones.dedup();
    zones
}

/// Whether the rows that jobs rest on are there and fresh.
pub fn data(patient: &Patient) -> Result<Answer> {
    let (db, now) = (patient.db()?, patient.now);
    let Ok(catalog) = patient.jobs() else {
        return Ok(Answer::well("no job can be read, so none rests on rows"));
    };
    let resting = Resting::of(db, catalog, now)?;
    let mut doubts = resting.doubts(&resting.sight(db, now)?);
    doubts.retain(|doubt| !matches!(doubt.kind, DoubtKind::Never(_)));
    let causes = coverage::causes(&doubts);
    let Some(first) = causes.first() else {
        return Ok(Answer::well("every table that jobs rest on is whole and fresh"));
    };
    let reasons: Vec<String> = causes.iter().map(coverage::Cause::reason).collect();
    let cure = format!("{}; `midjobs tables` says for each table which list to export", first.cure());
    Ok(Answer::warning(reasons.join("; "), cure))
}
