//! Where the rows of one side are: a directory of exports, or a file of midjobs.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::cli::commands::import::{files, open};
use crate::cli::context::Context;
use crate::db::place::is_address;
use crate::db::{Access, Db};
use crate::import::load::{Loading, load_exports};
use crate::import::{self, Options, table_of_file_name};
use crate::intake::record::Action;
use crate::preflight::Preserver;

/// The table of the preservers: only this command reads it.
const PRESERVERS: &str = "clone_data_preserver";

/// The table of what a clone leaves out, which only this command reads as well.
const EXCLUDED: &str = "clone_data_exclude";

/// The rows of one side.
pub struct Rows {
    /// In the file that was named, or in memory.
    pub db: Db,
    /// The preservers, where the directory has them.
    pub preservers: Vec<Preserver>,
    /// The tables that the clone leaves out, where the directory says so.
    pub excluded: Vec<String>,
    /// Whether the preservers were seen at all.
    pub has_preservers: bool,
}

/// Opens the file, or loads the directory's exports into memory: nothing is written anywhere.
pub fn rows(name: &str, context: &Context) -> Result<Rows> {
    let path = Path::new(name);
    if !path.is_dir() {
        ensure!(
            path.exists() || is_address(path),
            "there is no {name}: name a directory of exports, or a file that `midjobs init` made"
        );
        let db = Db::open(path, Access::Read, context.lock_timeout())?;
        return Ok(Rows { db, preservers: Vec::new(), excluded: Vec::new(), has_preservers: false });
    }
    let db = Db::in_memory().context("making a database in memory")?;
    let is_of = |table: &str, file: &String| table_of_file_name(file, &[table.to_owned()]).is_some();
    let (of_preservers, others): (Vec<String>, Vec<String>) =
        files(&[name.to_owned()])?.into_iter().partition(|file| is_of(PRESERVERS, file));
    let (of_excluded, others): (Vec<String>, Vec<String>) =
        others.into_iter().partition(|file| is_of(EXCLUDED, file));
    let options = Options::for_known_tables();
    let loading = Loading { options: &options, replace: false, as_of: None, now: context.now() };
    let loaded = load_exports(&db, &others, &loading, &open)
        .with_context(|| format!("reading the exports in {name}: take files that are none out of it"))?;
    for (file, _, ending) in &loaded.files {
        ending.warnings.iter().for_each(|warning| log::warn!("{file}: {warning}"));
    }
    let (mut preservers, mut excluded) = (Vec::new(), Vec::new());
    for file in &of_preservers {
        preservers.extend(read(file, PRESERVERS)?);
    }
    for file in &of_excluded {
        excluded.extend(read(file, EXCLUDED)?.into_iter().map(|excluded| excluded.table));
    }
    Ok(Rows { db, preservers, excluded, has_preservers: !of_preservers.is_empty() })
}

/// The active rows of one of these tables: they have the same columns.
fn read(file: &str, table: &str) -> Result<Vec<Preserver>> {
    let opened = open(file).with_context(|| format!("opening {file}"))?;
    let table = table.to_owned();
    let options = Options { table: Some(table.clone()), known_tables: vec![table], ..Options::default() };
    let mut preservers = Vec::new();
    import::read(opened.reader, file, &options, &mut |record| {
        let is_one = record.action == Action::Put && record.value("active") != Some("false");
        ensure!(
            record.has("table"),
            "it has no column table: export the list as XML, or as CSV with all fields"
        );
        if is_one && let Some(table) = record.value("table") {
            // The documentation has both names of the column.
            let condition = ["conditions", "condition"].into_iter().find(|column| record.has(column));
            let condition = condition.map(|column| record.value(column).unwrap_or_default().to_owned());
            let name = record.value("name").unwrap_or(table);
            preservers.push(Preserver { name: name.to_owned(), table: table.to_owned(), condition });
        }
        Ok(())
    })?;
    Ok(preservers)
}
