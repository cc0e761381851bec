//! `jobs`: every job with its triggers, and every trigger without a job; of those that run once the first of each job.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::output::{self, Shown};
use crate::db::{Access, Db, Row, params, sql};
use crate::job::{Catalog, Job, Plan};

/// What people are told instead of a state where a job has no trigger.
const UNREGISTERED: &str = "not registered: the next `midjobs run` does";

/// The triggers of one job that run once and wait for their time, as many as are shown: the first.
const OF_EACH_JOB: usize = 10;

pub fn run(context: &Context, out: &mut dyn Write) -> Result<()> {
    let db = context.open(Access::Read)?;
    let catalog = context.jobs(&db)?;
    for (name, path) in &catalog.replaced {
        log::warn!("{} replaces the built-in job {name}", path.display());
    }
    let triggers = triggers(&db)?;
    let mut rows = rows_of(&catalog, None, &triggers)?;
    if !context.json() {
        rows.iter_mut().for_each(|row| fill_in(row, &catalog));
    }
    output::show(context, out, "jobs", rows)
}

/// The triggers that a list shows: of each job the first ones.
pub fn triggers(db: &Db) -> Result<Vec<Row>> {
    db.rows(sql!("look/list_triggers.sql"), params![of_each_job: OF_EACH_JOB + 1])
}

/// Every trigger with its job, and every job without a trigger; of all, or of one.
pub fn rows_of(catalog: &Catalog, only: Option<&str>, triggers: &[Row]) -> Result<Vec<Shown>> {
    let mut rows = Vec::new();
    let mut once: BTreeMap<String, usize> = BTreeMap::new();
    for trigger in triggers {
        let name: String = trigger.get("job")?;
        if trigger.get("runs_once")? {
            let shown = once.entry(name.clone()).or_default();
            *shown += 1;
            if *shown > OF_EACH_JOB {
                continue;
            }
        }
        rows.push(to_shown(&name, catalog.find(&name), Some(trigger))?);
    }
    for (name, _) in once.iter().filter(|(_, triggers)| **triggers > OF_EACH_JOB) {
        log::warn!(
            "{name} has more triggers than the first {OF_EACH_JOB}, which are shown: `midjobs jobs next {name} --count N`"
        );
    }
    for job in &catalog.jobs {
        if !rows.iter().any(|row| row["job"] == job.name.as_str()) {
            rows.push(to_shown(&job.name, Some(job), None)?);
        }
    }
    rows.retain(|row| only.is_none_or(|only| row["job"] == only));
    rows.sort_by_key(|row| row["job"].to_string());
    Ok(rows)
}

/// Says of a job without a trigger why it has none.
fn fill_in(row: &mut Shown, catalog: &Catalog) {
    let name = row["job"].as_str().unwrap_or_default();
    let Some(job) = catalog.find(name).filter(|_| row["state"].is_null()) else { return };
    let state = match &job.plan {
        Plan::Repeat { .. } => UNREGISTERED,
        Plan::AfterClone(_) | Plan::OnRequest => "Waits",
    };
    row.insert("state", state.into());
}

fn to_shown(name: &str, job: Option<&Job>, trigger: Option<&Row>) -> Result<Shown> {
    let of_trigger = |column: &str| trigger.map_or(Ok(None), |trigger| trigger.get::<Option<String>>(column));
    let description = job
        .map_or("no job file here has this name: pass --jobs DIR, or `midjobs jobs remove` it", |job| {
            &job.description
        });
    Ok(output::row([
        ("job", name.into()),
        ("schedule", job.map(schedule).into()),
        ("state", of_trigger("state")?.into()),
        ("next_action", of_trigger("next_action")?.into()),
        ("last_error", of_trigger("last_error")?.into()),
        ("failures", trigger.map_or(Ok(None), |trigger| trigger.get::<Option<i64>>("failures"))?.into()),
        ("failing_since", of_trigger("failing_since")?.into()),
        ("parameters", job.map(parameters).into()),
        ("description", description.into()),
    ]))
}

fn schedule(job: &Job) -> String {
    match &job.plan {
        Plan::Repeat { text, .. } => text.clone(),
        Plan::AfterClone(after) => format!("{after} after a clone"),
        Plan::OnRequest => "on request".to_owned(),
    }
}

/// Those that say something: a parameter that is still empty does not.
fn parameters(job: &Job) -> String {
    let shown = job.params.iter().map(|(name, param)| (name, param.to_string()));
    let shown = shown.filter(|(_, param)| !param.is_empty()).map(|(name, param)| format!("{name} = {param}"));
    shown.collect::<Vec<_>>().join(", ")
}
