//! What every command is handed: the global flags, the time, and ways to the database and the jobs.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Error, Result, ensure};

use super::fleet::Instance;
use super::global::Global;
use super::job_files::JobFiles;
use super::logging::{LogFormat, Loudness};
use super::output::screen::Screen;
use super::told::Told;
use crate::clone;
use crate::db::{Access, Db, place};
use crate::job::{Catalog, setting};
use crate::runner::{Runner, Stop, Tick};
use crate::schedule::rules;
use crate::time::{Clock, Span, Time};
use crate::trigger;

/// The file that is meant where none is named.
const USUAL_FILE: &str = "midjobs.db";

/// How far from the clock a command that writes may be told to be: enough for clocks of two machines to differ.
const TIME_MAY_DIFFER: Span = Span::from_seconds(600);

/// No clock that is right is earlier.
const MADE_IN: &str = "2026";

/// What every command is handed.
pub struct Context {
    global: Global,
    clock: Clock,
    /// In a story that is told, what everybody sees is not warned of.
    tells_a_story: bool,
    stop: Stop,
    screen: Screen,
    job_files: Rc<JobFiles>,
    told: Rc<Told>,
    /// Which of many instances it is, where a command is for many.
    instance: Option<String>,
}

/// What a thread of its own makes its context of.
pub struct Elsewhere {
    global: Global,
    clock: Clock,
    stop: Stop,
}

impl Elsewhere {
    /// What the command is handed there for one of many instances.
    pub fn for_instance(&self, instance: &Instance) -> Context {
        Context::new(self.global.clone(), self.clock, self.stop.clone()).for_instance(instance)
    }
}

impl Context {
    pub(super) fn new(global: Global, clock: Clock, stop: Stop) -> Self {
        let clock = global.now.map_or(clock, |now| clock.fixed_at(now));
        let screen = Screen::of_stdout(global.color);
        let (job_files, told) = Default::default();
        Self { global, clock, tells_a_story: false, stop, screen, job_files, told, instance: None }
    }

    /// The request to stop that a signal makes.
    pub fn stop(&self) -> &Stop {
        &self.stop
    }

    /// Whether a job file had a fault, so that its job did not run, or the one that says who is told.
    pub fn had_faults(&self) -> bool {
        self.job_files.had_faults() || self.told.had_faults()
    }

    /// What was wrong with job files does not count.
    pub fn forget_faults(&self) {
        self.job_files.forget_faults();
    }

    /// This process stays: it keeps the last good job files.
    pub fn stay(&self) {
        self.job_files.stay();
    }

    /// Whether this process stays.
    pub fn stays(&self) -> bool {
        self.job_files.stays()
    }

    /// What standard output can show.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// Whether a story is told, in which the age of the rows is no news.
    pub fn tells_a_story(&self) -> bool {
        self.tells_a_story
    }

    /// The time, or the one to rehearse at.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// Whether the time is made up: then nothing waits for the real one.
    pub fn rehearses(&self) -> bool {
        self.clock.is_fixed()
    }

    /// Whether to print JSON. A process that stays and whose messages are JSON prints nothing else either.
    pub fn json(&self) -> bool {
        self.global.json || (self.stays() && self.global.log_format == LogFormat::Json)
    }

    /// Whether what is printed is JSON, or may become so.
    pub fn is_for_machines(&self) -> bool {
        self.global.json || self.global.log_format == LogFormat::Json
    }

    /// Whether to say more.
    pub fn verbose(&self) -> bool {
        self.global.verbose > 0
    }

    /// How long to wait for another runner, or for whoever else holds the file.
    pub fn lock_timeout(&self) -> Span {
        self.global.lock_timeout
    }

    /// The database file, as named or the usual one.
    pub fn file(&self) -> PathBuf {
        self.named_file().unwrap_or_else(|| USUAL_FILE.into())
    }

    /// The database file, if one was named.
    pub fn named_file(&self) -> Option<PathBuf> {
        let place = self.global.db.clone().filter(|file| !file.as_os_str().is_empty())?;
        let password = self.global.db_password_file.as_deref().filter(|file| !file.as_os_str().is_empty());
        Some(password.map_or(place.clone(), |file| place::with_password_file(&place, file)))
    }

    /// The same on another file and at another time, for a story.
    pub fn rehearsing(&self, file: &Path, now: Time) -> Self {
        let global = Global { db: Some(file.to_owned()), ..self.global.clone() };
        Self { global, clock: self.clock.fixed_at(now), tells_a_story: true, ..self.alike() }
    }

    /// The same for one of many instances.
    pub fn for_instance(&self, instance: &Instance) -> Self {
        let global = Global { db: Some(instance.place.clone()), ..self.global.clone() };
        Self { global, instance: Some(instance.name.clone()), ..self.alike() }
    }

    /// Which of many instances it is.
    pub fn instance(&self) -> Option<&str> {
        self.instance.as_deref()
    }

    /// The same where what is locked is not waited for.
    pub fn without_waiting(&self) -> Self {
        let global = Global { lock_timeout: Span::from_seconds(0), ..self.global.clone() };
        Self { global, ..self.alike() }
    }

