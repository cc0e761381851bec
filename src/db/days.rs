//! A table whose rows lie apart by days, as an engine may keep events: no index has the sys_ids of all, so who puts rows in looks for
//! them first.

use std::collections::{HashMap, HashSet};

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::many_rows::sys_id;
use super::table::{ROWS_OF_STATEMENT, fill, fill_for_many};
use super::{Column, Db, Params, Row, Sql, Table, Value, params, sql};
use crate::time::{Span, Time};

/// How many letters of a time name the day.
const LETTERS_OF_DAY: usize = 10;

/// Events of so many days back get days of their own: older ones are not kept for long, or came once. And of a day ahead, so that
/// there is time to make it where somebody is in the way.
const BACK: Span = Span::from_seconds(7 * 86_400);
const AHEAD: Span = Span::from_seconds(86_400);

/// What there is to a table of that kind.
#[derive(Clone, Debug)]
pub(super) struct Days {
    /// Where the time stands that says the day.
    place: usize,
    columns: usize,
    insert: String,
    insert_many: String,
    put: String,
}

impl Db {
    /// Has the events that come around `now` lie apart by days, where the engine does that.
    ///
    /// # Errors
    /// When it cannot be asked. That somebody is in the way is none.
    pub fn make_days(&self, now: Time) -> Result<()> {
        if self.is_in_dry_run() {
            return Ok(());
        }
        let day = |time: Time| time.to_string().chars().take(LETTERS_OF_DAY).collect::<String>();
        self.engine.make_days(&day(now - BACK), &day(now + AHEAD))
    }

    /// Removes at once what a statement would remove in parts, as far as it lies together and nobody is in the way; returns how many
    /// rows. Nothing in a dry run: what would go is shown row by row.
    ///
    /// # Errors
    /// As [`Db::execute`].
    pub fn remove_at_once(&self, sql: Sql, params: &Params) -> Result<usize> {
        if self.is_in_dry_run() { Ok(0) } else { self.engine.remove_at_once(sql, params) }
    }
}

impl Days {
    /// What there is to the table, where its rows lie apart.
    pub fn of(db: &Db, table: &str, columns: &[Column]) -> Result<Option<Self>> {
        let Some(day) = db.engine.day_column(table)? else { return Ok(None) };
        let many = sql!("table/insert_many_rows_of_day.sql").text;
        Ok(Some(Self {
            place: columns.iter().position(|column| column.name == day).unwrap_or(0),
            columns: columns.len(),
            insert: fill(sql!("table/insert_row_of_day.sql").text, table, columns),
            insert_many: fill_for_many(many, (table, columns), ROWS_OF_STATEMENT),
            put: fill(sql!("table/put_row_of_day.sql").text, table, columns),
        }))
    }

    /// As [`super::Table::insert`].
    pub fn insert(&self, db: &Db, values: &[Value]) -> Result<bool> {
        let insert = Sql::new("sql/table/insert_row_of_day.sql", &self.insert);
        let mut inserted = 0;
        db.without_checks(|| {
            inserted = db.execute_in_order(insert, values)?;
            Ok(())
        })?;
        Ok(inserted > 0)
    }

    /// As [`super::Table::put`].
    pub fn put(&self, db: &Db, values: &[Value]) -> Result<()> {
        match db.execute_in_order(Sql::new("sql/table/put_row_of_day.sql", &self.put), values)? {
            0 => self.insert(db, values).map(drop),
            _ => Ok(()),
        }
    }

    /// As [`super::Table::find_many`]: nearly all are there at the time that they come with, if at all.
    pub fn find_many(
        &self,
        db: &Db,
        table: &Table,
        rows: &[&[Value]],
    ) -> Result<HashMap<String, Vec<Value>>> {
        let time =
            |row: &[Value]| if let Value::Text(time) = &row[self.place] { Some(time.clone()) } else { None };
        let asked = |row: &&[Value]| json!({ "sys_id": sys_id(row), "sys_created_on": time(row) });
        let events = Json::from_iter(rows.iter().map(asked)).to_string();
        let at_their_time = db.rows(sql!("postgres/list_events_of_times.sql"), params![events])?;
        let by_id = |row: Row| Ok((row.get("sys_id")?, row.into_values()));
        let mut found = at_their_time.into_iter().map(by_id).collect::<Result<HashMap<String, _>>>()?;
        let others = rows.iter().map(|row| sys_id(row)).filter(|sys_id| !found.contains_key(*sys_id));
        let others: Vec<String> = others.map(str::to_owned).collect();
        for sys_id in known(db, &others)? {
            let at_another = table.find(db, &sys_id)?.map(Row::into_values);
            found.extend(at_another.map(|values| (sys_id, values)));
        }
        Ok(found)
    }

    /// As [`super::Table::insert_many`], day by day: a statement then has few of them to open.
    pub fn insert_many(
        &self,
        db: &Db,
        rows: usize,
        mut read: impl FnMut(usize, &mut [Value]),
    ) -> Result<usize> {
        let order = self.new_by_day(db, rows, &mut read)?;
        let many = Sql::new("sql/table/insert_many_rows_of_day.sql", &self.insert_many);
        let mut values = vec![Value::Null; self.columns * ROWS_OF_STATEMENT];
        let by_many = order.chunks_exact(ROWS_OF_STATEMENT);
        let one_by_one = by_many.remainder();
        let mut inserted = 0;
        db.without_checks(|| {
            for rows in by_many {
                let row_by_row = values.chunks_exact_mut(self.columns);
                rows.iter().zip(row_by_row).for_each(|(at, row)| read(*at, row));
                inserted += db.execute_in_order(many, &values)?;
            }
            Ok(())
        })?;
        for at in one_by_one {
            let values = &mut values[..self.columns];
            read(*at, values);
            inserted += usize::from(self.insert(db, values)?);
        }
        Ok(inserted)
    }

    /// Those of the rows whose sys_id no row has, nor one before them, in the order of their days.
    fn new_by_day(
        &self,
        db: &Db,
        rows: usize,
        read: &mut impl FnMut(usize, &mut [Value]),
    ) -> Result<Vec<usize>> {
        let mut values = vec![Value::Null; self.columns];
        let mut day_and_id = |at: usize| {
            read(at, &mut values);
            let text = |place: usize| if let Value::Text(text) = &values[place] { text.as_str() } else { "" };
            let day = text(self.place);
            (day.get(..LETTERS_OF_DAY).unwrap_or(day).to_owned(), text(0).to_owned())
        };
        let (days, sys_ids): (Vec<String>, Vec<String>) = (0..rows).map(&mut day_and_id).unzip();
        let mut known = known(db, &sys_ids)?;
        let mut new: Vec<usize> = (0..rows).collect();
        new.retain(|at| known.insert(sys_ids[*at].clone()));
        new.sort_by(|one, two| days[*one].cmp(&days[*two]));
        Ok(new)
    }
}

/// Those of the sys_ids that there are, whatever their day is.
fn known(db: &Db, sys_ids: &[String]) -> Result<HashSet<String>> {
    if sys_ids.is_empty() {
        return Ok(HashSet::new());
    }
    let sys_ids = serde_json::to_string(sys_ids)?;
    let known = db.rows(sql!("postgres/list_known_events.sql"), params![sys_ids])?;
    known.iter().map(|row: &Row| row.get("sys_id")).collect()
}
