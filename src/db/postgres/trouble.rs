//! What PostgreSQL's errors mean for the person who meets them, and what to try.

use anyhow::{Error, anyhow};
use postgres::error::{DbError, SqlState};

use super::address::Address;
use super::host::Host;
use crate::db::Trouble;
use crate::db::trouble::InStatement;

const PASSWORD_IS_WANTED: &str = "the password stands in ~/.pgpass (host:port:database:user:password), or in a file that --db-password-file names";

/// What to do where ON CONFLICT names a key that is none.
const OF_DAYS: &str = "no key of sysevent reaches over all of its days: insert from a SELECT, WHERE NOT EXISTS (a row of sysevent with the sys_id); ON CONFLICT DO NOTHING looks within the day alone";

/// Why there is no connection to a host.
pub(super) fn not_connected(error: postgres::Error, address: &Address, host: &Host) -> Error {
    let at = address.shown();
    let said = in_words(&error);
    let state = error.code().cloned();
    let advice = match state {
        None if said.contains("password missing") => PASSWORD_IS_WANTED,
        None if said.contains("does not allow writes") => "it is a standby that has not taken over",
        Some(SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
            PASSWORD_IS_WANTED
        }
        Some(SqlState::INVALID_CATALOG_NAME) => "make the database first (createdb), or name another",
        _ => "is the server running, and does it listen there?",
    };
    let which = if address.hosts.len() > 1 { format!("{}: ", host.shown()) } else { String::new() };
    Error::new(Trouble::Connection)
        .context(format!("connecting to {}: {which}{said}; {advice}", at.display()))
}

/// The error in words, with its kind where callers tell it apart.
pub(super) fn explain(error: postgres::Error) -> Error {
    let said = in_words(&error);
    let kind = match error.code() {
        // The server said nothing: it is not there any more, or the program asked for what it cannot read.
        None => (error.is_closed() || is_of_the_wire(&error)).then_some(Trouble::Connection),
        Some(state) if *state == SqlState::LOCK_NOT_AVAILABLE => Some(Trouble::Busy),
        Some(state) if *state == SqlState::QUERY_CANCELED => Some(Trouble::Interrupted),
        Some(state) => is_of_connection(state.code()).then_some(Trouble::Connection),
    };
    match kind {
        Some(kind) => Error::new(kind).context(said),
        None => anyhow!("{said}"),
    }
}

/// Whether it is about the key of an ON CONFLICT.
fn is_without_key(said: &DbError) -> bool {
    *said.code() == SqlState::INVALID_COLUMN_REFERENCE && said.message().contains("ON CONFLICT")
}

/// Whether what was sent or awaited did not come through.
fn is_of_the_wire(error: &postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(below) = cause {
        if below.is::<std::io::Error>() {
            return true;
        }
        cause = below.source();
    }
    false
}

/// What is wrong with a statement, and in which of its lines.
pub(super) fn in_statement(error: postgres::Error, text: &str) -> Error {
    let position = error.as_db_error().and_then(|said| said.position());
    let Some(postgres::error::ErrorPosition::Original(position)) = position else { return explain(error) };
    let before = text.chars().take(usize::try_from(*position).unwrap_or(0).saturating_sub(1));
    let line = before.filter(|letter| *letter == '\n').count() + 1;
    Error::new(InStatement { message: in_words(&error), line })
}

/// The session or the server ended, there are too many, or another transaction was in the way: nobody's fault.
fn is_of_connection(state: &str) -> bool {
    ["08", "57P", "53"].iter().any(|class| state.starts_with(class))
        || ["40001", "40P01", "25006"].contains(&state)
}

/// What the server said, without repeating the statement.
pub(super) fn in_words(error: &postgres::Error) -> String {
    let Some(said) = error.as_db_error() else {
        let mut text = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(below) = cause {
            text = format!("{text}: {below}");
            cause = below.source();
        }
        return text;
    };
    let of_days = is_without_key(said).then_some(OF_DAYS);
    let hint = of_days.or(said.hint()).map_or(String::new(), |hint| format!(" ({hint})"));
    format!("{}{hint}", said.message())
}
