//! The reference cases in tests/cases: played whole, and with something left out that nobody could see.

mod play;
mod thinned;
mod whole;

use std::collections::VecDeque;
use std::sync::Mutex;

/// Does `work` with each of `all`, on all cores.
fn side_by_side<T: Send>(all: impl IntoIterator<Item = T>, work: impl Fn(T) + Sync) {
    let waiting = Mutex::new(all.into_iter().collect::<VecDeque<T>>());
    let next = || waiting.lock().unwrap().pop_front();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| std::iter::from_fn(next).for_each(&work));
        }
    });
}
