//! The guard: what a user's statement may do, held by a role of the server's, by its first word, and by asking afterwards
//! whether it still has that role. It holds against mistakes.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow, ensure};

use super::Server;
use super::placeholders::words;
use crate::db::guarded::KEPT;
use crate::db::schema::{Made, made};
use crate::db::{Read, Sql, params, sql};

/// What a user's statement may begin with.
const MAY_BEGIN: [&str; 9] =
    ["SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP"];

/// What it may name nowhere: it would take its rights or its limits off.
const MAY_NOT_NAME: [&str; 6] =
    ["SET_CONFIG", "PG_TERMINATE_BACKEND", "PG_CANCEL_BACKEND", "PG_ADVISORY_LOCK", "DBLINK", "LO_IMPORT"];

/// What the guard says of a word, if it is one that a step may not use.
pub(super) fn may_not_name(word: &str) -> Option<String> {
    let named = MAY_NOT_NAME.iter().find(|name| word.eq_ignore_ascii_case(name))?;
    Some(format!("a step may not use {}", named.to_lowercase()))
}

/// What changes rows.
const WRITES: [&str; 8] = ["INSERT", "UPDATE", "DELETE", "MERGE", "CREATE", "ALTER", "DROP", "INTO"];

/// What makes the role.
pub(super) fn making(role: &str) -> String {
    format!("CREATE ROLE \"{role}\" NOLOGIN; GRANT \"{role}\" TO CURRENT_USER;")
}

/// Whether a statement changes nothing, as far as its words say.
pub(super) fn only_reads(sql: Sql) -> bool {
    let words = words(sql.text);
    let reads = words.first().is_some_and(|first| ["SELECT", "WITH", "VALUES"].contains(&first.as_str()));
    reads && !words.iter().any(|word| WRITES.contains(&word.as_str()))
}

/// The tables of the schema that a statement names.
pub(super) fn named_tables(sql: Sql) -> BTreeSet<Read> {
    let words = words(sql.text);
    let tables = made().filter(|(made, name)| *made == Made::Table && words.contains(&name.to_uppercase()));
    tables.map(|(_, table)| Read { table: table.to_owned(), column: String::new() }).collect()
}

impl Server {
    /// Does `work` as the role for steps.
    pub(super) fn guarded(&self, name: &str, work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let role = self.address.step_role();
        ensure!(
            self.has_step_role()?,
            "{name}: the role {role}, which the steps of your jobs have, is missing: have somebody who may run {}",
            making(&role)
        );
        self.take_role(&role)?;
        self.guarded.set(true);
        let done = work();
        self.guarded.set(false);
        if let Err(error) = done {
            // The server does nothing more in this transaction; its end gives the role back.
            if !self.transaction_failed() {
                self.take_role("none")?;
            }
            return Err(in_place_of(name, error));
        }
        let now: String = self.row(sql!("postgres/find_role.sql"), &[])?.get("role")?;
        ensure!(now == role, "{name}: a step may not take other rights than it was given");
        self.take_role("none")
    }

    fn take_role(&self, role: &str) -> Result<()> {
        self.row(sql!("postgres/take_role.sql"), params![role]).map(drop)
    }

    pub(super) fn transaction_failed(&self) -> bool {
        self.transaction.borrow().as_ref().is_some_and(|transaction| transaction.failed)
    }

    /// Refuses a user's statement by its words.
    pub(super) fn ensure_allowed(&self, sql: Sql) -> Result<()> {
        if !self.guarded.get() {
            return Ok(());
        }
        ensure!(
            MAY_BEGIN.contains(&sql.verb().as_str()),
            "a step may only read and change rows, and make tables, indexes and views of its own"
        );
        let named = words(sql.text).iter().find_map(|word| may_not_name(word));
        ensure!(named.is_none(), "{}", named.unwrap_or_default());
        Ok(())
    }
}

/// The server's refusal, with what to do instead.
fn in_place_of(name: &str, error: anyhow::Error) -> anyhow::Error {
    let said = format!("{error:#}");
    let table =
        said.split("permission denied for table ").nth(1).and_then(|rest| rest.split_whitespace().next());
    let kept = table.and_then(|table| KEPT.iter().find(|(known, _)| *known == table));
    match kept {
        Some((table, instead)) => anyhow!("{name}: a step may not write to {table}: {instead}"),
        None => error.context(name.to_owned()),
    }
}
