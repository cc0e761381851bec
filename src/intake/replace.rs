//! Which rows extracts had: those that a whole table has beside them are gone on the instance, as after a clone.

use std::collections::{BTreeMap, HashSet};

use anyhow::{Result, ensure};

use super::tables::{self, ECC_AGENT, ECC_AGENT_ISSUE, Extract};
use crate::db::{Db, Table, params, sql};

/// The rows that the extracts had, by table: their sys_ids, as the numbers that they are.
#[derive(Debug, Default)]
pub struct Seen(BTreeMap<String, HashSet<u128>>);

/// How many rows there are of a table, in its extracts and here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// In the extracts.
    pub extracted: usize,
    /// In the extracts and here, or here alone.
    pub here: usize,
}

impl Seen {
    /// A table whose extract was read, with or without rows.
    ///
    /// # Errors
    /// An extract of this table is never all of it: what happened is only ever added to.
    pub fn table(&mut self, table: &str) -> Result<()> {
        let whole = tables::table(table).is_some_and(|known| known.extract == Extract::Whole);
        ensure!(whole, "{table} cannot be replaced: an extract of it is never the whole table");
        self.0.entry(table.to_owned()).or_default();
        Ok(())
    }

    /// A row that an extract had.
    ///
    /// # Errors
    /// As [`Seen::table`].
    pub fn row(&mut self, table: &str, sys_id: &str) -> Result<()> {
        if !self.0.contains_key(table) {
            self.table(table)?;
        }
        if let (Some(rows), Ok(id)) = (self.0.get_mut(table), u128::from_str_radix(sys_id, 16)) {
            rows.insert(id);
        }
        Ok(())
    }

    /// Whether a row stays when the absent ones are removed: an extract had it, or none of its table was read.
    pub fn spares(&self, table: &str, sys_id: &str) -> bool {
        self.0.get(table).is_none_or(|rows| has(rows, sys_id))
    }

    /// Removes the rows of each table that no extract had; returns how many, by table. To be used within a
    /// transaction.
    pub fn remove_absent(&self, db: &Db) -> Result<BTreeMap<String, u64>> {
        let mut removed = BTreeMap::new();
        for (name, rows) in &self.0 {
            let table = Table::of(db, name)?;
            let count = table.delete_together(db, &absent(db, &table, rows)?)?;
            let all = params![table_name: name, sys_ids: None::<String>];
            db.execute(sql!("intake/delete_absent_rows.sql"), all)?;
            removed.insert(name.clone(), count as u64);
        }
        Ok(removed)
    }

    /// How many rows each table has beside those that its extracts had. Of a table that came `whole` these are on record
    /// as absent from now on. To be used within a transaction, before the load is recorded.
    pub fn compare(&self, db: &Db, whole: &dyn Fn(&str) -> bool) -> Result<BTreeMap<String, Compared>> {
        let compared = |(name, rows): (&String, &HashSet<u128>)| {
            let absent = absent(db, &Table::of(db, name)?, rows)?;
            self.spare_seen(db, name)?;
            if whole(name) && !is_part(name, rows.len(), absent.len()) {
                let absent = params![table_name: name, sys_ids: serde_json::to_string(&absent)?];
                db.execute(sql!("intake/put_absent_rows.sql"), absent)?;
            }
            Ok((name.clone(), Compared { extracted: rows.len(), here: rows.len() + absent.len() }))
        };
        self.0.iter().map(compared).collect()
    }

    /// What an extract has again is absent no longer.
    fn spare_seen(&self, db: &Db, name: &str) -> Result<()> {
        let absent = db.rows(sql!("intake/list_absent_rows.sql"), params![table_name: name])?;
        let absent: Vec<String> = absent.iter().map(|row| row.get("sys_id")).collect::<Result<_>>()?;
        let seen: Vec<_> = absent.into_iter().filter(|sys_id| self.spares(name, sys_id)).collect();
        let seen = params![table_name: name, sys_ids: Some(serde_json::to_string(&seen)?)];
        db.execute(sql!("intake/delete_absent_rows.sql"), seen)?;
        Ok(())
    }
}

/// Whether rows are a part of their table: none came, or more MID Servers are missing than came. A clone leaves MID Servers
/// as they are, so that somebody loaded one or some of them; an account may be another one from top to bottom.
fn is_part(table: &str, came: usize, missing: usize) -> bool {
    came == 0 || (table == ECC_AGENT.name && missing >= came)
}

/// The rows of the table that are not among `rows`. Issues that were opened here are no rows of the instance.
fn absent(db: &Db, table: &Table, rows: &HashSet<u128>) -> Result<Vec<String>> {
    let own = if table.name == ECC_AGENT_ISSUE.name { own_issues(db)? } else { HashSet::new() };
    let mut absent = Vec::new();
    table.for_each_key(db, |sys_id| {
        if !has(rows, &sys_id) && !own.contains(&sys_id) {
            absent.push(sys_id);
        }
    })?;
    Ok(absent)
}

fn has(rows: &HashSet<u128>, sys_id: &str) -> bool {
    u128::from_str_radix(sys_id, 16).is_ok_and(|id| rows.contains(&id))
}

fn own_issues(db: &Db) -> Result<HashSet<String>> {
    db.rows(sql!("intake/list_own_issues.sql"), &[])?.iter().map(|row| row.get("sys_id")).collect()
}
