//! What SQLite's errors mean for the person who meets them, and what to try.

use std::path::Path;

use anyhow::anyhow;
use rusqlite::ErrorCode;

use crate::db::Trouble;
use crate::db::trouble::InStatement;

/// The error with what to try, where there is something to try.
pub(super) fn explain(error: rusqlite::Error, path: &Path) -> anyhow::Error {
    if let rusqlite::Error::SqlInputError { msg, sql, offset, .. } = &error {
        return unreadable(msg, sql, *offset);
    }
    let file = path.display();
    if matches!(error, rusqlite::Error::MultipleStatement) {
        return anyhow!("more than one statement: make each a step of its own");
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => anyhow::Error::new(Trouble::Busy)
            .context(format!(
                "waiting for {file}: `fuser {file}` shows who has it open, --lock-timeout waits longer"
            )),
        Some(ErrorCode::OperationInterrupted) => anyhow::Error::new(Trouble::Interrupted),
        code => match code.and_then(|code| advice(code, path)) {
            Some(advice) => in_words(error).context(advice),
            None => in_words(error),
        },
    }
}

/// What to try where SQLite says this about the file.
fn advice(code: ErrorCode, path: &Path) -> Option<String> {
    let file = path.display();
    Some(match code {
        ErrorCode::DatabaseCorrupt => {
            format!(
                "{file} is damaged: restore a backup (`midjobs restore FILE`), or save what can be read with `sqlite3 {file} .recover`"
            )
        }
        ErrorCode::NotADatabase => {
            format!("{file} is not an SQLite database, or its beginning is damaged: name another with --db")
        }
        ErrorCode::DiskFull => format!("no room left on the disk of {file}: make room and run again"),
        ErrorCode::ReadOnly => {
            format!("{file} cannot be written: check the permissions of the file and its directory")
        }
        ErrorCode::CannotOpen if log_is_left(path) => format!(
            "{file} has a log beside it (-wal) that whoever may not write to the directory cannot read alone: the next \
             `midjobs run` of its owner takes it in"
        ),
        ErrorCode::CannotOpen => {
            format!("{file} cannot be opened: check the permissions of the file and its directory")
        }
        ErrorCode::TooBig => format!(
            "a value is too long: a step may use values of at most {} MiB, so that it can be interrupted",
            super::guard::LONGEST_VALUE >> 20
        ),
        ErrorCode::OutOfMemory => {
            "it needs more memory than a statement may have: let it work on fewer rows at a time".to_owned()
        }
        ErrorCode::SystemIoFailure => {
            format!("reading or writing {file} failed: check its disk and the room on it")
        }
        _ => return None,
    })
}

/// Whether a writer left its log behind, as a crash does.
fn log_is_left(path: &Path) -> bool {
    std::fs::metadata(super::open::beside(path, "-wal")).is_ok_and(|log| log.len() > 0)
}

/// The error without its cause, which says the same again in the words of its code.
fn in_words(error: rusqlite::Error) -> anyhow::Error {
    match error {
        rusqlite::Error::SqliteFailure(code, None) => anyhow!("{code}"),
        rusqlite::Error::SqliteFailure(_, Some(message)) => anyhow!("{message}"),
        other => other.into(),
    }
}

/// What is wrong with a statement and in which of its lines, without repeating the whole of it.
fn unreadable(message: &str, sql: &str, offset: i32) -> anyhow::Error {
    match usize::try_from(offset).ok().and_then(|offset| sql.get(..offset)) {
        Some(before) => {
            let line = before.matches('\n').count() + 1;
            anyhow::Error::new(InStatement { message: message.to_owned(), line })
        }
        None => anyhow!("{message}"),
    }
}
