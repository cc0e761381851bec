//! The database as a rule sees it: to read from.

use anyhow::Result;

use super::{Db, Params, Row, Sql};

/// A database that can only be read from.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub(super) &'a Db);

impl Db {
    /// This database, to read from.
    pub fn reader(&self) -> Reader<'_> {
        Reader(self)
    }
}

impl Reader<'_> {
    /// The rows that a query returns.
    pub fn rows(self, sql: Sql, params: &Params) -> Result<Vec<Row>> {
        self.0.rows(sql, params)
    }

    /// Hands each row of a query to `each` as it is read: the next one stands in its place.
    pub fn for_each_row(
        self,
        sql: Sql,
        params: &Params,
        each: impl FnMut(&mut Row) -> Result<()>,
    ) -> Result<()> {
        self.0.for_each_row(sql, params, each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;

    const ROWS: Sql = Sql::new(
        "rows",
        "SELECT column1 AS a, column2 AS b FROM (VALUES ('long', 'one'), ('', 2), (NULL, 'three'), ('long', x'ff'), ('s', 0.5))",
    );

    #[test]
    fn each_row_has_its_own_values_and_one_that_is_taken_keeps_them() {
        let directory = tempfile::tempdir().unwrap();
        let db = Db::create(&directory.path().join("rows.db"), Span::from_seconds(1)).unwrap();
        let mut seen = Vec::new();
        db.reader()
            .for_each_row(ROWS, &[], |row| {
                seen.push((row.text("a")?.map(str::to_owned), row.take_text("b").ok().flatten()));
                Ok(())
            })
            .unwrap();
        let text = |text: &str| Some(text.to_owned());
        let expected = [
            (text("long"), text("one")),
            (text(""), None),
            (None, text("three")),
            (text("long"), text("\u{fffd}")),
            (text("s"), text("0.5")),
        ];
        assert_eq!(seen, expected);
        let rows = db.reader().rows(ROWS, &[]).unwrap();
        let kept: Vec<_> = rows.iter().map(|row| row.text("a").unwrap().map(str::to_owned)).collect();
        assert_eq!(kept, expected.map(|(a, _)| a));
        assert_eq!(rows[1].get::<i64>("b").unwrap(), 2);
    }
}
