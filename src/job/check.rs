//! Checking jobs before anything runs: every statement prepared, every parameter there.

use anyhow::{Result, bail, ensure};

use super::{Catalog, Fault, Job, Origin, Plan};
use crate::db::{Db, Sql};
use crate::step::{self, Step, Work};

/// Parameters that are there for every job.
const ALWAYS_THERE: [&str; 4] = ["now", "run", "job", "due"];

/// Every fault in the job files and in their steps. `db` has the schema; nothing is run.
pub fn check(db: &Db, catalog: &Catalog) -> Vec<Fault> {
    let mut faults = catalog.faults.clone();
    for job in &catalog.jobs {
        for step in &job.steps {
            if let Err(error) = check_step(db, job, step) {
                let message = format!("{}: {error:#}", step.name);
                faults.push(Fault { file: job.origin.file(&job.name), line: step.line, message });
            }
        }
    }
    faults
}

fn check_step(db: &Db, job: &Job, step: &Step) -> Result<()> {
    let (parameters, finds) = match &step.work {
        Work::Rule(rule) => (rule.parameters.iter().map(|name| (*name).to_owned()).collect(), true),
        Work::Sql(text) => {
            let statement = db.examine(Sql::new(&step.name, text))?;
            if statement.only_reads {
                step::check_columns(&statement.columns)?;
            }
            (statement.parameters, statement.only_reads)
        }
        Work::Pull { account, .. } => (account.parameters().into_iter().map(str::to_owned).collect(), false),
    };
    ensure!(!finds || job.source.is_some(), "it gives findings, and the job has no source for their issues");
    for parameter in parameters {
        check_parameter(job, &parameter)?;
    }
    Ok(())
}

fn check_parameter(job: &Job, parameter: &str) -> Result<()> {
    let after_clone = matches!(job.plan, Plan::AfterClone(_));
    let there = ALWAYS_THERE.contains(&parameter)
        || job.param(parameter).is_some()
        || (after_clone && parameter == "clone_completed");
    if !there {
        bail!("it asks for :{parameter}, which is not in [params]");
    }
    Ok(())
}

impl Origin {
    /// The file of a job, for messages.
    pub fn file(&self, job: &str) -> String {
        match self {
            Self::BuiltIn => format!("built-in {job}"),
            Self::File(path) => path.display().to_string(),
        }
    }
}
