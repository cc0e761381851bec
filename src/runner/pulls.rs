//! Pulls under way: each asks its instance in a thread of its own, beside the jobs that do not wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, Error, Result, anyhow};

use super::Runner;
use super::attempt::Attempt;
use super::claim::Claim;
use super::pulling::{Pulled, question_of};
use super::timeout::{self, Stopped};
use crate::crash_point::{self, Act, CrashPoint};
use crate::job::{Catalog, Job};
use crate::pull::instance::Instance;
use crate::pull::limits::Limits;
use crate::pull::own_account;
use crate::pull::question::Question;
use crate::pull::staged::Staged;
use crate::time::{Clock, Span, Time};

/// How often to look whether a pull has ended, or its time is over. Its thread and a signal wake whoever waits.
const LOOK: Duration = Duration::from_millis(100);

/// The pulls that a runner has claimed and not yet brought to an end. A tick ends when they have ended.
#[derive(Default)]
pub(super) struct Pulls<'c> {
    under_way: Vec<(Claim<'c>, Asking)>,
}

/// A pull that has ended, and what it brought.
pub(super) struct Ended<'a> {
    pub attempt: Attempt<'a>,
    pub pulled: Result<Pulled>,
}

impl<'c> Pulls<'c> {
    /// Whether none is under way.
    pub fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Begins the pull that was claimed.
    ///
    /// # Errors
    /// When it cannot be begun: the claim, and why.
    pub fn begin(&mut self, runner: &Runner, claim: Claim<'c>) -> Result<(), Box<(Claim<'c>, Error)>> {
        match Asking::begin(runner, claim.job, claim.at).context("pull") {
            Ok(asking) => {
                self.under_way.push((claim, asking));
                Ok(())
            }
            Err(error) => Err(Box::new((claim, error))),
        }
    }

    /// One that has ended, or whose time is over; `None` when all are still at it.
    pub fn take_ended<'a>(&mut self, runner: &'a Runner<'a>, catalog: &'a Catalog) -> Option<Ended<'a>>
    where
        'c: 'a,
    {
        let now = runner.clock.elapsed();
        let has_ended = |(_, asking): &(Claim, Asking)| asking.thread.is_finished() || now >= asking.end;
        let place = self.under_way.iter().position(has_ended)?;
        let (claim, asking) = self.under_way.swap_remove(place);
        crash_point::reached(CrashPoint::After(Act::Pull), &claim.job.name);
        let (pulled, took) = asking.bring(runner, claim.job.timeout);
        // What it waited for the runner to be done with another job is not its own time.
        let attempt = Attempt::since(now.saturating_sub(took), runner, catalog, claim);
        Some(Ended { attempt, pulled: pulled.context("pull") })
    }

    /// Cuts off one that is under way, for nothing that it did.
    pub fn cut_off<'a>(&mut self, runner: &'a Runner<'a>, catalog: &'a Catalog) -> Option<Ended<'a>>
    where
        'c: 'a,
    {
        let (claim, asking) = self.under_way.pop()?;
        asking.cancelled.store(true, SeqCst);
        let error = Error::new(Stopped).context("the pull was cut off: it is made again");
        Some(Ended { attempt: Attempt::since(asking.began, runner, catalog, claim), pulled: Err(error) })
    }

    /// Waits a while, until one has ended or a signal came.
    pub fn wait(&self) {
        if !self.under_way.iter().any(|(_, asking)| asking.thread.is_finished()) {
            thread::park_timeout(LOOK);
        }
    }
}

/// An instance that is being asked, by a thread that knows nothing of the database.
struct Asking {
    instance: Instance,
    replace: bool,
    began: Duration,
    end: Duration,
    /// Nobody waits for the answer any more.
    cancelled: Arc<AtomicBool>,
    thread: JoinHandle<Asked>,
}

/// What the instance answered, and how long that took.
struct Asked {
    answer: Result<Staged>,
    took: Duration,
    /// Whether it ended because no time was left.
    is_over: bool,
}

impl Asking {
    fn begin(runner: &Runner, job: &Job, now: Time) -> Result<Self> {
        crash_point::reached(CrashPoint::Before(Act::Pull), &job.name);
        let (question, replace) = question_of(runner.db, job, now)?;
        let (clock, instance, began) = (runner.clock, question.instance.clone(), runner.clock.elapsed());
        let end = began.saturating_add(Duration::from_millis(job.timeout.milliseconds()));
        let cancelled = Arc::new(AtomicBool::new(false));
        let (is_cancelled, waiting) = (Arc::clone(&cancelled), thread::current());
        let thread = thread::Builder::new().name("pull".to_owned()).spawn(move || {
            let asked = ask(question, clock, end, &is_cancelled);
            waiting.unpark();
            asked
        });
        let thread = thread.context("starting its thread")?;
        Ok(Self { instance, replace, began, end, cancelled, thread })
    }

    /// What came, and how long that took; that the time is over, where nothing has come.
    fn bring(self, runner: &Runner, timeout: Span) -> (Result<Pulled>, Duration) {
        let whole = self.end.saturating_sub(self.began);
        if !self.thread.is_finished() {
            self.cancelled.store(true, SeqCst);
            return (
                Err(timeout::over(anyhow!("{} has not answered in full", self.instance), timeout)),
                whole,
            );
        }
        let Ok(Asked { answer, took, is_over }) = self.thread.join() else {
            return (Err(anyhow!("its thread broke down")), whole);
        };
        let pulled = match answer {
            Ok(staged) => Ok(Pulled::new(staged, self.replace)),
            Err(error) if is_over => Err(timeout::over(error, timeout)),
            Err(error) => own_account::explained(runner.db, &self.instance, error).and_then(Err),
        };
        (pulled, took)
    }
}

/// Asks until there is an answer, the time is over or nobody waits for it any more.
fn ask(question: Question, clock: Clock, end: Duration, cancelled: &AtomicBool) -> Asked {
    let begin = clock.elapsed();
    let left = || match cancelled.load(SeqCst) {
        true => Duration::ZERO,
        false => end.saturating_sub(clock.elapsed()),
    };
    let answer = question.ask(Limits::default(), &left);
    Asked { answer, took: clock.elapsed().saturating_sub(begin), is_over: left().is_zero() }
}
