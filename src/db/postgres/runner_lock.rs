//! The runner lock of a schema: a row that a connection of its own has locked. It is gone with the connection, without a
//! clock or a lease.

use std::cell::{Cell, RefCell};

use anyhow::{Context, Error, Result};

use super::address::Address;
use super::connect::{Purpose, connect};
use super::session::Session;
use crate::db::sql;
use crate::db::waiting::look_until;
use crate::time::Span;

/// Whether this process is the runner, and by which connection.
#[derive(Default)]
pub(super) struct RunnerLock {
    session: RefCell<Option<Session>>,
    held: Cell<usize>,
}

impl RunnerLock {
    /// Takes the lock; says whether it was free within the time.
    pub fn take(&self, address: &Address, purpose: Purpose, timeout: Span) -> Result<bool> {
        if self.held.get() > 0 {
            self.ensure_held()?;
            self.held.set(self.held.get() + 1);
            return Ok(true);
        }
        let taken = look_until(timeout, || Ok::<_, Error>(self.try_take(address, purpose)?.then_some(())))?;
        self.held.set(usize::from(taken.is_some()));
        Ok(taken.is_some())
    }

    fn try_take(&self, address: &Address, purpose: Purpose) -> Result<bool> {
        let mut place = self.session.borrow_mut();
        let usable = place.take().filter(|session| !session.is_closed());
        let mut session = match usable {
            Some(session) => session,
            None => connect(address, purpose)?,
        };
        session.batch("BEGIN")?;
        let is_free = !session.rows(sql!("postgres/lock_runner.sql"), &[])?.is_empty();
        if !is_free {
            session.batch("ROLLBACK")?;
        }
        *place = Some(session);
        Ok(is_free)
    }

    /// Fails when the lock is to be held and its connection is gone: another runner may be at work.
    pub fn ensure_held(&self) -> Result<()> {
        if self.held.get() == 0 {
            return Ok(());
        }
        let mut place = self.session.borrow_mut();
        place.as_mut().context("its connection is gone")?.answers()
    }

    /// Gives it back, as often as it was taken.
    pub fn release(&self) {
        let left = self.held.get().saturating_sub(1);
        self.held.set(left);
        if left > 0 {
            return;
        }
        let mut place = self.session.borrow_mut();
        let given_back = place.as_mut().map_or(Ok(()), |session| session.batch("ROLLBACK"));
        if let Err(error) = given_back {
            log::debug!("giving the runner lock back: {error:#}");
            *place = None;
        }
    }
}
