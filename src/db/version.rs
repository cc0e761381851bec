//! The number of a schema: how many migrations it has had.

use anyhow::{Result, bail};

use super::schema::SCHEMA;

/// The numbers up to here belong to schemas before 0.2, which are not migrated.
pub(super) const BEFORE: i64 = 140;

/// The number of the newest migration that this program knows.
pub(super) fn newest() -> i64 {
    SCHEMA.dirs().fold(BEFORE, |number, _| number + 1)
}

/// Refuses a file of a newer program, or, to a command that only looks, of an older one.
pub(super) fn check(version: i64, may_migrate: bool) -> Result<()> {
    let newest = newest();
    if version > newest {
        bail!(
            "it was written by a newer midjobs (its schema is {version}, this program knows {newest}): use that one"
        );
    }
    if (1..=BEFORE).contains(&version) {
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
