//! What a file is: told by its content, whatever its name says.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use midjobs::import::{Format, Options};

use crate::import_formats::{assert_refused, read};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_form_is_told_by_the_content_also_in_gzip_and_under_a_wrong_name() {
    for (text, format) in [
        ("\n {\"result\":[]}", Format::Json),
        ("[]", Format::Json),
        ("\u{feff}\r\n<xml/>", Format::Xml),
        ("\u{feff}sys_id\n", Format::Csv),
    ] {
        for bytes in [text.as_bytes().to_vec(), gzip(text.as_bytes())] {
            let (_, ending) = read(&bytes, "export.txt", &Options::default()).unwrap();
            assert_eq!(ending.format, format, "{text}");
        }
    }
    assert_eq!(read(b"<xml/>", "export.json", &Options::default()).unwrap().1.format, Format::Xml);
    assert_eq!(read(b"{\"result\":[]}", "export.csv", &Options::default()).unwrap().1.format, Format::Json);
}

#[test]
fn gzip_in_several_parts_is_read_to_its_end() {
    let parts = [gzip(b"a\n1\n"), gzip(b"2\n"), gzip(b""), gzip(b"3\n")].concat();
    assert_eq!(read(&parts, "x.csv.gz", &Options::default()).unwrap().0.len(), 3);
}

#[test]
fn gzip_that_is_cut_anywhere_or_damaged_is_refused() {
    let whole = gzip(br#"{"result":[{"sys_id":"1","name":"a"},{"sys_id":"2","name":"b"}]}"#);
    for end in 0..whole.len() {
        let error = read(&whole[..end], "x.json.gz", &Options::default()).unwrap_err();
        assert!(end < 2 || error.contains("gzip data is cut or damaged"), "{end}: {error}");
    }
    let mut damaged = whole;
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 1;
    assert!(read(&damaged, "x.json.gz", &Options::default()).unwrap_err().contains("damaged"));
    let twice = gzip(&gzip(b"[]"));
    assert!(read(&twice, "x.json.gz", &Options::default()).unwrap_err().contains("twice"));
}

#[test]
fn files_that_are_no_export_are_named_with_what_to_try() {
    let page = |body: &str| format!("\n<!DOCTYPE html>\n<html><body>{body}</body></html>");
    assert_refused("", &["reading -", "it is empty"]);
    assert_refused(" \r\n", &["it is empty"]);
    assert_refused(&page("Your instance is hibernating"), &["hibernating instance", "wake"]);
    assert_refused(&page("User name, Password, Login"), &["login page", "credentials"]);
    assert_refused(&page("Oops"), &["HTML page"]);
    assert_refused("<HTML>", &["HTML page"]);
    assert_refused(&page("Your session has ended"), &["without a session", "export again"]);
    assert_refused("<!-- a --><!-- b -->\n<script>x</script>", &["HTML page"]);
    assert_refused("<?xml version=\"1.0\"?>\n<!DOCTYPE html><html/>", &["HTML page"]);
    assert_refused("PK\u{3}\u{4}\0\0", &["ZIP archive or an Excel file"]);
    assert_refused("SQLite format 3\0\0", &["SQLite database"]);
    assert_refused("\u{7f}ELF\u{2}\u{1}\u{1}\0\n", &["binary file"]);
    assert_refused("just a text", &["column 1 of the first line is not a column name"]);
}

#[test]
fn a_name_that_promises_another_form_than_the_content_is_refused() {
    for (name, form) in [("a.json", "json"), ("a.NDJSON.gz", "json"), ("a.jsonl", "json"), ("a.xml", "xml")] {
        let error = read(b"sys_id\n1\n", name, &Options::default()).unwrap_err();
        assert!(
            error.contains(&format!("its name says {form}")) && error.contains("--format csv"),
            "{error}"
        );
    }
    let csv = Options { format: Some(Format::Csv), ..Options::default() };
    assert_eq!(read(b"sys_id\n1\n", "a.json", &csv).unwrap().1.rows, 1);
}

#[test]
fn a_form_that_was_asked_for_is_read_as_such_but_a_page_is_still_a_page() {
    let asked = |format: &str| Options { format: Some(format.parse().unwrap()), ..Options::default() };
    assert!(read(b"<xml/>", "-", &asked("json")).unwrap_err().contains("the JSON is broken"));
    assert!(read(b"{}", "-", &asked("xml")).unwrap_err().contains("text outside"));
    assert!(read(b"{}", "-", &asked("csv")).unwrap_err().contains("column 1"));
    assert!(read(b"<html>", "-", &asked("xml")).unwrap_err().contains("HTML page"));
    assert!("excel".parse::<Format>().unwrap_err().to_string().contains("json, csv, xml or xlsx"));
    for form in ["json", "csv", "xml", "xlsx"] {
        assert_eq!(form.parse::<Format>().unwrap().to_string(), form);
    }
}
