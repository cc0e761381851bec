//! The runner lock of a file: the kernel's lock on it (flock, which SQLite does not use).

use std::cell::Cell;
use std::fs::{File, TryLockError};
use std::io;

use crate::db::waiting::look_until;
use crate::time::Span;

/// Takes the lock on that file; says whether it was free within `timeout`. `held` counts how often this process has it:
/// the last one gone releases the file.
pub(super) fn wait_for(file: &File, held: &Cell<usize>, timeout: Span) -> io::Result<bool> {
    let taken = look_until(timeout, || match file.try_lock() {
        Ok(()) => {
            held.set(held.get() + 1);
            Ok(Some(()))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    });
    taken.map(|taken| taken.is_some())
}

/// Gives it back.
pub(super) fn release(file: &File, held: &Cell<usize>) {
    let left = held.get().saturating_sub(1);
    held.set(left);
    if left == 0
        && let Err(error) = file.unlock()
    {
        log::warn!("releasing the runner lock: {error}");
    }
}
