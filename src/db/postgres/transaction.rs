//! A transaction of the one writer, and what became of it where the answer to its commit is lost.

use std::time::Duration;

use anyhow::{Context, Error, Result, bail};

use super::Server;
use crate::db::waiting::look_until;
use crate::db::{Row, Trouble, params, sql};

/// How often a lost commit is asked about, and how long the server has between two questions.
const ASK_AGAIN: u32 = 20;
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(500);

/// The transaction that is open.
pub(super) struct Transaction {
    /// The server's number of it, and the timeline that it counts on.
    pub number: (String, String),
    /// Whether a statement failed in it: then the server does nothing more, and keeps nothing.
    pub failed: bool,
}

impl Server {
    /// Locks out other writers until the transaction ends.
    pub(super) fn begin_alone(&self) -> Result<()> {
        let begun = self.on(|session| session.batch("BEGIN"));
        if begun.as_ref().is_err_and(|error| Trouble::Connection.is_cause_of(error)) {
            // It was lost while nothing was under way: a new one will do.
            self.on(|session| session.batch("BEGIN"))?;
        } else {
            begun?;
        }
        let look = || {
            let locked = self.rows(sql!("postgres/lock_writer.sql"), &[])?;
            let number =
                |row: &Row| Ok::<(String, String), Error>((row.get("transaction")?, row.get("timeline")?));
            locked.first().map(number).transpose()
        };
        let locked = look_until(self.purpose.lock_timeout, look);
        match locked {
            Ok(Some(number)) => {
                self.transaction.replace(Some(Transaction { number, failed: false }));
                Ok(())
            }
            held => {
                self.on(|session| session.batch("ROLLBACK"))?;
                held?;
                Err(Error::new(Trouble::Busy).context(format!(
                    "waiting for {}: another program writes there, --lock-timeout waits longer",
                    self.place.display()
                )))
            }
        }
    }

    /// What was committed, where the server says so; where the answer is lost, it is asked.
    pub(super) fn commit_all(&self) -> Result<()> {
        let transaction = self.transaction.replace(None).context("no transaction is open")?;
        if transaction.failed {
            self.on(|session| session.batch("ROLLBACK"))?;
            bail!("a statement failed in this transaction: nothing of it was kept");
        }
        match self.on(|session| session.batch("COMMIT")) {
            Err(error) if Trouble::Connection.is_cause_of(&error) => {
                log::warn!("{}: {error:#}; asking what became of the commit", self.place.display());
                self.ask_for_fate(&transaction.number, error)
            }
            done => done,
        }
    }

    pub(super) fn roll_back_all(&self) -> Result<()> {
        self.transaction.replace(None);
        // With the connection the transaction is gone as well.
        let undone = self.on(|session| session.batch("ROLLBACK"));
        undone.or_else(|error| if Trouble::Connection.is_cause_of(&error) { Ok(()) } else { Err(error) })
    }

    pub(super) fn roll_back_part(&self) -> Result<()> {
        self.on(|session| session.batch("ROLLBACK TO part; RELEASE part"))?;
        if let Some(transaction) = self.transaction.borrow_mut().as_mut() {
            transaction.failed = false;
        }
        Ok(())
    }

    /// Asks over a new connection whether the transaction was committed. The old session ends first: it had the lock.
    fn ask_for_fate(&self, number: &(String, String), lost: Error) -> Result<()> {
        for _ in 0..ASK_AGAIN {
            match self.begin_alone().and_then(|()| self.fate_of(number)) {
                Ok(Some(fate)) if fate == "committed" => return Ok(()),
                Ok(None) => return Err(lost.context("another server took over").context(Trouble::Unknown)),
                Ok(Some(_)) => {
                    return Err(
                        lost.context("the connection was lost before the commit: nothing of it was kept")
                    );
                }
                Err(error) => log::warn!("{error:#}; asking again"),
            }
            std::thread::sleep(BETWEEN_QUESTIONS);
        }
        Err(lost.context(Trouble::Unknown))
    }

    fn fate_of(&self, (number, timeline): &(String, String)) -> Result<Option<String>> {
        let asked = params![transaction: number, timeline: timeline];
        let fate = self.row(sql!("postgres/find_fate.sql"), asked);
        self.transaction.replace(None);
        self.on(|session| session.batch("ROLLBACK"))?;
        fate?.get("fate")
    }
}
