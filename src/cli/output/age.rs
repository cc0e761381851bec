//! What a judgement rests on: how old the rows are, where they came from, and whether all came.

use std::io::{IsTerminal, Write};

use anyhow::Result;

use crate::cli::context::Context;
use crate::cli::output::{self, Shown};
use crate::coverage::{self, Load};
use crate::db::Db;
use crate::time::Time;

/// The last load of some tables; of a table that was never loaded nothing is known.
pub struct Covered {
    loads: Vec<Load>,
    now: Time,
}

impl Covered {
    /// What is known of these tables.
    pub fn of(db: &Db, tables: &[&str], now: Time) -> Result<Self> {
        Ok(Self { loads: coverage::latest_of(db.reader(), tables)?, now })
    }

    /// Why what is not found in these tables may be there nevertheless.
    pub fn doubts(&self) -> Vec<String> {
        self.loads.iter().filter_map(|load| Some(load.doubt(self.now)?.reason)).collect()
    }

    /// Warns of every doubt; on a terminal also says how old the rows are.
    pub fn tell(&self) {
        for doubt in self.doubts() {
            log::warn!("{doubt}: what is not there is unconfirmed");
        }
        if std::io::stdout().is_terminal()
            && let Some(age) = self.age()
        {
            eprintln!("{age}");
        }
    }

    /// How old the oldest of the tables is, in words; `None` when none was ever loaded.
    pub fn age(&self) -> Option<String> {
        let oldest = self.loads.iter().min_by_key(|load| load.extracted_on)?;
        Some(format!("rows loaded {} ago", self.now.since(oldest.extracted_on).in_words()))
    }

    /// The same as data, a row for each table.
    pub fn shown(&self) -> Vec<Shown> {
        self.loads.iter().map(|load| self.load_shown(load)).collect()
    }

    fn load_shown(&self, load: &Load) -> Shown {
        super::row([
            ("table", load.table.as_str().into()),
            ("origin", load.origin.label().into()),
            ("place", load.place.as_str().into()),
            ("loaded_on", load.loaded_on.iso().into()),
            ("extracted_on", load.extracted_on.iso().into()),
            ("age_seconds", self.now.since(load.extracted_on).seconds().into()),
            ("rows", load.rows.into()),
            ("announced", load.announced.into()),
            ("doubt", load.doubt(self.now).map(|doubt| doubt.reason).into()),
        ])
    }
}

/// Shows rows as [`output::show`] does, and what they rest on: as `coverage` with `--json`, else as messages.
pub fn show(
    context: &Context,
    out: &mut dyn Write,
    name: &str,
    rows: Vec<Shown>,
    covered: &Covered,
) -> Result<()> {
    covered.tell();
    match context.json() {
        true => output::show_sections(context, out, [(name, rows), ("coverage", covered.shown())]),
        false => output::show(context, out, name, rows),
    }
}
