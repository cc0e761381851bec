//! Checking jobs before anything runs: every statement prepared, every parameter there.

use anyhow::{Error, Result, anyhow, ensure};

use super::parts::PART;
use super::{Catalog, Fault, Job, Lasting, Origin, Plan, wording};
use crate::db::{Db, Refused, Sql, Statement, line_of_statement};
use crate::step::{self, Author, Place, Step, Work};
use crate::time::Time;

/// Parameters that are there for every job.
const ALWAYS_THERE: [&str; 6] = ["now", "run", "job", "due", "source", PART];

/// Every fault in the job files and in their steps, as of `now`. `db` has the schema, in a dry run where it is not empty;
/// nothing is run.
pub fn check(db: &Db, catalog: &Catalog, now: Time) -> Vec<Fault> {
    let mut faults = catalog.faults.clone();
    let jobs = catalog.jobs.iter().chain(&catalog.half_read);
    let mut steps: Vec<(&Job, &Step)> =
        jobs.flat_map(|job| job.steps.iter().map(move |step| (job, step))).collect();
    // A job may use what another one makes.
    steps.sort_by_key(|(_, step)| making(step));
    for (job, step) in steps {
        let found = check_step(db, job, step, now);
        if found.is_empty() && making(step) != Making::Nothing {
            make(db, step);
        }
        faults.extend(found);
    }
    in_order(faults)
}

/// What the statements of users say that the two engines answer differently: a warning, and no fault.
pub fn warnings(catalog: &Catalog) -> Vec<Fault> {
    let jobs = catalog.jobs.iter().chain(&catalog.half_read);
    in_order(jobs.flat_map(|job| &job.steps).flat_map(wording::warnings).collect())
}

fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
    // Several jobs may have the same statement.
    faults.dedup();
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

/// Makes it in `db`, without rows; a statement that does not end is cut off.
fn make(db: &Db, step: &Step) {
    let Work::Sql { text, .. } = &step.work else { return };
    let making = Sql::new(&step.name, text);
    let made = db.briefly(|| db.in_part(|| db.guarded(&step.name, || db.make_empty(making))));
    if let Err(error) = made {
        log::info!("{}: checking it without what it makes: {error:#}", step.name);
    }
}

fn check_step(db: &Db, job: &Job, step: &Step, now: Time) -> Vec<Fault> {
    match &step.work {
        Work::Rule(rule) => {
            let missing = rule.parameters.iter().filter(|name| !is_there(job, name));
            let missing = missing.map(|name| Err(asks_for(step, name)));
            let held = [ensure_source(job, step), job.check_parameters(Lasting::ForGood, now)];
            let faults = missing.chain(held).filter_map(Result::err);
            faults.map(|error| at_step(job, step, &error)).collect()
        }
        Work::Sql { text, author } => {
            let mut faults = check_words(db, job, step, text, *author);
            let sql = Sql::new(&step.name, text);
            match db.briefly(|| db.in_part(|| author.guarding(db, &step.name, || examine(db, sql, *author))))
            {
                Ok(statement) => faults.extend(check_statement(job, step, text, &statement)),
                Err(error) => {
                    let line = line_of_statement(&error).or_else(|| line_of_what_is_named(text, &error));
                    let fault = at_statement(job, step, line, &error);
                    // What its words say is said better, and of all of them.
                    let is_said =
                        faults.iter().any(|said| said.line == fault.line && said.file == fault.file);
                    faults.extend((!is_said).then_some(fault));
                }
            }
            faults
        }
    }
}

/// What a statement is, where a run would not refuse it.
fn examine(db: &Db, sql: Sql, author: Author) -> Result<Statement> {
    let statement = db.examine(sql)?;
    if author == Author::User {
        db.ensure_may(sql)?;
    }
    Ok(statement)
}

/// What the engine refuses by the words of a user's statement.
fn check_words(db: &Db, job: &Job, step: &Step, text: &str, author: Author) -> Vec<Fault> {
    if author == Author::Program {
        return Vec::new();
    }
    let refused = db.refused(Sql::new(&step.name, text)).into_iter();
    let fault =
        |Refused { line, message }| at_statement(job, step, Some(line), &anyhow!("{}: {message}", step.name));
    refused.map(fault).collect()
}

fn check_statement(job: &Job, step: &Step, text: &str, statement: &Statement) -> Vec<Fault> {
    let mut faults = Vec::new();
    if statement.finds() {
        let columns = step::check_columns(&step.name, &statement.columns);
        faults.extend(columns.err().map(|error| at_statement(job, step, None, &error)));
        faults.extend(ensure_source(job, step).err().map(|error| at_step(job, step, &error)));
    }
    for name in statement.parameters.iter().filter(|name| !is_there(job, name)) {
        let line = line_of(text, &format!(":{name}"));
        faults.push(at_statement(job, step, line, &asks_for(step, name)));
    }
    if step.in_parts.is_some() && !statement.parameters.iter().any(|parameter| parameter == PART) {
        let unbounded = anyhow!(
            "{} goes in parts and does not say how much one removes: end what finds its rows with LIMIT :{PART}",
            step.name
        );
        faults.push(at_statement(job, step, None, &unbounded));
    }
    faults
}

fn ensure_source(job: &Job, step: &Step) -> Result<()> {
    let name = &step.name;
    ensure!(job.source.is_some(), "{name} returns findings, and the job has no source for their issues");
    Ok(())
}

fn asks_for(step: &Step, parameter: &str) -> Error {
    anyhow!("{} asks for :{parameter}, which is not in [params]", step.name)
}

fn is_there(job: &Job, parameter: &str) -> bool {
    let after_clone = matches!(job.plan, Plan::AfterClone(_));
    ALWAYS_THERE.contains(&parameter)
        || job.param(parameter).is_some()
        || (after_clone && parameter == "clone_completed")
}

/// The line of the table or column that an error names: it is not there, or not the step's.
fn line_of_what_is_named(text: &str, error: &Error) -> Option<usize> {
    let message = error.root_cause().to_string();
    let missing = message.strip_prefix("no such ").and_then(|rest| rest.rsplit_once(' '));
    let refused = ["may not write to ", "permission denied for table ", "must be owner of table "];
    let refused = refused.iter().find_map(|words| message.split_once(words));
    let (_, rest) = missing.or(refused)?;
    line_of(text, rest.split([':', ' ']).next()?)
}

/// The first line of a text that has the word.
fn line_of(text: &str, word: &str) -> Option<usize> {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let is_whole = |(place, _): &(usize, &str)| !text[place + word.len()..].starts_with(is_letter);
    let (place, _) = text.match_indices(word).find(is_whole)?;
    Some(text[..place].matches('\n').count() + 1)
}

fn at_step(job: &Job, step: &Step, error: &Error) -> Fault {
    Fault { file: job.origin.file(&job.name), line: step.line, message: format!("{error:#}") }
}

/// A fault of a statement, in one of its lines, or else where it begins.
fn at_statement(job: &Job, step: &Step, line: Option<usize>, error: &Error) -> Fault {
    match &step.statement {
        Some(Place { file, line: first }) => {
            let line = line.map_or(*first, |line| first + line - 1);
            Fault { file: file.clone(), line, message: format!("{error:#}") }
        }
        None => at_step(job, step, error),
    }
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
