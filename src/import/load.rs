//! An export is loaded in one transaction: it is in, or it is not.

use std::io::Read;

use anyhow::{Context, Result, bail, ensure};

use super::{Ending, Options, table_of_file_name};
use crate::coverage;
use crate::db::Db;
use crate::intake::replace::Seen;
use crate::intake::{Loader, Tally};
use crate::time::Time;

/// How to load.
pub struct Loading<'a> {
    /// How to read the file.
    pub options: &'a Options,
    /// Where to note the rows that it has, if those that it has not are to be removed.
    pub seen: Option<&'a mut Seen>,
    /// Told after each row how many were loaded.
    pub progress: &'a dyn Fn(u64),
    /// When the instance had these rows, where somebody said so.
    pub as_of: Option<Time>,
    /// When the file was last written, where it is one.
    pub written_on: Option<Time>,
    /// The time.
    pub now: Time,
}

impl Loading<'_> {
    /// When the instance had the rows: as somebody said, else as the file says, else when it was written. Never later
    /// than now.
    fn extracted_on(&self, ending: &Ending) -> Time {
        self.as_of.or(ending.exported).or(self.written_on).unwrap_or(self.now).min(self.now)
    }
}

/// Loads one export in one transaction: it is in, or it is not. Records what it covers.
///
/// # Errors
/// When it cannot be read, or a row is refused; nothing of it was loaded then.
pub fn load_export(db: &Db, reader: impl Read, name: &str, loading: Loading) -> Result<(Tally, Ending)> {
    db.transaction(|| {
        let replaces = loading.seen.is_some();
        let mut loading = loading;
        let mut loader = Loader::noting(db, loading.seen.take());
        let options = loading.options;
        if let Some(table) = options.table.clone().or_else(|| table_of_file_name(name, &options.known_tables))
        {
            // A file without rows is on record as well: it says how much was seen.
            loader.tally.of(&table);
        }
        let ending = super::read(reader, name, options, &mut |record| {
            let row = record.row;
            loader.load(record).inspect(|()| (loading.progress)(row))
        })?;
        let silent = loader.tally.tables.is_empty() && loader.tally.other_tables.is_empty();
        ensure!(!silent, "it has no rows and does not say which table it holds: name it with --table");
        let gap = ending.warnings.iter().find(|warning| warning.means_missing_rows());
        if let (Some(gap), true) = (gap, replaces) {
            bail!("it cannot replace the rows that are there: {gap}");
        }
        let gap = gap.map(ToString::to_string);
        let extracted_on = loading.extracted_on(&ending);
        for load in loader.tally.loads(name, gap.as_deref(), extracted_on, loading.now) {
            coverage::record(db, &load)?;
        }
        Ok((loader.tally, ending))
    })
    .with_context(|| format!("importing {name}: nothing of it was loaded"))
}
