//! How far a pull is, on a terminal.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use crate::amount::amount;

use indicatif::ProgressBar;

/// A line that says what came last. Where nobody looks on, there is none.
pub(super) struct Progress {
    bar: ProgressBar,
    instance: String,
    rows: RefCell<BTreeMap<&'static str, usize>>,
}

impl Progress {
    /// A pull begins.
    pub fn of(instance: &str) -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_message(format!("asking {instance}"));
        Self { bar, instance: instance.to_owned(), rows: RefCell::default() }
    }

    /// An attempt failed: waits for the next, and says so. Why it failed is in the log, and in what is said when it is given up.
    pub fn wait(&self, wait: Duration) {
        let seconds = wait.as_secs_f64();
        self.bar
            .set_message(format!("{} does not answer now, next attempt in {seconds:.1} s", self.instance));
        self.bar.tick();
        thread::sleep(wait);
    }

    /// That many more rows of `table` came.
    pub fn came(&self, table: &'static str, more: usize) {
        let mut rows = self.rows.borrow_mut();
        let rows = rows.entry(table).or_default();
        *rows += more;
        self.bar.set_message(format!("{table}: {}", amount(*rows, "row")));
        self.bar.tick();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
