//! The courier: gathers what happened and hands messages to the receivers, all of them at once, each in order. It leaves the
//! database between two short commits: one that claims, one that records how it went.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, Receiver as Channel, Sender};
use std::thread;
use std::time::Duration;

use anyhow::Result;

use super::config::{Config, Receiver};
use super::gather::{About, gather};
use super::receiver;
use super::send::{self, Failed, Show};
use crate::db::Db;
use crate::time::{Clock, Time};

/// A command that ends begins no attempt after this time; one that is under way has its own timeout.
const DEADLINE: Duration = Duration::from_secs(20);

/// How long it waits at a time for somebody to answer.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Beyond its timeout an attempt is given this long to end by itself.
const GRACE: Duration = Duration::from_secs(5);

/// Hands messages to receivers.
pub struct Courier {
    config: Config,
    about: About,
    /// This process, as `claimed_by` shows it.
    name: String,
    under_way: BTreeMap<String, UnderWay>,
    answers: Channel<Answer>,
    answer: Sender<Answer>,
}

/// An attempt under way.
struct UnderWay {
    sequence: i64,
    /// When it began, by the clock that never goes back.
    began: Duration,
}

/// How an attempt went.
struct Answer {
    receiver: String,
    sequence: i64,
    result: Result<(), Failed>,
}

impl Courier {
    /// A courier to the receivers of `config`.
    pub fn new(config: Config, about: About) -> Self {
        let (answer, answers) = mpsc::channel();
        let name = format!("{}:{:08x}", std::process::id(), fastrand::u32(..));
        Self { config, about, name, under_way: BTreeMap::new(), answers, answer }
    }

    /// Gathers what happened, records what came back, and begins what is due. It waits for nobody.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn turn(&mut self, db: &Db, clock: Clock) -> Result<()> {
        gather(db, &self.about, clock.now())?;
        self.look(db, clock)
    }

    /// The same without looking what happened.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn look(&mut self, db: &Db, clock: Clock) -> Result<()> {
        while let Ok(answer) = self.answers.try_recv() {
            self.record(db, &answer, clock.now())?;
        }
        self.give_up_on_the_silent(db, clock)?;
        for index in 0..self.config.receivers.len() {
            self.begin(db, index, clock)?;
        }
        Ok(())
    }

    /// The same until nothing is due or under way, or the time for it is over.
    ///
    /// # Errors
    /// When the file cannot be written to.
    pub fn finish(&mut self, db: &Db, clock: Clock) -> Result<()> {
        let began = clock.elapsed();
        self.turn(db, clock)?;
        while !self.under_way.is_empty() {
            if let Ok(answer) = self.answers.recv_timeout(LOOK_AGAIN) {
                self.record(db, &answer, clock.now())?;
                if clock.elapsed().saturating_sub(began) < DEADLINE {
                    self.look(db, clock)?;
                }
            }
            self.give_up_on_the_silent(db, clock)?;
        }
        Ok(())
    }

    fn begin(&mut self, db: &Db, index: usize, clock: Clock) -> Result<()> {
        let Some(receiver) = self.config.receivers.get(index) else { return Ok(()) };
        if self.under_way.contains_key(&receiver.name)
            || receiver::next_message(db, &receiver.name)?.is_none()
        {
            return Ok(());
        }
        let Some(next) = receiver::claim(db, &receiver.name, &self.name, clock.now())? else { return Ok(()) };
        let (receiver, answer) = (receiver.clone(), self.answer.clone());
        let began = UnderWay { sequence: next.sequence, began: clock.elapsed() };
        self.under_way.insert(receiver.name.clone(), began);
        thread::spawn(move || {
            let result = send::tell(&receiver, &next.id, &next.body, Show::Nothing);
            // Whoever waited for it may be gone.
            let _ = answer.send(Answer { receiver: receiver.name, sequence: next.sequence, result });
        });
        Ok(())
    }

    fn record(&mut self, db: &Db, answer: &Answer, now: Time) -> Result<()> {
        let name = &answer.receiver;
        if self.under_way.get(name).is_some_and(|it| it.sequence == answer.sequence) {
            self.under_way.remove(name);
        }
        match &answer.result {
            Ok(()) => receiver::acknowledge(db, name, answer.sequence, now),
            Err(failed) => self.note_failure(db, name, failed, now),
        }
    }

    fn note_failure(&self, db: &Db, name: &str, failed: &Failed, now: Time) -> Result<()> {
        log::warn!("telling {name}: {}; it is told again", failed.what);
        receiver::note_failure(db, (name, &self.name), (&failed.what, failed.wait), now)
    }

    /// An attempt that did not end long after its timeout is one that failed, whatever it still does.
    fn give_up_on_the_silent(&mut self, db: &Db, clock: Clock) -> Result<()> {
        let elapsed = clock.elapsed();
        let timeout =
            |name: &str| self.config.receiver(name).map_or(Duration::ZERO, |receiver| receiver.timeout);
        let is_silent = |(name, it): (&String, &UnderWay)| {
            (elapsed.saturating_sub(it.began) > timeout(name) + GRACE).then(|| name.clone())
        };
        let silent: Vec<String> = self.under_way.iter().filter_map(is_silent).collect();
        for name in silent {
            self.under_way.remove(&name);
            let failed = Failed { what: "no answer in time".to_owned(), wait: None };
            self.note_failure(db, &name, &failed, clock.now())?;
        }
        Ok(())
    }
}

/// Tells one receiver one message at once, outside the order: for whoever tries it out.
pub fn try_out(receiver: &Receiver, id: &str, body: &str) -> Result<(), Failed> {
    send::tell(receiver, id, body, Show::Said)
}
