//! Interrupting what runs on the connection, from a thread beside it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;

use super::Server;
use crate::db::watch::Watch;

impl Server {
    /// Has statements cancelled from when `over` says so, which is asked every `look`.
    pub(super) fn watch_statement(
        &self,
        look: Duration,
        over: Box<dyn FnMut() -> bool + Send>,
    ) -> Result<()> {
        let watch = match self.watch.get() {
            Some(watch) => watch,
            None => {
                let canceller = self.canceller.clone();
                let cancel = move || {
                    let canceller = canceller.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    if let Err(error) = canceller.cancel() {
                        log::debug!("cancelling a statement: {error}");
                    }
                };
                let watch = Watch::start(cancel)?;
                self.watch.get_or_init(|| watch)
            }
        };
        let over = Arc::new(Mutex::new(over));
        watch.begin(look, Arc::new(move || (over.lock().unwrap_or_else(PoisonError::into_inner))()));
        Ok(())
    }
}
