//! All jobs: those built in, and the user's own, which come first.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use include_dir::{Dir, include_dir};

use super::fault::Fault;
use super::file::{Read, Source, SqlFile, StepFile};
use super::setting::Setting;
use super::{Job, Origin};
use crate::ownership::{ensure_own, read_own};
use crate::similar::no_such;
use crate::step::Author;

static JOBS: Dir = include_dir!("$CARGO_MANIFEST_DIR/jobs");
static STEPS: Dir = include_dir!("$CARGO_MANIFEST_DIR/sql/steps");

/// All jobs by name.
#[derive(Clone, Default)]
pub struct Catalog {
    /// In the order of their names.
    pub jobs: Vec<Job>,
    /// What is wrong with job files; such a file makes no job.
    pub faults: Vec<Fault>,
    /// What could be read of such files, to check it as well.
    pub half_read: Vec<Job>,
    /// Names of built-in jobs that the user's own stand in for, with the file.
    pub replaced: Vec<(String, PathBuf)>,
}

impl Catalog {
    /// The built-in jobs, and those in `directory`.
    ///
    /// # Errors
    /// When the directory cannot be read, or others may write to it. What is wrong with a file in it is a fault of that
    /// file: kept, not returned.
    pub fn load(directory: Option<&Path>) -> Result<Self> {
        let mut catalog = Self::default();
        for file in JOBS.files() {
            let name = format!("jobs/{}", file.path().display());
            catalog.add(&name, file.contents_utf8().unwrap_or_default(), Origin::BuiltIn, &built_in_step);
        }
        if let Some(directory) = directory {
            let reading = || format!("reading the jobs directory {}", directory.display());
            ensure_own(directory, &fs::metadata(directory).with_context(reading)?)?;
            for path in job_files(directory)? {
                catalog.add_file(&path);
            }
        }
        catalog.jobs.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(catalog)
    }

    /// The job of that name.
    ///
    /// # Errors
    /// Names the jobs that there are.
    pub fn job(&self, name: &str) -> Result<&Job> {
        self.find(name).with_context(|| {
            let names: Vec<String> = self.jobs.iter().map(|job| job.name.clone()).collect();
            let faults = self.faults.iter().map(|fault| format!("\n{fault}")).collect::<String>();
            let faults = if faults.is_empty() { faults } else { format!("; see `midjobs check`:{faults}") };
            let no_such = no_such("job", name, &names, "");
            format!("{no_such} (--jobs DIR adds your own){faults}")
        })
    }

    /// The job of that name, if there is one.
    pub fn find(&self, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.name == name)
    }

    /// The text of the file that a job was read from.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub fn text_of(&self, job: &Job) -> Result<String> {
        if let Origin::File(path) = &job.origin {
            return read_own(path).with_context(|| format!("reading {}", path.display()));
        }
        let texts = JOBS.files().filter_map(|file| file.contents_utf8());
        let name = format!("name = {:?}", job.name);
        let found = texts.into_iter().find(|text| text.lines().any(|line| line.starts_with(&name)));
        Ok(found.unwrap_or_default().to_owned())
    }

    /// Keeps the jobs of files that were right in `last` and have a fault now: half a file may have been saved.
    pub fn keep_good(&mut self, last: &Self) {
        let is_faulty = |path: &Path| self.faults.iter().any(|fault| Path::new(&fault.file) == path);
        let good = |job: &&Job| matches!(&job.origin, Origin::File(path) if is_faulty(path));
        let kept: Vec<Job> = last.jobs.iter().filter(good).cloned().collect();
        for job in kept {
            self.jobs.retain(|other| other.name != job.name || other.origin != Origin::BuiltIn);
            if self.find(&job.name).is_none() {
                self.jobs.push(job);
            }
        }
        self.jobs.sort_by(|one, other| one.name.cmp(&other.name));
    }

    /// Whether a file of that absolute path has a fault.
    pub fn is_faulty(&self, file: &str) -> bool {
        let whole = |fault: &Fault| std::path::absolute(&fault.file).unwrap_or_default();
        self.faults.iter().any(|fault| whole(fault) == Path::new(file))
    }

    /// How many files have a fault.
    pub fn faulty_files(&self) -> usize {
        self.faults.iter().map(|fault| &fault.file).collect::<BTreeSet<_>>().len()
    }

    /// Gives the jobs the parameters that were set for good. A setting that no longer fits is left out with a warning.
    pub fn apply(&mut self, settings: &[Setting]) {
        for setting in settings {
            let Some(job) = self.jobs.iter_mut().find(|job| job.name == setting.job) else { continue };
            if let Err(error) = job.set(&setting.name, &setting.value) {
                log::warn!("leaving out a setting: {error:#}");
            }
        }
    }

    fn add_file(&mut self, path: &Path) {
        let file = path.display().to_string();
        let beside = |file: &str| step_beside(path, file);
        match read_own(path) {
            Ok(text) => self.add(&file, &text, Origin::File(path.to_owned()), &beside),
            Err(error) => {
                self.faults.push(Fault { file, line: 1, message: format!("reading it: {error:#}") });
            }
        }
    }

    fn add(&mut self, file: &str, text: &str, origin: Origin, step_file: &StepFile) {
        let Read { job, faults } = Source { file, text, origin, step_file }.read();
        let faulty = !faults.is_empty();
        self.faults.extend(faults);
        match job {
            Some(job) if faulty => self.half_read.push(job),
            Some(job) => self.add_job(file, text, job),
            None => {}
        }
    }

    fn add_job(&mut self, file: &str, text: &str, job: Job) {
        let Some(position) = self.jobs.iter().position(|known| known.name == job.name) else {
            return self.jobs.push(job);
        };
        match (&self.jobs[position].origin, &job.origin) {
            (Origin::BuiltIn, Origin::File(path)) => {
                self.replaced.push((job.name.clone(), path.clone()));
                self.jobs[position] = job;
            }
            (known, _) => {
                let message = format!("the name {:?} is taken by {}", job.name, place(known));
                let at = text.find(&job.name).unwrap_or(0);
                self.faults.push(Fault::at(file, text, at..at, message));
            }
        }
    }
}

fn place(origin: &Origin) -> String {
    match origin {
        Origin::BuiltIn => "a built-in job".to_owned(),
        Origin::File(path) => path.display().to_string(),
    }
}

/// The job files of a directory. A name that begins with a dot is none: an editor's lock or copy, or what a mount needs.
fn job_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let reading = || format!("reading the jobs directory {}", directory.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        let hidden = path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden && path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The SQL file of that name beside a user's job file, or the built-in one.
fn step_beside(job_file: &Path, file: &str) -> Result<SqlFile> {
    let plain = Path::new(file).file_name().is_some_and(|name| name == file);
    ensure!(plain, "{file:?} is not a plain file name: put the SQL file beside the job file");
    let path = job_file.with_file_name(file);
    if !path.try_exists()? {
        return built_in_step(file);
    }
    let text = read_own(&path).with_context(|| format!("reading the SQL file {}", path.display()))?;
    Ok(SqlFile { text, author: Author::User, file: path.display().to_string() })
}

fn built_in_step(file: &str) -> Result<SqlFile> {
    let found = STEPS.get_file(file).and_then(|found| found.contents_utf8());
    let text = found.with_context(|| format!("there is no SQL file {file:?}: put it beside the job file"))?;
    Ok(SqlFile { text: text.to_owned(), author: Author::Program, file: format!("built-in {file}") })
}
