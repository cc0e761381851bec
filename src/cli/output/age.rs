//! What the shown rows can say: how old the rows are, where they came from, and what they cannot say.

use std::io::Write;

use anyhow::Result;
use serde_json::Value as Json;

use crate::cli::context::Context;
use crate::cli::output::fold::folded;
use crate::cli::output::screen::Screen;
use crate::cli::output::{self, Shown};
use crate::coverage::{self, Cause, Doubt, Load, Need, Sight};
use crate::db::Db;
use crate::time::{Span, Time};

/// The last load of some tables, and what they cannot say.
pub struct Covered {
    sight: Sight,
    needs: &'static [Need],
    now: Time,
}

impl Covered {
    /// What is known of these tables.
    pub fn of(db: &Db, needs: &'static [Need], now: Time) -> Result<Self> {
        Ok(Self { sight: Sight::at(db.reader(), now)?, needs, now })
    }

    /// The same of what is seen already.
    pub fn seen(sight: Sight, needs: &'static [Need], now: Time) -> Self {
        Self { sight, needs, now }
    }

    /// The last load of a table.
    pub fn load(&self, table: &str) -> Option<&Load> {
        self.sight.load(table)
    }

    /// Why what is not found in a table may be there nevertheless.
    pub fn doubt(&self, need: &Need) -> Option<Doubt> {
        self.sight.doubt(need)
    }

    /// Why what is not found in these tables may be there nevertheless.
    pub fn doubts(&self) -> Vec<Doubt> {
        self.sight.doubts(self.needs)
    }

    /// Warns of every doubt; on a terminal also says how old the rows are.
    pub fn tell(&self, screen: Screen) {
        let doubts = self.doubts();
        let warn = |cause: &Cause| log::warn!("{}: what is not there is unconfirmed", cause.reason());
        coverage::causes(&doubts).iter().for_each(warn);
        if let (Some(width), Some(age)) = (screen.width, self.age()) {
            folded(&age, width, "", "  ").iter().for_each(|line| eprintln!("{line}"));
        }
    }

    /// When the rows were extracted, in words; `None` when none was ever loaded.
    pub fn age(&self) -> Option<String> {
        let ages = coverage::ages(&self.extracted(), self.sight.latest_clone(), self.now)?;
        Some(format!("rows {ages}"))
    }

    /// The same for a line of a monitor.
    pub fn age_in_short(&self) -> Option<String> {
        let ages = coverage::ages_in_short(&self.extracted(), self.sight.latest_clone(), self.now)?;
        Some(format!("rows loaded {ages}"))
    }

    fn extracted(&self) -> Vec<(&'static str, Time)> {
        let load = |need: &Need| Some((need.table, self.sight.load(need.table)?.extracted_on));
        self.needs.iter().filter_map(load).collect()
    }

    /// How old the oldest of the tables is, in seconds.
    pub fn age_seconds(&self) -> Option<u64> {
        let loads = self.needs.iter().filter_map(|need| self.sight.load(need.table));
        let oldest = loads.min_by_key(|load| load.extracted_on)?;
        Some(self.now.since(oldest.extracted_on).seconds())
    }

    /// How old rows may be.
    pub fn stale_after(&self) -> Span {
        self.sight.stale_after()
    }

    /// The same as data, a row for each table.
    pub fn shown(&self) -> Vec<Shown> {
        self.needs.iter().map(|need| self.need_shown(need)).collect()
    }

    fn need_shown(&self, need: &Need) -> Shown {
        let (load, doubt) = (self.sight.load(need.table), self.sight.doubt(need));
        let of_load = |value: &dyn Fn(&Load) -> Json| load.map_or(Json::Null, value);
        super::row([
            ("table", need.table.into()),
            ("origin", of_load(&|load| load.origin.label().into())),
            ("place", of_load(&|load| load.place.as_str().into())),
            ("loaded_on", of_load(&|load| load.loaded_on.iso().into())),
            ("extracted_on", of_load(&|load| load.extracted_on.iso().into())),
            ("age_seconds", of_load(&|load| self.now.since(load.extracted_on).seconds().into())),
            ("rows", of_load(&|load| load.rows.into())),
            ("announced", of_load(&|load| load.announced.into())),
            ("doubt", doubt.as_ref().map(Doubt::reason).into()),
            ("doubt_kind", doubt.as_ref().map(|doubt| doubt.kind.label()).into()),
            ("doubt_since", doubt.as_ref().and_then(|doubt| doubt.since).map(Time::iso).into()),
        ])
    }
}

/// Shows rows as [`output::show_or`] does, and what they rest on: as `coverage` with `--json`, else as messages.
pub fn show(
    context: &Context,
    out: &mut dyn Write,
    name: &str,
    rows: impl IntoIterator<Item = Shown>,
    covered: &Covered,
    nothing: &str,
) -> Result<()> {
    if !context.tells_a_story() {
        covered.tell(context.screen());
    }
    match context.json() {
        true => {
            let rows = rows.into_iter().collect();
            output::show_sections(context, out, [(name, rows), ("coverage", covered.shown())])
        }
        false => output::show_or(context, out, name, rows, nothing),
    }
}
