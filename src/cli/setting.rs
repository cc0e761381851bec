//! Parameters of jobs that are set for good; a trigger follows where its interval is one.

use anyhow::{Context as _, Result};

use super::check_connectivity;
use super::context::Context;
use crate::db::{Access, sql};

/// Gives a parameter another value for good.
pub fn set(context: &Context, job: &str, param: &str, value: &str) -> Result<()> {
    let mut changed = context.load_jobs()?.job(job)?.clone();
    changed.set(param, value)?;
    check_connectivity::examine(&changed)?;
    let db = context.open(Access::Write)?;
    let setting =
        [("job", job.into()), ("name", param.into()), ("value", value.into()), ("now", context.now().into())];
    db.transaction(|| {
        db.execute(sql!("runner/put_setting.sql"), &setting)?;
        context.registered_jobs(&db).map(drop)
    })
}

/// Gives a parameter the value of the job's file again.
pub fn unset(context: &Context, job: &str, param: &str) -> Result<()> {
    let catalog = context.load_jobs()?;
    let known = catalog.job(job)?;
    known.param(param).with_context(|| format!("the job {job} has no parameter {param:?}"))?;
    let db = context.open(Access::Write)?;
    db.transaction(|| {
        let setting = [("job", job.into()), ("name", param.into())];
        db.execute(sql!("runner/delete_setting.sql"), &setting)?;
        context.registered_jobs(&db).map(drop)
    })
}
