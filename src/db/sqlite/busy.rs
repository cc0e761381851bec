//! How long SQLite waits for a lock.

use std::cell::Cell;
use std::time::Duration;

use rusqlite::Connection;

use crate::db::waiting::{as_long_as, look_until, pause, waited};
use crate::time::Span;

thread_local! {
    /// How long the connections of this thread wait. SQLite hands its callback nothing but a number.
    static TIMEOUT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
}

/// Has the statements of a connection wait that long for a lock. All connections of a thread wait as long as the last one.
pub(super) fn wait_up_to(connection: &Connection, timeout: Span) -> rusqlite::Result<()> {
    TIMEOUT.set(as_long_as(timeout));
    wait_as_others(connection)
}

/// The same, as long as the other connections of this thread do.
pub(super) fn wait_as_others(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(|looks| {
        let looks = u64::try_from(looks).unwrap_or(0);
        pause(waited(looks), looks, TIMEOUT.get())
    }))
}

/// Has changes written ahead. SQLite does not wait for others that do the same at the same moment: that is done here.
pub(super) fn write_ahead(connection: &Connection, lock_timeout: Span) -> rusqlite::Result<()> {
    let mut last = Ok(());
    look_until(lock_timeout, || {
        last = connection.pragma_update(None, "journal_mode", "WAL");
        let code = last.as_ref().err().and_then(rusqlite::Error::sqlite_error_code);
        let is_busy = code == Some(rusqlite::ErrorCode::DatabaseBusy);
        Ok::<_, rusqlite::Error>((!is_busy).then_some(()))
    })?;
    last
}
