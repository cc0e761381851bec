//! Checking jobs before anything runs: every statement prepared, every parameter there.

use anyhow::{Result, bail, ensure};

use super::{Catalog, Fault, Job, Origin, Plan};
use crate::db::{Db, Sql};
use crate::step::{self, Author, Step, Work};

/// Parameters that are there for every job.
const ALWAYS_THERE: [&str; 4] = ["now", "run", "job", "due"];

/// Every fault in the job files and in their steps. `db` has the schema; nothing is run.
pub fn check(db: &Db, catalog: &Catalog) -> Vec<Fault> {
    let mut faults = catalog.faults.clone();
    let mut steps: Vec<(&Job, &Step)> =
        catalog.jobs.iter().flat_map(|job| job.steps.iter().map(move |step| (job, step))).collect();
    // A job may use what another one makes.
    steps.sort_by_key(|(_, step)| making(step));
    for (job, step) in steps {
        if let Err(error) = check_step(db, job, step) {
            let message = format!("{}: {error:#}", step.name);
            faults.push(Fault { file: job.origin.file(&job.name), line: step.line, message });
        } else if making(step) != Making::Nothing {
            make(db, step);
        }
    }
    faults.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    faults
}

/// What a user's step makes of their own, in the order in which others need it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Making {
    Table,
    Column,
    Nothing,
}

fn making(step: &Step) -> Making {
    match &step.work {
        Work::Sql { text, author: Author::User } => match Sql::of_step(text).verb().as_str() {
            "CREATE" => Making::Table,
            "ALTER" => Making::Column,
            _ => Making::Nothing,
        },
        _ => Making::Nothing,
    }
}

/// Makes it in the empty `db`; a statement that does not end is cut off.
fn make(db: &Db, step: &Step) {
    let Work::Sql { text, .. } = &step.work else { return };
    let made =
        db.interrupt_when(|| true).and_then(|_watch| db.guarded(|| db.execute(Sql::of_step(text), &[])));
    if let Err(error) = made {
        log::info!("{}: checking it without what it makes: {error:#}", step.name);
    }
}

fn check_step(db: &Db, job: &Job, step: &Step) -> Result<()> {
    let (parameters, finds) = match &step.work {
        Work::Rule(rule) => (rule.parameters.iter().map(|name| (*name).to_owned()).collect(), true),
        Work::Sql { text, author } => {
            let statement = author.guarding(db, || db.examine(Sql::of_step(text)))?;
            let finds = statement.finds();
            if finds {
                step::check_columns(&statement.columns)?;
            }
            (statement.parameters, finds)
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
