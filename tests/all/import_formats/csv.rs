//! CSV: list exports, as an instance and as a spreadsheet write them.

use midjobs::import::{Format, Options, Values, Warning, encoding_named};

use chrono::{DateTime, TimeZone};
use proptest::prelude::*;

use crate::import_formats::{assert_refused, fields, read, row};

fn display(table: &str, zone: chrono_tz::Tz) -> Options {
    Options {
        table: Some(table.to_owned()),
        values: Values::Display { zone: zone.into() },
        ..Options::default()
    }
}

#[test]
fn a_list_export_gives_its_rows_under_the_names_of_its_first_line() {
    let text = "\"sys_id\",\"name\",\"user.name\"\r\n\"1\",\" a \"\"b\"\", \r\nc \",\r\n2,,x";
    let (records, ending) = read(text.as_bytes(), "ecc_agent_list.csv", &Options::default()).unwrap();
    assert_eq!(records[0].fields, row(&[("sys_id", "1"), ("name", " a \"b\", \r\nc "), ("user.name", "")]));
    assert_eq!(records[1].fields, row(&[("sys_id", "2"), ("name", ""), ("user.name", "x")]));
    assert_eq!((ending.format, ending.rows, ending.pages), (Format::Csv, 2, 1));
    assert_eq!(ending.warnings, [Warning::UnendedLine]);
}

#[test]
fn a_first_line_alone_is_a_table_without_rows() {
    assert_eq!(fields("sys_id,name\n"), Vec::<Vec<(String, Option<String>)>>::new());
}

#[test]
fn every_encoding_that_an_instance_or_a_spreadsheet_writes_is_read() {
    let text = "name\nZoë – 5 €\n";
    let expected = row(&[("name", "Zoë – 5 €")]);
    let utf16 = |bom: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        bom.into_iter().chain(text.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
    };
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        encoding_named("windows-1252").unwrap().encode(text).0.into_owned(),
        utf16([0xff, 0xfe], u16::to_le_bytes),
        utf16([0xfe, 0xff], u16::to_be_bytes),
    ] {
        let (records, _) = read(&bytes, "-", &Options::default()).unwrap();
        assert_eq!(records[0].fields, expected, "{bytes:?}");
    }
}

#[test]
fn fields_of_both_encodings_in_one_file_are_each_read_in_their_own() {
    let (records, _) = read(b"a,b\n\xc3\xa9,\xe9\n", "-", &Options::default()).unwrap();
    assert_eq!(records[0].fields, row(&[("a", "é"), ("b", "é")]));
}

#[test]
fn an_encoding_that_was_asked_for_counts_more_than_what_the_bytes_look_like() {
    let asked = |name| Options { encoding: Some(encoding_named(name).unwrap()), ..Options::default() };
    let (records, _) = read(b"a\n\xc3\xa9\n", "-", &asked("windows-1252")).unwrap();
    assert_eq!(records[0].fields, row(&[("a", "Ã©")]));
    let error = read(b"a\n\xe9\n", "-", &asked("utf-8")).unwrap_err();
    assert!(error.contains("bytes that UTF-8 does not have"), "{error}");
    assert!(encoding_named("klingon").unwrap_err().to_string().contains("windows-1252"));
}

#[test]
fn a_first_line_of_labels_is_refused_where_the_table_is_not_known() {
    for header in ["Short description,state", "Number", "sys_id|name", "sys_id,,name", "Sys ID;Name", "état"]
    {
        assert_refused(
            &format!("{header}\n1,2\n"),
            &["of the first line", "--table", "sysparm_export_column_header_label=false"],
        );
    }
    assert_refused("name,state,name\n", &["columns 1 and 3", "are the same"]);
    assert_refused("SECRET,x\n", &["column 1 of the first line"]);
    assert!(!read(b"SECRET,x\n", "-", &Options::default()).unwrap_err().contains("SECRET"));
}

