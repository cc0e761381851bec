//! Any rows survive each form: written, then read, they are the same.

use std::collections::BTreeSet;

use midjobs::export::{self, Export};
use midjobs::import::{Options, encoding_named};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use quick_xml::escape::escape;

use crate::import_formats::read;
use crate::import_formats::workbook::{Cell, text, workbook};

type Fields = Vec<(String, Option<String>)>;

/// Rows under one set of column names; NULL and the empty text are the same, so there is no empty text.
fn rows_of(value: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = Vec<Fields>> {
    let names = btree_set("[a-z][a-z0-9_]{0,5}(\\.[a-z]{1,3})?", 1..5);
    let value = proptest::option::of(value.prop_filter("NULL", |text| !text.is_empty()));
    (names, vec(vec(value, 5), 0..6)).prop_map(|(names, rows): (BTreeSet<String>, _)| {
        let named = |values: Vec<Option<String>>| names.iter().cloned().zip(values).collect();
        rows.into_iter().map(named).collect()
    })
}

fn written(format: export::Format, rows: &[Fields]) -> Vec<u8> {
    let columns: Vec<String> = match rows.first() {
        Some(row) => row.iter().map(|(name, _)| name.clone()).collect(),
        None => vec!["sys_id".to_owned()],
    };
    let mut bytes = Vec::new();
    let mut export = Export::begin(&mut bytes, format, &columns).unwrap();
    for row in rows {
        let values: Vec<Option<String>> = row.iter().map(|(_, value)| value.clone()).collect();
        export.row(&values).unwrap();
    }
    export.end().unwrap();
    bytes
}

fn xml(rows: &[Fields]) -> Vec<u8> {
    let field = |(name, value): &(String, Option<String>)| match value {
        Some(value) => format!("<{name}>{}</{name}>", escape(value.as_str())),
        None => format!("<{name}/>"),
    };
    let row = |row: &Fields| format!("<t>{}</t>", row.iter().map(field).collect::<String>());
    format!("<xml>{}</xml>", rows.iter().map(row).collect::<String>()).into_bytes()
}

/// As CSV with another separator, every field in quotes, and a line above it.
fn csv_with(separator: char, above: &str, rows: &[Fields]) -> Vec<u8> {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |fields: Vec<String>| fields.join(&separator.to_string()) + "\r\n";
    let names =
        rows.first().map_or(vec![quoted("sys_id")], |row| row.iter().map(|(name, _)| quoted(name)).collect());
    let values =
        |row: &Fields| line(row.iter().map(|(_, value)| quoted(value.as_deref().unwrap_or(""))).collect());
    format!("{above}{}{}", line(names), rows.iter().map(values).collect::<String>()).into_bytes()
}

/// As `..._list.do?JSONv2` gives them.
fn records(rows: &[Fields]) -> Vec<u8> {
    let member =
        |(name, value): &(String, Option<String>)| (name.clone(), value.clone().unwrap_or_default().into());
    let status = || ("__status".to_owned(), serde_json::Value::from("success"));
    let object = |row: &Fields| {
        serde_json::Value::Object(std::iter::once(status()).chain(row.iter().map(member)).collect())
    };
    serde_json::to_vec(&serde_json::json!({"records": rows.iter().map(object).collect::<Vec<_>>()})).unwrap()
}

/// As a workbook; a line that has nothing is no row.
fn xlsx(rows: &[Fields]) -> Vec<u8> {
    let names =
        rows.first().map_or(vec![text("sys_id")], |row| row.iter().map(|(name, _)| text(name)).collect());
    let cell = |(_, value): &(String, Option<String>)| value.as_deref().map_or(Cell::Empty, text);
    let lines = rows.iter().map(|row| row.iter().map(cell).collect());
    workbook(&std::iter::once(names).chain(lines).collect::<Vec<_>>())
}

fn read_back(bytes: &[u8], options: &Options) -> Vec<Fields> {
    let (records, _) = read(bytes, "-", options).unwrap();
    records.into_iter().map(|record| record.fields).collect()
}

proptest! {
    #[test]
    fn any_rows_survive_json(rows in rows_of(any::<String>())) {
        let bytes = written(export::Format::Json, &rows);
        prop_assert_eq!(read_back(&bytes, &Options::default()), rows);
    }

    #[test]
    fn any_rows_survive_csv(rows in rows_of(any::<String>())) {
        let bytes = written(export::Format::Csv, &rows);
        prop_assert_eq!(read_back(&bytes, &Options::default()), rows);
    }

    #[test]
    fn any_rows_that_xml_can_hold_survive_it(rows in rows_of("[^\0]{0,12}")) {
        prop_assert_eq!(read_back(&xml(&rows), &Options::default()), rows);
    }

    #[test]
    fn any_rows_survive_csv_with_another_separator(rows in rows_of(any::<String>())) {
        for (separator, above) in [(',', ""), (';', ""), ('\t', ""), ('|', "sep=|\r\n"), (';', "sep=;\n")] {
            // One column has no separator that could tell.
            prop_assume!(!above.is_empty() || separator == ',' || rows.first().is_none_or(|row| row.len() > 1));
            prop_assert_eq!(read_back(&csv_with(separator, above, &rows), &Options::default()), rows.clone());
        }
    }

    #[test]
    fn any_rows_survive_as_records_of_a_list(rows in rows_of(any::<String>())) {
        prop_assert_eq!(read_back(&records(&rows), &Options::default()), rows);
    }

    #[test]
    fn any_rows_that_a_workbook_can_hold_survive_it(rows in rows_of("[ -~äöü€名\n]{0,12}")) {
        let mut rows = rows;
        rows.retain(|row| row.iter().any(|(_, value)| value.is_some()));
        prop_assert_eq!(read_back(&xlsx(&rows), &Options::default()), rows);
    }

    #[test]
    fn any_row_survives_as_a_line_of_its_own(rows in rows_of(any::<String>())) {
        let mut lines = Vec::new();
        let mut expected = Vec::new();
        for mut row in rows {
            row.retain(|(name, _)| name != "result" && name != "sys_id");
            row.push(("sys_id".to_owned(), Some("1".to_owned())));
            let object: serde_json::Map<_, _> = row.iter().cloned().map(|(name, value)| (name, value.into())).collect();
            lines.extend(serde_json::to_vec(&object).unwrap());
            lines.push(b'\n');
            expected.push(row);
        }
        prop_assume!(!lines.is_empty());
        prop_assert_eq!(read_back(&lines, &Options::default()), expected);
    }

    #[test]
    fn any_rows_survive_in_utf_16(rows in rows_of(any::<String>())) {
        for format in [export::Format::Json, export::Format::Csv] {
            let text = String::from_utf8(written(format, &rows)).unwrap();
            let bytes: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
            prop_assert_eq!(read_back(&bytes, &Options::default()), rows.clone());
        }
    }

    #[test]
    fn any_rows_survive_in_windows_1252(rows in rows_of("[ -~\r\n¡-ÿ€‚„…†‡‰Š‹ŒŽ‘’“”•–—™š›œžŸ]{0,12}")) {
        let encoding = encoding_named("windows-1252").unwrap();
        let text = String::from_utf8(written(export::Format::Csv, &rows)).unwrap();
        let (bytes, _, lost) = encoding.encode(&text);
        prop_assert!(!lost);
        let options = Options { encoding: Some(encoding), ..Options::default() };
        prop_assert_eq!(read_back(&bytes, &options), rows);
    }
}

#[test]
fn null_is_written_as_the_form_has_it() {
    let rows = [vec![("a".to_owned(), None), ("b".to_owned(), Some("x".to_owned()))]];
    assert_eq!(written(export::Format::Json, &rows), b"{\"result\":[\n{\"a\":\"\",\"b\":\"x\"}\n]}\n");
    assert_eq!(written(export::Format::Csv, &rows), b"a,b\n,x\n");
    assert_eq!(written("json".parse().unwrap(), &[]), b"{\"result\":[\n]}\n");
    assert_eq!(written("csv".parse().unwrap(), &[]), b"sys_id\n");
    assert!("xml".parse::<export::Format>().is_err());
}

#[test]
fn a_row_with_other_values_than_columns_is_not_written() {
    for format in [export::Format::Json, export::Format::Csv] {
        let mut export = Export::begin(Vec::new(), format, &["a".to_owned()]).unwrap();
        let error = export.row(&[None, None]).unwrap_err().to_string();
        assert!(error.contains("2 values for 1 columns"), "{error}");
    }
}

#[test]
fn a_file_may_be_longer_than_a_row_may_be() {
    let rows = vec![vec![("a".to_owned(), Some("x".repeat(1 << 20)))]; 12];
    for bytes in [written(export::Format::Json, &rows), written(export::Format::Csv, &rows), xml(&rows)] {
        assert_eq!(read_back(&bytes, &Options::default()).len(), 12);
    }
}
