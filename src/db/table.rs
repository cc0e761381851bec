//! A whole table by its own columns: rows found, put and deleted by sys_id.
//!
//! The same few statements serve every table; they are filled in with names from the schema,
//! never from input.

use anyhow::{Context, Result, ensure};

use super::days::Days;
use super::{Db, Row, Sql, Value, params, sql};

/// How many rows one statement inserts: it opens the table and its indexes once for all of them.
pub(super) const ROWS_OF_STATEMENT: usize = 32;

/// How many new rows, into a table without indexes: SQLite has room at hand for about as many values.
const NEW_ROWS_OF_STATEMENT: usize = 12;

/// What a column holds, by its declared type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text as it is.
    Text,
    /// A whole number.
    Integer,
    /// 0 or 1.
    Boolean,
    /// A moment, UTC.
    Time,
}

impl Kind {
    /// What a column of that declared type holds.
    pub(super) fn of_declared(declared: &str) -> Self {
        match declared {
            "INTEGER" => Self::Integer,
            "BOOLEAN" => Self::Boolean,
            "DATETIME" | "DATETEXT" => Self::Time,
            _ => Self::Text,
        }
    }
}

/// The statements that make the indexes of a table.
pub struct IndexesAside(Vec<String>);

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// What stands in it where nothing is given, when it must not be NULL.
    pub default: Value,
}

/// A table and the statements for its rows.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the schema.
    pub columns: Vec<Column>,
    find: String,
    insert: String,
    insert_many: String,
    insert_new: String,
    insert_many_new: String,
    put: String,
    delete: String,
    list: String,
    keys: String,
    any: String,
    pub(super) days: Option<Days>,
}

impl Table {
    /// The table of that name.
    ///
    /// # Errors
    /// When the database has none.
    pub fn of(db: &Db, name: &str) -> Result<Self> {
        let columns = db.engine.columns(name)?;
        ensure!(!columns.is_empty(), "the database has no table {name:?}");
        let fill = |template: Sql| fill(template.text, name, &columns);
        Ok(Self {
            find: fill(sql!("table/find_row.sql")),
            insert: fill(sql!("table/insert_row.sql")),
            insert_many: fill_for_many(
                sql!("table/insert_many_rows.sql").text,
                (name, &columns),
                ROWS_OF_STATEMENT,
            ),
            insert_new: fill(sql!("table/insert_new_rows.sql")),
            insert_many_new: fill_for_many(
                sql!("table/insert_new_rows.sql").text,
                (name, &columns),
                NEW_ROWS_OF_STATEMENT,
            ),
            put: fill(sql!("table/put_row.sql")),
            delete: fill(sql!("table/delete_row.sql")),
            list: fill(sql!("table/list_rows.sql")),
            keys: fill(sql!("table/list_keys.sql")),
            any: fill(sql!("table/find_any_row.sql")),
            days: Days::of(db, name, &columns)?,
            name: name.to_owned(),
            columns,
        })
    }

    /// Where a column stands among the columns.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    /// The row with that sys_id, in the order of the columns.
    pub fn find(&self, db: &Db, sys_id: &str) -> Result<Option<Row>> {
        db.row(Sql::new("sql/table/find_row.sql", &self.find), params![sys_id])
    }

    /// Inserts the row; says whether there was none with its sys_id. `values` are in the order of the columns.
    ///
    /// # Errors
    /// When a value is not one that the column takes.
    pub fn insert(&self, db: &Db, values: &[Value]) -> Result<bool> {
        if let Some(days) = &self.days {
            return days.insert(db, values);
        }
        let inserted = db.execute_in_order(Sql::new("sql/table/insert_row.sql", &self.insert), values)?;
        Ok(inserted > 0)
    }

    /// Inserts so many rows but for those whose sys_id there is; returns how many. `read` writes the values of one over those
    /// of another. The checks of the table are left out: every value is one that its column takes.
    pub fn insert_many(
        &self,
        db: &Db,
        rows: usize,
        mut read: impl FnMut(usize, &mut [Value]),
    ) -> Result<usize> {
        if let Some(days) = &self.days {
            return days.insert_many(db, rows, read);
        }
        let many = Sql::new("sql/table/insert_many_rows.sql", &self.insert_many);
        let by_many = rows - rows % ROWS_OF_STATEMENT;
        let mut values = vec![Value::Null; self.columns.len() * ROWS_OF_STATEMENT];
        let mut inserted = 0;
        let mut insert_by_many = || {
            for first in (0..by_many).step_by(ROWS_OF_STATEMENT) {
                let row_by_row = values.chunks_exact_mut(self.columns.len());
                row_by_row.enumerate().for_each(|(at, row)| read(first + at, row));
                inserted += db.execute_in_order(many, &values)?;
            }
            Ok(())
        };
        // Other statements are prepared anew after that.
        if by_many > 0 {
            db.without_checks(&mut insert_by_many)?;
        }
        for row in by_many..rows {
            let values = &mut values[..self.columns.len()];
            read(row, values);
            inserted += usize::from(self.insert(db, values)?);
        }
        Ok(inserted)
    }

