//! What the files of one call cover: the rows of a table count together.

use std::collections::BTreeMap;

use foldhash::HashSet;

use crate::coverage::Load;
use crate::time::Time;

/// The most files that a record names.
const NAMED_FILES: usize = 3;

/// One load of each table, from all of its files, whose names are kept beside it.
#[derive(Default)]
pub(super) struct Covered(BTreeMap<String, (Vec<String>, Load)>);

impl Covered {
    /// Adds what one file covers of a table.
    pub fn add(&mut self, more: Load) {
        let (files, load) = match self.0.remove(&more.table) {
            Some((mut files, known)) => {
                files.push(more.place.clone());
                (files, together(known, more))
            }
            None => (vec![more.place.clone()], more),
        };
        self.0.insert(load.table.clone(), (files, load));
    }

    /// Whether rows of the table may be missing.
    pub fn has_gap(&self, table: &str) -> bool {
        self.0.get(table).is_some_and(|(_, load)| load.gap.is_some())
    }

    /// The loads, which can be doubted still.
    pub fn loads(&mut self) -> impl Iterator<Item = &mut Load> {
        self.0.values_mut().map(|(files, load)| {
            load.place = named(files);
            load
        })
    }
}

/// Rows of one table from two files. A column counts only where both have it.
fn together(one: Load, other: Load) -> Load {
    Load {
        rows: one.rows + other.rows,
        extracted_on: one.extracted_on.min(other.extracted_on),
        span: joined(one.span, other.span, |(a, b): (Time, Time), (c, d)| (a.min(c), b.max(d))),
        gap: one.gap.or(other.gap),
        columns: joined(one.columns, other.columns, |mut columns: HashSet<String>, more| {
            columns.retain(|column| more.contains(column));
            columns
        }),
        ..other
    }
}

fn joined<T>(one: Option<T>, other: Option<T>, join: impl Fn(T, T) -> T) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(join(one, other)),
        (one, other) => one.or(other),
    }
}

fn named(files: &[String]) -> String {
    let others = files.len().saturating_sub(NAMED_FILES);
    let named = files[..files.len() - others].join(", ");
    if others > 0 { format!("{named} and {others} more") } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coverage::LoadOrigin;

    fn load(place: &str, rows: u64, gap: Option<&str>, columns: Option<&[&str]>) -> Load {
        let time = Time::parse("2026-03-01 12:00:00").unwrap();
        Load {
            table: "ecc_agent".to_owned(),
            origin: LoadOrigin::Import,
            place: place.to_owned(),
            loaded_on: time,
            extracted_on: time,
            rows,
            announced: None,
            span: None,
            gap: gap.map(str::to_owned),
            columns: columns.map(|columns| columns.iter().map(|column| (*column).to_owned()).collect()),
            asked: None,
            begins: None,
        }
    }

    #[test]
    fn a_gap_of_one_file_is_one_of_the_table_and_a_column_counts_where_every_file_with_rows_has_it() {
        let mut covered = Covered::default();
        covered.add(load("1", 2, Some("cut"), Some(&["name", "status"])));
        covered.add(load("2", 0, None, None));
        covered.add(load("3", 3, None, Some(&["status", "version"])));
        covered.add(load("4", 1, None, Some(&["status"])));
        assert!(covered.has_gap("ecc_agent") && !covered.has_gap("sys_user"));
        let loads: Vec<&mut Load> = covered.loads().collect();
        let expected = load("1, 2, 3 and 1 more", 6, Some("cut"), Some(&["status"]));
        assert_eq!(loads, [&expected]);
    }
}
