//! Excel: the first sheet of a workbook, as people export it from a list.

use midjobs::import::{Format, Options, Values};

use crate::import_formats::workbook::{Cell, archive, text, workbook};
use crate::import_formats::{read, row};

/// 2026-03-01 12:00:30, in days since the end of 1899.
const NOON: f64 = 46_082.0 + (12.0 * 3_600.0 + 30.0) / 86_400.0;

fn of_table(table: &str, values: Values) -> Options {
    Options { table: Some(table.to_owned()), values, ..Options::default() }
}

#[test]
fn the_rows_of_the_first_sheet_are_read_as_those_of_csv() {
    let bytes = workbook(&[
        vec![text("sys_id"), text("name"), text("last_refreshed"), text("count"), text("active")],
        vec![text("1"), text(" a \"b\"\nc & d "), Cell::Time(NOON), Cell::Number(7.0), Cell::Truth(true)],
        vec![],
        vec![text("2"), Cell::Empty, Cell::Empty, Cell::Number(-1.5), Cell::Truth(false)],
        vec![text("3")],
    ]);
    let (records, ending) = read(&bytes, "ecc_agent.xlsx", &Options::default()).unwrap();
    let rows: Vec<_> = records.into_iter().map(|record| record.fields).collect();
    let of = |values: [&str; 5]| {
        row(&["sys_id", "name", "last_refreshed", "count", "active"]
            .into_iter()
            .zip(values)
            .collect::<Vec<_>>())
    };
    assert_eq!(rows[0], of(["1", " a \"b\"\nc & d ", "2026-03-01 12:00:30", "7", "true"]));
    assert_eq!(rows[1..], [of(["2", "", "", "-1.5", "false"]), of(["3", "", "", "", ""])]);
    assert_eq!((ending.format, ending.rows, ending.pages), (Format::Xlsx, 3, 1));
    assert_eq!(ending.warnings, []);
}

#[test]
fn labels_and_local_times_of_a_list_are_understood_whatever_the_format_of_the_user() {
    let bytes = workbook(&[
        vec![text("Sys ID"), text("Name"), text("Location"), text("Started"), text("Last refreshed")],
        vec![text("1"), text("emea"), text("Rome"), text("03/01/2026 01:00:30 PM"), Cell::Time(NOON)],
    ]);
    let options = Options {
        date_format: "MM/dd/yyyy hh:mm:ss a".parse().unwrap(),
        ..of_table("ecc_agent", Values::Display { zone: chrono_tz::Europe::Rome.into() })
    };
    let (records, _) = read(&bytes, "-", &options).unwrap();
    let expected = [
        ("sys_id", "1"),
        ("name", "emea"),
        ("Location", "Rome"),
        ("started", "2026-03-01 12:00:30"),
        ("last_refreshed", "2026-03-01 11:00:30"),
    ];
    assert_eq!(records[0].fields, row(&expected));
}

#[test]
fn a_workbook_that_is_no_export_is_refused_without_quoting_it() {
    let refused = |bytes: &[u8], reason: &str| {
        let error = read(bytes, "x.xlsx", &Options::default()).unwrap_err();
        assert!(error.contains(reason) && !error.contains("SECRET"), "{error}");
    };
    refused(&workbook(&[]), "first sheet is empty");
    refused(&workbook(&[vec![text("SECRET")]]), "column 1 of the first line is not a column name");
    refused(
        &workbook(&[vec![text("a")], vec![text("1"), text("SECRET")]]),
        "line 2 has more fields than names",
    );
    refused(&archive(&[("SECRET.txt", "SECRET")]), "ZIP archive or an Excel file");
    let whole = workbook(&[vec![text("a")], vec![text("1")]]);
    for end in 4..whole.len() {
        assert!(read(&whole[..end], "-", &Options::default()).is_err(), "cut at {end}");
    }
}
