//! The exports of one call are loaded in one transaction: all of them are in, or nothing is.

use std::collections::BTreeMap;
use std::io::Read;

use anyhow::{Context, Result, bail, ensure};

use super::covered::Covered;
use super::{Ending, Options, table_of_file_name};
use crate::coverage::{self, Load, LoadOrigin};
use crate::db::Db;
use crate::intake::replace::{Compared, Seen};
use crate::intake::tables::{self, Extract, SYSEVENT};
use crate::intake::{Counts, Loader, Tally, Writing, keep_history};
use crate::time::Time;

/// How to load.
pub struct Loading<'a> {
    /// How to read the files.
    pub options: &'a Options,
    /// Whether rows that the files do not have are removed from the tables that came whole.
    pub replace: bool,
    /// When the instance had these rows, where somebody said so.
    pub as_of: Option<Time>,
    /// The time.
    pub now: Time,
}

/// A file that was opened.
pub struct Opened<'a> {
    /// Its bytes.
    pub reader: Box<dyn Read + 'a>,
    /// When it was last written, where it is one.
    pub written_on: Option<Time>,
    /// Told after each row how many were loaded.
    pub progress: Box<dyn Fn(u64) + 'a>,
}

/// What a call did.
#[derive(Default)]
pub struct Loaded {
    /// What became of each file, in the order of loading.
    pub files: Vec<(String, Tally, Ending)>,
    /// How many rows were removed because no file has them, by table.
    pub removed: BTreeMap<String, u64>,
    /// The tables that came whole and have more rows than the files.
    pub more_here: BTreeMap<String, Compared>,
}

/// Loads the files in one transaction, those that others refer to first, and records what they cover: the rows of a
/// table count together, whichever files they came in.
///
/// # Errors
/// When a file cannot be read, a row is refused, or rows are to be replaced by a file that has a gap; nothing was
/// loaded then.
pub fn load_exports<'a>(
    db: &Db,
    files: &[String],
    loading: &Loading,
    open: &dyn Fn(&str) -> Result<Opened<'a>>,
) -> Result<Loaded> {
    db.transaction(|| {
        let mut call = Call { db, loading, seen: Seen::default(), covered: Covered::default() };
        let mut loaded = Loaded::default();
        for file in in_order_of_references(files, loading.options) {
            let (tally, ending) = call.load(file, open)?;
            loaded.files.push((file.clone(), tally, ending));
        }
        call.finish(&mut loaded)?;
        Ok(loaded)
    })
    .context("nothing was loaded")
}

/// The files as they are to be loaded: those whose rows others may name come first.
fn in_order_of_references<'f>(files: &'f [String], options: &Options) -> Vec<&'f String> {
    let depth = |file: &&String| {
        let table = table_of(file, options);
        table.as_deref().and_then(tables::table).map_or(0, |table| table.depth())
    };
    let mut ordered: Vec<&String> = files.iter().collect();
    ordered.sort_by_key(depth);
    ordered
}

/// The table that was asked for, or that the file's name says.
fn table_of(file: &str, options: &Options) -> Option<String> {
    options.table.clone().or_else(|| table_of_file_name(file, &options.known_tables))
}

/// A call at work.
struct Call<'a> {
    db: &'a Db,
    loading: &'a Loading<'a>,
    seen: Seen,
    covered: Covered,
}

impl Call<'_> {
    fn load<'o>(&mut self, file: &str, open: &dyn Fn(&str) -> Result<Opened<'o>>) -> Result<(Tally, Ending)> {
        let opened = open(file).with_context(|| format!("opening {file}"))?;
        let options = self.loading.options;
        let mut loader = Loader::noting(self.db, Some(&mut self.seen)).replacing(self.loading.replace);
        if let Some(table) = table_of(file, options) {
            // A file without rows is on record as well: it says how much was seen.
            loader.expect(&table);
        }
        let mut writing = None;
        let ending = super::read(opened.reader, file, options, &mut |record| {
            // Events have no history. A page that is written before a million of them and once more behind has SQLite reckon
            // its log anew from there.
            if writing.is_none() && record.table.as_deref() != Some(SYSEVENT.name) {
                writing = Some(Writing::begin(self.db, LoadOrigin::Import.label(), self.loading.now)?);
            }
            let row = record.row;
            loader.load(record).inspect(|()| (opened.progress)(row))
        })?;
        let tally = loader.finish().with_context(|| format!("reading {file}"))?;
        self.check(&tally, &ending).with_context(|| format!("reading {file}"))?;
        let extracted_on = self.extracted_on(&ending, opened.written_on);
        if let Some(writing) = writing {
            writing.date(extracted_on)?;
            writing.end()?;
        }
        let gap = ending.gap().map(ToString::to_string);
        let loads = tally.loads(file, gap.as_deref(), extracted_on, self.loading.now);
        loads.into_iter().for_each(|load| self.covered.add(load));
        Ok((tally, ending))
    }

    fn check(&self, tally: &Tally, ending: &Ending) -> Result<()> {
        let silent = tally.tables.is_empty() && tally.other_tables.is_empty();
        ensure!(!silent, "it has no rows and does not say which table it holds: name it with --table");
        let others: Vec<&str> = tally.other_tables.keys().map(String::as_str).collect();
        if let (Some(asked), [_, ..]) = (&self.loading.options.table, &others[..]) {
            let came = tally.tables.get(asked).is_some_and(Counts::has_rows);
            ensure!(came, "its rows are of {}, not of {asked}: leave --table out", others.join(", "));
        }
        let replaces = self.loading.replace && tally.tables.keys().any(|table| is_whole(table));
        match ending.gap() {
            Some(gap) if replaces => bail!("it cannot replace the rows that are there: {gap}"),
            _ => Ok(()),
        }
    }

    /// When the instance had the rows: as somebody said, else as the file says, else when it was written. Never later
    /// than now.
    fn extracted_on(&self, ending: &Ending, written_on: Option<Time>) -> Time {
        let now = self.loading.now;
        self.loading.as_of.or(ending.exported).or(written_on).unwrap_or(now).min(now)
    }

    /// Removes what no file has, or counts it, and records the loads.
    fn finish(mut self, loaded: &mut Loaded) -> Result<()> {
        if self.loading.replace {
            let removing = || "removing rows that the extracts do not have";
            loaded.removed = self.seen.remove_absent(self.db).with_context(removing)?;
        } else {
            let whole = |table: &str| !self.covered.has_gap(table);
            loaded.more_here = self.seen.compare(self.db, &whole)?;
            loaded.more_here.retain(|table, rows| rows.here > rows.extracted && !self.covered.has_gap(table));
        }
        let mut recorded = Vec::new();
        for load in self.covered.loads() {
            doubt_emptiness(self.db, load)?;
            coverage::record(self.db, load)?;
            recorded.push(&*load);
        }
        keep_history(self.db, &recorded, self.loading.now)
    }
}

/// Nothing where rows stand is no proof that they are gone.
fn doubt_emptiness(db: &Db, load: &mut Load) -> Result<()> {
    if load.rows > 0 || load.gap.is_some() || !is_whole(&load.table) {
        return Ok(());
    }
    let mut nothing = Seen::default();
    nothing.table(&load.table)?;
    let here = nothing.compare(db, &|_| false)?.get(&load.table).map_or(0, |rows| rows.here);
    if here > 0 {
        load.gap = Some(format!("the extract has no rows, and the table here {here}"));
    }
    Ok(())
}

fn is_whole(table: &str) -> bool {
    tables::table(table).is_some_and(|table| table.extract == Extract::Whole)
}
