//! A pull at work: tables are read, and what is known of each is kept.

use anyhow::{Context, Result};

use super::Keep;
use super::client::Client;
use super::page;
use super::query::Query;
use super::received::Received;
use super::rows::hidden;
use crate::amount::amount;
use crate::intake::record::Record;
use crate::intake::tables::{InstanceTable, TABLES};

/// A pull at work.
pub(super) struct Pull<'a, 'b> {
    client: &'a mut Client<'b>,
    keep: &'a mut Keep<'a>,
    /// What is known of each table, in the order of asking.
    pub coverage: Vec<(&'static str, Received)>,
}

impl<'a, 'b> Pull<'a, 'b> {
    /// A pull that has asked for nothing yet.
    pub fn new(client: &'a mut Client<'b>, keep: &'a mut Keep<'a>) -> Self {
        Self { client, keep, coverage: Vec::new() }
    }

    /// Reads the rows of `table` that meet `query`.
    pub fn table(&mut self, table: &'static InstanceTable, query: &Query) -> Result<()> {
        self.read(table, query, &mut |_| ()).map(drop)
    }

    /// The same, and the values of one column that are not empty.
    pub fn column(
        &mut self,
        table: &'static InstanceTable,
        query: &Query,
        column: &str,
    ) -> Result<Vec<String>> {
        let mut values = Vec::new();
        self.read(table, query, &mut |record| {
            values.extend(record.value(column).map(str::to_owned));
        })?;
        Ok(values)
    }

    /// The same, and shows each row to `see`; what is known of these rows.
    pub fn read(
        &mut self,
        table: &'static InstanceTable,
        query: &Query,
        see: &mut dyn FnMut(&Record),
    ) -> Result<Received> {
        let received = self.read_apart(table, query, see)?;
        self.add(table, received.clone());
        Ok(received)
    }

    /// The same, where what is known of these rows is not yet known of the table. A table that was refused is not
    /// asked for again.
    pub fn read_apart(
        &mut self,
        table: &'static InstanceTable,
        query: &Query,
        see: &mut dyn FnMut(&Record),
    ) -> Result<Received> {
        if self.is_refused(table) {
            return Ok(Received::default());
        }
        self.read_into(table.name, table, query, &mut |record| see(record))
    }

    /// The same, where `change` makes each row one of the table `into`.
    pub fn read_into(
        &mut self,
        into: &'static str,
        table: &'static InstanceTable,
        query: &Query,
        change: &mut dyn FnMut(&mut Record),
    ) -> Result<Received> {
        let keep = &mut self.keep;
        let received = page::read(self.client, table, query, &mut |mut records| {
            records.iter_mut().for_each(&mut *change);
            keep(into, records)
        });
        let received = received.with_context(|| format!("pulling {}", table.name))?;
        log::info!("pulled {} of {}", amount(received.rows, "row"), table.name);
        let unseen = table.needed.iter().filter(|column| !received.has_column(column));
        let unseen: Vec<String> = unseen.map(|column| hidden(table, column)).collect();
        Ok(unseen.into_iter().fold(received, Received::because))
    }

    /// Adds what is known of some rows of `table` to what is known of it.
    pub fn add(&mut self, table: &InstanceTable, more: Received) {
        match self.coverage.iter_mut().find(|(name, _)| *name == table.name) {
            Some((_, coverage)) => *coverage = std::mem::take(coverage).with(more),
            None => self.coverage.push((table.name, more)),
        }
    }

    /// Adds a reason why rows of `table` may be missing.
    pub fn doubt(&mut self, table: &InstanceTable, reason: String) {
        self.add(table, Received::of(0, Some(0)).because(reason));
    }

    /// No row of none announced is in doubt for each of `tables` of which rows `stood` in the database.
    pub fn doubt_nothing_of(
        &mut self,
        tables: &[&InstanceTable],
        stood: &dyn Fn(&str) -> Result<bool>,
    ) -> Result<()> {
        for table in tables {
            let nothing = self.of(table).is_some_and(|known| known.rows == 0 && known.is_complete());
            if nothing && stood(table.name)? {
                self.doubt(table, NOTHING.to_owned());
            }
        }
        Ok(())
    }

    /// Whether all came that was asked for of `table`.
    pub fn is_complete(&self, table: &InstanceTable) -> bool {
        self.of(table).is_some_and(Received::is_complete)
    }

    /// Leaves these tables: they are as if the instance refused them.
    pub fn leave(&mut self, never: &[String]) {
        for table in TABLES.into_iter().filter(|table| never.iter().any(|name| name == table.name)) {
            self.add(table, Received::default().refused("declared as not to be had".to_owned(), false));
        }
    }

    /// Whether the instance refused `table`.
    pub fn is_refused(&self, table: &InstanceTable) -> bool {
        self.of(table).is_some_and(|known| known.refused.is_some())
    }

    /// The user who asks, where it is one.
    pub fn user(&self) -> Option<String> {
        self.client.user().map(str::to_owned)
    }

    /// Whether any table was answered.
    pub fn was_answered(&self) -> bool {
        self.client.was_answered()
    }

    /// Why the first table that was not received in full was not.
    pub fn first_gap(&self) -> String {
        let gap =
            |(table, known): &(&str, Received)| known.gap().map(|gap| format!("pulling {table}: {gap}"));
        self.coverage.iter().find_map(gap).unwrap_or_default()
    }

    fn of(&self, table: &InstanceTable) -> Option<&Received> {
        self.coverage.iter().find(|(name, _)| *name == table.name).map(|(_, known)| known)
    }
}

/// Why no row of none announced is not believed.
const NOTHING: &str =
    "no row came and none was announced, while rows of it stand here: access rules may hide all of them";
