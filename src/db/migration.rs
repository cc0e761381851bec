//! The schema: numbered migrations under `sql/schema/`, built into the program.

use std::path::Path;

use anyhow::{Context, Result, bail};
use include_dir::File;
use rusqlite::Connection;
use rusqlite_migration::{Error, M, Migrations};

use super::schema::SCHEMA;
use super::trouble;

/// The first hundred numbers belong to the schema before 0.2, which is not migrated.
const BEFORE: usize = 100;

/// The number of the newest migration that this program knows.
pub(super) fn newest() -> i64 {
    i64::try_from(BEFORE + SCHEMA.dirs().count()).unwrap_or(i64::MAX)
}

/// Brings the file to the newest schema in one transaction: all migrations that it lacks, or none.
///
/// # Errors
/// When a migration fails; the file is then as it was.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    let migrated = migrations()?.to_latest(connection).map_err(|error| match error {
        // Its own text repeats the whole migration.
        Error::RusqliteError { err, .. } => trouble::explain(err, path),
        other => other.into(),
    });
    migrated.context("bringing the database to the newest schema; it was left as it was")
}

/// The migrations in the order of their folders' numbers.
fn migrations() -> Result<Migrations<'static>> {
    let mut folders: Vec<_> = SCHEMA.dirs().collect();
    folders.sort_by_key(|folder| folder.path());
    let mut all = vec![M::up(""); BEFORE];
    for folder in folders {
        let up = folder.get_file(folder.path().join("up.sql")).and_then(File::contents_utf8);
        all.push(M::up(up.with_context(|| format!("{} has no up.sql", folder.path().display()))?));
    }
    Ok(Migrations::new(all))
}

/// Refuses a file of a newer program, or, to a command that only looks, of an older one.
pub(super) fn check_version(version: i64, may_migrate: bool) -> Result<()> {
    let newest = newest();
    if version > newest {
        bail!(
            "it was written by a newer midjobs (its schema is {version}, this program knows {newest}): use that one"
        );
    }
    if (1..=BEFORE as i64).contains(&version) {
        bail!(
            "it was written by a midjobs before 0.2, whose files are not migrated: write its tables out with that \
             program (`midjobs export TABLE --out TABLE.json`), make a new file with `midjobs init`, and import them"
        );
    }
    if version < newest && !may_migrate {
        bail!(
            "it was written by an older midjobs (its schema is {version}, this program wants {newest}): run `midjobs init` on it"
        );
    }
    Ok(())
}
