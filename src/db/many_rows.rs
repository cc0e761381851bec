//! Many rows of a table in one statement: on a server each statement takes the way there and back.

use std::collections::HashMap;
use std::ops::Range;

use anyhow::{Context, Result, ensure};

use super::table::{fill, fill_for_many};
use super::{Db, Params, Sql, Table, Value, params, sql};

/// How many rows one statement looks for or puts in at most.
pub const ROWS_TOGETHER: usize = 256;

/// The same for few rows of a file: to prepare a statement for more takes longer than to run it again.
const ROWS_OF_FILE: usize = 32;

impl Db {
    /// Makes room for many rows that come in: from now on more of the database is kept in memory.
    pub fn expect_many_rows(&self) -> Result<()> {
        self.engine.expect_many_rows()
    }

    /// Runs `work`, which writes to one table, without the triggers that the schema put there: for rows that they do nothing
    /// for. Where the table has others, all of them work.
    ///
    /// # Errors
    /// Whatever `work` returns.
    pub fn without_triggers<T>(&self, of: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.engine.leave_triggers_out(Some(of))?;
        let done = work();
        self.engine.leave_triggers_out(None)?;
        done
    }

    /// Runs a statement that inserts one row, `VALUES (:a, :b)`, for many of them together; returns how many came in.
    /// `names` are those of the values of each row, which `put` puts in place of those of another; the other parameters are
    /// `shared` by all.
    ///
    /// # Errors
    /// When the statement asks for what is not given, or fails; some of the rows may be in.
    pub fn insert_rows<const N: usize>(
        &self,
        sql: Sql,
        shared: &Params,
        names: [&str; N],
        many: usize,
        mut put: impl FnMut(usize, &mut [Value; N]),
    ) -> Result<usize> {
        let (head, row) = sql.text.rsplit_once("VALUES (").context("a statement that inserts has VALUES")?;
        let (asked, end) = row.split_once(')').context("a row ends")?;
        let number = |asked: &str| -> Result<Number> {
            let name = asked.trim().trim_start_matches(':');
            let of_all = shared.iter().position(|(known, _)| *known == name).map(Number::OfAll);
            let of_row = || names.iter().position(|known| *known == name).map(Number::OfRow);
            of_all
                .or_else(of_row)
                .with_context(|| format!("{} asks for {asked}, which is not given", sql.name))
        };
        let numbers = asked.split(',').map(number).collect::<Result<Vec<_>>>()?;
        let row = |at: usize| {
            let number = |number: &Number| match number {
                Number::OfAll(place) => format!("?{}", place + 1),
                Number::OfRow(place) => format!("?{}", shared.len() + at * N + place + 1),
            };
            format!("({})", numbers.iter().map(number).collect::<Vec<_>>().join(", "))
        };
        let (mut inserted, mut text, mut values) = (0, String::new(), Vec::new());
        let most = if self.engine.is_far() { ROWS_TOGETHER } else { ROWS_OF_FILE };
        for rows in in_powers_of_two(many, most) {
            if rows.len() != values.len() {
                values.resize_with(rows.len(), || [const { Value::Null }; N]);
                text =
                    format!("{head}VALUES {}{end}", (0..rows.len()).map(row).collect::<Vec<_>>().join(", "));
            }
            rows.zip(&mut values).for_each(|(row, values)| put(row, values));
            let values = shared.iter().map(|(_, value)| value).chain(values.as_flattened());
            inserted += self.execute_in_order(Sql::new(sql.name, &text), values)?;
        }
        Ok(inserted)
    }
}

/// The place of a parameter among those of all rows, or of one.
enum Number {
    OfAll(usize),
    OfRow(usize),
}

/// In parts of powers of two, `most` rows at the most, so that few statements are prepared.
fn in_powers_of_two(many: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let first = next;
        next += most.min(1 << (many - first).checked_ilog2()?);
        Some(first..next)
    })
}

impl Table {
    /// What stands in place of these rows, by their sys_id, which is their first value.
    pub fn find_many(&self, db: &Db, rows: &[&[Value]]) -> Result<HashMap<String, Vec<Value>>> {
        match &self.days {
            Some(days) => days.find_many(db, self, rows),
            None => self.find_many_of_ids(db, &rows.iter().map(|row| sys_id(row)).collect::<Vec<_>>()),
        }
    }

    fn find_many_of_ids(&self, db: &Db, sys_ids: &[&str]) -> Result<HashMap<String, Vec<Value>>> {
        let names: Vec<String> = (0..ROWS_TOGETHER).map(|at| format!("id{at}")).collect();
        let asked = names.iter().map(|name| format!(":{name}")).collect::<Vec<_>>().join(", ");
        let template = sql!("table/list_rows_of_ids.sql").text.replace("{parameters}", &asked);
        let text = fill(&template, &self.name, &self.columns);
        let mut found = HashMap::new();
        for sys_ids in sys_ids.chunks(ROWS_TOGETHER) {
            let value = |at: usize| sys_ids.get(at).map_or(Value::Null, |sys_id| (*sys_id).into());
            let params: Vec<(&str, Value)> =
                names.iter().enumerate().map(|(at, name)| (name.as_str(), value(at))).collect();
            for row in db.rows(Sql::new("sql/table/list_rows_of_ids.sql", &text), &params)? {
                found.insert(row.get("sys_id")?, row.into_values());
            }
        }
        Ok(found)
    }

    /// Inserts rows of which none is there.
    ///
    /// # Errors
    /// When one is there nevertheless, or a value is not one that its column takes; some of the rows may be in.
    pub fn insert_together(&self, db: &Db, rows: &[&[Value]]) -> Result<()> {
        let inserted = self.together(db, sql!("table/insert_row.sql"), rows)?;
        ensure!(inserted == rows.len(), "a row of {} came in meanwhile", self.name);
        Ok(())
    }

    /// Puts rows that are there, each with other values.
    ///
    /// # Errors
    /// As [`Table::insert_together`].
    pub fn put_together(&self, db: &Db, rows: &[&[Value]]) -> Result<()> {
        self.together(db, sql!("table/put_row.sql"), rows).map(drop)
    }

    /// Deletes the rows with these sys_ids; returns how many there were.
    pub fn delete_together(&self, db: &Db, sys_ids: &[String]) -> Result<usize> {
        let template = sql!("table/delete_rows_of_ids.sql");
        let text = fill(template.text, &self.name, &self.columns);
        db.execute(Sql::new(template.name, &text), params![sys_ids: serde_json::to_string(sys_ids)?])
    }

    fn together(&self, db: &Db, template: Sql, rows: &[&[Value]]) -> Result<usize> {
        let mut done = 0;
        for rows in in_powers_of_two(rows.len(), ROWS_TOGETHER).map(|part| &rows[part]) {
            let text = fill_for_many(template.text, (&self.name, &self.columns), rows.len());
            done += db.execute_in_order(Sql::new(template.name, &text), rows.iter().copied().flatten())?;
        }
        Ok(done)
    }
}

/// The first value of a row of any table.
pub(super) fn sys_id(row: &[Value]) -> &str {
    if let Some(Value::Text(sys_id)) = row.first() { sys_id } else { "" }
}
