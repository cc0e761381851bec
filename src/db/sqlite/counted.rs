//! How many rows a statement changes with all that it sets off: what triggers change, what a REPLACE removes, and the
//! rows of a table that is made, dropped or loses a column.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Result;
use rusqlite::hooks::Action;

use super::File;
use super::guard::Noted;
use crate::db::engine::Engine;
use crate::db::table::quoted;
use crate::db::{Params, Row, Sql, schema, sql};

/// What there is to know of a table before and after a statement.
#[derive(Clone, Copy)]
struct Shape {
    columns: i64,
    has_row_ids: bool,
}

/// The changes that SQLite tells of, row by row. It tells of none in a table without row ids, of none that a REPLACE
/// removes, and of none where a whole table is emptied at once.
#[derive(Clone, Default)]
struct Told {
    inserted: Arc<AtomicI64>,
    updated: Arc<AtomicI64>,
    deleted: Arc<AtomicI64>,
}

impl Told {
    fn tell(&self, action: Action) {
        let count = match action {
            Action::SQLITE_INSERT => &self.inserted,
            Action::SQLITE_UPDATE => &self.updated,
            _ => &self.deleted,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    fn values(&self) -> [i64; 3] {
        [&self.inserted, &self.updated, &self.deleted].map(|count| count.load(Ordering::Relaxed))
    }
}

impl File {
    /// As `execute`, and counts every row that is another one afterwards.
    pub(super) fn execute_and_count(&self, sql: Sql, params: &Params) -> Result<usize> {
        let noted = self.noted(sql)?;
        let makes = noted.iter().any(|noted| noted.remade().is_some());
        let counted = if makes {
            self.count_remade(&noted, || self.execute(sql, params))
        } else {
            self.count_written(&noted, sql, params)
        };
        Ok(usize::try_from(counted?).unwrap_or(usize::MAX))
    }

    /// The rows of tables that are made, dropped or lose a column.
    fn count_remade(&self, noted: &BTreeSet<Noted>, work: impl FnOnce() -> Result<usize>) -> Result<i64> {
        let before = self.shapes()?;
        let mut rows = BTreeMap::new();
        for table in noted.iter().filter_map(Noted::remade).filter(|table| before.contains_key(*table)) {
            rows.insert(table, self.count(&[table])?);
        }
        work()?;
        let after = self.shapes()?;
        let mut counted = 0;
        for table in noted.iter().filter_map(Noted::remade) {
            counted += match (before.get(table), after.get(table)) {
                (None, Some(_)) => self.count(&[table])?,
                (Some(was), is) if is.is_none_or(|is| is.columns < was.columns) => rows[table],
                _ => 0,
            };
        }
        Ok(counted)
    }

    /// The rows that are inserted, updated, deleted and replaced.
    fn count_written(&self, noted: &BTreeSet<Noted>, sql: Sql, params: &Params) -> Result<i64> {
        let shapes = self.shapes()?;
        let written: BTreeSet<&str> = noted.iter().filter_map(Noted::written).collect();
        let (with, without): (Vec<&str>, Vec<&str>) = written
            .into_iter()
            .filter(|table| shapes.contains_key(*table))
            .partition(|table| shapes[*table].has_row_ids);
        let before = [self.count(&with)?, self.count(&without)?];
        let told = Told::default();
        let telling = told.clone();
        self.connection.update_hook(Some(move |action, _: &str, _: &str, _| telling.tell(action)))?;
        let counted = self.connection.total_changes();
        let done = self.execute(sql, params);
        let counted = self.connection.total_changes() - counted;
        self.connection.update_hook(None::<fn(Action, &str, &str, i64)>)?;
        done?;
        let counted = i64::try_from(counted).unwrap_or(i64::MAX);
        let more = [self.count(&with)? - before[0], self.count(&without)? - before[1]];
        let [inserted, updated, deleted] = told.values();
        if without.is_empty() {
            // A table that is emptied at once is counted, and not told of.
            return Ok(counted + (updated + 2 * inserted - counted - more[0]).max(0));
        }
        // Without row ids nothing is told of: what is left of the count may be all of one kind.
        let rest = (counted - inserted - updated - deleted).max(0);
        let may = |kind: fn(&str) -> Noted| without.iter().any(|table| noted.contains(&kind(table)));
        let most =
            match (may(|table| Noted::Inserts(table.into())), may(|table| Noted::Updates(table.into()))) {
                (true, _) => rest,
                (false, true) => 0,
                (false, false) => -rest,
            };
        let replaced = (inserted - deleted - more[0]).max(0) + (most - more[1]).max(0);
        Ok(counted + if self.may_replace(sql.text)? { replaced } else { 0 })
    }

    /// The tables of the file.
    fn shapes(&self) -> Result<BTreeMap<String, Shape>> {
        let rows = self.trusted(|| self.rows(sql!("table/list_shapes.sql"), &[]))?;
        let shape = |row: &Row| {
            let shape =
                Shape { columns: row.get("columns")?, has_row_ids: !row.get::<bool>("without_row_ids")? };
            Ok((row.get("name")?, shape))
        };
        rows.iter().map(shape).collect()
    }

    /// Whether the statement, or anything of the user's in the file, speaks of REPLACE: nothing else removes rows uncounted.
    fn may_replace(&self, text: &str) -> Result<bool> {
        let rows = self.trusted(|| self.rows(sql!("table/list_replacing.sql"), &[]))?;
        let names = rows.iter().map(|row| row.get::<String>("name")).collect::<Result<Vec<_>>>()?;
        let is_ours = |name: &String| schema::made().any(|(_, ours)| ours == name);
        Ok(!names.iter().all(is_ours) || text.to_ascii_lowercase().contains("replace"))
    }

    /// The rows of all these tables.
    fn count(&self, tables: &[&str]) -> Result<i64> {
        let mut rows = 0;
        for table in tables {
            let text = sql!("table/count_rows.sql").text.replace("{table}", &quoted(table));
            let sql = Sql::new("sql/table/count_rows.sql", &text);
            let counted = self.trusted(|| self.rows(sql, &[]))?;
            rows += counted.first().map_or(Ok(0), |row| row.get::<i64>("count"))?;
        }
        Ok(rows)
    }
}
