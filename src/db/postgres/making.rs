//! Making a schema and bringing it to the newest version; and a role for users' steps, which may do less.

use anyhow::{Context, Result, ensure};
use include_dir::{Dir, include_dir};

use super::{Server, guard};
use crate::db::version;
use crate::db::{Access, params, sql};

static SCHEMA: Dir = include_dir!("$CARGO_MANIFEST_DIR/sql/schema-postgres");

impl Server {
    /// Makes the schema where it is missing, and brings it to the newest version.
    pub(super) fn make(&self) -> Result<()> {
        let found = self.found()?;
        ensure!(
            found.is_ours || !found.has_any,
            "the schema {} has tables of another program in it: name another with ?schema=NAME",
            self.address.schema
        );
        self.migrate()
    }

    pub(super) fn check_or_migrate(&self, access: Access) -> Result<()> {
        let found = self.found()?;
        ensure!(
            found.is_ours,
            "there is no schema {} of midjobs in the database {}: make it with `midjobs init --db '{}'`",
            self.address.schema,
            self.address.database,
            self.place.display()
        );
        let version = self.version()?;
        version::check(version, access == Access::Write)?;
        if version < version::newest() && access == Access::Write { self.migrate() } else { Ok(()) }
    }

    fn version(&self) -> Result<i64> {
        self.row(sql!("postgres/find_version.sql"), &[])?.get("version")
    }

    fn found(&self) -> Result<Found> {
        let row = self.row(sql!("postgres/find_schema.sql"), params![schema: &self.address.schema])?;
        Ok(Found {
            is_there: row.get("is_there")?,
            is_ours: row.get("is_ours")?,
            has_any: row.get("has_any")?,
        })
    }

    /// All migrations that it lacks, or none.
    fn migrate(&self) -> Result<()> {
        self.on(|session| session.batch("BEGIN"))?;
        let done =
            self.migrate_alone().context("bringing the database to the newest schema; it was left as it was");
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        self.on(|session| {
            session.forget();
            session.batch(end)
        })?;
        done
    }

    fn migrate_alone(&self) -> Result<()> {
        drop(self.row(sql!("postgres/lock_making.sql"), params![schema: &self.address.schema])?);
        let found = self.found()?;
        if !found.is_there {
            self.on(|session| session.batch(&format!("CREATE SCHEMA \"{}\"", self.address.schema)))?;
        }
        let at = if found.is_ours { self.version()? } else { 0 };
        version::check(at, true)?;
        for (number, folder) in folders() {
            if number > at || (number == version::BEFORE && at == 0) {
                self.apply(folder)?;
            }
        }
        let newest = version::newest();
        self.on(|session| session.execute(sql!("postgres/put_version.sql"), params![version: newest]))?;
        self.make_step_role()
    }

    fn apply(&self, folder: &Dir) -> Result<()> {
        for file in ["up.sql", "days.sql", "triggers.sql"] {
            if let Some(text) = folder.get_file(folder.path().join(file)) {
                let text =
                    text.contents_utf8().with_context(|| format!("{} is no text", text.path().display()))?;
                let applied = self.on(|session| session.batch(text));
                applied.with_context(|| format!("carrying out {}/{file}", folder.path().display()))?;
            }
        }
        Ok(())
    }

    /// The role is the database's: there may be one already, or somebody else may have to make it.
    fn make_step_role(&self) -> Result<()> {
        let role = self.address.step_role();
        if !self.has_step_role()? {
            self.on(|session| session.batch("SAVEPOINT role"))?;
            let made = self.on(|session| session.batch(&guard::making(&role)));
            if let Err(error) = made {
                self.on(|session| session.batch("ROLLBACK TO role"))?;
                log::warn!(
                    "the role {role} for the steps of your jobs could not be made ({error:#}): a job of yours with SQL of its own \
                     fails until somebody who may has run: {}",
                    guard::making(&role)
                );
                return Ok(());
            }
        }
        self.row(sql!("postgres/let_steps.sql"), params![role]).map(drop)
    }

    pub(super) fn has_step_role(&self) -> Result<bool> {
        let role = self.address.step_role();
        self.row(sql!("postgres/has_role.sql"), params![role])?.get("there")
    }
}

struct Found {
    is_there: bool,
    is_ours: bool,
    has_any: bool,
}

/// The folders of the schema with the numbers of their migrations. What the others stand on comes before all.
fn folders() -> Vec<(i64, &'static Dir<'static>)> {
    let mut folders: Vec<_> = SCHEMA.dirs().collect();
    folders.sort_by_key(|folder| folder.path());
    let number = |folder: &Dir| folder.path().to_str()?.split('-').next()?.parse::<i64>().ok();
    folders.into_iter().filter_map(|folder| Some((version::BEFORE + number(folder)?, folder))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_has_the_number_of_its_migration() {
        let numbers: Vec<i64> = folders().into_iter().map(|(number, _)| number).collect();
        assert_eq!(numbers, (version::BEFORE..=version::newest()).collect::<Vec<_>>());
    }
}
