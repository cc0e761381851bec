//! The schema: numbered migrations under `sql/schema/`, built into the program.

use std::path::Path;

use anyhow::{Context, Result};
use include_dir::File;
use rusqlite::{Connection, TransactionBehavior};

use super::trouble;
use crate::db::schema::SCHEMA;
use crate::db::version::BEFORE;

/// Brings the file to the newest schema in one transaction: all migrations that it lacks, or none.
///
/// # Errors
/// When a migration fails; the file is then as it was.
pub(in crate::db) fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    let migrated = apply(connection, &migrations()?).map_err(|error| trouble::explain(error, path));
    migrated.context("bringing the database to the newest schema; it was left as it was")
}

/// The number that the file has is read under the write lock: whoever waited for it sees what another process did.
fn apply(connection: &mut Connection, migrations: &[(i64, &str)]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let at: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for (number, up) in migrations.iter().filter(|(number, _)| *number > at) {
        transaction.execute_batch(up)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.commit()
}

/// The migrations with their numbers, in the order of their folders.
fn migrations() -> Result<Vec<(i64, &'static str)>> {
    let mut folders: Vec<_> = SCHEMA.dirs().collect();
    folders.sort_by_key(|folder| folder.path());
    let numbered = folders.into_iter().zip(BEFORE + 1..).map(|(folder, number)| {
        let up = folder.get_file(folder.path().join("up.sql")).and_then(File::contents_utf8);
        Ok((number, up.with_context(|| format!("{} has no up.sql", folder.path().display()))?))
    });
    numbered.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(connection: &Connection, query: &str) -> i64 {
        connection.query_row(query, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_migration_that_fails_takes_those_before_it_back() {
        let mut connection = Connection::open_in_memory().unwrap();
        apply(&mut connection, &[(101, "CREATE TABLE kept (a); INSERT INTO kept VALUES (7)")]).unwrap();
        let failed = apply(
            &mut connection,
            &[
                (101, "DROP TABLE kept"),
                (102, "UPDATE kept SET a = 8"),
                (103, "INSERT INTO nowhere VALUES (1)"),
            ],
        );
        assert!(failed.is_err());
        assert_eq!(
            (asked(&connection, "SELECT a FROM kept"), asked(&connection, "PRAGMA user_version")),
            (7, 101)
        );
        assert!(connection.is_autocommit());
    }

    #[test]
    fn what_the_file_has_is_not_done_again() {
        let mut connection = Connection::open_in_memory().unwrap();
        let (first, second) = ((101, "CREATE TABLE kept (a)"), (102, "INSERT INTO kept VALUES (1)"));
        apply(&mut connection, &[first]).unwrap();
        for _ in 0..2 {
            apply(&mut connection, &[first, second]).unwrap();
        }
        assert_eq!(
            (asked(&connection, "SELECT count(*) FROM kept"), asked(&connection, "PRAGMA user_version")),
            (1, 102)
        );
    }
}
