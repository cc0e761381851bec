//! What is read of the estate, once, and what is judged of each MID Server by it.

use anyhow::Result;
use foldhash::HashMap;

use super::agent::Agent;
use super::case::{Asked, Case, Rules};
use super::estate::{About, Estate};
use super::history::Histories;
use super::person::{self, Person};
use super::{Answer, Depth, class, telling};
use crate::db::Reader;
use crate::time::Time;

/// What is known at a time of those that are meant.
pub struct Judging<'a> {
    pub about: About<'a>,
    pub estate: Estate,
    /// Why no class can be told, if so: what is in doubt about the MID Servers.
    pub doubt: Option<String>,
    histories: Histories,
    rules: Rules,
    people: HashMap<String, Person>,
}

impl<'a> Judging<'a> {
    /// Reads all that is judged by, as it is at `now`.
    pub fn read(db: Reader, now: Time, about: About<'a>) -> Result<Self> {
        let estate = Estate::read(db, now, about)?;
        Ok(Self {
            about,
            histories: Histories::read(db, &estate)?,
            rules: Rules::read(db, &estate)?,
            people: person::read_all(db, &estate, about)?,
            doubt: class::doubt(&estate),
            estate,
        })
    }

    /// What is said of each of those that are meant, by name; of none where no MID Server was ever loaded. Each is judged
    /// when it is asked for: of many, no more is held at once than is kept.
    pub fn answers(&self, depth: Depth) -> impl Iterator<Item = Answer> {
        let agents = match self.estate.known.was_loaded("ecc_agent") {
            true => self.estate.agents.as_slice(),
            false => &[],
        };
        let meant = agents.iter().filter(|agent| self.about.is(agent));
        meant.map(move |agent| {
            telling::answer(&self.case(agent), &self.histories, self.doubt.as_deref(), depth)
        })
    }

    fn case<'c>(&'c self, agent: &'c Agent) -> Case<'c> {
        let user = agent.user().and_then(|name| self.people.get_key_value(name));
        Case {
            estate: &self.estate,
            rules: &self.rules,
            agent,
            user: user.map(|(name, person)| (name.as_str(), person)),
            people: &self.people,
            asked: Asked::default(),
        }
    }
}
