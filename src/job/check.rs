//! Checking jobs before anything runs: every statement prepared, every parameter there.

use anyhow::{Result, ensure};

use super::parts::PART;
use super::{Catalog, Fault, Job, Lasting, Origin, Plan};
use crate::db::{Db, Sql, line_of_statement};
use crate::step::{self, Author, Step, Work};
use crate::time::Time;

/// Parameters that are there for every job.
const ALWAYS_THERE: [&str; 6] = ["now", "run", "job", "due", "source", PART];

/// Every fault in the job files and in their steps, as of `now`. `db` has the schema; nothing is run.
pub fn check(db: &Db, catalog: &Catalog, now: Time) -> Vec<Fault> {
    let mut faults = catalog.faults.clone();
    let mut steps: Vec<(&Job, &Step)> =
        catalog.jobs.iter().flat_map(|job| job.steps.iter().map(move |step| (job, step))).collect();
    // A job may use what another one makes.
    steps.sort_by_key(|(_, step)| making(step));
    for (job, step) in steps {
        if let Err(error) = check_step(db, job, step, now) {
            let message = format!("{error:#}");
            let begins = step.statement_line.zip(line_of_statement(&error));
            let line = begins.map_or(step.line, |(begins, line)| begins + line - 1);
            faults.push(Fault { file: job.origin.file(&job.name), line, message });
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
        Work::Sql { text, author: Author::User } => match Sql::new(&step.name, text).verb().as_str() {
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
    let making = Sql::new(&step.name, text);
    let made = db.briefly(|| db.guarded(&step.name, || db.execute(making, &[])));
    if let Err(error) = made {
        log::info!("{}: checking it without what it makes: {error:#}", step.name);
    }
}

fn check_step(db: &Db, job: &Job, step: &Step, now: Time) -> Result<()> {
    let name = &step.name;
    let (parameters, finds) = match &step.work {
        Work::Rule(rule) => (rule.parameters.iter().map(|name| (*name).to_owned()).collect(), true),
        Work::Sql { text, author } => {
            let examine = || author.guarding(db, name, || db.examine(Sql::new(name, text)));
            let statement = db.briefly(examine)?;
            let finds = statement.finds();
            if finds {
                step::check_columns(name, &statement.columns)?;
            }
            (statement.parameters, finds)
        }
    };
    let has_source = !finds || job.source.is_some();
    ensure!(has_source, "{name} returns findings, and the job has no source for their issues");
    for parameter in &parameters {
        let there = is_there(job, parameter);
        ensure!(there, "{name} asks for :{parameter}, which is not in [params]");
    }
    let bounded = step.in_parts.is_none() || parameters.iter().any(|parameter| parameter == PART);
    ensure!(
        bounded,
        "{name} goes in parts and does not say how much one removes: end what finds its rows with LIMIT :{PART}"
    );
    match &step.work {
        Work::Rule(_) => job.check_parameters(Lasting::ForGood, now),
        Work::Sql { .. } => Ok(()),
    }
}

fn is_there(job: &Job, parameter: &str) -> bool {
    let after_clone = matches!(job.plan, Plan::AfterClone(_));
    ALWAYS_THERE.contains(&parameter)
        || job.param(parameter).is_some()
        || (after_clone && parameter == "clone_completed")
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
