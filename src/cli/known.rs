//! Filters that matched nothing: whether what they name is there at all.

use anyhow::Result;

use crate::db::{Db, params, sql};
use crate::intake::tables;
use crate::job::Catalog;
use crate::similar::no_such;

/// The states of MID Servers that an instance writes.
const STATUSES: [&str; 4] = ["Up", "Down", "Paused", "Upgrading"];

/// Sources of issues that are there before any issue is.
const SOURCES: [&str; 2] = ["InstanceClone", "MIDUserConnectivity"];

/// # Errors
/// When no MID Server has that name or sys_id, nor any issue.
pub fn mid_server(db: &Db, name: &str) -> Result<()> {
    if db.row(sql!("look/find_mid_server.sql"), params![name])?.is_some() {
        return Ok(());
    }
    let known = names(db.rows(sql!("look/list_names_of_mid_servers.sql"), &[])?)?;
    Err(no_such("MID Server", name, &known, "`midjobs mids`"))
}

/// # Errors
/// When no MID Server has that status, and it is none of the usual ones.
pub fn status(db: &Db, status: &str) -> Result<()> {
    let mut known = names(db.rows(sql!("look/list_statuses.sql"), &[])?)?;
    add(&mut known, STATUSES);
    let there = known.iter().any(|known| known.to_lowercase() == status.to_lowercase());
    if there { Ok(()) } else { Err(no_such("status", status, &known, "")) }
}

/// # Errors
/// When no issue has that source, and no job would open one of it.
pub fn source(db: &Db, catalog: &Catalog, source: &str) -> Result<()> {
    let mut known = names(db.rows(sql!("look/list_sources_of_issues.sql"), &[])?)?;
    add(&mut known, SOURCES);
    add(&mut known, catalog.jobs.iter().filter_map(|job| job.source.as_deref()));
    ensure_known("source", source, &known, "`midjobs issues --state all`")
}

/// # Errors
/// When there is no job of that name, and nothing on record is of one.
pub fn job(db: &Db, catalog: &Catalog, job: &str) -> Result<()> {
    if catalog.find(job).is_some() {
        return Ok(());
    }
    ensure_known("job", job, &jobs(db, catalog)?, "`midjobs jobs` (--jobs DIR adds your own)")
}

/// The names of all jobs that there are, or that something on record is of.
pub fn jobs(db: &Db, catalog: &Catalog) -> Result<Vec<String>> {
    let mut known = names(db.rows(sql!("look/list_names_of_jobs.sql"), &[])?)?;
    add(&mut known, catalog.jobs.iter().map(|job| job.name.as_str()));
    Ok(known)
}

/// # Errors
/// When midjobs keeps no table of that name.
pub fn table(name: &str) -> Result<()> {
    ensure_known("table", name, &tables::TABLES.map(|table| table.name.to_owned()), "")
}

/// # Errors
/// When midjobs keeps no table of that name, and it is not that other word either.
pub fn table_or(name: &str, other: &str) -> Result<()> {
    let mut known: Vec<String> = tables::TABLES.iter().map(|table| table.name.to_owned()).collect();
    known.push(other.to_owned());
    ensure_known("table", name, &known, "")
}

/// # Errors
/// When no run's sys_id begins like that.
pub fn run(db: &Db, beginning: &str) -> Result<()> {
    match db.row(sql!("look/find_run_by_beginning.sql"), params![beginning])? {
        Some(_) => Ok(()),
        None => Err(no_such("run", beginning, &[], "`midjobs runs`")),
    }
}

fn ensure_known(what: &str, written: &str, known: &[String], see: &str) -> Result<()> {
    let there = known.iter().any(|known| known == written);
    if there { Ok(()) } else { Err(no_such(what, written, known, see)) }
}

fn add<'a>(known: &mut Vec<String>, others: impl IntoIterator<Item = &'a str>) {
    known.extend(others.into_iter().map(str::to_owned));
    known.sort();
    known.dedup();
}

fn names(rows: Vec<crate::db::Row>) -> Result<Vec<String>> {
    rows.iter().map(|row| row.get("name")).collect()
}
