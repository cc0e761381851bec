//! The guard: what a statement that a user wrote may do, held by SQLite's own authorizer.
//!
//! It names what is allowed and refuses the rest, so that a word that a later SQLite learns is
//! refused until somebody has thought about it.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, LazyLock};

use anyhow::{Result, anyhow};
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::{Db, Sql, schema};

/// The tables that midjobs keeps for itself, and where to turn instead of writing to them.
const KEPT: [(&str, &str); 10] = [
    ("sys_trigger", "when a job runs stands in its job file; `midjobs jobs pause` and `resume` do the rest"),
    ("sys_trigger_run", "it is the record of what ran; PurgeHistory bounds it by keep_runs"),
    ("syslog", "the run is logged by itself; what a step finds, it returns as the column message"),
    ("load_coverage", "it is the record of what was loaded; `midjobs import` and pull write it"),
    ("table_never", "`midjobs tables never` and `unset` write it"),
    ("mid_server_history", "a trigger in the file writes it whenever a status changes"),
    ("writing", "it is where an import says who writes"),
    ("job_doubt", "it is the record of what was told; the runner writes it"),
    ("job_setting", "the parameters of a job stand in [params] of its job file"),
    (
        "sqlite_sequence",
        "SQLite counts there itself; instead of renaming a table, make it under its new name",
    ),
];

/// The names of everything in the built-in schema: tables, indexes, triggers, views.
static OURS: LazyLock<HashSet<&'static str>> = LazyLock::new(schema::names);

/// The authorizer of a connection: on while a user's statement is prepared. It stays set, because
/// setting it makes SQLite prepare every statement again.
pub(super) struct Guard {
    on: Arc<AtomicBool>,
    refusals: Receiver<String>,
    notes_reads: Arc<AtomicBool>,
    reads: Receiver<Read>,
}

/// A column of a table that a statement reads; an empty name where it reads rows and no column of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
}

impl Db {
    /// Does `work` for the step `name` under the guard: every statement that it prepares is examined, and none that
    /// was prepared without the guard is used again.
    ///
    /// # Errors
    /// The step, what was refused, to which thing and what to do instead; else whatever `work` returns.
    pub fn guarded<T>(&self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let guard = self.guard()?;
        guard.on.store(true, Ordering::SeqCst);
        let done = work();
        guard.on.store(false, Ordering::SeqCst);
        let refused = guard.refusals.try_iter().collect::<Vec<_>>().into_iter().next();
        done.map_err(|error| refused.map_or(error, |why| anyhow!("{name}: {why}")))
    }

    /// What a statement reads, through views and subqueries as well.
    ///
    /// # Errors
    /// When it does not prepare against the schema.
    pub fn reads(&self, sql: Sql) -> Result<BTreeSet<Read>> {
        let guard = self.guard()?;
        guard.notes_reads.store(true, Ordering::SeqCst);
        // Not from the cache: only a statement that is prepared anew is asked about.
        let prepared = self.connection.prepare(sql.text).map(drop);
        guard.notes_reads.store(false, Ordering::SeqCst);
        let reads = guard.reads.try_iter().collect();
        prepared.map_err(|error| self.trouble(error, sql))?;
        Ok(reads)
    }

    fn guard(&self) -> Result<&Guard> {
        if let Some(guard) = self.guard.get() {
            return Ok(guard);
        }
        let guard = self.set_guard()?;
        Ok(self.guard.get_or_init(|| guard))
    }

    /// Whether a statement is prepared for a user now.
    pub(super) fn is_guarded(&self) -> bool {
        self.guard.get().is_some_and(|guard| guard.on.load(Ordering::SeqCst))
    }

    fn set_guard(&self) -> Result<Guard> {
        let (tell, refusals) = mpsc::channel();
        let (note, reads) = mpsc::channel();
        let (on, notes_reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (watches, notes) = (on.clone(), notes_reads.clone());
        self.connection.authorizer(Some(move |asked: AuthContext| {
            if notes.load(Ordering::SeqCst)
                && let AuthAction::Read { table_name, column_name } = asked.action
            {
                // Nobody is left to listen only once the guard is gone.
                drop(note.send(Read { table: table_name.to_owned(), column: column_name.to_owned() }));
            }
            let refused = watches.load(Ordering::SeqCst).then(|| refusal(&OURS, asked)).flatten();
            match refused {
                None => Authorization::Allow,
                // Nobody is left to listen only once the guard is gone.
                Some(why) => tell.send(why).map_or(Authorization::Deny, |()| Authorization::Deny),
            }
        }))?;
        Ok(Guard { on, refusals, notes_reads, reads })
    }
}

/// Why the statement may not do that; `None` when it may.
fn refusal(ours: &HashSet<&'static str>, asked: AuthContext) -> Option<String> {
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
fn making(ours: &HashSet<&'static str>, action: AuthAction) -> Option<String> {
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
    format!("a step may not {what} {name}: it belongs to midjobs; make a table of your own instead")
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
