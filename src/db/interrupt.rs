//! Interrupting a statement that runs for too long.

use std::time::Duration;

use anyhow::Result;

use super::Db;

/// How often [`Db::briefly`] looks, and how many looks it lets pass: two seconds, or a million instructions.
const BRIEF_LOOK: Duration = Duration::from_millis(20);
const BRIEF_LOOKS: u32 = 100;

/// While it lives, statements are interrupted when their time is over.
pub struct Interrupt<'a>(&'a Db);

impl Db {
    /// Interrupts the statement that is running as soon as `over` says so: it fails with
    /// [`super::Trouble::Interrupted`]. There is one such watch at a time: a later one replaces it. Beside the
    /// statement a thread asks every `look`, and ends the process when interrupting did not help.
    pub fn interrupt_when(
        &self,
        look: Duration,
        over: impl FnMut() -> bool + Send + 'static,
    ) -> Result<Interrupt<'_>> {
        self.engine.interrupt_when(look, Box::new(over))?;
        Ok(Interrupt(self))
    }

    /// Does `work` with a user's statements that is done in a moment unless they are made to last: preparing one takes long
    /// where its views name each other again and again.
    ///
    /// # Errors
    /// [`super::Trouble::Interrupted`] when it lasts; else whatever `work` returns.
    pub fn briefly<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let mut looks = 0;
        let over = move || {
            looks += 1;
            looks > BRIEF_LOOKS
        };
        let _watch = self.interrupt_when(BRIEF_LOOK, over)?;
        work()
    }
}

impl Drop for Interrupt<'_> {
    fn drop(&mut self) {
        self.0.engine.end_interrupt();
    }
}
