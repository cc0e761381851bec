//! The schema: numbered migrations under `sql/schema/`, built into the program.

use std::path::Path;

use anyhow::{Context, Result, bail};
use rusqlite::Connection;
use rusqlite_migration::{Error, Migrations};

use super::schema::SCHEMA;
use super::trouble;

/// The number of the newest migration that this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(SCHEMA.dirs().count()).unwrap_or(i64::MAX)
}

/// Brings the file to the newest schema in one transaction: all migrations that it lacks, or none.
///
/// # Errors
/// When a migration fails; the file is then as it was.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    let migrations = Migrations::from_directory(&SCHEMA).context("reading the built-in schema")?;
    let migrated = migrations.to_latest(connection).map_err(|error| match error {
        // Its own text repeats the whole migration.
        Error::RusqliteError { err, .. } => trouble::explain(err, path),
        other => other.into(),
    });
    migrated.context("bringing the database to the newest schema; it was left as it was")
}

/// Refuses a file of a newer program, or, to a command that only looks, of an older one.
pub(super) fn check_version(version: i64, may_migrate: bool) -> Result<()> {
    let newest = newest();
    if version > newest {
        bail!(
            "it was written by a newer midjobs (its schema is {version}, this program knows {newest}): use that one"
        );
    }
    if version < newest && !may_migrate {
        bail!(
            "it was written by an older midjobs (its schema is {version}, this program wants {newest}): run `midjobs init` on it"
        );
    }
    Ok(())
}
