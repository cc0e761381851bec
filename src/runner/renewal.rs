//! Job files that change while a tick is held by a pull: whoever stays looks again, and the tick goes on by what is found.

use std::cell::{Cell, OnceCell};
use std::time::Duration;

use anyhow::Result;

use crate::job::Catalog;

/// How often to look while a pull is under way.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Looks whether the job files changed since, and gives the jobs as they are now.
pub type Look<'a> = &'a dyn Fn() -> Result<Option<Catalog>>;

/// Who looks, and when somebody did.
#[derive(Default)]
pub(super) struct Lookout<'a> {
    pub look: Option<Look<'a>>,
    looked: Cell<Duration>,
}

impl<'a> Lookout<'a> {
    pub fn by(look: Look<'a>) -> Self {
        Self { look: Some(look), looked: Cell::default() }
    }

    /// The jobs as they are now, where it is time to look and something changed; `now` is a monotonic time.
    pub fn changed(&self, now: Duration) -> Result<Option<Catalog>> {
        let is_time = now.saturating_sub(self.looked.get()) >= LOOK_AGAIN;
        let Some(look) = self.look.filter(|_| is_time) else { return Ok(None) };
        self.looked.set(now);
        look()
    }
}

/// The jobs of one tick, as they were found one after another. The earlier ones stay: what was claimed goes by them.
#[derive(Default)]
pub(super) struct Renewals(OnceCell<Box<(Catalog, Renewals)>>);

impl Renewals {
    /// Keeps the jobs that were found, and gives them with the place for the next ones.
    pub fn keep(&self, found: Catalog) -> (&Catalog, &Self) {
        let (catalog, next) = &**self.0.get_or_init(|| Box::new((found, Self::default())));
        (catalog, next)
    }
}
