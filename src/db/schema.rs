//! What the built-in schema says of itself, read from its text: names, columns and what they hold.

use std::sync::LazyLock;

use include_dir::{Dir, File, include_dir};
use memchr::memmem::Finder;

use super::Kind;

pub(super) static SCHEMA: Dir = include_dir!("$CARGO_MANIFEST_DIR/sql/schema");

/// A column of a table that the schema makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaColumn {
    /// The table.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

static COLUMNS: LazyLock<Vec<SchemaColumn>> = LazyLock::new(read_columns);

/// The columns of all tables, in the order of the schema.
pub fn columns() -> &'static [SchemaColumn] {
    &COLUMNS
}

/// Whether a column of that name holds a moment, in whichever table.
pub fn holds_times(column: &str) -> bool {
    columns().iter().any(|known| known.name == column && known.kind == Kind::Time)
}

/// What kind of thing the schema makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Made {
    Table,
    Index,
    Trigger,
    View,
}

/// Everything that the schema makes, with its name.
pub(super) fn made() -> impl Iterator<Item = (Made, &'static str)> {
    lines().filter_map(created)
}

/// Whether this statement, to the letter, is one of those that make the schema.
pub(super) fn has(statement: &str) -> bool {
    let statement = Finder::new(statement);
    texts().any(|text| statement.find(text.as_bytes()).is_some())
}

fn texts() -> impl Iterator<Item = &'static str> {
    SCHEMA.dirs().flat_map(Dir::files).filter_map(File::contents_utf8)
}

fn lines() -> impl Iterator<Item = &'static str> {
    texts().flat_map(str::lines)
}

/// What a line makes, and its name: `(Made::Table, "ecc_agent")`.
fn created(line: &'static str) -> Option<(Made, &'static str)> {
    let mut words = line.strip_prefix("CREATE ")?.split_whitespace().skip_while(|word| *word == "UNIQUE");
    let made = match words.next()? {
        "TABLE" => Made::Table,
        "INDEX" => Made::Index,
        "TRIGGER" => Made::Trigger,
        _ => Made::View,
    };
    Some((made, words.next()?))
}

/// Each column stands in a line of its own between `CREATE TABLE name (` and `);`.
fn read_columns() -> Vec<SchemaColumn> {
    let mut columns = Vec::new();
    let mut table = None;
    for line in lines() {
        match created(line) {
            Some((Made::Table, name)) => table = Some(name),
            _ if line.starts_with(");") => table = None,
            _ => columns.extend(table.and_then(|table| column(table, line))),
        }
    }
    columns
}

fn column(table: &'static str, line: &'static str) -> Option<SchemaColumn> {
    let mut words = line.strip_prefix("    ")?.split([' ', ',']);
    let name = words.next().filter(|word| word.starts_with(|letter: char| letter.is_ascii_lowercase()))?;
    Some(SchemaColumn { table, name, kind: Kind::of_declared(words.next()?) })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use rusqlite::Connection;

    use super::*;
    use crate::db::sqlite::migrate;

    fn fresh() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, Path::new(":memory:")).unwrap();
        connection
    }

    fn asked(query: &str) -> Vec<String> {
        let connection = fresh();
        let mut statement = connection.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn the_names_and_their_kinds_are_those_that_the_schema_makes() {
        let asked: HashSet<_> =
            asked("SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
                .into_iter()
                .collect();
        let read = made().map(|(made, name)| format!("{} {name}", format!("{made:?}").to_lowercase()));
        assert_eq!(asked, read.collect());
    }

    #[test]
    fn the_columns_and_their_kinds_are_those_that_the_schema_makes() {
        let there = asked(
            "SELECT made.name || '.' || column.name || ' ' || column.type
             FROM sqlite_schema AS made, pragma_table_info(made.name) AS column
             WHERE made.type = 'table' AND made.name NOT LIKE 'sqlite_%' ORDER BY made.rowid, column.cid",
        );
        let kind = |line: &String| Kind::of_declared(line.rsplit(' ').next().unwrap());
        let read: Vec<_> = columns().iter().map(|c| (format!("{}.{}", c.table, c.name), c.kind)).collect();
        let there: Vec<_> =
            there.iter().map(|line| (line.split(' ').next().unwrap().to_owned(), kind(line))).collect();
        assert_eq!(read, there);
    }

    #[test]
    fn a_year_is_compared_with_a_time_as_text() {
        let times: Vec<_> = columns().iter().filter(|column| column.kind == Kind::Time).collect();
        assert!(times.len() > 40, "{times:?}");
        for SchemaColumn { table, name, .. } in times {
            let connection = fresh();
            connection.pragma_update(None, "ignore_check_constraints", true).unwrap();
            let others = asked(&format!(
                "SELECT name FROM pragma_table_info('{table}') WHERE \"notnull\" = 1 AND dflt_value IS NULL AND name <> '{name}'"
            ));
            let names: String = others.iter().map(|other| format!(", {other}")).collect();
            let values = ", 'x'".repeat(others.len());
            connection
                .execute(
                    &format!("INSERT INTO {table} ({name}{names}) VALUES ('2026-03-01 12:00:00'{values})"),
                    [],
                )
                .unwrap();
            let between = format!("SELECT count(*) FROM {table} WHERE {name} > '2026' AND {name} < '2027'");
            let found: i64 = connection.query_row(&between, [], |row| row.get(0)).unwrap();
            assert_eq!(found, 1, "{table}.{name}");
        }
    }
}
