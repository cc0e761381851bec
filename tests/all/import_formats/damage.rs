//! Cut files and arbitrary bytes: never a panic, and never a part that looks like the whole.

use midjobs::import::{Format, Options, Values, Warning};
use proptest::prelude::*;

use crate::import_formats::read;
use crate::import_formats::workbook::{Cell, text, workbook};

const JSON: &str = r#"{"result":[{"a":"1","b":{"link":"https://x/y/z","value":"é"}},{"a":null,"b":true}]}"#;
const XML: &str = r#"<?xml version="1.0"?><unload unload_date="2026-01-01 00:00:00"><!-- é -->
<t action="DELETE"><a>1 &amp; &#233;</a><b display_value="x">y</b></t><t><c><![CDATA[z]]></c></t></unload>"#;
const CSV: &str = "a,b,c\r\n1,\"x\r\ny \"\"é\"\"\",2\r\n3,,4\r\n";

fn all_options() -> impl Iterator<Item = Options> {
    let values = [Values::Stored, Values::Display { zone: chrono_tz::Europe::Rome.into() }];
    let formats = [None, Some(Format::Json), Some(Format::Csv), Some(Format::Xml)];
    values.into_iter().flat_map(move |values| {
        formats.map(|format| Options {
            format,
            values,
            table: Some("sysevent".to_owned()),
            ..Options::default()
        })
    })
}

/// Whatever it is, the rows that were counted are those that were handed over, and an error says where.
fn assert_counted_or_explained(bytes: &[u8]) {
    for options in all_options() {
        match read(bytes, "odd", &options) {
            Ok((records, ending)) => assert_eq!(ending.rows, records.len() as u64),
            Err(error) => assert!(error.starts_with("reading odd"), "{error}"),
        }
    }
}

#[test]
fn json_and_xml_that_are_cut_anywhere_are_refused() {
    for text in [JSON, XML] {
        assert!(read(text.as_bytes(), "-", &Options::default()).is_ok());
        for end in 0..text.len() {
            assert!(
                read(&text.as_bytes()[..end], "-", &Options::default()).is_err(),
                "cut at {end} of {text}"
            );
        }
    }
}

#[test]
fn csv_that_is_cut_within_a_line_is_refused_or_said_to_be_unended() {
    let line_ends = [6, 7, CSV.len() - 7, CSV.len() - 6, CSV.len() - 1, CSV.len()];
    for end in 0..=CSV.len() {
        let whole_lines = line_ends.contains(&end);
        match read(&CSV.as_bytes()[..end], "-", &Options::default()) {
            Ok((_, ending)) => {
                assert_eq!(ending.warnings.contains(&Warning::UnendedLine), !whole_lines, "{end}");
            }
            Err(_) => assert!(!whole_lines, "{end}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn arbitrary_bytes_are_counted_or_explained(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        assert_counted_or_explained(&bytes);
    }

    #[test]
    fn arbitrary_marks_are_counted_or_explained(text in "[]{}<>&;#x!/?\"',:=\\\\\\[a-c01\r\n \u{feff}é-]{0,60}") {
        assert_counted_or_explained(text.as_bytes());
    }

    #[test]
    fn damaged_samples_are_counted_or_explained(
        sample in prop::sample::select(vec![JSON, XML, CSV]),
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = sample.as_bytes().to_vec();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        assert_counted_or_explained(&bytes);
    }

    #[test]
    fn damaged_workbooks_are_counted_or_explained(
        sheet in "[<>/a-z0-9=\" &;]{0,40}",
        damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut bytes = workbook(&[vec![text("a"), text("b")], vec![Cell::Number(1.0), text(&sheet)]]);
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        assert_counted_or_explained(&bytes);
    }
}