    /// Inserts rows whose values follow each other, without the checks of the table, into one whose indexes are set aside:
    /// every value is one that its column takes, and no other row has the sys_id of one.
    pub fn insert_new(&self, db: &Db, values: &[Value]) -> Result<()> {
        let [one, many] = [&self.insert_new, &self.insert_many_new]
            .map(|text| Sql::new("sql/table/insert_new_rows.sql", text));
        let by_many = values.chunks_exact(self.columns.len() * NEW_ROWS_OF_STATEMENT);
        let one_by_one = by_many.remainder().chunks(self.columns.len());
        let mut statements = by_many.map(|rows| (many, rows)).chain(one_by_one.map(|row| (one, row)));
        db.without_checks(|| {
            statements.try_for_each(|(sql, values)| db.execute_in_order(sql, values).map(drop))
        })
    }

    /// Drops the indexes of a table that has no rows, but for some, until [`Table::make_indexes`]. `None` where they stay as
    /// they are.
    pub fn set_indexes_aside(&self, db: &Db, but: &[&str]) -> Result<Option<IndexesAside>> {
        Ok(db.engine.drop_indexes(&self.name, but)?.map(IndexesAside))
    }

    /// Makes the indexes that were set aside.
    ///
    /// # Errors
    /// When two rows have what an index has once.
    pub fn make_indexes(&self, db: &Db, aside: IndexesAside) -> Result<()> {
        db.engine.make_indexes(&aside.0).with_context(|| format!("making the indexes of {}", self.name))
    }

    /// Inserts the row, or updates the one with its sys_id. `values` are in the order of the columns.
    ///
    /// # Errors
    /// When a value is not one that the column takes.
    pub fn put(&self, db: &Db, values: &[Value]) -> Result<()> {
        if let Some(days) = &self.days {
            return days.put(db, values);
        }
        db.execute_in_order(Sql::new("sql/table/put_row.sql", &self.put), values).map(drop)
    }

    /// Deletes the row with that sys_id; returns how many there were.
    pub fn delete(&self, db: &Db, sys_id: &str) -> Result<usize> {
        db.execute(Sql::new("sql/table/delete_row.sql", &self.delete), params![sys_id])
    }

    /// Whether there is any row.
    pub fn has_rows(&self, db: &Db) -> Result<bool> {
        Ok(db.row(Sql::new("sql/table/find_any_row.sql", &self.any), &[])?.is_some())
    }

    /// Hands the sys_id of every row to `each`, in their order.
    pub fn for_each_key(&self, db: &Db, mut each: impl FnMut(String)) -> Result<()> {
        let keys = Sql::new("sql/table/list_keys.sql", &self.keys);
        db.for_each_row(keys, &[], |row| row.get("sys_id").map(&mut each))
    }

    /// Hands every row to `each`, in the order of the sys_ids.
    pub fn for_each_row(&self, db: &Db, each: impl FnMut(&mut Row) -> Result<()>) -> Result<()> {
        db.for_each_row(Sql::new("sql/table/list_rows.sql", &self.list), &[], each)
    }
}

pub(super) fn fill(template: &str, table: &str, columns: &[Column]) -> String {
    let list = |form: &dyn Fn(&str) -> String| {
        columns.iter().map(|column| form(&column.name)).collect::<Vec<_>>().join(", ")
    };
    template
        .replace("{table}", table)
        .replace("{columns}", &list(&quoted))
        .replace("{parameters}", &list(&|name| format!(":{name}")))
        .replace("{assignments}", &list(&|name| format!("{0} = excluded.{0}", quoted(name))))
}

/// As [`fill`], with a parameter for each value of as many rows as one statement inserts.
pub(super) fn fill_for_many(template: &str, (table, columns): (&str, &[Column]), rows: usize) -> String {
    let row = vec!["?"; columns.len()].join(", ");
    fill(&template.replace("{parameters}", &vec![row; rows].join("), (")), table, columns)
}

/// A name as SQL takes any: `user` is a word of the language elsewhere.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
