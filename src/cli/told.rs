//! Who is told, as the commands see it: the file that `--notify` names, read once, and the courier that goes by it.

use std::cell::{Cell, OnceCell};
use std::path::Path;

use anyhow::{Result, bail};

use super::context::Context;
use crate::db::{Access, Db};
use crate::notify::{self, About, Config, Courier};

/// What is remembered of the file that says who is told.
#[derive(Default)]
pub struct Told {
    config: OnceCell<Option<Config>>,
    faulty: Cell<bool>,
    wrote: Cell<bool>,
}

impl Told {
    /// Who is told; `None` where no file is named, or it has a fault. A fault is said once: it keeps no job from running.
    pub fn config(&self, file: Option<&Path>) -> Option<&Config> {
        let read = || match Config::read(file?) {
            Ok(config) => Some(config),
            Err(error) => {
                log::error!("nobody is told: {error:#}");
                self.faulty.set(true);
                None
            }
        };
        self.config.get_or_init(read).as_ref()
    }

    /// Whether that file had a fault.
    pub fn had_faults(&self) -> bool {
        self.faulty.get()
    }

    /// The file was opened to write: there may be something to tell.
    pub fn writes(&self) {
        self.wrote.set(true);
    }

    /// Whether it was.
    pub fn wrote(&self) -> bool {
        self.wrote.get()
    }
}

impl Context {
    /// Who is told. In a story nobody is.
    pub fn notify_config(&self) -> Option<&Config> {
        if self.tells_a_story() { None } else { self.told().config(self.notify_file()) }
    }

    /// From now on the file keeps what there is to tell, where somebody is to be told.
    pub(super) fn register_receivers(&self, db: &Db) -> Result<()> {
        self.told().writes();
        self.notify_config().map_or(Ok(()), |config| notify::register(db, config, self.now()))
    }

    /// What messages say of the file.
    pub fn about(&self) -> About {
        let mut about = about(self.notify_config(), &self.file(), self.simulates());
        if let Some(name) = self.instance() {
            let titled = self.notify_config().and_then(|config| config.title.as_ref());
            about.title = titled.map_or(name.to_owned(), |title| format!("{title}: {name}"));
        }
        about
    }

    /// Who hands messages to those who are told, if anybody is.
    pub fn courier(&self) -> Option<Courier> {
        Some(Courier::new(self.notify_config()?.clone(), self.about()))
    }

    /// Tells what there is to tell. Where that fails, the next command that writes tells it.
    pub fn deliver(&self, db: &Db) {
        let Some(mut courier) = self.courier().filter(|_| !self.stop().is_requested()) else { return };
        self.stop().leave_alone();
        if let Err(error) = courier.finish(db, self.clock()) {
            log::warn!("telling what happened: {error:#}; it is told the next time");
        }
    }

    /// The same after a command, where it may have written something.
    pub(super) fn deliver_after_command(&self) {
        if !self.told().wrote() || self.notify_config().is_none() {
            return;
        }
        match Db::open(&self.file(), Access::Write, self.lock_timeout()) {
            Ok(db) => self.deliver(&db),
            Err(error) => log::warn!("telling what happened: {error:#}; it is told the next time"),
        }
    }
}

/// What messages say of the file: the title of the configuration, else the name of the file.
pub fn about(config: Option<&Config>, database: &Path, simulated: bool) -> About {
    let stem = database.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    About { title: config.and_then(|config| config.title.clone()).unwrap_or(stem), simulated }
}

/// The same file for a command that cannot do without it.
///
/// # Errors
/// When none is named, or it has a fault.
pub fn needed(file: Option<&Path>) -> Result<Config> {
    match file {
        Some(file) => Config::read(file),
        None => bail!(
            "no file says who is told: name it with --notify FILE (MIDJOBS_NOTIFY); docs/notify.md has its form"
        ),
    }
}
