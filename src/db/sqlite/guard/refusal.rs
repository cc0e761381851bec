//! What the guard refuses, to which thing, and what to do instead.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext};

use crate::db::guarded::{KEPT, WRITABLE};
use crate::db::schema::{self, Made};
use crate::db::sql;

/// Everything in the built-in schema: tables, indexes, triggers, views.
static OURS: LazyLock<Vec<(Made, &str)>> = LazyLock::new(|| schema::made().collect());

/// The functions of SQLite that only compute, as SQLite itself says of them.
static COMPUTING: LazyLock<BTreeSet<String>> = LazyLock::new(|| computing().unwrap_or_default());

fn computing() -> rusqlite::Result<BTreeSet<String>> {
    let connection = Connection::open_in_memory()?;
    let mut statement = connection.prepare(sql!("table/list_functions.sql").text)?;
    let names = statement.query_map([], |row| row.get("name"))?;
    names.collect()
}

/// Why the statement may not do that; `None` when it may. `drops` says whether it drops a table.
pub(super) fn refusal(asked: AuthContext, drops: bool) -> Option<String> {
    match asked.action {
        AuthAction::Select | AuthAction::Recursive | AuthAction::Reindex { .. } => None,
        AuthAction::Read { table_name, .. } => reading(table_name),
        AuthAction::Function { function_name } => calling(function_name),
        AuthAction::Insert { .. } | AuthAction::Update { .. } | AuthAction::Delete { .. }
            if by_trigger_of_ours(asked) =>
        {
            None
        }
        // What SQLite counted for a table goes with the table.
        AuthAction::Delete { table_name } if drops && is_statistic(table_name) => None,
        AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name } => writing(table_name),
        _ if asked.database_name == Some("temp") => Some(
            "a step may not make anything temporary: make a table of your own, and empty it where the job begins"
                .to_owned(),
        ),
        action => making(action),
    }
}

/// Whether the innermost trigger is one that the schema made. Triggers have a space of names of their own: the name of
/// one of our tables says nothing about a trigger.
fn by_trigger_of_ours(asked: AuthContext) -> bool {
    asked.accessor.is_some_and(|accessor| is_ours(accessor, |made| made == Made::Trigger))
}

fn is_ours(name: &str, which: impl Fn(Made) -> bool) -> bool {
    OURS.iter().any(|(made, ours)| which(*made) && is_same(ours, name))
}

/// SQLite's names are the same in capitals.
fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn is_statistic(table: &str) -> bool {
    is_same(table, "sqlite_sequence") || has_prefix(table, "sqlite_stat")
}

fn has_prefix(name: &str, prefix: &str) -> bool {
    name.get(..prefix.len()).is_some_and(|beginning| is_same(beginning, prefix))
}

fn reading(table: &str) -> Option<String> {
    has_prefix(table, "pragma_").then(|| pragma_refused(&table["pragma_".len()..]))
}

fn calling(function: &str) -> Option<String> {
    if is_same(function, "load_extension") {
        return Some(
            "a step may not load an extension: write what needs one as a program of its own".to_owned(),
        );
    }
    // SQLite calls these itself where a table is altered, and nobody else can.
    let internal =
        ["sqlite_rename_", "sqlite_drop_", "sqlite_add_"].iter().any(|it| has_prefix(function, it));
    let computes = COMPUTING.contains(&function.to_ascii_lowercase());
    (!internal && !computes)
        .then(|| format!("a step may not call {function}: it may do more than compute a value from others"))
}

fn writing(table: &str) -> Option<String> {
    let instead = if has_prefix(table, "sqlite_") {
        // SQLite asks about its own list of what there is when something is made, and itself refuses all else there.
        if is_same(table, "sqlite_master") || is_same(table, "sqlite_temp_master") {
            return None;
        }
        "SQLite counts there itself; instead of renaming a table, make it under its new name"
    } else {
        let kept =
            is_ours(table, |made| made == Made::Table) && !WRITABLE.iter().any(|may| is_same(may, table));
        let words = KEPT.iter().find(|(known, _)| is_same(known, table));
        kept.then(|| words.map_or("it belongs to midjobs; make a table of your own", |(_, words)| words))?
    };
    Some(format!("a step may not write to {table}: {instead}"))
}

/// Whether it is the user's own thing that is made, altered or dropped.
fn making(action: AuthAction) -> Option<String> {
    match action {
        // ANALYZE makes it.
        AuthAction::CreateTable { table_name } if is_statistic(table_name) => Some(never(action)),
        AuthAction::CreateTable { table_name: name } | AuthAction::CreateView { view_name: name } => {
            own_name(name)
        }
        AuthAction::CreateIndex { index_name, table_name } => {
            own_name(index_name).or_else(|| theirs("make an index on", table_name))
        }
        AuthAction::CreateTrigger { trigger_name, table_name } => {
            own_name(trigger_name).or_else(|| theirs("make a trigger on", table_name))
        }
        AuthAction::AlterTable { table_name, .. } => theirs("alter", table_name),
        AuthAction::DropTable { table_name: name }
        | AuthAction::DropView { view_name: name }
        | AuthAction::DropIndex { index_name: name, .. }
        | AuthAction::DropTrigger { trigger_name: name, .. } => theirs("drop", name),
        action => Some(never(action)),
    }
}

/// Refuses what is not the user's, whatever kind of thing has the name.
fn theirs(what: &str, name: &str) -> Option<String> {
    is_ours(name, |_| true).then(|| {
        format!("a step may not {what} {name}: it belongs to midjobs; make a table of your own instead")
    })
}

/// Refuses to make anything with a name of ours: SQLite would allow it where the kinds differ.
fn own_name(name: &str) -> Option<String> {
    is_ours(name, |_| true).then(|| {
        format!("a step may not make anything called {name}: the name belongs to midjobs; take another name")
    })
}

/// What no step may do, whatever it does it to.
fn never(action: AuthAction) -> String {
    match action {
        AuthAction::Transaction { .. } | AuthAction::Savepoint { .. } => {
            "a step may not begin, commit or roll back: all steps of a run are one transaction, undone when one fails"
                .to_owned()
        }
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => {
            "a step may not attach another database: load its rows with `midjobs import`".to_owned()
        }
        AuthAction::Pragma { pragma_name, .. } => pragma_refused(pragma_name),
        _ => "a step may only read and change rows, and make tables, indexes and views of its own".to_owned(),
    }
}

fn pragma_refused(pragma: &str) -> String {
    format!("a step may not use PRAGMA {pragma}: how the file is set up is left to midjobs")
}
