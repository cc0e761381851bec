//! `jobs remove`: end the triggers of a job whose file is gone.

use std::io::Write;

use anyhow::{Result, bail, ensure};

use crate::cli::context::Context;
use crate::cli::{known, output};
use crate::db::Access;
use crate::job::Origin;
use crate::similar::no_such;
use crate::trigger;

/// End a job for good whose file is gone: its triggers are removed, and what was due is on record as skipped
#[derive(clap::Args)]
#[command(after_help = "Example:\n  midjobs jobs remove PausedMIDServers")]
pub struct Args {
    /// The job
    job: String,
}

pub fn run(args: &Args, context: &Context, out: &mut dyn Write) -> Result<()> {
    let name = &args.job;
    let db = context.open(Access::Write)?;
    let catalog = context.load_jobs()?;
    match catalog.find(name).map(|job| &job.origin) {
        Some(Origin::BuiltIn) => {
            bail!("the job {name} is built in: `midjobs jobs pause {name}` lets it rest")
        }
        Some(Origin::File(file)) => {
            bail!("the job {name} has its file, {}: remove that first, or it comes back", file.display())
        }
        None => {}
    }
    db.transaction(|| {
        let triggers = trigger::of_job(&db, name, usize::MAX)?;
        if triggers.is_empty() {
            return Err(no_such("trigger of a job", name, &known::jobs(&db, &catalog)?, "`midjobs jobs`"));
        }
        for file in triggers.iter().filter_map(|trigger| trigger.job_file.as_deref()) {
            ensure!(
                !trigger::is_there(&catalog, file),
                "the job {name} has its file, {file}: remove that first, or pass its --jobs if the job has another name now"
            );
        }
        trigger::remove(&db, name, &triggers, context.now())
    })?;
    output::done(context, out, &format!("the job {name} is removed")).map(drop)
}