    /// What a thread of its own makes its context of.
    pub fn elsewhere(&self) -> Elsewhere {
        Elsewhere { global: self.global.clone(), clock: self.clock, stop: self.stop.clone() }
    }

    /// The same; when rehearsing, not before `moment`.
    pub fn at_least(&self, moment: Time) -> Self {
        let clock = if self.rehearses() { self.clock.fixed_at(self.now().max(moment)) } else { self.clock };
        Self { clock, ..self.alike() }
    }

    fn alike(&self) -> Self {
        let Self { global, clock, tells_a_story, stop, screen, job_files, told, instance } = self;
        let (global, stop, instance) = (global.clone(), stop.clone(), instance.clone());
        let (job_files, told) = (Rc::clone(job_files), Rc::clone(told));
        let (clock, tells_a_story, screen) = (*clock, *tells_a_story, *screen);
        Self { global, clock, tells_a_story, stop, screen, job_files, told, instance }
    }

    /// Fails when what is about to be written would be dated by a made-up time. It would be for good: purges remove what
    /// only that time makes old, and triggers move beyond it.
    /// A clock from before this program was made was never set: by it, everything would be due much earlier.
    pub fn ensure_time_is_real(&self) -> Result<()> {
        let (now, real) = (self.clock.now(), self.clock.real_now());
        ensure!(
            self.simulates() || real.to_string().as_str() >= MADE_IN,
            "the clock of this machine says {real}: it is not set, and what is written stays; set it, and try again"
        );
        let apart = now.since(real).max(real.since(now));
        ensure!(
            self.global.simulate || self.tells_a_story || apart <= TIME_MAY_DIFFER,
            "--now {now} is {} from the clock ({real}), and what is written stays: rehearse with --dry-run, or say with \
             --simulate (MIDJOBS_SIMULATE=1) that the file is one to play with",
            apart.in_words()
        );
        Ok(())
    }

    /// Whether the file is one to play with.
    pub fn simulates(&self) -> bool {
        self.global.simulate || self.tells_a_story
    }

    /// Opens the database.
    pub fn open(&self, access: Access) -> Result<Db> {
        if access == Access::Write {
            self.ensure_time_is_real()?;
        }
        let db = Db::open(&self.file(), access, self.global.lock_timeout)?;
        if access == Access::Write {
            self.register_receivers(&db)?;
        }
        Ok(db)
    }

    /// The file that says who is told, if one was named.
    pub fn notify_file(&self) -> Option<&Path> {
        self.global.notify_file.as_deref().filter(|file| !file.as_os_str().is_empty())
    }

    /// What is remembered of it.
    pub(super) fn told(&self) -> &Told {
        &self.told
    }

    /// The clock, for what takes time.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Makes the database, or migrates the one that is there.
    pub fn create(&self) -> Result<Db> {
        self.ensure_time_is_real()?;
        let db = Db::create(&self.file(), self.global.lock_timeout)?;
        self.register_receivers(&db)?;
        Ok(db)
    }

    /// The directory of the user's own jobs, if one was named.
    pub fn jobs_directory(&self) -> Option<&Path> {
        self.global.jobs_directory.as_deref().filter(|directory| !directory.as_os_str().is_empty())
    }

    /// All jobs as their files have them, faults and all.
    pub fn load_jobs(&self) -> Result<Catalog> {
        rules::look_again();
        let catalog = self.job_files.load(self.jobs_directory())?;
        for (name, path) in &catalog.replaced {
            log::info!("{} replaces the built-in job {name}", path.display());
        }
        Ok(catalog)
    }

    /// All jobs, with what was set for good. What is wrong with a job file is said.
    pub fn jobs(&self, db: &Db) -> Result<Catalog> {
        let mut catalog = self.load_jobs()?;
        self.job_files.tell(&catalog.faults);
        catalog.apply(&setting::all(db)?);
        Ok(catalog)
    }

    /// All jobs, each with its trigger: a job is registered when it is first seen. What was to check a clone that was taken
    /// back, whoever wrote so, is cancelled.
    pub fn registered_jobs(&self, db: &Db) -> Result<Catalog> {
        let catalog = self.jobs(db)?;
        trigger::register(db, &catalog, self.now())?;
        if clone::any_undone(db)? {
            db.transaction(|| clone::cancel_undone(db, self.now()))?;
        }
        Ok(catalog)
    }

    /// A runner on the database.
    pub fn runner<'a>(&self, db: &'a Db) -> Runner<'a> {
        Runner::new(db, self.clock, self.global.lock_timeout).until(&self.stop)
    }

    /// Runs what is due.
    pub fn run_due(&self, db: &Db) -> Result<Tick> {
        let catalog = self.registered_jobs(db)?;
        self.runner(db).run_due(&catalog)
    }

    /// Says on stderr why the command could not be done.
    pub(super) fn tell_failure(&self, error: &Error) {
        self.global.tell_failure(error);
    }

    /// Begins to write messages on stderr.
    pub(super) fn start_logging(&self, loudness: Loudness) {
        self.global.log_format.start(loudness, self.global.verbose, self.clock);
    }
}