#[test]
fn labels_of_a_table_that_is_known_stand_for_its_columns() {
    let of = |table: &str| Options { table: Some(table.to_owned()), ..Options::default() };
    let names = |text: &str, table: &str| -> Vec<String> {
        let (records, _) = read(text.as_bytes(), "-", &of(table)).unwrap();
        records[0].fields.iter().map(|(name, _)| name.clone()).collect()
    };
    for (labels, table, expected) in [
        ("Name,Status,Logged in user,Host name", "ecc_agent", ["name", "status", "user_name", "host_name"]),
        (
            "name,STATUS,User name,last refreshed",
            "ecc_agent",
            ["name", "status", "user_name", "last_refreshed"],
        ),
        ("User ID,Name,Active,Locked out", "sys_user", ["user_name", "name", "active", "locked_out"]),
        ("Sys ID,Name,Location,Time zone", "sys_user", ["sys_id", "name", "Location", "Time zone"]),
    ] {
        assert_eq!(names(&format!("{labels}\n1,2,3,4\n"), table), expected);
    }
    let unknown = read(b"Name,SECRET\n1,2\n", "-", &of("ecc_agent")).unwrap_err();
    assert!(
        unknown.contains("column 2 of the first line") && unknown.contains("ecc_agent_list.do?XML"),
        "{unknown}"
    );
    assert!(!unknown.contains("SECRET"), "{unknown}");
    let twice = read(b"Name,name\n1,2\n", "-", &of("ecc_agent")).unwrap_err();
    assert!(twice.contains("columns 1 and 2"), "{twice}");
}

#[test]
fn fields_may_be_separated_by_semicolons_tabs_or_what_a_line_above_says() {
    let expected = [row(&[("sys_id", "1"), ("name", "a,b;c\td")]), row(&[("sys_id", "2"), ("name", "")])];
    for (above, separator) in [
        ("", ","),
        ("", ";"),
        ("", "\t"),
        ("sep=;\r\n", ";"),
        ("sep=|\n", "|"),
        ("\"sep=\t\"\n", "\t"),
        ("sep=,\n", ","),
    ] {
        for bom in ["", "\u{feff}"] {
            let text = format!(
                "{bom}{above}\"sys_id\"{separator}name\r\n1{separator}\"a,b;c\td\"\r\n2{separator}\r\n"
            );
            assert_eq!(fields(&text), expected, "{text:?}");
        }
    }
    assert_refused("sep=\na\n1\n", &["does not name one character"]);
    assert_eq!(fields("\"a\"\n\"1;2,3\"\n"), [row(&[("a", "1;2,3")])]);
}

#[test]
fn a_line_with_other_fields_than_the_first_is_refused_with_its_place() {
    assert_refused("a,b\n1,2\nSECRET\n", &["after 1 row", "may be cut", "line: 3"]);
    assert_refused("a,b\n1,2,3\n", &["after 0 rows", "line: 2"]);
    assert!(!read(b"a,b\nSECRET\n", "-", &Options::default()).unwrap_err().contains("SECRET"));
    assert_refused(&format!("{}\n", ",".repeat(2_000)), &["more than 2000 columns"]);
    assert_refused(&format!("a\n{}\n", "x".repeat(9 << 20)), &["longer than 8 MiB"]);
}

#[test]
fn a_file_that_ends_in_an_error_answer_is_refused_even_where_it_has_as_many_fields() {
    let cancelled = r#"{"error":{"message":"Transaction cancelled: maximum execution time exceeded"},"status":"failure"}"#;
    for text in [format!("sys_id,name\n1,a\n2{cancelled}"), format!("sys_id,name,x\n1,a,b\n2,c{cancelled}\n")]
    {
        assert_refused(&text, &["(Transaction cancelled: maximum execution time exceeded)", "fewer rows"]);
    }
    let quoted = format!("name\n\"{}\"\n", cancelled.replace('"', "\"\""));
    assert_eq!(fields(&quoted), [row(&[("name", cancelled)])]);
}

#[test]
fn labels_and_local_times_become_what_is_stored() {
    let text = "state,count,last_detected,message,active\nResolved,\"1,024\",2026-07-01 12:00:00,New,true\nNew,1,,x,false\n";
    let options = display("ecc_agent_issue", chrono_tz::Europe::Rome);
    let (records, ending) = read(text.as_bytes(), "-", &options).unwrap();
    let resolved = [("state", "resolved"), ("count", "1024"), ("last_detected", "2026-07-01 10:00:00")];
    assert_eq!(records[0].fields, row(&[&resolved[..], &[("message", "New"), ("active", "true")]].concat()));
    assert_eq!(records[1].fields[2], ("last_detected".to_owned(), None));
    assert_eq!(ending.warnings, []);
}

