//! The guard: what a statement that a user wrote may do, held by SQLite's own authorizer.
//!
//! It names what is allowed and refuses the rest, so that a word that a later SQLite learns is
//! refused until somebody has thought about it.

use std::collections::HashSet;
use std::sync::LazyLock;
use std::sync::mpsc;

use anyhow::{Result, anyhow};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::{Db, sql};

/// The tables that midjobs keeps for itself, and where to turn instead of writing to them.
const KEPT: [(&str, &str); 5] = [
    ("sys_trigger", "when a job runs stands in its job file; `midjobs jobs pause` and `resume` do the rest"),
    ("sys_trigger_run", "it is the record of what ran; PurgeHistory bounds it by keep_runs"),
    ("syslog", "the run is logged by itself; what a step finds, it gives as the column message"),
    ("job_setting", "the parameters of a job stand in [params] of its job file"),
    (
        "sqlite_sequence",
        "SQLite counts there itself; instead of renaming a table, make it under its new name",
    ),
];

/// The names of everything in the built-in schema: tables, indexes, triggers, views.
static OURS: LazyLock<Result<HashSet<String>, String>> =
    LazyLock::new(|| names_of_schema().map_err(|error| format!("{error:#}")));

impl Db {
    /// Does `work` under the guard: every statement that it prepares is examined, and none that
    /// was prepared without the guard is used again.
    ///
    /// # Errors
    /// What was refused, to which thing and what to do instead; else whatever `work` returns.
    pub fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let ours = OURS.as_ref().map_err(|error| anyhow!("reading the built-in schema: {error}"))?;
        let (tell, refusals) = mpsc::channel();
        self.connection.flush_prepared_statement_cache();
        self.connection.authorizer(Some(move |asked: AuthContext| match refusal(ours, asked) {
            None => Authorization::Allow,
            // Nobody is left to listen only once the guard is gone.
            Some(why) => tell.send(why).map_or(Authorization::Deny, |()| Authorization::Deny),
        }))?;
        let done = work();
        self.connection.authorizer(None::<fn(AuthContext) -> Authorization>)?;
        done.map_err(|error| refusals.try_recv().map_or(error, anyhow::Error::msg))
    }
}

fn names_of_schema() -> Result<HashSet<String>> {
    let rows = Db::in_memory()?.rows(sql!("table/list_names.sql"), &[])?;
    rows.iter().map(|row| row.get("name")).collect()
}

/// Why the statement may not do that; `None` when it may.
fn refusal(ours: &HashSet<String>, asked: AuthContext) -> Option<String> {
    match asked.action {
        AuthAction::Select | AuthAction::Recursive | AuthAction::Reindex { .. } => None,
        AuthAction::Read { table_name, .. } => reading(table_name),
        AuthAction::Function { function_name } => calling(function_name),
        AuthAction::Delete { table_name: "sqlite_sequence" } => None,
        AuthAction::Insert { table_name }
        | AuthAction::Update { table_name, .. }
        | AuthAction::Delete { table_name } => {
            let rule_of_ours = asked.accessor.is_some_and(|accessor| ours.contains(accessor));
            if rule_of_ours { None } else { writing(table_name) }
        }
        _ if asked.database_name == Some("temp") => Some(
            "a step may not make anything temporary: make a table of your own, and empty it where the job begins"
                .to_owned(),
        ),
        action => making(ours, action),
    }
}

fn reading(table: &str) -> Option<String> {
    let pragma = table.strip_prefix("pragma_")?;
    Some(pragma_refused(pragma))
}

fn calling(function: &str) -> Option<String> {
    function
        .eq_ignore_ascii_case("load_extension")
        .then(|| "a step may not load an extension: write what needs one as a program of its own".to_owned())
}

fn writing(table: &str) -> Option<String> {
    let (table, instead) = KEPT.iter().find(|(kept, _)| *kept == table)?;
    Some(format!("a step may not write to {table}: {instead}"))
}

/// Whether it is the user's own thing that is made, altered or dropped.
fn making(ours: &HashSet<String>, action: AuthAction) -> Option<String> {
    match action {
        AuthAction::CreateTable { .. } | AuthAction::CreateView { .. } => None,
        AuthAction::CreateIndex { table_name, .. } => KEPT
            .iter()
            .any(|(kept, _)| *kept == table_name)
            .then(|| not_theirs("make an index on", table_name)),
        AuthAction::CreateTrigger { table_name, .. } => {
            ours.contains(table_name).then(|| not_theirs("make a trigger on", table_name))
        }
        AuthAction::AlterTable { table_name, .. } => {
            ours.contains(table_name).then(|| not_theirs("alter", table_name))
        }
        AuthAction::DropTable { table_name: name }
        | AuthAction::DropView { view_name: name }
        | AuthAction::DropIndex { index_name: name, .. }
        | AuthAction::DropTrigger { trigger_name: name, .. } => {
            ours.contains(name).then(|| not_theirs("drop", name))
        }
        action => Some(never(action)),
    }
}

fn not_theirs(what: &str, name: &str) -> String {
    format!("a step may not {what} {name}: it belongs to midjobs; a table of your own may be had as you like")
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