#[test]
fn a_display_time_in_the_format_of_a_user_is_refused_with_its_row_and_column() {
    let text = "last_detected\n2026-07-01 12:00:00\n01/07/2026 12:00:00\n";
    let error = read(text.as_bytes(), "-", &display("ecc_agent_issue", chrono_tz::UTC)).unwrap_err();
    let cure = "--date-format 'MM/dd/yyyy hh:mm:ss a'";
    assert!(error.contains("row 2, column last_detected") && error.contains(cure), "{error}");
    assert!(!error.contains("01/07"), "{error}");
}

#[test]
fn a_display_time_in_the_format_that_was_given_becomes_utc() {
    let text = "last_detected,message\n07/01/2026 02:00:00 PM,07/01/2026 02:00:00 PM\n";
    let options = Options {
        date_format: "MM/dd/yyyy hh:mm:ss a".parse().unwrap(),
        ..display("ecc_agent_issue", chrono_tz::Europe::Rome)
    };
    let (records, _) = read(text.as_bytes(), "-", &options).unwrap();
    let expected = [("last_detected", "2026-07-01 12:00:00"), ("message", "07/01/2026 02:00:00 PM")];
    assert_eq!(records[0].fields, row(&expected));
    let usual = read(b"last_detected\n2026-07-01 14:00:00\n", "-", &options).unwrap_err();
    assert!(usual.contains("not a time as MM/dd/yyyy hh:mm:ss a"), "{usual}");
}

#[test]
fn labels_in_a_file_that_should_hold_stored_values_are_counted() {
    let options = Options { known_tables: vec!["sysevent".to_owned()], ..Options::default() };
    let (records, ending) = read(b"state\nProcessed\nprocessed\nReady\n", "sysevent.csv", &options).unwrap();
    assert_eq!(records[0].fields, row(&[("state", "Processed")]));
    assert_eq!(ending.warnings, [Warning::DisplayValues(2)]);
}

#[test]
fn values_that_were_cut_and_row_counts_that_are_limits_are_reported() {
    let long = |letters: usize| "ä".repeat(letters);
    let text = format!("a\n{}\n{}\n{}\n", long(31_999), long(32_000), long(32_001));
    let (_, ending) = read(text.as_bytes(), "-", &Options::default()).unwrap();
    assert_eq!(ending.warnings, [Warning::CutValues(1)]);
    for (rows, warnings) in
        [(9_999, vec![]), (10_000, vec![Warning::RoundRowCount(10_000)]), (10_001, vec![])]
    {
        let text = format!("a\n{}", "1\n".repeat(rows));
        assert_eq!(read(text.as_bytes(), "-", &Options::default()).unwrap().1.warnings, warnings, "{rows}");
    }
}

/// A format in ServiceNow's letters, and the same as chrono writes it.
const DATE_FORMATS: [(&str, &str); 5] = [
    ("yyyy-MM-dd HH:mm:ss", "%Y-%m-%d %H:%M:%S"),
    ("MM/dd/yyyy hh:mm:ss a", "%m/%d/%Y %I:%M:%S %p"),
    ("dd.MM.yyyy HH.mm.ss", "%d.%m.%Y %H.%M.%S"),
    ("d/M/yyyy h:mm:ss a", "%-d/%-m/%Y %-I:%M:%S %p"),
    ("MM-dd-yyyy H:mm:ss", "%m-%d-%Y %-H:%M:%S"),
];

proptest! {
    #[test]
    fn any_time_in_any_format_of_a_user_becomes_the_utc_that_it_was(seconds in 0i64..4_000_000_000) {
        let time = DateTime::from_timestamp(seconds, 0).unwrap();
        for zone in [chrono_tz::UTC, chrono_tz::Asia::Kolkata] {
            let local = zone.from_utc_datetime(&time.naive_utc());
            for (letters, written) in DATE_FORMATS {
                // A zone that changed its offset shows some times twice, and the earlier one counts.
                prop_assume!(zone.from_local_datetime(&local.naive_local()).single().is_some());
                let text = format!("last_detected\n{}\n", local.format(written));
                let options =
                    Options { date_format: letters.parse().unwrap(), ..display("ecc_agent_issue", zone) };
                let (records, _) = read(text.as_bytes(), "-", &options).unwrap();
                let expected = time.format("%Y-%m-%d %H:%M:%S").to_string();
                prop_assert_eq!(records[0].value("last_detected"), Some(expected.as_str()), "{}", letters);
            }
        }
    }
}
